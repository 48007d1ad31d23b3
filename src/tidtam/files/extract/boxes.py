"""Where a span stands on its page: the rectangles to highlight."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tidtam.files.extract.shapes import Word

Box = tuple[float, float, float, float]
_SAME_LINE = 0.5


def highlight(text: str, words: Sequence[Word], start: int, end: int) -> list[Box]:
    """Return one rectangle per line for the span [start, end) of a page's text, trimmed inside words it only touches.

    Units: code points of the page's text; fractions of the page image.
    """
    lines: list[Box] = []
    for word in words:
        if word.end <= start or word.start >= end:
            continue
        box = _trimmed(text, word, start, end)
        if lines and _same_line(lines[-1], box):
            last = lines[-1]
            lines[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            lines.append(box)
    return lines


def _trimmed(text: str, word: Word, start: int, end: int) -> Box:
    width = _advance(text[word.start : word.end]) or 1
    before = _advance(text[word.start : max(word.start, start)]) / width
    upto = _advance(text[word.start : min(word.end, end)]) / width
    span = word.x1 - word.x0
    return (word.x0 + span * before, word.y0, word.x0 + span * upto, word.y1)


def _advance(text: str) -> int:
    # Marks above and below stand over their consonant and take no width of their own.
    return sum(unicodedata.category(character) != "Mn" for character in text)


def _same_line(a: Box, b: Box) -> bool:
    overlap = min(a[3], b[3]) - max(a[1], b[1])
    return overlap > _SAME_LINE * min(a[3] - a[1], b[3] - b[1]) and b[0] >= a[0]
