"""The tags of our components: icons and their sprite, status, forms, small inline drawings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache, partial
from typing import Any, cast

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from tidtam.kernel.routes import opens
from tidtam.ui import drawing, fields
from tidtam.ui.icons import icon_paths
from tidtam.ui.shapes import Figure, Heat, NavItem

register = template.Library()

THEMES = ("light", "dark")
STATES = {
    "upcoming": ("circle-dashed", gettext_lazy("ยังมีเวลา")),
    "due": ("hourglass-medium", gettext_lazy("ถึงกำหนด")),
    "late": ("warning-octagon-f", gettext_lazy("เลยกำหนด")),
    "done": ("check-circle-f", gettext_lazy("ส่งแล้ว")),
    "returned": ("arrow-u-up-left", gettext_lazy("ส่งคืน")),
}
_TONES = {"": "warning-octagon-f", "warn": "warning-f", "info": "info-f", "ok": "check-circle-f"}
_CONFIDENCE = (
    gettext_lazy("ไม่แน่ใจเลย"),
    gettext_lazy("ไม่แน่ใจ"),
    gettext_lazy("พอมั่นใจ"),
    gettext_lazy("มั่นใจ"),
    gettext_lazy("มั่นใจมาก"),
)


def _used(context: Context) -> dict[str, None]:
    # The lowest layer of the render context is the one layer that includes, inclusion tags and parents all share.
    shared = cast("dict[str, Any]", context.render_context.dicts[0])
    used: dict[str, None] = shared.setdefault("ui_icons", {})
    return used


def _draw(context: Context, name: str, css: str = "", label: str = "") -> SafeString:
    if name not in icon_paths():
        raise template.TemplateSyntaxError(f"No icon {name!r}: add it to islands/build/icons.mjs and run npm run icons")
    _used(context)[name] = None
    return _labelled(name, css, label) if label else _silent(name, css)


@lru_cache(maxsize=512)
def _silent(name: str, css: str) -> SafeString:
    return _labelled(name, css, "")


def _labelled(name: str, css: str, label: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    classes = f"icon {css}".strip()
    return format_html(
        '<svg class="{}" viewBox="0 0 256 256" {}><use href="#i-{}"/></svg>', classes, spoken, name
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def door(context: Context, name: str, *args: Any) -> str:
    """Return the address of a page that opens to the reader, "" of one that does not: nobody is led to a refusal."""
    address = reverse(name, args=args)
    return address if may_enter(context, address) else ""


@register.simple_tag(takes_context=True)
def may_enter(context: Context, address: str) -> bool:
    """Say whether the page at an address opens to the reader."""
    return opens(address, getattr(context["request"], "actor", None))


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str, css: str = "", label: str = "") -> SafeString:
    """Draw an icon and note it for the sprite; without a label it is silent.

    Errors: TemplateSyntaxError when `icons.json` has no such name.
    """
    return _draw(context, name, css, label)


@register.simple_tag(takes_context=True)
def sprite(context: Context) -> SafeString:
    """Print the shapes of the icons used so far: last thing in a page, and in a partial that brings its own."""
    used = _used(context)
    shapes = SafeString("".join(map(_symbol, sorted(used))))
    used.clear()
    return format_html('<svg class="sprite" aria-hidden="true">{}</svg>', shapes) if shapes else SafeString("")


@cache
def _symbol(name: str) -> SafeString:
    return format_html('<symbol id="i-{}" viewBox="0 0 256 256"><path d="{}"/></symbol>', name, icon_paths()[name])


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> SafeString:
    """Print `data-theme` for the root element when the reader chose one; without a choice the system decides."""
    chosen = chosen_theme(context)
    return format_html(' data-theme="{}"', chosen) if chosen else SafeString("")


@register.simple_tag(takes_context=True)
def chosen_theme(context: Context) -> str:
    """Return the theme of the cookie: light, dark or "" for the system's."""
    request = context.get("request")
    theme = request.COOKIES.get("theme", "") if request else ""
    return theme if theme in THEMES else ""


