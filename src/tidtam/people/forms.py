"""What the pages of people ask; values are checked by `rules`, which names the field of each problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.letters.forms import ThaiDateField
from tidtam.people.choices import (
    AddressKind,
    Education,
    IdKind,
    IncomeBand,
    MaritalStatus,
    Occupation,
    Purpose,
    Relation,
    Religion,
    Sex,
)
from tidtam.people.matching.asking import LONGEST
from tidtam.people.rules import AddressValues, CaregiverValues, PersonValues

_NO_HELP = {"autocomplete": "off"}


def _text(label: Any, most: int = 120, **kwargs: Any) -> forms.CharField:
    kwargs.setdefault("required", False)
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(attrs=_NO_HELP), **kwargs)


def _choice(label: Any, choices: Any, *, blank: bool = True) -> forms.ChoiceField:
    options = [("", "–"), *choices] if blank else list(choices)
    return forms.ChoiceField(label=label, choices=options, required=not blank)


class SearchForm(forms.Form):
    """One box. It is posted: a name or a number does not belong in an address or a log."""

    text = forms.CharField(
        label=_("ค้นชื่อ เลขประจำตัว หรือเบอร์โทร"), max_length=LONGEST,
        help_text=_("สะกดไม่ตรงก็หาเจอ เติมตำบลหรือปีเกิดได้ เช่น สมชาย ต.ตูม เกิดปี 2520"),
        widget=forms.TextInput(attrs=_NO_HELP | {"type": "search"}),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("คนของงาน"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, purposes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(value, Purpose(value).label) for value in purposes]
        field.initial = purposes[0] if purposes else ""
        if len(purposes) == 1:
            field.widget = forms.HiddenInput()
            field.required = False


class PersonForm(forms.Form):
    """Who somebody is."""

    title = _text(_("คำนำหน้า"), 40)
    first_name = _text(_("ชื่อ"), required=True)
    last_name = _text(_("นามสกุล"))
    nickname = _text(_("ชื่อเล่น"), 60)
    id_kind = forms.ChoiceField(label=_("ใช้อะไรยืนยันตัว"), choices=IdKind.choices, initial=IdKind.NATIONAL)
    id_number = _text(_("เลขประจำตัว"), 40)
    no_id_reason = _text(_("เหตุผลที่ไม่มีเลขประจำตัว"))
    birth = _text(_("วันเกิด"), 40, help_text=_("15/3/2520 หรือ มี.ค. 2520 หรือปีเดียว 2520"))
    sex = _choice(_("เพศ"), Sex.choices, blank=False)
    phone = _text(_("โทรศัพท์"), 40)
    line_id = _text(_("LINE"), 60)
    contact_hours = _text(_("เวลาที่สะดวก"))
    nationality = _text(_("สัญชาติ (รหัส 2 ตัว)"), 2, initial="TH")
    religion = _choice(_("ศาสนา"), Religion.choices)
    marital_status = _choice(_("สถานภาพสมรส"), MaritalStatus.choices)
    education = _choice(_("ระดับการศึกษา"), Education.choices)
    occupation = _choice(_("อาชีพ"), Occupation.choices)
    income_band = _choice(_("รายได้ต่อเดือน (บาท)"), IncomeBand.choices)

    def values(self) -> PersonValues:
        """Return what was typed. The form is valid."""
        data = {name: self.cleaned_data[name] for name in PersonForm.base_fields}
        data["nationality"] = data["nationality"] or "TH"
        return PersonValues(**data)


class AddressForm(forms.Form):
    """Where somebody lives."""

    area = _text(_("ตำบลหรือแขวง"), required=True, help_text=_("เช่น ต.ตูม อ.ปักธงชัย"))
    house_no = _text(_("บ้านเลขที่"), 40)
    moo = _text(_("หมู่ที่"), 10)
    village = _text(_("ชื่อบ้านหรือชุมชน"))
    soi = _text(_("ซอย"))
    road = _text(_("ถนน"))
    postcode = _text(_("รหัสไปรษณีย์"), 10)

    def values(self, area: str, kind: str) -> AddressValues:
        """Return what was typed, for the tambon found. The form is valid."""
        names = ("house_no", "moo", "village", "soi", "road", "postcode")
        return AddressValues(area=area, kind=kind, **{name: self.cleaned_data[name] for name in names})


class CaregiverForm(forms.Form):
    """Who cares for the person."""

    caregiver_name = _text(_("ชื่อผู้ดูแลหรือญาติ"))
    relation = _choice(_("เกี่ยวข้องเป็น"), Relation.choices, blank=False)
    caregiver_phone = _text(_("โทรศัพท์ผู้ดูแล"), 40)

    def values(self) -> CaregiverValues | None:
        """Return what was typed; nobody when all is empty. The form is valid."""
        data = self.cleaned_data
        if not (data["caregiver_name"] or data["caregiver_phone"]):
            return None
        return CaregiverValues(data["caregiver_name"], data["relation"], data["caregiver_phone"])


class NoticeForm(forms.Form):
    """Which privacy notice was given, and when."""

    notice_version = _text(_("ฉบับของประกาศความเป็นส่วนตัว"), 20, required=True, initial="2569-1")
    notice_at = ThaiDateField(label=_("วันที่แจ้ง"))


class RegisterForm(PersonForm):
    """A new person with the address of the house registration."""

    field_order = None
    area = AddressForm.base_fields["area"]
    house_no = AddressForm.base_fields["house_no"]
    moo = AddressForm.base_fields["moo"]
    village = AddressForm.base_fields["village"]
    notice_given = forms.BooleanField(label=_("แจ้งประกาศความเป็นส่วนตัวให้ทราบแล้ววันนี้"), required=False)

    def address(self, area: str) -> AddressValues:
        """Return the registered address. The form is valid."""
        data = self.cleaned_data
        return AddressValues(area=area, house_no=data["house_no"], moo=data["moo"], village=data["village"])


class FindForm(forms.Form):
    """Somebody to merge whom nothing proposed; posted like every search."""

    text = forms.CharField(
        label=_("รวมกับบุคคลอื่น"), max_length=LONGEST, help_text=_("ค้นชื่อ เลขประจำตัว หรือเบอร์โทรของอีกระเบียน"),
        widget=forms.TextInput(attrs=_NO_HELP | {"type": "search"}), error_messages={"required": _("พิมพ์คำที่จะค้นก่อน")},
    )  # fmt: skip


class MergeForm(forms.Form):
    """Why two rows are one human, and what the remaining row takes over."""

    take = forms.MultipleChoiceField(
        label=_("ใช้ค่าจากระเบียนที่ถูกรวม"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[
            ("name", _("ชื่อและนามสกุล")), ("nickname", _("ชื่อเล่น")), ("birth", _("วันเกิด")), ("sex", _("เพศ")),
            ("id", _("เลขประจำตัว")), ("phone", _("โทรศัพท์")), ("line", _("LINE")), ("contact_hours", _("เวลาที่สะดวก")),
        ],
    )  # fmt: skip
    reason = _text(_("เหตุผล"), 300, required=True, help_text=_("เช่น เลขบัตรตรงกัน ตรวจกับทะเบียนบ้านแล้ว"))


class UnmergeForm(forms.Form):
    """Why a merge is undone."""

    reason = _text(_("เหตุผลที่แยกระเบียน"), 300, required=True)


ADDRESS_KINDS = tuple(AddressKind.values)
