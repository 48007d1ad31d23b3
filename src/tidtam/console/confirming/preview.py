"""The next due dates of a rule as the confirmation shows them, with what to watch out for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tidtam.obligations import queries
from tidtam.obligations.rules import END_OF_MONTH, Kind, Rule, due_dates, resolve, warnings
from tidtam.obligations.views.showing import rule_words
from tidtam.ui.templatetags.thai import thai_date

_AHEAD = timedelta(days=366 * 3)
_SHOWN = 6
_NO_DAY = gettext_noop("ยังไม่มีวันที่ เติมวันที่ในกำหนดเวลา หรือเก็บไว้เป็นหน้าที่ที่ยังไม่กำหนดวัน")
_ON_EVENT = gettext_noop("ทำเมื่อมีเหตุ ไม่มีวันในปฏิทิน เก็บในคลังหน้าที่")
_PER_CASE = gettext_noop("นับเป็นรายบุคคล ไม่มีวันในปฏิทินของหน่วยงาน เก็บในคลังหน้าที่")
_UNDATED = {
    Kind.IMMEDIATELY: _ON_EVENT,
    Kind.ON_EVENT: _ON_EVENT,
    Kind.PER_CASE: _PER_CASE,
    Kind.EVERY_N_DAYS: _PER_CASE,
    Kind.STANDING: gettext_noop("ทำต่อเนื่อง ไม่มีวันในปฏิทิน เก็บในคลังหน้าที่"),
}


@dataclass(frozen=True)
class Due:
    """One due date: its words, and a warning or nothing."""

    words: str
    warning: str = ""


@dataclass(frozen=True)
class Preview:
    """What a rule means, said back, with its next dates; or why there are none."""

    said: str = ""
    dates: list[Due] = field(default_factory=list)
    note: str = ""
    error: str = ""


def preview(rule: Rule, *, first_due: date | None, received: date | None, today: date) -> Preview:
    """Return the next six due dates from today. Shape: one query for the holidays."""
    start = max(today, first_due) if first_due else today
    end = start + _AHEAD
    holidays = queries.holiday_names(min(start, received or start), end)
    solved = resolve(rule, received or today, holidays)
    low = min(start, *solved.dates) if solved.kind is Kind.ONCE and solved.dates else start
    days = due_dates(solved, low, end, first_due=first_due, holidays=holidays)[:_SHOWN]
    if days:
        return Preview(said=rule_words(rule), dates=[_due(solved, day, holidays, today) for day in days])
    note = "" if rule.is_dated else _(_UNDATED.get(rule.kind, _NO_DAY))
    return Preview(said=rule_words(rule), note=note or _("ไม่มีกำหนดในสามปีข้างหน้า ตรวจวันเริ่มและวันสิ้นสุด"))


def _due(rule: Rule, day: date, holidays: dict[date, str], today: date) -> Due:
    told = []
    asked = [one for one in rule.days if one != END_OF_MONTH]
    monthly = rule.kind in (Kind.MONTHLY, Kind.SEMIMONTHLY, Kind.QUARTERLY, Kind.YEARLY)
    if monthly and asked and day.day not in rule.days:
        told.append(_("ไม่มีวันที่ %(day)s") % {"day": max(asked)})
    if day < today:
        told.append(_("เลยมาแล้ว"))
    for warning in warnings(day, holidays):
        told.append(holidays[day] if warning.code == "holiday" else _("วันหยุด"))
    return Due(thai_date(day, "short weekday"), " ".join(dict.fromkeys(told)))
