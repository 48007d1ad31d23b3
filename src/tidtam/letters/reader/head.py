"""The head of a letter: number, date, kind, urgency, issuer, addressee and subject."""

from __future__ import annotations

import re
from datetime import date

from tidtam.letters.reader.dates import Dated, dates, month_of, stamp_date
from tidtam.letters.reader.normalise import Document, Line, marks, tidy
from tidtam.letters.reader.numbers import DIGIT, NUMBER, PLAIN, DocumentNumber, document_numbers, is_repaired, repair
from tidtam.letters.reader.offices import is_office_line
from tidtam.letters.reader.reading import Alternative, Found
from tidtam.letters.reader.segment import (
    CARRY,
    CITED,
    ENCLOSED,
    ENDORSED,
    MEMO,
    NAME,
    OWN,
    PHONE,
    POSTCODE,
    SUBJECT,
    TO,
    TO_SEALED,
    UNIT,
    URGENCY,
    Zones,
    is_date_line,
)  # fmt: skip

_WORDS = {"normal": "", "urgent": "ด่วน", "very_urgent": "ด่วนมาก", "most_urgent": "ด่วนที่สุด"}
_DATE_MARK = re.compile(rf"\s{marks('วันที่')}|^{marks('วันที่')}")
_SUBUNIT = re.compile(r"^(?:\(|กลุ่ม|ฝ่าย|งาน|กอง(?!ทุน|บัญชา|ทัพ)|ส่วน|สำนัก(?!งาน)|ศูนย์|แผนก|หน่วย)")
_WHOLE_UNIT = re.compile(
    r"เทศบาล|องค์การบริหาร|อบ[ตจ]\.|กรม|กระทรวง|โรงพยาบาล|โรงเรียน|มหาวิทยาลัย|วิทยาลัย|ที่ว่าการ|ที่ทำการ|สำนักงาน|จังหวัด|อำเภอ|สถาบัน"
)
_TO_ALL = re.compile(
    r"ทุก\s?(?:จังหวัด|แห่ง|อำเภอ|เทศบาล|หน่วยงาน|กรม|กระทรวง|ส่วนราชการ|โรงเรียน|ตำบล|กอง|สำนัก|องค์กร|โรงพยาบาล)"
)


def own_number(document: Document, zones: Zones) -> tuple[Found[str | None], DocumentNumber | None]:
    """Return the number in the letter's own head, as a field and in its parts."""
    if zones.own is None:
        return Found(None), None
    line = zones.lines[zones.own]
    label = OWN.match(line.text)
    begin = line.start + (label.end() if label else 0)
    found = [n for n in document_numbers(document.text, begin, line.end) if n.start - begin <= 3]
    if found:
        number = found[0]
        tail = document.text[number.end : line.end]
        if re.fullmatch(rf"(?:\s?{DIGIT}){{1,4}}\s*", tail) and len(number.value.rpartition("/")[2]) < 6:
            more = repair(re.sub(r"\s", "", tail))
            number = DocumentNumber(
                number.value + more, number.code, number.unit, number.circular, number.start, line.end, True
            )
        sure = 0.75 if number.repaired else 0.97
        return Found(number.value, document.span(number.start, number.end), sure), number
    plain = PLAIN.search(document.text, begin, line.end)
    if plain and plain.start() - begin <= 2:
        value = f"{repair(plain['run'])}/{repair(plain['year'])}"
        sure = 0.7 if is_repaired(plain.group()) else 0.85
        return Found(value, document.span(plain.start(), plain.end()), sure), None
    return Found(None, document.span(line.start, line.end), 0.5), None


def circular(zones: Zones, document: Document, number: DocumentNumber | None, addressee: str | None) -> Found[bool]:
    """Return whether the letter is a circular: by its number, else by being addressed to all."""
    if number is not None:
        return Found(number.circular, document.span(number.start, number.end), 0.97)
    if zones.own is not None:
        line = zones.lines[zones.own]
        mark = re.search(r"/\s?ว(?=[\s.…_-]|$)", line.text)
        if mark:
            return Found(True, document.span(line.start + mark.start(), line.start + mark.end()), 0.9)
        if PLAIN.search(line.text):
            return Found(False, document.span(line.start, line.end), 0.8)
    return Found(bool(addressee and _TO_ALL.search(addressee)), None, 0.6)


