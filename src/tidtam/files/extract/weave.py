"""How regular a pattern runs over the whole of a photo: the grid of a screen, or what a camera makes of it. Pure.

A screen is a lattice of red, green and blue; seen by a camera, which is a lattice too, it leaves one frequency far
above its neighbourhood, and the same one everywhere. A tiled floor, a fence or a striped shirt does so in a part of
the picture only: of small patches spread over all of it the median is taken, so that what half of them do not show
counts for nothing. Bars, tiles and bricks that fill the picture have sharp edges, and so a whole row of frequencies,
one behind the other; those of a screen stand far apart. What is not above its own row either counts for nothing too.

Plain Python: 36 patches of 64 by 64 in 18 transforms, for two real patches fit into one complex one.
"""

from __future__ import annotations

import cmath
import io
import math
from itertools import product
from operator import add, mul, sub
from statistics import median

from PIL import Image

SIDE, ACROSS = 64, 6
_WIDE = SIDE // 2 + 1  # of a real picture the other half of the frequencies is the same
_MOST = SIDE // 2 - 2  # the highest frequencies are the camera's own: half of its lattice sees one colour
_LEAST = SIDE // 8  # cycles in a patch: below it pictures have forms of their own
_BLOCK = SIDE // 8  # JPEG draws lines every eight pixels
_FLOOR = 50.0  # power below which nothing can be told from rounding
_RING, _CORE, _REACH, _MOST_OF_ROW = 5, 2, 9, 10
_HANN = [0.5 - 0.5 * math.cos(2 * math.pi * n / SIDE) for n in range(SIDE)]
_TURNS = {
    size: [cmath.exp(-2j * math.pi * n / size) for n in range(size // 2)] for size in (8, 16, 32, 64)
}  # fmt: skip
_AROUND = [
    (v, u) for v, u in product(range(-_RING, _RING + 1), repeat=2) if max(abs(v), abs(u)) > _CORE
]  # fmt: skip
_ALONG = [step for step in range(-_REACH, _REACH + 1) if abs(step) > _CORE]
_BESIDE = [(v, u) for v, u in product((-1, 0, 1), repeat=2) if v or u]
_LINES = [slice(y * SIDE, (y + 1) * SIDE) for y in range(SIDE)]


def weave(content: bytes) -> float:
    """Return how far the strongest regular pattern stands above its neighbourhood; 0 for a picture too small to tell.

    Units: natural logarithms of power. Errors: as Pillow's when it is no picture.
    """
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
        image.draft("L", image.size)  # of a JPEG the colours are not even decoded
        grey = image.convert("L")
    return _weave(grey) if min(grey.size) >= SIDE else 0.0


def _weave(grey: Image.Image) -> float:
    patches = _patches(grey)
    pairs = zip(patches[::2], patches[1::2], strict=True)
    found = zip(*(power for one, other in pairs for power in _powers(one, other)), strict=True)
    middle = ACROSS * ACROSS // 2
    strong = [math.log(sorted(each)[middle] + _FLOOR) for each in found]
    grid = [strong[v * _WIDE : (v + 1) * _WIDE] for v in range(SIDE)]
    return max((_above(grid, v, u) for v, u in _COUNTING if _is_top(grid, v, u)), default=0.0)


def _patches(grey: Image.Image) -> list[bytes]:
    places = product(_spread(grey.height), _spread(grey.width))
    return [grey.crop((left, top, left + SIDE, top + SIDE)).tobytes() for top, left in places]


def _spread(side: int) -> list[int]:
    return [min(max(int((n + 0.5) * side / ACROSS - SIDE / 2), 0), side - SIDE) for n in range(ACROSS)]


def _powers(one: bytes, other: bytes) -> tuple[list[float], list[float]]:
    """Return the power of two patches at each frequency, row by row of half the plane."""
    rows = []
    for height, line in zip(_HANN, _LINES, strict=True):
        wide = [height * each for each in _HANN]
        rows.append(_transform(list(map(mul, wide, map(complex, one[line], other[line])))))
    grid = [_transform(list(column)) for column in zip(*rows, strict=True)]  # [u][v]
    first, second = [], []
    for v in range(SIDE):
        for u in range(_WIDE):
            here, there = grid[u][v], grid[-u][-v].conjugate()
            both, apart = here + there, here - there
            first.append((both.real * both.real + both.imag * both.imag) / 4)
            second.append((apart.real * apart.real + apart.imag * apart.imag) / 4)
    return first, second


def _transform(values: list[complex]) -> list[complex]:
    size = len(values)
    if size == 4:
        a, b, c, d = values
        evens, odds, even, odd = a + c, b + d, a - c, (b - d) * -1j
        return [evens + odds, even + odd, evens - odds, even - odd]
    first, second = _transform(values[::2]), list(map(mul, _TURNS[size], _transform(values[1::2])))
    return [*map(add, first, second), *map(sub, first, second)]


def _counts(v: int, u: int) -> bool:
    """Say whether a frequency may be a screen's: fine, not the camera's own, not of JPEG's blocks."""
    v = v if v < SIDE // 2 else v - SIDE
    if v * v + u * u < _LEAST**2 or max(abs(v), u) > _MOST:
        return False
    return not ((v % _BLOCK == 0 and u <= 1) or (u % _BLOCK == 0 and abs(v) <= 1))


_COUNTING = {(v, u) for v in range(SIDE) for u in range(_WIDE) if _counts(v, u)}


def _at(grid: list[list[float]], v: int, u: int) -> float:
    v, u = v % SIDE, u % SIDE
    return grid[v][u] if u < _WIDE else grid[-v % SIDE][SIDE - u]


def _is_top(grid: list[list[float]], v: int, u: int) -> bool:
    """Say whether no frequency beside it that counts is stronger."""
    beside = (((v + dv) % SIDE, u + du) for dv, du in _BESIDE)
    return all(grid[v][u] >= grid[at[0]][at[1]] for at in beside if at in _COUNTING)


def _above(grid: list[list[float]], v: int, u: int) -> float:
    """Return how far a frequency stands above those around it, and above three of four on its row from the middle."""
    around = median(_at(grid, v + dv, u + du) for dv, du in _AROUND)
    down = v if v < SIDE // 2 else v - SIDE
    far = math.hypot(down, u)
    row = sorted(_at(grid, round(down + step * down / far), round(u + step * u / far)) for step in _ALONG)
    return grid[v][u] - max(around, row[_MOST_OF_ROW])
