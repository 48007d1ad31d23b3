"""What a photo looks like in few bits, whichever way up; where and when its file says it was taken. Pure.

The bits are the signs of the low frequencies of the grey picture (a discrete cosine transform): another size, another
compression, a little more light or a narrow crop change few of them. A quarter turn swaps and negates frequencies, so
the bits of the other ways up follow from those of one. `rough` (64 bits) finds candidates, `fine` (256) keeps the near
ones. A candidate is confirmed by framing the photo anew: with its edges cut or added as a copy may have them, the same
photo comes much nearer than another photo of the same hall, however alike the two were framed.
"""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import combinations
from operator import mul
from typing import Any

from PIL import Image

SIDE, ROUGH, FINE = 32, 8, 16
QUARTERS, QUARTER_BITS, NEAR = 4, 16, 2
# Four quarters with at most two other bits each find every photo with up to SURE other bits in all, and most with more.
# What was found is a candidate when neither print is farther apart than these: cropped copies lie at 16 and 78 at most.
SURE = QUARTERS * (NEAR + 1) - 1
MOST_ROUGH, MOST_FINE = 16, 80
# A candidate is the same photo when, framed anew, not more of the 256 bits differ. Measured on invented photos: 150
# copies cropped, lit, resized, turned and compressed anew lay at 44 at most; of nine pairs of one hall that were
# candidates seven lay at 47 to 71. Those that stay are asked about: a flag blocks nothing.
MOST_FRAMED = 46
FRAMED_SIDE, EDGE, STEP = 256, 0.05, 0.025
BLANK = 600.0  # the strongest wave of a picture of one colour, in grey levels times pixels
_COSINES = [
    [math.cos(math.pi * (2 * x + 1) * u / (2 * SIDE)) for x in range(SIDE)] for u in range(FINE + 1)
]  # fmt: skip
_TAKEN, _EXIF, _GPS = (36867, 306), 0x8769, 0x8825


def _places(size: int) -> tuple[tuple[int, int], ...]:
    """Return which frequencies a print holds; the mean light says nothing, the next on the diagonal stands for it."""
    return ((size, size), *((u, v) for u in range(size) for v in range(size) if u or v))


