"""What the pages of referrals take: whom to ask, what came of it, how an agency is reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.choices import ReferralState
from tidtam.assistance.forms.needs import BahtField
from tidtam.assistance.queries.referrals import Group
from tidtam.assistance.rules import referrals as rules
from tidtam.obligations.forms import ThaiDateField

HOW = (("link", _("ลิงก์ ส่งให้เจ้าหน้าที่ของหน่วยนั้นเปิดในโทรศัพท์")), ("letter", _("หนังสือพร้อมคิวอาร์และเลข 6 หลัก")))
RESULTS = (
    (ReferralState.DONE.value, _("ช่วยแล้ว")),
    (ReferralState.CANNOT.value, _("ทำไม่ได้")),
    (ReferralState.NOT_OURS.value, _("ไม่ใช่งานของหน่วยเรา")),
)


def _words(label: Any, *, required: bool = False, rows: int = 3, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=4000, widget=area, help_text=help_text)


class _ToForm(forms.Form):
    """Chooses one of those who can be asked."""

    to = forms.ChoiceField(
        label=_("ส่งถึง"), widget=forms.RadioSelect, error_messages={"required": _("เลือกหน่วยงานที่จะส่ง")}
    )

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, one.name) for group in groups for one in group.options]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class SendForm(_ToForm):
    """Sends a need on."""

    summary = _words(
        _("ขอให้ช่วยอะไร"), required=True, rows=4,
        help_text=_("เขียนเท่าที่หน่วยนั้นต้องรู้เพื่อช่วย ไม่ต้องมีเลขบัตรหรือประวัติ"),
    )  # fmt: skip
    working_days = forms.IntegerField(
        label=_("ขอคำตอบภายใน (วันทำการ)"), min_value=1, max_value=rules.MOST_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    how = forms.ChoiceField(label=_("ส่งทางใด"), choices=HOW, widget=forms.RadioSelect, required=False)


class RouteForm(_ToForm):
    """Says whose it is."""

    words = _words(_("ข้อความถึงหน่วยที่รับ"))


class AskForm(forms.Form):
    """Asks or replies."""

    words = _words(_("อยากรู้อะไรเพิ่ม"), required=True)


class ReplyForm(forms.Form):
    """Replies to a question."""

    words = _words(_("คำตอบ"), required=True)


class RecallForm(forms.Form):
    """Takes a referral back."""

    reason = _words(_("เรียกคืนเพราะ"), rows=2)


class AnswerForm(forms.Form):
    """Says what came of it."""

    result = forms.ChoiceField(
        label=_("ผลเป็นอย่างไร"), choices=RESULTS, widget=forms.RadioSelect,
        error_messages={"required": _("เลือกว่าผลเป็นอย่างไร")},
    )  # fmt: skip
    given = forms.CharField(
        label=_("ช่วยอะไรไป"), required=False, max_length=200, help_text=_("เฉพาะเมื่อช่วยแล้ว เช่น ฝึกอบรมช่างไฟฟ้า 30 ชั่วโมง")
    )
    on = ThaiDateField(label=_("วันที่ช่วย"), required=False)
    amount = BahtField(label=_("เป็นเงิน (บาท)"), required=False, max_length=20)
    words = _words(_("รายละเอียดหรือเหตุผล"), help_text=_("ถ้าทำไม่ได้หรือไม่ใช่งานของหน่วย บอกเหตุผลสั้น ๆ"))
    signed = forms.CharField(label=_("ผู้แจ้งผล (ชื่อ ตำแหน่ง)"), required=False, max_length=120)
    proof = forms.FileField(
        label=_("ภาพหรือเอกสาร"), required=False, help_text=_("JPG PNG WebP หรือ PDF ไม่เกิน 15 MB"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )  # fmt: skip


class PinForm(forms.Form):
    """The six digits of the letter."""

    pin = forms.CharField(
        label=_("เลข 6 หลักในหนังสือ"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class AgencyForm(forms.Form):
    """How an agency is reached."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    phone = forms.CharField(label=_("โทรศัพท์"), required=False, max_length=60)
    email = forms.CharField(label=_("อีเมล"), required=False, max_length=254)
    address = forms.CharField(label=_("ที่อยู่"), required=False, max_length=300)
    active = forms.BooleanField(label=_("ยังส่งเรื่องถึงหน่วยนี้ได้"), required=False)


class RuleForm(forms.Form):
    """What somebody who has read the text found there."""

    source = forms.CharField(
        label=_("อ่านจากที่ใด"), max_length=1000, help_text=_("เช่น ราชกิจจานุเบกษา เล่ม ตอน หน้า หรือที่อยู่เอกสาร")
    )
    clause = _words(_("ข้อความของข้อที่ใช้"))
    announce_days = forms.IntegerField(label=_("ปิดประกาศกี่วัน"), min_value=1, max_value=365)
    valid_from = ThaiDateField(label=_("ใช้ตั้งแต่"), required=False)
