"""Text out of documents people send: `extract`. Pure: no Django, no database, no network.

Whatever is parsed (PDF, pictures, DOCX) is parsed in a process of its own that may use only so much time and memory.
"""

from __future__ import annotations

from dataclasses import replace

from tidtam.files.extract import sandbox
from tidtam.files.extract.boxes import highlight
from tidtam.files.extract.kinds import check_size, kind_of
from tidtam.files.extract.normalise import normalise
from tidtam.files.extract.plain import decode
from tidtam.files.extract.problems import problem
from tidtam.files.extract.sandbox import Progress, clear_leftovers
from tidtam.files.extract.shapes import PAGE_JOIN, Extraction, Kind, Limits, PageText, Word, join_pages

__all__ = [
    "PAGE_JOIN",
    "Extraction",
    "Kind",
    "Limits",
    "PageText",
    "Progress",
    "Word",
    "check_size",
    "clear_leftovers",
    "extract",
    "from_pasted",
    "highlight",
    "kind_of",
    "photo",
    "pictures",
]


def extract(
    content: bytes, *, name: str = "", progress: Progress | None = None, limits: Limits | None = None
) -> Extraction:
    """Return the text of a document with its pages, word boxes and page pictures. `name` is never trusted.

    Shape: one page for TXT and DOCX. `progress(page, pages)` is called as pages are done.
    Units: code points of the returned text; boxes as fractions of the page picture.
    Errors: Problem files.empty, files.too_large, files.unsupported, files.encrypted, files.corrupt, files.bomb,
    files.too_many_pages, files.timeout, files.no_text, files.encoding, files.ocr_missing.
    """
    limits = limits or Limits()
    check_size(len(content), limits)
    kind = kind_of(content)
    if kind == "text":
        return _plain(*decode(content, limits))
    if kind == "xlsx":
        raise problem("files.unsupported", found="ตาราง Excel")
    found = sandbox.run(content, kind, limits, progress)
    if len(found.text) > limits.max_characters:
        raise problem("files.too_long", characters=f"{len(found.text):,}", limit=f"{limits.max_characters:,}")
    if kind != "docx":
        return found
    text, pages = join_pages([PageText(page.page, normalise(page.text).text) for page in found.pages])
    return Extraction(kind, text, pages, found.warnings)


def pictures(content: bytes, *, limits: Limits | None = None) -> list[bytes]:
    """Return the pages of a PDF or a picture as WebP of our own making: nothing of the original file is left in them.

    Errors: as `extract`, but for those of recognition; Problem files.unsupported for anything else.
    """
    return [page.image for page in _drawn(content, limits or Limits()) if page.image]


def photo(content: bytes, *, limits: Limits | None = None) -> tuple[list[bytes], float]:
    """Return what `pictures` does and how regular a pattern runs over a photo as it was sent: see `weave`.

    Shape: 0 for a PDF. Errors: as `pictures`.
    """
    pages = _drawn(content, replace(limits or Limits(), weave=True))
    return [page.image for page in pages if page.image], pages[0].weave or 0.0


def _drawn(content: bytes, limits: Limits) -> tuple[PageText, ...]:
    limits = replace(limits, recognise=False)
    check_size(len(content), limits)
    kind = kind_of(content)
    if kind not in ("pdf", "png", "jpeg", "webp"):
        raise problem("files.unsupported", found=kind)
    pages = sandbox.run(content, kind, limits, None).pages
    if not pages:
        raise problem("files.corrupt")
    return pages


def from_pasted(text: str, *, limits: Limits | None = None) -> Extraction:
    """Return pasted text as an extraction of one page.

    Errors: Problem files.empty, files.too_large.
    """
    return _plain(*decode(text.encode("utf-8", errors="replace"), limits or Limits()))


def _plain(text: str, warnings: list[str]) -> Extraction:
    return Extraction("text", text, (PageText(1, text),), tuple(warnings))
