"""A position as it is typed or filled in by the browser."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext as _now

from tidtam.thai.digits import to_arabic


def read_position(text: str) -> tuple[float, float] | None:
    """Read `latitude, longitude` in degrees, inside Thailand; nothing is none. Errors: ValidationError."""
    text = to_arabic(text).strip()
    if not text:
        return None
    try:
        latitude, longitude = (float(part) for part in re.split(r"[,\s]+", text))
    except ValueError:
        raise forms.ValidationError(_now("พิมพ์แบบ 14.7102, 102.0213 หรือกด “ใช้ตำแหน่งนี้”")) from None
    if not (5 <= latitude <= 21 and 97 <= longitude <= 106):
        raise forms.ValidationError(_now("ตำแหน่งอยู่นอกประเทศไทย"))
    return latitude, longitude
