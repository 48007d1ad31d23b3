"""How fields of a letter stand on a page."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tidtam.files.sentences import said
from tidtam.letters.choices import FIELD_LABELS, Kind, Urgency
from tidtam.ui.templatetags.thai import thai_date

register = template.Library()
_WORDS = {str(value): label for value, label in (*Kind.choices, *Urgency.choices)}


@register.filter
def field_label(name: str) -> str:
    """Return the Thai name of a field."""
    return _("หน้าที่") if name == "deadlines" else str(FIELD_LABELS.get(name, name))


@register.simple_tag
def file_words(text: str) -> str:
    """Return what reading a file said, in the reader's language."""
    return said(text)


@register.filter
def plain_value(value: Any) -> str:
    """Write a confirmed or read value as a person says it."""
    if isinstance(value, bool):
        return _("ใช่") if value else _("ไม่ใช่")
    if isinstance(value, list):
        return (
            ", ".join(plain_value(one.get("number")) if isinstance(one, dict) else plain_value(one) for one in value)
            or "–"
        )
    text = "" if value is None else str(value)
    if text in _WORDS:
        return str(_WORDS[text])
    try:
        return thai_date(date.fromisoformat(text), "short") if len(text) == 10 else text or "–"
    except ValueError:
        return text


@register.filter
def time_dot(value: time | None) -> str:
    """Write an hour: `09.40 น.`."""
    if value is None:
        return ""
    return f"{value:%H:%M}" if (get_language() or "").startswith("en") else f"{value:%H.%M} น."