def kind(document: Document, zones: Zones) -> Found[str]:
    """Return memo, stamped or external."""
    for i in zones.head:
        line = zones.lines[i]
        if MEMO.match(line.text) or (UNIT.match(line.text) and not zones.sealed):
            return Found("memo", document.span(line.start, line.end), 0.97)
    if zones.sealed:
        line = zones.lines[zones.to]
        return Found("stamped", document.span(line.start, line.start + 3), 0.95)
    return Found("external", None, 0.9)


def urgency(document: Document, zones: Zones) -> Found[str]:
    """Return the urgency printed on the letter itself."""
    best: Found[str] | None = None
    for i in [*zones.head, *([zones.own] if zones.own is not None else [])]:
        line = zones.lines[i]
        match = URGENCY.match(line.text)
        if match is None:
            match = re.search(rf"(?:{marks('บันทึกข้อความ')}\s+)(?P<word>ด่วน\s?(?:ที่\s?สุด|มาก)?)$", line.text)
        if match is None or not _alone(line.text, match):
            continue
        word = re.sub(r"\s", "", match["word"])
        level = "most_urgent" if "ส" in word[3:] else "very_urgent" if "มา" in word else "urgent"
        span = document.span(line.start + match.start("word"), line.start + match.end("word"))
        found = Found(level, span, 0.97 if word == _WORDS[level] else 0.8)
        if best is None or (best.value == "urgent" and level != "urgent"):
            best = found
    return best or Found("normal", None, 0.9)


def _alone(text: str, match: re.Match[str]) -> bool:
    rest = text[match.end() :].strip()
    return not rest or bool(OWN.match(rest)) or bool(MEMO.match(rest)) or (len(rest) < 4) or is_office_line(rest)


def own_date(document: Document, zones: Zones) -> tuple[Found[date | None], Dated | None]:
    """Return the letter's own date; None when day, month or year is missing or the day does not exist."""
    found = _sealed_date(document, zones) if zones.sealed else None
    for candidate in () if found else _head_dates(document, zones):
        found = candidate
        break
    if found is None and not zones.sealed:
        found = _sealed_date(document, zones, strict=True)
    if found is None:
        return Found(None), None
    span = document.span(found.start, found.end)
    part: Found[date | None] = Found(found.value, span, found.confidence)
    if found.other:
        part = part.but(Alternative(found.other, span, "อ่านตัวเลขวันเป็นหลักเดียว"))
    return part, found


def _head_dates(document: Document, zones: Zones) -> list[Dated]:
    ranked: list[tuple[float, int, Dated]] = []
    top = zones.own if zones.own is not None else zones.head.start
    memo = any(MEMO.match(zones.lines[i].text) or UNIT.match(zones.lines[i].text) for i in zones.head)
    for i in zones.head:
        line = zones.lines[i]
        mark = _DATE_MARK.search(line.text)
        if memo and mark and "ลงวันที่" not in line.text:
            found = stamp_date(document.text, line.start + mark.start(), line.end)
            if found:
                ranked.append((0, -i, found))
                continue
        if not is_date_line(document, line):
            continue
        whole = next(dates(document.text, line.start, line.end), None)
        if whole is None:
            continue
        short = "." in line.text or len(re.sub(r"[^ก-๙]", "", line.text)) < 4
        ranked.append(((2 if short else 0) + (1 if i < top else 0), -i, whole))
    return [found for _, _, found in sorted(ranked, key=lambda item: item[:2])]


def _sealed_date(document: Document, zones: Zones, *, strict: bool = False) -> Dated | None:
    """Return the date under the text, where a stamped letter bears it."""
    for n, i in enumerate(zones.after):
        line = zones.lines[i]
        if n > 8 or ENDORSED.match(line.text) or TO.match(line.text) or (strict and NAME.match(line.text)):
            return None
        if re.match(r"^ท[ีิ]่?\s", line.text) and document_numbers(line.text):
            return None
        if strict or not is_date_line(document, line):
            continue
        found = next(dates(document.text, line.start, line.end), None)
        if found:
            return found
        return None
    return None


def addressee(document: Document, zones: Zones) -> Found[str | None]:
    """Return everything after เรียน or ถึง."""
    line = zones.lines[zones.to]
    label = (TO_SEALED if zones.sealed else TO).match(line.text)
    assert label is not None
    return _field(document, zones, zones.to, label.end(), zones.block)


