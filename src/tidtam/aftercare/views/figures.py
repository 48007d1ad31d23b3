"""The figures of a programme year: the four, where people wait, how many stay with us round after round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import facts
from tidtam.aftercare.facts import cohorts, counted, standing
from tidtam.aftercare.facts.standing import National, OpenNeeds, Point
from tidtam.aftercare.queries.board import places as places_of
from tidtam.aftercare.rules.checks import read_day
from tidtam.aftercare.rules.hiding import hidden_in_line, hidden_in_table, is_small
from tidtam.aftercare.rules.periods import DISTRICT, depth_of
from tidtam.aftercare.views import drawing, naming, saying
from tidtam.aftercare.views.board import node
from tidtam.aftercare.views.compliance import HIDDEN, crumbs
from tidtam.assistance.choices import Code
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.ui.shapes import Figure, Heat, HeatCell, HeatRow, heat_level
from tidtam.ui.templatetags.thai import thai_date
from tidtam.ui.tiles import tiles

MONTHS = 7
ROWS = 12  # areas in the table of needs before the reader asks for all
Cells = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Asking:
    """What the page was asked for."""

    at: Office
    year: int | None
    on: date
    live: bool  # as of an earlier day: counted from records, not read from the tally
    careful: bool  # the reader may see figures and no people
    against: str = ""  # what the rounds are compared with: y and a programme year, or c and a cohort

    def url(self, **other: Any) -> str:
        """Return the address of this page with something changed."""
        asked = {
            "at": self.at.code,
            "y": self.year,
            "on": self.on.isoformat() if self.live else "",
            "with": self.against,
        } | other
        return f"{saying.address('aftercare:figures')}?{urlencode({k: str(v) for k, v in asked.items() if v})}"

    def down(self) -> Callable[[str], str]:
        """Return what makes the address of this page at the office of a code: a page leads to a hundred."""
        page, _sep, rest = self.url(at="").partition("?")
        kept = f"&{rest}" if rest else ""
        return lambda code: f"{page}?at={code}{kept}"


def _asking(request: OfficialRequest) -> tuple[Asking, list[int]]:
    at = node(request, request.GET.get("at", ""))
    actor, today = request.actor, clock.today()
    years = counted.years(actor, at.path)
    wanted = request.GET.get("y", "")
    year = int(wanted) if wanted.isdigit() and int(wanted) in years else (years[0] if years else None)
    on = min(read_day(request.GET.get("on", "")[:40], "day").day or today, today)
    against = request.GET.get("with", "")[:24]
    return Asking(at, year, on, on < today, not actor.may(Permission.CARE_READ), against), years


@needs(Permission.CARE_FIGURES)
@require_safe
def figures(request: OfficialRequest) -> HttpResponse:
    """Show the figures and charts of an office, as of today or an earlier day."""
    asked, years = _asking(request)
    actor, path = request.actor, asked.at.path
    if asked.live:
        four = facts.national(actor, path, asked.on, asked.year)
    else:
        four = counted.current(actor, path, asked.year)
    context: dict[str, Any] = {
        "asked": asked, "at": asked.at, "years": [(year, asked.url(y=year)) for year in years], "four": four,
        "crumbs": crumbs(request, asked.at, "aftercare:figures"), "on_iso": asked.on.isoformat(),
        "may_export": actor.may(Permission.CARE_EXPORT), "columns_url": reverse("aftercare:columns"),
    }  # fmt: skip
    if four.to_follow and asked.year:
        context |= _charts(actor, asked, four)
        context |= _rounds(actor, asked, years)
    return render(request, "aftercare/figures.html", context)


def _charts(actor: Actor, asked: Asking, four: National) -> dict[str, Any]:
    path, year = asked.at.path, asked.year or 0
    minute = int(clock.now().timestamp() // 60)
    points = standing.trend(actor, path, year, _month_ends(asked.on), minute=minute)
    open_needs = standing.open_needs(actor, path, asked.on, year)
    kinds = counted.substances(actor, path, year)
    by_node = {} if asked.careful and is_small(four.waiting) else counted.by_node(actor, path, ["person.waiting"], year)
    places = places_of({node for node, _m in by_node} | {node for node, _c in open_needs.by_node})
    found: dict[str, Any] = {
        "figures": _four(four, points, asked), "bar": drawing.parts((four.helped, four.waiting)),
        "trend": drawing.trend(points) if _may_tell(asked, four.asked) else None,
        "substances": drawing.substances(_line(asked, kinds)),
        "ages": drawing.parts(open_needs.by_age) if _may_tell(asked, *open_needs.by_age) else None,
        "age_counts": open_needs.by_age,
        "heat": _needs(asked, open_needs, places), "flows": standing.flows(actor, path, *_year_days(asked)),
    }  # fmt: skip
    waiting = {node: n for (node, _measure), n in by_node.items()}
    hidden = hidden_in_line(waiting) if asked.careful else frozenset()
    if depth_of(path) == 0:
        shown = {node: n for node, n in waiting.items() if node not in hidden}
        found["tiles"] = _tiles(asked, shown, places)
    found["areas"] = _areas(asked, waiting, hidden, places)
    found["flows"] = [one for one in found["flows"] if not (asked.careful and is_small(one[2]))]
    return found


def _rounds(actor: Actor, asked: Asking, years: Sequence[int]) -> dict[str, Any]:
    """Return the chart of the rounds, with what they are compared with, and what they could be compared with.

    A cohort is a handful of people: it is offered to those who may read them, and below the nation.
    """
    year, path = asked.year or 0, asked.at.path
    known = [] if asked.careful or depth_of(path) == 0 else cohorts.cohorts_of(actor, path, year)
    choices = [(f"y{one}", _("ปีงบประมาณ %(year)s") % {"year": one}, str(one)) for one in years if one != year]
    long, short_name = _("%(centre)s รุ่น %(n)s จบ %(day)s"), _("รุ่น %(n)s")
    for cohort in known:
        label = long % {
            "centre": cohort.centre_name, "n": cohort.number, "day": thai_date(cohort.completed_on, "short"),
        }  # fmt: skip
        choices.append((f"c{cohort.public_id}", label, short_name % {"n": cohort.number}))
    own = _told(asked, facts.retention(actor, path, year))
    found: dict[str, Any] = {"compare": [(value, label) for value, label, _short in choices], "alone": True}
    for value, _label, short in choices:
        if value == asked.against:
            picked = next((one for one in known if f"c{one.public_id}" == value), None)
            rows = cohorts.retention_of(actor, path, picked) if picked else facts.retention(actor, path, int(short))
            name = short if picked else _("ปี %(year)s") % {"year": short}
            chart = drawing.compared((_("ปี %(year)s") % {"year": year}, own), (name, _told(asked, rows)))
            return found | {"retention": chart, "alone": False, "none_shared": chart is None}
    return found | {"retention": drawing.retention(own)}


def _may_tell(asked: Asking, *numbers: int) -> bool:
    return not (asked.careful and any(is_small(n) for n in numbers))


def _year_days(asked: Asking) -> tuple[date, date]:
    return asked.on - timedelta(days=365), asked.on


def _told(asked: Asking, rows: Sequence[facts.Round24]) -> list[facts.Round24]:
    """Return the rounds whose parts may be told: a share of a handful is no share."""
    if not asked.careful:
        return list(rows)
    return [row for row in rows if not any(is_small(n) for n in (row.kept, row.relapsed, row.owed, row.missed))]


def _line(asked: Asking, counts: Mapping[str, int]) -> dict[str, int | None]:
    hidden = hidden_in_line(counts) if asked.careful else frozenset()
    return {key: None if key in hidden else n for key, n in counts.items()}


def _month_ends(on: date) -> list[date]:
    days, day = [on], on
    for _turn in range(MONTHS - 1):
        day = day.replace(day=1) - timedelta(days=1)
        days.append(day)
    return days[::-1]


def _four(four: National, points: Sequence[Point], asked: Asking) -> list[Figure]:
    def share(n: int, of: int, words: str) -> str:
        return words % {"n": f"{n * 100 / of:.1f}"} if of else ""

    def told(n: int) -> str | int:
        return HIDDEN if hide else n

    hide = asked.careful and any(is_small(n) for n in (four.asked, four.helped, four.waiting))
    board = reverse("aftercare:board") if not asked.careful and depth_of(asked.at.path) >= DISTRICT else ""
    lists = f"{board}?{urlencode({'at': asked.at.code, 'tab': 'all'})}" if board else ""
    series = {"asked": [p.asked for p in points], "helped": [p.helped for p in points]}
    waits = [p.asked - p.helped for p in points]
    first, last = points[0], points[-1]
    if hide:
        series, waits = {"asked": [], "helped": []}, []
    grown = _("จาก %(a)s เป็น %(b)s")
    return [
        Figure(_("ต้องติดตาม"), four.to_follow, lists, hero=True, note=_("ผู้ลงทะเบียนในปีโครงการ")),
        Figure(_("ขอรับความช่วยเหลือ"), told(four.asked), hero=True, spark=series["asked"],
               note=share(four.asked, four.to_follow, _("%(n)s%% ของผู้ที่ต้องติดตาม")) if not hide else "",
               spark_label=grown % {"a": f"{first.asked:,}", "b": f"{last.asked:,}"} if not hide else ""),
        Figure(_("ได้รับแล้ว"), told(four.helped), hero=True, spark=series["helped"],
               note=share(four.helped, four.asked, _("%(n)s%% ของผู้ขอ")) if not hide else "",
               spark_label=grown % {"a": f"{first.helped:,}", "b": f"{last.helped:,}"} if not hide else ""),
        Figure(_("ขอแล้ว ยังไม่ได้รับ"), told(four.waiting), f"{lists}&state=waiting" if lists else "", hero=True,
               tone="due" if four.waiting else "", note=_("ทุกเรื่องมีเจ้าของ"), spark=waits,
               spark_label=grown % {"a": f"{waits[0]:,}", "b": f"{waits[-1]:,}"} if waits else ""),
    ]  # fmt: skip


def _name(office: Office, path: str) -> str:
    depth = depth_of(path)
    area = office.province if depth == 1 else office.district if depth == DISTRICT else None
    return area.name_th if area else str(office)


def _tiles(asked: Asking, shown: Mapping[str, int], places: Mapping[str, Office]) -> Any:
    known = {places[node].province_id: (node, n) for node, n in shown.items() if node in places}
    down = asked.down()
    urls = {str(code): down(places[node].code) for code, (node, _n) in known.items()}
    return tiles({str(code): n for code, (_node, n) in known.items()}, urls=urls)


def _areas(
    asked: Asking, waiting: Mapping[str, int], hidden: frozenset[str], places: Mapping[str, Office]
) -> list[dict[str, Any]]:
    down = asked.down()
    rows = [
        {"name": _name(places[node], node), "n": HIDDEN if node in hidden else n, "sort": 0 if node in hidden else n,
         "url": down(places[node].code) if node != asked.at.path else ""}
        for node, n in waiting.items() if node in places and n
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-int(str(row["sort"])), str(row["name"])))


@lru_cache(maxsize=256)
def _hidden(table: tuple[tuple[int, ...], ...]) -> frozenset[tuple[int, int]]:
    """Return the cells to hide; once for the same figures, for a nation's table takes a quarter of a second."""
    return frozenset(hidden_in_table(table))


