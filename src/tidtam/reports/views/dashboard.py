"""The figures of help of an office: what its head wants to see on the 1st. Counts, and lists for who may read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare.views import drawing
from tidtam.aftercare.views.asking import Day, day_asked
from tidtam.assistance import facts as ledger
from tidtam.assistance.choices import Bucket, Code
from tidtam.assistance.counting import band_words
from tidtam.assistance.facts import info
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.obligations.views.behind import node
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.places import gazetteer
from tidtam.reports.queries import dashboard as queries
from tidtam.reports.views import showing
from tidtam.thai.numbers import per_cent
from tidtam.ui import mapping
from tidtam.ui.mapping import Drawing, Spot
from tidtam.ui.shapes import Figure, Heat, HeatCell, HeatRow, Link, heat_level
from tidtam.ui.tiles import PLACES

_PLACES = {Level.MINISTRY: "province", Level.DEPARTMENT: "province", Level.PROVINCE: "district"}
_BELOW = {"province": Level.PROVINCE, "district": Level.DISTRICT}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for. `year` is the fiscal year (พ.ศ.) of the day."""

    at: Office
    day: Day
    today: date

    @property
    def on(self) -> date:
        """Return the day of the page."""
        return self.day.on

    @property
    def past(self) -> date | None:
        """Return the day where it is an earlier one: then the ledger is asked how it stood."""
        return self.on if self.on < self.today else None

    @property
    def year(self) -> int:
        """Return the fiscal year of the day."""
        return self.start.year + 544

    @property
    def start(self) -> date:
        """Return the first day of the fiscal year."""
        return date(self.on.year if self.on.month >= 10 else self.on.year - 1, 10, 1)

    def url(self, **other: str) -> str:
        """Return the address of this page with something changed."""
        told = {"at": self.at.code, "on": self.on.isoformat() if self.past else ""} | other
        return f"{reverse('reports:figures')}?{urlencode({key: value for key, value in told.items() if value})}"


@needs(Permission.REPORTS_READ)
@require_safe
def figures(request: OfficialRequest) -> HttpResponse:
    """Show the figures of help of an office, as of today or an earlier day."""
    at, today, actor = node(request, request.GET.get("at", "")), clock.today(), request.actor
    if not queries.is_helping(at) and actor.may(Permission.CARE_FIGURES):
        return HttpResponseRedirect(f"{reverse('aftercare:figures')}?{urlencode({'at': at.code})}")
    asked = Asked(at, day_asked(request, today), today)
    place = _PLACES.get(Level(at.level), "office")
    four = ledger.standing(actor, at.path, asked.past)
    unmet = info.unmet(actor, at.path, asked.on, place=place, past=asked.past is not None)
    month = queries.counted(at.path, asked.on.replace(day=1), asked.on)
    points = queries.trend(actor, at.path, queries.month_ends(asked.on))
    above = at.line == Line.ROOT
    local = queries.waiting_for_help(actor, at, asked.on, place=place, past=bool(asked.past)) if above else unmet
    names = _names(asked, place, {key[0] for key in local.cells})
    reports = queries.near(actor, at, today) if asked.past is None else []  # how they stand today
    context: dict[str, Any] = {
        "asked": asked, "at": at, "now": clock.now(), "four": four, "crumbs": _crumbs(request, at),
        "figures": _four(request, asked, four, unmet), "bar": drawing.parts((four.helped, four.waiting)),
        "lines": queries.by_line(actor, at, asked.past), "trend": drawing.trend(points),
        "heat": _heat(asked, local, names, place), "local_alone": above and local.total != unmet.total,
        "map": _map(asked, local, names, place), "map_credit": mapping.ATTRIBUTION,
        "followed": [(_LABELS[code], _number(month[code], code)) for code in queries.FOLLOWED],
        "welfare": [(_LABELS[code], _number(month[code], code)) for code in queries.WELFARE],
        "rows": showing.rows(reports, today, own=actor.office_id), "years": _years(request, asked),
        "outcome": _outcome(request, asked), "signed": _signed(request, asked),
    }  # fmt: skip
    return render(request, "reports/figures.html", context)


