"""Dates in letters and stamps, with damaged digits, misspelt months and days that do not exist."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from tidtam.letters.reader.normalise import loose, marks
from tidtam.letters.reader.numbers import DIGIT, is_repaired, repair
from tidtam.thai.dates import MONTHS, MONTHS_SHORT, WEEKDAYS, from_be


def _spaced(name: str) -> str:
    """Return a pattern for a month's name with a blank or a line break fallen into it."""
    return r"\s{0,2}".join(marks(char) for char in name)


_SHORT = {re.sub(r"\.", "", short): i for i, short in enumerate(MONTHS_SHORT, 1)}
_SHORT_RE = "|".join(
    r"\s?[.,]{0,2}\s?".join(re.escape(c) for c in short) for short in sorted(_SHORT, key=len, reverse=True)
)
MONTH = (
    "(?:"
    + "|".join(_spaced(name) for name in MONTHS)
    + "|กรกฏาคม|กุมภาพันธุ์|ธันวาคน|(?:"
    + _SHORT_RE
    + r")(?![ก-ฮะ-ฺเ-ๅ็-๎])\.?)"
)
_MAYBE_MONTH = r"[ก-ฮะ-ฺเ-๎]{4,13}"
WEEKDAY = "(?:" + "|".join(loose(name) for name in (*WEEKDAYS, "พฤหัส")) + ")"
_YEAR = rf"(?:2 ?5 ?{DIGIT} ?{DIGIT}|{DIGIT}{{4}}|{DIGIT}{{2}})(?![0-9])"
_BE = r"(?:พ\s?\.?\s?ศ\s?\.?\s?)?"

DATE = re.compile(
    rf"(?:วัน(?P<weekday>{WEEKDAY})\s*ที่?\s*)?"
    rf"(?<![0-9/.])(?:(?P<extra>{DIGIT}{{1,2}}) )?(?P<day>{DIGIT}{{1,2}})(?P<dash>)\s*"
    rf"(?:เดือน\s*)?(?P<month>{MONTH}|{_MAYBE_MONTH})\s*{_BE}(?P<year>{_YEAR})"
)
NUMERIC = re.compile(
    rf"(?<![0-9/.\-])(?P<day>{DIGIT}{{1,2}})\s?[/.\-]\s?(?P<month>{DIGIT}{{1,2}})\s?[/.\-]\s?(?P<year>{DIGIT}{{4}}|{DIGIT}{{2}})(?![0-9/.\-]?[0-9])"
)
STAMP = re.compile(
    rf"(?P<day>{DIGIT}(?:[ .,_\-]{{0,3}}{DIGIT}){{0,3}})[ .,_\-]{{0,4}}(?P<month>{MONTH}|{_MAYBE_MONTH})[ .,_\-]{{0,4}}{_BE}(?P<year>{_YEAR})"  # noqa: E501
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as printed. `value` is None when no such day exists."""

    value: date | None
    start: int
    end: int
    confidence: float
    exists: bool = True
    weekday_wrong: bool = False
    day: int = 0
    month: int = 0
    year: int = 0
    other: date | None = None


@lru_cache(maxsize=4096)
def month_of(word: str) -> tuple[int, float]:
    """Return the month's number and how sure that is; (0, 0) when the word is no month."""
    bare = re.sub(r"[\s.,]", "", word)
    if bare in MONTHS:
        return MONTHS.index(bare) + 1, 1.0
    if bare in _SHORT:
        return _SHORT[bare], 0.98
    for i, name in enumerate(MONTHS, 1):
        if re.fullmatch(marks(name), bare):
            return i, 0.95
    if len(bare) < 5 or not (bare[-1] in "มนณฆ" or bare.endswith(("ธ์", "ธ", "พัน"))):
        return 0, 0.0
    scored = sorted(((fuzz.ratio(bare, name), i) for i, name in enumerate(MONTHS, 1)), reverse=True)
    best, runner = scored[0], scored[1]
    return (best[1], 0.75) if best[0] >= 74 and best[0] - runner[0] >= 6 else (0, 0.0)


def make(day: int, month: int, year: int) -> date | None:
    """Return the day, or None when it does not exist; `year` as printed, in either era."""
    try:
        made = date(from_be(year), month, day)
    except ValueError:
        return None
    return made if 1900 <= made.year <= 2150 else None


def dates(text: str, start: int = 0, end: int | None = None) -> Iterator[Dated]:
    """Yield the dates written with a month's name, in order."""
    stop = len(text) if end is None else end
    position = start
    while match := DATE.search(text, position, stop):
        made = dated(match)
        position = match.end() if made else match.end("day")
        if made:
            yield made


def dated(match: re.Match[str]) -> Dated | None:
    """Read one match of DATE; None when its word is no month."""
    month, sure = month_of(match["month"])
    if not month:
        return None
    token, extra = repair(match["day"]), repair(match["extra"] or "")
    start = match.start()
    other = None
    year = int(repair(re.sub(r"\s", "", match["year"])))
    if is_repaired(match["day"]) or is_repaired(match["year"]):
        sure = min(sure, 0.8)
    if extra and match["weekday"] is None:
        if extra == token:
            sure = min(sure, 0.75)
        elif len(extra) == len(token) == 1 and extra in "123":
            other = make(int(token), month, year)
            token, sure = extra + token, min(sure, 0.6)
        else:
            start = match.start("day")
    day = int(token) if token.isdigit() else 0
    value = make(day, month, year)
    wrong = False
    if value and match["weekday"]:
        wrong = not WEEKDAYS[value.weekday()].startswith(_weekday_name(match["weekday"])[:4])
    exists = value is not None or not _plausible(day, year)
    return Dated(value, start, match.end(), sure if value else 0.3, exists, wrong, day, month, year, other)


def _plausible(day: int, year: int) -> bool:
    return day > 0 and (2400 <= year <= 2700 or 1900 <= year <= 2150 or year < 100)


def _weekday_name(word: str) -> str:
    return max(WEEKDAYS, key=lambda name: fuzz.ratio(name, word))


def weekday_number(word: str) -> int:
    """Return 1 for Monday … 7 for Sunday."""
    return WEEKDAYS.index(_weekday_name(word)) + 1


def stamp_date(text: str, start: int, end: int) -> Dated | None:
    """Read the date of a stamp, in which blanks and stray dots inside the day are dropped."""
    match = STAMP.search(text, start, end)
    while match:
        month, sure = month_of(match["month"])
        if month:
            return _stamped(match, month, sure)
        match = STAMP.search(text, match.start() + 1, end)
    numeric = NUMERIC.search(text, start, end)
    if numeric and 1 <= (month := int(repair(numeric["month"]))) <= 12:
        return _stamped(numeric, month, 0.9)
    return None


def _stamped(match: re.Match[str], month: int, sure: float) -> Dated:
    token = repair(re.sub(rf"[^{DIGIT[1:-1]}]", "", match["day"]))
    if token != match["day"]:
        sure = min(sure, 0.8)
    half = len(token) // 2
    if len(token) == 4 and token[:half] == token[half:]:
        token = token[:half]
    year = int(repair(re.sub(r"\s", "", match["year"])))
    day = int(token) if token.isdigit() else 0
    value = make(day, month, year)
    return Dated(value, match.start(), match.end(), sure if value else 0.3, value is not None, False, day, month, year)


def clamp(year: int, month: int, day: int) -> date:
    """Return the day of that Gregorian month, or its last day when the month is shorter."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
