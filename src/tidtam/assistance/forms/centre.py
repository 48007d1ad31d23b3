"""What the pages of announcements, signs and channels take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.choices import Condition
from tidtam.assistance.forms.intake import Seen
from tidtam.assistance.forms.places import read_position
from tidtam.assistance.forms.request import Whole
from tidtam.obligations.forms import ThaiDateField

_PHOTO = {"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}


def _photo() -> forms.FileField:
    return forms.FileField(
        label=_("ภาพถ่าย"), required=False, widget=forms.FileInput(attrs=_PHOTO), help_text=_("ไม่เกิน 15 MB")
    )


class PostForm(forms.Form):
    """Posts a draft."""

    title = Seen(label=_("เรื่อง"), max_length=200)
    places = Seen(label=_("ปิดไว้ที่ไหน"), max_length=300, help_text=_("เช่น สำนักงาน ศาลากลางบ้าน"))
    days = Whole(label=_("ปิดกี่วัน"), min_value=1, max_value=365)


class DownForm(forms.Form):
    """Takes one down."""

    reason = Seen(label=_("เหตุผลที่ปลดก่อนครบกำหนด"), max_length=200, required=False)


class DaysForm(forms.Form):
    """How long the office's announcements hang."""

    days = Whole(label=_("ปิดประกาศกี่วัน"), min_value=1, max_value=365)


class SignForm(forms.Form):
    """One round of a sign."""

    place = Seen(label=_("ป้ายอยู่ที่ไหน"), max_length=200, help_text=_("เช่น หน้าสำนักงาน อบต."))
    condition = forms.ChoiceField(label=_("สภาพป้าย"), choices=Condition.choices, widget=forms.RadioSelect)
    note = Seen(label=_("ต้องซ่อมหรือทำอะไร"), max_length=300, required=False)
    on = ThaiDateField(label=_("วันที่ตรวจ"))
    photo = _photo()
    position = Seen(label=_("พิกัดป้าย"), max_length=40, required=False, help_text=_("ละติจูด, ลองจิจูด ไม่มีก็เว้นว่าง"))

    def clean_position(self) -> tuple[float, float] | None:
        """Read the position. Errors: ValidationError."""
        return read_position(self.cleaned_data["position"])


class ChannelForm(forms.Form):
    """One try of a channel."""

    works = forms.ChoiceField(
        label=_("ใช้ได้ไหม"), choices=[("yes", _("ใช้ได้")), ("no", _("ใช้ไม่ได้"))], widget=forms.RadioSelect
    )
    detail = Seen(label=_("ติดต่ออย่างไร หรือต้องแก้อะไร"), max_length=300, required=False)
    on = ThaiDateField(label=_("วันที่ลองใช้"))
    photo = _photo()

    def clean_on(self) -> date | None:
        """Return the day. Errors: ValidationError without one."""
        day: Any = self.cleaned_data["on"]
        if day is None:
            raise forms.ValidationError(_now("กรอกวันที่"))
        found: date = day
        return found
