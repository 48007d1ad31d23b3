"""Cells of a grid over Web Mercator, months as numbers, who reads folded counts. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

FINEST = 16  # the grid of points: 2^16 cells across the world, some 600 metres at the equator
COARSEST, FOLDED, TILE = 4, 11, 10  # grids kept as folded counts; the grid points are found by
CELLS_PER_ZOOM = 3  # a cell is 64 pixels of a map whose world is 512 pixels at zoom 0
THAILAND = (97.3, 5.6, 105.7, 20.5)  # west, south, east, north
_MOST_TILES = 900  # cells of one picture; a wider box is cut to it


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the globe. Units: degrees."""

    west: float
    south: float
    east: float
    north: float


def read_box(text: str) -> Box:
    """Read `west,south,east,north`, cut to Thailand; all of it for anything else."""
    try:
        west, south, east, north = (float(part) for part in text.split(",")[:4])
    except ValueError:
        return Box(*THAILAND)
    if not all(map(math.isfinite, (west, south, east, north))) or west >= east or south >= north:
        return Box(*THAILAND)
    low, high = THAILAND[:2], THAILAND[2:]
    cut = Box(max(west, low[0]), max(south, low[1]), min(east, high[0]), min(north, high[1]))
    return cut if cut.west < cut.east and cut.south < cut.north else Box(low[0], low[1], low[0] + 1e-6, low[1] + 1e-6)


def grid_of(zoom: float) -> int:
    """Return the grid whose cells are some 64 pixels wide at a zoom."""
    if not math.isfinite(zoom):
        return COARSEST
    return max(COARSEST, min(FINEST, math.floor(zoom + 0.5) + CELLS_PER_ZOOM))


def cell_x(lon: float, grid: int) -> int:
    """Return the column of a longitude."""
    return min((1 << grid) - 1, max(0, math.floor((lon + 180) / 360 * (1 << grid))))


def cell_y(lat: float, grid: int) -> int:
    """Return the row of a latitude, from the north."""
    turned = math.radians(lat)
    share = (1 - math.log(math.tan(turned) + 1 / math.cos(turned)) / math.pi) / 2
    return min((1 << grid) - 1, max(0, math.floor(share * (1 << grid))))


def lon_of(x: float, grid: int = FINEST) -> float:
    """Return the longitude of a place between columns."""
    return x / (1 << grid) * 360 - 180


def lat_of(y: float, grid: int = FINEST) -> float:
    """Return the latitude of a place between rows."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / (1 << grid)))))


@dataclass(frozen=True, slots=True)
class Window:
    """The columns and rows of a box in a grid, ends included."""

    x0: int
    x1: int
    y0: int
    y1: int

    @property
    def columns(self) -> list[int]:
        """Return the columns, to be looked up one by one in an index."""
        return list(range(self.x0, self.x1 + 1))

    def tiles(self, grid: int) -> list[int]:
        """Return the cells of the grid points are found by that touch the window."""
        shift = grid - TILE
        if shift >= 0:
            columns = range(self.x0 >> shift, (self.x1 >> shift) + 1)
            rows = range(self.y0 >> shift, (self.y1 >> shift) + 1)
        else:
            columns = range(self.x0 << -shift, (self.x1 + 1) << -shift)
            rows = range(self.y0 << -shift, (self.y1 + 1) << -shift)
        return [x * 1024 + y for x in columns for y in rows]


def window(box: Box, grid: int) -> Window:
    """Return the window of a box."""
    return Window(cell_x(box.west, grid), cell_x(box.east, grid), cell_y(box.north, grid), cell_y(box.south, grid))


def fitting(box: Box, grid: int) -> int:
    """Return the grid, coarser when the box has more cells than a picture can hold."""
    while grid > COARSEST:
        found = window(box, grid)
        if (found.x1 - found.x0 + 1) * (found.y1 - found.y0 + 1) <= _MOST_TILES:
            break
        grid -= 1
    return grid


def month_no(day: date) -> int:
    """Return the number of a day's month."""
    return day.year * 12 + day.month - 1


def month_day(no: int) -> date:
    """Return the first day of a month by its number."""
    return date(no // 12, no % 12 + 1, 1)


def read_month(text: str) -> int | None:
    """Read `2026-05`; None for anything else."""
    year, dash, month = text.partition("-")
    if not (dash and len(text) == 7 and year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None
    return month_no(date(int(year), int(month), 1)) if 1 <= int(month) <= 12 and int(year) > 1900 else None


def is_wide(scope: str) -> bool:
    """Say whether a scope is the country or a whole line of offices: it reads folded counts."""
    return 0 < scope.count(".") <= 3  # the country `1.`, a department `1.l.3.`
