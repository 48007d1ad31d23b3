"""Times that belong together: a period and its day, a rule and its first or last date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from tidtam.letters.reader.dates import DATE, MONTH, clamp, dated, dates
from tidtam.letters.reader.governing import speaks
from tidtam.letters.reader.normalise import BREAK
from tidtam.letters.reader.numbers import DIGIT
from tidtam.letters.reader.starts import with_surroundings
from tidtam.letters.reader.timing import Timing, timings


def settled(text: str, start: int, stop: int, found: list[Timing] | None = None) -> list[Timing]:
    """Return the times of a sentence with their lengths, first dates and partners."""
    found = timings(text, start, stop) if found is None else found
    found = _sharing(_extended(found, text, stop), text, stop)
    return _completed(_paired(found, text), text, start)


_AND_DATE = re.compile(
    rf"(?:และ|,|กับ|หรือ)+(?:(?:ครั้ง|รอบ|งวด)ที่[ก-๙0-9]{{1,4}}?)?(?:ภายใน)?(?:วันที่)?(?={DIGIT}{{1,2}}(?:เดือน)?{MONTH}(?:พ\.?ศ\.?)?{DIGIT}{{4}})"
)


def _sharing(found: list[Timing], text: str, stop: int) -> list[Timing]:
    """Give days that share their month or year with a later date their own dates (`วันที่ ๑๐ และ ๒๕ มีนาคม ๒๕๖๘`)."""
    out: list[Timing] = []
    for n, timing in enumerate(found):
        later = found[n + 1] if n + 1 < len(found) else None
        if timing.frequency == "once" and (timing.due or timing.partial == "daymonth"):
            lead = _AND_DATE.match(text, timing.end, stop)
            inner = DATE.match(text, lead.end(), stop) if lead else None
            told = dated(inner) if inner else None
            if told and told.value and (later is None or later.start > told.start):
                out += [
                    _on(timing, told.value),
                    replace(
                        timing, start=told.start, end=told.end, days=(), due=told.value, month=told.month, partial=""
                    ),
                ]
                continue
        if later and later.due and later.frequency == "once" and later.start - timing.end < 90:
            between = text[timing.end : later.start]
            if timing.partial in ("day", "daymonth") and not re.search(r"ทุก|รายเดือน|เริ่ม|ครั้งแรก", between):
                timing = _on(timing, later.due)
        out.append(timing)
    return out


def _on(timing: Timing, other: date) -> Timing:
    """Return the timing on its own day in the month or the year of another date."""
    if timing.due or not timing.days or len(timing.days) != 1:
        return timing
    month = timing.month or other.month
    due = clamp(other.year, month, timing.days[0])
    return replace(timing, frequency="once", days=(), month_offset=0, partial="", month=month, due=due, confidence=0.8)


def _extended(found: list[Timing], text: str, stop: int) -> list[Timing]:
    out: list[Timing] = []
    for timing in found:
        if out and timing.start < out[-1].end:
            continue
        out.append(with_surroundings(timing, text, stop))
    return out


BEGINS = re.compile(r"(?:เริ่ม(?!ต้น)|ครั้งแรก|งวดแรก|รอบแรก)[ก-๙]{0,30}$")


def _paired(found: list[Timing], text: str) -> list[Timing]:
    """Join bare periods with the bare days that belong to them, and first dates with their rule."""
    out: list[Timing] = []
    named = False  # Whether the last one already has its period.
    for timing in found:
        last = out[-1] if out else None
        if (
            last
            and last.frequency == "yearly"
            and not last.partial
            and timing.partial == "daymonth"
            and timing.start - last.end < 60
        ):
            timing = replace(timing, frequency="yearly", partial="")
        again = named and timing.partial == "period"
        joined = _join(last, timing, text) if last and not again and timing.start - last.end <= 110 else None
        if joined and last:
            named = named or "period" in (last.partial, timing.partial)
            out[-1] = joined
        else:
            named = False
            out.append(timing)
    return out


_SINCE_MONTH = re.compile(rf"[ก-๙]{{0,12}}?(?:ตั้งแต่|ระหว่าง)(?:เดือน)?{MONTH}(?:พ\.?ศ\.?)?(?:{DIGIT}{{4}})?(?:จน)?")
_UNTIL = re.compile(r"ถึง|สิ้นสุด|จบ|จน")


def _is_end(text: str, a: Timing, b: Timing) -> bool:
    """Tell whether the second time only says until when the first runs (`ทุกวันศุกร์ จนถึงวันที่…`)."""
    return (
        (b.start - a.end < 12 or bool(_SINCE_MONTH.fullmatch(text, a.end, b.start)))
        and bool(_UNTIL.search(text, a.end, b.end))
        and (b.due is not None or bool(b.month) or text.startswith(("ถึง", "จน"), b.start))
    )


def _join(a: Timing, b: Timing, text: str) -> Timing | None:
    between = text[a.end : b.start]
    if a.every_n_days == 180 and b.frequency == "yearly" and len(between) < 12:
        return replace(b, start=a.start)
    if a.frequency == "immediately" and b.length and len(between) < 16 and not speaks(text, a.end, b.start):
        return replace(a, end=b.end)  # "At once, and within 24 hours at the latest" is one time.
    if b.frequency == "once" and a.frequency not in ("once", "immediately") and _is_end(text, a, b):
        return a  # The rule's last day is no deadline of its own.
    if (
        b.due
        and b.frequency == "once"
        and a.frequency not in ("once", "immediately")
        and a.first_due is None
        and BEGINS.search(between)
    ):
        return replace(a, first_due=b.due, end=b.end, first_span=(b.start, b.end))
    if a.due and a.frequency == "once" and b.frequency not in ("once", "immediately") and b.first_due is None:
        before = text[max(0, a.start - 40) : a.start]
        if BEGINS.search(before) and len(between) < 40:
            return replace(b, first_due=a.due, start=a.start, first_span=(a.start, a.end))
    if len(between) > 80 and not (a.partial == "period" and b.partial):
        return None
    for period, other in ((a, b), (b, a)):
        if period.partial != "period" or other.partial == "period":
            continue
        made = _with_period(period, other)
        if made and (period is a or len(between) <= 25):
            tight = other if len(between) > 30 else replace(made, start=a.start, end=b.end)
            return replace(made, start=tight.start, end=tight.end, duration_days=a.duration_days or b.duration_days,
                           first_due=a.first_due or b.first_due, first_span=a.first_span or b.first_span)  # fmt: skip
    return None


def _with_period(period: Timing, other: Timing) -> Timing | None:
    frequency = period.frequency
    if other.partial == "day":
        return replace(
            other, frequency="semimonthly" if len(other.days) == 2 and frequency == "monthly" else frequency, partial=""
        )
    if other.partial == "weekday" and frequency == "weekly":
        return replace(other, partial="")
    if other.partial == "daymonth" and frequency == "yearly":
        return replace(other, frequency="yearly", partial="", confidence=0.9)
    if other.partial:
        return None
    if frequency == "quarterly" and other.frequency == "monthly":
        return replace(other, frequency="quarterly")
    if frequency == other.frequency or (
        frequency in ("monthly", "semimonthly") and other.frequency in ("monthly", "semimonthly")
    ):
        return other
    if frequency == "yearly" and other.frequency == "once" and other.due is None and other.month:
        return replace(other, frequency="yearly", partial="")
    return None


def _completed(found: list[Timing], text: str, start: int) -> list[Timing]:
    """Settle what stayed partial: a lone day says nothing, a day and month without a year is once without a date."""
    out: list[Timing] = []
    for n, timing in enumerate(found):
        rule = next((t for t in found[n + 1 :] if t.frequency == "monthly" and not t.partial), None)
        if timing.partial == "day" and rule and rule.start - timing.end < 60:
            timing = replace(timing, partial="", month_offset=rule.month_offset)
        elif timing.partial == "day":
            if not re.search(r"(?:เปลี่ยน|แก้ไข|ปรับ|เลื่อน)", text[start : timing.start]):
                continue
            timing = replace(timing, partial="", confidence=0.5)
        elif timing.partial == "weekday":
            timing = replace(timing, frequency="once", days=(), partial="", confidence=0.5)
        elif timing.partial == "daymonth":
            timing = replace(timing, days=(), partial="", confidence=0.5, notes=(*timing.notes, "year_missing"))
        out.append(timing)
    return out


_NO_LISTED = re.compile(r"(?:ลง|เมื่อ|ณ|แต่|ตั้ง|ระหว่าง|ถึง|-|–|ของ|เริ่ม|ข้อมูล|จาก|ตาม|ใน)(?:วันที่)?$")


def with_listed(text: str, gaps: bytearray, found: list[Timing], place: tuple[int, int] | None) -> list[Timing]:
    """Return the times and the bare dates that end a line of a list or a table of due dates."""
    if place is None:
        return found
    out = list(found)
    for told in dates(text, *place):
        if not told.value or any(t.start < told.end and told.start < t.end + 4 for t in found):
            continue
        stop = told.end + text.startswith(" ", told.end)
        ends = stop >= place[1] or max(gaps[told.end : stop + 1]) >= BREAK
        before = text[max(place[0], told.start - 14) : told.start]
        if ends and not _NO_LISTED.search(before):
            start = told.start - len("วันที่") if before.endswith("วันที่") else told.start
            out.append(Timing("once", start, told.end, due=told.value, month=told.month, confidence=0.75))
    return sorted(out, key=lambda timing: timing.start)
