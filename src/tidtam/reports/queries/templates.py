"""Named reads of report forms: the list, their versions, which fits an obligation, a draft tried on past periods."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Missing
from tidtam.obligations.choices import ObligationKind, ObligationState
from tidtam.obligations.models import Bound, Obligation
from tidtam.offices.models import Office
from tidtam.offices.rules import ancestor_ids
from tidtam.reports import access, catalogue, facts
from tidtam.reports.choices import FormState
from tidtam.reports.models import Report, Series, Template, TemplateVersion
from tidtam.reports.rules.days import slots
from tidtam.reports.rules.form import LINES, Check, Failure, Form, Kind, Value, failures, formulas

_LOOKED_AT = 60  # an office has a few dozen live obligations
_BACK = 130  # Units: days; holds more than four months of any rule


@dataclass(frozen=True, slots=True)
class Trial:
    """A form tried on one past period: its values and what fails; None for what is typed and a rate of nothing."""

    start: date
    end: date
    values: Mapping[str, Value]
    failing: Sequence[Failure]

    @property
    def cells(self) -> frozenset[str]:
        """Return the columns a failing check names."""
        return frozenset(code for one in self.failing for code in one.cells)


@dataclass(frozen=True, slots=True)
class Listed:
    """A template in the list: the last day a version of it begins, whether one is being drafted by who may."""

    template: Template
    newest: date | None
    drafting: bool


@dataclass(frozen=True, slots=True)
class Fitting:
    """An obligation of an office that a form fits and no series serves yet."""

    obligation: Obligation
    templates: Sequence[Template]


def listing(actor: Actor) -> list[Listed]:
    """Return the templates by code; those never published only to who may edit them. Shape: one query."""
    rows = Template.objects.annotate(
        drafts=Count("versions", filter=Q(versions__state=FormState.DRAFT)),
        newest=Max("versions__valid_from", filter=Q(versions__state=FormState.PUBLISHED)),
    )  # fmt: skip
    found = [Listed(one, one.newest, bool(one.drafts) and access.may_edit(actor, one)) for one in rows]
    return sorted((one for one in found if one.newest or one.drafting), key=lambda one: in_order(one.template.code))


def in_order(code: str) -> list[str | int]:
    """Return the key that sorts codes as people count: R2 before R10."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", code)]


def one(actor: Actor, public_id: str) -> Template:
    """Return one template. Errors: Missing, also for one never published that the actor may not edit."""
    found = Template.objects.select_related("owner_office").filter(public_id=public_id).first()
    if found is None or not _seen(actor, found).exists():
        raise Missing("reports.template_missing", "ไม่พบแบบรายงานนี้")
    return found


def version(actor: Actor, template: Template, no: int) -> TemplateVersion:
    """Return one version of a template. Errors: Missing, also for a draft of others."""
    found = _seen(actor, template).select_related("template").filter(no=no).first()
    if found is None:
        raise Missing("reports.template_missing", "ไม่พบรุ่นนี้ของแบบรายงาน")
    return found


def versions(actor: Actor, template: Template) -> list[TemplateVersion]:
    """Return the versions of a template, newest first; drafts only for who may edit them."""
    return list(_seen(actor, template).order_by("-no"))


def _seen(actor: Actor, template: Template) -> QuerySet[TemplateVersion]:
    rows = TemplateVersion.objects.filter(template=template)
    return rows if access.may_edit(actor, template) else rows.exclude(state=FormState.DRAFT)


def holding(template: Template, day: date) -> TemplateVersion | None:
    """Return the version that holds for a period ending on a day."""
    found = template.versions.filter(state=FormState.PUBLISHED, valid_from__lte=day)
    return found.order_by("-valid_from").first()


def running(actor: Actor, template: Template) -> QuerySet[Series]:
    """Return where a template is used in the actor's branch."""
    return access.series(actor).filter(template=template).select_related("office").order_by("scope_path")


def in_use() -> list[tuple[Template, Form]]:
    """Return the templates in use with their newest form, by code. Shape: one query."""
    found = TemplateVersion.objects.filter(state=FormState.PUBLISHED).select_related("template")
    newest = {row.template_id: row for row in found.order_by("valid_from")}
    return [(row.template, row.value) for row in sorted(newest.values(), key=lambda row: in_order(row.template.code))]


