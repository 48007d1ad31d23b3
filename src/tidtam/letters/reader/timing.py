"""The grammar of times: which words say when, and what rule they make. Works on squeezed text."""

# Lexicons and grammar rules read better as whole lines.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from tidtam.letters.reader.dates import DATE, MONTH, WEEKDAY, clamp, dated, month_of, weekday_number
from tidtam.letters.reader.normalise import loose, marks
from tidtam.letters.reader.numbers import COUNT, DIGIT, WORD_NUMBER, YEAR, count, is_repaired, repair
from tidtam.thai.dates import from_be

LAST = 31  # The last day of any month: the calendar clamps it.


@dataclass(frozen=True, slots=True)
class Timing:
    """A time expression. `partial` ones (a bare period, a bare day) need a partner to make a rule."""

    frequency: str
    start: int
    end: int
    days: tuple[int, ...] = ()
    month_offset: int = 0
    every_n_days: int | None = None
    duration_days: int | None = None
    first_due: date | None = None
    due: date | None = None
    partial: str = ""  # "", "period", "day", "weekday", "daymonth", "point"
    month: int = 0
    confidence: float = 0.95
    exists: bool = True
    weekday_wrong: bool = False
    nearby: date | None = None
    notes: tuple[str, ...] = ()
    first_span: tuple[int, int] | None = None
    length: str = ""  # "7วัน", the length a relative time runs.


EVERY = rf"(?:{marks('ทุก')}(?:ๆ|ๆ)?)"
_INSIDE = rf"(?:{loose('ภายใน')}|[ภกถ]า?ย[ใไโ][นuUมบ]|ภายใ(?=วัน|[0-9]))"
WITHIN = (
    rf"(?:{_INSIDE}|{marks('ไม่เกิน')}|{marks('ไม่ช้ากว่า')}|{marks('อย่างช้า')}(?:ที่สุด)?(?:{marks('ไม่เกิน')}|ภายใน)?|{marks('ก่อน')}(?:ถึง)?|{marks('ให้ทัน')}(?:ภายใน)?|"
    rf"{marks('ไม่เกินกว่า')}|(?:จน)?{marks('ถึง')}|{marks('ภายในช่วง')})"
)
_ON = rf"(?:{WITHIN}|ใน)"
_DAY_WORD = rf"(?:{marks('วันที่')}|วันท[ีิ]|วนที่)"
_DAY = rf"(?:{DIGIT}{{1,2}}(?![0-9])(?: \d(?![0-9 ]))?|{WORD_NUMBER}(?=ของ|และ|ทุก|เดือน|$))"
_AND = r"(?:,|และ|กับ|&|,และ|หรือ| |รวมทั้ง|-|ถึง)"
_END_OF_MONTH = rf"(?:{marks('วันสิ้นเดือน')}|{marks('วันสุดท้าย')}|{marks('สิ้นเดือน')}|{marks('วันทำการสุดท้าย')})"
_DAYS = rf"(?P<days>{_DAY}(?:{_AND}{{1,2}}(?:{EVERY})?(?:{_DAY_WORD})?(?:{_DAY}|{_END_OF_MONTH}))*)"
_NEXT = rf"(?:{marks('ถัดไป')}|ถัดจาก(?:เดือน)?(?:ที่รายงาน|นั้น|เดือนที่รายงาน|รอบรายงาน|ที่ดำเนินการ)?|ถัดมา)"
_OF_MONTH = rf"(?:(?:ของ(?:รอบ)?(?P<each>{EVERY}|แต่ละ)?|(?=เดือนถัด)){marks('เดือน')}(?P<next>{_NEXT})?(?P<further>{marks('ต่อไป')})?(?:ของ{EVERY}เดือน)?)"
_NOT_MONTH = rf"(?!(?:เดือน)?{MONTH})(?!{DIGIT})"
SPAN = rf"(?P<length>(?:{COUNT}|ครึ่ง)(?:ปีงบประมาณ|ปี|เดือน|{marks('สัปดาห์')}|วัน)(?!ที่|ทำการ))"
_CLOCK = rf"(?:{WITHIN}?เวลา{DIGIT}{{1,2}}[.:]{DIGIT}{{2}}(?:น\.?|นาฬิกา)?)"
_QUARTER = rf"(?:{marks('ไตรมาส')})"
_YEARLY_TAIL = (
    rf"(?P<yearly>ของ(?:{EVERY}|แต่ละ)ปี(?:งบประมาณ)?|{EVERY}ปี|เป็นประจำ{EVERY}ปี|ของปี(?:งบประมาณ)?(?P<nextyear>ถัดไป))"
)