def _needs(asked: Asking, found: OpenNeeds, places: Mapping[str, Office]) -> Heat | None:
    codes = [code for code in Code.values if any(key[1] == code for key in found.by_node)]
    nodes = sorted({node for node, _code in found.by_node if node in places})
    if not codes:
        return None
    table = [[found.by_node.get((node, code), 0) for code in codes] for node in nodes]
    hidden = _hidden(tuple(map(tuple, table))) if asked.careful else frozenset()
    top = max((n for row in table for n in row), default=0)
    down, rows = asked.down(), []
    for r in sorted(range(len(nodes)), key=lambda r: -sum(table[r])):
        node = nodes[r]
        cells = [
            HeatCell(HIDDEN, 0) if (r, c) in hidden else HeatCell(n, heat_level(n, top)) for c, n in enumerate(table[r])
        ]
        total = HIDDEN if (r, len(codes)) in hidden else sum(table[r])
        url = down(places[node].code) if node != asked.at.path else ""
        rows.append(HeatRow(_name(places[node], node), [*cells, HeatCell(total, 0)], url))
    heads = [*(naming.need(code) for code in codes), _("รวม")]
    return Heat(_("จำนวนเรื่องที่ยังรอ แยกความต้องการและพื้นที่"), _("พื้นที่"), heads, rows[:ROWS])


