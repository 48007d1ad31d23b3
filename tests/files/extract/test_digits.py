"""Thai digits of a scan: the recogniser's own are often wrong, the shapes put them right."""

from __future__ import annotations

import random

import pypdfium2 as pdfium
import pytest
import typst
from rapidfuzz.distance import Levenshtein
from tests.files import samples
from tests.files.extract import digit_shapes

from tidtam.files.extract import digits, extract

pytestmark = samples.needs_ocr
ARABIC_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.mark.parametrize("font", digit_shapes.NAMES)
def test_a_known_shape_is_its_own_nearest(font: str) -> None:
    for digit in digit_shapes.DIGITS:
        near = digits.distances(digit_shapes.shape(font, digit, size=50))
        assert min(near, key=near.__getitem__) == digit


@pytest.mark.parametrize(
    ("font", "dpi", "share"), [("Laksaman", 300, 0.97), ("Laksaman", 150, 0.95), ("Umpush Light", 200, 0.85)]
)
def test_numbers_of_a_scanned_page_are_right(font: str, dpi: int, share: float) -> None:
    dice = random.Random(5)
    numbers = [str(dice.randrange(10**4, 10**5)).translate(ARABIC_TO_THAI) for _ in range(22)]
    lines = "\n\n".join(f"หนังสือเลขที่ {number} เรื่อง การรายงานผลการดำเนินงาน" for number in numbers)
    head = samples.HEAD.replace("Laksaman", font.removesuffix(" Light"))
    page = pdfium.PdfDocument(bytes(typst.compile((head + lines).encode())))[0]
    image = page.render(scale=dpi / 72).to_pil().convert("L")
    found = extract(samples.encoded(image, "PNG"), name="numbers.png")
    expected, seen = "".join(numbers), "".join(c for c in found.text if c in digit_shapes.DIGITS)
    assert 1 - Levenshtein.distance(expected, seen) / len(expected) >= share


def test_what_is_no_digit_is_left_alone() -> None:
    page = samples.letter_image(200).convert("L")
    assert digits.reread(page, (0, 0, 60, 40), "๑๒", (0, 999)) is None
