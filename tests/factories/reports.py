"""A small report form of aftercare figures, and reports of offices, made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories.actors import NOW, office

from tidtam.kernel import wall
from tidtam.obligations.rules import Kind as Repeats
from tidtam.obligations.rules import Rule
from tidtam.reports.actions.freezing import Signature
from tidtam.reports.models import Report, Template, TemplateVersion
from tidtam.reports.rules.form import Check, CheckKind, Column, Form, Kind, Step, Type

SIGNATURE = Signature(position="หัวหน้าศูนย์")
START, END, DUE = date(2026, 5, 1), date(2026, 5, 15), date(2026, 5, 15)


def column(code: str, kind: Kind = Kind.FACT, **more: Any) -> Column:
    """Return a column; a fact of aftercare unless told otherwise."""
    measure = {"measure": f"aftercare.{code}"} if kind is Kind.FACT else {}
    return Column(code=code, label=f"ช่อง {code}", kind=kind, **(measure | more))


FORM = Form(
    columns=(
        column("total", cumulative=True),
        column("followed"),
        column("found"),
        column("not_found"),
        column("relapse"),
        column("rate", Kind.FORMULA, numerator=("found",), denominator=("followed",), times=100, type=Type.RATE),
        column("volunteers", Kind.TYPED),
        column("spent", Kind.TYPED, type=Type.MONEY),
        column("problems", Kind.TYPED, type=Type.TEXT),
    ),
    levels=(
        Step(level="district", line="dopa", days=(13, 28)),
        Step(level="province", line="dopa", days=(15, 30)),
        Step(level="department", line="dopa"),
    ),
    rule=Rule(kind=Repeats.SEMIMONTHLY, days=(15, 30)),
    checks=(
        Check(kind=CheckKind.AT_MOST, left=("found",), right=("followed",), words="พบตัวไม่มากกว่าติดตาม"),
        Check(kind=CheckKind.AT_MOST, left=("spent",), right=("volunteers",), words="ใช้เกิน", stops=False),
        Check(kind=CheckKind.NEVER_FALLS, left=("total",), words="ยอดสะสมลดลง ต้องมีหมายเหตุ"),
    ),
)  # fmt: skip


def template(form: Form = FORM, code: str = "T1", *, valid_from: date = date(2020, 1, 1)) -> TemplateVersion:
    """Return a published version of a template; the same one when it is there."""
    found = TemplateVersion.objects.filter(template__code=code).first()
    if found is not None:
        return found
    made = Template.objects.create(code=code, title=f"รายงานทดลอง {code}", made_at=NOW)
    return TemplateVersion.objects.create(
        template=made, no=1, state="published", form=form.to_json(), valid_from=valid_from, made_at=NOW,
        published_at=NOW,
    )  # fmt: skip


def report(code: str, form: Form = FORM, *, name: str = "T1", **more: Any) -> Report:
    """Make the report of an office for one period."""
    version, place = template(form, name), office(code)
    wall.enter("1.")
    level = more.pop("level", place.level)
    more = {"period_start": START, "period_end": END, "due_on": DUE} | more
    return Report.objects.create(
        template=version.template, form=version, office=place, scope_path=place.path, level=level, **more
    )
