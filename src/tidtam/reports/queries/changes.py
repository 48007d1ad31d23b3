"""What has changed since a report was signed, and which signed reports hold another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from tidtam.accounts.clock import BANGKOK
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.reports import facts
from tidtam.reports.choices import GONE_UP
from tidtam.reports.facts.moved import MOVING, Signed, any_handed, settle
from tidtam.reports.facts.proof import proof
from tidtam.reports.models import Edition, Report
from tidtam.reports.queries import figures as now
from tidtam.reports.queries.figures import Child, Figures
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Form, Kind, Value


@dataclass(frozen=True, slots=True)
class Change:
    """The cells that say something else today, and whose reports below that comes from."""

    figures: Figures
    diff: list[dict[str, Any]]
    below: list[dict[str, Any]]


def since(report: Report, form: Form, last: Edition, *, records: bool = True) -> Change:
    """Compare an edition with what is known today of the same period.

    What was typed stays as it was signed. A child that is with its office again, or has moved away, stays as the
    edition holds it. Without `records` the office's own records are taken as they were signed, which costs no counting.
    Shape: 3 queries and those of the facts.
    """
    kids = standing(report, form, last)
    signed_own = reading.values(form, last.own or last.values)
    counted = _counted(report, form, kids, signed_own, last if records else None)
    found = now.put_together(form, counted, signed_own, kids)
    after = reading.kept(found.values)
    diff = [
        {"cell": one.code, "before": last.values.get(one.code), "after": after[one.code]} for one in form.columns
        if last.values.get(one.code) != after[one.code]
    ]  # fmt: skip
    held = {one[0]: one[1] for one in last.children}
    below = [
        {
            "office": one.report.office_id, "name": one.report.office.name_th, "report": one.report.public_id,
            "edition": one.edition.no,
        }
        for one in kids if one.counted and one.edition and held.get(one.report.pk) != one.edition.no
    ]  # fmt: skip
    return Change(found, diff, below)


def _counted(
    report: Report, form: Form, kids: Sequence[Child], signed: Mapping[str, Value], last: Edition | None
) -> Mapping[str, Decimal]:
    columns = [one for one in form.columns if one.kind is Kind.FACT]
    if last is None:
        return {one.measure: value for one in columns if isinstance(value := signed.get(one.code), Decimal)}
    counted = now.own_facts(report, form, kids)
    # As many may have come as went: then equal counts say nothing.
    if turned(report, last):
        apart = [one for one in columns if facts.SOURCES[one.measure].relation in MOVING]
        without = [one.report.scope_path for one in kids]
        found = {
            one.code: proof(one.measure, report.scope_path, without, report.period_start, report.period_end)
            for one in apart
        }  # fmt: skip
        settled = settle(found, signed_rows(last), report.scope_path, bangkok_day(last.facts_at))
        counted |= {one.measure: Decimal(len(settled[one.code].keys)) for one in apart}
    return counted


def turned(report: Report, last: Edition) -> bool:
    """Say whether anybody was handed in or out since an edition; else nothing is to settle. Shape: one query."""
    return any_handed(report.scope_path, bangkok_day(last.facts_at))


def signed_rows(edition: Edition) -> Signed:
    """Return the keys and versions behind the cells of an edition. Shape: one query."""
    return {one.cell: (one.keys, one.versions) for one in edition.cells.all()}


def bangkok_day(at: datetime) -> date:
    """Return the day an instant lies in."""
    return at.astimezone(BANGKOK).date()


def standing(report: Report, form: Form, last: Edition) -> list[Child]:
    """Return the children as they count today: the accepted ones, and those the edition holds that left meanwhile.

    Shape: 3 queries, one more when one left.
    """
    kids = now.children(report, form)
    held = {one[0]: one[1] for one in last.children}
    lost = [pk for pk in held if pk not in {one.report.pk for one in kids if one.counted}]
    if not lost:
        return kids
    with wall.lent(ROOT):  # one that was moved to another branch was signed here all the same
        rows = Edition.objects.filter(report__in=lost).select_related("report__office").order_by("report_id")
        kept = {(one.report_id, one.no): one for one in rows}
    pinned = {}
    for pk in lost:
        edition = kept[pk, held[pk]]
        newest = kept.get((pk, edition.report.edition), edition)
        use = newest if now.accepted(edition.report) else edition
        pinned[pk] = Child(edition.report, use, reading.values(form, use.values), counted=True)
    return [pinned.pop(one.report.pk, one) for one in kids] + list(pinned.values())


def holding(report: Report) -> list[Report]:
    """Return the reports gone up whose last edition holds this one. Behind an open wall. Shape: one query."""
    rows = Edition.objects.filter(
        report__template=report.template_id, report__period_end=report.period_end, report__state__in=GONE_UP,
        no=F("report__edition"), children__contains=[[report.pk]],
    )  # fmt: skip
    found = rows.select_related("report__office", "report__form", "report__template")
    return [one.report for one in found.order_by("report_id")]


def compiled_by(report: Report, form: Form) -> Report | None:
    """Return the report gone up of the office above for the same period. Behind an open wall. Shape: two queries."""
    above = now.receiver(report, form)
    if above is None:
        return None
    rows = Report.objects.filter(
        office=above, template=report.template_id, period_end=report.period_end, state__in=GONE_UP
    )
    return rows.select_related("office", "form", "template").first()
