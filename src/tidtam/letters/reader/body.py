"""The text of a letter: its sentences, and which of them only tell what went before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from tidtam.letters.reader.normalise import BLANK, BREAK, PARAGRAPH, Document, Squeezed, marks
from tidtam.letters.reader.offices import HEAD
from tidtam.letters.reader.segment import CARRY, URGENCY, Zones

_MARK = re.compile(
    r"(?:ข้อ)?[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}[.)](?![0-9])|(?:ขั้น|ขั้นตอน|ลำดับ|ส่วน)ที่[0-9]{1,2}(?=[ก-๙])|\([0-9]{1,2}\)|[-•–](?=[ก-๙])|[0-9]{1,2}(?:\.[0-9]){1,2}(?=[ก-๙])(?!น\.)|[กขคงจฉ]\.(?=[ก-๙]{3})|ข้อ[0-9]{1,2}(?=[ก-๙])"
)
_BARE_MARK = re.compile(r"[0-9](?=(?:ให้|ขอ|มอบ|แจ้ง|ราย|จัด|ดำเนิน|สำหรับ|กรณี|การ))")
_STARTER = re.compile(
    rf"ทั้งนี้|อนึ่ง|นอกจาก|ในการนี้|{marks('จึง')}|บัดนี้|{marks('ตามที่')}|{marks('ด้วย')}(?={HEAD}|ปรากฏ|มี|ขณะ|ใน|เมื่อ|คณะ|พระ|ที่|ได้|รัฐ|สถานการณ์|ตาม|เหตุ|นาย|ทาง|ปัจจุบัน|จะ|การ|เป็น)|มีผล(?:ตั้งแต่|ใช้|บังคับ)|เนื่อง(?:จาก|ด้วย)|ดังนั้น|ฉะนั้น|เพื่อให้|สำหรับ|กรณี|ต่อมา|อนุสนธิ|โดยที่|"
    rf"{marks('ตามหนังสือ')}|ข้อเสนอ|ข้อพิจารณา|ข้อเท็จจริง|ข้อกฎหมาย|เรื่องเดิม|ต้นเรื่อง|ความเป็นมา|ข้อสั่งการ|ขอให้|ขอความ|พร้อมนี้|พร้อมกันนี้|"
    r"(?:กรม|กระทรวง|จังหวัด|อำเภอ|สำนักงาน|เทศบาล|องค์การบริหาร|คณะกรรมการ|โรงพยาบาล)[ก-๙.]{0,60}?(?:พิจารณา|ขอ(?:เรียน|แจ้ง|ให้|ความ|ส่ง)|ได้รับ|แจ้งว่า|จึง|ได้กำหนด)"
)
_IN_LINE = re.compile(r"ทั้งนี้|อนึ่ง|นอกจากนี้|ในการนี้|บัดนี้|ดังนั้น|พร้อมกันนี้")
_OPENS = re.compile(rf"(?:{marks('ตามที่')}|{marks('ตาม')}(?!ข้อ)|อนุสนธิ|สืบเนื่อง|{marks('ตามหนังสือ')}|อ้างถึง)")
_OPENS_WEAK = re.compile(rf"(?:{marks('ด้วย')}(?!อุปกรณ์|ความ|วิธี|ระบบ|เครื่อง)|เนื่อง(?:จาก|ด้วย)|โดยที่|ต่อมา)")
_NAN = re.compile(r"น[ัี้]*้?น(?![ก-ฮะ-ฺเ-๎])|นั้น")
_NOT_NAN = re.compile(r"(?:เท่า|ดัง|ฉะ|เช่น|เหล่า|เพราะฉะ)$")
_THAT = re.compile(r"(?:ทั้ง|เมื่อ|วัน|เดือน|ปี|คน|พื้นที่|ใน)$")
_TURN = re.compile(
    r"จึงขอ|จึงให้|จึงแจ้ง|จึงเรียน|จึงกำหนด|จึงมี|ดังนั้น|ในการนี้|บัดนี้|เพื่อให้การ|พิจารณาแล้ว|ขอความร่วมมือ(?=รายงาน|ท่าน|จังหวัด|อำเภอ|ให้|องค์)|ขอเรียนว่า|ขอแจ้ง|ขอให้(?=ท่าน|จังหวัด|อำเภอ|องค์กร|หน่วย|สำนักงาน|ราย|ดำเนิน)"
)
_HEADING = re.compile(
    r"(?:[0-9]{1,2}\.?)?(?P<old>เรื่องเดิม|ต้นเรื่อง|ความเป็นมา|ข้อเท็จจริง)|(?:[0-9]{1,2}\.?)?(?P<new>ข้อกฎหมาย|ข้อระเบียบ|ข้อพิจารณา|ข้อเสนอ|ข้อสั่งการ)"
)


LONGEST = 50_000  # More than the longest letter of the corpus ten times over; the rest of junk is not parsed.


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the text that holds together: a list item or a paragraph's part."""

    start: int
    end: int
    item: str  # The style of the mark it begins with, "" when it is no item.
    recital: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """The squeezed text of a letter and its sentences."""

    squeezed: Squeezed
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """Return the squeezed text."""
        return self.squeezed.text


