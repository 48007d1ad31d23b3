"""What a page of figures stands beside: other programme years, cohorts of the year, what was signed last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tidtam.aftercare import facts
from tidtam.aftercare.facts import cohorts, counted, telling, windows
from tidtam.aftercare.facts.kept import Look
from tidtam.aftercare.queries import signed
from tidtam.aftercare.rules.hiding import is_small
from tidtam.aftercare.rules.periods import depth_of
from tidtam.aftercare.views.asking import Asking
from tidtam.aftercare.views.compliance import HIDDEN, Told
from tidtam.kernel.actor import Actor
from tidtam.thai.numbers import per_cent
from tidtam.ui.templatetags.thai import thai_date

_YEARS = 4
_COHORTS = 12  # in the table before the reader asks for all
_FOUR = ("enrolled", "asked", "helped", "waiting")


@dataclass(frozen=True, slots=True)
class YearRow:
    """One programme year in the table: its figures as they may be told."""

    year: int
    url: str
    current: bool
    cells: Sequence[str]


def years(actor: Actor, asked: Asking, known: Sequence[int], still: windows.Open) -> dict[str, Any]:
    """Return the newest programme years side by side, and the round at which they are compared; {} for one alone.

    An earlier day is counted from records, so that every year stands as it stood then; of that day no round is told,
    and to who reads no people no year beside the page's own.
    """
    if len(known) < 2 or (asked.live and asked.careful):
        return {}
    rounds = {year: {} if asked.live else _rounds(actor, asked, year, still) for year in known[:_YEARS]}
    shared = [set(one) for one in rounds.values() if one]
    common = set.intersection(*shared) if shared else set()
    no = max(common, default=0)
    rows = []
    for year in known[:_YEARS]:
        share = rounds[year].get(no)
        kept = [] if asked.live else [f"{share}%" if share is not None else "–"]
        rows.append(YearRow(year, asked.url(y=year), year == asked.year, [*_figures(actor, asked, year), *kept]))
    return {"year_rows": rows, "year_round": no}


def _rounds(actor: Actor, asked: Asking, year: int, still: windows.Open) -> dict[int, int]:
    """Return the per cent kept by round, of rounds that are told and drawn."""
    rows, path = facts.retention(actor, asked.at.path, year, still, look=asked.own), asked.at.path
    told = Told(path, telling.rounds(asked.nation, path, year, asked.on) if asked.nation else None)

    def may(no: int) -> bool:
        return told.may(path, *(f"{no} {name}" for name in telling.ROUND), page=True)

    return {row.no: row.kept_share for row in counted.telling([row for row in rows if may(row.no)])}


def _figures(actor: Actor, asked: Asking, year: int) -> list[str]:
    path = asked.at.path
    if asked.live:
        four, told = facts.national(actor, path, asked.on, year), Told(path, None)
    else:
        four = counted.current(actor, path, year, look=asked.own)
        told = Told(path, telling.people(asked.nation, path, year) if asked.nation else None)
    numbers = (four.to_follow, four.asked, four.helped, four.waiting)
    said = [f"{n:,}" if told.may(path, name, page=True) else HIDDEN for name, n in zip(_FOUR, numbers, strict=True)]
    shares = four.asked and told.may(path, "asked", "helped", page=True)
    return [*said, f"{per_cent(four.helped, four.asked)}%" if shares else "–"]


def cohort_rows(actor: Actor, asked: Asking, near: Look) -> dict[str, Any]:
    """Return the newest cohorts of the year side by side, how many there are, and the way to the rest.

    To those who read people, of one province or less; {} for others. `centre` is that of all of them, said once where a
    line is short; "" if there are several.
    """
    if asked.careful or depth_of(asked.at.path) == 0 or asked.year is None:
        return {}
    most = None if asked.whole == "cohorts" else _COHORTS
    found, every = cohorts.compared(actor, asked.at.path, asked.year, asked.on, look=near, most=most)
    centres = {one.cohort.centre_name for one in found}
    rows = [
        {
            "centre": one.cohort.centre_name if len(centres) == 1 else "",
            "name": _("%(centre)s รุ่น %(n)s") % {"centre": one.cohort.centre_name, "n": one.cohort.number},
            "short": _("รุ่น %(n)s") % {"n": one.cohort.number}, "on": one.cohort.completed_on, "row": one,
            "url": asked.url(**{"with": f"c{one.cohort.public_id}"}) + "#rounds",
        }
        for one in found
    ]  # fmt: skip
    return {"cohort_rows": rows, "cohorts": every, "cohorts_url": asked.url(all="cohorts") + "#cohorts"}


def last_signed(actor: Actor, asked: Asking, told: Told) -> dict[str, Any] | None:
    """Return the figures as they were signed last beside the same figures of the page's day; None without any.

    A difference of a handful would tell of somebody, and today's figures stand on the same page: who reads no people is
    then told no signed figure beside them, only where the edition is read (`rows` is empty).
    """
    found = signed.last(actor, asked.at, asked.on)
    if found is None:
        return None
    now = signed.today(actor, asked.at, asked.on)
    labels = {
        "total": _("ต้องติดตาม"),
        "asked": _("ขอรับความช่วยเหลือ"),
        "helped": _("ได้รับแล้ว"),
        "waiting": _("ขอแล้ว ยังไม่ได้รับ"),
    }
    rows = []
    for code in signed.COLUMNS:
        then, moved = found.values[code], now[code] - found.values[code]
        few = is_small(abs(moved)) or is_small(now[code])
        column = "enrolled" if code == "total" else code
        closed = asked.careful and (few or not told.may(asked.at.path, column, page=True))
        rows.append({
            "label": labels[code], "then": f"{then:,}", "url": found.cells[code],
            "now": HIDDEN if closed else f"{now[code]:,}",
            "moved": HIDDEN if closed else f"{moved:+,}" if moved else "0",
        })  # fmt: skip
    if any(HIDDEN in (one["now"], one["moved"]) for one in rows):
        rows = []
    return {
        "found": found, "rows": rows, "same": all(one["moved"] == "0" for one in rows),
        "on": thai_date(found.signed_on, "short"),
    }  # fmt: skip
