"""Components that stand on a page by the dozen, drawn by one function each: a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tidtam.ui.shapes import Figure, Heat, HeatCell, NavItem
from tidtam.ui.templatetags.thai import commas


def told(value: object) -> str:
    """Return a value as the text of an element: commas in numbers, no markup."""
    return escape(commas(value))


def link(url: str, inside: str, css: str = "") -> str:
    """Return a link round markup; without an address the markup alone."""
    return f'<a{css} href="{escape(url)}">{inside}</a>' if url else inside


def figures(found: Sequence[Figure], sparks: Sequence[str]) -> SafeString:
    """Draw figures, each with its small line."""
    return mark_safe("".join(map(_figure, found, sparks)))  # noqa: S308 (each value is escaped)


def _figure(figure: Figure, spark: str) -> str:
    css = f"fig{' hero' if figure.hero else ''}{f' {figure.tone}' if figure.tone else ''}"
    unit = f" <small>{escape(figure.unit)}</small>" if figure.unit else ""
    note = f'<span class="d">{escape(figure.note)}</span>' if figure.note else ""
    inside = f'<span class="k">{escape(figure.label)}</span><span class="v">{told(figure.value)}{unit}</span>{note}'
    if figure.url:
        return f'\n<a class="{css}" href="{escape(figure.url)}">{inside}{spark}</a>\n'
    return f'\n<div class="{css}">{inside}{spark}</div>\n'


def heat_rows(heat: Heat) -> SafeString:
    """Draw the rows of a heat map. Steps are computed by the page; the number is always printed."""
    absent = f'<td class="miss"><span class="hide">{escape(gettext("ยังไม่ส่ง"))}</span></td>'
    return mark_safe(  # noqa: S308 (each value is escaped)
        "\n".join(
            f'<tr><th scope="row">{link(row.url, escape(row.label))}</th>'
            f"{''.join(_heat_cell(cell) if cell.text is not None else absent for cell in row.cells)}</tr>"
            for row in heat.rows
        )
    )


def _heat_cell(cell: HeatCell) -> str:
    return f'<td class="h{cell.level}">{link(cell.url, told(cell.text))}</td>'


def choices(offered: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """Draw the choices of a list, (value, words) each."""
    made = []
    for value, words in offered:
        mark = " selected" if value == chosen else ""
        made.append(f'<option value="{escape(str(value))}"{mark}>{escape(str(words))}</option>')
    return mark_safe("".join(made))  # noqa: S308 (value and words are escaped)


def menu(items: Sequence[NavItem], icons: Sequence[str]) -> SafeString:
    """Draw the places of the main menu, each with its icon."""
    return mark_safe("".join(map(_place, items, icons)))  # noqa: S308 (each value is escaped)


def _place(item: NavItem, icon: str) -> str:
    css = ' class="wide"' if item.wide else ""
    here = ' aria-current="page"' if item.current else ""
    count = ""
    if item.count:
        said = escape(gettext("%(count)s เรื่อง") % {"count": item.count})
        count = (
            f'<span class="count"><span aria-hidden="true">{item.count}</span><span class="hide">{said}</span></span>'
        )
    return f'<li{css}><a href="{escape(item.url)}"{here}>{icon}<span>{escape(item.label)}</span>{count}</a></li>\n'


def further(items: Sequence[NavItem], icons: Sequence[str]) -> SafeString:
    """Draw the places that stand in the account menu on the phone, each with its icon."""
    return mark_safe("".join(map(_further, items, icons)))  # noqa: S308 (each value is escaped)


def _further(item: NavItem, icon: str) -> str:
    return f'<a class="menu-item phone-only" href="{escape(item.url)}">{icon}<span>{escape(item.label)}</span></a>'
