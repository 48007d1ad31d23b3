"""Is a visit possible: its day as typed, against completion, closing and today, and the next appointment."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from tidtam.aftercare.choices import CloseReason
from tidtam.aftercare.rules.findings import Finding
from tidtam.aftercare.rules.findings import mark as _
from tidtam.aftercare.rules.plan import Plan
from tidtam.thai.dates import from_be, parse_date, short_date
from tidtam.thai.digits import to_arabic

LATE_ENTRY_DAYS = 30
FAR_APPOINTMENT_DAYS = 60
_EARLIEST, _BE_FROM = 1900, 2400
_BE_GAP = from_be(2566) - 2566  # negative: what turns a year of the Buddhist era into ours


class Typed(NamedTuple):
    """A day as read from what somebody typed, with what must be said about it."""

    day: date | None
    findings: list[Finding]


def _moved(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February of a year that is none
        return None


def read_day(text: str, field: str) -> Typed:
    """Return the day of what was typed: พ.ศ. or ค.ศ., Thai digits, months in words, or of a date picker.

    Shape: a year of the wrong era is mended with a warning when only one day can be meant, else refused.
    """
    text = re.sub(r"\s+", " ", text).strip()
    if not text:
        return Typed(None, [Finding(field, "missing", _("ระบุวันที่"))])
    day = parse_date(text)
    if day is None:
        message = _("อ่านวันที่ “%(text)s” ไม่ได้ ให้พิมพ์แบบ 15/4/2566")
        if _is_dated(to_arabic(text)):
            message = _("ไม่มีวันที่ “%(text)s” ในปฏิทิน ตรวจวันและเดือน")
        # A leap day of a year in the Buddhist era (2567-02-29) is no day of that number of our era.
        iso = re.fullmatch(r"(2[4-9]\d\d)-(\d\d)-(\d\d)", to_arabic(text))
        mended = parse_date(f"{from_be(int(iso[1]))}-{iso[2]}-{iso[3]}") if iso else None
        if mended is None:
            return Typed(None, [Finding(field, "unreadable", message, {"text": text[:40]})])
        return Typed(mended, [_era(field, mended)])
    if day.year >= _BE_FROM:
        if not _is_iso(text):
            # Typed in the Buddhist era and read so already: its year lies centuries ahead.
            return Typed(None, [_strange_be(field, day)])
        mended = _moved(day, _BE_GAP)
        return Typed(mended, [_era(field, mended)]) if mended else Typed(None, [_strange(field, day)])
    if day.year < _EARLIEST:
        return Typed(None, [_strange(field, day)])
    return Typed(day, [])


def _is_dated(text: str) -> bool:
    """Say whether a text that names no day is written like one: in numbers, or with a month that has a first."""
    numbers = re.fullmatch(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}", text)
    return bool(numbers or parse_date(re.sub(r"^\d{1,2}(?!\d)", "1", text)))


def _is_iso(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", to_arabic(text)))


def _strange_be(field: str, day: date) -> Finding:
    return Finding(field, "year", _("ปี %(year)d ไม่ถูกต้อง ตรวจว่าเป็น พ.ศ. หรือ ค.ศ."), {"year": day.year - _BE_GAP})


def _era(field: str, day: date) -> Finding:
    text = _("อ่านปีที่พิมพ์เป็น พ.ศ. ได้วันที่ %(day)s ตรวจว่าถูกต้อง")
    return Finding(field, "era", text, {"day": short_date(day)}, hard=False)


def _strange(field: str, day: date) -> Finding:
    """Tell a year nobody can mean; 1480 is 2023 taken for พ.ศ. once too often."""
    meant = _moved(day, -_BE_GAP)
    if meant and 1900 <= meant.year <= 2100:
        text = _("ปี %(year)d ไม่ถูกต้อง ดูเหมือนพิมพ์ปี ค.ศ. ในช่อง พ.ศ. ถ้าหมายถึง %(day)s ให้พิมพ์ใหม่")
        return Finding(field, "era", text, {"year": day.year, "day": short_date(meant)})
    return Finding(field, "year", _("ปี %(year)d ไม่ถูกต้อง ตรวจว่าเป็น พ.ศ. หรือ ค.ศ."), {"year": day.year})


class End(NamedTuple):
    """When and why a case ended; `reason` is a close reason, or "completed"."""

    on: date
    reason: str


def check_visit(
    visited_on: date,
    *,
    plan: Plan,
    today: date,
    end: End | None = None,
    next_on: date | None = None,
    taken: frozenset[int] | set[int] = frozenset(),
) -> list[Finding]:
    """Return what is wrong or odd about a visit's days.

    Shape: hard findings first; `taken` are the rounds that have a visit already.
    """
    found = _impossible(visited_on, plan.completed_on, today, end)
    if not found:
        found += _odd(visited_on, plan, today, taken)
    if next_on is not None:
        found += _appointment(next_on, visited_on, today)
    return sorted(found, key=lambda one: not one.hard)


def _impossible(visited_on: date, completed_on: date, today: date, end: End | None) -> list[Finding]:
    if completed_on <= visited_on <= today and not (end and visited_on > end.on):
        return []  # nearly every visit: no day need be spelt out
    found = []
    name, params = "visited_on", {"day": short_date(visited_on)}
    if visited_on > today:
        text = _("วันที่เยี่ยม %(day)s ยังมาไม่ถึง วันนี้ %(today)s")
        found.append(Finding(name, "future", text, params | {"today": short_date(today)}))
    if visited_on < completed_on:
        text = _("วันที่เยี่ยม %(day)s อยู่ก่อนวันจบการฟื้นฟู %(completed)s")
        params |= {"completed": short_date(completed_on)}
        # 23 for 2023 is read as 2523: say which day was probably meant.
        meant = _moved(visited_on, 43)
        if meant and completed_on <= meant <= today:
            text = _("วันที่เยี่ยม %(day)s อยู่ก่อนวันจบการฟื้นฟู %(completed)s ถ้าหมายถึง %(meant)s ให้พิมพ์ปีเต็ม")
            params |= {"meant": short_date(meant)}
        found.append(Finding(name, "before_completion", text, params))
    if end and visited_on > end.on:
        params |= {"end": short_date(end.on)}
        if end.reason == CloseReason.DECEASED:
            text = _("วันที่เยี่ยม %(day)s อยู่หลังวันที่บันทึกว่าเสียชีวิต %(end)s ถ้าบันทึกการเสียชีวิตผิด ให้แก้ไขก่อน")
            found.append(Finding(name, "after_death", text, params))
        else:
            text = _("ปิดเรื่องแล้วเมื่อ %(end)s บันทึกการเยี่ยมวันที่ %(day)s ไม่ได้ ให้เปิดเรื่องใหม่พร้อมเหตุผลก่อน")
            found.append(Finding(name, "after_end", text, params))
    return found


def _odd(visited_on: date, plan: Plan, today: date, taken: frozenset[int] | set[int]) -> list[Finding]:
    found = []
    late = (today - visited_on).days
    if late > LATE_ENTRY_DAYS:
        found.append(Finding("visited_on", "late_entry", _("บันทึกย้อนหลัง %(n)d วัน ตรวจว่าวันที่ถูกต้อง"), {"n": late}, False))
    n = plan.round_of(visited_on)
    if n is None and not plan.closing.holds(visited_on):
        text = _("วันที่เยี่ยมไม่อยู่ในช่วงของครั้งใด ระบบจะเก็บเป็นการเยี่ยมนอกรอบ")
        found.append(Finding("visited_on", "outside", text, hard=False))
    elif n in taken:
        text = _("ครั้งที่ %(n)d มีการเยี่ยมแล้ว ระบบจะเก็บเป็นการเยี่ยมเพิ่ม")
        found.append(Finding("visited_on", "double", text, {"n": n}, hard=False))
    return found


def _appointment(next_on: date, visited_on: date, today: date) -> list[Finding]:
    name, params = "next_on", {"day": short_date(next_on)}
    if next_on <= visited_on:
        return [Finding(name, "past", _("นัดครั้งต่อไป %(day)s ต้องอยู่หลังวันที่เยี่ยม"), params)]
    if next_on < today:
        return [Finding(name, "past", _("นัดครั้งต่อไป %(day)s ผ่านไปแล้ว ตรวจวันนัด"), params, hard=False)]
    if next_on > max(visited_on, today) + timedelta(days=FAR_APPOINTMENT_DAYS):
        return [Finding(name, "far", _("นัดครั้งต่อไป %(day)s ห่างเกิน 60 วัน ตรวจวันนัด"), params, hard=False)]
    return []


def check_completed(completed_on: date, *, today: date, began_on: date | None = None) -> list[Finding]:
    """Return what is wrong or odd about the day a person or cohort completed."""
    name, params = "completed_on", {"day": short_date(completed_on)}
    if completed_on > today:
        return [Finding(name, "future", _("วันจบการฟื้นฟู %(day)s ยังมาไม่ถึง"), params)]
    if began_on and completed_on < began_on:
        return [Finding(name, "before_start", _("วันจบการฟื้นฟู %(day)s อยู่ก่อนวันเริ่ม"), params)]
    # Social rehabilitation under the Narcotics Code began with the fiscal year 2565.
    if completed_on < date(2021, 10, 1):
        return [Finding(name, "too_old", _("วันจบการฟื้นฟู %(day)s เก่ากว่าโครงการ ตรวจปี พ.ศ. และ ค.ศ."), params)]
    if (today - completed_on).days > 400:
        return [Finding(name, "over", _("วันจบการฟื้นฟู %(day)s เกินหนึ่งปีแล้ว จะไม่มีครั้งที่ต้องเยี่ยม"), params, hard=False)]
    return []
