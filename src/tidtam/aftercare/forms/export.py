"""What an export asks: what it is for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """The purpose of an export."""

    purpose = forms.CharField(
        label=_("จะนำไปใช้ทำอะไร"), min_length=10, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("จะพิมพ์ไว้ทุกแผ่น เช่น ประชุม ศป.ปส.อ. 25 พ.ย. วาระ 3"),
    )  # fmt: skip