_LABELS = {
    "lgo.asked": gettext_lazy("ผู้ผ่านฯ ที่ขอรับความช่วยเหลือ"), "lgo.helped": gettext_lazy("ได้รับครบแล้ว"),
    "lgo.waiting": gettext_lazy("ยังไม่ได้รับ"),
    "lgo.helped_now": gettext_lazy("ได้รับในเดือนนี้"), "lgo.amount": gettext_lazy("เงินที่ใช้ในเดือนนี้ (บาท)"),
    "welfare.activities": gettext_lazy("กิจกรรมสาธารณสงเคราะห์"), "welfare.persons": gettext_lazy("ผู้รับประโยชน์ (คน)"),
    "welfare.households": gettext_lazy("ครัวเรือน"), "welfare.budget": gettext_lazy("งบประมาณ (บาท)"),
}  # fmt: skip


def _number(value: Decimal, code: str) -> str:
    return f"{value:,.2f}" if code.endswith(("amount", "budget")) else f"{value:,.0f}"


def _crumbs(request: OfficialRequest, at: Office) -> list[Link]:
    own = request.grant.office if request.grant else at
    if at.pk == own.pk:
        return []
    home = reverse("reports:figures")
    chain = [office for office in offices.ancestors(at) if office.path.startswith(request.actor.scope)]
    return [Link(str(office), f"{home}?at={office.code}") for office in chain] + [Link(str(at), current=True)]


def _four(request: OfficialRequest, asked: Asked, four: Any, unmet: info.Unmet) -> list[Figure]:
    """Return the four; those with a list lead to it: of the own branch as it stands today."""
    own = asked.at.path == request.actor.scope and asked.past is None and request.actor.may(Permission.NEEDS_READ)
    lists = reverse("assistance:needs") if own else ""
    bands = unmet.along(2)
    last = len(band_words()) - 1
    long = bands.get(last, 0)
    share = _("%(n)s%% ของผู้ขอ") % {"n": per_cent(four.helped, four.asked)} if four.asked else ""
    if lists:  # the list counts needs, the figure people who wait for nothing more
        met = ledger.buckets(request.actor, asked.at.path)[Bucket.MET]
        share = " · ".join(filter(None, (share, _("%(n)s เรื่อง") % {"n": f"{met:,}"})))
    waits = _("%(n)s เรื่อง") % {"n": f"{unmet.total:,}"} if unmet.total else _("ไม่มีเรื่องค้าง")
    patient = _("นานที่สุดก่อน") if long else _("ไม่มีใครรอนาน")

    def listed(query: str) -> str:
        return f"{lists}?{query}" if lists else ""

    return [
        Figure(_("ขอรับความช่วยเหลือ"), four.asked, hero=True, unit=_("คน"), note=_("ตั้งแต่เริ่มบันทึก")),
        Figure(_("ได้รับแล้ว"), four.helped, listed(f"show={Bucket.MET}"), hero=True, unit=_("คน"), note=share),
        Figure(_("ขอแล้ว ยังไม่ได้รับ"), four.waiting, listed("show=open"), hero=True, unit=_("คน"), note=waits,
               tone="due" if four.waiting else ""),
        Figure(_("รอ%(age)s") % {"age": band_words()[last]}, long, listed(f"show=open&age={last}"), hero=True,
               unit=pgettext("unit", "เรื่อง"), tone="late" if long else "done", note=patient),
    ]  # fmt: skip


def _names(asked: Asked, place: str, keys: set[str]) -> dict[str, tuple[str, str]]:
    """Return what the places with needs are called, and the address of each."""
    if place == "office":
        known = offices.by_codes(keys)
        return {
            code: (str(one), asked.url(at=code) if code != asked.at.code else "") for code, one in known.items()
        }  # fmt: skip
    line = Line.DLA if asked.at.line in (Line.DLA, Line.ROOT) else asked.at.line
    heads = queries.heads(line, _BELOW[place], province=str(asked.at.province_id or ""))
    named = {}
    for key in keys:
        office = heads.get(key)
        area = (office.province if place == "province" else office.district) if office else None
        url = asked.url(at=office.code) if office and office.path.startswith(asked.at.path) else ""
        named[key] = (area.name_th if area else _area(key) or _("ไม่ระบุพื้นที่"), url)
    return named


def _area(code: str) -> str:
    # An area without an office of its own in this line, as Bangkok.
    return PLACES[code][1] if code in PLACES else ""


