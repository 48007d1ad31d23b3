"""What stands on the board and the register by the dozen, drawn by functions: a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape
from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from tidtam.assistance.choices import ICONS, Code
from tidtam.kernel.permissions import Permission
from tidtam.ui.nowrap import wrap
from tidtam.ui.templatetags.thai import thai_date
from tidtam.ui.templatetags.ui import icon, status

register = template.Library()


@register.simple_tag(takes_context=True)
def request_lines(context: Context, rows: Sequence[dict[str, Any]]) -> SafeString:
    """Draw requests, as `phrasing.rows_of` says them."""
    person, state, owner, age, step = map(escape, (_("ผู้ขอ"), _("สถานะ"), _("เจ้าของ"), _("อายุ"), _("ก้าวถัดไป")))
    before, after = reverse("assistance:request", args=["000000000000"]).split("000000000000")
    late, within, wrapped = escape(_("เลยกำหนด")), escape(_("ภายใน")), cache(wrap)

    @cache
    def pictured(code: str) -> str:
        return icon(context, ICONS[code], "", str(Code(code).label))

    @cache
    def wrote() -> str:
        words = escape(_("ผู้ขอตอบมา"))
        return f' <span class="chip due">{icon(context, "chat-text")}{words}</span>'

    made = []
    for row in rows:
        codes = "".join([pictured(code) for code in dict.fromkeys(row["codes"])]) + (wrote() if row["unread"] else "")
        place = f'<br><span class="s mute">{escape(row["place"])}</span>' if row["place"] else ""
        chip = f'<span class="chip">{escape(row["state"])}</span>'
        if row["shape"]:
            chip = status(context, row["shape"], row["state"])
        due = ""
        if row["due"]:
            css, said = (" bad", late) if row["late"] else (" mute", within)
            due = f'<br><span class="s{css} nowrap">{said} {escape(thai_date(row["due"], "short"))}</span>'
        made.append(
            f'<tr><th scope="row"><a href="{before}{row["id"]}{after}"><span class="nowrap">{row["shown"]}</span> '
            f'<b>{wrapped(row["title"])}</b></a><span class="codes">{codes}</span></th>'
            f'<td data-l="{person}"><div>{escape(row["person"])}{place}</div></td>'
            f'<td data-l="{state}"><div>{chip}</div></td><td data-l="{owner}"><div>{escape(row["owner"])}</div></td>'
            f'<td data-l="{age}" class="n"><div>{escape(row["age"])}</div></td>'
            f'<td data-l="{step}"><div>{wrapped(row["step"] or "–")}{due}</div></td></tr>'
        )
    return mark_safe("\n".join(made))  # noqa: S308 (each value of a line is escaped)


_TABS = (
    ("board", "assistance:board", gettext_noop("ภาพรวม")),
    ("register", "assistance:register", gettext_noop("ทะเบียน")),
    ("needs", "assistance:needs", gettext_noop("รายการที่ขอ")),
    ("inbound", "assistance:inbounds", gettext_noop("หน่วยอื่นขอมา")),
    ("referrals", "assistance:referrals", gettext_noop("ส่งต่อ")),
    ("meetings", "assistance:meetings", gettext_noop("ประชุม")),
    ("announcements", "assistance:announcements", gettext_noop("ประกาศ")),
    ("sheets", "assistance:sheets", gettext_noop("สำรวจ")),
    ("centre", "assistance:centre", gettext_noop("ศูนย์")),
    ("info", "exchange:info", "INFO"),
    ("figures", "reports:figures", gettext_noop("ตัวเลข")),
)


@register.simple_tag(takes_context=True)
def centre_tabs(context: Context, tab: str) -> SafeString:
    """Draw the tabs of the centre's work; a place this installation does not have leaves its tab out."""
    return _centre_tabs(tab, context["request"].actor.may(Permission.NEEDS_ANSWER), get_language())


@lru_cache(maxsize=64)
def _centre_tabs(tab: str, answers: bool, _language: str | None) -> SafeString:
    made = []
    for name, route, words in _TABS:
        try:
            url = reverse(route)
        except NoReverseMatch:
            continue
        if name != "inbound" or answers:
            url, mark = f"{url}?show=live" if name == "board" else url, ' aria-current="true"' if name == tab else ""
            made.append(f'<a href="{escape(url)}"{mark}>{escape(_(words))}</a>')
    label = escape(_("งานของศูนย์ช่วยเหลือ"))
    return mark_safe(f'<nav class="tabs" aria-label="{label}">{"".join(made)}</nav>')  # noqa: S308 (address and words are escaped)
