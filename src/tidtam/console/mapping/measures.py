"""What an area can be coloured by: counts of the layers, people reached, overdue or asking, duties not done, tips."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tidtam.activities import access as activities
from tidtam.activities.choices import ActivityState
from tidtam.aftercare.facts import standing as care
from tidtam.aftercare.facts.kept import Look
from tidtam.assistance import facts as needs
from tidtam.console.mapping import access, queries
from tidtam.console.mapping.queries import Asked
from tidtam.console.mapping.rules import month_day
from tidtam.console.mapping.spreading import Found, chosen, placed, spread
from tidtam.console.models import Layer
from tidtam.console.queries import fiscal_year
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.obligations import facts
from tidtam.obligations import queries as duties
from tidtam.obligations.facts import depth
from tidtam.reports import access as reports
from tidtam.reports.choices import GONE_UP
from tidtam.tips import facts as tips
from tidtam.ui.shapes import Link

Values = Mapping[str, int | None]  # by code of an area; None is a figure too small to be told


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to colour areas: its code, what it is called, what is counted, and its values by area.

    Figures of offices are placed in the areas they stand in (`offices`); where an office stands in none of the areas
    shown, its figure stands beside them, so that the sum is the one other pages tell.
    """

    code: str
    label: str
    unit: str
    values: Callable[[Actor, int, Asked], Values] | None = None
    kind_of: Layer | None = None  # the layer it counts
    offices: Callable[[Actor, Asked], Found] | None = None
    since: date | None = None  # the first day it can count; of all months the map offers without
    today: bool = False  # it counts what stands today, whatever the months
    note: str = ""  # what is counted, in a sentence
    links: tuple[Link, ...] = ()  # the pages that tell the same figure, or the one it could be taken for

    def counted(self, actor: Actor, digits: int, asked: Asked) -> tuple[Values, Found]:
        """Return the figures by area, and those of offices that stand in none of the areas."""
        if self.offices is not None:
            made = placed(self.offices(actor, asked), digits)
            return made.areas, made.offices
        return (self.values(actor, digits, asked) if self.values else {}), []


def measures(actor: Actor, path: str, today: date) -> list[Measure]:
    """Return the measures an actor may read, the layers first."""
    units = {
        Layer.CASE: _("คน"),
        Layer.REQUEST: pgettext("unit", "เรื่อง"),
        Layer.ACTIVITY: pgettext("unit", "ครั้ง"),
        Layer.SIGN: _("ป้าย"),
    }
    found = [
        Measure(layer.name.lower(), str(layer.label), units[layer], _counting(layer), layer)
        for layer in access.shown(actor)
    ]
    if actor.may(Permission.NEEDS_READ) and depth(path):
        found += _asking(path)
    if actor.may(Permission.ACTIVITIES_READ):
        found.append(Measure("persons", _("ผู้รับประโยชน์จากกิจกรรม"), _("คน"), _reached))
    if actor.may(Permission.CARE_READ):  # as the people themselves: read by who may read them
        overdue = _overdue(path, today)
        found.append(Measure("overdue", _("คนที่เลยวันติดตาม (วันนี้)"), _("คน"), overdue, today=True))
    if actor.may(Permission.OVERVIEW_READ):
        found.append(_duties(actor, path, today))
    if actor.may(Permission.OVERVIEW_READ) and actor.may(Permission.REPORTS_READ):
        found.append(_reports(path, today))
    if actor.may(Permission.TIPS_COUNT):
        found.append(Measure("tip", _("เบาะแส (เดือนที่จบแล้ว)"), pgettext("unit", "เรื่อง"), _telling(today)))
    return found


def _asking(path: str) -> list[Measure]:
    """Return the persons who asked for help and those who wait: of visits and of requests alike, as their list says."""
    note = _("นับคนที่ขอ ณ วันนี้ ทั้งที่ขอในทะเบียนคำขอและที่ขอระหว่างการเยี่ยมติดตาม")
    links = (Link(_("เปิดรายการ"), reverse("assistance:needs")),)
    labels = {"asked": _("ผู้ขอรับความช่วยเหลือ (วันนี้)"), "waiting": _("ผู้ขอที่ยังรอความช่วยเหลือ (วันนี้)")}

    def offices(figure: str) -> Callable[[Actor, Asked], Found]:
        def read(actor: Actor, asked: Asked) -> Found:
            def below(node: str) -> list[tuple[str, int]]:
                told = needs.standing_below(actor, node)
                return [(one, getattr(standing, figure)) for one, standing in told.items()]

            return spread(below, path, asked.within)

        return read

    return [
        Measure(code, labels[figure], _("คน"), offices=offices(figure), today=True, note=note, links=links)
        for code, figure in (("need", "asked"), ("waiting", "waiting"))
    ]