@register.simple_tag(takes_context=True)
def status(context: Context, state: str, text: str = "") -> SafeString:
    """Draw the chip of a state: upcoming, due, late, done, returned. The only place that knows their icons.

    Shape: no template of its own, for a list has dozens of them.
    """
    name, label = STATES[state]
    drawn = _draw(context, name)
    return _chip(state, str(text or label), drawn)


@lru_cache(maxsize=2048)
def _chip(state: str, text: str, drawn: SafeString) -> SafeString:
    return format_html('<span class="chip {}">{}{}</span>', state, drawn, text)


@register.simple_tag
def state_icon(state: str) -> str:
    """Return the icon of a state, for headings and calendar events."""
    return STATES[state][0]


@register.simple_tag
def tone_icon(level: str) -> str:
    """Return the icon of an alert: "" is danger, then warn, info, ok."""
    return _TONES[level or ""]


@register.simple_tag
def conf(confidence: float) -> SafeString:
    """Draw a confidence from 0 to 1 as four bars with its words; two bars or fewer are red."""
    bars = max(0, min(4, round(confidence * 4)))
    marks = format_html_join("", "<i{}></i>", ((SafeString(' class="f"') if n < bars else "",) for n in range(4)))
    css = "conf low" if bars <= 2 else "conf"
    return format_html('<span class="{}" role="img" aria-label="{}">{}</span>', css, _CONFIDENCE[bars], marks)


@register.simple_tag
def spark(values: Sequence[float], label: str = "") -> SafeString:
    """Draw a series as a small line with its area, in a box of 100 by 34."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(values), max(values)
    span = (high - low) or 1
    points = [
        f"{n * 100 / (len(values) - 1):.1f} {30 - (value - low) * 24 / span:.1f}" for n, value in enumerate(values)
    ]
    line = "M" + " L".join(points)
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="spark" viewBox="0 0 100 34" preserveAspectRatio="none" {}>'
        '<path class="area" d="{} L100 34 L0 34Z"/><path d="{}"/></svg>',
        spoken, line, line,
    )  # fmt: skip


@register.simple_tag
def choice_lines(choices: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """Draw the choices of a list, (value, words) each."""
    return drawing.choices(choices, chosen)


@register.simple_tag(takes_context=True)
def field(context: Context, bound: BoundField) -> SafeString:
    """Draw a form field: label, hint, control, error beside it. Keeps what was typed; groups become big choices."""
    return fields.field(bound, partial(_draw, context))


@register.simple_tag(takes_context=True)
def form_fields(context: Context, form: BaseForm) -> SafeString:
    """Draw the summary of errors, the hidden fields and every visible field of a form."""
    return fields.fields(form, partial(_draw, context))


@register.simple_tag(takes_context=True)
def form_errors(context: Context, form: BaseForm) -> SafeString:
    """Draw one alert that counts the errors of a form and leads to each field; nothing when there is none."""
    return fields.errors(form, partial(_draw, context))


@register.simple_block_tag
def scroll(content: str, label: str) -> SafeString:
    """Wrap a wide table in a box that scrolls sideways on its own and that a keyboard reaches."""
    return format_html('<div class="scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, content)


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int, name: str = "page") -> str:
    """Return the address of a page of the list being shown, other parameters kept."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return f"?{name}={number}"
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def paired(columns: Sequence[Any], row: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Pair the columns of a table with the cells of a row."""
    return list(zip(columns, row, strict=False))


@register.simple_tag(takes_context=True)
def menu(context: Context, items: Sequence[NavItem]) -> SafeString:
    """Draw the places of the main menu."""
    return drawing.menu(items, [_draw(context, one.icon) for one in items])


@register.simple_tag(takes_context=True)
def menu_behind(context: Context, items: Sequence[NavItem]) -> SafeString:
    """Draw those places of the menu for which a phone has no room: they stand in the account menu."""
    wide = [one for one in items if one.wide]
    return drawing.further(wide, [_draw(context, one.icon) for one in wide])


@register.simple_tag
def figures(found: Sequence[Figure]) -> SafeString:
    """Draw figures: what each counts, the number, a note and a small line."""
    return drawing.figures(found, [spark(one.spark, one.spark_label) if one.spark else "" for one in found])


@register.simple_tag
def heat_rows(heat: Heat) -> SafeString:
    """Draw the rows of a heat map."""
    return drawing.heat_rows(heat)