def _day_list(words: str) -> tuple[int, ...]:
    found: list[int] = []
    text = re.sub(rf"{DIGIT}+-(?={DIGIT})|{DIGIT}+ถึง(?:วันที่)?(?={DIGIT})", "", words)
    for match in re.finditer(rf"{_END_OF_MONTH}|{DIGIT} {DIGIT}(?![0-9])|{DIGIT}{{1,2}}|{WORD_NUMBER}", text):
        token = match.group()
        if re.fullmatch(_END_OF_MONTH, token):
            value: int | None = LAST
        elif " " in token and token[0] not in "0123":
            found += [int(repair(t)) for t in token.split() if repair(t).isdigit()]
            continue
        else:
            value = count(re.sub(" ", "", token))
        if value is not None:
            found.append(value)
    return tuple(dict.fromkeys(found))


def _sure(words: str) -> float:
    numerals = re.findall(rf"(?<![A-Za-z]){DIGIT}+(?![A-Za-z])", words)
    return 0.8 if any(is_repaired(n) for n in numerals) or re.search(r"\d \d", words) else 0.95


def _monthly(match: re.Match[str], offset: int, days: tuple[int, ...] | None = None) -> Timing | None:
    listed = _day_list(match["days"]) if days is None else days
    if not listed or any(not 1 <= day <= 31 for day in listed):
        return None
    if len(listed) == 2 and listed[1] in (30, LAST) and listed[0] in (15, 16):
        listed = (15, 30)
    frequency = "semimonthly" if len(listed) == 2 else "monthly"
    return Timing(frequency, match.start(), match.end(), listed, offset, confidence=_sure(match.group()))


def _every_day_of_month(match: re.Match[str]) -> Timing | None:
    next_month = match["next"]
    return _monthly(match, 1 if next_month else 0)


def _day_of_month(match: re.Match[str]) -> Timing | None:
    return _monthly(match, 1 if match["next"] or (match["further"] and not match["each"]) else 0)


def _end_of_month(match: re.Match[str]) -> Timing | None:
    words = match.group()
    if re.search(r"นี้$", words):
        return Timing("once", match.start(), match.end(), confidence=0.7)
    return Timing("monthly", match.start(), match.end(), (LAST,), 1 if "ถัดไป" in words else 0, confidence=0.9)


def _working_day(match: re.Match[str]) -> Timing | None:
    groups = match.groupdict()
    said = groups["n"] or groups.get("m")
    day = count(said) if said else 1
    return (
        None
        if not day
        else Timing("monthly", match.start(), match.end(), (day,), 1 if match["next"] else 0, confidence=0.85)
    )


def _after_period(match: re.Match[str]) -> Timing | None:
    day = count(match["n"])
    what = match["what"]
    frequency = "quarterly" if "ตรมาส" in what else "yearly" if "ปี" in what else "monthly"
    return Timing(frequency, match.start(), match.end(), (day,) if day else (), 1, confidence=0.85)


def _weekly(match: re.Match[str]) -> Timing | None:
    days = tuple(sorted({weekday_number(m.group(1)) for m in re.finditer(rf"(?:วัน|และ|,)({WEEKDAY})", match.group())}))
    return Timing("weekly", match.start(), match.end(), days) if days else None


def _weekday_alone(match: re.Match[str]) -> Timing | None:
    made = _weekly(match)
    return replace(made, partial="weekday") if made else None


def _week_end(match: re.Match[str]) -> Timing | None:
    return Timing("weekly", match.start(), match.end(), (1,) if "แรก" in match.group() else (5,), confidence=0.85)


