"""What the pages of the obligations room take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.thai.dates import long_date, parse_date

FIRST_YEAR, LAST_YEAR = 1900, 2300


class ThaiDateField(forms.CharField):
    """A day as Thai offices type it: 15 พ.ย. 2566, 15/11/2566, ๑๕ พฤศจิกายน ๒๕๖๖; also 2023-11-15."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("เช่น 15 พ.ย. 2566 หรือ 15/11/2566"))
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Print a date as it is typed."""
        return long_date(value) if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        """Read the date. Errors: ValidationError when there is no such day."""
        text = super().clean(value)
        if not text:
            return None
        day = parse_date(text)
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("ไม่มีวันที่นี้ พิมพ์ใหม่ เช่น 15 พ.ย. 2566"))
        return day


class SendForm(forms.Form):
    """A statement with words, a file, or both."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label=_("ผลการดำเนินงาน"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("เขียนสั้น ๆ ว่าทำอะไรไปแล้ว ส่งเมื่อใด เลขหนังสือส่งถ้ามี"),
    )  # fmt: skip
    file = forms.FileField(label=_("แนบไฟล์"), required=False, help_text=_("PDF ภาพ DOCX หรือ TXT ไม่เกิน 30 MB"))


class ReviewForm(forms.Form):
    """A superior's answer."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    comment = forms.CharField(
        label=_("ข้อความถึงหน่วยงาน"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("จำเป็นเมื่อส่งคืนหรือยกเว้น"),
    )  # fmt: skip


class EndForm(forms.Form):
    """Ends an obligation."""

    ends_on = ThaiDateField(label=_("วันสุดท้ายที่ยังต้องทำ"))
    reason = forms.CharField(
        label=_("เหตุผล"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("เลขหนังสือที่ให้สิ้นสุด หรือเหตุผล"),
    )  # fmt: skip


class AnnounceForm(forms.Form):
    """Adds an announced date."""

    day = ThaiDateField(label=_("วันที่ประกาศ"))


class FeedForm(forms.Form):
    """Makes a calendar link."""

    reminders = forms.MultipleChoiceField(
        label=_("เตือนในปฏิทิน"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("5", _("ก่อน 5 วัน")), ("2", _("ก่อน 2 วัน")), ("0", _("เช้าวันครบกำหนด"))],
    )  # fmt: skip


class HolidayForm(forms.Form):
    """Adds a day off."""

    day = ThaiDateField(label=_("วันที่"))
    name = forms.CharField(label=_("ชื่อวันหยุด"), max_length=200)
