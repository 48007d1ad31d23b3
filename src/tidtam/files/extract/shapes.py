"""The values an extraction is made of. Plain data: the worker writes them, the caller reads them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Method = Literal["text-layer", "ocr", "plain"]
Kind = Literal["pdf", "png", "jpeg", "webp", "tiff", "docx", "xlsx", "text"]

# Two line feeds, so that a page break reads as a blank line and never glues two words together.
PAGE_JOIN = "\n\n"
MEBIBYTE = 1024 * 1024


class Word(NamedTuple):
    """A run of characters and the box it stands in.

    Units: `start`, `end` code points of the page's text; the box as fractions of the page image, from its upper left.
    """

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: its text, where its words stand, and a picture of it made by us (WebP), if it has one.

    Units: `start` is the offset of the page's text in the whole text; `confidence` 0–1, None when nothing was guessed.
    """

    page: int
    text: str
    words: tuple[Word, ...] = ()
    image: bytes | None = None
    method: Method = "plain"
    start: int = 0
    confidence: float | None = None
    weave: float | None = None  # of a photo, when asked for: see `weave`


@dataclass(frozen=True, slots=True)
class Extraction:
    """The whole document as text, its pages, and what the reader of it should be warned about (Thai sentences)."""

    kind: Kind
    text: str
    pages: tuple[PageText, ...]
    warnings: tuple[str, ...] = ()

    def page_at(self, offset: int) -> PageText:
        """Return the page in which the code point `offset` of the whole text stands."""
        found = self.pages[0]
        for page in self.pages:
            if page.start <= offset:
                found = page
        return found


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one document may cost.

    Units: bytes, pages, pixels, characters, seconds.
    """

    max_bytes: int = 50 * MEBIBYTE
    max_pages: int = 200
    max_ocr_pages: int = 40
    max_pixels: int = 50_000_000
    max_characters: int = 2_000_000
    max_members: int = 1_000
    max_unpacked: int = 200 * MEBIBYTE
    max_ratio: int = 100
    address_space: int = 1_024 * MEBIBYTE
    cpu_seconds: int = 120
    seconds: float = 60.0
    seconds_per_ocr_page: float = 30.0
    ocr_processes: int = 2
    recognise: bool = True  # False: the pages as pictures alone
    weave: bool = False  # say how regular a pattern runs over a photo
    tesseract: str = "tesseract"
    languages: tuple[str, ...] = field(default=("tha", "eng"))


def join_pages(pages: list[PageText]) -> tuple[str, tuple[PageText, ...]]:
    """Return the whole text and the pages with their offsets in it."""
    placed: list[PageText] = []
    at = 0
    for page in pages:
        placed.append(replace(page, start=at))
        at += len(page.text) + len(PAGE_JOIN)
    return PAGE_JOIN.join(page.text for page in placed), tuple(placed)