def body(document: Document, zones: Zones) -> Body:
    """Return the text of the letter between its head and its close."""
    kept = [
        zones.lines[i]
        for i in zones.body
        if not CARRY.match(zones.lines[i].text) and not URGENCY.fullmatch(zones.lines[i].text)
    ]
    squeezed = Squeezed(document, _within(LONGEST, [(line.start, line.end) for line in kept]))
    ranges, weak = _recitals(squeezed)
    edges = _edges(squeezed, ranges + weak)
    sentences = []
    for start, end in pairwise(edges):
        middle = start + 1
        sentences.append(
            Sentence(
                start,
                end,
                _style(squeezed, start),
                any(s <= middle < e for s, e in ranges),
                any(s <= middle < e for s, e in weak),
            )
        )
    return Body(squeezed, tuple(sentences))


_ROW = re.compile(rf"(?P<n>[1-9])(?={HEAD})")


def _style(squeezed: Squeezed, start: int) -> str:
    """Return the mark's shape with its numerals as 0, so that items of one list have the same style."""
    mark = _MARK.match(squeezed.text, start) or _BARE_MARK.match(squeezed.text, start)
    if mark:
        return re.sub(r"[กขคงจฉ]", "ก", re.sub(r"[0-9]+", "0", mark.group())).rstrip(".") or mark.group()
    row = _ROW.match(squeezed.text, start)
    return "0" if row and squeezed.gaps[row.end()] and squeezed.gaps[start] >= BREAK else ""


def _rows(squeezed: Squeezed) -> set[int]:
    """Return where the rows of a table begin that number offices 1, 2, 3 without a stop."""
    starts = [
        (int(m["n"]), m.start())
        for m in _ROW.finditer(squeezed.text)
        if squeezed.gaps[m.start()] >= BREAK and squeezed.gaps[m.end()]
    ]
    numbers = [n for n, _ in starts]
    return {at for _, at in starts} if len(starts) > 1 and numbers == list(range(1, len(numbers) + 1)) else set()


