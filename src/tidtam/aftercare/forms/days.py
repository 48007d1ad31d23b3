"""A day as Thai offices type it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare.rules.checks import read_day
from tidtam.thai.dates import long_date


class ThaiDateField(forms.CharField):
    """A day as Thai offices type it: 15 พ.ย. 2566, 15/11/2566, ๑๕ พฤศจิกายน ๒๕๖๖; also 2023-11-15."""

    def __init__(self, *, needed: bool = False, **kwargs: Any) -> None:
        self.needed = needed  # shown only when it must be answered, so it is not labelled as optional
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
        typed = read_day(text, "day")
        if typed.day is None:
            raise forms.ValidationError([finding.said(gettext) for finding in typed.findings])
        return typed.day
