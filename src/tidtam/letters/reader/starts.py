"""How long a duty lasts and when it first falls due, as the words beside its time say."""

# Grammar rules read better as whole lines.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from tidtam.letters.reader.dates import DATE, MONTH, WEEKDAY, clamp, dated, month_of
from tidtam.letters.reader.normalise import marks
from tidtam.letters.reader.numbers import COUNT, DIGIT, YEAR, count, repair
from tidtam.letters.reader.timing import SPAN, Timing
from tidtam.thai.dates import from_be

_LENGTH = re.compile(
    rf"^[ก-๙,()]{{0,12}}?(?:เป็นระยะเวลา|เป็นเวลา|ตลอดระยะเวลา|ติดต่อกัน(?:ไป)?(?:เป็น(?:ระยะ)?เวลา)?|ต่อเนื่อง(?:กัน)?(?:เป็น(?:ระยะ)?เวลา)?|ในระยะเวลา|ระยะเวลา|ภายในระยะเวลา|จนครบ|รวม(?:ระยะ)?เวลา|มีกำหนด|ตลอด|ไปจนครบ)+(?:ไม่น้อยกว่า)?{SPAN}"
)
_LENGTH_BEFORE = re.compile(rf"(?:เป็นระยะเวลา|เป็นเวลา|ตลอดระยะเวลา|ติดต่อกัน|ระยะเวลา){SPAN}[ก-๙]{{0,14}}$")
_BEGIN = (
    r"(?:(?:โดย|และ|ทั้งนี้|,)?(?:ให้|ขอให้)?(?:(?:(?!ทุก|ภายใน|ไม่เกิน)[ก-๙]){0,20}?)(?:เริ่ม|ครั้งแรก|งวดแรก|รอบแรก|เดือนแรก|ตั้งแต่|นับแต่|นับจาก|มีผล)(?:ต้น|นับหนึ่ง|นับ|จาก)*(?:(?:การ)?(?:จัดส่ง|นำส่ง|ส่ง|รายงาน|บันทึก|กรอก|ดำเนินการ|แจ้ง)?"
    r"(?:ผล|ข้อมูล|รายงาน|การดำเนินงาน)*)(?:ครั้งแรก|รอบแรก|งวดแรก|ครั้งที่1)?(?:ประจำ|ของ)?(?:เป็น)?(?:ภายใน|ใน|ตั้งแต่|นับแต่|คือ|เมื่อ|ให้ส่ง|ให้รายงาน|นับตั้งแต่|ก่อน|วันแรก)*)"
)
_UNTIL = rf"(?:(?:ไป)?(?:จน)?(?:ถึง|กระทั่ง)(?:ถึง)?(?:วันที่)?(?:วัน{WEEKDAY}ที่)?{DIGIT}{{1,2}}(?:เดือน)?[ก-๎.]{{3,13}}(?:พ\.?ศ\.?)?{YEAR})?"
_FIRST_DATE = re.compile(
    rf"^.{{0,3}}?{_BEGIN}(?:วันที่)?(?P<date>)(?:วัน{WEEKDAY}ที่)?{DIGIT}{{1,2}}(?:เดือน)?[ก-๎.]{{3,13}}(?:พ\.?ศ\.?)?{YEAR}(?:เป็นต้นไป)?{_UNTIL}"
)
_FIRST_DATE_LATER = re.compile(
    rf"^(?:(?!ทุก|ภายใน|ไม่เกิน|ก่อน)[^0-9]){{0,110}}?(?:เริ่ม(?!ต้น)|ครั้งแรก|งวดแรก|รอบแรก)(?:(?!ภายใน|ไม่เกิน|ก่อน)[ก-๙]){{0,30}}?(?:วันที่)?(?P<date>)(?:วัน{WEEKDAY}ที่)?{DIGIT}{{1,2}}(?:เดือน)?{MONTH}(?:พ\.?ศ\.?)?{DIGIT}{{4}}"
)
_FIRST_RANGE = re.compile(
    rf"^[ก-๙(]{{0,8}}?(?:ช่วง|ห้วง|ระหว่าง|ตลอด)(?:เวลา|ระยะเวลา|เทศกาล)?(?:ตั้งแต่|ระหว่าง)?(?:วันที่)?(?P<day>{DIGIT}{{1,2}})(?P<own>{MONTH})?(?:พ\.?ศ\.?)?(?P<ownyear>{DIGIT}{{4}})?"
    rf"(?:-|ถึง|จนถึง)(?:วันที่)?{DIGIT}{{1,2}}(?:เดือน)?(?P<month>{MONTH})(?:พ\.?ศ\.?)?(?P<year>{DIGIT}{{4}})"
)
_FIRST_MONTH = re.compile(
    rf"^.{{0,3}}?{_BEGIN}(?:ข้อมูล)?(?:ของ|ประจำ|รอบ|การรายงาน|รายงาน|ข้อมูล)*เดือน(?P<month>{MONTH})(?:พ\.?ศ\.?)?(?P<year>{DIGIT}{{4}}|{DIGIT}{{2}})(?:เป็นต้นไป|เป็นเดือนแรก|เป็นครั้งแรก|เป็นรอบแรก)?"
)
_FIRST_LATER = re.compile(
    rf"^[^0-9]{{0,110}}?(?:เริ่ม|ครั้งแรก)[ก-๙]{{0,30}}?เดือน(?P<month>{MONTH})(?:พ\.?ศ\.?)?(?P<year>{DIGIT}{{4}})"
)
_FIRST_QUARTER = re.compile(
    rf"^.{{0,3}}?{_BEGIN}(?:ของ|ประจำ|รอบ)*ไตรมาส(?:ที่)?(?P<q>[1-4])(?:ของ|/)?(?:ประจำ)?(?:ปีงบประมาณ|ปี)?(?:พ\.?ศ\.?)?(?P<year>{DIGIT}{{4}})"
)


