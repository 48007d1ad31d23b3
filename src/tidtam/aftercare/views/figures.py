"""The figures of a programme year: the four, where people wait, how many stay with us round after round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import facts
from tidtam.aftercare.facts import behind, cohorts, counted, flows, outcome, standing, telling, windows
from tidtam.aftercare.facts.outcome import Outcome
from tidtam.aftercare.facts.standing import National, OpenNeeds, Point
from tidtam.aftercare.queries.board import places as places_of
from tidtam.aftercare.rules.hiding import Verdicts, is_small
from tidtam.aftercare.rules.periods import DISTRICT, depth_of
from tidtam.aftercare.views import comparing, drawing, naming
from tidtam.aftercare.views.asking import Asking, asking, may_go_back
from tidtam.aftercare.views.compliance import HIDDEN, Told, crumbs
from tidtam.assistance.choices import Code
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.places import gazetteer
from tidtam.thai.numbers import per_cent
from tidtam.ui import mapping
from tidtam.ui.mapping import Drawing, Spot
from tidtam.ui.shapes import Figure, Heat, HeatCell, HeatRow, heat_level
from tidtam.ui.templatetags.thai import thai_date
from tidtam.ui.tiles import tiles

MONTHS = 7
ROWS = 12  # areas in the table of needs before the reader asks for all
_FOUR = ("enrolled", "asked", "helped", "waiting")


@needs(Permission.CARE_FIGURES)
@require_safe
def figures(request: OfficialRequest) -> HttpResponse:
    """Show the figures and charts of an office, as of today or an earlier day."""
    asked, years = asking(request)
    actor, path = request.actor, asked.at.path
    below = behind.by_place(actor, path, asked.on, asked.year) if asked.live and not asked.careful else {}
    if below:
        four = behind.total(below.values())
    elif asked.live:
        four = facts.national(actor, path, asked.on, asked.year)
    else:
        four = counted.current(actor, path, asked.year, look=asked.own)
    told = _told_of_four(asked, four)
    context: dict[str, Any] = {
        "goes_back": not asked.careful or may_go_back(actor, asked.at),
        "closed": not told.may(path, *_FOUR, page=True),
        "asked": asked, "at": asked.at, "years": [(year, asked.url(y=year)) for year in years], "four": four,
        "crumbs": crumbs(request, asked.at, "aftercare:figures"), "today_url": asked.url(on=""),
        "map_credit": mapping.ATTRIBUTION, "may_export": actor.may(Permission.CARE_EXPORT),
        "columns_url": reverse("aftercare:columns"), "now": clock.now(),
        "signed": comparing.last_signed(actor, asked, told),
    }  # fmt: skip
    if four.to_follow and asked.year:
        near = None if asked.live else asked.own or asked.nation or windows.near(path)
        still = windows.still_open(path, asked.on, look=near) if near else {}
        context |= _whole(actor, asked, four, told) | comparing.years(actor, asked, years, still)
        if near:
            context |= _now(actor, asked, told) | _rounds(actor, asked, years, still)
            context |= comparing.cohort_rows(actor, asked, near)
        else:
            context["moved"] = _moved(actor, asked)
            context |= {} if asked.careful else _then(actor, asked, below)
    return render(request, "aftercare/figures.html", context)


def _told_of_four(asked: Asking, four: National) -> Told:
    if asked.nation is None:
        return Told(asked.at.path, None)
    if asked.live:
        row = telling.four(four.to_follow, four.asked, four.waiting)
        return Told(asked.at.path, Verdicts(telling.FOUR, {asked.at.path: row}))
    return Told(asked.at.path, telling.people(asked.nation, asked.at.path, asked.year))


def _whole(actor: Actor, asked: Asking, four: National, told: Told) -> dict[str, Any]:
    """Return the figures of the page's own place and how they grew."""
    path, year, look = asked.at.path, asked.year or 0, asked.own
    # How a figure grew is told of one whole alone to who reads no people: each point of it could be subtracted.
    grows = not asked.careful or (may_go_back(actor, asked.at) and told.may(path, *_FOUR, page=True))
    points = standing.trend(actor, path, year, _month_ends(asked.on), look=look) if grows else []
    return {
        "figures": _four(four, points, asked, told), "bar": drawing.parts((four.helped, four.waiting)),
        "trend": drawing.trend(points),
    }  # fmt: skip


