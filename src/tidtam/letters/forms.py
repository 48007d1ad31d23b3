"""What people type into the pages of the letters room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.kernel.permissions import Permission
from tidtam.letters.choices import Secrecy, StepKind, Urgency
from tidtam.thai.dates import parse_date

TOP_SECRET = ("top_secret", _("ลับที่สุด"))
DATE_HELP = _("เช่น 15 พ.ย. 2566 หรือ 15/11/66")


class ThaiDateField(forms.CharField):
    """A date as a clerk types it, in พ.ศ. and either script of digits."""

    default_error_messages = {"invalid": _("อ่านวันที่นี้ไม่ออก พิมพ์แบบ 15 พ.ย. 2566 หรือ 15/11/66")}

    def clean(self, value: Any) -> Any:
        """Return the date, or None for nothing."""
        text = super().clean(value)
        if not text:
            return None
        day = parse_date(text)
        if day is None or not 1900 <= day.year <= 2200:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class PastedField(forms.CharField):
    """Pasted text without the one character PostgreSQL does not keep; Django would refuse the whole text for it."""

    def to_python(self, value: Any) -> str:
        """Return the text without NUL."""
        return str(super().to_python(value)).replace("\x00", "")


class TakeInForm(forms.Form):
    """A document or pasted text. ลับที่สุด is offered so that the page can say why it is refused."""

    file = forms.FileField(
        label=_("ไฟล์"), required=False,
        error_messages={"empty": _("ไฟล์นี้ว่างเปล่า เลือกไฟล์อื่น หรือสแกนใหม่แล้วลองอีกครั้ง")},
    )  # fmt: skip
    text = PastedField(label=_("ข้อความของหนังสือ"), required=False, strip=False, widget=forms.Textarea)
    secrecy = forms.ChoiceField(
        label=_("ชั้นความลับ"), choices=[*Secrecy.choices, TOP_SECRET], required=False, initial=Secrecy.NORMAL
    )


class RegisterFilter(forms.Form):
    """Year, words and urgency of a register."""

    year = forms.IntegerField(required=False, min_value=1900, max_value=2200)
    q = forms.CharField(required=False, max_length=200)
    urgency = forms.ChoiceField(required=False, choices=[("", _("ทุกชั้นความเร็ว")), *Urgency.choices])


class RegisterForm(forms.Form):
    """The day and hour a delivered letter is registered under."""

    received_on = ThaiDateField(label=_("วันที่รับ"), required=False, help_text=_("ว่างไว้คือวันนี้"))
    received_time = forms.TimeField(
        label=_("เวลา"), required=False, input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": _("พิมพ์เวลาแบบ 09.40")},
    )  # fmt: skip


class IssueForm(forms.Form):
    """What is written into ทะเบียนหนังสือส่ง for a letter made outside the system."""

    subject = forms.CharField(label=_("เรื่อง"), max_length=1000, error_messages={"required": _("พิมพ์ชื่อเรื่องของหนังสือ")})
    addressee = forms.CharField(label=_("ถึง"), max_length=1000, error_messages={"required": _("พิมพ์ว่าหนังสือถึงใคร")})
    on = ThaiDateField(label=_("ลงวันที่"), required=False, help_text=_("ว่างไว้คือวันนี้"))
    urgency = forms.ChoiceField(label=_("ชั้นความเร็ว"), choices=Urgency.choices, required=False, initial=Urgency.NORMAL)
    circular = forms.BooleanField(label=_("เป็นหนังสือเวียน (เลขมี “ว” นำ)"), required=False)
    answers = forms.CharField(
        label=_("ตอบหนังสือที่"), max_length=80, required=False, help_text=_("เลขที่ของหนังสือที่รับไว้ เช่น นม 0023.26/ว 901"),
    )  # fmt: skip


class SendForm(forms.Form):
    """What was sent under a reserved number."""

    file = forms.FileField(
        label=_("ไฟล์ที่ส่ง"), required=False,
        error_messages={"empty": _("ไฟล์นี้ว่างเปล่า เลือกไฟล์อื่น หรือสแกนใหม่แล้วลองอีกครั้ง")},
    )  # fmt: skip


class StepForm(forms.Form):
    """What is proposed, ordered, assigned or done, in words."""

    kind = forms.ChoiceField(choices=StepKind.choices)
    words = forms.CharField(
        label=_("ข้อความ"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("เขียนข้อความสั้น ๆ ว่าเสนอหรือสั่งการอะไร")},
    )  # fmt: skip
    division = forms.CharField(label=_("กองหรือฝ่าย"), max_length=120, required=False)


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        label=_("เหตุผล"), max_length=500, error_messages={"required": _("บอกเหตุผลสั้น ๆ เพื่อให้คนอื่นเข้าใจ")}
    )


class RelayForm(forms.Form):
    """To whom a letter is passed on, with which words, signed by whom."""

    to = forms.ChoiceField(
        label=_("ส่งถึง"), choices=[("all", _("ทุกแห่งใต้สังกัดโดยตรง")), ("some", _("เลือกบางแห่ง"))],
        widget=forms.RadioSelect, initial="all", error_messages={"required": _("เลือกว่าจะส่งทุกแห่งหรือบางแห่ง")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("ข้อความนำส่ง"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("เขียนข้อความนำส่งสั้น ๆ")},
    )  # fmt: skip
    signer = forms.CharField(label=_("ผู้ลงนาม"), max_length=200, required=False)


class SearchForm(forms.Form):
    """Words, issuer and the dates between which a letter was written."""

    q = forms.CharField(label=_("คำค้น"), required=False, max_length=200)
    issuer = forms.CharField(label=_("จากหน่วยงาน"), required=False, max_length=200)
    since = ThaiDateField(label=_("ตั้งแต่วันที่"), required=False)
    until = ThaiDateField(label=_("ถึงวันที่"), required=False)

    def clean(self) -> dict[str, Any]:
        """Errors: dates the wrong way round."""
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("วันที่สิ้นสุดต้องไม่มาก่อนวันที่เริ่ม"))
        return data


STEP_NEEDS = {
    StepKind.PROPOSE: Permission.LETTERS_RECEIVE,
    StepKind.ORDER: Permission.LETTERS_ORDER,
    StepKind.ASSIGN: Permission.LETTERS_RECEIVE,
    StepKind.ACT: Permission.LETTERS_RECEIVE,
}