_CLOCK_AFTER = re.compile(
    rf"(?:[ก-๙]{{0,10}}?(?:เวลา|ก่อน|ภายใน|ไม่เกิน)(?:ไม่เกิน|ประมาณ)?{DIGIT}{{1,2}}[.:]{DIGIT}{{2}}(?:น\.?|นาฬิกา)?)?[”\"’)]?"
)


def months_days(words: str) -> int | None:
    """Return a written length in days: a month is 30, a year 365."""
    match = re.match(rf"(?P<n>{COUNT}|ครึ่ง)(?P<unit>ปี|เดือน|{marks('สัปดาห์')}|วัน)", words)
    if not match:
        return None
    size = 365 if "ปี" in match["unit"] else 30 if "เดือน" in match["unit"] else 7 if "ส" in match["unit"] else 1
    if match["n"] == "ครึ่ง":
        return 182 if size == 365 else size // 2
    n = count(match["n"])
    return n * size if n else None


def with_surroundings(timing: Timing, text: str, stop: int) -> Timing:
    """Return the timing with the length and the first date written right after it."""
    clock = _CLOCK_AFTER.match(text, timing.end, stop)
    if clock and clock.end() > timing.end:
        timing = replace(timing, end=clock.end())
    after = text[timing.end : min(stop, timing.end + 200)]
    for _ in range(2):
        match = _LENGTH.match(after)
        if match and timing.duration_days is None and timing.frequency != "once":
            timing = replace(timing, duration_days=months_days(match["length"]), end=timing.end + match.end())
            after = text[timing.end : min(stop, timing.end + 200)]
        if timing.first_due is None and timing.frequency not in ("once", "immediately"):
            timing = _first_after(timing, text, after)
            after = text[timing.end : min(stop, timing.end + 200)]
    before = _LENGTH_BEFORE.search(text[max(0, timing.start - 60) : timing.start])
    if before and timing.duration_days is None and timing.frequency == "every_n_days":
        timing = replace(timing, duration_days=months_days(before["length"]))
    return timing


