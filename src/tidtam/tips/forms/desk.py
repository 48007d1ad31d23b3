"""What the pages of the officers' desk take."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.kernel.problem import Missing
from tidtam.obligations.forms import ThaiDateField
from tidtam.tips.actions.investigating import OUTCOMES
from tidtam.tips.choices import INSPECTORS, AgencyKind, Path, WhyOpen


def uuid_of(text: str) -> UUID:
    """Return the id an address names. Errors: Missing."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Missing("tips.no_such", "ไม่พบรายการนี้") from error


class SealedField(forms.CharField):
    """A ciphertext as a script writes it: base64. Nobody types here."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> bytes:
        """Return the bytes. Errors: ValidationError without a script."""
        text = super().clean(value)
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(_("ปิดผนึกไม่สำเร็จ โหลดหน้าใหม่แล้วลองอีกครั้ง")) from error


class KeysField(forms.CharField):
    """Ids of keys, apart by blanks."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids. Errors: ValidationError."""
        try:
            return [UUID(one) for one in super().clean(value).split()]
        except ValueError as error:
            raise forms.ValidationError(_("ปิดผนึกไม่สำเร็จ โหลดหน้าใหม่แล้วลองอีกครั้ง")) from error


class AnswerForm(forms.Form):
    """A message to the informant; the words themselves have no name and never leave the browser unsealed."""

    sealed = SealedField(error_messages={"required": _("หน้านี้ต้องใช้สคริปต์เพื่อปิดผนึกข้อความในเครื่องของคุณ")})
    keys = KeysField()


class SealAnewForm(forms.Form):
    """One sealed thing, sealed for the present keys."""

    kind = forms.CharField(max_length=8)
    part = forms.UUIDField()
    was = forms.CharField(max_length=64)
    keys = KeysField()
    sealed = forms.FileField()


class KeyForm(forms.Form):
    """The public half of a key made in this browser."""

    label = forms.CharField(
        label=_("ชื่อเรียกกุญแจ"), max_length=120, required=False, help_text=_("เพื่อนร่วมหน่วยเห็นชื่อนี้ เช่น เครื่องที่โต๊ะ")
    )
    public_key = forms.CharField(max_length=100, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why a key is taken back, or the escrow is asked for."""

    reason = forms.CharField(label=_("เหตุผล"), max_length=300, required=False)


class PathForm(forms.Form):
    """Which way a tip goes."""

    path = forms.ChoiceField(label=_("เรื่องนี้ไปทางใด"), choices=Path.choices, widget=forms.RadioSelect)


class DuplicateForm(forms.Form):
    """Which tip tells the same."""

    of = forms.CharField(label=_("เลขอ้างอิงของอีกเรื่อง"), max_length=12, help_text=_("12 ตัวอักษร จากรายการเรื่อง"))


class CloseForm(forms.Form):
    """How a tip ended."""

    outcome = forms.ChoiceField(
        label=_("เรื่องนี้จบอย่างไร"), choices=[(one.value, one.label) for one in OUTCOMES], widget=forms.RadioSelect
    )


class ExtendForm(forms.Form):
    """Until when a closed tip is kept, and why."""

    until = ThaiDateField(label=_("เก็บถึงวันที่"))
    reason = forms.CharField(label=_("เหตุผล"), max_length=300, help_text=_("ไม่ใส่เนื้อหาของเบาะแส ผู้ตรวจสอบอ่านได้"))


class HandOverForm(forms.Form):
    """What the browser says of the package it made."""

    agency = forms.UUIDField()
    sha256 = forms.CharField(max_length=64)
    size = forms.IntegerField(min_value=1)
    enclosed = forms.IntegerField(min_value=0)


class ContactForm(forms.Form):
    """Why the sealed contact must be opened."""

    why = forms.ChoiceField(label=_("เหตุที่ต้องเปิดซอง"), choices=WhyOpen.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("อธิบายให้ผู้ร่วมอนุมัติ"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("ไม่ใส่เนื้อหาของเบาะแส ผู้ตรวจสอบอ่านได้"),
    )  # fmt: skip


class AgencyForm(forms.Form):
    """A competent agency and the key it gave."""

    name = forms.CharField(label=_("ชื่อหน่วยงาน"), max_length=160)
    kind = forms.ChoiceField(label=_("ประเภท"), choices=AgencyKind.choices)
    public_key = forms.CharField(
        label=_("กุญแจสาธารณะของหน่วยงาน"), max_length=100,
        help_text=_("ขึ้นต้นด้วย age1 รับจากหน่วยงานทางหนังสือ หรือโทรยืนยันทีละกลุ่ม"),
    )  # fmt: skip


class EscrowForm(forms.Form):
    """Who holds the three parts of a new escrow key; the key itself is made in the browser."""

    first = forms.CharField(label=_("หน่วยที่หนึ่ง"), max_length=24, initial=INSPECTORS[0], help_text=_("รหัสหน่วยงาน"))
    second = forms.CharField(label=_("หน่วยที่สอง"), max_length=24, initial=INSPECTORS[1])
    third = forms.CharField(label=_("หน่วยที่สาม"), max_length=24, initial="DOPA")
    public_key = forms.CharField(max_length=100, widget=forms.HiddenInput)
