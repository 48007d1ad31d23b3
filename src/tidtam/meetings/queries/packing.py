"""The figures laid before a meeting: signed reports, activities, plan, follow-up, open tasks; each with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.http import urlencode
from django.utils.text import format_lazy as _joined
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from tidtam.activities import facts as activities
from tidtam.activities.choices import Counted, Kind, Measure
from tidtam.activities.queries import plan
from tidtam.activities.rules import fiscal_days, fiscal_of
from tidtam.aftercare import facts as care
from tidtam.aftercare.facts import standing
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.meetings import access
from tidtam.meetings.choices import Origin, TaskState
from tidtam.meetings.models import Meeting, Pack
from tidtam.reports import access as reports
from tidtam.reports.models import Edition, Report
from tidtam.reports.queries.figures import current
from tidtam.reports.rules import reading
from tidtam.thai.numbers import amount
from tidtam.ui.templatetags.thai import thai_date

_BACK = timedelta(days=62)  # a report of the month, or of the one before where that is the last
_MOST_COLUMNS = 40
_WORDS = ("part", "label", "value", "unit")
_day: Callable[[date], str] = lazy(lambda day: thai_date(day, "short"), str)


def gather(actor: Actor, meeting: Meeting, today: date) -> list[dict[str, Any]]:
    """Return the lines of a pack as they are kept, in Thai and with what of them reads otherwise in English.

    Shape: at most a dozen queries.
    """
    found = (
        *_of_reports(actor, meeting), *_of_care(actor, meeting, today), *_of_activities(meeting),
        *_of_plan(actor, meeting, today), *_of_tasks(actor, meeting),
    )  # fmt: skip
    return [_kept(line) for line in found]


def _kept(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line with its words as they are now: a pack must not change with a form or a name."""
    with override("th"):
        kept = {name: str(value) if isinstance(value, Promise) else value for name, value in line.items()}
    with override("en"):
        other = {name: str(line[name]) for name in _WORDS if str(line[name]) != kept[name]}
    return kept | ({"en": other} if other else {})


def latest(actor: Actor, meeting: Meeting) -> list[Report]:
    """Return the last signed report of each form of the meeting's office whose period was over on its day.

    Shape: one query.
    """
    on = meeting.on
    rows = reports.reports(actor).filter(
        office=meeting.office_id, edition__gte=1, period_end__range=(on - _BACK, on)
    )  # fmt: skip
    found: dict[int, Report] = {}
    for one in rows.select_related("template").order_by("-period_end", "-pk"):
        found.setdefault(one.template_id, one)
    return sorted(found.values(), key=lambda one: one.template.code)


def _of_reports(actor: Actor, meeting: Meeting) -> Iterator[dict[str, Any]]:
    found = latest(actor, meeting)
    editions = current(one.pk for one in found)
    for one in found:
        edition = editions[one.pk]
        part = _joined("{} · {} – {}", one.template, _day(one.period_start), _day(one.period_end))
        for column, value in _numbers(edition):
            yield {
                "part": part, "label": column.label, "value": _said(value), "unit": column.unit,
                "origin": Origin.REPORT, "report": one.public_id, "edition": edition.no, "hash": edition.hash[:12],
                "url": reverse("reports:cell", args=[one.public_id, column.code]) + f"?no={edition.no}",
                "cell": column.code,
            }  # fmt: skip


def _numbers(edition: Edition) -> list[tuple[Any, Decimal]]:
    form = edition.form.value
    values = reading.values(form, edition.values)
    found = [(one, values[one.code]) for one in form.columns]
    return [(one, value) for one, value in found if isinstance(value, Decimal)][:_MOST_COLUMNS]


def _said(value: Decimal) -> str:
    return amount(value)


def _of_care(actor: Actor, meeting: Meeting, today: date) -> Iterator[dict[str, Any]]:
    """Yield how the follow-up stands on the day of the pack, for who may read its figures; later than any report."""
    if not actor.may(Permission.CARE_FIGURES):
        return
    year = standing.latest_year(actor, meeting.scope_path, today)
    found = care.national(actor, meeting.scope_path, today, year)
    asked = urlencode({"at": meeting.office.code, "y": year or "", "on": today.isoformat()})
    for label, value in (
        (_("ต้องติดตาม"), found.to_follow), (_("ขอรับความช่วยเหลือ"), found.asked), (_("ได้รับแล้ว"), found.helped),
        (_("ยังรอ"), found.waiting),
    ):  # fmt: skip
        if found.to_follow:
            yield {
                "part": _joined(_("การติดตาม ณ {} (ยังไม่ลงนาม)"), _day(today)), "label": label, "value": f"{value:,}",
                "unit": _("คน"), "origin": Origin.CARE, "url": f"{reverse('aftercare:figures')}?{asked}",
            }  # fmt: skip


