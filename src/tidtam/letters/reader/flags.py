"""Contradictions and dangers in what was read, each with its words and a sentence a clerk can act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tidtam.letters.reader.body import Body
from tidtam.letters.reader.channels import MAILBOX, PRIVATE
from tidtam.letters.reader.dates import Dated, dates
from tidtam.letters.reader.normalise import Document
from tidtam.letters.reader.numbers import DocumentNumber
from tidtam.letters.reader.places import MINISTRIES, PROVINCES, is_known, nearest_codes
from tidtam.letters.reader.reading import Deadline, Flag, Letter, Span
from tidtam.letters.reader.receipts import Stamp
from tidtam.thai.dates import long_date, short_date


@dataclass(frozen=True, slots=True)
class Evidence:
    """A letter with what the flags need beside its fields."""

    letter: Letter
    number: DocumentNumber | None
    dated: Dated | None
    body: Body
    last: int


def flags(document: Document, letters: Sequence[Evidence], stamps: Sequence[Stamp]) -> tuple[Flag, ...]:
    """Return every flag of the document, in the order of the letters."""
    found: list[Flag] = []
    for index, evidence in enumerate(letters):
        found += _own_number(letters, index)
        found += _code(document, evidence, index)
        found += _dates(document, evidence, index)
        for deadline in evidence.letter.deadlines:
            found += _deadline(document, deadline, index)
        found += _recited(document, evidence.letter, index)
        found += _mailboxes(document, evidence, index)
    found += _used_twice(letters)
    found += _sequence(letters)
    found += _received(document, letters, stamps)
    found += _clocks(document, stamps)
    return tuple(_once_each(found))


def _once_each(found: Iterable[Flag]) -> list[Flag]:
    seen: set[tuple[object, ...]] = set()
    kept: list[Flag] = []
    for flag in found:
        mark = (flag.code, flag.letter, flag.span)
        if mark not in seen:
            seen.add(mark)
            kept.append(flag)
    return kept


def _own_number(letters: Sequence[Evidence], index: int) -> list[Flag]:
    letter = letters[index].letter
    found: list[Flag] = []
    own = letter.number.value
    if own is None:
        return found
    for reference in letter.references:
        if reference.number.value == own:
            on = reference.date.value
            if on is None or on != letter.date.value:
                found.append(Flag(
                    "own_number_also_cited", index, reference.number.value, reference.number.span,
                    f"เลขที่หนังสือฉบับนี้ ({own}) ซ้ำกับเลขที่อ้างถึง{_on(on)} น่าจะอ่านผิดหรือพิมพ์ผิดแห่งหนึ่ง โปรดตรวจกับต้นฉบับ",
                ))  # fmt: skip
    for k, other in enumerate(letters):
        if k == index:
            continue
        for reference in other.letter.references:
            if _cites_this(letter, reference.number.value, reference.date.value, own):
                found.append(Flag(
                    "own_number_cited_differently", index, reference.number.value, reference.number.span,
                    f"หนังสืออีกฉบับในชุดนี้อ้างหนังสือ{_on(letter.date.value)} ว่าเลขที่ {reference.number.value} แต่หัวหนังสือเป็น {own} โปรดเลือกเลขที่ที่ถูกต้อง",  # noqa: E501
                ))  # fmt: skip
    return found


def _cites_this(letter: Letter, cited: str, on: date | None, own: str) -> bool:
    if on is None or letter.date.value != on or cited == own:
        return False
    return cited.partition("/")[0] == own.partition("/")[0]


def _on(day: date | None) -> str:
    return f" ลงวันที่ {long_date(day)}" if day else ""


def _code(document: Document, evidence: Evidence, index: int) -> list[Flag]:
    number = evidence.number
    if number is None or is_known(number.code) or len(number.code) > 2:
        return []
    if not re.match(r"00\d\d|[5-9]\d{4}", number.unit) and number.code not in MINISTRIES and len(number.code) == 2:
        return []
    near = nearest_codes(number.code, evidence.body.text)
    hint = " หรือ ".join(f"{code} ({PROVINCES[code]})" for code in near[:2])
    start = number.start
    tail = f" น่าจะเป็น {hint}" if hint else ""
    return [Flag(
        "unknown_province_code", index, number.code, document.span(start, start + len(number.code)),
        f"ไม่มีจังหวัดหรือกระทรวงที่ใช้อักษร “{number.code}”{tail} โปรดตรวจเลขที่หนังสือกับต้นฉบับ",
    )]  # fmt: skip


def _dates(document: Document, evidence: Evidence, index: int) -> list[Flag]:
    found: list[Flag] = []
    if evidence.dated:
        found += _date_flags(document, evidence.dated, index, "วันที่ของหนังสือ")
    at = evidence.body.squeezed
    for cited in dates(at.text):
        span = at.span(cited.start, cited.end)
        found += _date_flags_at(at.said(cited.start, cited.end), span, cited, index, "วันที่ในเนื้อความ")
    return found


def _date_flags(document: Document, day: Dated, index: int | None, what: str) -> list[Flag]:
    return _date_flags_at(document.said(day.start, day.end), document.span(day.start, day.end), day, index, what)


def _date_flags_at(words: str, span: Span, day: Dated, index: int | None, what: str) -> list[Flag]:
    if not day.exists:
        return [
            Flag(
                "date_does_not_exist",
                index,
                words,
                span,
                f"{what} “{words}” ไม่มีอยู่จริงในปฏิทิน โปรดสอบถามผู้ออกหนังสือหรือตรวจกับต้นฉบับ",
            )
        ]
    if day.weekday_wrong and day.value:
        right = long_date(day.value, weekday=True)
        return [
            Flag(
                "weekday_mismatch",
                index,
                words,
                span,
                f"{what} “{words}” วันในสัปดาห์ไม่ตรงกับวันที่ ({right}) ใช้วันที่ตามตัวเลขไว้ก่อน โปรดตรวจสอบ",
            )
        ]
    return []


def _deadline(document: Document, deadline: Deadline, index: int) -> list[Flag]:
    found: list[Flag] = []
    late = [day for day in deadline.days if day >= 29] if deadline.frequency in ("monthly", "semimonthly") else []
    if late and not re.search(r"สิ้นเดือน|สุดท้าย", deadline.quote):
        found.append(Flag(
            "duty_on_missing_day", index, deadline.quote, deadline.span,
            f"บางเดือนไม่มีวันที่ {max(late)} ระบบจะใช้วันสุดท้ายของเดือนนั้นแทน (เช่น 28 หรือ 29 กุมภาพันธ์) โปรดยืนยัน",
        ))  # fmt: skip
    if "impossible_time" in deadline.notes or _bad_clock(deadline.quote):
        found.append(
            Flag("impossible_time", index, deadline.quote, deadline.span, "เวลาที่เขียนไว้ไม่มีอยู่จริง โปรดตรวจกับต้นฉบับ")
        )
    return found


def _bad_clock(words: str) -> bool:
    clock = re.search(r"เวลา\s*([0-9๐-๙]{1,2})[.:]([0-9๐-๙]{2})", words)
    return bool(clock and (int(clock[1]) > 24 or int(clock[2]) > 59))


def _recited(document: Document, letter: Letter, index: int) -> list[Flag]:
    """Flag a day the recital names: a duty there on the 30th, and one so near that nothing is left to compile in."""
    found: list[Flag] = []
    for told in letter.recital_deadlines:
        if told.frequency not in ("monthly", "semimonthly"):
            continue
        if told.from_level not in {deadline.from_level for deadline in letter.deadlines}:
            found += _deadline(document, told, index)
    if len({d.from_level for d in letter.deadlines if d.frequency == "monthly"}) == 1:
        for deadline in letter.deadlines:
            if deadline.frequency == "monthly" and deadline.days and _shares_one_day(document, deadline):
                found.append(_no_slack(deadline, index, "ผู้ส่งและผู้รวบรวมมีกำหนดวันเดียวกัน"))
    steps = [d for d in letter.deadlines if d.frequency in ("monthly", "semimonthly") and d.days]
    for a in steps:
        for b in steps:
            if (
                a is not b
                and _ABOVE.get(a.from_level, 9) < _ABOVE.get(b.from_level, 0)
                and (a.days, a.month_offset) == (b.days, b.month_offset)
            ):
                found.append(_no_slack(b, index, "ระดับล่างและระดับบนมีกำหนดวันเดียวกัน"))
    return found


_ABOVE = {"team": 0, "lgo": 1, "district": 2, "province": 3, "department": 4}


def _shares_one_day(document: Document, deadline: Deadline) -> bool:
    """Tell whether one date serves both the sender and the office that compiles (`… เพื่อรวบรวมรายงานให้จังหวัดทราบ ทุกวันที่ ๒๕`)."""  # noqa: E501
    before = document.raw[max(0, deadline.span[0] - 170) : deadline.span[0]]
    before = re.sub(r"\s+", "", before)
    match = re.search(r"เพื่อ(?:จะได้)?(?:ให้)?[ก-๙]{0,30}รวบรวม(?P<rest>[ก-๙]{0,120})$", before)
    return bool(match and re.search(r"รายงาน|ส่ง", match["rest"]))


def _no_slack(deadline: Deadline, index: int, why: str) -> Flag:
    return Flag(
        "no_slack", index, deadline.quote, deadline.span,
        f"{why} จึงไม่เหลือเวลารวบรวม ควรกำหนดวันส่งภายในของท่านให้เร็วกว่านี้อย่างน้อย 2 วันทำการ",
    )  # fmt: skip


def _mailboxes(document: Document, evidence: Evidence, index: int) -> list[Flag]:
    found = []
    squeezed = evidence.body.squeezed
    for match in MAILBOX.finditer(squeezed.text):
        if PRIVATE.search(match.group()):
            words = squeezed.said(match.start(), match.end())
            found.append(Flag(
                "private_mailbox", index, words, squeezed.span(match.start(), match.end()),
                f"ให้ส่งรายงานไปที่กล่องจดหมายส่วนตัว {words} ซึ่งไม่ใช่ช่องทางราชการ ควรสอบถามที่อยู่สารบรรณอิเล็กทรอนิกส์ของหน่วยงานผู้รับก่อนส่ง",  # noqa: E501
            ))  # fmt: skip
    return found


def _differ(a: Letter, b: Letter) -> bool:
    """Tell whether two letters of one number are two letters, not copies of one."""
    if a.subject.value != b.subject.value:
        return True
    return a.kind.value == "stamped" and None not in (a.date.value, b.date.value) and a.date.value != b.date.value


def _used_twice(letters: Sequence[Evidence]) -> list[Flag]:
    seen: dict[tuple[str, int | None], int] = {}
    found = []
    for index, evidence in enumerate(letters):
        own = evidence.letter.number
        if own.value is None:
            continue
        year = evidence.letter.date.value.year if evidence.letter.date.value else None
        first = next(
            (
                k
                for (number, other), k in seen.items()
                if number == own.value and (other == year or None in (other, year))
            ),
            None,
        )
        if first is not None and _differ(letters[first].letter, evidence.letter):
            found.append(Flag(
                "number_used_twice", index, own.value, own.span,
                f"เลขที่ {own.value} ใช้กับหนังสือฉบับที่ {first + 1} ในชุดนี้แล้ว โปรดตรวจว่าเป็นสำเนาฉบับเดียวกันหรืออ่านเลขผิด",
            ))  # fmt: skip
        seen.setdefault((own.value, year), index)
    return found


def sequence_flags(items: Iterable[tuple[object, str, date | None]]) -> list[tuple[object, str, object]]:
    """Return the numbers that fall though their dates rise, as (key, why in Thai, key of the other).

    Shape: items are (key, number in normal form, date); numbers restart each calendar year and run per prefix, circulars apart.
    """  # noqa: E501
    series: dict[tuple[str, int], list[tuple[date, int, object, str]]] = {}
    for mark, number, day in items:
        prefix, _, run = number.partition("/")
        digits = re.sub(r"\D", "", run)
        if day is None or not digits:
            continue
        series.setdefault((f"{prefix}{'ว' if 'ว' in run else ''}", day.year), []).append(
            (day, int(digits), mark, number)
        )
    found: list[tuple[object, str, object]] = []
    for entries in series.values():
        entries.sort(key=lambda entry: (entry[0], entry[1]))
        for earlier, later in pairwise(entries):
            if later[1] < earlier[1] and later[0] > earlier[0]:
                why = f"{later[3]} ลงวันที่ {short_date(later[0])} มีเลขน้อยกว่า {earlier[3]} ลงวันที่ {short_date(earlier[0])} ที่ออกก่อน โปรดตรวจเลขหรือวันที่"  # noqa: E501
                found.append((later[2], why, earlier[2]))
    return found


def _sequence(letters: Sequence[Evidence]) -> list[Flag]:
    items: list[tuple[object, str, date | None]] = []
    place: dict[object, tuple[int, str, Span | None]] = {}
    for index, evidence in enumerate(letters):
        letter = evidence.letter
        if letter.number.value:
            items.append(((index, -1), letter.number.value, letter.date.value))
            place[index, -1] = (index, letter.number.value, letter.number.span)
        for k, reference in enumerate(letter.references):
            items.append(((index, k), reference.number.value, reference.date.value))
            place[index, k] = (index, reference.number.value, reference.number.span)
    found = []
    for mark, why, _ in sequence_flags(items):
        index, words, span = place[mark]
        found.append(Flag("number_out_of_sequence", index, words, span, why))
    return found


def _received(document: Document, letters: Sequence[Evidence], stamps: Sequence[Stamp]) -> list[Flag]:
    found: list[Flag] = []
    for stamp in stamps:
        day = stamp.receipt.date.value
        index = _letter_of(letters, stamp)
        if stamp.day:
            found += _date_flags(document, stamp.day, index, "วันที่ในตรารับ")
        if stamp.time_wrong:
            span = stamp.receipt.time.span
            words = document.raw[span[0] : span[1]] if span else ""
            found.append(Flag("impossible_time", index, words, span, f"เวลารับ “{words}” ไม่มีอยู่จริง โปรดตรวจตรารับกับต้นฉบับ"))
        if day is None or index is None:
            continue
        written = letters[index].letter.date.value
        if written is None or day >= written:
            continue
        neighbours = [
            letters[k].letter.date.value
            for k in (index + 1,)
            if k < len(letters) and _stands_below(letters[index], stamp)
        ]
        if any(other is not None and other <= day for other in neighbours):
            continue
        words = document.said(stamp.day.start, stamp.day.end) if stamp.day else ""
        found.append(Flag(
            "received_before_written", index, words, stamp.receipt.date.span,
            f"ตรารับลงวันที่ {long_date(day)} ก่อนวันที่ของหนังสือ ({long_date(written)}) วันใดวันหนึ่งน่าจะอ่านผิด โปรดตรวจกับต้นฉบับ",
        ))  # fmt: skip
    return found


def _stands_below(evidence: Evidence, stamp: Stamp) -> bool:
    """Tell whether a stamp stands under the letter's text, so that it may belong to the next one."""
    body = evidence.letter.body_span
    return body is not None and stamp.receipt.span[0] >= body[1]


