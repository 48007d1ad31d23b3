"""What a requester types to follow a request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.choices import Helped


class FollowForm(forms.Form):
    """Number and PIN. Posted: neither belongs in an address or a log."""

    number = forms.CharField(
        label=_("เลขคำขอ"), max_length=20, help_text=_("อยู่บนใบรับเรื่อง เช่น 69-0412"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": _("ใส่เลขคำขอ")},
    )  # fmt: skip
    pin = forms.CharField(
        label=_("รหัส 6 ตัว"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("ใส่รหัส 6 ตัว")},
    )  # fmt: skip


class SayForm(forms.Form):
    """A message to the office."""

    words = forms.CharField(
        label=_("ข้อความถึงเจ้าหน้าที่"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CorrectForm(forms.Form):
    """What is wrong in what the office keeps."""

    words = forms.CharField(
        label=_("ข้อมูลไหนไม่ถูก และที่ถูกคืออะไร"), max_length=3900, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("เขียนว่าข้อมูลไหนไม่ถูก")},
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """Sure, and why if they like to say."""

    sure = forms.BooleanField(label=_("แน่ใจว่าจะถอนคำขอนี้"), error_messages={"required": _("กดเลือกช่องนี้ก่อน ถ้าแน่ใจ")})
    reason = forms.CharField(
        label=_("เหตุผล"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OpinionForm(forms.Form):
    """Was it help?"""

    helped = forms.ChoiceField(
        label=_("ความช่วยเหลือครั้งนี้"), choices=Helped.choices, widget=forms.RadioSelect,
        error_messages={"required": _("เลือกหนึ่งข้อ")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("อยากบอกอะไรเพิ่ม"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    again = forms.BooleanField(label=_("ขอให้เปิดเรื่องนี้อีกครั้ง"), required=False)

    def __init__(self, *args: Any, may_reopen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_reopen:
            del self.fields["again"]