def _of_activities(meeting: Meeting) -> Iterator[dict[str, Any]]:
    on = meeting.on
    sums: dict[str, list[int]] = {}
    for done in activities.by_measure(meeting.scope_path, on.replace(day=1), on):
        row = sums.setdefault(done.measure, [0, 0])
        row[0] += done.times
        row[1] += done.persons
    part = _joined(_("กิจกรรม {} – {}"), _day(on.replace(day=1)), _day(on))
    for measure in Measure:
        if measure in sums:
            asked = {"month": f"{on:%Y-%m}", "until": on.isoformat(), "measure": measure.value,
                     "at": meeting.office.code}  # fmt: skip
            url = reverse("activities:activities") + "?" + urlencode(asked)
            times, persons = sums[measure]
            for label, value, unit in (
                (measure.label, times, Counted.TIMES), (_joined(_("{} ถึงคน"), measure.label), persons, Counted.PERSONS)
            ):  # fmt: skip
                yield {
                    "part": part, "label": label, "value": f"{value:,}", "unit": unit.label,
                    "origin": Origin.ACTIVITY, "url": url,
                }  # fmt: skip


def _of_plan(actor: Actor, meeting: Meeting, today: date) -> Iterator[dict[str, Any]]:
    year = fiscal_of(meeting.on)
    for aim in plan.aims(actor, year, at=meeting.office.code):
        measure = Measure(aim.target.measure).label
        yield {
            "part": _joined(_("แผนและผล ตั้งแต่ {} ถึง {}"), _day(fiscal_days(year)[0]), _day(today)),
            "label": _joined("{} {}", measure, Kind(aim.target.kind).label) if aim.target.kind else measure,
            "unit": Counted(aim.target.counted).label,
            "value": _joined(_("{} จากเป้า {}"), aim.said, f"{aim.target.goal:,}"), "origin": Origin.TARGET,
            "url": reverse("activities:plan") + f"?year={year}&at={meeting.office.code}",
        }  # fmt: skip


def _of_tasks(actor: Actor, meeting: Meeting) -> Iterator[dict[str, Any]]:
    rows = access.tasks(actor).filter(meeting__office=meeting.office_id).exclude(meeting=meeting)
    total = rows.count()
    if total:
        left = rows.filter(state=TaskState.OPEN).count()
        yield {
            "part": _("มติครั้งก่อน"), "label": _("งานที่ยังไม่เสร็จ"), "unit": _("งาน"), "origin": Origin.TASK,
            "value": _joined(_("{} จาก {}"), f"{left:,}", f"{total:,}"),
            "url": reverse("meetings:tasks") + "?whose=all",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the pack as it is read; `newer`: the report has another edition now.

    `source` says how far the pages behind its figures keep to the pack: `signed`, `day` (counted anew as of the same
    day: what was recorded since counts too) or `today`.
    """

    title: str
    lines: list[Mapping[str, Any]]
    report: str = ""
    edition: int = 0
    newer: int = 0
    source: str = "signed"


def parts(actor: Actor, pack: Pack | None) -> list[Part]:
    """Return a pack in its parts, in the language of the reader, each report with the edition it was taken from.

    Shape: one query.
    """
    if pack is None:
        return []
    english = (get_language() or "").startswith("en")
    found: dict[str, list[Mapping[str, Any]]] = {}
    for line in pack.lines:
        read = line | line.get("en", {}) if english else line
        found.setdefault(read["part"], []).append(read)
    wanted = {line["report"] for line in pack.lines if line.get("report")}
    now = dict(reports.reports(actor).filter(public_id__in=wanted).values_list("public_id", "edition"))
    made = []
    for name, lines in found.items():
        report, edition = lines[0].get("report", ""), lines[0].get("edition", 0)
        standing_now = now.get(report, edition)
        newer = standing_now if standing_now != edition else 0
        made.append(Part(name, lines, report, edition, newer, _source(actor, lines[0])))
    return made


def _source(actor: Actor, line: Mapping[str, Any]) -> str:
    """Say how far the page behind a figure keeps to the pack; a pack of old has addresses without a day."""
    asked = parse_qs(urlsplit(line["url"]).query)
    if line["origin"] == Origin.REPORT:
        return "signed"
    if line["origin"] == Origin.ACTIVITY and "until" in asked:
        return "day"
    if line["origin"] == Origin.CARE and "on" in asked and actor.may(Permission.CARE_READ):
        return "day"  # who may read no people is shown no earlier day
    return "today"
