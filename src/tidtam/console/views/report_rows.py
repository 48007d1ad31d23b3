"""Rows of the inbox about reports: to do, to sign, to send, to read, to amend."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.console.queries import Inbox
from tidtam.obligations.views import showing
from tidtam.reports.choices import ReportState
from tidtam.reports.queries.inbox import Item, is_ready
from tidtam.reports.views.showing import span_words
from tidtam.ui.shapes import InboxRow, State
from tidtam.ui.templatetags.thai import thai_date

_NEAR = timedelta(days=5)
_FOLD = 3  # late or changed reports of one form that stand one by one
_OUR_MOVE = (ReportState.RETURNED, ReportState.SIGNED)


def rows(found: Inbox, now: datetime) -> tuple[list[InboxRow], list[InboxRow], list[InboxRow]]:
    """Return what is late, what is to do now, what has time; a report whose duty has a row stands in that row."""
    due: list[InboxRow] = []
    later: list[InboxRow] = []
    behind = [item for item in alone(found) if item.counts and item.due_on < found.today]
    late = _late(behind, found)
    for item in alone(found):
        if item not in behind:
            waits = is_ready(item) and not found.reports.signs
            mine = item.state in _OUR_MOVE or is_ready(item) or item.due_on <= found.today + _NEAR
            (due if mine and not waits else later).append(own(item, found))
    due += _changed(found)
    due += [_below(item) for item in found.reports.below]
    return late, due, later


def _late(behind: list[Item], found: Inbox) -> list[InboxRow]:
    """Return what is late, oldest first; many periods of one form are its oldest and one row for the rest."""
    of: dict[str, list[Item]] = {}
    for item in behind:
        of.setdefault(item.code, []).append(item)
    out = []
    for item in behind:
        periods = of[item.code]
        if len(periods) <= _FOLD or item is periods[0]:
            out.append(own(item, found))
        elif item is periods[1]:
            out.append(_rest(periods[1:], found))
    return out


def _rest(items: list[Item], found: Inbox) -> InboxRow:
    first, last = items[0], items[-1]
    return InboxRow(
        title=_("อีก %(count)s งวดที่ค้าง %(title)s") % {"count": len(items), "title": first.title},
        url=reverse("reports:reports") + "?show=do", icon="table", state="late",
        state_text=showing.late_text((found.today - first.due_on).days), action=_("ดูทุกงวด"), why=first.code,
        note=" – ".join(thai_date(one.due_on, "short") for one in (first, last)),
    )  # fmt: skip


def alone(found: Inbox) -> list[Item]:
    """Return the own reports that no row of a duty tells of."""
    told = {duty.pk for duty in (*found.overdue, *found.today_due, *found.returned, *found.near, *found.later)}
    return [item for item in found.reports.own if item.duty not in told]


def own(item: Item, found: Inbox, *, why: str = "", quote: str = "", off: str = "") -> InboxRow:
    """Return the row of an own report: what its state asks of whoever looks."""
    named = _("%(title)s งวด %(period)s") % {"title": item.title, "period": span_words(item.start, item.end)}
    back, ready = item.state == ReportState.RETURNED, is_ready(item)
    title, icon, action = named, "table", _("เปิดรายงาน")
    if back:
        title, icon, action = _("แก้ %(title)s ที่ส่งคืน") % {"title": named}, "arrow-u-up-left", _("เปิดแก้")
    elif item.state == ReportState.SIGNED:
        title, icon, action = _("ส่ง %(title)s") % {"title": named}, "paper-plane-tilt", _("เปิดแล้วส่ง")
    elif ready and found.reports.signs:
        title, icon, action = _("ลงนาม %(title)s") % {"title": named}, "signature", _("อ่านแล้วลงนาม")
    elif found.reports.compiles and not ready and item.start <= found.today:
        action = _("ทำรายงาน")
    to_come = _("ทำได้ตั้งแต่ %(day)s") % {"day": thai_date(item.start, "short")} if item.start > found.today else ""
    state, text = state_of(item, found)
    return InboxRow(
        title=title, url=reverse("reports:report", args=[item.public_id]), icon=icon, state=state, state_text=text,
        action=action, why=why or item.code, quote=item.words or quote,
        note=" · ".join(part for part in (thai_date(item.due_on, "short weekday"), to_come, off) if part),
    )  # fmt: skip


def state_of(item: Item, found: Inbox) -> tuple[State, str]:
    """Return the chip of an own report: what it waits for, else how late or how soon it is due."""
    days = (item.due_on - found.today).days
    if item.counts and days < 0:
        return "late", showing.late_text(-days)
    if item.state == ReportState.RETURNED:
        return "returned", _("ส่งคืนแก้")
    if item.state == ReportState.SIGNED:
        return "due", str(ReportState.SIGNED.label)
    if is_ready(item):
        return "due", _("รอลงนาม")
    text = _("วันนี้") if days == 0 else _("อีก %(n)s วัน") % {"n": days}
    return ("due" if days <= _NEAR.days else "upcoming"), text


def _changed(found: Inbox) -> list[InboxRow]:
    """Return what changed after it went up, oldest first; of many of one form the oldest and one row for the rest."""
    of: dict[str, list[Item]] = {}
    for item in found.reports.changed:
        of.setdefault(item.code, []).append(item)
    out = []
    for code, items in of.items():
        single = items if len(items) <= _FOLD else items[:1]
        out += [
            InboxRow(
                title=_("ตัวเลขเปลี่ยนหลังส่ง %(title)s งวด %(period)s")
                % {"title": one.title, "period": span_words(one.start, one.end)},
                url=reverse("reports:report", args=[one.public_id]), icon="clock-counter-clockwise", state="due",
                state_text=_("รอตัดสินใจ"), action=_("ดูแล้วตัดสินใจ"), why=code,
                note=thai_date(one.at, "short") if one.at else "",
            )
            for one in single
        ]  # fmt: skip
        if len(items) > len(single):
            out.append(_rest_changed(code, items[1:]))
    return out


def _rest_changed(code: str, items: list[Item]) -> InboxRow:
    asked = {"count": len(items), "title": items[0].title}
    return InboxRow(
        title=_("อีก %(count)s งวดที่ตัวเลขเปลี่ยนหลังส่ง %(title)s") % asked,
        url=reverse("reports:reports") + "?show=do", icon="clock-counter-clockwise", state="due",
        state_text=_("รอตัดสินใจ"), action=_("ดูทุกงวด"), why=code,
    )  # fmt: skip


def _below(item: Item) -> InboxRow:
    asked = {"office": item.office, "title": item.title, "count": f"{item.n:,}", "n": item.edition}
    url = (
        reverse("reports:report", args=[item.public_id]) if item.n == 1 else reverse("reports:reports") + "?show=review"
    )
    if item.n > 1:
        title = _("ตรวจรายงานที่ส่งมา %(count)s ฉบับ: %(title)s") % asked
    elif item.amended:
        title = _("ตรวจฉบับแก้ไข %(n)s ของ %(office)s: %(title)s") % asked
    else:
        title = _("ตรวจรายงานของ %(office)s: %(title)s") % asked
    return InboxRow(
        title=title, url=url, icon="clipboard-text", state="due", state_text=_("รอตรวจ"), action=_("ตรวจ"),
        why=_("%(code)s งวด %(period)s") % {"code": item.code, "period": span_words(item.start, item.end)},
        note=" · ".join(part for part in (thai_date(item.at, "short weekday"), _amended(item)) if part),
    )  # fmt: skip


def _amended(item: Item) -> str:
    """Say how many of several are amendments."""
    return _("เป็นฉบับแก้ไข %(n)s ฉบับ") % {"n": f"{item.amended:,}"} if item.n > 1 and item.amended else ""
