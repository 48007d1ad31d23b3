"""What the pages of this room take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class KeyedForm(forms.Form):
    """A visit was typed: the version that was read, and the number บสต. gave the case."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    number = forms.CharField(
        label=_("เลขที่ บสต."), max_length=40, required=False,
        help_text=_("เลขที่ของคนนี้ในระบบ บสต. เก็บไว้ใช้ครั้งต่อไป"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


def _why(label: Any, missing: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text=help_text,
        error_messages={"required": missing},
    )  # fmt: skip


class RefusedForm(forms.Form):
    """บสต. did not take it."""

    reason = _why(_("บสต. ขึ้นว่าอะไร"), _("บอกว่า บสต. ขึ้นว่าอะไร"), _("เช่น ไม่พบผู้รับการบำบัด ไม่ต้องใส่ชื่อหรือเลขประจำตัว"))


class ExcusedForm(forms.Form):
    """It need not be typed."""

    reason = _why(_("เพราะอะไร"), _("บอกว่าทำไมไม่ต้องคีย์"), _("เช่น รพ.สต. คีย์ครั้งนี้แล้ว"))


class TakenBackForm(forms.Form):
    """What was said of it was wrong."""

    reason = _why(_("ยกเลิกเพราะอะไร"), _("บอกว่ายกเลิกเพราะอะไร"), _("เช่น กดผิดรายการ"))
