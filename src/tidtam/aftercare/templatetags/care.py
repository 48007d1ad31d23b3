"""What only aftercare draws: the strip of rounds, and the big choices of the visit form."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxSelectMultiple
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy

from tidtam.aftercare.models import Case
from tidtam.ui.templatetags.ui import icon

register = template.Library()

STEP, HEIGHT = 12, 18
# A letter of `Case.strip` to its shape; early and on time look the same, for both were done.
_CLASSES = {"o": "ok", "e": "ok", "l": "lt", "n": "nb", "m": "ms", "u": "du", "x": "ex", "p": "pl"}
_WORDS = {
    "ok": gettext_lazy("ทำแล้ว"),
    "lt": gettext_lazy("ทำช้า"),
    "nb": gettext_lazy("ไปแล้วไม่พบ"),
    "ms": gettext_lazy("ขาด"),
    "ex": gettext_lazy("ยกเว้น"),
    "du": gettext_lazy("ถึงกำหนด"),
    "pl": gettext_lazy("ยังไม่ถึง"),
}


@lru_cache(maxsize=512)
def _mark(css: str, n: int) -> str:
    x = n * STEP
    if css == "ok":
        return f'<rect class="ok" x="{x + 2}" y="2" width="8" height="14" rx="1.5"/>'
    if css == "lt":
        return f'<rect class="lt" x="{x + 3}" y="8" width="6" height="7"/>'
    if css == "nb":
        return f'<circle class="nb" cx="{x + 6}" cy="9" r="4"/>'
    if css == "ex":
        return f'<rect class="ex" x="{x + 2}" y="8" width="8" height="3"/>'
    if css == "ms":
        return f'<path class="ms" d="M{x + 2} 5l8 8m0-8l-8 8"/>'
    if css == "du":
        return f'<path class="du" d="M{x + 6} 1l6 8-6 8-6-8z"/>'
    return f'<circle class="pl" cx="{x + 6}" cy="9" r="2"/>'


def spoken(strip: str) -> str:
    """Say a strip in words: `24 ครั้ง: ทำแล้ว 11 ทำช้า 1 ขาด 1 ถึงกำหนด 1 ยังไม่ถึง 10`."""
    counted = Counter(_CLASSES.get(letter, "pl") for letter in strip)
    parts = [f"{word} {counted[css]}" for css, word in _WORDS.items() if counted[css]]
    return gettext("%(rounds)s ครั้ง: %(counts)s") % {"rounds": len(strip), "counts": " ".join(parts)}


@register.simple_tag
def rounds(case: Case | str) -> SafeString:
    """Draw the rounds of a case as one row of marks, each state its own shape, with a spoken summary."""
    return _drawn(case if isinstance(case, str) else case.strip, get_language() or "")


@lru_cache(maxsize=4096)
def _drawn(strip: str, _language: str) -> SafeString:
    """Draw a strip once: of a cohort many people have the same."""
    if not strip:
        return SafeString("")
    marks = "".join(_mark(_CLASSES.get(letter, "pl"), n) for n, letter in enumerate(strip))
    return format_html(
        '<svg class="rounds" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        len(strip) * STEP, HEIGHT, spoken(strip), mark_safe(marks),  # noqa: S308 (numbers and our own classes)
    )  # fmt: skip


@register.simple_tag
def rounds_legend() -> SafeString:
    """Say in one line what the marks of a strip mean."""
    return _legend(get_language() or "")


@lru_cache(maxsize=4)
def _legend(_language: str) -> SafeString:
    marks = format_html_join(
        " ",
        '<span class="nowrap"><svg class="rounds" viewBox="0 0 {} {}" aria-hidden="true">{}</svg> {}</span>',
        ((STEP, HEIGHT, mark_safe(_mark(css, 0)), word) for css, word in _WORDS.items()),  # noqa: S308 (our own)
    )
    return format_html('<p class="legend xs mute">{}</p>', marks)


@register.inclusion_tag("aftercare/_choose.html", takes_context=True)
def choose(context: Context, bound: BoundField, two: bool = False, ask: bool = True) -> dict[str, Any]:
    """Draw one question as big choices with icon and hint; keeps what was chosen, errors stand beside it.

    `ask` False leaves the question to the part's heading. Icons and hints are the form's own `LOOK`.
    """
    look = getattr(bound.form, "LOOK", {}).get(bound.name, {})
    rows = []
    for widget in bound:
        value = str(widget.data["value"])
        name, hint = look.get(value, ("", ""))
        drawn = icon(context, name, "big") if name else ""
        rows.append({"widget": widget, "icon": drawn, "hint": hint})
    return {
        "field": bound, "rows": rows, "two": two, "ask": ask,
        "boxes": isinstance(bound.field.widget, CheckboxSelectMultiple),
        "warning": icon(context, "warning-circle-f") if bound.errors else "",
    }  # fmt: skip


@register.filter
def digits(phone: str) -> str:
    """Return a telephone number as it is called: `044-441-234 ต่อ 12` calls 044441234."""
    return "".join(sign for sign in phone.split("ต่อ", maxsplit=1)[0].split(",", maxsplit=1)[0] if sign in "+0123456789")


@register.filter
def item(mapping: dict[str, Any], key: Any) -> Any:
    """Return what a mapping holds under a key, "" for nothing."""
    return mapping.get(key, "") if mapping else ""