def _duties(actor: Actor, path: str, today: date) -> Measure:
    """Return what is not sent: the duties the overview counts, of the same fiscal year and of the same offices."""
    note = _("นับหน้าที่ตามหนังสือที่เลยกำหนดในปีงบประมาณนี้และยังไม่ส่ง ตัวเลขเดียวกับหน้าภาพรวม รายงานที่ทำในระบบนับเป็นฉบับแยกไว้")
    links = [Link(_("ภาพรวม"), reverse("console:overview"))]
    if actor.may(Permission.REPORTS_READ):
        links.append(Link(_("รายงานในระบบ"), f"{reverse('console:map')}?m=reports"))
        links.append(Link(_("ความตรงเวลาของรายงาน"), reverse("reports:timeliness")))
    since, _end = fiscal_year(today)

    def offices(actor: Actor, asked: Asked) -> Found:
        first, last = _months(asked)

        def below(node: str) -> list[tuple[str, int]]:
            parts = facts.standings_below(actor, node, max(first, since), min(last, today), today)
            return [(part.node, part.standing.missing) for part in parts]

        return spread(below, path, asked.within)

    return Measure(
        "missing", _("หน้าที่ที่เลยกำหนดยังไม่ส่ง"), pgettext("unit", "เรื่อง"), offices=offices, since=since, note=note,
        links=tuple(links),
    )  # fmt: skip


def _reports(path: str, today: date) -> Measure:
    """Return the reports made in the system that are past their day and not sent, of every form and level."""
    since, _end = fiscal_year(today)

    def offices(actor: Actor, asked: Asked) -> Found:
        first, last = _months(asked)
        days = (max(first, since), min(last, today - timedelta(days=1)))
        rows = reports.reports(actor).filter(counts=True, due_on__range=days).exclude(state__in=GONE_UP)
        return chosen(rows.order_by().values_list("scope_path").annotate(n=Count("pk")), path, asked.within)

    return Measure(
        "reports", _("รายงานในระบบที่เลยกำหนดยังไม่ส่ง"), pgettext("unit", "ฉบับ"), offices=offices, since=since,
        note=_("นับรายงานที่ทำในระบบ ทุกแบบทุกระดับ ที่เลยกำหนดในปีงบประมาณนี้และยังไม่ส่ง หน้าความตรงเวลานับทีละแบบและระดับ"),
        links=(Link(_("ความตรงเวลาของรายงาน"), reverse("reports:timeliness")),
               Link(_("หน้าที่ตามหนังสือ"), f"{reverse('console:map')}?m=missing")),
    )  # fmt: skip


def _counting(layer: Layer) -> Callable[[Actor, int, Asked], Values]:
    return lambda actor, digits, asked: queries.by_area(actor, layer, digits, asked)


def _months(asked: Asked) -> tuple[date, date]:
    """Return the days a picture asks for, its last day included."""
    last = month_day(min(asked.last, 9000 * 12) + 1) - timedelta(days=1)
    return max(month_day(asked.first), date(2000, 1, 1)) if asked.first > 0 else last - timedelta(days=365), last


def _reached(actor: Actor, digits: int, asked: Asked) -> Values:
    """Add up whom activities reached, where they were held. Shape: one query."""
    rows = activities.activities(actor).filter(state=ActivityState.RECORDED, on__range=_months(asked))
    if asked.within:
        rows = rows.filter(area__gte=asked.within, area__lt=asked.within + "~")
    found = rows.order_by().values_list(Left("area_id", digits)).annotate(n=Sum("persons"))
    return {code: n for code, n in found if n and len(code) == digits}


def _overdue(path: str, today: date) -> Callable[[Actor, int, Asked], Values]:
    def values(_actor: Actor, digits: int, asked: Asked) -> Values:
        if digits > 4:
            return {}
        return _of_offices(care.overdue_by_place(Look(path), today).items(), digits, asked)

    return values


def _of_offices(parts: Iterable[tuple[str, int]], digits: int, asked: Asked) -> Values:
    """Add up figures of offices, by their paths, in the province or district each stands in. Shape: one query."""
    told = [(path, n) for path, n in parts if n]
    nodes = duties.offices_at({path for path, _n in told})
    made: dict[str, int] = {}
    for path, n in told:
        office = nodes.get(path)
        code = str((office.district_id if digits == 4 else office.province_id) or "") if office else ""
        if code.startswith(asked.within) and len(code) == digits:
            made[code] = made.get(code, 0) + n
    return made


def _telling(today: date) -> Callable[[Actor, int, Asked], Values]:
    def values(_actor: Actor, digits: int, asked: Asked) -> Values:
        """Add up the months told. A figure of a month that is hidden stays hidden, however many months are added.

        A district is None when none of its months was told: each had fewer than 5, or none.
        """
        if digits > 4:
            return {}
        made: dict[str, int | None] = {}
        this = today.year * 12 + today.month - 1
        for first in tips.months():
            number = first.year * 12 + first.month - 1
            if not (asked.first <= number <= asked.last and number < this):
                continue
            told = tips.month(first, province=asked.within[:2])
            for code, one in told.provinces.items():
                rows = {code: one.at_least or None} if digits == 2 else one.districts
                for area, n in rows.items():
                    if not area.startswith(asked.within):
                        continue
                    if n is not None:
                        made[area] = (made.get(area) or 0) + n
                    elif digits == 4:  # of a province that tells nothing not even "fewer than 5" is known
                        made.setdefault(area, None)
        return made

    return values
