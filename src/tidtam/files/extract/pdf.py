"""The pages of a PDF: a believable text layer as it is, else a picture of the page for the recogniser."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from tidtam.files.extract.layer import Layer
from tidtam.files.extract.problems import problem
from tidtam.files.extract.shapes import Limits
from tidtam.files.extract.textlayer import is_usable, read_layer

_READING_DPI = 300
_SHOWING_DPI = 144
_MAX_RENDERED_PIXELS = 12_000_000
_PICTURE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page: its layer when it can be believed, else None; and the page as a colour picture."""

    number: int
    layer: Layer | None
    picture: Image.Image


class Pdf:
    """An open PDF whose pages have been counted and judged.

    Errors: Problem files.encrypted, files.corrupt, files.too_many_pages.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        try:
            self._document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            wrong_password = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower()
            raise problem("files.encrypted" if wrong_password else "files.corrupt") from error
        self.count = len(self._document)
        if self.count == 0:
            raise problem("files.corrupt")
        if self.count > limits.max_pages:
            raise problem("files.too_many_pages", pages=self.count, limit=limits.max_pages)
        self._layers = [self._layer(index) for index in range(self.count)]
        self.scans = sum(layer is None for layer in self._layers)
        if self.scans > limits.max_ocr_pages:
            raise problem("files.too_many_scans", pages=self.scans, limit=limits.max_ocr_pages)

    def pages(self) -> Iterator[PdfPage]:
        """Yield every page in order; a picture is made only when its turn comes."""
        for index, layer in enumerate(self._layers):
            page = self._page(index)
            dpi = _READING_DPI if layer is None else _SHOWING_DPI
            yield PdfPage(index + 1, layer, _picture(page, dpi))
            page.close()

    def _page(self, index: int) -> pdfium.PdfPage:
        try:
            return self._document[index]
        except pdfium.PdfiumError as error:
            raise problem("files.corrupt") from error

    def _layer(self, index: int) -> Layer | None:
        page = self._page(index)
        layer = read_layer(page)
        # A page without any sign and without any picture is blank: an empty layer says so and costs no recognition.
        pictured = _is_pictured(page)
        blank = not layer.text.strip() and raw.FPDFPage_CountObjects(page) == 0
        usable = blank or is_usable(layer, on_a_picture=pictured)
        page.close()
        return layer if usable else None


def _is_pictured(page: pdfium.PdfPage) -> bool:
    """Say whether one picture covers most of the page, as it does on a scan."""
    width, height = page.get_size()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        try:
            left, bottom, right, top = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        if (right - left) * (top - bottom) > _PICTURE_SHARE * width * height:
            return True
    return False


def _picture(page: pdfium.PdfPage, dpi: int) -> Image.Image:
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise problem("files.corrupt")
    scale = min(dpi / 72, math.sqrt(_MAX_RENDERED_PIXELS / (width * height)))
    picture: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil()
    return picture.convert("RGB")
