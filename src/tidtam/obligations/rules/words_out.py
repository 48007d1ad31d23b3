"""A rule said in Thai words, in the form that `parse_rule` reads back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tidtam.obligations.rules.due import month_length
from tidtam.obligations.rules.value import END_OF_MONTH, UNDATED, Kind, Rule
from tidtam.thai.dates import MONTHS, WEEKDAYS, long_date

UNDATED_WORDS = {
    Kind.IMMEDIATELY: "ทันที",
    Kind.PER_CASE: "เป็นรายกรณี",
    Kind.ON_EVENT: "เมื่อมีเหตุ",
    Kind.STANDING: "ต่อเนื่อง ไม่มีกำหนดวัน",
}
NO_DAY = "(ยังไม่กำหนดวันที่)"
_LEAP_YEAR = 2024
_QUARTER_MONTH = {
    -2: "ของเดือนแรกของทุกไตรมาส",
    -1: "ของเดือนที่สองของทุกไตรมาส",
    0: "ของเดือนสุดท้ายของไตรมาส",
    1: "ของเดือนแรกของไตรมาสถัดไป",
    2: "ของเดือนที่สองของไตรมาสถัดไป",
}


def say(rule: Rule) -> str:
    """Say a rule in Thai words with Arabic digits; `parse_rule(say(rule)) == rule` for every rule that has a time."""
    if rule.kind in UNDATED:
        return UNDATED_WORDS[rule.kind]
    return " ".join([_time(rule), *_bounds(rule)])


def _time(rule: Rule) -> str:
    match rule.kind:
        case Kind.MONTHLY | Kind.SEMIMONTHLY:
            return _monthly(rule)
        case Kind.QUARTERLY:
            return f"ทุกไตรมาส {_by_days(rule.days)}{_QUARTER_MONTH[rule.month_offset]}" if rule.days else _no_day(rule)
        case Kind.YEARLY:
            return _yearly(rule)
        case Kind.WEEKLY:
            return "ทุกวัน" + joined(WEEKDAYS[day - 1] for day in rule.days) if rule.days else _no_day(rule)
        case Kind.DAILY:
            return "ทุกวันทำการ" if rule.working_days else "ทุกวัน"
        case Kind.EVERY_N_DAYS:
            return f"ทุก {rule.n} วัน"
        case Kind.EVERY_N_MONTHS:
            return f"ทุก {rule.n} เดือน"
        case Kind.ANNOUNCED:
            times = f"เดือนละ {rule.n or 1} ครั้ง"
            return times + (" ตามวันที่แจ้ง " + _dates(rule.dates) if rule.dates else "")
        case _:
            return _once(rule)


def _monthly(rule: Rule) -> str:
    if not rule.days:
        return _no_day(rule)
    if rule.month_offset:
        return f"{_by_days(rule.days)}ของเดือนถัดไป"
    if rule.days == (END_OF_MONTH,):
        return "ทุกวันสิ้นเดือน"
    return "ทุก" + days_of_month(rule.days) + " ของทุกเดือน"


def _yearly(rule: Rule) -> str:
    if not rule.days or not rule.months:
        return _no_day(rule)
    head = "ทุกปี "
    tail = " สำหรับรอบที่สิ้นสุดเดือนก่อน" if rule.month_offset else ""
    if rule.month_offset and rule.months == (10,):
        head, tail = "ทุกปีงบประมาณ ", ""
    if rule.days == (END_OF_MONTH,) and any(month_length(_LEAP_YEAR, month) < END_OF_MONTH for month in rule.months):
        return f"{head}ภายในสิ้นเดือน{joined(MONTHS[month - 1] for month in rule.months)}{tail}"
    if len(rule.days) == 1 and len(rule.months) == 1 and rule.days[0] <= month_length(_LEAP_YEAR, rule.months[0]):
        return f"{head}ภายในวันที่ {rule.days[0]} {MONTHS[rule.months[0] - 1]}{tail}"
    return f"{head}{_by_days(rule.days)}ของเดือน{joined(MONTHS[month - 1] for month in rule.months)}{tail}"


def _once(rule: Rule) -> str:
    if rule.n:
        unit = "วันทำการ" if rule.working_days else "วัน"
        return f"ภายใน {rule.n} {unit} นับแต่วันที่ได้รับหนังสือ"
    return f"ภายในวันที่ {_dates(rule.dates)}" if rule.dates else f"ครั้งเดียว {NO_DAY}"


def _no_day(rule: Rule) -> str:
    unit = {
        Kind.MONTHLY: "ทุกเดือน",
        Kind.SEMIMONTHLY: "เดือนละ 2 ครั้ง",
        Kind.QUARTERLY: "ทุกไตรมาส",
        Kind.WEEKLY: "ทุกสัปดาห์",
    }.get(rule.kind, "ทุกปี")
    return f"{unit} {NO_DAY}"


def _by_days(days: tuple[int, ...]) -> str:
    return "ภายใน" + days_of_month(days) + ("" if days[-1] == END_OF_MONTH else " ")


def days_of_month(days: tuple[int, ...]) -> str:
    """Say days of the month: `วันที่ 15 และ 30`, `วันที่ 15 และวันสิ้นเดือน`."""
    numbers = [str(day) for day in days if day != END_OF_MONTH]
    if days[-1] != END_OF_MONTH:
        return "วันที่ " + joined(numbers)
    return "วันที่ " + " ".join(numbers) + " และวันสิ้นเดือน" if numbers else "วันสิ้นเดือน"


def _bounds(rule: Rule) -> list[str]:
    out = []
    if rule.duration_days:
        out.append("เป็นเวลา " + _length(rule.duration_days))
    if rule.starts_on:
        if rule.kind not in (Kind.EVERY_N_DAYS, Kind.EVERY_N_MONTHS):
            word = "ตั้งแต่วันที่"
        else:
            word = "ครั้งแรกวันที่" if rule.start_is_due else "เริ่มวันที่"
        out.append(f"{word} {long_date(rule.starts_on)}")
    if rule.ends_on:
        out.append(f"ถึงวันที่ {long_date(rule.ends_on)}")
    return out


def _length(days: int) -> str:
    if days % 365 == 0:
        return f"{days // 365} ปี"
    return f"{days // 30} เดือน" if days % 30 == 0 else f"{days} วัน"


def _dates(days: tuple[date, ...]) -> str:
    return joined(long_date(day) for day in days)


def joined(words: Iterable[str]) -> str:
    """Join words as Thai does: `15 และ 30`, `จันทร์และศุกร์`, `จันทร์ พุธ และศุกร์`."""
    *head, last = words
    if not head:
        return last
    before = " " if last[0].isdigit() or len(head) > 1 else ""
    return f"{' '.join(head)}{before}และ{' ' if last[0].isdigit() else ''}{last}"