@needs(Permission.CARE_FIGURES)
@require_safe
def columns(request: OfficialRequest) -> HttpResponse:
    """Show the columns of the province's report for one half-month, by office."""
    asked, _years = _asking(request)
    today = clock.today()
    wanted = request.GET.get("half", "")
    half = int(wanted) if wanted.isdigit() and len(wanted) < 6 and 24 * 2000 < int(wanted) < 24 * 2200 else None
    half = half or facts.half_of(today)
    period = facts.Asked(asked.at.path, facts.half_start(half), facts.half_end(half), None)
    totals, below = facts.report(request.actor, period)
    places = places_of(set(below))
    names = [(path, _name(places[path], path)) for path in below if path in places]
    names.sort(key=lambda one: places[one[0]].name_key)
    codes = [measure.code for measure in facts.R2]
    table = [[below[path][code] for code in codes] for path, _n in names]
    # Columns of this report are parts of each other, so with small figures a row is told whole or not at all.
    closed = {r for r, row in enumerate(table) if asked.careful and any(is_small(n) for n in row)}
    if closed and len(closed) == 1 and len(table) > 1:
        closed.add(next(r for r in range(len(table)) if r not in closed))
    base = f"{reverse('aftercare:columns')}?at={asked.at.code}&half="
    context = {
        "at": asked.at, "start": period.start, "end": period.end, "labels": [m.label for m in facts.R2],
        "rows": [(name, [HIDDEN] * len(codes) if r in closed else table[r]) for r, (_p, name) in enumerate(names)],
        "totals": [HIDDEN if asked.careful and is_small(totals[c]) else totals[c] for c in codes],
        "before": base + str(half - 1), "after": base + str(half + 1) if half < facts.half_of(today) else "",
        "crumbs": crumbs(request, asked.at, "aftercare:columns"), "careful": asked.careful,
        "may_export": request.actor.may(Permission.CARE_EXPORT),
        "export": f"{reverse('aftercare:new_export')}?what=figures&at={asked.at.code}&half={half}",
    }  # fmt: skip
    return render(request, "aftercare/columns.html", context)