def _heat(
    asked: Asked, unmet: info.Unmet, names: Mapping[str, tuple[str, str]], place: str
) -> Heat | None:  # fmt: skip
    """Return what is waited for: by place, or of one office alone by how long."""
    if not unmet.total:
        return None
    kinds = unmet.along(1)
    codes = sorted(kinds, key=lambda code: (-kinds[code], code))
    short = {code: str(Code(code).label).split("/")[0] for code in codes}
    alone = len(names) < 2
    cells: Mapping[Any, int] = unmet.along(1, 2) if alone else unmet.along(0, 1)
    top = max(cells.values())

    def line(keys: Sequence[tuple[Any, Any]], total: int) -> list[HeatCell]:
        found = [cells.get(key, 0) for key in keys]
        return [*(HeatCell(n, heat_level(n, top)) for n in found), HeatCell(total, 0)]

    if alone:
        heads = band_words()
        rows = [HeatRow(short[code], line([(code, n) for n in range(len(heads))], kinds[code])) for code in codes]
        return Heat(_("เรื่องที่ยังรอ แยกความต้องการและอายุ"), _("ความต้องการ"), [*heads, _("รวม")], rows)
    sums = unmet.along(0)
    order = sorted(names, key=lambda key: (-sums.get(key, 0), names[key][0]))
    rows = [HeatRow(names[key][0], line([(key, code) for code in codes], sums[key]), names[key][1]) for key in order]
    return Heat(_("เรื่องที่ยังรอ แยกความต้องการและพื้นที่"), _("พื้นที่"), [*(short[code] for code in codes), _("รวม")], rows)


def _map(
    asked: Asked, unmet: info.Unmet, names: Mapping[str, tuple[str, str]], place: str
) -> Drawing | None:  # fmt: skip
    sums = unmet.along(0)
    if place == "province":
        known = {key: n for key, n in sums.items() if key in PLACES}
        return mapping.nation(known, urls={key: names[key][1] for key in known if names[key][1]}) if known else None
    if place != "district" or asked.at.province_id is None:
        return None
    spots = []
    for key, n in sums.items():
        point = gazetteer.centre(key) if key else None
        if point:
            spots.append(Spot(names[key][0], *point, n, names[key][1]))
    return mapping.province(str(asked.at.province_id), spots) if spots else None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _years(request: OfficialRequest, asked: Asked) -> list[tuple[str, str, str, str]]:
    """Return this fiscal year to the day beside the last one to the same day: label, then, now, difference."""
    actor, path = request.actor, asked.at.path
    now = queries.span(actor, path, asked.start, asked.on)
    then = queries.span(actor, path, _year_before(asked.start), _year_before(asked.on))
    held, holds = (
        queries.counted(path, start, end)["welfare.activities"]
        for start, end in ((_year_before(asked.start), _year_before(asked.on)), (asked.start, asked.on))
    )
    rows: Sequence[tuple[str, Decimal | int, Decimal | int]] = (
        (_("เรื่องที่ขอ"), then.asked, now.asked), (_("เรื่องที่ช่วยแล้ว"), then.met, now.met),
        (_("คนที่ได้รับ"), then.persons, now.persons), (_("เงินที่ใช้ช่วย (บาท)"), then.amount, now.amount),
        (_("กิจกรรมสาธารณสงเคราะห์"), held, holds),
    )  # fmt: skip
    return [(label, f"{a:,}", f"{b:,}", f"{b - a:+,}" if b != a else "0") for label, a, b in rows]


def _outcome(request: OfficialRequest, asked: Asked) -> list[tuple[str, int, str]]:
    """Return how soon help came this fiscal year, and what ended otherwise: words, needs, per cent."""
    found = queries.span(request.actor, asked.at.path, asked.start, asked.on)
    if not found.met:
        return []
    parts = ((_("ภายใน 30 วัน"), found.soon), (_("31–90 วัน"), found.later), (_("เกิน 90 วัน"), found.late))
    return [(label, n, f"{per_cent(n, found.met)}%") for label, n in parts]


def _signed(request: OfficialRequest, asked: Asked) -> list[dict[str, Any]]:
    """Return what was signed last beside what its records say today."""
    found = []
    for one in queries.signed(request.actor, asked.at, asked.on):
        report, edition = one.last.report, one.last.edition
        rows = [
            (row.column, showing.said(row.column, row.then), showing.said(row.column, row.now),
             f"{row.difference:+,f}" if row.difference else "0",
             reverse("reports:cell", args=[report.public_id, row.column.code]))
            for row in one.columns
        ]  # fmt: skip
        url = reverse("reports:report", args=[report.public_id]) + "?show=history"
        found.append({
            "report": report, "period": showing.period_words(report), "no": edition.no, "on": edition.signed_at,
            "url": url, "rows": rows, "moved": one.moved, "counted": len(edition.children), "missing": one.last.missing,
        })  # fmt: skip
    return found
