"""What a letter cites, what it encloses and whose word it relays."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from tidtam.letters.reader.dates import dates
from tidtam.letters.reader.normalise import Document, Squeezed, marks
from tidtam.letters.reader.numbers import DIGIT, DocumentNumber, document_numbers
from tidtam.letters.reader.offices import HEAD, name_end
from tidtam.letters.reader.reading import Enclosure, Found, Reference
from tidtam.letters.reader.segment import CITED, ENCLOSED, Zones

_NOT_A_LETTER = re.compile(r"(?:คำสั่ง|ประกาศ|มติ|การประชุม|ข้อบัญญัติ|โครงการ|สัญญา|ใบสั่ง|ระเบียบ)[ก-๙\s./()]{0,60}$")
_A_LETTER = re.compile(r"หนังสือ|บันทึกข้อความ|วิทยุ|โทรสาร|เวียน")
_LINK = re.compile(r"^\s*(?:\([^)]{0,20}\))?\s*(?:ลง\s*)?(?:วัน\s*ท[ีิ]่?)?\s*$|^\s*(?:,|และ).{0,4}$")
_ITEM = re.compile(rf"(?:^|\s)({DIGIT}{{1,2}})\s?[.)]\s*(?![0-9])")
_COUNTED = re.compile(
    rf"{marks('จำนวน')}\s*(?:{DIGIT}{{1,3}}|หนึ่ง|สอง|สาม|สี่|ห้า)\s*(?:\([ก-๙]+\)\s*)?(?:{marks('ฉบับ')}|ชุด|แผ่น|{marks('เล่ม')}|{marks('หน้า')}|ซอง|ใบ|รายการ|ม้วน|กล่อง|เครื่อง|เรื่อง|ไฟล์|ป้าย)"
)
_SENT_WITH = re.compile(
    r"(?:พร้อม(?:หนังสือ)?(?:นี้|ฉบับนี้|กันนี้)[^\n]{0,80}?(?:ส่ง|แนบ)|(?:ได้|ขอ)(?:จัด)?(?:ส่ง|แนบ))(?P<list>(?:.|\n){0,500}?)"
    r"(?:มา(?:ด้วย|พร้อม|เพื่อ|ให้|แล้ว)|ตามสิ่งที่ส่ง|แนบท้าย|โดยขอ|จึงเรียน)"
)


def references(document: Document, zones: Zones, own: DocumentNumber | None) -> tuple[Reference, ...]:
    """Return the letters cited under อ้างถึง, then those cited only in the body."""
    found: list[Reference] = []
    for start, end in (*_cited_block(zones), *_stretches(zones, zones.body)):
        for number in document_numbers(document.text, start, end):
            before = document.text[max(start, number.start - 90) : number.start]
            if _is_order(before):
                continue
            cited_on = _date_after(document, number, end)
            _add(found, document, number, cited_on)
    return tuple(found)


def _is_order(before: str) -> bool:
    match = _NOT_A_LETTER.search(before)
    return bool(match) and not _A_LETTER.search(before[match.start() :] if match else "")


def _cited_block(zones: Zones) -> list[tuple[int, int]]:
    lines = zones.lines
    start = next((i for i in zones.block if CITED.match(lines[i].text)), None)
    if start is None:
        return []
    stop = next((i for i in zones.block if i > start and ENCLOSED.match(lines[i].text)), zones.block.stop)
    return [(lines[start].start, lines[stop - 1].end)]


def _stretches(zones: Zones, lines: range) -> list[tuple[int, int]]:
    """Return the stretches of text of some lines, leaving out what the stamps took."""
    return [(zones.lines[lines.start].start, zones.lines[lines.stop - 1].end)] if lines else []


def _date_after(document: Document, number: DocumentNumber, end: int) -> Found[date | None]:
    limit = min(end, number.end + 140)
    following = document_numbers(document.text, number.end, limit)
    for found in dates(document.text, number.end, limit):
        gap = document.text[number.end : found.start]
        if len(gap) > 12 and not re.search(r"ลง\s*วัน", gap[:40]) and not following:
            break
        if re.search(r"ลง\s*วัน|^\s*$|^\s*ลง", gap) and not re.search(r"เรื่อง|นั้น|ภายใน|เมื่อ", gap[:60]):
            return Found(found.value, document.span(found.start, found.end), found.confidence)
        break
    return Found(None)


def _add(found: list[Reference], document: Document, number: DocumentNumber, cited_on: Found[date | None]) -> None:
    for k, other in enumerate(found):
        same_day = cited_on.value is None or other.date.value is None or cited_on.value == other.date.value
        if other.number.value == number.value and same_day:
            if other.date.value is None and cited_on.value is not None:
                found[k] = Reference(other.number, cited_on)
            return
    part = Found(number.value, document.span(number.start, number.end), 0.75 if number.repaired else 0.95)
    found.append(Reference(part, cited_on))


def enclosures(document: Document, zones: Zones) -> tuple[Found[int], tuple[Enclosure, ...]]:
    """Return how many items are listed as sent with the letter, and the items."""
    lines = zones.lines
    start = next((i for i in zones.block if ENCLOSED.match(lines[i].text)), None)
    if start is not None:
        stop = next((i for i in zones.block if i > start and CITED.match(lines[i].text)), zones.block.stop)
        s, e = lines[start].start, lines[stop - 1].end
        text = document.text[s:e]
        label = re.match(r"\S*?(?:ด้วย|พร้อมนี้|พร้อมหนังสือนี้|นี้)?(?=\s|[0-9]|:)\s*:?", text)
        items = _items(document, s + (label.end() if label else 0), e)
        return Found(len(items), document.span(s, e), 0.9), items
    for s, e in _stretches(zones, zones.body):
        for match in _SENT_WITH.finditer(document.text, s, e):
            if "พร้อม" not in match.group() and "มาพร้อม" not in document.text[match.end() - 8 : match.end() + 8]:
                continue
            counted = list(_COUNTED.finditer(match["list"]))
            if counted:
                items = _items(document, match.start("list"), match.start("list") + counted[-1].end())
                return Found(max(len(items), 1), document.span(match.start(), match.end()), 0.75), items
    return Found(0, None, 0.9), ()


def _items(document: Document, start: int, end: int) -> tuple[Enclosure, ...]:
    """Cut a list into items: by its numbering, else by `จำนวน …`, else it is one item."""
    text = document.text[start:end]
    if not text.strip(" .…-:"):
        return ()
    marks_at: list[int] = []
    for match in _ITEM.finditer(text):
        if int(re.sub(r"\D", "", match.group(1)) or 0) == len(marks_at) + 1:
            marks_at.append(match.end())
    if len(marks_at) < 2:
        counted = [m.end() for m in _COUNTED.finditer(text)]
        first = marks_at[0] if marks_at else 0
        if len(counted) > 1:
            marks_at = [first, *counted[:-1]]
        else:
            marks_at = [first]
    edges = [*marks_at, len(text)]
    made = [_item(document, start + a, start + b) for a, b in pairwise(edges)]
    return tuple(item for item in made if len(item.words) > 1)


def _item(document: Document, start: int, end: int) -> Enclosure:
    words = re.sub(r"\s*[0-9๐-๙]{1,2}\s?[.)]?$", "", document.said(start, end)).strip(" ,และ") or document.said(
        start, end
    )
    number = next(iter(document_numbers(document.text, start, end)), None)
    day = _date_after(document, number, end).value if number else None
    return Enclosure(words, document.span(start, end), number.value if number else None, day)


_RELAY = re.compile(rf"(?P<who>{HEAD}[^0-9:;“”\"]{{0,90}}?)(?:ได้)?(?:แจ้ง(?:มา|ให้ทราบ)?ว่า|มีหนังสือแจ้งว่า|ขอให้แจ้งว่า)")


def relays(squeezed: Squeezed) -> tuple[Found[str], ...]:
    """Return the offices whose word the letter passes on (`… แจ้งว่า`)."""
    found: list[Found[str]] = []
    for match in re.finditer(r"(?:ได้)?(?:มีหนังสือ)?แจ้ง(?:มา|ให้ทราบ)?ว่า", squeezed.text):
        window = max(0, match.start() - 90)
        heads = list(re.finditer(HEAD, squeezed.text[window : match.start()]))
        for head in heads:
            s = window + head.start()
            if name_end(squeezed.text, s, squeezed.gaps) >= match.start() - 4:
                found.append(Found(squeezed.said(s, match.start()), squeezed.span(s, match.start()), 0.8))
                break
    return tuple(found)
