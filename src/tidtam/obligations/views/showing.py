"""How a duty is said on a screen: its state, its title with the period, its day. Pure but for addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tidtam.obligations.choices import DutyState
from tidtam.obligations.models import Duty, Obligation
from tidtam.obligations.queries import state_on
from tidtam.obligations.rules import Rule, say, say_english
from tidtam.thai.dates import from_be
from tidtam.ui.shapes import Event, State
from tidtam.ui.templatetags.thai import thai_date, thai_month

FIRST_YEAR, LAST_YEAR = 1900, 2300
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DutyEvent(Event):
    """A duty on its day; `muted` is history or excused: it is shown and never counted."""

    muted: bool = False
    quote: str = ""


def address(name: str, *args: Any) -> str:
    """Return the address of a route; "" when this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def duty_url(duty: Duty, office_code: str) -> str:
    """Return the address of a duty's page."""
    return reverse("obligations:duty", args=[duty.obligation.public_id, office_code, duty.due_on.isoformat()])


def is_history(duty: Duty) -> bool:
    """Say whether the duty lies before the day its office counts from."""
    return duty.state == DutyState.EXCUSED and duty.comment == "history"


def shape_of(duty: Duty, today: date) -> State:
    """Return the shape that shows the state; what is excused or superseded takes the calm one."""
    state = state_on(duty, today)
    return state if state in ("due", "late", "done", "returned") else "upcoming"  # type: ignore[return-value]  # the five shapes


def state_text(duty: Duty, today: date) -> str:
    """Say the state in a few words."""
    state = state_on(duty, today)
    if state == "done":
        return _done_text(duty)
    if state == "superseded":
        return _("มีฉบับใหม่แทน")
    if state == "excused":
        return _("ก่อนเริ่มนับ") if is_history(duty) else _("ยกเว้นงวดนี้")
    days = (duty.due_on - today).days
    if days < 0:
        late = late_text(-days)
        return _("ส่งคืน · %(late)s") % {"late": late} if duty.state == DutyState.RETURNED else late
    if state == "returned":
        return _("ส่งคืน")
    return _("วันนี้") if days == 0 else ngettext("อีก %(days)s วัน", "อีก %(days)s วัน", days) % {"days": days}


def late_text(days: int) -> str:
    """Say how long ago a day passed."""
    return ngettext("เลย %(days)s วัน", "เลย %(days)s วัน", days) % {"days": days}


def _done_text(duty: Duty) -> str:
    if duty.state == DutyState.NIL:
        said = _("ไม่มีการดำเนินงาน")
    elif duty.state == DutyState.ACCEPTED:
        said = _("รับแล้ว")
    else:
        said = _("ส่งแล้ว")
    if duty.sent_on and duty.sent_on > duty.due_on:
        days = (duty.sent_on - duty.due_on).days
        said += " " + ngettext("ช้า %(days)s วัน", "ช้า %(days)s วัน", days) % {"days": days}
    return said


def period_text(duty: Duty) -> str:
    """Say what the report covers: a month by its name, a single day not at all, else both ends."""
    first, last = duty.period_start, duty.period_end
    if first == last:
        return ""
    if first.day == 1 and (last + _DAY).day == 1 and first.month == last.month:
        return _("งวดเดือน%(month)s") % {"month": thai_month(first)}
    return _("งวด %(first)s – %(last)s") % {
        "first": thai_date(first, "short" if first.year != last.year else "short noyear"),
        "last": thai_date(last, "short"),
    }


def event_of(duty: Duty, today: date, office_code: str, holidays: Mapping[date, str]) -> DutyEvent:
    """Return the duty as an event of the calendar."""
    note = " · ".join(part for part in (off_text(duty, holidays, today), duty.obligation.letter.number) if part)
    return DutyEvent(
        label=duty.obligation.title, url=duty_url(duty, office_code), state=shape_of(duty, today),
        state_text=state_text(duty, today), note=note, muted=duty.state == DutyState.EXCUSED,
        quote=duty.obligation.quote,
    )  # fmt: skip


def off_text(duty: Duty, holidays: Mapping[date, str], today: date) -> str:
    """Advise to send before a weekend or a holiday; the date stays. "" once sent or past, and on working days."""
    from tidtam.obligations.rules import warnings

    if duty.due_on < today or state_on(duty, today) in ("done", "excused", "superseded"):
        return ""
    found = warnings(duty.due_on, holidays)
    return _("ส่งก่อนวันหยุด %(day)s") % {"day": thai_date(found[0].send_by, "short weekday")} if found else ""


def asked_month(query: Mapping[str, str], today: date) -> date:
    """Read the month asked for: `m=2026-05`, or `month=5&year=2569` in พ.ศ.; anything else is this month."""
    text = query.get("m", "")
    try:
        if text:
            year, month = (int(part) for part in text.split("-", 1))
        else:
            year, month = from_be(int(query.get("year", ""))), int(query.get("month", ""))
        found = date(year, month, 1)
    except (ValueError, OverflowError):
        return today.replace(day=1)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else today.replace(day=1)


def moved(month: date, by: int) -> date | None:
    """Return the first day of the month so many months on; None beyond the years we show."""
    year, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(year, index + 1, 1) if FIRST_YEAR <= year <= LAST_YEAR else None


def letter_url(obligation: Obligation) -> str:
    """Return the address of the letter an obligation comes from; "" while there is no such page."""
    return address("letters:letter", obligation.letter.public_id)


def rule_words(rule: Rule) -> str:
    """Say a rule in the language of the page."""
    return say_english(rule) if (get_language() or "").startswith("en") else say(rule)
