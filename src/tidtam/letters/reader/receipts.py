"""Received stamps and register entries, in whatever layout a stamp came out of the scan."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tidtam.letters.reader.dates import NUMERIC, STAMP, Dated, month_of, stamp_date
from tidtam.letters.reader.normalise import Document, Line, marks
from tidtam.letters.reader.numbers import DIGIT, is_repaired, repair
from tidtam.letters.reader.offices import is_office_line
from tidtam.letters.reader.reading import Found, Receipt

_DOTS = r"[\s:.…_]*"
_LABELS = (
    "เลขทะเบียนรับที่", "เลขทะเบียนรับ", "เลขทะเบียนที่", "ทะเบียนรับเลขที่", "ทะเบียนรับที่", "ทะเบียนรับ", "เลขที่รับ", "เลขรับที่", "เลขรับ", "รับเลขที่",  # noqa: E501
    "รับเรื่องที่", "เลขรับเรื่อง", "ลงรับเลขที่", "ลงรับที่", "เลขที่ลงรับ", "เลขลงรับ", "รับที่", "ที่รับ", "รับเลข",
)  # fmt: skip
_NUMERAL = rf"(?P<number>{DIGIT}(?: ?[./] ?{DIGIT}|[,-]{DIGIT}|{DIGIT})*)"
_SURE = re.compile("(?:" + "|".join(r"\s?".join((marks(word),)) for word in _LABELS) + rf")(?:หนังสือ)?{_DOTS}{_NUMERAL}")
_WEAK = re.compile(rf"^{marks('เลขที่')}{_DOTS}{_NUMERAL}\s*(?=$|{marks('วันที่')})")
_BARE = re.compile(rf"^{DIGIT}{{1,5}}(?:\s?/\s?{DIGIT}{{1,4}})?$")
_WIDE = re.compile(rf"{DIGIT}[0-9OolIb ./,-]*$")
_DATE_LABEL = re.compile(rf"^(?:ลง)?{marks('วันที่')}|^ว\.?ด\.?ป\.?|^วัน\s?เดือน\s?ปี|^{marks('วันที่รับ')}|^{marks('รับวันที่')}")
_TIME_LABEL = rf"เว[ลส]า{_DOTS}"
_TIME = rf"(?P<hour>{DIGIT}{{1,2}})\s?(?:[.:;,]\s?(?P<minute>{DIGIT}{{2}})|(?P<glued>{DIGIT}{{2}})(?=\s?น\b|\s?น\.|$)|(?=\s?น\.))(?!\d)\s*(?:น\.?|นาฬิกา)?"  # noqa: E501
TIME = re.compile(_TIME)
_LABELLED_TIME = re.compile(_TIME_LABEL + _TIME)
_EMPTY_PART = re.compile(
    rf"^(?:{marks('เลขรับ')}|{marks('เลขที่รับ')}|{marks('รับที่')}|(?:ลง)?{marks('วันที่')}|เว[ลส]า|{marks('รับเลขที่')}|{marks('ภายในวันที่')})[\s.…:_/-]*(?:น\.?)?$"
)


MOST_STAMPS = 200


@dataclass(frozen=True, slots=True)
class Stamp:
    """A receipt with the stretches of normal text it takes and what is odd about it."""

    receipt: Receipt
    stretches: tuple[tuple[int, int], ...]
    start: int
    day: Dated | None
    time_wrong: bool = False


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines = document.lines
        self.used: set[int] = set()
        self.stamps: list[Stamp] = []

    def read(self) -> list[Stamp]:
        for i, line in enumerate(self.lines):
            if i in self.used or len(self.stamps) >= MOST_STAMPS:
                continue
            match = _SURE.search(line.text) if "ร" in line.text or "ว" in line.text else None
            if match and (match.start() < 60 or len(line.text) > 60):
                self._labelled(i, match)
            elif (weak := _WEAK.match(line.text)) and self._has_stamp_neighbour(i):
                self._labelled(i, weak)
            elif _BARE.match(line.text):
                self._bare(i)
        return sorted(self.stamps, key=lambda stamp: stamp.start)

    def _has_stamp_neighbour(self, i: int) -> bool:
        near = self.lines[i : i + 3]
        return any(_DATE_LABEL.match(line.text) for line in near) or any(
            len(line.text) < 20 and STAMP.match(line.text) and stamp_date(self.document.text, line.start, line.end)
            for line in near[1:2]
        )

    def _labelled(self, i: int, match: re.Match[str]) -> None:
        line = self.lines[i]
        token, end = match["number"], match.end("number")
        wide = _WIDE.match(line.text, match.start("number"))
        if wide:
            token, end = wide.group().strip(), len(line.text)
        following = STAMP.match(line.text, match.start("number"))
        if following and month_of(following["month"])[0] and " " not in token:
            return
        spent, day = self._date(i, end)
        if day is None or not any(c.isdigit() for c in token):
            return
        inline = match.start() > 0 and not is_office_line(line.text[: match.start()].strip(" :-"))
        office = self._office(i, match.start())
        time_spent, time, wrong = self._time(i, spent, day)
        place = (line.start + match.start("number"), line.start + end)
        begin = line.start + match.start()
        self._keep(i, begin, place, token, day, office=office, time=time, wrong=wrong,
                   more=[*spent, *time_spent], inline=inline)  # fmt: skip

    def _bare(self, i: int) -> None:
        lines = self.lines
        if i + 2 >= len(lines) or i == 0:
            return
        date_line, time_line = lines[i + 1], lines[i + 2]
        day = stamp_date(self.document.text, date_line.start, date_line.end)
        clock = TIME.fullmatch(time_line.text) or _LABELLED_TIME.fullmatch(time_line.text)
        if not day or len(date_line.text) > 24 or not clock:
            return
        office = self._office(i, 0)
        if not office:
            return
        value, wrong = _clock(clock)
        time = Found(value, self._span(time_line.start + clock.start(), time_line.start + clock.end()), 0.8)
        line = lines[i]
        self._keep(i, line.start, (line.start, line.end), line.text, day, office=office, time=time, wrong=wrong,
                   more=[i + 1, i + 2], inline=False)  # fmt: skip

    def _date(self, i: int, after: int) -> tuple[list[int], Dated | None]:
        text, line = self.document.text, self.lines[i]
        rest = line.text[after:]
        if rest.strip(" /,;-"):
            day = stamp_date(text, line.start + after, min(line.end, line.start + after + 60))
            if day:
                return [i], day
        for j in (*range(i + 1, min(i + 4, len(self.lines))), i - 1, i - 2):
            if j < 0 or j in self.used:
                continue
            other = self.lines[j]
            if _SURE.search(other.text) or (j > i and _WEAK.match(other.text)):
                if j > i:
                    continue
                break
            labelled = _DATE_LABEL.match(other.text)
            if j < i and not labelled:
                continue
            bare = STAMP.match(other.text) or NUMERIC.match(other.text)
            if (labelled or (bare and j == i + 1)) and (
                day := stamp_date(text, other.start, min(other.end, other.start + 60))
            ):
                return [j], day
        return [], None

    def _time(self, i: int, spent: list[int], day: Dated) -> tuple[list[int], Found[str | None], bool]:
        last = max([i, *spent])
        text = self.document.text
        own = self.lines[self.document.line_at(day.start)]
        if (clock := _LABELLED_TIME.search(text, day.end, min(own.end, day.end + 40))) is not None:
            return [], *self._timed(clock, 0)
        for j in range(i + 1, min(last + 3, len(self.lines))):
            line = self.lines[j]
            if j in self.used or j in spent:
                continue
            if _SURE.search(line.text):
                break
            labelled = _LABELLED_TIME.match(line.text)
            clock = labelled or (TIME.fullmatch(line.text) if j == last + 1 else None)
            if clock:
                return [j], *self._timed(clock, line.start)
        return [], Found(None), False

    def _timed(self, clock: re.Match[str], base: int) -> tuple[Found[str | None], bool]:
        value, wrong = _clock(clock)
        sure = 0.3 if wrong else 0.8 if is_repaired(clock.group()[-8:]) else 0.95
        return Found(value, self._span(base + clock.start("hour"), base + clock.end()), sure), wrong

    def _office(self, i: int, before: int) -> Found[str | None] | None:
        line = self.lines[i]
        ahead = line.text[:before].strip(" :-")
        if ahead:
            if is_office_line(ahead):
                start = line.start + line.text.index(ahead)
                return self._named(start, start + len(ahead), 0.9)
            return None
        top = i - 1
        if _DATE_LABEL.match(self.lines[top].text) and i:
            top -= 1
        if top < 0 or top in self.used or (before == 0 and line.gap > 1):
            return None
        upper = self.lines[top]
        if line.gap and top == i - 1 and not _BARE.match(line.text):
            return None
        if is_office_line(upper.text) and top >= 0:
            return self._named(upper.start, upper.end, 0.9)
        above = self.lines[top - 1] if top else None
        if above and not upper.gap and is_office_line(above.text) and _goes_on(upper.text) and top - 1 not in self.used:
            return self._named(above.start, upper.end, 0.85)
        return None

    def _named(self, start: int, end: int, sure: float) -> Found[str | None]:
        return Found(self.document.said(start, end), self._span(start, end), sure)

    def _keep(self, i: int, start: int, number: tuple[int, int], token: str, day: Dated, *,
              office: Found[str | None] | None, time: Found[str | None], wrong: bool, more: list[int],
              inline: bool) -> None:  # fmt: skip
        value = repair(re.sub(r"[\s.,-]", "", token)).strip("/")
        sure = 0.75 if is_repaired(token) or re.search(r"[\s.,-]", token) else 0.95
        end = max(number[1], day.end if day.end > start else 0)
        day_line = self.document.line_at(day.start)
        stretches = {self._stretch(i, start if inline else None, day if day_line == i else None, time, number[1])}
        stretches |= {self._stretch(j, None, day if day_line == j else None, time, 0) for j in more if j != i}
        self.used |= {i, *more}
        if office and office.span:
            for j in range(max(0, i - 3), i):
                if any(s <= self.lines[j].start < e for s, e in [_normal_span(self, office)]):
                    self.used.add(j)
                    stretches.add((self.lines[j].start, self.lines[j].end))
        receipt = Receipt(
            office=office or Found(None),
            number=Found(value, self._span(*number), sure),
            date=Found(day.value, self._span(day.start, day.end), day.confidence),
            time=time,
            span=self._span(min(s for s, _ in stretches), max(end, *(e for _, e in stretches))),
        )
        first = min(s for s, _ in stretches)
        self.stamps.append(Stamp(receipt, tuple(sorted(stretches)), first, day, wrong))

    def _stretch(
        self, j: int, start: int | None, day: Dated | None, time: Found[str | None], least: int
    ) -> tuple[int, int]:
        """Return the part of a line the stamp takes: what stands after its date and time is the letter's own text."""
        line = self.lines[j]
        end = max([least, line.start + 1] + ([day.end] if day else []))
        if time.span:
            clock_end = _to_normal(self, time.span[1])
            if line.start < clock_end <= line.end:
                end = max(end, clock_end)
        rest = self.document.text[end : line.end].strip(" .:…น")
        return (line.start if start is None else start, end if len(rest) > 12 else line.end)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self.document.span(start, end)


