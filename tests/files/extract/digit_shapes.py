"""Make `digit_shapes.txt` anew from the Thai fonts of this machine: python -m tests.files.extract.digit_shapes."""

from __future__ import annotations

import base64
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tidtam.files.extract import digits

FONTS = Path("/usr/share/fonts/truetype/tlwg")
NAMES = (
    "Laksaman", "Laksaman-Bold", "Garuda", "Kinnari", "Loma", "Norasi", "Umpush", "Waree", "TlwgTypo", "TlwgTypewriter",
    "Norasi-Bold", "Garuda-Bold",
)  # fmt: skip
DIGITS = "๐๑๒๓๔๕๖๗๘๙"
HEAD = "# Shapes of the Thai digits in common Thai fonts: digit, width by height, 14 x 14 darkness in base64."


def shape(font: str, digit: str, size: int = 80) -> digits.Shape:
    """Return the shape of one digit of one font."""
    image = Image.new("L", (size * 2, size * 2), 255)
    ImageDraw.Draw(image).text(
        (size // 2, size // 3), digit, font=ImageFont.truetype(FONTS / f"{font}.ttf", size), fill=0
    )
    box = max(digits.components(image, digits.otsu(image)), key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))
    return digits.shape_of(image.crop(box))


def main() -> None:
    """Write the table."""
    lines = [HEAD]
    for font in NAMES:
        for digit in DIGITS:
            found = shape(font, digit)
            ink = base64.b64encode(bytes(round(value * 255) for value in found.ink)).decode()
            lines.append(f"{digit} {found.aspect:.3f} {ink}")
    digits.TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