def subject(document: Document, zones: Zones) -> Found[str | None]:
    """Return everything after เรื่อง; None for a stamped letter."""
    if zones.subject is None:
        return Found(None)
    label = SUBJECT.match(zones.lines[zones.subject].text)
    assert label is not None
    return _field(document, zones, zones.subject, label.end(), range(zones.subject + 1, zones.to))


def _field(document: Document, zones: Zones, at: int, label: int, more: range) -> Found[str | None]:
    first = zones.lines[at]
    parts = [(first.start + label, first.end)] if first.text[label:].strip() else []
    for i in more:
        line = zones.lines[i]
        if CITED.match(line.text) or ENCLOSED.match(line.text) or TO.match(line.text) or CARRY.match(line.text):
            break
        if is_date_line(document, line) or URGENCY.fullmatch(line.text) or PHONE.search(line.text[:12]):
            break
        if parts and line.gap > (1 if more.stop == zones.to else 0):
            break
        parts.append((line.start, line.end))
    if not parts:
        return Found(None, document.span(first.start, first.end), 0.3)
    words = tidy("\n".join(document.said(s, e) for s, e in parts))
    return Found(words, document.span(parts[0][0], parts[-1][1]), 0.95)


def issuer(document: Document, zones: Zones, letter_kind: str) -> Found[str | None]:
    """Return the office that wrote the letter, by the rules of its kind."""
    if letter_kind == "memo":
        return _memo_issuer(document, zones)
    if letter_kind == "stamped":
        return _sealed_issuer(document, zones)
    return _head_issuer(document, zones) or Found(None)


def _memo_issuer(document: Document, zones: Zones) -> Found[str | None]:
    for i in zones.head:
        line = zones.lines[i]
        label = UNIT.match(line.text)
        if not label:
            continue
        text = line.text[label.end() :]
        cut = re.search(rf"\s*(?:โทร|{marks('โทรศัพท์')}|☎|Tel)|\s+{DIGIT}[\d\s-]{{6,}}", text)
        text = (text[: cut.start()] if cut else text).rstrip(" .,(")
        base = line.start + label.end()
        tokens = [(m.start(), m.end(), m.group()) for m in re.finditer(r"\S+", text)]
        wholes = [t for t in tokens if _WHOLE_UNIT.search(t[2]) and not _SUBUNIT.match(t[2])]
        pick = wholes[0] if wholes else tokens[0] if tokens else None
        if pick:
            s, e = base + pick[0], base + pick[1]
            k = tokens.index(pick)
            while k + 1 < len(tokens) and re.match(r"^(?:จังหวัด|อำเภอ|เขต|[0-9]+$)", tokens[k + 1][2]):
                k += 1
                e = base + tokens[k][1]
            return Found(document.said(s, e), document.span(s, e), 0.9 if wholes else 0.6)
    return _head_issuer(document, zones) or Found(None)


def _sealed_issuer(document: Document, zones: Zones) -> Found[str | None]:
    lines = zones.lines
    after = list(zones.after)[:12]
    block: list[int] = []
    for i in after:
        if PHONE.search(lines[i].text) or ENDORSED.match(lines[i].text):
            break
        if is_date_line(document, lines[i]) and block:
            return _named(document, lines, block[0], 0.9)
        if is_office_line(lines[i].text):
            block.append(i)
    dated = any(is_date_line(document, lines[i]) for i in after)
    if block and len(block) > 1 and lines[block[1]].gap and not dated and _seal_stands_apart(lines, block):
        return _named(document, lines, block[0], 0.7)
    in_head = _head_issuer(document, zones)
    if in_head:
        return in_head
    owner = next((i for i in zones.after if is_office_line(lines[i].text) and not _is_endorser(lines, i)), None)
    return _named(document, lines, owner, 0.6) if owner is not None else Found(None)


def _seal_stands_apart(lines: list[Line], block: list[int]) -> bool:
    return not _SUBUNIT.match(lines[block[0]].text) and lines[block[1]].gap > 1


def _is_endorser(lines: list[Line], i: int) -> bool:
    return bool(re.match(r"^ท[ีิ]่?\s", lines[i].text)) or (i > 0 and bool(NAME.match(lines[i - 1].text)))