def _then(actor: Actor, asked: Asking, below: Mapping[str, National]) -> dict[str, Any]:
    """Return what of the parts of the place can be counted of an earlier day.

    Only to who reads people: others are told of one whole alone, so that no part of it can be subtracted.
    """
    path = asked.at.path
    waiting = {node: one.waiting for node, one in below.items() if one.waiting and depth_of(path) < DISTRICT}
    open_needs = standing.open_on(actor, path, asked.on, asked.year or 0)
    everything = Told(path, None)
    return _parts(asked, waiting, open_needs, everything, everything) | {"flows": _flows(actor, asked)}


def _moved(actor: Actor, asked: Asking) -> str:
    """Return that people count where they stand now, on a page of an earlier day after which some were handed over."""
    gone, came = flows.moved_since(actor, asked.at.path, asked.on)
    if not gone and not came:
        return ""
    if asked.careful:
        return _("ผู้ที่โอนไปหน่วยอื่นหลังวันนี้ นับที่หน่วยที่ดูแลอยู่ปัจจุบัน")
    parts = [
        (gone, _("โอนออกหลังวันนี้ %(n)s คน นับที่หน่วยที่รับไป ไม่อยู่ในตัวเลขนี้")),
        (came, _("รับโอนหลังวันนี้ %(n)s คน นับอยู่ในตัวเลขนี้แล้ว")),
    ]
    return " · ".join(words % {"n": f"{n:,}"} for n, words in parts if n)


def _now(actor: Actor, asked: Asking, told: Told) -> dict[str, Any]:
    """Return the parts of the place as they stand today."""
    path, year, look, nation = asked.at.path, asked.year or 0, asked.own, asked.nation
    open_needs = standing.open_needs(actor, path, asked.on, year, look=look)
    needs = Told(path, telling.needs(nation, path, asked.on, year) if nation else None)
    kinds = Told(path, telling.substances(nation, path, year) if nation else None)
    waiting = {node: n for (node, _m), n in counted.by_node(actor, path, ["person.waiting"], year, look=look).items()}
    return _parts(asked, waiting, open_needs, told, needs) | {
        "substances": drawing.substances({
            code: n if kinds.may(path, code, page=True) else None
            for code, n in counted.substances(actor, path, year, look=look).items()
        }),
        "flows": _flows(actor, asked), "outcome": _outcome(asked, outcome.outcome(actor, path, year, look=look), told),
    }  # fmt: skip


def _parts(
    asked: Asking, waiting: Mapping[str, int], open_needs: OpenNeeds, told: Told, needs: Told
) -> dict[str, Any]:  # fmt: skip
    """Return who waits where, for what and how long, as far as it is told."""
    path = asked.at.path
    places = places_of(set(waiting) | {node for node, _c in open_needs.by_node})
    shown = {node: n for node, n in waiting.items() if told.may(node, "waiting", page=True)}
    ages = needs.may(path, "age0", "age1", "age2", page=True)
    listed = len({place for place, _c in open_needs.by_node if place in places})
    return {
        "ages": drawing.parts(open_needs.by_age) if ages else None, "age_counts": open_needs.by_age,
        "heat": _needs(asked, open_needs, places, needs), "map": _map(asked, waiting, shown, places),
        "tiles": _tiles(asked, shown, places) if depth_of(path) == 0 else None,
        "areas": _areas(asked, waiting, shown, places),
        "more_rows": listed if listed > ROWS and asked.whole != "1" else 0,
        "whole_url": asked.url(all="1") + "#needs",
        "few": any(n and node not in shown for node, n in waiting.items()),
    }  # fmt: skip


def _map(
    asked: Asking, waiting: Mapping[str, int], shown: Mapping[str, int], places: Mapping[str, Office]
) -> Drawing | None:  # fmt: skip
    """Return the provinces coloured by who waits; of one province, its districts as bubbles."""
    down, depth = asked.down(), depth_of(asked.at.path)
    if depth == 0:
        known = {str(places[node].province_id): (node, n) for node, n in shown.items() if node in places}
        urls = {code: down(places[node].code) for code, (node, _n) in known.items()}
        return mapping.nation({code: n for code, (_node, n) in known.items()}, urls=urls)
    if depth > 1 or asked.at.province_id is None:
        return None
    spots = []
    for path in waiting:
        place = places.get(path)
        point = gazetteer.centre(str(place.district_id)) if place and place.district_id else None
        if place and point:
            spots.append(Spot(_name(place, path), *point, shown.get(path), down(place.code)))
    return mapping.province(str(asked.at.province_id), spots) if spots else None


