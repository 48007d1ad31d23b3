"""The text layer of a PDF page: its characters with boxes, and whether it can be believed."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from tidtam.files.extract.layer import Box, Layer
from tidtam.files.extract.normalise import from_latin1, thai_shape

_MIN_LETTERS = 15
# A stamp such as "Scanned by …" on a picture of a page is a text layer of a few letters that says nothing of the page.
_MIN_LETTERS_ON_A_PICTURE = 250
_MIN_KNOWN = 0.9
_MIN_SHAPE = 0.85
# Thai letters whose boxes are tight stand up to 0.13 em apart, a justified space is at least 0.25 em wide.
_WORD_GAP = 0.2
_COLUMN_GAP = 2.5
_COLUMN = "    "
_KNOWN = re.compile(r"[\sก-ฺเ-๛\x21-\x7e–—‘’“”•…°²³×½¼“”\uf700-\uf71a]")
_LETTER = re.compile(r"[ก-ฮA-Za-z0-9๐-๙]")


@dataclass(slots=True)
class _Character:
    text: str
    left: float
    bottom: float
    right: float
    top: float
    em: float

    @property
    def height(self) -> float:
        return abs(self.top - self.bottom)


def read_layer(page: pdfium.PdfPage) -> Layer:
    """Return the page's text layer, with spaces put in where the distance between two letters says so."""
    characters = _characters(page)
    width, height = page.get_size()
    parts: list[str] = []
    boxes: list[Box | None] = []
    previous: _Character | None = None
    for character in characters:
        if character.text.isspace():
            if character.text in "\r\n":
                previous = None
            elif previous is not None and parts and parts[-1].isspace():
                continue
            parts.append(character.text)
            boxes.append(None)
            continue
        gap = _gap(previous, character)
        if gap > _COLUMN_GAP:
            parts.append(_COLUMN)
            boxes.extend([None] * len(_COLUMN))
        elif gap > _WORD_GAP and not (parts and parts[-1].isspace()):
            parts.append(" ")
            boxes.append(None)
        parts.append(character.text)
        boxes.append(_on_page(page, character, width, height))
        previous = character
    text = "".join(parts)
    repaired = from_latin1(text)
    return Layer(repaired or text, tuple(boxes), repaired is not None)


def _characters(page: pdfium.PdfPage) -> list[_Character]:
    textpage = page.get_textpage()
    rectangle, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    found: list[_Character] = []
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        # Surrogates and zero stand for glyphs without a meaning.
        text = "\ufffd" if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)
        raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(rectangle))
        raw.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix))
        em = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.a, matrix.b)
        found.append(_Character(text, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top, em))
    textpage.close()
    return found


def _gap(before: _Character | None, after: _Character) -> float:
    """Return the distance of two neighbours in em; 0 when they do not share a line."""
    if before is None or not after.em:
        return 0.0
    overlap = min(before.top, after.top) - max(before.bottom, after.bottom)
    if overlap < 0.4 * min(before.height, after.height):
        return 0.0
    return (after.left - before.right) / after.em


def _on_page(page: pdfium.PdfPage, character: _Character, width: float, height: float) -> Box:
    """Turn PDF coordinates into fractions of the page as shown (crop box and /Rotate included)."""
    scale = 10_000
    x, y = ctypes.c_int(), ctypes.c_int()
    corners: list[tuple[float, float]] = []
    for px, py in ((character.left, character.top), (character.right, character.bottom)):
        raw.FPDF_PageToDevice(page, 0, 0, scale, scale, 0, px, py, ctypes.byref(x), ctypes.byref(y))
        corners.append((_unit(x.value / scale), _unit(y.value / scale)))
    (ax, ay), (bx, by) = corners
    return (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def is_usable(layer: Layer, *, on_a_picture: bool) -> bool:
    """Say whether the layer can be believed: enough letters, hardly an unknown sign, Thai marks on Thai letters."""
    solid = [character for character in layer.text if not character.isspace()]
    letters = len(_LETTER.findall(layer.text))
    if letters < (_MIN_LETTERS_ON_A_PICTURE if on_a_picture else _MIN_LETTERS):
        return False
    if sum(bool(_KNOWN.match(character)) for character in solid) < _MIN_KNOWN * len(solid):
        return False
    # A scanner's own reader without Thai turns a Thai page into Latin rubbish; so a picture must carry some Thai.
    if on_a_picture and sum("ก" <= character <= "๛" for character in solid) < 0.3 * len(solid):
        return False
    return thai_shape(layer.text) >= _MIN_SHAPE
