"""Named reads of report forms: the list, their versions, which fits an obligation, a draft tried on past periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.obligations.choices import ObligationKind, ObligationState
from tidtam.obligations.models import Bound, Obligation
from tidtam.offices.models import Office
from tidtam.reports import access, catalogue, facts
from tidtam.reports.choices import FormState
from tidtam.reports.models import Report, Series, Template, TemplateVersion
from tidtam.reports.rules.days import slots
from tidtam.reports.rules.form import Failure, Form, Kind, Value, failures, formulas

_LOOKED_AT = 60  # an office has a few dozen live obligations
_BACK = 130  # Units: days; holds more than four months of any rule


@dataclass(frozen=True, slots=True)
class Trial:
    """A form tried on one past period: its values and what fails. None where a rate has nothing to divide by."""

    start: date
    end: date
    values: Mapping[str, Value]
    failing: Sequence[Failure]

    @property
    def cells(self) -> frozenset[str]:
        """Return the columns a failing check names."""
        return frozenset(code for one in self.failing for code in one.cells)


@dataclass(frozen=True, slots=True)
class Fitting:
    """An obligation of an office that a form fits and no series serves yet."""

    obligation: Obligation
    templates: Sequence[Template]


def listing() -> QuerySet[Template]:
    """Return all templates with the versions they have. Shape: `drafts`, `newest` (the last day a version begins)."""
    return Template.objects.annotate(
        drafts=Count("versions", filter=Q(versions__state=FormState.DRAFT)),
        newest=Max("versions__valid_from", filter=Q(versions__state=FormState.PUBLISHED)),
    )  # fmt: skip


def one(public_id: str) -> Template:
    """Return one template. Errors: Missing."""
    found = Template.objects.select_related("owner_office").filter(public_id=public_id).first()
    if found is None:
        raise Missing("reports.template_missing", "ไม่พบแบบรายงานนี้")
    return found


def version(template: Template, no: int) -> TemplateVersion:
    """Return one version of a template. Errors: Missing."""
    found = template.versions.select_related("template").filter(no=no).first()
    if found is None:
        raise Missing("reports.template_missing", "ไม่พบรุ่นนี้ของแบบรายงาน")
    return found


def versions(template: Template) -> list[TemplateVersion]:
    """Return the versions of a template, newest first."""
    return list(template.versions.order_by("-no"))


def holding(template: Template, day: date) -> TemplateVersion | None:
    """Return the version that holds for a period ending on a day."""
    found = template.versions.filter(state=FormState.PUBLISHED, valid_from__lte=day)
    return found.order_by("-valid_from").first()


def running(actor: Actor, template: Template) -> QuerySet[Series]:
    """Return where a template is used in the actor's branch."""
    return access.series(actor).filter(template=template).select_related("office").order_by("scope_path")


def fitting(obligation: Obligation) -> list[Template]:
    """Return the published forms whose words, level and days fit an obligation. Shape: two queries."""
    return _fitting(obligation, in_use())


def in_use() -> list[tuple[Template, Form]]:
    """Return the templates in use with their newest form, by code. Shape: one query."""
    found = TemplateVersion.objects.filter(state=FormState.PUBLISHED).select_related("template")
    newest = {row.template_id: row for row in found.order_by("valid_from")}
    return [(row.template, row.value) for row in sorted(newest.values(), key=lambda row: row.template.code)]


def _fitting(obligation: Obligation, forms: Sequence[tuple[Template, Form]]) -> list[Template]:
    if obligation.kind != ObligationKind.DATED:
        return []
    words = f"{obligation.title} {obligation.quote} {obligation.system} {obligation.to}"
    days = set(obligation.value.days)
    found = []
    for template, form in forms:
        entry = catalogue.BY_CODE.get(template.code)
        if obligation.from_level != "any" and form.step(obligation.from_level) is None:
            continue
        if entry is None:
            fits = days == set(form.rule.days) and template.title in words
        else:
            named = all(any(word in words for word in group) for group in entry.words)
            fits = bool(named and days and days <= entry.days)
        if fits:
            found.append(template)
    return found


def proposals(actor: Actor, most: int = 20) -> list[Fitting]:
    """Return the obligations of the own office that a form fits while no report of that form is made for it.

    A form put to work higher up makes the office's reports too. Shape: 4 queries.
    """
    bound = Bound.objects.filter(
        office=actor.office_id or 0, obligation__state=ObligationState.LIVE, obligation__kind=ObligationKind.DATED,
    ).select_related("obligation")  # fmt: skip
    office = actor.office_id or 0
    used = set(Series.objects.filter(office=office, until=None).values_list("template", flat=True))
    used |= set(Report.objects.filter(office=office).values_list("template", flat=True).distinct())
    forms = [(template, form) for template, form in in_use() if template.pk not in used]
    out = []
    for row in bound.order_by("-pk")[:_LOOKED_AT] if forms else ():
        fit = _fitting(row.obligation, forms)
        if fit:
            out.append(Fitting(row.obligation, fit))
    return out[:most]


def trial(form: Form, office: Office, today: date, periods: int = 3) -> list[Trial]:
    """Return a form filled for the last periods of an office, the latest first, as its lowest level would be.

    Shape: the queries of the figures, for each period. Whoever calls asks who may read the office.
    """
    found = [slot for slot in slots(form, form.leaf, today - timedelta(days=_BACK), today) if slot.end < today]
    out: list[Trial] = []
    before: Mapping[str, Value] | None = None
    for slot in found[-periods:]:
        totals = facts.total(facts.leaves(form.measures, office.path, slot.start, slot.end), form.measures)
        values: dict[str, Value] = {
            column.code: totals[column.measure] if column.kind is Kind.FACT else None for column in form.columns
        }
        values |= formulas(form, values)
        out.append(Trial(slot.start, slot.end, values, failures(form, values, before=before)))
        before = values
    return out[::-1]