def _outcome(asked: Asking, both: tuple[Outcome, Outcome], told: Told) -> list[tuple[str, Outcome]]:
    """Return the two groups, unless one is so small that it tells of somebody, or is a figure that is not told."""
    parts = [n for one in both for n in (one.people, one.seen, one.relapsed, one.seen - one.relapsed)]
    if not any(one.seen for one in both) or (asked.careful and any(is_small(n) for n in parts)):
        return []
    if not told.may(asked.at.path, "helped", "waiting", page=True):  # that is who they are
        return []
    return [(_("ได้รับความช่วยเหลือครบ"), both[0]), (_("ยังรอความช่วยเหลือ"), both[1])]


def _flows(actor: Actor, asked: Asking) -> list[tuple[str, str, str]]:
    """Return who was handed over from where to where: names and people, or the mark of what is too few to tell."""
    path, days = asked.at.path, _year_days(asked)
    found = flows.flows(actor, path, *days)
    hidden = flows.hidden(path, found, *days) if asked.careful else set()

    def order(one: flows.Flow) -> tuple[bool, int, str, str]:  # what is hidden gives no place in the order away
        closed = one.name in hidden
        return closed, 0 if closed else -one.people, one.start[1], one.end[1]

    return [
        (one.start[1], _same(one) if one.start == one.end else one.end[1],
         HIDDEN if one.name in hidden else f"{one.people:,}")
        for one in sorted(found, key=order)
    ]  # fmt: skip


def _same(one: flows.Flow) -> str:
    return _("ภายในอำเภอเดียวกัน") if one.inner else _("ภายในจังหวัดเดียวกัน")


def _rounds(actor: Actor, asked: Asking, years: Sequence[int], still: windows.Open) -> dict[str, Any]:
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
    own = _told(asked, facts.retention(actor, path, year, still, look=asked.own), year)
    compare = [(value, label) for value, label, _short in choices]
    found: dict[str, Any] = {"compare": compare, "alone": True, "enough": counted.ENOUGH}
    for value, _label, short in choices:
        if value == asked.against:
            picked = next((one for one in known if f"c{one.public_id}" == value), None)
            rows = (
                cohorts.retention_of(actor, path, picked, asked.on) if picked
                else facts.retention(actor, path, int(short), still, look=asked.own)
            )  # fmt: skip
            name = short if picked else _("ปี %(year)s") % {"year": short}
            rows = rows if picked else _told(asked, rows, int(short))
            chart = drawing.compared((_("ปี %(year)s") % {"year": year}, own), (name, rows))
            return found | {"retention": chart, "alone": False, "none_shared": chart is None}
    return found | {"retention": drawing.retention(own, hides=asked.careful)}


def _year_days(asked: Asking) -> tuple[date, date]:
    return asked.on - timedelta(days=365), asked.on


def _told(asked: Asking, rows: Sequence[facts.Round24], year: int) -> list[facts.Round24]:
    """Return the rounds that may be told with all their parts."""
    if asked.nation is None:
        return list(rows)
    told, path = Told(asked.at.path, telling.rounds(asked.nation, asked.at.path, year, asked.on)), asked.at.path
    return [row for row in rows if told.may(path, *(f"{row.no} {name}" for name in telling.ROUND), page=True)]


def _month_ends(on: date) -> list[date]:
    days, day = [on], on
    for _turn in range(MONTHS - 1):
        day = day.replace(day=1) - timedelta(days=1)
        days.append(day)
    return days[::-1]


