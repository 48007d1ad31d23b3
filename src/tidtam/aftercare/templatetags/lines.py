"""The lines of this room's long tables, each drawn by one function: a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tidtam.aftercare.templatetags.care import rounds
from tidtam.ui.drawing import link, told
from tidtam.ui.templatetags.thai import thai_date
from tidtam.ui.templatetags.ui import icon, status

register = template.Library()


def _drawn(lines: Iterable[str]) -> SafeString:
    return mark_safe("\n".join(lines))  # noqa: S308 (each value of a line is escaped)


def _day(day: Any, form: str = "short") -> str:
    return escape(thai_date(day, form)) or "–"


def _named(url: str, name: str) -> str:
    return link(url, f"<b>{name}</b>", ' class="nowrap"') if url else f'<b class="nowrap">{name}</b>'


@register.simple_tag(takes_context=True)
def board_lines(context: Context, rows: Sequence[dict[str, Any]], may_remind: bool) -> SafeString:
    """Draw the people of a board; who may remind teams has a box before each."""
    tick, state, nth, asked, member = map(escape, (_("เลือก"), _("สถานะ"), _("ครั้งที่"), _("ขอไว้"), _("ผู้เยี่ยม")))
    made = []
    for row in rows:
        case, name = row["case"], escape(row["name"])
        box = (
            f'<td><input type="checkbox" name="case" value="{case.public_id}" aria-label="{tick} {name}"></td>'
            if may_remind
            else ""
        )
        named = _named(row["url"], name)
        made.append(
            f'<tr>{box}<th scope="row">{named}<br><span class="mute">{escape(row["place"])}</span></th>'
            f'<td data-l="{state}">{status(context, row["state"], row["text"])}</td>'
            f'<td data-l="{nth}" class="n">{row["nth"]}/{row["of"]}</td><td class="desk-only">{rounds(case)}</td>'
            f'<td data-l="{asked}" class="nowrap">{escape(row["asked"]) or "–"}</td>'
            f'<td data-l="{member}" class="nowrap">{escape(row["member"])}</td></tr>'
        )
    return _drawn(made)


@register.simple_tag(takes_context=True)
def plan_lines(context: Context, rows: Sequence[dict[str, Any]]) -> SafeString:
    """Draw the rounds of one person's year."""
    due, window, met, state = map(escape, (_("กำหนด"), _("ทำได้"), _("เยี่ยมเมื่อ"), _("สถานะ")))
    made = []
    for row in rows:
        one, (shape, words) = row["round"], row["state"]
        if shape == "gone":
            chip = f'<span class="chip">{icon(context, "question")}{escape(words)}</span>'
        else:
            chip = status(context, shape, words)
        within = f"{_day(one.start_on, 'short noyear')} – {_day(one.end_on, 'short noyear')}"
        made.append(
            f'<tr><th scope="row"><b>{one.round_no}</b></th>'
            f'<td data-l="{due}"><div class="nowrap">{_day(one.due_on)}</div></td>'
            f'<td data-l="{window}"><div class="nowrap">{within}</div></td>'
            f'<td data-l="{met}"><div class="nowrap">{_day(one.visited_on)}</div></td>'
            f'<td data-l="{state}"><div>{chip}</div></td></tr>'
        )
    return _drawn(made)


@register.simple_tag(takes_context=True)
def round_lines(context: Context, rows: Sequence[dict[str, Any]]) -> SafeString:
    """Draw rounds of many people."""
    state, nth, due, met, office = map(escape, (_("สถานะ"), _("ครั้งที่"), _("วันนัด"), _("เยี่ยมเมื่อ"), _("หน่วยงาน")))
    made = []
    for line in rows:
        row, name = line["row"], escape(line["name"])
        named = _named(line["url"], name)
        made.append(
            f'<tr><th scope="row">{named}</th><td data-l="{state}">{status(context, line["shape"], line["text"])}</td>'
            f'<td class="n" data-l="{nth}">{row.round_no}</td>'
            f'<td class="nowrap" data-l="{due}">{_day(row.due_on)}</td>'
            f'<td class="nowrap" data-l="{met}">{_day(row.visited_on)}</td>'
            f'<td data-l="{office}">{escape(str(row.case.office))}</td></tr>'
        )
    return _drawn(made)


@register.simple_tag
def chart_lines(rows: Sequence[Sequence[str]]) -> SafeString:
    """Draw the table beside a chart: the first cell of a line is its head."""
    made = []
    for head, *cells in rows:
        numbers = "".join([f'<td class="n">{escape(cell)}</td>' for cell in cells])
        made.append(f'<tr><th scope="row">{escape(head)}</th>{numbers}</tr>')
    return _drawn(made)


@register.simple_tag
def area_lines(rows: Sequence[dict[str, Any]]) -> SafeString:
    """Draw places with how many wait there."""
    return _drawn(
        f'<tr><th scope="row">{link(row["url"], escape(row["name"]))}</th><td class="n">{told(row["n"])}</td></tr>'
        for row in rows
    )
