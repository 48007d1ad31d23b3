"""OCR damage made by program, of the kinds seen in the source letters."""

from __future__ import annotations

import random

_ALIKE = {
    "ฟ": "พ", "พ": "ฟ", "ร": "ว", "ว": "ร", "ช": "ซ", "ซ": "ช", "ล": "ส", "ป": "บ", "บ": "ป", "ข": "ช", "ฎ": "ฏ", "ฏ": "ฎ", "ด": "ค", "ถ": "ก",  # noqa: E501
}  # fmt: skip
_DIGITS = {"0": "O", "๐": "o", "1": "l", "๑": "l", "6": "b", "๖": "b"}
_THAI, _ARABIC = "๐๑๒๓๔๕๖๗๘๙", "0123456789"


def damage(text: str, rate: float, seed: int) -> str:
    """Return the text with about `rate` of its characters damaged."""
    rng = random.Random(seed)
    out: list[str] = []
    for char in text:
        if rng.random() >= rate:
            out.append(char)
            continue
        kind = rng.randrange(8)
        if char in "่้๊๋์" and kind < 6:
            continue
        if char in _ALIKE and kind < 3:
            out.append(_ALIKE[char])
        elif char in _DIGITS and kind < 2:
            out.append(_DIGITS[char])
        elif char in _THAI and kind < 7:
            out.append(_ARABIC[_THAI.index(char)])
        elif char in _ARABIC:
            out.append(_THAI[_ARABIC.index(char)])
        elif char == " " and kind < 3:
            out.append("  ")
        elif "ก" <= char <= "ฮ" and kind == 3:
            out.append(char + "\n")
        elif "ก" <= char <= "ฮ" and kind == 4:
            out.append(char + " ")
        elif "ก" <= char <= "ฮ" and kind == 5:
            out.append(char + rng.choice("aeilr"))
        elif char == "." and kind < 4:
            continue
        else:
            out.append(char)
    return "".join(out)