def _four(four: National, points: Sequence[Point], asked: Asking, told: Told) -> list[Figure]:
    def share(n: int, of: int, words: str, *columns: str) -> str:
        return words % {"n": per_cent(n, of)} if of and may(*columns) else ""

    def may(*columns: str) -> bool:
        return told.may(asked.at.path, *columns, page=True)

    def number(n: int, column: str) -> str | int:
        return n if may(column) else HIDDEN

    def grown(numbers: Sequence[int]) -> str:
        words = _("จาก %(a)s เป็น %(b)s")
        return words % {"a": f"{numbers[0]:,}", "b": f"{numbers[-1]:,}"} if numbers else ""

    def lists(what: str) -> str:
        return asked.url("aftercare:behind", what=what) if asked.has_lists else ""

    asks, helped, waits = [p.asked for p in points], [p.helped for p in points], [p.asked - p.helped for p in points]
    return [
        Figure(_("ต้องติดตาม"), number(four.to_follow, "enrolled"), lists("enrolled"), hero=True,
               note=_("ผู้ลงทะเบียนในปีโครงการ")),
        Figure(_("ขอรับความช่วยเหลือ"), number(four.asked, "asked"), lists("asked"), hero=True, spark=asks,
               spark_label=grown(asks),
               note=share(four.asked, four.to_follow, _("%(n)s%% ของผู้ที่ต้องติดตาม"), "enrolled", "asked")),
        Figure(_("ได้รับแล้ว"), number(four.helped, "helped"), lists("helped"), hero=True, spark=helped,
               spark_label=grown(helped), note=share(four.helped, four.asked, _("%(n)s%% ของผู้ขอ"), "asked", "helped")),
        Figure(_("ขอแล้ว ยังไม่ได้รับ"), number(four.waiting, "waiting"), lists("waiting"), hero=True,
               tone="due" if four.waiting and may("waiting") else "", note=_("ทุกเรื่องมีเจ้าของ"), spark=waits,
               spark_label=grown(waits)),
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
    asked: Asking, waiting: Mapping[str, int], shown: Mapping[str, int], places: Mapping[str, Office]
) -> list[dict[str, Any]]:
    down = asked.down()
    rows = [
        {"name": _name(places[node], node), "n": shown.get(node, HIDDEN), "sort": shown.get(node, 0),
         "url": down(places[node].code) if node != asked.at.path else ""}
        for node, n in waiting.items() if node in places and n
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-int(str(row["sort"])), str(row["name"])))


def _needs(asked: Asking, found: OpenNeeds, places: Mapping[str, Office], told: Told) -> Heat | None:
    codes = [code for code in Code.values if any(key[1] == code for key in found.by_node)]
    nodes = {place for place, _code in found.by_node if place in places}
    if not codes:
        return None

    def cell(place: str, code: str, n: int) -> HeatCell:
        if not told.may(place, code):
            return HeatCell(HIDDEN, 0)
        return HeatCell(n, heat_level(n, top) if code != "all" else 0)

    top = max((n for (place, code), n in found.by_node.items() if place in nodes and told.may(place, code)), default=0)
    sums = {place: sum(found.by_node.get((place, code), 0) for code in codes) for place in nodes}
    # What is hidden gives no place in the order away.
    order = sorted(nodes, key=lambda one: (-sums[one] if told.may(one, "all") else 0, places[one].name_key))
    down, rows = asked.down(), []
    for place in order if asked.whole == "1" else order[:ROWS]:
        cells = [cell(place, code, found.by_node.get((place, code), 0)) for code in codes]
        url = down(places[place].code) if place != asked.at.path else ""
        rows.append(HeatRow(_name(places[place], place), [*cells, cell(place, "all", sums[place])], url))
    heads = [*(naming.need(code) for code in codes), _("รวม")]
    return Heat(_("จำนวนเรื่องที่ยังรอ แยกความต้องการและพื้นที่"), _("พื้นที่"), heads, rows)


@needs(Permission.CARE_FIGURES)
@require_safe
def columns(request: OfficialRequest) -> HttpResponse:
    """Show the columns of report R2 for one of its periods, by office."""
    asked, _years = asking(request)
    today = clock.today()
    half = facts.period_asked(request.GET.get("half", ""), today)
    period = facts.Asked(asked.at.path, facts.period_start(half), facts.period_end(half), None)
    codes = [measure.code for measure in facts.R2]
    totals, below = facts.told_report(request.actor, period, careful=asked.careful, hidden=HIDDEN)
    places = places_of(set(below))
    names = [(path, _name(places[path], path)) for path in below if path in places]
    names.sort(key=lambda one: places[one[0]].name_key)
    base = f"{reverse('aftercare:columns')}?at={asked.at.code}&half="
    context = {
        "at": asked.at, "start": period.start, "end": period.end, "labels": [m.label for m in facts.R2],
        "rows": [(name, [below[path][code] for code in codes]) for path, name in names],
        "totals": [totals[code] for code in codes],
        "before": base + str(half - 1), "after": base + str(half + 1) if half < facts.period_of(today) else "",
        "crumbs": crumbs(request, asked.at, "aftercare:columns"), "careful": asked.careful,
        "now": clock.now(), "may_export": request.actor.may(Permission.CARE_EXPORT),
        "export": f"{reverse('aftercare:new_export')}?what=figures&at={asked.at.code}&half={half}",
    }  # fmt: skip
    return render(request, "aftercare/columns.html", context)