def free(office: Office, forms: Sequence[tuple[Template, Form]]) -> list[tuple[Template, Form]]:
    """Keep the forms that have a step for an office and run neither there nor above it. Shape: one query.

    Whether a form runs above is asked behind the wall; nothing of who runs it is shown.
    """
    fits = [(template, form) for template, form in forms if _stands_in(office, form)]
    with wall.lent(ROOT):
        at = Series.objects.filter(office__in=[*ancestor_ids(office.path), office.pk], until=None)
        used = set(at.values_list("template", flat=True))
    return [(template, form) for template, form in fits if template.pk not in used]


def _stands_in(office: Office, form: Form) -> bool:
    step = form.step(office.level)
    return step is not None and step.line == office.line


def offered(office: Office) -> list[tuple[Template, Form]]:
    """Return the free forms no report of which is made for an office. Shape: 3 queries."""
    made = set(Report.objects.filter(office=office).values_list("template", flat=True).distinct())
    return [(template, form) for template, form in free(office, in_use()) if template.pk not in made]


def fitting(obligation: Obligation, forms: Sequence[tuple[Template, Form]]) -> list[Template]:
    """Return those of the forms whose words, level and days fit an obligation. Pure."""
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


def proposals(office: Office, most: int = 20) -> list[Fitting]:
    """Return the obligations of an office that a form fits while it runs neither there nor above. Shape: 4 queries."""
    forms = offered(office)
    asked = [row.obligation for row in (_dated(office)[:_LOOKED_AT] if forms else ())]
    found = [Fitting(one, fitting(one, forms)) for one in asked]
    return [one for one in found if one.templates][:most]


def answerable(office: Office, form: Form) -> list[Obligation]:
    """Return the obligations of an office a form may answer: those due on days the form knows. Shape: one query."""
    days = set(form.rule.days).union(*(step.days for step in form.levels))
    rows = [row.obligation for row in _dated(office).select_related("obligation__letter")[:_LOOKED_AT]]
    return [one for one in rows if one.value.days and set(one.value.days) <= days]


def _dated(office: Office) -> QuerySet[Bound]:
    """Return the live obligations with days that an office is told of, the latest first."""
    rows = Bound.objects.filter(
        office=office, obligation__state=ObligationState.LIVE, obligation__kind=ObligationKind.DATED,
    )  # fmt: skip
    return rows.select_related("obligation").order_by("-pk")


def trial(form: Form, office: Office, today: date, periods: int = 3) -> list[Trial]:
    """Return a form filled for the last periods of an office, the latest first, as its lowest level would be.

    What cannot hold before somebody types (`unchecked`) is not checked.
    Shape: the queries of the figures, for each period. Whoever calls asks who may read the office.
    """
    found = [slot for slot in slots(form, form.leaf, today - timedelta(days=_BACK), today) if slot.end < today]
    out: list[Trial] = []
    before: Mapping[str, Value] | None = None
    later = unchecked(form)
    now = replace(form, checks=tuple(one for one in form.checks if one not in later))
    for slot in found[-periods:]:
        totals = facts.total(facts.leaves(form.measures, office.path, slot.start, slot.end), form.measures)
        values: dict[str, Value] = {
            column.code: totals[column.measure] if column.kind is Kind.FACT else None for column in form.columns
        }
        values |= formulas(form, values)
        out.append(Trial(slot.start, slot.end, values, failures(now, values, before=before)))
        before = values
    return out[::-1]


def unchecked(form: Form) -> list[Check]:
    """Return the checks that name a column somebody types: nothing can be said of them from records. Pure."""
    typed = {one.code for one in form.columns if one.kind is Kind.TYPED}
    return [one for one in form.checks if typed.intersection((*one.left, *one.right))]


def outside(form: Form, office: Office) -> bool:
    """Say whether an office stands in another line than who fills the form: no record it counts lies there. Pure."""
    return office.line in LINES and office.line != form.leaf.line