def _within(limit: int, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in pieces:
        if limit <= 0:
            break
        kept.append((start, min(end, start + limit)))
        limit -= end - start
    return kept


def _edges(squeezed: Squeezed, ranges: list[tuple[int, int]]) -> list[int]:
    text, gaps = squeezed.text, squeezed.gaps
    edges = {0, len(text)} | _rows(squeezed) | {edge for pair in ranges for edge in pair}
    for i in range(1, len(text)):
        gap = gaps[i]
        if not gap:
            continue
        if (
            (_MARK.match(text, i) and (gap >= BREAK or _may_list(text, i)))
            or (gap >= BREAK and (_STARTER.match(text, i) or (gap == PARAGRAPH and _BARE_MARK.match(text, i))))
            or (gap >= BLANK and _IN_LINE.match(text, i))
        ):
            edges.add(i)
    return sorted(edges)


_NO_LIST = re.compile(
    r"(?:ด้วย|ถึง|ข้อ|ที่|แนบ|เอกสาร|แบบ|ระยะ|ชั้น|เขต|ภาค|ครั้ง|ฉบับ|ชุด|โทร\.|มาตรา|เวลา|ข้าง|รูป|ตาราง|หน้า|ลำดับ|ร้อยละ|จำนวน)$"
)


def _may_list(text: str, i: int) -> bool:
    """Tell whether a numeral inside a line may begin a list item."""
    if not (text[i].isdigit() or text[i] == "("):
        return False
    return not text[i - 1].isdigit() and not _NO_LIST.search(text[max(0, i - 8) : i])


def _recitals(squeezed: Squeezed) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the stretches that only recite, and those that do so unless nothing else orders."""
    text, gaps = squeezed.text, squeezed.gaps
    strong = _headed(squeezed)
    weak: list[tuple[int, int]] = []
    starts = [0] + [
        i for i in range(1, len(text)) if gaps[i] >= BREAK and (_OPENS.match(text, i) or _OPENS_WEAK.match(text, i))
    ]
    done = 0
    for start in starts:
        lead = _MARK.match(text, start)
        begin = lead.end() if lead else start
        if start < done or len(text) - start < 12:
            continue
        opens, opens_weak = _OPENS.match(text, begin), _OPENS_WEAK.match(text, begin)
        if not opens and not opens_weak:
            continue
        if start and not re.match(
            rf"{marks('ตามที่')}|{marks('ตามหนังสือ')}|อนุสนธิ|ต่อมา|{marks('ด้วย')}|เนื่อง", text[begin : begin + 12]
        ):
            continue
        end = _nan(squeezed, begin)
        if start and (end is None or end - start > 900 or (done == 0 and opens_weak)):
            continue
        if end is not None:
            strong.append((start, end))
        elif opens:
            end = _turn(squeezed, begin, must=True)
            (weak if text.startswith(("จึงเรียน", "จึงแจ้งมา"), end) else strong).append((start, end))
        else:
            end = _turn(squeezed, begin, must=False)
            weak.append((start, end))
        done = end
    return strong, weak + _relayed(squeezed)


_RELAYED = re.compile(
    rf"{marks('แจ้งว่า')}|(?<![ก-๙]){HEAD}[^0-9]{{2,60}}?(?:กำหนดให้|มอบหมายให้|สั่งการให้|มีนโยบายให้|มีหนังสือให้)(?=จังหวัด|อำเภอ|องค์กร|หน่วย|ส่วนราชการ|ทุก)"
)
_OWN = re.compile(r"ดังนั้น|จึง(?:ขอ|ให้|แจ้ง|กำหนด)")


_ORDERED = re.compile(r"ดังนั้น|จึง(?:ขอ)?(?:ให้|กำหนด|แจ้งให้)")


def _relayed(squeezed: Squeezed) -> list[tuple[int, int]]:
    """Return what another office is reported to have said, up to where the writer draws his own conclusion."""
    found: list[tuple[int, int]] = []
    for match in _RELAYED.finditer(squeezed.text):
        own = _OWN.search(squeezed.text, match.end(), match.end() + 700)
        if own and not match.group().endswith("ว่า") and not _ORDERED.match(squeezed.text, own.start()):
            continue
        if own and max(squeezed.gaps[match.end() : own.start()], default=0) < PARAGRAPH:
            found.append((match.start(), own.start()))
    return found


def _nan(squeezed: Squeezed, start: int) -> int | None:
    """Return the end of the recital at its closing นั้น."""
    text, gaps = squeezed.text, squeezed.gaps
    turned = _TURN.search(text, start + 20)
    for match in _NAN.finditer(text, start):
        end = match.end()
        after = gaps[end] if end < len(text) else PARAGRAPH
        before = text[max(0, match.start() - 8) : match.start()]
        if after < BLANK or _NOT_NAN.search(before) or (not gaps[match.start()] and _THAT.search(before)):
            continue
        if (
            gaps[match.start()]
            or after >= BREAK
            or text[match.start() - 4 : match.start()] == "แล้ว"
            or _STARTER.match(text, end)
        ):
            if turned and turned.start() < match.start() and gaps[turned.start()] >= PARAGRAPH:
                return None
            return end
    return None


def _turn(squeezed: Squeezed, start: int, *, must: bool) -> int:
    """Return where the text turns from telling to asking."""
    text, gaps = squeezed.text, squeezed.gaps
    for i in range(start + 10, len(text)):
        if (gaps[i] >= PARAGRAPH and _STARTER.match(text, i)) or (gaps[i] >= BREAK and _MARK.match(text, i)):
            return i
        if gaps[i] >= BLANK and (_TURN.match(text, i) or (must and text.startswith("ขอให้", i))):
            return i
        if text.startswith(("จึงขอ", "จึงแจ้ง", "จึงกำหนด", "จึงขยาย", "จึงปรับ", "จึงเปลี่ยน", "จึงยกเลิก", "จึงให้", "จึงมี"), i):
            return i
    return len(text) if not must else start


def _headed(squeezed: Squeezed) -> list[tuple[int, int]]:
    """Return the sections เรื่องเดิม and ข้อเท็จจริง of a memo."""
    text, gaps = squeezed.text, squeezed.gaps
    found: list[tuple[int, int]] = []
    begin: int | None = None
    for i in range(len(text)):
        if i and gaps[i] < BREAK:
            continue
        heading = _HEADING.match(text, i)
        if heading and heading["old"] and begin is None:
            begin = i
        elif begin is not None and (
            (heading and heading["new"]) or (_STARTER.match(text, i) and re.match(r"จึง|ในการนี้|ดังนั้น", text[i : i + 8]))
        ):
            found.append((begin, i))
            begin = None
    return found
