"""Characters with boxes, from a text layer or from a recogniser, and the words they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tidtam.files.extract.normalise import normalise
from tidtam.files.extract.shapes import Word

Box = tuple[float, float, float, float]
_PIECE = re.compile(r"[ก-ฺเ-๎]{1,14}(?![ัิ-ฺ็-๎])|[ก-ฺเ-๎]{1,14}|[๐-๙]+|[A-Za-z]+|[0-9]+|\S")


@dataclass(frozen=True, slots=True)
class Layer:
    """A page's characters: one box per character (None for spaces), in fractions of the page as it is shown."""

    text: str
    boxes: tuple[Box | None, ...]
    repaired: bool = False


def words_of(layer: Layer, *, doubled: bool = False) -> tuple[str, tuple[Word, ...]]:
    """Return the page's repaired text and its words; a long run of Thai is cut into pieces between letters.

    Units: as `Word`.
    """
    clean = normalise(layer.text, doubled=doubled)
    spans: list[tuple[int, int, Box]] = []
    for match in _PIECE.finditer(layer.text):
        start, end = clean.span(*match.span())
        box = _union(layer.boxes[match.start() : match.end()])
        if end > start and box is not None:
            spans.append((start, end, box))
    return clean.text, tuple(Word(start, end, *box) for start, end, box in spans)


def _union(boxes: Sequence[Box | None]) -> Box | None:
    solid = [box for box in boxes if box is not None]
    if not solid:
        return None
    return (
        min(box[0] for box in solid),
        min(box[1] for box in solid),
        max(box[2] for box in solid),
        max(box[3] for box in solid),
    )
