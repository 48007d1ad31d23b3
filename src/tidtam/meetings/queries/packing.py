"""The figures laid before a meeting: signed reports, activities, plan, follow-up, open tasks; each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from tidtam.activities import facts as activities
from tidtam.activities.choices import Measure
from tidtam.activities.queries import plan
from tidtam.activities.rules import fiscal_days, fiscal_of
from tidtam.aftercare import facts as care
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.meetings import access
from tidtam.meetings.choices import Origin, TaskState
from tidtam.meetings.models import Meeting, Pack
from tidtam.reports import access as reports
from tidtam.reports.models import Edition, Report
from tidtam.reports.queries.figures import current
from tidtam.reports.rules import reading
from tidtam.thai.dates import short_date

_BACK = timedelta(days=62)  # a report of the month, or of the one before where that is the last
_MOST_COLUMNS = 40


def gather(actor: Actor, meeting: Meeting, today: date) -> list[dict[str, Any]]:
    """Return the lines of a pack as they are kept. Shape: at most a dozen queries."""
    return [
        *_of_reports(actor, meeting), *_of_care(actor, meeting, today), *_of_activities(meeting),
        *_of_plan(actor, meeting, today), *_of_tasks(actor, meeting),
    ]  # fmt: skip


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
        part = f"{one.template} · {short_date(one.period_start)} – {short_date(one.period_end)}"
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
    return f"{value:,.2f}".removesuffix(".00")


def _of_care(actor: Actor, meeting: Meeting, today: date) -> Iterator[dict[str, Any]]:
    """Yield how the follow-up stands on the day of the pack, for who may read its figures; later than any report."""
    if not actor.may(Permission.CARE_FIGURES):
        return
    found = care.national(actor, meeting.scope_path, today)
    for label, value in (
        ("ต้องติดตาม", found.to_follow), ("ขอรับความช่วยเหลือ", found.asked), ("ได้รับแล้ว", found.helped),
        ("ยังรอ", found.waiting),
    ):  # fmt: skip
        if found.to_follow:
            yield {
                "part": f"การติดตาม ณ {short_date(today)} (ยังไม่ลงนาม)", "label": label, "value": f"{value:,}",
                "unit": "คน", "origin": Origin.CARE, "url": reverse("aftercare:figures"),
            }  # fmt: skip


def _of_activities(meeting: Meeting) -> Iterator[dict[str, Any]]:
    on = meeting.on
    sums: dict[str, list[int]] = {}
    for done in activities.by_measure(meeting.scope_path, on.replace(day=1), on):
        row = sums.setdefault(done.measure, [0, 0])
        row[0] += done.times
        row[1] += done.persons
    part = f"กิจกรรม {short_date(on.replace(day=1))} – {short_date(on)}"
    for measure in Measure:
        if measure in sums:
            asked = {"month": f"{on:%Y-%m}", "measure": measure.value, "at": meeting.office.code}
            url = reverse("activities:activities") + "?" + urlencode(asked)
            times, persons = sums[measure]
            for label, value, unit in (("", times, "ครั้ง"), (" ถึงคน", persons, "คน")):
                yield {
                    "part": part, "label": f"{measure.label}{label}", "value": f"{value:,}", "unit": unit,
                    "origin": Origin.ACTIVITY, "url": url,
                }  # fmt: skip


def _of_plan(actor: Actor, meeting: Meeting, today: date) -> Iterator[dict[str, Any]]:
    year = fiscal_of(meeting.on)
    for aim in plan.aims(actor, year, at=meeting.office.code):
        kind = f" {aim.kind}" if aim.kind else ""
        yield {
            "part": f"แผนและผล ตั้งแต่ {short_date(fiscal_days(year)[0])} ถึง {short_date(today)}",
            "label": f"{aim.target.get_measure_display()}{kind}", "unit": str(aim.target.get_counted_display()),
            "value": f"{aim.value:,} จากเป้า {aim.target.goal:,}", "origin": Origin.TARGET,
            "url": reverse("activities:plan") + f"?year={year}",
        }  # fmt: skip


def _of_tasks(actor: Actor, meeting: Meeting) -> Iterator[dict[str, Any]]:
    rows = access.tasks(actor).filter(meeting__office=meeting.office_id).exclude(meeting=meeting)
    total = rows.count()
    if total:
        left = rows.filter(state=TaskState.OPEN).count()
        yield {
            "part": "มติครั้งก่อน", "label": "งานที่ยังไม่เสร็จ", "value": f"{left:,} จาก {total:,}", "unit": "งาน",
            "origin": Origin.TASK, "url": reverse("meetings:tasks") + "?whose=all",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the pack as it is read; `newer`: the report has another edition now."""

    title: str
    lines: list[Mapping[str, Any]]
    report: str = ""
    edition: int = 0
    newer: int = 0


def parts(actor: Actor, pack: Pack | None) -> list[Part]:
    """Return a pack in its parts, each report with the edition it was taken from. Shape: one query."""
    if pack is None:
        return []
    found: dict[str, list[Mapping[str, Any]]] = {}
    for line in pack.lines:
        found.setdefault(line["part"], []).append(line)
    wanted = {line["report"] for line in pack.lines if line.get("report")}
    now = dict(reports.reports(actor).filter(public_id__in=wanted).values_list("public_id", "edition"))
    made = []
    for name, lines in found.items():
        report, edition = lines[0].get("report", ""), lines[0].get("edition", 0)
        standing = now.get(report, edition)
        made.append(Part(name, lines, report, edition, standing if standing != edition else 0))
    return made