def _quarterly(match: re.Match[str]) -> Timing | None:
    groups = match.groupdict()
    days = _day_list(groups["days"]) if groups.get("days") else ()
    words = match.group()
    if not days and re.search(r"สิ้นไตรมาส|วันสุดท้าย|วันทำการสุดท้าย|สิ้นเดือน", words):
        days = (LAST,)
    offset = 1 if re.search(r"ถัด|เดือนแรก|หลังสิ้น|หลังจากสิ้น|นับ", words) else 0
    if "เดือนแรกของทุกไตรมาส" in words or "เดือนแรกของแต่ละไตรมาส" in words:
        offset = 1
    return Timing("quarterly", match.start(), match.end(), days, offset, confidence=_sure(words))


def _month_only(match: re.Match[str]) -> Timing | None:
    """Make a monthly rule whose day changes from month to month (`ทุกวันศุกร์สุดท้ายของเดือน`)."""
    return Timing("monthly", match.start(), match.end(), (), 1 if "ถัดไป" in match.group() else 0, confidence=0.6)


def _after_quarter(match: re.Match[str]) -> Timing | None:
    return Timing("quarterly", match.start(), match.end(), _day_list(match["days"]), 1, confidence=0.85)


def _fiscal_end(match: re.Match[str]) -> Timing | None:
    return Timing(
        "once", match.start(), match.end(), due=clamp(from_be(int(repair(match["year"]))), 9, 30), confidence=0.8
    )


def _undated(match: re.Match[str]) -> Timing | None:
    return Timing("once", match.start(), match.end(), confidence=0.7, length=match.group()[-12:])


def _four_dates(match: re.Match[str]) -> Timing | None:
    pairs = re.findall(rf"({DIGIT}{{1,2}})(?:ของ)?(?:เดือน)?({MONTH})", match.group())
    if len(pairs) == 1:
        # One day for several months: "the 10th of January, April, July and October".
        pairs = [(pairs[0][0], month) for month in re.findall(MONTH, match.group())]
    days = {int(repair(day)) for day, _ in pairs}
    months = [month_of(month)[0] for _, month in pairs]
    if len(months) == 4 and len({(b - a) % 12 for a, b in pairwise(months)} - {3}) == 0:
        day = min(days) if len(days) == 1 else LAST if min(days) >= 30 else max(days)
        offset = 1 if set(months) == {1, 4, 7, 10} else 0
        return Timing("quarterly", match.start(), match.end(), (day,), offset, confidence=0.85)
    if len(months) == 2:
        return Timing(
            "yearly",
            match.start(),
            match.end(),
            tuple(dict.fromkeys(int(repair(d)) for d, _ in pairs)),
            0,
            confidence=0.7,
        )
    return None


_FISCAL = re.compile(
    r"(?<!แผน)(?<!แผนปฏิบัติการ)(?<!ประจำ)(?:ของ|ใน|รอบ|ประจำ|สิ้น|สิ้นสุด)ป[ีึิื]งบประมาณ|สิ้น(?:สุด)?(?:ใน)?วันที่30กันยายน"
)


def _yearly(match: re.Match[str]) -> Timing | None:
    month = month_of(match["month"])[0]
    if not month:
        return None
    days = _day_list(match["days"]) if match["days"] else ()
    if any(not 1 <= day <= 31 for day in days):
        return None
    words = match.group()
    fiscal = month >= 10 and (
        "ปีงบประมาณ" in match.string[max(0, match.start() - 60) : match.end() + 40]
        or (month == 10 and bool(_FISCAL.search(match.string, max(0, match.start() - 200), match.start())))
    )
    offset = 1 if match["nextyear"] or fiscal else 0
    return Timing("yearly", match.start(), match.end(), days, offset, month=month, confidence=_sure(words))


