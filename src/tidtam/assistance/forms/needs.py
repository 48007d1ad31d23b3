"""What the pages of the assistance room take, one form per verb."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.choices import Category, Reason, Track
from tidtam.obligations.forms import ThaiDateField
from tidtam.thai.digits import to_arabic

_AMOUNT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_MOST = Decimal(10) ** 10


class BahtField(forms.CharField):
    """An amount as it is typed: 4500, 4,500.50, ๔,๕๐๐. Units: baht."""

    def clean(self, value: Any) -> Decimal | None:
        """Read the amount. Errors: ValidationError that says why it is no amount of money."""
        text = to_arabic(self.to_python(value) or "").replace(",", "").replace("บาท", "").strip()
        if not _AMOUNT.fullmatch(text):
            super().clean(value)  # that it is missing or too long is said first
            if not text:
                return None
            raise forms.ValidationError(_("พิมพ์จำนวนเงินเป็นตัวเลข เช่น 4,500 หรือ 4500.50"))
        amount = Decimal(text)
        if amount < 0:
            raise forms.ValidationError(_("จำนวนเงินต้องไม่ติดลบ ถ้าไม่มีให้กรอก 0"))
        if amount >= _MOST:
            raise forms.ValidationError(_("จำนวนเงินมากเกินไป ต้องไม่ถึง 10,000 ล้านบาท ตรวจจำนวนหลักอีกครั้ง"))
        if amount != round(amount, 2):
            raise forms.ValidationError(_("สตางค์มีได้ไม่เกินสองตำแหน่ง เช่น 4500.50"))
        return amount


class _VerbForm(forms.Form):
    """Carries the version its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _words(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class RegisterForm(_VerbForm):
    """Takes a need into the register."""

    category = forms.ChoiceField(
        label=_("ประเภทเรื่อง"), choices=Category.choices, widget=forms.RadioSelect, initial=Category.QOL
    )
    track = forms.ChoiceField(
        label=_("ทางพิจารณา"), required=False, choices=[("", _("ตามประเภทเรื่อง ระบบเสนอให้")), *Track.choices]
    )


class TakeUpForm(_VerbForm):
    """Begins to help."""

    next_step = forms.CharField(label=_("ก้าวถัดไป"), required=False, max_length=200, help_text=_("เช่น นัดไปดูบ้าน"))
    due_on = ThaiDateField(label=_("ทำภายใน"), required=False)


class SettleForm(_VerbForm):
    """What was given."""

    given = forms.CharField(label=_("ช่วยอะไรไป"), max_length=500, help_text=_("เช่น ถุงยังชีพ 1 ชุด"))
    amount = BahtField(label=_("เป็นเงิน (บาท)"), required=False, max_length=20)
    fund = forms.CharField(label=_("จากงบหรือกองทุน"), required=False, max_length=120)
    on = ThaiDateField(label=_("วันที่ช่วย"))
    proof = forms.FileField(
        label=_("หลักฐาน (ภาพหรือ PDF)"), required=False, help_text=_("ลบสถานที่ เวลา และชื่อผู้ทำออกจากไฟล์ให้เอง ไม่เกิน 15 MB"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )  # fmt: skip


class UnmetForm(_VerbForm):
    """Why not yet."""

    reason = forms.ChoiceField(
        label=_("เพราะอะไร"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in Reason if one != Reason.WAITING],
    )  # fmt: skip
    words = _words(_("รายละเอียด"))


class HandForm(_VerbForm):
    """To which office."""

    office = forms.ChoiceField(label=_("หน่วยงานที่รับ"))
    words = _words(_("ข้อความถึงหน่วยงานที่รับ"))

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("เลือกหน่วยงาน")), *offices]  # type: ignore[attr-defined]  # a ChoiceField


class MergeForm(_VerbForm):
    """Into which other need of the same person."""

    into = forms.ChoiceField(label=_("รวมกับ"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, needs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = needs  # type: ignore[attr-defined]  # a ChoiceField


class WithdrawForm(_VerbForm):
    """The person no longer asks."""

    words = _words(_("ผู้ขอบอกว่าอย่างไร"))


class RefuseForm(_VerbForm):
    """Not eligible."""

    words = _words(_("ไม่เข้าเกณฑ์ข้อใด"), required=True)


class ReopenForm(_VerbForm):
    """Opens it again."""

    words = _words(_("เปิดอีกครั้งเพราะ"))


FORMS: Mapping[str, type[_VerbForm]] = {
    "take_up": TakeUpForm, "settle": SettleForm, "set_unmet": UnmetForm, "hand_over": HandForm, "merge": MergeForm,
    "withdraw": WithdrawForm, "refuse": RefuseForm, "reopen": ReopenForm,
}  # fmt: skip
