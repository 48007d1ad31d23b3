"""How provinces, districts and teams keep the rounds: a heat map by half-month that leads down to a team's board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import facts
from tidtam.aftercare.facts import counted, standing, teams, telling
from tidtam.aftercare.facts.counted import Compliance
from tidtam.aftercare.queries.board import places as places_of
from tidtam.aftercare.rules.hiding import Verdicts, is_small, own
from tidtam.aftercare.rules.periods import DISTRICT, depth_of
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.obligations.views.behind import node
from tidtam.offices import queries as offices
from tidtam.offices.models import Office
from tidtam.ui.shapes import Figure, Heat, HeatCell, HeatRow, Link
from tidtam.ui.templatetags.thai import thai_date
from tidtam.ui.tiles import tiles

SPAN = 6  # half-months shown
_WINDOW = timedelta(days=7)  # how long after its day a round can still be kept
HIDDEN = "•"


@needs(Permission.CARE_FIGURES)
@require_safe
def province(request: OfficialRequest) -> HttpResponse:
    """Show how the rounds of the last half-months were kept, by province, by district, by team."""
    at = node(request, request.GET.get("at", ""))
    today, actor = clock.today(), request.actor
    here = facts.half_of(today)
    numbers = list(range(here - SPAN, here + 1))
    of = teams.compliance if depth_of(at.path) >= DISTRICT else counted.compliance
    parts = of(actor, at.path, numbers[0], numbers[-1])
    by_node = _sums(parts, 0)
    places = places_of(set(by_node))
    # Whoever may not read people does not see shares that stand on a handful of them.
    careful = not actor.may(Permission.CARE_READ)
    total = sum(parts.values(), Compliance())
    verdicts = telling.compliance(telling.look(), at.path, numbers[0], numbers[-1], today) if careful else None
    told = Told(at.path, verdicts)
    context: dict[str, Any] = {
        "at": at, "total": total, "crumbs": crumbs(request, at, "aftercare:province"),
        "share": total.share if told.may(at.path, "owed", page=True) else None,
        "figures": _figures(actor, at, total, today, told),
        "heat": _heat(request, at, parts, by_node, places, numbers, told) if parts else None,
        "tiles": _tiles(by_node, places, told) if depth_of(at.path) == 0 else None, "careful": careful,
    }  # fmt: skip
    return render(request, "aftercare/province.html", context)


class Told:
    """What a reader is told of the places of a page; without verdicts, everything."""

    def __init__(self, path: str, verdicts: Verdicts | None) -> None:
        """Keep the place of the page: in its own table it is what no place below it has."""
        self._path, self._verdicts = path, verdicts

    def may(self, place: str, *columns: str, page: bool = False) -> bool:
        """Say whether all these figures of a place are told; `page` says the figure is of the page's own place."""
        if self._verdicts is None:
            return True
        inside = place == self._path and not page
        return not self._verdicts.hidden(own(place) if inside else place).intersection(columns)


def crumbs(request: OfficialRequest, at: Office, route: str) -> list[Link]:
    """Return the way down from the own office to the one shown."""
    own = request.grant.office if request.grant else at
    if at.pk == own.pk:
        return []
    chain = [office for office in offices.ancestors(at) if office.path.startswith(request.actor.scope)]
    base = reverse(route)
    return [Link(str(office), f"{base}?at={office.code}") for office in chain] + [Link(str(at), current=True)]


def _sums(parts: Mapping[tuple[str, int], Compliance], place: int) -> dict[str, Compliance]:
    found: dict[str, Compliance] = {}
    for key, one in parts.items():
        name = str(key[place])
        found[name] = found.get(name, Compliance()) + one
    return found