def _first_after(timing: Timing, text: str, after: str) -> Timing:
    match = _FIRST_DATE.match(after) or _FIRST_DATE_LATER.match(after)
    if match:
        inner = DATE.search(after, match.start("date"), match.end())
        found = dated(inner) if inner else None
        if found:
            notes = timing.notes if found.exists else (*timing.notes, "first_due_does_not_exist")
            span = (timing.end + found.start, timing.end + found.end)
            end = timing.end + match.end() if match.re is _FIRST_DATE else timing.end
            return replace(timing, first_due=found.value, end=end, notes=notes, first_span=span,
                           weekday_wrong=timing.weekday_wrong or found.weekday_wrong)  # fmt: skip
    match = _FIRST_RANGE.match(after)
    if match:
        month = month_of(match["own"] or match["month"])[0]
        year = from_be(int(repair(match["ownyear"] or match["year"])))
        first = clamp(year, month, int(repair(match["day"]))) if month else None
        span = (timing.end + match.start("day"), timing.end + match.end())
        return replace(timing, first_due=first, end=timing.end + match.end(), first_span=span)
    match = _FIRST_MONTH.match(after) or _FIRST_LATER.match(after)
    if match and (month := month_of(match["month"])[0]):
        first = first_of(timing, from_be(int(repair(match["year"]))), month)
        span = (timing.end + match.start("month"), timing.end + match.end("year"))
        end = timing.end + match.end() if match.re is _FIRST_MONTH else timing.end
        return replace(timing, first_due=first, end=end, confidence=timing.confidence * 0.95, first_span=span)
    match = _FIRST_SPAN.match(after)
    if match and timing.days:
        first = clamp(
            from_be(int(repair(match["year"]))), month_of(match["month"])[0] + timing.month_offset, timing.days[0]
        )
        return replace(timing, first_due=first, end=timing.end + match.end())
    match = _FIRST_QUARTER.match(after)
    if match and timing.frequency == "quarterly":
        fiscal = from_be(int(repair(match["year"])))
        month = ((10, 1, 4, 7) if "งบประมาณ" in match.group() else (1, 4, 7, 10))[int(match["q"]) - 1]
        year = fiscal - 1 if month == 10 else fiscal
        first = clamp(year, month + (3 if timing.month_offset else 2), timing.days[0]) if timing.days else None
        return replace(timing, first_due=first, end=timing.end + match.end())
    return timing


_FIRST_SPAN = re.compile(
    rf"^.{{0,3}}?{_BEGIN}[ก-๙]{{0,8}}ไตรมาส(?:ที่)?[1-4]\(?(?:{MONTH})-(?P<month>{MONTH})(?:พ\.?ศ\.?)?(?P<year>{DIGIT}{{4}})\)?"
)
_START = re.compile(r"(?:ทั้งนี้|อนึ่ง|โดย|และ)?(?:ให้|ขอให้)?(?:[ก-๙]{0,40}?)(?=เริ่ม(?!ต้น)|ตั้งแต่|ครั้งแรก|งวดแรก|รอบแรก|มีผล)")


def start_said(text: str, start: int, stop: int) -> re.Match[str] | None:
    """Return the lead of a sentence that only says from when (`ทั้งนี้ ให้เริ่มตั้งแต่…`)."""
    return _START.match(text, start, stop)


def with_start(timing: Timing, text: str, start: int, stop: int) -> Timing:
    """Return the timing with the first date that another sentence gives."""
    made = _first_after(replace(timing, start=start, end=start), text, text[start : min(stop, start + 200)])
    return replace(timing, first_due=made.first_due, first_span=made.first_span) if made.first_due else timing


def first_of(timing: Timing, year: int, month: int) -> date | None:
    """Return the first due date when only the first month is named."""
    if timing.frequency in ("monthly", "semimonthly") and timing.days:
        return clamp(year, month + timing.month_offset, timing.days[0])
    return None
