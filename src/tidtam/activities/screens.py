"""A photo of a screen: when it is suspected, and how the picture on it is found among the photos of the house. Pure.

Suspected is what shows one fine regular pattern all over (`tidtam.files.extract.weave`). Who photographs a screen
holds the camera a little askew and catches some of its rim, so the picture comes turned by some degrees, slanted and
smaller than its frame. That moves more bits of its likeness than a copy's do. It is therefore asked for as it would be
with its rim cut off and held straight, and a candidate is confirmed by turning, slanting and cutting step by step.
"""

from __future__ import annotations

import math

from PIL import Image

from tidtam.activities.matching import (
    FINE,
    MOST_FRAMED,
    PLACES,
    ROUGH,
    SIDE,
    Likeness,
    grey_of,
    turned_bits,
    waves,
)

# Of 60 simulated photos of screens, as the camera left them, 58 lay above; reduced to 1280 pixels half of them did.
# Of 43 pictures that were no screens a drawing of stripes and a small picture of print lay above, all others below
# 1.3; of 1,585 invented photos, changed or not, the highest lay at 1.96.
SUSPECT = 2.2
_INNER, _BEYOND = 64, 8  # the small picture held askew, and what is invented beyond its edges
_CUT, _TURN = 0.02, math.radians(2)
_STEPS, _ROUNDS, _FARTHEST = (0.02, 0.01), 3, 0.07
_Pose = tuple[float, ...]  # cut from left, right, top, bottom; turned; slanted across, down
_STRAIGHT: _Pose = (0.0,) * 7
_LIKELY: tuple[_Pose, ...] = tuple((_CUT, _CUT, _CUT, _CUT, turn, 0.0, 0.0) for turn in (_TURN, -_TURN))
_SIZES = (1.0, 1.0, 1.0, 1.0, 1.2, 0.6, 0.6)
_ORDER = (4, 0, 1, 2, 3, 5, 6)
_CORNERS = ((-1, -1), (-1, 1), (1, 1), (1, -1))


def is_screen(weave: float | None) -> bool:
    """Say whether a photo with so regular a pattern may show a screen."""
    return weave is not None and weave >= SUSPECT


class Held:
    """A photo of a screen, held otherwise until it comes as near to another photo as the picture on it would.

    Errors: OSError when it is no photo.
    """

    def __init__(self, content: bytes) -> None:
        image = grey_of(content, _INNER * 4)
        self._ratio = image.height / image.width
        grey = image.resize((_INNER, _INNER), Image.Resampling.BOX)
        side = _INNER + 2 * _BEYOND
        self._wide = grey.resize((side, side), Image.Resampling.BILINEAR)
        self._wide.paste(grey, (_BEYOND, _BEYOND))
        self._known: dict[_Pose, tuple[int, ...]] = {}

    def likely(self) -> list[Likeness]:
        """Return the bits of the photo as it came, and without a rim turned by two degrees to either side."""
        return [Likeness(self._text(pose, ROUGH), self._text(pose, FINE)) for pose in (_STRAIGHT, *_LIKELY)]

    def same(self, fine: str) -> bool:
        """Say whether these bits are of the picture on the screen, whichever way up.

        Shape: from the nearest of the likely poses each part of the pose is moved while the bits come nearer.
        """
        bits = int(fine, 2)
        best, turned, pose = min(
            ((bits ^ way).bit_count(), turned, pose)
            for pose in (_STRAIGHT, *_LIKELY) for turned, way in enumerate(self._bits(pose))
        )  # fmt: skip
        for step in (step for step in _STEPS for _round in range(_ROUNDS)):
            if best <= MOST_FRAMED:
                return True
            for part in _ORDER:
                for move in (step * _SIZES[part], -step * _SIZES[part]):
                    best, pose = self._moved(bits, turned, best, pose, part, move)
        return best <= MOST_FRAMED

    def _moved(
        self, bits: int, turned: int, best: int, pose: _Pose, part: int, move: float
    ) -> tuple[int, _Pose]:  # fmt: skip
        """Return how near the photo comes, and in which pose, when one part is moved as long as that helps."""
        while abs(at := round(pose[part] + move, 4)) <= _FARTHEST:
            tried = (*pose[:part], at, *pose[part + 1 :])
            found = (bits ^ self._bits(tried)[turned]).bit_count()
            if found >= best:
                break
            best, pose = found, tried
        return best, pose

    def _bits(self, pose: _Pose) -> tuple[int, ...]:
        """Return the fine bits of one pose, all four ways up."""
        known = self._known.get(pose)
        if known is None:
            text, ways = self._text(pose, FINE), []
            for _way in range(4):
                ways.append(int(text, 2))
                text = turned_bits(text, FINE)
            known = self._known[pose] = tuple(ways)
        return known

    def _text(self, pose: _Pose, size: int) -> str:
        left, right, top, bottom, turn, across, down = pose
        corners: list[float] = []
        for x_side, y_side in _CORNERS:
            x = x_side / 2 + (left if x_side < 0 else -right)
            y = y_side / 2 + (top if y_side < 0 else -bottom)
            slant = 1 + across * x_side + down * y_side
            x, y = x * slant, y * slant * self._ratio
            x, y = x * math.cos(turn) - y * math.sin(turn), (x * math.sin(turn) + y * math.cos(turn)) / self._ratio
            corners += [(x + 0.5) * _INNER + _BEYOND, (y + 0.5) * _INNER + _BEYOND]
        held = self._wide.transform((SIDE, SIDE), Image.Transform.QUAD, corners, Image.Resampling.BILINEAR)
        grid = waves(held)
        return "".join("1" if grid[u][v] > 0 else "0" for u, v in PLACES[size])
