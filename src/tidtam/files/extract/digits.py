"""Thai digits by their shape. Tesseract's Thai model hardly knows ๖ and ๗, and every date of this century has one.

A run of digits is cut into its connected shapes, and each is compared with the digits of some Thai fonts.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

SIDE = 14
TABLE = Path(__file__).with_name("digit_shapes.txt")
_CLEAR = 1.15
# Of the squared difference of two shapes; found on fonts left out of the table.
_ASPECT_WEIGHT = 8.0
_MAX_DISTANCE = 30.0
_SPECK = 0.35
_TOUCHING = 1.5


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape brought to SIDE by SIDE, darkness 0–1, and its width by height before that."""

    ink: tuple[float, ...]
    aspect: float


Box = tuple[int, int, int, int]


def reread(page: Image.Image, box: Box, read: str, between: tuple[int, int]) -> list[tuple[str, Box]] | None:
    """Return the Thai digits in `box` of a grey page with their boxes, or None when `read` should stand.

    `read` is what the recogniser saw there. Where it saw as many digits as there are shapes, a shape must be clearly
    nearer to another digit to overrule it; where it saw another number of digits the shapes decide. `between` are the
    edges of what stands before and after on the line.
    Units: pixels.
    """
    left, top, right, bottom = box
    # The recogniser's boxes often cut off the first and the last digit, so one more of each is looked for.
    wide, high = 3 * (bottom - top) // 2, (bottom - top) // 6
    x, y = max(0, left - wide), max(0, top - high)
    crop = page.crop((x, y, min(page.width, right + wide), min(page.height, bottom + high)))
    reach = (
        min(left, max(between[0], left - wide // 2)) - x,
        top - y,
        max(right, min(between[1], right + wide // 2)) - x,
        bottom - y,
    )
    boxes = _apart(crop, reach)
    if not boxes:
        return None
    near = [distances(shape_of(crop.crop(inner))) for inner in boxes]
    seen = "".join(min(known, key=known.__getitem__) for known in near)
    if any(min(known.values()) > _MAX_DISTANCE for known in near):
        return None
    if len(seen) == len(read):
        pairs = zip(seen, read, near, strict=True)
        seen = "".join(new if _CLEAR * known[new] < known[old] else old for new, old, known in pairs)
    placed = [(x + x0, y + y0, x + x1, y + y1) for x0, y0, x1, y1 in boxes]
    return list(zip(seen, placed, strict=True)) if seen != read else None


def _apart(crop: Image.Image, inside: Box) -> list[Box]:
    """Return the boxes of the digits, taking only the darker ink where digits run together; none if they still do."""
    threshold = otsu(crop)
    for share in (1.0, 0.8, 0.6):
        boxes = [inner for inner in components(crop, int(threshold * share)) if _belongs(inner, inside)]
        tallest = max((inner[3] - inner[1] for inner in boxes), default=0)
        boxes = [inner for inner in boxes if inner[3] - inner[1] >= _SPECK * tallest]
        if all(inner[2] - inner[0] <= _TOUCHING * tallest for inner in boxes):
            return boxes
    return []


def _belongs(inner: Box, box: Box) -> bool:
    middle = (inner[0] + inner[2]) / 2
    down = min(inner[3], box[3]) - max(inner[1], box[1])
    return box[0] <= middle <= box[2] and down > 0.5 * (inner[3] - inner[1])


def distances(shape: Shape) -> dict[str, float]:
    """Return how far the shape is from the nearest known shape of each digit."""
    near: dict[str, float] = {}
    for digit, known in table():
        near[digit] = min(near.get(digit, math.inf), _distance(shape, known))
    return near


def _distance(a: Shape, b: Shape) -> float:
    ratio = max(a.aspect, b.aspect) / max(0.01, min(a.aspect, b.aspect)) - 1
    return sum((x - y) * (x - y) for x, y in zip(a.ink, b.ink, strict=True)) + _ASPECT_WEIGHT * ratio * ratio


def shape_of(glyph: Image.Image) -> Shape:
    """Return the shape of a grey picture that is cut to its ink."""
    low, high = glyph.getextrema()
    small = glyph.resize((SIDE, SIDE), Image.Resampling.BOX)
    spread = max(1.0, float(high) - float(low))  # type: ignore[arg-type]  # a grey picture has one pair
    ink = tuple((float(high) - value) / spread for value in small.tobytes())  # type: ignore[arg-type]  # as above
    return Shape(ink, glyph.width / glyph.height)


def components(crop: Image.Image, threshold: int) -> Iterator[Box]:
    """Yield the boxes of the connected shapes darker than `threshold` in a small grey picture, left to right."""
    width, height = crop.size
    dark = bytearray(crop.point([255 if value < threshold else 0 for value in range(256)]).tobytes())
    boxes: list[Box] = []
    for start in range(len(dark)):
        if not dark[start]:
            continue
        dark[start] = 0
        stack, xs, ys = [start], [start % width], [start // width]
        while stack:
            at = stack.pop()
            x, y = at % width, at // width
            for nx, ny in ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
                if 0 <= nx < width and 0 <= ny < height and dark[ny * width + nx]:
                    dark[ny * width + nx] = 0
                    stack.append(ny * width + nx)
                    xs.append(nx)
                    ys.append(ny)
        boxes.append((min(xs), min(ys), max(xs) + 1, max(ys) + 1))
    yield from sorted(boxes)


def otsu(crop: Image.Image) -> int:
    """Return the grey that parts ink from paper best (Otsu)."""
    histogram = crop.histogram()
    total, everything = sum(histogram), sum(value * count for value, count in enumerate(histogram))
    best, cut, below, weight = -1.0, 128, 0, 0
    for value, count in enumerate(histogram):
        below += count
        weight += value * count
        if 0 < below < total:
            spread = (everything * below / total - weight) ** 2 / (below * (total - below))
            if spread > best:
                best, cut = spread, value + 1
    return cut


@cache
def table() -> tuple[tuple[str, Shape], ...]:
    """Return the known shapes: one line per shape of `digit_shapes.txt`, "digit aspect base64"."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    fields = (line.split() for line in lines if line and not line.startswith("#"))
    return tuple(
        (digit, Shape(tuple(byte / 255 for byte in base64.b64decode(ink)), float(aspect)))
        for digit, aspect, ink in fields
    )