def _normal_span(reader: _Reader, office: Found[str | None]) -> tuple[int, int]:
    assert office.span is not None
    return _to_normal(reader, office.span[0]), _to_normal(reader, office.span[1])


def _to_normal(reader: _Reader, raw: int) -> int:
    return reader.document.from_raw(raw)


_CONTINUES = re.compile(r"^(?:ท้องถิ่น|จังหวัด|อำเภอ|ตำบล|ส่วน|แห่ง|ประจำ|เมือง|นคร|ป้องกัน)")


def _goes_on(text: str) -> bool:
    return bool(_CONTINUES.match(text)) and len(text) < 60


def _clock(match: re.Match[str]) -> tuple[str | None, bool]:
    hour = int(repair(match["hour"]))
    minute = int(repair(match["minute"] or match["glued"] or "00"))
    if hour == 24 and minute == 0:
        return None, True
    if hour > 23 or minute > 59:
        return None, True
    return f"{hour:02}:{minute:02}", False


def stamps(document: Document) -> list[Stamp]:
    """Return every received stamp of the document in the order of the text."""
    return _Reader(document).read()


def without_stamps(document: Document, found: list[Stamp]) -> list[Line]:
    """Return the lines of the document with the stamps cut out of them."""
    cuts = sorted(stretch for stamp in found for stretch in stamp.stretches)
    lines: list[Line] = []
    gap = 0
    k = 0
    for line in document.lines:
        gap += line.gap
        while k < len(cuts) and cuts[k][1] <= line.start:
            k += 1
        mine = [cut for cut in cuts[k : k + 4] if cut[0] < line.end and cut[1] > line.start]
        if not mine and _EMPTY_PART.match(line.text):
            gap += 1
            continue
        parts = _left(line, mine)
        for n, (start, end) in enumerate(parts):
            lines.append(Line(start, end, document.text[start:end], gap if n == 0 else 0))
            gap = 0
    return lines


def _left(line: Line, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    position, parts = line.start, []
    for start, end in [*cuts, (line.end, line.end)]:
        piece = line.text[position - line.start : max(start, position) - line.start]
        if piece.strip():
            first = position + len(piece) - len(piece.lstrip())
            parts.append((first, first + len(piece.strip())))
        position = max(position, end)
    return parts
