"""The drawing of linked letters: boxes from the oldest to the newest, arcs between them. Geometry only, no styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.letters.models import Letter
from tidtam.letters.queries import Hop
from tidtam.ui.templatetags.thai import thai_date

_LEFT, _BOX, _HEIGHT, _GAP, _TOP = 260, 640, 58, 34, 16


@dataclass(frozen=True)
class Node:
    """One letter of the drawing. Units: the drawing's own."""

    letter: Letter
    x: int
    y: int
    width: int
    height: int
    day: str
    number: str
    title: str
    here: bool

    @property
    def middle(self) -> int:
        """Return the height of its middle."""
        return self.y + self.height // 2


@dataclass(frozen=True)
class Arc:
    """One link: its path, the head of its arrow, and its words."""

    path: str
    tip: str
    kind: str
    label: str
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Drawing:
    """Everything the page draws."""

    width: int
    height: int
    nodes: Sequence[Node]
    arcs: Sequence[Arc]


def _short(text: str, length: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def draw(letters: Sequence[Letter], hops: Sequence[Hop], here: Letter) -> Drawing:
    """Lay letters below each other by date; links run as arcs at their left, longer ones further out."""
    nodes = [
        Node(
            one, _LEFT, _TOP + row * (_HEIGHT + _GAP), _BOX, _HEIGHT,
            thai_date(one.date, "short") if one.date else _("ไม่ทราบวันที่"),
            _short(one.number or _("ไม่มีเลขที่"), 44), _short(one.title if not one.is_stub else _("ถูกอ้างถึง ยังไม่ได้รับ"), 76),
            one.pk == here.pk,
        )
        for row, one in enumerate(letters)
    ]  # fmt: skip
    at = {node.letter.pk: n for n, node in enumerate(nodes)}
    arcs, used = [], dict.fromkeys(at, 0)
    for hop in hops:
        a, b = nodes[at[hop.source.pk]], nodes[at[hop.target.pk]]
        out = 46 + 40 * min(4, max(0, abs(at[hop.source.pk] - at[hop.target.pk]) - 1))
        y0, y1 = a.middle + _step(used, a.letter.pk), b.middle + _step(used, b.letter.pk)
        bend = _LEFT - out
        words = hop.label + (
            " " + ngettext("%(n)s วัน", "%(n)s วัน", hop.days) % {"n": hop.days} if hop.days is not None else ""
        )
        middle = (y0 + y1) // 2
        width = 16 + 8 * sum(not ("\u0e31" <= c <= "\u0e3a" or "\u0e47" <= c <= "\u0e4e") or c in "ำ" for c in words)
        arcs.append(
            Arc(
                f"M{_LEFT} {y0} C{bend} {y0} {bend} {y1} {_LEFT - 8} {y1}",
                f"M{_LEFT} {y1} l-10 -5 v10 z", hop.kind, words, max(4, (_LEFT + 3 * bend) // 4 - width), middle, width,
            )
        )  # fmt: skip
    height = _TOP * 2 + len(nodes) * (_HEIGHT + _GAP) - _GAP
    return Drawing(_LEFT + _BOX + 4, max(height, 80), nodes, arcs)


def _step(used: dict[int, int], key: int) -> int:
    used[key] += 1
    return (-8, 8, 0, -16, 16)[(used[key] - 1) % 5]
