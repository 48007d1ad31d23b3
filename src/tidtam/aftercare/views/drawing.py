"""What the charts draw, as values the island reads and the table beside it prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tidtam.aftercare.facts.counted import ENOUGH, Round24, telling
from tidtam.aftercare.facts.standing import Point
from tidtam.aftercare.views import naming
from tidtam.aftercare.views.compliance import HIDDEN
from tidtam.ui.templatetags.thai import thai_date

_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: its sentence, the JSON the island reads ("": a table alone), and the table with the same numbers."""

    title: str
    data: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def parts(values: Sequence[int]) -> list[tuple[str, str]]:
    """Return (x, width) of the parts of a bar 1000 wide, 3 apart."""
    whole, x = sum(values), 0.0
    found: list[tuple[str, str]] = []
    for value in values:
        width = (_WIDTH - 3 * (len(values) - 1)) * value / whole if whole else 0
        found.append((f"{x:.1f}", f"{width:.1f}"))
        x += width + 3
    return found


def _chart(title: str, spec: dict[str, Any], heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Chart:
    return Chart(title, json.dumps(spec | {"title": title}, ensure_ascii=False), heads, rows)


def trend(points: Sequence[Point]) -> Chart | None:
    """Return how asked and helped grew."""
    if not points or not points[-1].asked:
        return None
    last = points[-1]
    title = _("ผู้ขอสะสม %(a)s คน ได้รับแล้ว %(b)s คน ยังรอ %(c)s คน") % {
        "a": f"{last.asked:,}", "b": f"{last.helped:,}", "c": f"{last.asked - last.helped:,}",
    }  # fmt: skip
    days = [thai_date(point.on, "short noyear") for point in points]
    asked, helped = [p.asked for p in points], [p.helped for p in points]
    spec = {
        "kind": "lines", "x": days,
        "series": [{"name": _("ขอ"), "data": asked, "color": 1}, {"name": _("ได้รับแล้ว"), "data": helped, "color": 2}],
    }  # fmt: skip
    rows = [
        [thai_date(p.on, "short"), f"{p.asked:,}", f"{p.helped:,}", f"{p.asked - p.helped:,}"] for p in points
    ]  # fmt: skip
    return _chart(title, spec, [_("ณ วันที่"), _("ขอ"), _("ได้รับแล้ว"), _("ยังรอ")], rows)


def retention(rounds: Sequence[Round24], *, hides: bool = False) -> Chart | None:
    """Return how many of those whose round is over were found, round after round.

    A round missing in between is a gap in the picture: nobody owed it, or it is hidden when the reader's are (`hides`).
    """
    if not rounds:
        return None
    heads = [_("ครั้งที่"), _("ครบกำหนด"), _("พบตัว ไม่กลับไปใช้"), _("พบตัว กลับไปใช้"), _("พบตัว ไม่ให้ข้อมูล"),
             _("ไม่พบตัว"), _("เหตุอื่น"), _("ขาด")]  # fmt: skip
    known = {
        r.no: [f"{n:,}" for n in (r.no, r.owed, r.kept, r.relapsed, r.found_other, r.not_found, r.otherwise, r.missed)]
        for r in rounds
    }  # fmt: skip
    nothing = [HIDDEN if hides else "0"] * (len(heads) - 1)
    rows = [known.get(no, [str(no), *nothing]) for no in range(rounds[0].no, rounds[-1].no + 1)]
    drawn = telling(rounds)
    if not drawn:
        return Chart(_("ยังไม่คิดร้อยละ เพราะทุกครั้งมีผู้ครบกำหนดไม่ถึง %(n)s คน") % {"n": ENOUGH}, "", heads, rows)
    first, last = drawn[0], drawn[-1]
    title = _("พบตัวและไม่กลับไปใช้ จากร้อยละ %(a)s ในครั้งที่ %(m)s เป็น %(b)s ในครั้งที่ %(n)s") % {
        "a": first.kept_share, "m": first.no, "b": last.kept_share, "n": last.no,
    }  # fmt: skip
    numbers, told = range(first.no, last.no + 1), {row.no: row for row in drawn}
    shares = [(row.kept_share, row.relapsed_share) if (row := told.get(no)) else (None, None) for no in numbers]
    spec = {
        "kind": "stack", "x": [str(no) for no in numbers], "max": 100, "unit": "%",
        "series": [
            {"name": _("พบตัว ไม่กลับไปใช้"), "data": [kept for kept, _relapsed in shares], "color": 3},
            {"name": _("พบตัว กลับไปใช้"), "data": [relapsed for _kept, relapsed in shares], "color": 2},
        ],
    }  # fmt: skip
    return _chart(title, spec, heads, rows)


def compared(one: tuple[str, Sequence[Round24]], other: tuple[str, Sequence[Round24]]) -> Chart | None:
    """Return two groups side by side, each with its name: drawn are the rounds that are over for both.

    One round alone makes no line: then nothing is drawn, and the table says it.
    """
    sides = [
        (name, {row.no: row for row in rounds}, {row.no for row in telling(rounds)}) for name, rounds in (one, other)
    ]
    shared = sorted(sides[0][2] & sides[1][2])
    if not shared:
        return None
    last = shared[-1]
    title = _("ครั้งที่ %(n)s พบตัวและไม่กลับไปใช้: %(one)s ร้อยละ %(a)s %(other)s ร้อยละ %(b)s") % {
        "n": last, "one": sides[0][0], "a": sides[0][1][last].kept_share,
        "other": sides[1][0], "b": sides[1][1][last].kept_share,
    }  # fmt: skip
    spec = {
        "kind": "lines", "x": [str(no) for no in shared], "max": 100, "unit": "%",
        "series": [
            {"name": name, "data": [known[no].kept_share for no in shared], "color": color}
            for (name, known, _drawn_of), color in zip(sides, (1, 2), strict=True)
        ],
    }  # fmt: skip
    heads = [_("ครั้งที่")]
    for name, _known, _drawn_of in sides:
        heads += [f"{name} {_('ครบกำหนด')}", f"{name} {_('พบตัว ไม่กลับไปใช้')} %"]
    rows = []
    for no in sorted({*sides[0][1], *sides[1][1]}):
        rows.append(
            [str(no), *(text for _n, known, drawn in sides for text in _told_of(known.get(no), drawn=no in drawn))]
        )
    if len(shared) == 1:
        return Chart(title, "", heads, [row for row in rows if row[0] == str(last)])
    return _chart(title, spec, heads, rows)


def _told_of(row: Round24 | None, *, drawn: bool) -> tuple[str, str]:
    return (f"{row.owed:,}" if row else "–", str(row.kept_share) if row and drawn else "–")


def substances(counts: Mapping[str, int | None]) -> Chart | None:
    """Return how many people by their main substance, most first; None is a hidden figure."""
    known = sorted(((n, naming.substance(code)) for code, n in counts.items() if n is not None), reverse=True)
    if not known:
        return None
    top, name = known[0]
    title = _("%(name)s เป็นสารหลักของ %(n)s คน") % {"name": name, "n": f"{top:,}"}
    spec = {
        "kind": "bars", "x": [name for _n, name in known],
        "series": [{"name": _("คน"), "data": [n for n, _name in known], "color": 1}],
    }  # fmt: skip
    rows = [[name, f"{n:,}"] for n, name in known]
    rows += [[naming.substance(code), HIDDEN] for code, n in counts.items() if n is None]
    return _chart(title, spec, [_("สารหลัก"), _("คน")], rows)
