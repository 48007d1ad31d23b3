"""Forms of the administration of offices: what was typed stays, and every sentence of an error is Thai."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidtam.offices import sheets
from tidtam.offices.choices import Level, LgoType, Line
from tidtam.offices.models import Office
from tidtam.thai.dates import parse_date

_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)
_LABELS = {
    "all_lines": _("ทุกสาย"),
    "all_levels": _("ทุกระดับ"),
    "all_types": _("ทุกประเภท อปท."),
    "all_provinces": _("ทุกจังหวัด"),
}


def _too_long(most: int) -> dict[str, Any]:
    return {"max_length": _("ยาวเกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d ตัว)")} if most else {}


def words(label: Any, most: int, missing: Any = "", **others: Any) -> forms.CharField:
    """Return a line of text of at most `most` letters; `missing` is what is said when it must not be blank."""
    messages = _too_long(most) | ({"required": missing} if missing else {})
    return forms.CharField(
        label=label, max_length=most, required=bool(missing), error_messages=messages, strip=True, **others
    )


def reason(label: Any, missing: Any) -> forms.CharField:
    """Return the field of a reason, which no change of the tree goes without."""
    return words(
        label, 500, missing, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("เช่น เลขที่และวันที่ของประกาศหรือคำสั่ง")
    )


class ThaiDateField(forms.CharField):
    """A day as clerks write it: `1 ต.ค. 2566`, `๑/๑๐/๒๕๖๖`, `2023-10-01`."""

    def to_python(self, value: Any) -> Any:
        """Read the day. Errors: ValidationError with how to write it."""
        text = super().to_python(value)
        if not text:
            return text
        day = parse_date(text)
        if day is None or not _FIRST <= day <= _LAST:
            raise ValidationError(gettext("อ่านวันที่นี้ไม่ได้ ให้เขียนเช่น 1 ต.ค. 2566"))
        return day

    def run_validators(self, value: Any) -> None:
        """Leave out the checks of text: the value is a day now."""
        if not isinstance(value, date):
            super().run_validators(value)


class FilterForm(forms.Form):
    """What the list is narrowed by; anything unknown narrows nothing."""

    text = forms.CharField(
        label=_("ค้นหา"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("ชื่อ รหัส หรืออำเภอ")}),
    )
    line = forms.ChoiceField(
        label=_("สายบังคับบัญชา"), required=False, choices=[("", _LABELS["all_lines"]), *Line.choices]
    )
    level = forms.ChoiceField(label=_("ระดับ"), required=False, choices=[("", _LABELS["all_levels"]), *Level.choices])
    lgo_type = forms.ChoiceField(
        label=_("ประเภท อปท."), required=False, choices=[("", _LABELS["all_types"]), *LgoType.choices]
    )
    province = forms.ChoiceField(label=_("จังหวัด"), required=False)

    def __init__(self, *args: Any, provinces: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = [("", _LABELS["all_provinces"]), *provinces]  # type: ignore[attr-defined]  # it is the ChoiceField above

    def wanted(self) -> dict[str, str]:
        """Return the filters that hold."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class VersionedForm(forms.Form):
    """A form that knows which state of the office its reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EditForm(VersionedForm):
    """What changes without a new validity row."""

    letter_prefix = words(_("เลขประจำหน่วยงาน"), 40, help_text=_("ส่วนหน้าของเลขที่หนังสือ เช่น นม 0023.26 หรือ นม 79901"))
    head_title = words(_("ตำแหน่งหัวหน้าหน่วยงาน"), 200)
    address = words(_("ที่อยู่"), 500, widget=forms.Textarea(attrs={"rows": 2}))
    phone = words(_("โทรศัพท์"), 40, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
    email = forms.EmailField(
        label=_("อีเมลสารบรรณ"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("ไม่ใช่ที่อยู่อีเมล ตัวอย่าง saraban@example.go.th"), **_too_long(254)},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class RenameForm(VersionedForm):
    """A new name or kind from a day on."""

    name_th = words(_("ชื่อเต็ม"), 300, _("ต้องระบุชื่อเต็มของหน่วยงาน"))
    short_name = words(_("ชื่อย่อ"), 100, help_text=_("เว้นว่างไว้ ระบบจะตั้งให้จากชื่อเต็มของ อปท."))
    lgo_type = forms.ChoiceField(label=_("ประเภท อปท."), choices=LgoType.choices)
    valid_from = ThaiDateField(
        label=_("มีผลตั้งแต่วันที่"),
        error_messages={"required": _("ต้องระบุวันที่มีผล")},
        help_text=_("เช่น 1 ต.ค. 2566 ก่อนวันนั้นระบบยังแสดงชื่อเดิม"),
    )
    reason = reason(_("เหตุผล"), _("ต้องระบุเหตุผลที่เปลี่ยนชื่อหรือประเภท"))

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not office.lgo_type:
            del self.fields["lgo_type"]
            self.fields["short_name"].help_text = ""


class MoveForm(VersionedForm):
    """Another parent, chosen among those a search found."""

    parent = forms.ChoiceField(
        label=_("ย้ายไปอยู่ใต้"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("เลือกหน่วยงานที่จะย้ายไปอยู่ใต้"),
            "invalid_choice": _("เลือกหน่วยงานจากรายการด้านล่าง หรือค้นหาใหม่"),
        },
    )
    reason = reason(_("เหตุผล"), _("ต้องระบุเหตุผลที่ย้ายหน่วยงาน"))

    def __init__(self, *args: Any, parents: Iterable[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(office.pk), f"{office.name_th} ({office.code})") for office in parents]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]  # it is the ChoiceField above


class CloseForm(VersionedForm):
    """The first day an office no longer stands."""

    valid_to = ThaiDateField(
        label=_("ยุบเลิกตั้งแต่วันที่"),
        error_messages={"required": _("ต้องระบุวันที่ยุบเลิก")},
        help_text=_("วันแรกที่ไม่มีหน่วยงานนี้แล้ว เช่น 1 ต.ค. 2566"),
    )
    reason = reason(_("เหตุผล"), _("ต้องระบุเหตุผลที่ยุบเลิกหน่วยงาน"))


class UploadForm(forms.Form):
    """A sheet of offices; its size is judged before it is read."""

    file = forms.FileField(
        label=_("ไฟล์รายชื่อหน่วยงาน"),
        help_text=_("XLSX, XLS, ODS หรือ CSV ไม่เกิน 20 เมกะไบต์ และไม่เกิน 20,000 แถว"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        max_length=200,
        error_messages={
            "required": _("เลือกไฟล์ก่อน"),
            "empty": _("ไฟล์ว่างเปล่า"),
            "invalid": _("เลือกไฟล์ก่อน"),
            "missing": _("เลือกไฟล์ก่อน"),
            "max_length": _("ชื่อไฟล์ยาวเกินไป ให้ตั้งชื่อสั้นลงแล้วลองใหม่"),
        },
    )

    def clean_file(self) -> Any:
        """Refuse what is too large unread. Errors: ValidationError."""
        file = self.cleaned_data["file"]
        if file.size > sheets.MAX_BYTES:
            raise ValidationError(gettext("ไฟล์ใหญ่เกิน 20 เมกะไบต์ ให้แบ่งเป็นหลายไฟล์"))
        return file
