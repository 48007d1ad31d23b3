"""The page on which a form is drafted: columns, checks, levels as rows; what is wrong stands beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.kernel.problem import Problem
from tidtam.obligations.forms import ThaiDateField
from tidtam.obligations.models import Obligation
from tidtam.obligations.rules import Kind as Repeats
from tidtam.obligations.rules import Rule
from tidtam.reports.facts.sources import GROUPS, SOURCES
from tidtam.reports.models import TemplateVersion
from tidtam.reports.rules.days import faults
from tidtam.reports.rules.form import Check, CheckKind, Column, Form, Kind, Step, Type
from tidtam.thai.digits import to_arabic
from tidtam.ui.forms import attach

_KINDS = [(Kind.FACT, _("นับจากข้อมูล")), (Kind.TYPED, _("กรอกเอง")), (Kind.FORMULA, _("สูตร"))]
_TYPES = [(Type.COUNT, _("จำนวน")), (Type.MONEY, _("เงิน")), (Type.RATE, _("อัตรา")), (Type.TEXT, _("ข้อความ"))]
_CHECKS = [
    (CheckKind.EQUAL, _("สองข้างเท่ากัน")), (CheckKind.AT_MOST, _("ซ้ายไม่เกินขวา")),
    (CheckKind.NEVER_FALLS, _("ไม่ลดจากรอบก่อน")), (CheckKind.REQUIRED, _("ต้องกรอก")),
]  # fmt: skip
_LEVELS = [("", "–"), ("lgo", _("อปท.")), ("district", _("อำเภอ")), ("province", _("จังหวัด")), ("department", _("กรม"))]
_LINES = [("dopa", _("สายปกครอง")), ("dla", _("สายท้องถิ่น"))]


def _measures() -> list[Any]:
    groups: dict[str, list[tuple[str, Any]]] = {}
    for one in SOURCES.values():
        groups.setdefault(one.group, []).append((one.code, one.label))
    return [("", "–"), *((GROUPS[group], rows) for group, rows in groups.items())]


class _List(forms.CharField):
    """Codes or days with spaces or commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=1000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(str(one) for one in value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        return tuple(super().clean(value).replace(",", " ").split())


class DayList(_List):
    """Days of the month with spaces or commas between them, in either kind of digits."""

    def clean(self, value: Any) -> Any:
        parts = [to_arabic(one) for one in super().clean(value)]
        if not all(one.isdecimal() and 1 <= int(one) <= 31 for one in parts):
            raise forms.ValidationError(_now("ใส่วันที่ 1 ถึง 31 คั่นด้วยเว้นวรรค เช่น 13 28"))
        return tuple(int(one) for one in parts)


class ColumnRow(forms.Form):
    """One column; a row without a code is none."""

    code = forms.CharField(label=_("รหัส"), max_length=40, required=False)
    label = forms.CharField(label=_("ชื่อคอลัมน์"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("ที่มา"), choices=_KINDS, initial=Kind.FACT)
    measure = forms.ChoiceField(label=_("ตัวเลขที่นับ"), choices=_measures(), required=False)
    type = forms.ChoiceField(label=_("ชนิด"), choices=_TYPES, initial=Type.COUNT)
    unit = forms.CharField(label=_("หน่วย"), max_length=40, required=False)
    numerator = _List(label=_("ตัวตั้ง"))
    denominator = _List(label=_("ตัวหาร"))
    times = forms.IntegerField(label=_("คูณ"), required=False, min_value=1, max_value=100_000)
    help = forms.CharField(label=_("คำอธิบาย"), max_length=200, required=False)


class CheckRow(forms.Form):
    """One check; a row without columns is none."""

    kind = forms.ChoiceField(label=_("ตรวจว่า"), choices=_CHECKS, initial=CheckKind.EQUAL)
    left = _List(label=_("ซ้าย"))
    right = _List(label=_("ขวา"))
    words = forms.CharField(label=_("คำอธิบาย"), max_length=200, required=False)
    stops = forms.BooleanField(label=_("ห้ามลงนามถ้าไม่ผ่าน"), required=False, initial=True)


class LevelRow(forms.Form):
    """One level of the way up; a row without a level is none."""

    level = forms.ChoiceField(label=_("ระดับ"), choices=_LEVELS, required=False)
    line = forms.ChoiceField(label=_("สาย"), choices=_LINES, initial="dopa")
    days = DayList(label=_("วันกำหนดส่ง"))
    target = DayList(label=_("ขอให้ส่งภายใน"))


class Head(forms.Form):
    """What a form is as a whole."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    valid_from = ThaiDateField(label=_("เริ่มใช้กับรอบที่สิ้นสุดตั้งแต่"))
    days = DayList(label=_("วันกำหนดตามหนังสือ"), help_text=_("เช่น 15 30 หรือ 5"))
    month_offset = forms.BooleanField(label=_("รายงานของเดือนก่อน"), required=False)
    annex = forms.ChoiceField(
        label=_("บัญชีแนบ"), choices=[("", _("ไม่มี")), ("movers", _("รายชื่อผู้ย้ายที่อยู่"))], required=False
    )
    nil = forms.BooleanField(label=_("แจ้งว่าไม่มีการดำเนินงานได้"), required=False)
    layout = forms.CharField(
        label=_("หัวแบบรายงาน"), max_length=300, required=False,
        help_text=_("ข้อความเหนือตารางในเอกสาร ว่างไว้เมื่อใช้ชื่อแบบรายงาน"),
    )  # fmt: skip
    note = forms.CharField(label=_("รุ่นนี้เปลี่ยนอะไร"), max_length=300, required=False)


Columns = formset_factory(ColumnRow, extra=3, max_num=120, absolute_max=130)
Checks = formset_factory(CheckRow, extra=2, max_num=60, absolute_max=70)
Levels = formset_factory(LevelRow, extra=1, max_num=4, absolute_max=6)


class Editor:
    """The forms of the page together, filled from a draft or from what was sent."""

    def __init__(self, draft: TemplateVersion, data: Any = None) -> None:
        form = draft.value
        self.head = Head(data, initial={
            "version": draft.version, "valid_from": draft.valid_from, "days": form.rule.days, "annex": form.annex,
            "month_offset": form.rule.month_offset > 0, "nil": form.nil, "layout": form.layout, "note": draft.note,
        })  # fmt: skip
        self.columns = Columns(data, prefix="c", initial=[_shown(one, ColumnRow) for one in form.columns])
        self.checks = Checks(data, prefix="k", initial=[_shown(one, CheckRow) for one in form.checks])
        self.levels = Levels(data, prefix="l", initial=[_shown(one, LevelRow) for one in form.levels])
        self.form: Form | None = None

    def is_valid(self) -> bool:
        """Read everything; each fault stands beside its field."""
        if not all([self.head.is_valid(), self.columns.is_valid(), self.checks.is_valid(), self.levels.is_valid()]):
            return False
        columns = _rows(self.columns, "code")
        codes = {row.cleaned_data["code"] for row in columns}  # before a fault takes one away
        self._columns(columns)
        self._checks(_rows(self.checks, "left"), codes)
        self._levels(_rows(self.levels, "level"))
        if any(row.errors for row in (self.head, *self.columns, *self.checks, *self.levels)):
            return False
        try:
            self.form = self._form(columns)
        except Problem as problem:
            attach(self.head, problem)
        return self.form is not None

    def _columns(self, rows: Sequence[forms.Form]) -> None:
        taken: set[str] = set()
        adding = {
            row.cleaned_data["code"] for row in rows
            if row.cleaned_data["kind"] != Kind.FORMULA and row.cleaned_data["type"] in (Type.COUNT, Type.MONEY)
        }  # fmt: skip
        for row in rows:
            told = row.cleaned_data
            code = told["code"]
            if not (code.isascii() and code.isidentifier()):
                row.add_error("code", _now("ใช้อักษรอังกฤษ ตัวเลข และขีดล่าง ขึ้นต้นด้วยอักษร"))
            elif code in taken:
                row.add_error("code", _now("รหัสนี้ซ้ำกับคอลัมน์ก่อนหน้า"))
            taken.add(code)
            if not told["label"]:
                row.add_error("label", _now("ตั้งชื่อคอลัมน์"))
            if told["kind"] == Kind.FACT and not told["measure"]:
                row.add_error("measure", _now("เลือกตัวเลขที่จะนับ"))
            if told["kind"] == Kind.FORMULA:
                for name in ("numerator", "denominator"):
                    _known(row, name, adding, needed=True)

    def _checks(self, rows: Sequence[forms.Form], codes: set[str]) -> None:
        for row in rows:
            both = row.cleaned_data["kind"] in (CheckKind.EQUAL, CheckKind.AT_MOST)
            _known(row, "left", codes, needed=True)
            _known(row, "right", codes, needed=both)

    def _levels(self, rows: Sequence[forms.Form]) -> None:
        order = [name for name, _label in _LEVELS]
        wanted = len(set(self.head.cleaned_data["days"]))
        highest = 0
        if not wanted:
            self.head.add_error("days", _now("ใส่วันกำหนดส่งประจำเดือน"))
        for place, row in enumerate(rows):
            told = row.cleaned_data
            at = order.index(told["level"])
            if at <= highest:
                row.add_error("level", _now("เรียงจากล่างขึ้นบน แต่ละระดับครั้งเดียว"))
            highest = max(highest, at)
            if place < len(rows) - 1:
                if len(told["days"]) != wanted:
                    row.add_error("days", _now("ใส่ให้ครบ %(n)s วัน ตามวันกำหนดในหนังสือ") % {"n": wanted})
                if len(told["target"]) not in (0, wanted):
                    row.add_error("target", _now("เว้นว่าง หรือใส่ให้ครบ %(n)s วัน") % {"n": wanted})
                elif any(asked > due for asked, due in zip(told["target"], told.get("days", ()), strict=False)):
                    row.add_error("target", _now("ต้องไม่หลังวันกำหนดส่ง"))
        if not any(row.errors for row in rows):
            beside = {row.cleaned_data["level"]: row for row in rows}
            steps = [Step(**row.cleaned_data) for row in rows]
            for fault in faults(steps, sorted(set(self.head.cleaned_data.get("days", ())))):
                beside[fault.level].add_error(fault.part, fault.words)

    def _form(self, columns: Sequence[forms.Form]) -> Form:
        head = self.head.cleaned_data
        steps = [row.cleaned_data for row in _rows(self.levels, "level")]
        return Form(
            columns=tuple(_column(row.cleaned_data) for row in columns),
            checks=tuple(Check(**row.cleaned_data | {"kind": CheckKind(row.cleaned_data["kind"])})
                         for row in _rows(self.checks, "left")),
            levels=tuple(Step(**told) for told in steps),
            rule=Rule(kind=Repeats.MONTHLY, days=head["days"], month_offset=1 if head["month_offset"] else 0),
            annex=head["annex"], nil=head["nil"], layout=head["layout"],
        )  # fmt: skip


def _column(told: dict[str, Any]) -> Column:
    kind = Kind(told["kind"])
    fact = SOURCES.get(told["measure"]) if kind is Kind.FACT else None
    formula = kind is Kind.FORMULA
    return Column(
        code=told["code"], label=told["label"], kind=kind, unit=told["unit"], help=told["help"],
        type=fact.type if fact else Type.RATE if formula else Type(told["type"]), measure=fact.code if fact else "",
        cumulative=fact.cumulative if fact else False, numerator=told["numerator"] if formula else (),
        denominator=told["denominator"] if formula else (), times=(told["times"] or 1) if formula else 1,
    )  # fmt: skip


def _rows(rows: Iterable[forms.Form] | BaseFormSet[Any], name: str) -> list[forms.Form]:
    return [row for row in rows if row.cleaned_data.get(name)]


def _known(row: forms.Form, name: str, codes: set[str], *, needed: bool) -> None:
    told = row.cleaned_data[name]
    unknown = [code for code in told if code not in codes]
    if needed and not told:
        row.add_error(name, _now("ใส่รหัสคอลัมน์"))
    elif unknown:
        row.add_error(name, _now("ไม่มีคอลัมน์จำนวนรหัส %(codes)s ในแบบ") % {"codes": ", ".join(unknown)})


def _shown(one: Any, row: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in row.base_fields}


class NewForm(forms.Form):
    """Begins a template."""

    code = forms.CharField(label=_("รหัสแบบ"), max_length=12, help_text=_("เช่น R9"))
    title = forms.CharField(label=_("ชื่อแบบรายงาน"), max_length=200)
    like = forms.ChoiceField(label=_("เริ่มจาก"))

    def __init__(self, data: Any = None, *, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.fields["like"].choices = choices  # type: ignore[attr-defined]  # a choice field


class StartForm(forms.Form):
    """Puts a template to work in the own branch."""

    template = forms.CharField(widget=forms.HiddenInput)
    obligation: forms.Field = forms.CharField(widget=forms.HiddenInput, required=False)
    starts_on = ThaiDateField(label=_("วันครบกำหนดแรก"))


class StartHereForm(StartForm):
    """Puts a template to work from its own page, where what its reports answer is chosen."""

    here = forms.BooleanField(widget=forms.HiddenInput, required=False, initial=True)
    obligation = forms.ChoiceField(
        label=_("ตอบหน้าที่ตามหนังสือ"), required=False,
        help_text=_("รายงานของหน้าที่ที่เลือกจะปิดหน้าที่นั้นเมื่อส่ง และนับวันตั้งแต่ได้รับหนังสือ"),
    )  # fmt: skip
    field_order = ("template", "obligation", "starts_on")

    def __init__(self, data: Any = None, *, obligations: Sequence[Obligation], **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["obligation"]
        field.choices = [("", _now("ไม่ได้ตอบหนังสือฉบับใด")), *((one.public_id, _called(one)) for one in obligations)]  # type: ignore[attr-defined]  # a choice field
        if not obligations:
            field.widget = forms.HiddenInput()


def _called(one: Obligation) -> str:
    return f"{one.letter.number} · {one.title}" if one.letter.number else one.title