def _every_n(match: re.Match[str]) -> Timing | None:
    n = count(match["n"])
    unit = match["unit"]
    if not n:
        return None
    s, e = match.start(), match.end()
    if "เดือน" in unit:
        return {1: Timing("monthly", s, e, partial="period"), 3: Timing("quarterly", s, e, partial="period"),
                12: Timing("yearly", s, e, partial="period")}.get(n, Timing("every_n_days", s, e, every_n_days=30 * n, confidence=0.6))  # fmt: skip
    if "ปี" in unit:
        return Timing("yearly", s, e, partial="period") if n == 1 else None
    days = n * (7 if "ส" in unit else 1)
    if "สัปดาห์" in unit and n == 1:
        return Timing("weekly", s, e, partial="period")
    return Timing("every_n_days", s, e, every_n_days=days, confidence=_sure(match.group()))


def _period(frequency: str) -> Callable[[re.Match[str]], Timing | None]:
    def make(match: re.Match[str]) -> Timing | None:
        days = (15, 30) if frequency == "semimonthly" else ()
        return Timing(frequency, match.start(), match.end(), days, partial="period", confidence=0.75)

    return make


def _once(match: re.Match[str]) -> Timing | None:
    inner = DATE.search(match.string, match.start("date"), match.end())
    found = dated(inner) if inner else None
    if not found or inner is None or inner.start() > match.start("date") + 14:
        return None
    return Timing(
        "once", match.start(), match.end(), due=found.value, confidence=found.confidence if found.value else 0.4,
        exists=found.exists, weekday_wrong=found.weekday_wrong, month=found.month, partial="" if match["lead"] else "point",
    )  # fmt: skip


def _relative(match: re.Match[str]) -> Timing | None:
    if count(match["n"]) is None or re.search(r"สิ้น(?:สุด)?(?:ไตรมาส|เดือน|ปี)", match.group()):
        return None
    unit = re.search(r"วันทำการ|วัน|ชั่วโมง|สัปดาห์|เดือน|นาที", match.string[match.end("n") :])
    length = f"{count(match['n'])}{unit.group() if unit else ''}"
    return Timing("once", match.start(), match.end(), confidence=0.85, length=length)


def _day_month(match: re.Match[str]) -> Timing | None:
    month = month_of(match["month"])[0]
    days = _day_list(match["days"]) if match["days"] else ()
    if not month:
        return None
    return Timing("once", match.start(), match.end(), days, partial="daymonth", month=month, confidence=0.6)


def _month_year(match: re.Match[str]) -> Timing | None:
    month = month_of(match["month"])[0]
    if not month:
        return None
    end_of = "สิ้นเดือน" in match.group()
    due = clamp(from_be(int(repair(match["year"]))), month, LAST) if end_of else None
    return Timing("once", match.start(), match.end(), due=due, confidence=0.8 if end_of else 0.6)


def _day_only(match: re.Match[str]) -> Timing | None:
    days = _day_list(match["days"])
    if not days or any(not 1 <= d <= 31 for d in days):
        return None
    return Timing("monthly", match.start(), match.end(), days, partial="day", confidence=_sure(match.group()))


def _immediately(match: re.Match[str]) -> Timing | None:
    return Timing("immediately", match.start(), match.end(), confidence=0.8)


def _daily(match: re.Match[str]) -> Timing | None:
    return Timing("daily", match.start(), match.end(), confidence=0.9)


_ONCE_LEAD = rf"(?P<lead>{WITHIN}|{marks('ครบกำหนด')}|{marks('เป็น')}(?:ภายใน)?|ออกไป(?:เป็น|จน)?(?:ถึง)?|บัดนี้(?:จน)?ถึง|{marks('ภายในกำหนด')}|{marks('กำหนด')})"
_RANGE = rf"(?P<range>ระหว่าง(?:{_DAY_WORD})?{DIGIT}{{1,2}}(?:{MONTH}(?:พ\.?ศ\.?)?(?:{DIGIT}{{4}})?)?(?:-|ถึง|จนถึง)(?:{_DAY_WORD})?)"

RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Timing | None]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"{_ON}?(?:{_CLOCK}(?:ของ)?)?{EVERY}{_DAY_WORD}{_DAYS}{_NOT_MONTH}{_OF_MONTH}?", _every_day_of_month),
        (rf"{_ON}?{EVERY}{marks('เดือน')}{_ON}?{_DAY_WORD}{_DAYS}{_NOT_MONTH}(?!ของ)", lambda m: _monthly(m, 0)),
        (rf"(?:{_ON}|ระหว่าง|{EVERY})?(?:{_CLOCK}(?:ของ)?)?{_DAY_WORD}{_DAYS}{_NOT_MONTH}{_OF_MONTH}", _day_of_month),
        (rf"{_ON}?{_DAY_WORD}{_DAYS}{_NOT_MONTH}{EVERY}เดือน", lambda m: _monthly(m, 0)),
        (rf"{_ON}?(?:{EVERY}{_END_OF_MONTH}(?:ของ(?:{EVERY}|แต่ละ)?เดือน)?|{_END_OF_MONTH}ของ(?:{EVERY}|แต่ละ)?เดือน(?:ถัดไป|นี้)?(?!{MONTH})|"
         rf"{_END_OF_MONTH}(?:{EVERY}เดือน)|(?:ภายใน|ใน)(?:วัน)?สิ้นเดือน(?:ถัดไป|นี้)?(?:ของ{EVERY}เดือน)?(?!{MONTH}))", _end_of_month),
        (rf"(?:{WITHIN}|ใน)?(?:(?P<n>{COUNT})?วัน(?:ทำการ)?แรก|วันทำการที่(?P<m>{COUNT}))ของ(?:{EVERY}|แต่ละ)?เดือน(?P<next>{_NEXT})?", _working_day),
        (rf"{WITHIN}(?P<n>{COUNT})วัน(?:ทำการ)?(?:ของ(?:{EVERY})?เดือน(?P<next>{_NEXT})|ของ{EVERY}เดือน)", _working_day),
        (rf"{WITHIN}(?P<n>{COUNT})วัน(?:ทำการ)?(?:นับ)?(?:แต่|ตั้งแต่|จาก|ถัดจาก|หลังจาก|หลัง)*(?:วัน)?(?P<what>(?:สิ้น|สุดท้ายของ|สิ้นสุด)(?:{EVERY}|แต่ละ)?(?:เดือน|{_QUARTER}|ปีงบประมาณ|ปี)(?:ของ{EVERY}เดือน)?)", _after_period),
        (rf"{_ON}?(?:{_CLOCK}(?:ของ)?)?{EVERY}วัน{WEEKDAY}(?!แรก|สุดท้าย)(?:(?:(?:และ|,|กับ)+(?:{EVERY})?(?:วัน)?|วัน){WEEKDAY})*(?:ของ(?:{EVERY}|แต่ละ)?สัปดาห์)?(?!ที่{DIGIT})", _weekly),
        (rf"{_ON}?วัน{WEEKDAY}(?:(?:และ|,|กับ)+(?:วัน)?{WEEKDAY})*(?:{_CLOCK})?ของ(?:{EVERY}|แต่ละ)?สัปดาห์(?:ถัดไป)?", _weekly),
        (rf"{_ON}?วัน{WEEKDAY}{EVERY}สัปดาห์", _weekly),
        (rf"{_ON}?(?:{EVERY})?วัน{WEEKDAY}(?:แรก|สุดท้าย|ที่[1-4])ของ(?:{EVERY}|แต่ละ)?เดือน(?:ถัดไป)?", _month_only),
        (rf"{_ON}(?:{EVERY})?สัปดาห์(?:แรก|สุดท้าย|ที่[1-4])ของ(?:{EVERY}|แต่ละ)?เดือน(?:ถัดไป)?(?!{MONTH})", _month_only),
        (rf"(?:{_ON}วันที่|ก่อน)(?P<days>{DIGIT}{{1,2}})(?:หลัง|ภายหลัง|นับจาก|ถัดจาก)(?:จาก)?(?:วัน)?สิ้น(?:สุด)?(?:{EVERY}|แต่ละ)?{_QUARTER}", _after_quarter),
        (rf"(?:ภายใน|ก่อน|ไม่เกิน)(?:วัน)?สิ้นปีงบประมาณ(?:พ\.?ศ\.?)?(?P<year>{DIGIT}{{4}})", _fiscal_end),
        (rf"{WITHIN}(?:{_CLOCK}ของ)?(?:วัน(?:ทำการ)?ถัดไป|วันรุ่งขึ้น|วันที่(?:ได้)?รับ(?:หนังสือ|แจ้ง)(?:ฉบับ)?(?:นี้)?)", _undated),
        (rf"(?:ล่วงหน้า(?:ก่อน[ก-๙]{{0,20}}?)?(?:ไม่น้อยกว่า|อย่างน้อย)?|ก่อน[ก-๙]{{2,24}}?(?:ไม่น้อยกว่า|อย่างน้อย))(?P<n>{COUNT})(?:วัน(?:ทำการ)?|สัปดาห์)(?!ที่|แรก)", _relative),
        (rf"(?:{EVERY}สัปดาห์|สัปดาห์ละ(?:1|หนึ่ง)?ครั้ง|รายสัปดาห์)\(?{_ON}?(?:{EVERY})?วัน{WEEKDAY}(?:(?:และ|,)+(?:วัน)?{WEEKDAY})*(?!ที่{DIGIT})", _weekly),
        (rf"{_ON}?(?:{EVERY})?วัน(?:ทำการ)?(?:สุดท้าย|แรก)ของ(?:{EVERY}|แต่ละ)?สัปดาห์", _week_end),
        (rf"{WITHIN}(?:เที่ยง|เช้า|เย็น|บ่าย|{_CLOCK}(?:ของ)?)?(?:ของ)?วัน{WEEKDAY}(?!ที่{DIGIT})", _weekday_alone),
        (rf"{_ON}?(?:{EVERY})?(?:{_DAY_WORD}{_DAYS})?(?:ของ)?เดือน(?:แรก|สุดท้าย|ถัดจาก(?:เดือนสุดท้าย)?)(?:ของ|จาก|หลังจาก|หลัง)*(?:{EVERY}|แต่ละ|สิ้น)?{_QUARTER}(?:ถัดไป)?", _quarterly),
        (rf"{_ON}?(?:{_DAY_WORD}{_DAYS})ของเดือน(?:ถัดไป|ถัดจาก)(?:นับ)?(?:จาก|แต่|หลังจาก|หลัง)*(?:วัน)?สิ้น(?:สุด)?(?:{EVERY}|แต่ละ)?{_QUARTER}", _quarterly),
        (rf"(?:{EVERY}(?:รอบ)?{_QUARTER}|ราย{_QUARTER}|{_QUARTER}ละ(?:1|หนึ่ง)ครั้ง|{EVERY}3เดือน)(?:\([^)]{{0,20}}\))?{_ON}{_DAY_WORD}{_DAYS}{_NOT_MONTH}(?:{_OF_MONTH}(?:(?:แรกของ|นับ|จาก|แต่|หลัง|วัน|สิ้นสุด|สิ้น|แต่ละ)*{_QUARTER}(?:ถัดไป)?)?)?", _quarterly),
        (rf"{_ON}?(?:{EVERY}(?:วัน)?สิ้น{_QUARTER}|{_END_OF_MONTH}ของเดือนสุดท้าย(?:ของ|ใน)(?:{EVERY}|แต่ละ)?{_QUARTER}|วัน(?:ทำการ)?สุดท้ายของ(?:{EVERY}|แต่ละ){_QUARTER}|(?:วัน)?สิ้น{_QUARTER}ของ{EVERY}{_QUARTER})", _quarterly),
        (rf"{_ON}?(?:{EVERY})?{_DAY_WORD}?{DIGIT}{{1,2}}{MONTH}(?:(?:,|และ|วันที่| )*{DIGIT}{{1,2}}{MONTH}){{1,3}}(?:ของ(?:{EVERY}|แต่ละ)ปี(?:งบประมาณ)?)?(?!{DIGIT}{{4}})", _four_dates),
        (rf"{_ON}?(?:{EVERY})?{_DAY_WORD}{DIGIT}{{1,2}}(?:ของ)?(?:เดือน)?{MONTH}(?:(?:,|และ|เดือน| )*{MONTH}){{1,3}}(?:ของ(?:{EVERY}|แต่ละ)ปี(?:งบประมาณ)?)?(?!{DIGIT}{{4}})", _four_dates),
        (rf"{_ON}?(?:{EVERY})?(?:{_DAY_WORD}|วัน)?{_DAYS}(?:เดือน)?(?P<month>{MONTH}){_YEARLY_TAIL}", _yearly),
        (rf"{_ON}?(?:{EVERY})?(?P<days>)(?:สิ้น)?เดือน(?P<month>{MONTH}){_YEARLY_TAIL}", _yearly),
        (rf"{EVERY}{_DAY_WORD}{_DAYS}(?:เดือน)?(?P<month>{MONTH})(?!{DIGIT}{{2}})(?P<nextyear>)", _yearly),
        (rf"(?P<yearly>{EVERY}ปี(?:งบประมาณ)?|ปีละ(?:1|หนึ่ง)ครั้ง|รายปี){_ON}{_DAY_WORD}{_DAYS}(?:เดือน)?(?P<month>{MONTH})(?P<nextyear>ของปี(?:งบประมาณ)?ถัดไป)?(?!{DIGIT}{{4}})", _yearly),
        (rf"{EVERY}(?:รอบ|ระยะ)?(?P<n>{COUNT})(?P<unit>วัน(?!ที่)|สัปดาห์|เดือน|ปี)(?:ต่อครั้ง|ครั้ง)?", _every_n),
        (rf"(?:เป็นประจำ|ประจำ)?{EVERY}(?:สิ้น|รอบ|ต้น|กลาง|ปลาย)?เดือน(?!{MONTH})|รายเดือน|เดือนละ(?:1|หนึ่ง)?ครั้ง|เป็นรายเดือน", _period("monthly")),
        (rf"เดือนละ(?:2|สอง)ครั้ง|{EVERY}(?:ครึ่งเดือน|ปักษ์)|รายปักษ์|ราย(?:15|สิบห้า)วัน", _period("semimonthly")),
        (rf"(?:เป็นประจำ)?{EVERY}(?:สิ้น|รอบ)?{marks('สัปดาห์')}|รายสัปดาห์|สัปดาห์ละ(?:1|หนึ่ง)?ครั้ง|ประจำสัปดาห์", _period("weekly")),
        (rf"(?:เป็นประจำ)?{EVERY}(?:รอบ)?{_QUARTER}|ราย{_QUARTER}|{_QUARTER}ละ(?:1|หนึ่ง)?ครั้ง|ปีละ(?:4|สี่)ครั้ง", _period("quarterly")),
        (rf"(?:เป็นประจำ)?{EVERY}(?:สิ้น|รอบ)?ปี(?:งบประมาณ)?|รายปี|ปีละ(?:{COUNT})?ครั้ง", _period("yearly")),
        (rf"(?:{_ON}?{_CLOCK}(?:ของ)?)?(?:เป็นประจำ|เป็นราย|ราย)?(?:{EVERY}วัน(?:ทำการ|ราชการ)?|(?<=ราย)วัน|รายวัน|วันละ{COUNT}ครั้ง|{EVERY}เช้า|{EVERY}เย็น)(?!ที่|สิ้น|สุดท้าย|แรก|{WEEKDAY})(?:{_ON}?{_CLOCK})?", _daily),
        (rf"(?:{_ONCE_LEAD}|{_RANGE}|ใน)(?:{_CLOCK}ของ)?(?:(?:วันนี้|วันพรุ่งนี้|วันเดียวกัน)\(?(?:คือ|ตรงกับ)?)?(?:{marks('วันที่')})?(?P<date>)(?:วัน{WEEKDAY}ท[ีิ]่?)?(?:{DIGIT}{{1,2}} )?{DIGIT}{{1,2}}(?:เดือน)?[ก-๎.]{{3,13}}(?:พ\.?ศ\.?)?{YEAR}(?:(?:ก่อน|ภายใน|ไม่เกิน)?เวลา{DIGIT}{{1,2}}[.:]{DIGIT}{{2}}(?:น\.?)?)?", _once),
        (rf"{WITHIN}(?:กำหนด)?(?:เวลา)?(?P<n>{COUNT})(?:วัน(?:ทำการ)?|ชั่วโมง|สัปดาห์|เดือน|นาที)(?!แรก|ของ)(?:(?:นับ|หลัง|ตั้งแต่|ถัดจาก|ก่อน)(?:ถัด|ตั้ง|จาก|แต่)*(?:วัน)?(?:ที่|จาก|ได้)?(?:ได้รับ(?:หนังสือ|แจ้ง|เรื่อง|รายงาน)(?:ฉบับ|สั่งการ)?(?:นี้)?|[ก-๙]{{0,24}}?(?=$|และ|ให้|เพื่อ|ทั้งนี้|พร้อม|[^ก-๙])))?", _relative),
        (rf"{WITHIN}(?:{marks('วันที่')})?(?:วัน{WEEKDAY}ที่)?{_DAYS}(?:เดือน)?(?P<month>{MONTH})(?!(?:พ\.?ศ\.?)?{DIGIT}{{2}})(?:ศกนี้|นี้|ปีนี้)?", _day_month),
        (rf"{WITHIN}(?P<days>)เดือน(?P<month>{MONTH})(?!(?:พ\.?ศ\.?)?{DIGIT}{{2}})(?:ศกนี้|นี้|ปีนี้)?", _day_month),
        (rf"{WITHIN}(?:วัน|ช่วง)?(?:สิ้น|ปลาย|กลาง|ต้น)?เดือน(?P<month>{MONTH})(?:พ\.?ศ\.?)?(?P<year>{DIGIT}{{4}})", _month_year),
        (rf"(?:{WITHIN}|กำหนด){_DAY_WORD}{_DAYS}{_NOT_MONTH}(?!ของ)", _day_only),
        (rf"(?<!ได้)(?:โดย|ใน)?{marks('ทันที')}(?!ทันใด|ที(?!่)|ที่(?:ต้อง|ควร|สุด))|{marks('โดยพลัน')}", _immediately),
    )
)  # fmt: skip