def _head_issuer(document: Document, zones: Zones) -> Found[str | None] | None:
    lines = zones.lines
    start = zones.own if zones.own is not None else zones.head.start
    beside = _beside_number(document, zones)
    below: list[int] = []
    for i in range(start + (1 if zones.own is not None else 0), zones.head.stop):
        line = lines[i]
        if is_date_line(document, line) or URGENCY.fullmatch(line.text) or MEMO.match(line.text):
            continue
        if re.match(r"^[-–•]", line.text) or NAME.match(line.text):
            continue
        if is_office_line(line.text) or POSTCODE.search(line.text):
            below.append(i)
    named = [i for i in below if is_office_line(lines[i].text) and not _only_address(lines[i].text)]
    housed = {i for i in named if i - 1 in named and re.match(r"^(?:ศาลากลาง|ศูนย์ราชการ|อาคาร)", lines[i].text)}
    named = [i for i in named if i not in housed]
    address = next(
        (i for i in below if i in housed or (POSTCODE.search(lines[i].text) and not _is_named(lines[i].text))), None
    )
    if address is not None:
        above = [i for i in named if i < address]
        named = above or named
    if not named:
        return beside
    if beside and not (address is not None and named):
        return beside
    at = _top_of_group(lines, named)
    return _named(document, lines, at, 0.92 if address is not None else 0.8)


def _is_named(text: str) -> bool:
    return is_office_line(text) and not _only_address(text)


def _only_address(text: str) -> bool:
    return bool(re.match(r"^(?:อำเภอ|จังหวัด|ตำบล|ต\.|อ\.|จ\.|ถนน|เขต)", text)) and bool(POSTCODE.search(text))


def _top_of_group(lines: list[Line], named: list[int]) -> int:
    """Return the office nearest above the address, or the first of lines that run on without a blank."""
    at = named[-1]
    while (
        at - 1 in named and not lines[at].gap and re.match(r"^(?:กระทรวง|อำเภอ|จังหวัด|สำนักงานปลัด|กรม)", lines[at].text)
    ):
        at -= 1
    return at


_GENERIC_END = re.compile(
    r"(?:ท้องถิ่น|สาธารณสุข|เกษตร|พัฒนาชุมชน|ประถมศึกษา|มัธยมศึกษา|ปศุสัตว์|ประมง|ประจำ|ที่ว่าการ|องค์การบริหารส่วนตำบล|เทศบาลตำบล|เทศบาลเมือง|ที่ดิน|สัสดี)$"
)


def _named(document: Document, lines: list[Line], at: int, sure: float) -> Found[str | None]:
    line = lines[at]
    end = line.end
    if _GENERIC_END.search(line.text) and at + 1 < len(lines) and not lines[at + 1].gap:
        following = lines[at + 1]
        if (
            re.match(r"^(?:อำเภอ|จังหวัด|[ก-๙]{2,30}\s)", following.text)
            and not PHONE.search(following.text)
            and not re.match(r"^(?:กลุ่ม|ฝ่าย|งาน|ถนน|กอง)", following.text)
        ):
            place = re.match(rf"^(?:อำเภอ|จังหวัด)?[ก-๙]+(?:\s+เขต\s?{DIGIT}+)?", following.text)
            if place:
                end = following.start + place.end()
    words = document.text[line.start : end]
    cut = re.search(r"\s+(?:ถนน|ถ\.|หมู่|เลขที่|ต\.|ตำบล|[ก-ฮ]{2,4}\.?\s?[0-9]{4,5}).*$|\s+[0-9]{5}\s*$", words)
    if cut and cut.start() > 4:
        end = line.start + cut.start()
    return Found(tidy(document.said(line.start, end)), document.span(line.start, end), sure)


def _beside_number(document: Document, zones: Zones) -> Found[str | None] | None:
    if zones.own is None:
        return None
    line = zones.lines[zones.own]
    match = NUMBER.search(line.text)
    rest_at = match.end() if match else None
    if rest_at is None:
        return None
    rest = line.text[rest_at:].strip()
    if not rest or not is_office_line(rest) or month_of(rest)[0]:
        return None
    start = line.start + rest_at + line.text[rest_at:].index(rest)
    return Found(document.said(start, line.end), document.span(start, line.end), 0.85)