def _letter_of(letters: Sequence[Evidence], stamp: Stamp) -> int | None:
    """Return the letter a stamp stands on: the next one when the stamp stands above its head."""
    for index, evidence in enumerate(letters):
        if stamp.start < evidence.last:
            return index
    return len(letters) - 1 if letters else None


def _clocks(document: Document, stamps: Sequence[Stamp]) -> list[Flag]:
    found: list[Flag] = []
    for k, a in enumerate(stamps):
        for b in stamps[k + 1 :]:
            one, two = a.receipt, b.receipt
            if (
                not one.time.value
                or not two.time.value
                or one.time.value == two.time.value
                or one.date.value != two.date.value
            ):
                continue
            if _clash(
                one.time.value, two.time.value, one.office.value, two.office.value, one.number.value == two.number.value
            ):
                words = document.raw[two.time.span[0] : two.time.span[1]] if two.time.span else two.time.value
                found.append(Flag(
                    "receipt_times_clash", None, words, two.time.span,
                    f"ตรารับสองตราของวันเดียวกันลงเวลาต่างกัน ({one.time.value} น. และ {two.time.value} น.) โปรดตรวจเวลาที่ถูกต้อง",  # noqa: E501
                ))  # fmt: skip
    return found


_INNER = re.compile(r"สำนักปลัด(?!กระทรวง|สำนักนายก)|กอง(?!ทุน|ทัพ)|ฝ่าย|กลุ่ม|งาน|ส่วน(?!ราชการ)")


def _clash(a: str, b: str, office_a: str | None, office_b: str | None, same_number: bool) -> bool:
    if same_number and office_a and office_a == office_b:
        return True
    if office_a and office_b and b < a and _INNER.match(office_b) and not _INNER.match(office_a):
        return True
    late = [not "06:00" <= t <= "19:00" for t in (a, b)]
    return (a[3:] == b[3:] and sum(x != y for x, y in zip(a, b, strict=True)) == 1) or late[0] != late[1]
