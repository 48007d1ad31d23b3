"""Completeness and timeliness of those below: heat map, tile map, down to the list behind each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.console.queries import fiscal_year as bounds
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.obligations import facts
from tidtam.obligations import queries as duties
from tidtam.obligations.facts import Part, Standing
from tidtam.obligations.views.behind import node
from tidtam.offices import queries as offices
from tidtam.offices.models import Office
from tidtam.thai.dates import fiscal_year
from tidtam.ui.shapes import Figure, Heat, HeatCell, HeatRow, Link
from tidtam.ui.templatetags.thai import thai_date, thai_month
from tidtam.ui.tiles import tiles

_MEASURES = ("missing", "late")
_MANY_COLUMNS = 24  # a daily duty has more dates than a page can hold; it is then shown by month


@dataclass(frozen=True)
class Asked:
    """What the page was asked for, with its addresses."""

    at: Office
    own: str
    year: int
    start: date
    end: date
    obligation: str
    measure: str

    def of(self, office: str) -> str:
        """Return the address of this page for another office; cheap, for long lists."""
        return self.pattern.replace("at=*", f"at={office}")

    @cached_property
    def pattern(self) -> str:
        """Return the address with a star for the office."""
        return self.url(at="*").replace("at=%2A", "at=*")

    def url(self, **other: Any) -> str:
        """Return the address of this page with something changed."""
        asked: dict[str, Any] = {
            "at": self.at.code,
            "y": self.year,
            "ob": self.obligation,
            "show": self.measure,
        } | other
        return f"{reverse('console:overview')}?{urlencode({k: str(v) for k, v in asked.items() if v})}"

    def behind(self, office: str, start: date, end: date, show: str) -> str:
        """Return the address of the list behind a figure."""
        asked: dict[str, Any] = {"at": office, "ob": self.obligation, "from": start, "to": end, "show": show}
        return f"{reverse('obligations:behind')}?{urlencode({k: str(v) for k, v in asked.items() if v})}"


@needs(Permission.OVERVIEW_READ)
@require_safe
def overview(request: OfficialRequest) -> HttpResponse:
    """Show how the offices below stand, by month of a fiscal year or by due date of one obligation."""
    today = clock.today()
    asked = _asked(request, today)
    ids = facts.obligations_below(request.actor, asked.at.path, asked.start, asked.end)
    obligations = sorted(duties.titles(ids).values(), key=lambda one: one.title)
    chosen = next((one for one in obligations if one.public_id == asked.obligation), None)
    parts = facts.standings_below(
        request.actor, asked.at.path, asked.start, asked.end, today, obligations=[chosen.pk] if chosen else (),
        by_day=chosen is not None,
    )  # fmt: skip
    parts = [part for part in parts if part.standing.owed]
    by_day = chosen is not None and len({part.column for part in parts}) <= _MANY_COLUMNS
    if chosen is not None and not by_day:
        parts = [Part(part.node, part.column.replace(day=1), part.standing) for part in parts]
    nodes = duties.offices_at({part.node for part in parts})
    total = facts.total(parts)
    context: dict[str, Any] = {
        "asked": asked, "at": asked.at, "obligations": obligations, "chosen": chosen, "total": total,
        "heat": _heat(asked, parts, nodes, by_day=by_day) if parts else None, "tabs": _tabs(asked),
        "figures": _figures(asked, total, today), "crumbs": _crumbs(request, asked),
        "tiles": _tiles(asked, parts, nodes) if facts.depth(asked.at.path) <= 1 else None,
        "before": asked.url(y=asked.year - 1), "after": asked.url(y=asked.year + 1),
        "chosen_letter": chosen.letter if chosen else None, "also": _also(request, asked),
    }  # fmt: skip
    return render(request, "console/overview.html", context)


def _asked(request: OfficialRequest, today: date) -> Asked:
    at = node(request, request.GET.get("at", ""))
    text = request.GET.get("y", "")
    this_year = fiscal_year(today)
    year = int(text) if text.isdecimal() and len(text) == 4 and abs(int(text) - this_year) <= 100 else this_year
    start, end = bounds(today.replace(day=1, year=today.year + year - this_year))
    measure = request.GET.get("show", "missing")
    own = request.grant.office.code if request.grant else ""
    return Asked(
        at=at, own=own, year=year, start=start, end=end, obligation=request.GET.get("ob", "")[:12],
        measure=measure if measure in _MEASURES else "missing",
    )  # fmt: skip


def _share(standing: Standing, measure: str) -> int | None:
    """Return the per cent printed in a cell: sent, or sent in time."""
    return standing.completeness if measure == "missing" else standing.timeliness


def _level(share: int | None) -> int:
    """Return the step of the heat map: the fewer were sent, the darker; only all of them is step 0."""
    if share is None or share >= 100:
        return 0
    return min(5, 1 + (99 - share) // 20)


def _heat(asked: Asked, parts: Sequence[Part], nodes: dict[str, Office], *, by_day: bool) -> Heat:
    columns = sorted({part.column for part in parts})
    table: dict[str, dict[date, Standing]] = {}
    for part in parts:
        row = table.setdefault(part.node, {})
        row[part.column] = row.get(part.column, Standing()) + part.standing
    heads = [thai_date(day, "short noyear") if by_day else thai_month(day, "short") for day in columns]
    known = sorted((nodes[path] for path in table if path in nodes), key=lambda o: (len(o.path), o.name_key, o.pk))
    pattern = asked.behind("*", asked.start, asked.end, "missing" if asked.measure == "missing" else "all")
    rows = [_heat_row(asked, office, table[office.path], columns, by_day=by_day, pattern=pattern) for office in known]
    word = _("ร้อยละที่ส่ง") if asked.measure == "missing" else _("ร้อยละที่ส่งทัน")
    return Heat(_("%(word)s แยกหน่วยงานและงวด") % {"word": word}, _("หน่วยงาน"), [_("รวม"), *heads], rows)


def _heat_row(
    asked: Asked, office: Office, row: dict[date, Standing], columns: Sequence[date], *, by_day: bool, pattern: str
) -> HeatRow:
    # One address for all, completed per cell: building a thousand query strings would cost more than the figures.
    base = pattern.replace("at=%2A", f"at={office.code}")
    whole = f"from={asked.start}&to={asked.end}"
    cells = []
    for column in columns:
        share = _share(row.get(column, Standing()), asked.measure)
        if share is None:
            cells.append(HeatCell("–", 0))
            continue
        last = column if by_day else _month_end(column)
        cells.append(HeatCell(share, _level(share), base.replace(whole, f"from={column}&to={last}")))
    share = _share(sum(row.values(), Standing()), asked.measure)
    cells.insert(0, HeatCell("–" if share is None else share, _level(share), base))  # on a phone the first one shows
    deeper = office.path != asked.at.path and facts.depth(office.path) < 4 and office.level != "lgo"
    return HeatRow(str(office), cells, asked.of(office.code) if deeper else base)


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _tiles(asked: Asked, parts: Sequence[Part], nodes: dict[str, Office]) -> Any:
    """Return the tile map: per cent not sent (or not in time), provinces of both lines added up."""
    by_province: dict[str, Standing] = {}
    code_of: dict[str, str] = {}
    for part in parts:
        office = nodes.get(part.node)
        if office is None or office.province_id is None:
            continue
        province = str(office.province_id)
        by_province[province] = by_province.get(province, Standing()) + part.standing
        code_of.setdefault(province, office.code)
    lacking = {code: 100 - (_share(standing, asked.measure) or 0) for code, standing in by_province.items()}
    return tiles(lacking, urls={code: asked.of(office) for code, office in code_of.items()}, top=100)


def _figures(asked: Asked, total: Standing, today: date) -> list[Figure]:
    last = min(asked.end, today)

    def behind(show: str) -> str:
        return asked.behind(asked.at.code, asked.start, last, show) if total.owed else ""

    complete = f"{total.completeness}%" if total.owed else "–"
    timely = f"{total.timeliness}%" if total.owed else "–"
    owed = _("%(done)s จาก %(owed)s เรื่องที่ถึงกำหนด") % {"done": f"{total.done:,}", "owed": f"{total.owed:,}"}
    return [
        Figure(_("ส่งครบ"), complete, note=owed, hero=True, url=behind("all")),
        Figure(_("ส่งทันเวลา"), timely, note=_("นับจากวันรับหนังสือของแต่ละแห่ง"),
               hero=True, url=behind("on_time")),
        Figure(_("ส่งช้า"), total.late, url=behind("late") if total.late else ""),
        Figure(_("ยังไม่ส่ง"), total.missing, url=behind("missing") if total.missing else "",
               tone="late" if total.missing else "", note=_("เลยกำหนดแล้ว")),
    ]  # fmt: skip


def _crumbs(request: OfficialRequest, asked: Asked) -> list[Link]:
    if asked.at.code == asked.own:
        return []
    scope = request.actor.scope
    chain = [office for office in offices.ancestors(asked.at) if office.path.startswith(scope)]
    return [Link(str(office), asked.url(at=office.code)) for office in chain] + [Link(str(asked.at), current=True)]


def _also(request: OfficialRequest, asked: Asked) -> list[Link]:
    """Return the pages that tell of the same offices: the reports made in the system, the same duties on the map."""
    found = []
    if request.actor.may(Permission.REPORTS_READ):
        reports = f"{reverse('reports:timeliness')}?{urlencode({'at': asked.at.code})}"
        found.append(Link(_("ความตรงเวลาของรายงาน"), reports))
    if request.actor.may(Permission.MAP_READ) and not asked.obligation:
        where = str(asked.at.district_id or asked.at.province_id or "")
        found.append(Link(_("ดูบนแผนที่"), f"{reverse('console:map')}?{urlencode({'m': 'missing', 'at': where})}"))
    return found


def _tabs(asked: Asked) -> list[Link]:
    words = {"missing": _("ส่งครบ"), "late": _("ทันเวลา")}
    return [Link(words[one], asked.url(show=one), current=one == asked.measure) for one in _MEASURES]