_TRIGGER = re.compile(
    rf"{marks('ทุก')}|{_INSIDE}|ไม่?เกิน|ไม่?ช้า|อย่า?งช้า|ก่?อน|ให้?ทัน|จนถ|ถ[ึื]ง|ใน|วัน|วนที|รายเด|รายส|รายไ|รายป|รายว|เดือนละ|สัปดาห์ละ|ไตรมาสละ|ปีละ|เป็น|ประจำ|"
    rf"ครบกำ|ออกไป|บัดนี้|กำหนด|ระหว่าง|ทันที|ทนที|โดย|เวลา|สิ้นเดือน|ราย(?:15|สิบ)|สัปดาห์|[ไใ]ตรมาส|เดือน(?:แรก|สุดท้าย|ถัด)|ล่วงหน้า|{DIGIT}{{1,2}}{MONTH}"
)


def timings(text: str, start: int = 0, end: int | None = None) -> list[Timing]:
    """Return the time expressions of squeezed text in order, each as long as the grammar can make it."""
    stop = len(text) if end is None else end
    found: list[Timing] = []
    position = start
    while match := _TRIGGER.search(text, position, stop):
        best = _longest(text, match.start(), stop)
        if best is None:
            position = match.start() + 1
            continue
        found.append(best)
        position = max(best.end, match.start() + 1)
    return found


def _longest(text: str, position: int, stop: int) -> Timing | None:
    best: Timing | None = None
    reach = position
    stop = min(stop, position + 220)
    for pattern, build in RULES:
        match = pattern.match(text, position, stop)
        if match and match.end() > reach and (made := build(match)):
            best, reach = made, match.end()
    return best


def key(timing: Timing) -> tuple[object, ...]:
    """Return what makes two timings the same rule."""
    month = timing.month if timing.frequency == "yearly" and not timing.days else 0
    return timing.frequency, timing.days, timing.month_offset, timing.every_n_days, timing.due, timing.length, month