PLACES = {size: _places(size) for size in (ROUGH, FINE)}
# Turned by a quarter, place (u, v) holds what (v, u) held, negated where v is odd.
_TURN = {
    size: [(PLACES[size].index((v, u)), v % 2 == 1) for u, v in PLACES[size]] for size in (ROUGH, FINE)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """The bits of a photo one way up, as text of 0 and 1."""

    rough: str
    fine: str

    @property
    def quarters(self) -> tuple[int, ...]:
        """Return the four quarters of the rough bits as numbers."""
        return tuple(int(self.rough[at : at + QUARTER_BITS], 2) for at in range(0, 64, QUARTER_BITS))

    def turned(self) -> Likeness:
        """Return the bits of the photo turned by a quarter."""
        return Likeness(turned_bits(self.rough, ROUGH), turned_bits(self.fine, FINE))

    def ways(self) -> list[Likeness]:
        """Return the bits of all four ways up, this one first."""
        found = [self]
        while len(found) < 4:
            found.append(found[-1].turned())
        return found


def turned_bits(bits: str, size: int) -> str:
    """Return the bits of a print of this size, turned by a quarter."""
    return "".join("10"[int(bits[at])] if odd else bits[at] for at, odd in _TURN[size])


@dataclass(frozen=True, slots=True)
class Taken:
    """What the file of a photo says: the day, and the place rounded to about 100 m. Units: degrees."""

    on: date | None = None
    position: tuple[float, float] | None = None


def likeness(content: bytes) -> Likeness:
    """Return the bits of a photo; of one with nothing on it those of its content, for all blank photos are alike.

    Errors: OSError when it is no photo.
    """
    grid = waves(grey_of(content, SIDE * 4).resize((SIDE, SIDE), Image.Resampling.BOX))
    if max(abs(grid[u][v]) for u, v in PLACES[ROUGH]) < BLANK:
        bits = f"{int.from_bytes(hashlib.sha256(content).digest()):0256b}"
        return Likeness(bits[:64], bits)
    return Likeness(*("".join("1" if grid[u][v] > 0 else "0" for u, v in PLACES[size]) for size in (ROUGH, FINE)))


def grey_of(content: bytes, least: int) -> Image.Image:
    """Return a photo in grey, not smaller than `least`. Errors: OSError when it is no photo."""
    with Image.open(io.BytesIO(content)) as image:
        image.draft("L", (least, least))
        return image.convert("L")


def waves(grey: Image.Image) -> list[list[float]]:
    """Return the low frequencies of a grey picture of SIDE by SIDE, as [u][v]."""
    pixels = grey.tobytes()
    across = [
        [sum(map(mul, pixels[row * SIDE : (row + 1) * SIDE], wave)) for row in range(SIDE)] for wave in _COSINES
    ]  # [v][y]
    return [[sum(map(mul, column, wave)) for column in across] for wave in _COSINES]


class Framed:
    """A photo that is framed anew until it comes as near to another as a copy would: edges cut, edges added.

    What lay beyond an edge is not known: the edge is stretched over it. The two axes are searched in turn, for a cut on
    one hardly moves what the other tells. Errors: OSError when it is no photo.
    """

    def __init__(self, content: bytes) -> None:
        grey = grey_of(content, FRAMED_SIDE).resize((FRAMED_SIDE, FRAMED_SIDE), Image.Resampling.BOX)
        side = FRAMED_SIDE + 2 * _RIM
        self._wide = grey.resize((side, side), Image.Resampling.BILINEAR)
        self._wide.paste(grey, (_RIM, _RIM))
        self._known: dict[tuple[_Cut, _Cut], tuple[int, ...]] = {}
        self._own = likeness(content)

    def same(self, fine: str) -> bool:
        """Say whether these bits are of the same photo, whichever way up."""
        bits = int(fine, 2)
        ways = [(bits ^ int(way.fine, 2)).bit_count() for way in self._own.ways()]
        turned = min(range(4), key=ways.__getitem__)
        if ways[turned] <= MOST_FRAMED:
            return True
        across, down = _CUTS[0], _CUTS[0]
        for _round in range(2):
            found = [((bits ^ self._bits(one, down)[turned]).bit_count(), one) for one in _CUTS]
            best, across = min(found, key=lambda pair: pair[0])
            found = [((bits ^ self._bits(across, one)[turned]).bit_count(), one) for one in _CUTS]
            best, down = min(found, key=lambda pair: pair[0])
            if best <= MOST_FRAMED:
                return True
        return False

    def _bits(self, across: _Cut, down: _Cut) -> tuple[int, ...]:
        """Return the fine bits of one framing, all four ways up."""
        known = self._known.get((across, down))
        if known is None:
            (left, right), (top, bottom) = across, down
            box = (_RIM + left, _RIM + top, _RIM + FRAMED_SIDE - right, _RIM + FRAMED_SIDE - bottom)
            grid = waves(self._wide.resize((SIDE, SIDE), Image.Resampling.BOX, box=box))
            bits, ways = "".join("1" if grid[u][v] > 0 else "0" for u, v in PLACES[FINE]), []
            for _way in range(4):
                ways.append(int(bits, 2))
                bits = turned_bits(bits, FINE)
            known = self._known[across, down] = tuple(ways)
        return known


_Cut = tuple[float, float]
_RIM = math.ceil(FRAMED_SIDE * EDGE)


def _cuts() -> list[_Cut]:
    """Return how much of the two ends of an axis may be cut or, below 0, added: together at most EDGE of it."""
    most = round(EDGE / STEP)
    pairs = [(near_, far) for near_ in range(-most, most + 1) for far in range(-most, most + 1)]
    kept = sorted((pair for pair in pairs if abs(pair[0]) + abs(pair[1]) <= most), key=lambda pair: max(map(abs, pair)))
    return [(near_ * STEP * FRAMED_SIDE, far * STEP * FRAMED_SIDE) for near_, far in kept]


_CUTS = _cuts()


def apart(one: str, other: str) -> int:
    """Return how many bits differ."""
    return (int(one, 2) ^ int(other, 2)).bit_count()


@cache
def _masks() -> tuple[int, ...]:
    places = [1 << n for n in range(QUARTER_BITS)]
    return tuple(sum(some) for count in range(NEAR + 1) for some in combinations(places, count))


def near(quarter: int) -> list[int]:
    """Return every quarter with at most two other bits."""
    return [quarter ^ mask for mask in _masks()]


def taken(content: bytes) -> Taken:
    """Return what a JPEG or WebP says of day and place; nothing when it says nothing or nonsense."""
    if not (content.startswith(b"\xff\xd8") or content[8:12] == b"WEBP"):
        return Taken()
    try:
        with Image.open(io.BytesIO(content)) as image:
            exif = image.getexif()
            said = exif.get_ifd(_EXIF).get(_TAKEN[0]) or exif.get(_TAKEN[1])
            return Taken(_day(said), _position(exif.get_ifd(_GPS)))
    except Exception:  # a stranger's bytes: whatever is wrong with them, they say nothing
        return Taken()


def _day(said: Any) -> date | None:
    try:
        found = datetime.strptime(str(said).strip("\x00 ")[:19], "%Y:%m:%d %H:%M:%S").date()  # local time
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2200 else None


def _position(gps: Any) -> tuple[float, float] | None:
    if not {1, 2, 3, 4} <= set(gps):
        return None
    north, east = (sum(float(part) / 60**n for n, part in enumerate(gps[at])) for at in (2, 4))
    north, east = (-north if gps[1] == "S" else north), (-east if gps[3] == "W" else east)
    if not (math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 and abs(east) <= 180):
        return None
    return (round(north, 3), round(east, 3)) if north or east else None


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far two places are apart. Units: degrees in, km out."""
    north, east, north2, east2 = (math.radians(value) for value in (*one, *other))
    half = math.sin((north2 - north) / 2) ** 2 + math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(half)))
