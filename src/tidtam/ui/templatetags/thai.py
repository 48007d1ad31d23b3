"""How dates, hours, digits and office words stand on a screen. Django's own date filter is banned from our pages."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import formats, timezone, translation
from django.utils.safestring import SafeString

from tidtam.thai.dates import MONTHS_SHORT, WEEKDAYS_SHORT, be_year, long_date, short_date
from tidtam.thai.digits import to_thai
from tidtam.ui.nowrap import wrap

register = template.Library()


def _is_english() -> bool:
    return (translation.get_language() or "").startswith("en")


@register.filter
def thai_date(value: date | datetime | None, form: str = "long") -> str:
    """Write a date in พ.ศ. as asked by words of `form`: long or short, weekday, noyear, thai (digits), time.

    English pages get the same date in English and the common era. Instants are told in Bangkok time; None is "".
    """
    if not isinstance(value, date):
        return ""
    if not isinstance(value, datetime):
        return _said(value, form, _is_english())
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    words = form.split()
    text = _said(value.date(), form, _is_english())
    if "time" not in words:
        return text
    hour = thai_time(value)
    return f"{text} {to_thai(hour) if 'thai' in words else hour}"


@lru_cache(maxsize=4096)
def _said(day: date, form: str, english: bool) -> str:
    """Write a day; once, for a page has the same few days by the dozen."""
    words = set(form.split())
    if english:
        text = _english(day, words)
    elif "short" in words:
        text = short_date(day, weekday="weekday" in words, year="noyear" not in words)
    else:
        text = long_date(day, weekday="weekday" in words)
        if "noyear" in words:
            text = text.rsplit(" ", 1)[0]
    return to_thai(text) if "thai" in words else text


def _english(day: date, words: set[str]) -> str:
    pattern = ("D j M Y" if "weekday" in words else "j M Y") if "short" in words else "j F Y"
    if "weekday" in words and "short" not in words:
        pattern = "l j F Y"
    return formats.date_format(day, pattern.removesuffix(" Y") if "noyear" in words else pattern, use_l10n=False)


@register.filter
def thai_month(value: date | None, form: str = "") -> str:
    """Write the month and year of a date: `พฤศจิกายน 2566`; with `thai`, in Thai digits; with `short`, `พ.ย. 66`."""
    if not isinstance(value, date):
        return ""
    if _is_english():
        return formats.date_format(value, "M Y" if form == "short" else "F Y", use_l10n=False)
    if form == "short":
        return f"{MONTHS_SHORT[value.month - 1]} {be_year(value) % 100:02d}"
    text = long_date(value).split(" ", 1)[1]
    return to_thai(text) if form == "thai" else text


@register.filter
def thai_time(value: datetime | None) -> str:
    """Write the hour of an instant in Bangkok: `14.05 น.`, on English pages `14:05`. None is ""."""
    if not isinstance(value, datetime):
        return ""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value:%H:%M}" if _is_english() else f"{value:%H.%M} น."


@register.filter
def thai_weekday(value: date | None) -> str:
    """Write the short weekday: `พ.`, on English pages `Wed`."""
    if not isinstance(value, date):
        return ""
    return formats.date_format(value, "D", use_l10n=False) if _is_english() else WEEKDAYS_SHORT[value.weekday()]


@register.filter
def thai_when(value: str | date | datetime | None) -> str:
    """Write an instant with its hour, a date without one, and words as they are."""
    if isinstance(value, datetime):
        return thai_date(value, "short time")
    if isinstance(value, date):
        return thai_date(value, "short")
    return value or ""


@register.filter
def thai_digits(value: object) -> str:
    """Write Thai digits in place of Arabic ones."""
    return to_thai(str(value))


@register.filter
def commas(value: object) -> str:
    """Write a whole number with commas between thousands; anything else stays as it is."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@register.filter
def nowrap_words(value: object) -> SafeString:
    """Keep office words and document numbers in one piece: the browser's Thai dictionary would cut them."""
    return wrap(str(value))
