"""What an office signed last of each form: for pages that show today's figures beside what has gone up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F
from django.urls import reverse

from tidtam.aftercare.queries.signed import COLUMNS, Signed
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.offices.models import Office
from tidtam.reports import access
from tidtam.reports.models import Edition, Report
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Form, Kind, Type, Value

_FOLLOWED = "aftercare."


@dataclass(frozen=True, slots=True)
class Last:
    """The last signed edition of an office and form, with its values."""

    report: Report
    edition: Edition
    form: Form
    values: Mapping[str, Value]

    @property
    def missing(self) -> list[str]:
        """Return the names of the offices below whose figures it lacks."""
        return [one["name"] for one in self.edition.missing]


def last_signed(actor: Actor, office: Office, day: date, *, codes: tuple[str, ...] = ()) -> list[Last]:
    """Return the newest signed edition of each form an office reports by, of periods over by a day.

    Shape: two queries; by the code of the form.
    """
    rows = access.reports(actor).filter(office=office.pk, period_end__lte=day, edition__gt=0)
    if codes:
        rows = rows.filter(template__code__in=codes)
    newest = rows.order_by("template_id", "-period_end").distinct("template_id").select_related("template", "office")
    found = {one.pk: one for one in newest}
    editions = Edition.objects.filter(report__in=found, no=F("report__edition")).select_related("form")
    out = []
    for one in editions:
        form = one.form.value
        out.append(Last(found[one.report_id], one, form, reading.values(form, one.values)))
    return sorted(out, key=lambda one: one.report.template.code)


def figures_of(actor: Actor, office: Office, day: date) -> Signed | None:
    """Return the figures of follow-up an office signed last; None without a report that has them all.

    Shape: two queries.
    """
    if not actor.may(Permission.REPORTS_READ):
        return None
    for last in last_signed(actor, office, day):
        cells = _cells(last.form)
        values = {name: last.values.get(code) for name, code in cells.items()}
        numbers = {name: int(value) for name, value in values.items() if isinstance(value, Decimal)}
        if set(numbers) == set(COLUMNS):
            pk = last.report.public_id
            return Signed(
                numbers, last.report.template.spoken, last.report.period_end,
                last.edition.signed_at.astimezone().date(), last.edition.no,
                reverse("reports:report", args=[pk]) + "?show=history",
                {name: reverse("reports:cell", args=[pk, code]) for name, code in cells.items()},
                len(last.edition.children), last.missing,
            )  # fmt: skip
    return None


def _cells(form: Form) -> dict[str, str]:
    """Return the column of a form for each figure, by the measure it is counted with."""
    wanted = {f"{_FOLLOWED}{name}": name for name in COLUMNS}
    return {
        wanted[one.measure]: one.code for one in form.columns
        if one.kind is Kind.FACT and one.type is Type.COUNT and one.measure in wanted
    }  # fmt: skip