def _level(share: int | None) -> int:
    """Return the step: only everything done is step 0, the more was missed the darker."""
    if share is None or share >= 100:
        return 0
    return min(5, 1 + (99 - share) // 10)


def _runs(half: int, today: date) -> bool:
    """Say whether rounds of a half-month can still be kept: then the share is of those already closed alone."""
    return facts.half_end(half) + _WINDOW >= today


def _cell(part: Compliance, closed: bool, url: str = "", *, runs: bool = False) -> HeatCell:
    if part.share is None:
        return HeatCell("–", 0)
    if closed:
        return HeatCell(HIDDEN, 0)
    return HeatCell(part.share, 0 if runs else _level(part.share), url)


def _heat(
    request: OfficialRequest, at: Office, parts: Mapping[tuple[str, int], Compliance],
    by_node: Mapping[str, Compliance], places: Mapping[str, Office], numbers: list[int], told: Told,
) -> Heat:  # fmt: skip
    reads = request.actor.may(Permission.CARE_READ)
    boards, maps, rows = reverse("aftercare:board"), reverse("aftercare:province"), []
    running = {number: _runs(number, clock.today()) for number in numbers}
    # The worst first: that is where one looks.
    shares = {path: by_node[path].share or 0 if told.may(path, "owed") else 0 for path in places}
    order = sorted(places, key=lambda path: (shares[path], places[path].name_key))
    for path in order:
        office = places[path]
        deeper = depth_of(path) <= DISTRICT and path != at.path
        board = f"{boards}?at={office.code}&tab=todo" if reads else ""
        url = f"{maps}?at={office.code}" if deeper else board
        closed = not told.may(path, "owed")
        cells = [_cell(by_node[path], closed, url)]
        for number in numbers:
            lists = reads and depth_of(path) >= DISTRICT
            listed = f"{boards}?at={office.code}&tab=all&half={number}" if lists else url
            part = parts.get((path, number), Compliance())
            few = closed or (not reads and is_small(part.owed))  # a share of a handful is no share
            cells.append(_cell(part, few, listed, runs=running[number]))
        rows.append(HeatRow(_name(office, at), cells, url))
    heads = [
        thai_date(facts.half_end(number), "short noyear") + ("\n" + _("ยังทัน") if running[number] else "")
        for number in numbers
    ]
    return Heat(_("ร้อยละที่เยี่ยมครบ แยกพื้นที่และงวด"), _("พื้นที่"), [_("รวม"), *heads], rows)


def _name(office: Office, at: Office) -> str:
    """Name a row: an area, a team without its mark, or what no team has yet."""
    if depth_of(office.path) > DISTRICT:
        return str(office).removeprefix("ขปต.")
    if office.pk == at.pk:
        return _("ยังไม่มอบทีม")
    name = office.district if depth_of(office.path) >= DISTRICT else office.province
    return name.name_th if name else str(office)


def _tiles(by_node: Mapping[str, Compliance], places: Mapping[str, Office], told: Told) -> Any:
    lacking, urls = {}, {}
    for path, office in places.items():
        part = by_node[path]
        if part.share is None or office.province_id is None or not told.may(path, "owed"):
            continue
        lacking[str(office.province_id)] = 100 - part.share
        urls[str(office.province_id)] = f"{reverse('aftercare:province')}?at={office.code}"
    return tiles(lacking, urls=urls, top=60)


def _tone(total: Compliance) -> Literal["", "late", "done"]:
    if total.missed:
        return "late"
    return "done" if total.owed else ""


def _figures(actor: Any, at: Office, total: Compliance, today: date, told: Told) -> list[Figure]:
    late_now = standing.overdue(actor, at.path, today)
    done = total.on_time + total.late
    parts, owed = (told.may(at.path, *names, page=True) for names in (("on_time", "missed", "late"), ("owed",)))
    note = _("%(done)s จาก %(owed)s ครั้ง") % {"done": f"{done:,}", "owed": f"{total.owed:,}"} if parts else ""
    share = f"{total.share}%" if total.owed else "–"
    before = _("อีก %(n)s ครั้งผ่านไปก่อนรับรายชื่อ ไม่นับ") % {"n": f"{total.before:,}"}
    apart = before if total.before and told.may(at.path, "before", page=True) else _("หน้าต่างเยี่ยมปิดแล้ว")
    now = late_now if told.may(at.path, "overdue", page=True) else HIDDEN
    return [
        Figure(_("เยี่ยมครบ"), share if owed else HIDDEN, note=note, hero=True),
        Figure(_("ขาด"), total.missed if parts else HIDDEN, note=apart, hero=True, tone=_tone(total) if parts else ""),
        Figure(_("ทำช้ากว่าวันนัด"), total.late if parts else HIDDEN, note=_("แต่ยังอยู่ในช่วง"), hero=True),
        Figure(_("เลยวันนัด ยังไม่ได้ทำ"), now, hero=True, tone="due" if now not in (0, HIDDEN) else "",
               note=_("ยังทำทัน")),
    ]  # fmt: skip
