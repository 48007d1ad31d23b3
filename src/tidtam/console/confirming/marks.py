"""Which words of the document belong to which field: runs of text to mark, boxes over the page pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tidtam.files.extract import highlight
from tidtam.files.models import PageText

MAX_TEXT = 120_000  # characters drawn on the page; the file itself holds the rest


@dataclass(frozen=True)
class Mark:
    """A stretch of the text that a field, a duty or a flag stands on. Units: code points of the whole text."""

    key: str
    start: int
    end: int
    low: bool = False


@dataclass
class Piece:
    """A run of text on one line. `key` is the innermost field, `also` the others; `ids` are anchors that begin here."""

    text: str
    key: str = ""
    also: str = ""
    low: bool = False
    sup: str = ""
    ids: list[str] = field(default_factory=list)


def lines(text: str, marks: Sequence[Mark]) -> list[list[Piece]]:
    """Return the text as lines of pieces; blank lines are left out."""
    text = text[:MAX_TEXT]
    good = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    edges = sorted({0, len(text), *(m.start for m in good), *(m.end for m in good)})
    pieces: list[tuple[int, int, list[Mark]]] = []
    for start, end in pairwise(edges):
        covering = sorted((m for m in good if m.start <= start and end <= m.end), key=lambda m: m.end - m.start)
        pieces.append((start, end, covering))
    last_of: dict[str, int] = {}
    for n, (_start, _end, covering) in enumerate(pieces):
        if covering:
            last_of[covering[0].key] = n
    seen: set[str] = set()
    out: list[list[Piece]] = [[]]
    for n, (start, end, covering) in enumerate(pieces):
        parts = text[start:end].split("\n")
        for at, part in enumerate(parts):
            if at:
                out.append([])
            if not part:
                continue
            piece = Piece(part)
            if covering and part.strip():
                piece.key, piece.low = covering[0].key, covering[0].low
                piece.also = " ".join(m.key for m in covering[1:])
                piece.ids = [m.key for m in covering if m.key not in seen]
                seen |= set(piece.ids)
                if last_of[piece.key] == n and at == len(parts) - 1 and piece.key.isdigit():
                    piece.sup = piece.key
            out[-1].append(piece)
    return [line for line in out if any(piece.text.strip() for piece in line)]


@dataclass(frozen=True)
class Rect:
    """A box over a page picture. Units: fractions of the page."""

    key: str
    low: bool
    x: str
    y: str
    width: str
    height: str


def rects(page: PageText, marks: Sequence[Mark]) -> list[Rect]:
    """Return the boxes of the marks that stand on a page."""
    words, length = page.words, len(page.text)
    found: list[Rect] = []
    for mark in marks:
        start, end = max(0, mark.start - page.start), min(length, mark.end - page.start)
        if start >= end:
            continue
        for x0, y0, x1, y1 in highlight(page.text, words, start, end):
            found.append(
                Rect(
                    mark.key, mark.low, f"{x0:.4f}", f"{y0:.4f}", f"{max(0.0, x1 - x0):.4f}", f"{max(0.0, y1 - y0):.4f}"
                )
            )
    return found
