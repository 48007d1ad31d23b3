"""Read the Thai words a clerk types as a rule. Lenient about prose around the time, strict about the time itself."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from tidtam.kernel.problem import Problem
from tidtam.obligations.rules import patterns as p
from tidtam.obligations.rules.due import add_months, month_length
from tidtam.obligations.rules.value import END_OF_MONTH, INTERVALS, Kind, Rule
from tidtam.thai.dates import WEEKDAYS, from_be, month_number
from tidtam.thai.digits import to_arabic
from tidtam.thai.numbers import NUMBER_WORDS, from_words

_LONGEST = 500
_LEAP_YEAR = 2024
_DAYS_IN = {"วัน": 1, "สัปดาห์": 7, "อาทิตย์": 7, "เดือน": 30, "ปี": 365}
_NUMBER_WORD = re.compile(rf"(ทุก|ละ|เวลา|ภายใน|นาน)({NUMBER_WORDS})(?=วัน|สัปดาห์|อาทิตย์|เดือน|ปี|ครั้ง)")
_EXAMPLES = "“ทุกวันที่ 15 และ 30 ของทุกเดือน” “ภายในวันที่ 5 ของเดือนถัดไป” “ทุกวันศุกร์” “ทุกปี ภายในวันที่ 31 ตุลาคม”"


def parse_rule(text: str) -> Rule:
    """Read a rule from Thai words in either script of digits and with any spacing.

    `เริ่ม` names day zero of an interval, `ครั้งแรก` its first due date; for other rules both are the first possible day.
    Errors: Problem("obligations.rule_not_understood") with examples; Problem("obligations.date_does_not_exist").
    """
    return _Sentence(text).rule()


def _not_understood(hint: str = "") -> Problem:
    message = f"ยังไม่เข้าใจกำหนดเวลานี้ {hint}".rstrip() + f" ตัวอย่างที่พิมพ์ได้: {_EXAMPLES}"
    return Problem("obligations.rule_not_understood", message, field="rule")


def _squeeze(text: str) -> str:
    text = to_arabic(text).replace("เเ", "แ").replace("ํา", "ำ")
    text = re.sub(r"[\u200b-\u200d\u2060\ufeff]", "", text)
    text = re.sub(r"(\d)\s+(?=\d)", r"\1,", text)
    text = re.sub(r"\s+", "", text)
    return _NUMBER_WORD.sub(lambda match: f"{match[1]}{from_words(match[2])}", text)


def _calendar_date(year: int, month: int, day: int) -> date:
    year = from_be(year)
    if not 1900 <= year <= 2200:
        raise _not_understood("กรุณาตรวจปี พ.ศ.")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Problem("obligations.date_does_not_exist", "วันที่นี้ไม่มีในปฏิทิน กรุณาตรวจวัน เดือน ปี", field="rule") from error


def _read_date(text: str, *, last: bool = False) -> date:
    """Read a written date; a month with its year is its first day, or its last one."""
    match = p.WRITTEN.fullmatch(text)
    if match is None:
        match = p.MONTH_YEAR.fullmatch(text)
        if match is None:
            raise _not_understood()
        year, month = from_be(int(match["y"])), month_number(match["m"])
        return date(year, month, month_length(year, month) if last else 1)
    if match["m"]:
        return _calendar_date(int(match["y"]), month_number(match["m"]), int(match["d"]))
    if match["m2"]:
        return _calendar_date(int(match["y2"]), int(match["m2"]), int(match["d2"]))
    return _calendar_date(int(match["y3"]), int(match["m3"]), int(match["d3"]))


class _Sentence:
    """The features found in one sentence; every piece read is taken out, and what is left must not speak of time."""

    def __init__(self, text: str) -> None:
        if not text.strip():
            raise Problem("obligations.rule_not_understood", f"ยังไม่ได้พิมพ์กำหนดเวลา เช่น {_EXAMPLES}", field="rule")
        if len(text) > _LONGEST:
            raise _not_understood(f"ข้อความยาวเกิน {_LONGEST} ตัวอักษร")
        self.rest = _squeeze(text)
        self.seen: set[str] = set()
        self.days: set[int] = set()
        self.months: set[int] = set()
        self.pairs: list[tuple[int, int]] = []
        self.weekdays: set[int] = set()
        self.dates: list[date] = []
        self.quarter_offset: int | None = None
        self.n: int | None = None
        self.unit = ""
        self.bounds: dict[str, Any] = {}
        self.duration = ""
        self._take_bounds()
        self._take_dates()
        self._take_days()
        self._take_cues()

    def _take(self, pattern: re.Pattern[str], feature: str = "") -> re.Match[str] | None:
        match = pattern.search(self.rest)
        if match:
            self.rest = self.rest[: match.start()] + "|" + self.rest[match.end() :]
            if feature:
                self.seen.add(feature)
        return match

    def _take_bounds(self) -> None:
        self._take(p.CLOCK)
        if match := self._take(p.FIRST):
            self.bounds |= {"starts_on": _read_date(match["date"]), "start_is_due": True}
        if match := self._take(p.START):
            self.bounds.setdefault("starts_on", _read_date(match["date"]))
        if match := self._take(p.END):
            self.bounds["ends_on"] = _read_date(match["date"], last=True)
        if match := self._take(p.DURATION):
            self.n, self.duration = int(match["n"]), match["unit"]
            self.bounds["duration_days"] = self.n * _DAYS_IN[self.duration]
        self.length, self.n = self.n, None

    def _take_dates(self) -> None:
        while match := self._take(p.DATE, "dates"):
            self.dates.append(_read_date(match["date"]))
        if match := self._take(p.AFTER_END, "after_end"):
            self._after_end(int(match["n"]), match["what"])
        elif match := self._take(p.WITHIN_DAYS, "within"):
            self.n = int(match["n"])
            if match["working"]:
                self.seen.add("working")
        if match := self._take(p.INTERVAL, "interval"):
            self.n, self.unit = int(match["n"]), match["unit"]
        elif match := self._take(p.ALTERNATE, "interval"):
            self.n, self.unit = (6, "เดือน") if match["half"] else (2, "วัน")
            if match["week"] or match["month"]:
                self.unit = "สัปดาห์" if match["week"] else "เดือน"

    def _after_end(self, n: int, what: str) -> None:
        # Counting days from the end of a period gives one fixed day only while the next month is long enough.
        if n > {"เดือน": 28, "ไตรมาส": 30, "ปีงบประมาณ": 31}[what]:
            raise _not_understood("นับวันหลังสิ้นงวดได้ไม่เกินหนึ่งเดือน")
        self.days.add(n)
        if what == "ไตรมาส":
            self.seen.add("quarter")
            self.quarter_offset = 1
        elif what == "เดือน":
            self.seen.add("next_month")
        else:
            self.seen.add("fiscal_year")
            self.months.add(10)

    def _take_days(self) -> None:
        while match := self._take(p.PAIR, "pairs"):
            month = month_number(match["month"])
            self._every(match["every"])
            self.pairs += [(int(day), month) for day in re.findall(r"\d+", match["days"])]
        while match := self._take(p.IN_MONTHS, "months"):
            self.months |= {month_number(name) for name in re.findall(p.MONTH, match["months"])}
            if match["end"] and ("สิ้น" in match["end"] or match["end"] not in ("ของ", "ใน")):
                self.days.add(END_OF_MONTH)
        while match := self._take(p.DAY_RANGE, "days"):
            if int(match["a"]) > int(match["b"]):
                raise _not_understood("ช่วงวันที่ต้องอยู่ในเดือนเดียวกัน")
            self.days.add(int(match["b"]))
            self._every(match["every"])
        while match := self._take(p.DAYS, "days"):
            self.days |= {int(day) for day in re.findall(r"\d+", match["days"])}
            self.days |= {END_OF_MONTH} if match["end"] else set()
            self._every(match["every"] or match["every2"])
        for pattern, offset in p.QUARTER_MONTHS:
            if self._take(pattern, "quarter"):
                self.quarter_offset = offset
        if self._take(p.QUARTER_END, "quarter"):
            self.days.add(END_OF_MONTH)
        while match := self._take(p.MONTH_END, "days"):
            self.days.add(END_OF_MONTH)
            self.seen.add("every_month")
        while match := self._take(p.WEEKDAYS, "weekdays"):
            self.weekdays |= _weekdays(match[0])

    def _every(self, word: str | None) -> None:
        if word:
            self.seen |= {"every_day_n", "every_month"}

    def _take_cues(self) -> None:
        if match := self._take(p.TIMES, "times"):
            self.n = int(match["n"] or match["n2"] or 1)
        self._take(p.ANNOUNCED_ON)
        for feature, pattern in p.CUES:
            while self._take(pattern, feature):
                pass
        unbroken = self._take(p.NO_BREAK)
        while self._take(p.WORKING, "working"):
            pass
        while self._take(p.DAILY, "daily"):
            pass
        if unbroken:
            self.seen.add("daily")
        for kind, pattern in p.UNDATED:
            while self._take(pattern, kind):
                pass

    def rule(self) -> Rule:
        if p.UNREAD.search(self.rest):
            hint = "ถ้าเป็นการส่งก่อนวันที่หนึ่ง ให้พิมพ์ว่า ภายในวันที่ ของวันก่อนหน้า" if "ก่อน" in self.rest else ""
            raise _not_understood(hint)
        if any(not 1 <= day <= END_OF_MONTH for day in [*self.days, *(day for day, _ in self.pairs)]):
            raise _not_understood("วันที่ต้องอยู่ระหว่าง 1 ถึง 31")
        values = self._time()
        values |= self._limits(values["kind"])
        try:
            return Rule(**values)
        except Problem as problem:
            raise _not_understood() from problem

    def _only(self, *features: str) -> None:
        """Refuse a sentence that also says something the chosen kind cannot hold."""
        undated = {feature for feature, _ in p.UNDATED}
        if self.seen - set(features) - undated:
            raise _not_understood("กรุณาแยกเป็นหน้าที่ละกำหนดเวลา")

    def _time(self) -> dict[str, Any]:
        seen = self.seen
        if "interval" in seen and not self._becomes_calendar():
            return self._interval()
        if self.pairs or self.months:
            return self._yearly()
        if "quarter" in seen:
            return self._quarterly()
        if self.days:
            return self._monthly()
        if self.weekdays:
            self._only("weekdays", "week")
            return {"kind": Kind.WEEKLY, "days": tuple(self.weekdays)}
        if "times" in seen:
            self._only("times", "dates", "every_month")
            return {"kind": Kind.ANNOUNCED, "n": self.n, "dates": tuple(self.dates)}
        if self.dates:
            self._only("dates")
            return {"kind": Kind.ONCE, "dates": tuple(self.dates)}
        if "within" in seen:
            self._only("within", "working")
            return {"kind": Kind.ONCE, "n": self.n, "working_days": "working" in seen}
        if "half_month" in seen:
            self._only("half_month")
            return {"kind": Kind.SEMIMONTHLY, "days": (15, 30)}
        if seen & {"daily", "working"}:
            self._only("daily", "working")
            return {"kind": Kind.DAILY, "working_days": "working" in seen}
        return self._undated()

    def _becomes_calendar(self) -> bool:
        """Turn `every 3 months by the 10th` into a quarterly rule, and so on; the year begins in October."""
        if not (self.days or self.pairs or self.months) or self.unit not in ("เดือน", "ปี"):
            return False
        months = (self.n or 0) * (12 if self.unit == "ปี" else 1)
        self.seen.discard("interval")
        late = "next_month" in self.seen
        if months == 1:
            self.seen.add("every_month")
        elif self.pairs or self.months:
            self.seen.add("year")
            found = {month for _, month in self.pairs} | self.months
            if len(found) * months != 12:
                raise _not_understood("จำนวนเดือนที่ระบุไม่ตรงกับรอบ")
        elif months == 3:
            self.seen -= {"next_month", "every_month"}
            self.seen.add("quarter")
            self.quarter_offset = 1 if late else self.quarter_offset
        elif months == 6:
            self.seen -= {"next_month", "every_month"}
            self.seen |= {"year", "period_before"} if late else {"year"}
            self.months = {4, 10} if late else {3, 9}
        else:
            raise _not_understood("กรุณาระบุเดือน")
        return True

    def _interval(self) -> dict[str, Any]:
        self._only("interval")
        n = self.n or 0
        if self.unit in ("เดือน", "ปี"):
            return {"kind": Kind.EVERY_N_MONTHS, "n": n * (12 if self.unit == "ปี" else 1)}
        return {"kind": Kind.EVERY_N_DAYS, "n": n * _DAYS_IN[self.unit]}

    def _yearly(self) -> dict[str, Any]:
        self._only("pairs", "months", "days", "year", "fiscal_year", "next_year", "period_before", "every_day_n",
                   "every_month", "after_end")  # fmt: skip
        if not self.seen & {"year", "fiscal_year", "next_year", "every_day_n"}:
            raise _not_understood("กรุณาพิมพ์ปี พ.ศ. หรือคำว่า ทุกปี")
        if self.pairs and (self.days or self.months):
            raise _not_understood()
        days, months = self.days, self.months
        if self.pairs:
            if any(day > month_length(_LEAP_YEAR, month) for day, month in self.pairs):
                raise Problem("obligations.date_does_not_exist", "วันที่นี้ไม่มีในปฏิทิน กรุณาตรวจวันและเดือน", field="rule")
            days, months = {day for day, _ in self.pairs}, {month for _, month in self.pairs}
            if len(set(self.pairs)) != len(days) * len(months):
                # Month ends of different lengths are one rule; other mixed days are two.
                if any(day < month_length(_LEAP_YEAR - 1, month) for day, month in self.pairs):
                    raise _not_understood("กรุณาแยกเป็นสองกำหนดเวลา")
                days = {END_OF_MONTH}
        if not days or not months:
            raise _not_understood("กรุณาระบุวันที่และเดือน")
        before = self.seen & {"next_year", "period_before"} or ("fiscal_year" in self.seen and months == {10})
        return {"kind": Kind.YEARLY, "days": tuple(days), "months": tuple(months), "month_offset": int(bool(before))}

    def _quarterly(self) -> dict[str, Any]:
        self._only("quarter", "days", "next_month", "every_month", "every_day_n", "after_end")
        if not self.days:
            raise _not_understood("กรุณาระบุวันที่ที่ต้องส่งในไตรมาส")
        offset = self.quarter_offset
        if offset is None:
            offset = 1 if "next_month" in self.seen else 0
        return {"kind": Kind.QUARTERLY, "days": tuple(self.days), "month_offset": offset}

    def _monthly(self) -> dict[str, Any]:
        self._only("days", "every_month", "next_month", "later_month", "every_day_n", "times", "after_end")
        if not self.seen & {"every_month", "next_month", "later_month", "times"}:
            raise _not_understood("กรุณาพิมพ์ว่า ของทุกเดือน หรือ ของเดือนถัดไป หรือระบุเดือนและปี")
        if "times" in self.seen and self.n != len(self.days):
            raise _not_understood("จำนวนครั้งไม่ตรงกับจำนวนวันที่")
        # "Every 1st of the following months" names when it begins; "by the 5th of the next month" names the period.
        late = "next_month" in self.seen or ("later_month" in self.seen and "every_day_n" not in self.seen)
        return {"kind": Kind.MONTHLY, "days": tuple(self.days), "month_offset": int(late)}

    def _undated(self) -> dict[str, Any]:
        for kind, _ in p.UNDATED:
            if kind in self.seen:
                self._only()
                return {"kind": Kind(kind)}
        hint = ""
        if self.seen & {"every_month", "year", "fiscal_year", "week"}:
            hint = "กรุณาระบุวันที่หรือวันในสัปดาห์ด้วย"
        raise _not_understood(hint)

    def _limits(self, kind: Kind) -> dict[str, Any]:
        bounds = dict(self.bounds)
        start = bounds.get("starts_on")
        if kind in INTERVALS or not start or not self.length:
            return bounds
        # With a known start the length is counted on the calendar, so that a year ends the day before its anniversary.
        del bounds["duration_days"]
        if self.duration in ("เดือน", "ปี"):
            last = add_months(start, self.length * (12 if self.duration == "ปี" else 1)) - timedelta(days=1)
        else:
            last = start + timedelta(days=self.length * _DAYS_IN[self.duration] - 1)
        bounds["ends_on"] = min(last, bounds.get("ends_on") or last)
        return bounds


def _weekdays(text: str) -> set[int]:
    """Read `วันจันทร์และพฤหัสบดี` as a list and `วันจันทร์-ศุกร์` as a range."""
    out: set[int] = set()
    previous, end = 0, 0
    for match in re.finditer(p.WEEKDAY, text):
        day = next(i for i, name in enumerate(WEEKDAYS, 1) if name.startswith(match[0].rstrip("ฯ")))
        if previous and re.search(r"-|–|ถึง", text[end : match.start()]):
            last = day if day >= previous else day + 7
            out |= {(d - 1) % 7 + 1 for d in range(previous, last + 1)}
        out.add(day)
        previous, end = day, match.end()
    return out
