"""What people type into the pages of programmes and cohorts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare.actions.programmes import CohortValues, ProgrammeValues
from tidtam.aftercare.forms.days import ThaiDateField
from tidtam.aftercare.models import Cohort, Programme
from tidtam.offices.models import Office

_WHOLE = {"invalid": _("ใส่เป็นตัวเลข"), "required": _("ใส่ตัวเลข"), "min_value": _("น้อยเกินไป"), "max_value": _("มากเกินไป")}
_DAYS = _("วัน")


def whole(label: Any, least: int, most: int, **others: Any) -> forms.IntegerField:
    """Return a field for a whole number between two ends."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, error_messages=_WHOLE, **others)


class ProgrammeForm(forms.Form):
    """A programme and what its plans stand on."""

    code = forms.CharField(
        label=_("รหัสโครงการ"),
        max_length=20,
        help_text=_("เช่น CARE-2566"),
        error_messages={"required": _("ตั้งรหัสโครงการ")},
    )
    name = forms.CharField(label=_("ชื่อโครงการ"), max_length=200, error_messages={"required": _("ใส่ชื่อโครงการ")})
    fiscal_year_be = whole(_("ปีงบประมาณ (พ.ศ.)"), 2540, 2640)
    rounds = whole(_("จำนวนครั้งที่ติดตาม"), 1, 60)
    interval_days = whole(_("ติดตามทุกกี่วัน"), 1, 366, help_text=_DAYS)
    window_days = whole(_("เยี่ยมก่อนหรือหลังกำหนดได้กี่วัน"), 0, 182, help_text=_("ช่วงของแต่ละครั้งต้องไม่ซ้อนกัน"))
    closing_before = whole(_("ประเมินปิดก่อนครบปีได้กี่วัน"), 0, 366, help_text=_DAYS)
    closing_after = whole(_("ประเมินปิดหลังครบปีได้กี่วัน"), 0, 366, help_text=_DAYS)
    urine_enabled = forms.BooleanField(label=_("บันทึกผลตรวจปัสสาวะเบื้องต้นในแบบเยี่ยม"), required=False)

    def values(self) -> ProgrammeValues:
        """Return what was typed."""
        return ProgrammeValues(**self.cleaned_data)


def programme_initial(programme: Programme | None) -> dict[str, Any]:
    """Return what stands in the form of a programme; of a new one the usual parameters."""
    names = list(ProgrammeForm.base_fields)
    if programme is None:
        blank = ProgrammeValues("", "", 0)
        return {name: getattr(blank, name) for name in names if name != "fiscal_year_be"}
    return {name: getattr(programme, name) for name in names}


class CohortForm(forms.Form):
    """A cohort (รุ่น) of a programme."""

    programme = forms.ChoiceField(label=_("โครงการ"), error_messages={"required": _("เลือกโครงการ")})
    owner = forms.ChoiceField(label=_("หน่วยงานที่จัดการฟื้นฟู"), error_messages={"required": _("เลือกหน่วยงาน")})
    number = whole(_("รุ่นที่"), 1, 9_999)
    centre_name = forms.CharField(
        label=_("ศูนย์ฟื้นฟู"), max_length=200, help_text=_("เช่น ศูนย์ฟื้นฟูสภาพทางสังคมอำเภอปักธงชัย"),
        error_messages={"required": _("ใส่ชื่อศูนย์ฟื้นฟู")},
    )  # fmt: skip
    training_from = ThaiDateField(label=_("วันเริ่มฝึกอบรม"), error_messages={"required": _("ใส่วันเริ่ม")})
    completed_on = ThaiDateField(
        label=_("วันจบ"), help_text=_("แผนติดตาม 1 ปีนับจากวันนี้ เช่น 31 มี.ค. 2566"), error_messages={"required": _("ใส่วันจบ")}
    )

    def __init__(self, *args: Any, programmes: list[Programme], owners: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._programmes = {str(one.pk): one for one in programmes}
        self._owners = {one.code: one for one in owners}
        self._choose("programme", [(key, f"{one.name} ({one.code})") for key, one in self._programmes.items()])
        self._choose("owner", [(code, str(one)) for code, one in self._owners.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def values(self) -> CohortValues:
        """Return what was typed."""
        data = dict(self.cleaned_data)
        data["programme"], data["owner"] = self._programmes[data["programme"]], self._owners[data["owner"]]
        return CohortValues(**data)


def cohort_initial(cohort: Cohort | None) -> dict[str, Any]:
    """Return what stands in the form of a cohort."""
    if cohort is None:
        return {}
    return {
        "programme": str(cohort.programme_id), "owner": cohort.owner.code, "number": cohort.number,
        "centre_name": cohort.centre_name, "training_from": cohort.training_from, "completed_on": cohort.completed_on,
    }  # fmt: skip
