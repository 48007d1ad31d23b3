"""Cut a document into its letters and a letter into its zones."""

# Lexicons and grammar rules read better as whole lines.

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tidtam.letters.reader.dates import DATE as DATE_RE
from tidtam.letters.reader.dates import MONTH, dated
from tidtam.letters.reader.normalise import Document, Line, marks
from tidtam.letters.reader.numbers import DIGIT, NUMBER, document_numbers
from tidtam.letters.reader.offices import is_office_line

SUBJECT = re.compile(
    rf"^(?:{marks('เรื่อง')}|เ\s?[รวธ]\s?[ืิีึ]?\s?่?\s?อ\s?ง)(?:\s*:\s*|\s+|(?=ขอ|การ|แจ้ง|ส่ง|รายงาน))(?!เดิม\s*$|นี้)"
)
TO = re.compile(
    rf"^(?:{marks('เรียน')}|เ\s?[รวธ]\s?[ีิืึ]?\s?ย\s?น|{marks('กราบเรียน')}|กราบทูล|นมัสการ|ขอประทานกราบ(?:เรียน|ทูล))(?:\s*:\s*|\s+)"
)
TO_SEALED = re.compile(
    r"^[ถก]\s?[ึืิี]\s?ง(?:\s*:\s*|\s+|(?=จังหวัด|สำนักงาน|ที่ทำการ|อำเภอ|องค์กร|เทศบาล|กรม|หัวหน้า|ผู้))(?!วันที่|เดือน|ปี|พ\.?ศ|[0-9])"
)
CITED = re.compile(rf"^{marks('อ้างถึง')}")
ENCLOSED = re.compile(
    rf"^(?:{marks('สิ่งที่ส่ง')}|{marks('สิ่งที่แนบ')}|{marks('ลิงก์ส่งมา')}|{marks('สิ่งที่สั่ง')}|{marks('เอกสารแนบ')}|[สล][ิี]่?ง?ท?[ีิ]?่?ส่งมา)"
)
URGENCY = re.compile(
    rf"^[\[\(*\"“]?\s?(?P<word>{marks('ด่วน')}\s?(?:{marks('ที่')}\s?{marks('สุด')}|{marks('มาก')})?)\s?[\])*\"”]?"
)
MEMO = re.compile(rf"^(?:.{{0,14}}\s)?{marks('บันทึก')}\s?{marks('ข้อความ')}(?!\S{{3}})")
UNIT = re.compile(
    rf"^(?:{marks('ส่วนราชการ')}|{marks('ส่วนงาน')})(?:\s*[:.]*\s*|\s+)(?!ใน|ที่(?!ทำการ|ว่าการ)|ประจำ|ทุก)(?=\S)"
)
OWN = re.compile(
    rf"^(?:(?:{marks('ด่วนที่สุด')}|{marks('ด่วนมาก')}|{marks('ด่วน')})\s+)?(?P<label>(?:เลข)?ท[ีิ]่?\s?[:.]?\s*(?=[ก-ฮ.…_(\d]|$))"
)
OPENER = re.compile(
    rf"^(?:{marks('ตามที่')}|{marks('ตามหนังสือ')}|ตาม(?=พระราช|ระเบียบ|มติ|นโยบาย|ประกาศ|คำสั่ง|แผน|บันทึก|กรม|จังหวัด|กระทรวง|โครงการ|ข้อ|กฎ)|{marks('ด้วย')}|"
    rf"{marks('เนื่อง')}(?:ด้วย|จาก|ใน)|อนุสนธิ|โดยที่|{marks('เพื่อให้')}|เพื่อเป็น|สืบเนื่อง|ในการนี้|บัดนี้|{marks('พร้อม')}(?:นี้|หนังสือ|กัน)|ขอส่ง|ขอให้|ขอเรียน|"
    rf"ขอแจ้ง|ขอความ|จังหวัด\S{{2,}}(?:ได้|ขอ|พิจารณา)|อำเภอ\S{{2,}}(?:ได้|ขอ|พิจารณา)|(?:กรม|กระทรวง|สำนักงาน|คณะกรรมการ|เทศบาล|องค์การบริหาร|โรงพยาบาล|โรงเรียน)\S{{2,}}(?:ได้(?!รับอนุ)|ขอ(?:ให้|แจ้ง|ความ)|พิจารณา|กำหนด(?:ให้|จัด)|แจ้งว่า)|"
    rf"(?:จังหวัด|อำเภอ)\S{{2,}}กำหนด(?:ให้|จัด)|"
    rf"(?:1\.?\s*|๑\.?\s*)?(?:{marks('เรื่องเดิม')}|{marks('ต้นเรื่อง')}|{marks('ความเป็นมา')}|{marks('ข้อเท็จจริง')})|ตาม\s|ทั้งนี้|อนึ่ง)"
)
CLOSE = re.compile(
    rf"^(?:{marks('จึงเรียนมา')}|{marks('จึงแจ้งมา')}|{marks('จึงเรียน')}|จึงแจ้ง|จึงกราบเรียน|จึงขอ(?:ส่ง|เรียน)มา|จึงประกาศ)"
)
REGARDS = re.compile(
    rf"^(?:{marks('ขอแสดงความ')}\s?{marks('นับถือ')}|{marks('ขอแสดง')}|{marks('ด้วยความเคารพ')}|{marks('ขอนมัสการ')})"
)
PHONE = re.compile(
    rf"^(?:โทร|{marks('ไปรษณีย์')}|[EeIi]-?\s?[Mm]ail|{marks('ผู้ประสานงาน')}|Line|สำเนาส่ง|www\.)|{marks('โทรศัพท์')}|โทรสาร|โทร\s?[./]"
)
NAME = re.compile(
    r"^[\(（\[]?\s*(?P<name>(?:นาย(?!ก(?:เทศ|เทศมนตรี|องค์|สมาคม|รัฐ|เหล่า|อบ|\s)|อำเภอ|ทะเบียน|แพทย์(?:สาธารณสุข|ใหญ่|ชำนาญ|เชี่ยวชาญ|ปฏิบัติ|ทรงคุณ|ผู้)|ช่าง|ตรวจ)|นาง(?!รอง)|น\.\s?ส\.|ดร\.|"
    r"ว่าที่\s?(?:ร้อย|ร\.|พัน|เรือ)|พล|พ\.\s?[ตอจ]\.|พัน(?:ตรี|โท|เอก|ตำรวจ|จ่า)|ร้อย(?:ตรี|โท|เอก|ตำรวจ)|ร\.\s?[ตทอ]\.|ส\.\s?[ตอท]\.|จ\.\s?ส\.\s?[ตอท]\.|จ\.\s?[อทต]\.|ด\.\s?ต\.|"
    r"สิบ(?:ตรี|โท|เอก)|จ่า(?:สิบ|เอก|โท|ตรี)|เรือ(?:ตรี|โท|เอก)|นาวา|ม\.\s?[รล]\.|หม่อม|ศ\.|รศ\.|ผศ\.|รอง(?:ศาสตราจารย์)|ผู้ช่วยศาสตราจารย์|ศาสตราจารย์|"
    r"แพทย์หญิง|ทันตแพทย์|เภสัชกร|สัตวแพทย์|พระ|คุณหญิง|อ\.\s)[^()\[\]]{2,60}?)\s*[\)）\]]?$"
)
PARENTHESES = re.compile(r"^[\(（\[]\s*(?P<name>[ก-๙][^()\[\]0-9]{3,60}?)\s*[\)）\]]$")
CARRY = re.compile(
    r"^/\s?\S.{0,60}?(?:\.\s?\.|…)\.*$|^/\s?[ก-๙0-9].{0,25}$|^[-–]\s?[0-9]{1,3}\s?[-–]$|^หน้า(?:ที่)?\s?[0-9]+(?:\s?(?:/|จาก)\s?[0-9]+)?$"
)
POSTCODE = re.compile(
    r"(?<![0-9/.])[1-9][0-9]{3,4}\s*$|^ถนน|^ถ\.\s?\S|^(?:เลขที่\s?)?[0-9]+(?:/[0-9]+)?\s+(?:หมู่|ถนน|ม\.|ซอย|ถ\.)|^หมู่(?:ที่)?\s?[0-9]"
)
ENDORSED = re.compile(
    r"^[-–•]?\s?(?:เพื่อ(?:โปรด)?(?:ทราบ|พิจารณา)|เห็นควร|เห็นสมควร|เห็นชอบ|ทราบ\s*$|ทราบ\s?/|ดำเนินการ\s*$|มอบ(?:หมาย)?\s?[ก-๙.]{2,}|อนุมัติ|แจ้ง\s?\.{2,}|ชอบ\s*$|-\s?ทราบ|โปรด(?:ทราบ|ดำเนิน|ส่ง)|"
    r"ลงชื่อ|สำเนาถูกต้อง|ความเห็น|ข้อพิจารณาของ|คำสั่ง\s*$|บันทึกเสนอ|เสนอ\s|รับทราบ)"
)
FORM = re.compile(
    r"^(?:แบบ(?:ตอบรับ|ฟอร์ม|รายงาน|สำรวจ|ติดตาม|สรุป|บันทึก|ประเมิน|เก็บ|กรอก|แจ้ง|ลงทะเบียน)|ตาราง|ปฏิทิน|กำหนดการ|บัญชี(?:รายชื่อ|แนบ)|รายละเอียดแนบท้าย|สิ่งที่ส่งมาด้วย\s?[0-9]|\(ตัวอย่าง\)|ตัวอย่าง|คู่มือ)"
)


MOST_LETTERS = 150  # No bundle holds more; junk that looks like letters must not take for ever.


@dataclass(slots=True)
class Zones:
    """The lines of one letter, by what they are for (indices into `lines`)."""

    lines: list[Line]
    sealed: bool
    to: int
    subject: int | None
    head: range = range(0)
    own: int | None = None
    block: range = range(0)
    body: range = range(0)
    after: range = range(0)
    first: int = 0
    last: int = 0
    shown: list[int] = field(default_factory=list)


def letters(document: Document, lines: list[Line]) -> list[Zones]:
    """Return the letters of the document with their zones, in the order in which they stand."""
    cores = _cores(lines)
    found: list[Zones] = []
    for n, zones in enumerate(cores):
        before = cores[n - 1].to + 1 if n else 0
        zones.first = _head_start(document, lines, zones, before, first=n == 0)
        found.append(zones)
    for n, zones in enumerate(found):
        zones.last = found[n + 1].first if n + 1 < len(found) else len(lines)
        _divide(document, zones)
    return found


def _cores(lines: list[Line]) -> list[Zones]:
    cores: list[Zones] = []
    subject: int | None = None
    for i, line in enumerate(lines):
        if len(cores) >= MOST_LETTERS:
            break
        first = line.text[0]
        if first == "เ" and SUBJECT.match(line.text) and not _wraps(lines, i):
            subject = i
            continue
        if TO.match(line.text):
            if subject is not None and i - subject <= 12 and not _is_form(lines, subject, cores):
                cores.append(Zones(lines, False, i, subject))
                subject = None
            elif subject is None and _stands_without_subject(lines, i, cores):
                cores.append(Zones(lines, False, i, None))
        elif first in "ถก" and TO_SEALED.match(line.text) and _is_sealed(lines, i, cores):
            cores.append(Zones(lines, True, i, None))
            subject = None
    return cores


def _wraps(lines: list[Line], i: int) -> bool:
    """Tell whether a line only goes on with the full line above it."""
    return i > 0 and not lines[i].gap and len(lines[i - 1].text) > 90


def _is_form(lines: list[Line], subject: int, cores: list[Zones]) -> bool:
    above = lines[max(0, subject - 6, cores[-1].to + 1 if cores else 0) : subject]
    return any(FORM.match(line.text) and len(line.text) < 70 for line in above) and not any(
        _is_own(line.text) for line in above
    )


def _stands_without_subject(lines: list[Line], i: int, cores: list[Zones]) -> bool:
    """Accept a letter whose เรื่อง was lost when a number stands above and a body follows."""
    after = cores[-1].to + 1 if cores else 0
    above = lines[max(after, i - 14) : i]
    numbered = [k for k, line in enumerate(above) if _is_own(line.text)]
    if not numbered or any(CLOSE.match(line.text) or REGARDS.match(line.text) for line in above[numbered[-1] :]):
        return False
    if any(len(line.text) > 160 for line in above[numbered[-1] :]) or ENDORSED.match(
        lines[min(i + 1, len(lines) - 1)].text
    ):
        return False
    return any(
        OPENER.match(line.text) or CITED.match(line.text) or ENCLOSED.match(line.text) for line in lines[i + 1 : i + 7]
    )


def _is_sealed(lines: list[Line], i: int, cores: list[Zones]) -> bool:
    after = cores[-1].to + 1 if cores else 0
    above = lines[max(after, i - 14) : i]
    if above and len(above[-1].text) > 70 and not lines[i].gap and not _is_own(above[-1].text):
        return False
    if any(ENDORSED.match(line.text) for line in lines[i + 1 : i + 2]):
        return False
    numbered = any(_is_own(line.text) or URGENCY.match(line.text) for line in above)
    opened = any(OPENER.match(line.text) for line in lines[i + 1 : i + 6])
    return numbered or (
        opened and (not cores or i - after > 3) and not any(len(line.text) > 160 for line in above[-3:])
    )


def _is_own(text: str) -> bool:
    """Tell whether a line is the number line in the head of a letter, not a citation."""
    label = OWN.match(text)
    if "ลงวันที่" in text or "ลง วันที่" in text:
        return False
    number = NUMBER.search(text, label.end() if label else 0)
    if label and label["label"].strip():
        if number:
            return number.start() - label.end() <= 2 and "หนังสือ" not in text[: number.start()]
        rest = text[label.end() :].strip()
        return bool(
            re.match(
                rf"^(?:[ก-ฮ]{{2,4}}[\s.]*{DIGIT}{{2,5}}[\d./\sว()ก-ฮ…_-]*|[.…_/\sว-]*|{DIGIT}+\s?/\s?{DIGIT}+.{{0,40}})(?:\s*วัน\s?ที่.*)?$",
                rest,
            )
        )
    return bool(number and number.start() == 0 and number.end() >= len(text) - 2)


def _head_start(document: Document, lines: list[Line], zones: Zones, after: int, *, first: bool) -> int:
    core = zones.subject if zones.subject is not None else zones.to
    floor = max(after, core - 30)
    own = next((i for i in range(core - 1, floor - 1, -1) if _is_own_line(lines, i)), None)
    if own is not None and any(CLOSE.match(lines[i].text) or REGARDS.match(lines[i].text) for i in range(own, core)):
        own = None
    zones.own = own
    if first:
        return 0
    start = own if own is not None else core
    top = start
    for i in range(start - 1, max(after, start - 9) - 1, -1):
        text = lines[i].text
        if (
            URGENCY.fullmatch(text)
            or MEMO.match(text)
            or UNIT.match(text)
            or re.fullmatch(r"\(?(?:ลับ|ลับมาก|สำเนาคู่ฉบับ|สำเนา|\(สำเนา\))\)?", text)
        ):
            top = i
        elif (
            PHONE.search(text) or NAME.match(text) or PARENTHESES.match(text) or REGARDS.match(text) or len(text) > 120
        ):
            break
        elif own is None and (is_office_line(text) or POSTCODE.search(text) or is_date_line(document, lines[i])):
            top = i
    return top


def _is_own_line(lines: list[Line], i: int) -> bool:
    if not _is_own(lines[i].text):
        return False
    following = lines[i + 1].text if i + 1 < len(lines) else ""
    return not re.match(r"^ลง\s?วัน", following)


def is_date_line(document: Document, line: Line) -> bool:
    """Tell whether a line holds a date and nothing else, or a month and year whose day was lost."""
    above = document.text[max(0, line.start - 400) : line.start]
    if len(line.text) > 50 or (
        not line.gap and len(above.rstrip(" \t\r").rstrip("\n").rpartition("\n")[2].strip()) > 90
    ):
        return False
    match = DATE_RE.search(document.text, line.start, line.end)
    if match and dated(match):
        rest = document.text[line.start : match.start()] + document.text[match.end() : line.end]
        return len(re.sub(rf"{marks('วันที่')}|[\s.,)(-]", "", rest)) <= 2
    if re.search(r"[0-9][ \t]*\n[ \t]*$", document.text[max(0, line.start - 40) : line.start]):
        return False  # The day of a date that the line end cut off.
    return bool(
        re.fullmatch(
            rf"(?:{marks('วันที่')})?[\s.…_]*(?:เดือน)?\s*{MONTH}\s*(?:พ\.?\s?ศ\.?)?\s*[0-9]{{0,4}}[.…]*", line.text
        )
    )


def _divide(document: Document, zones: Zones) -> None:
    top = zones.subject if zones.subject is not None else zones.to
    zones.head = range(zones.first, top)
    start = _body_start(zones)
    zones.block = range(zones.to + 1, start)
    end = _body_end(document, zones, start)
    zones.body = range(start, end)
    zones.after = range(end, zones.last)


def _body_start(zones: Zones) -> int:
    """Return the first line of the text after เรียน, อ้างถึง and สิ่งที่ส่งมาด้วย."""
    lines = zones.lines
    listing = False
    for i in range(zones.to + 1, zones.last):
        text = lines[i].text
        if CITED.match(text) or ENCLOSED.match(text):
            listing = True
            continue
        if OPENER.match(text) and not (listing and _continues_list(lines, i)):
            return i
        numbered = re.match(r"^[0-9]{1,2}\s?[.)]", text)
        if not numbered and len(text) > (110 if listing else 75) and lines[i].gap:
            return i
        if not numbered and not listing and i > zones.to + 3 and len(text) > 60:
            return i
        if CLOSE.match(text) or REGARDS.match(text):
            return i
        if lines[i].gap and numbered and not listing and re.search(r"ให้|ขอ", text):
            return i
        if lines[i].gap and not numbered and i > zones.to and _reads_as_text(text, listing):
            return i
    return min(zones.to + 1, zones.last)


def _reads_as_text(text: str, listing: bool) -> bool:
    """Tell whether a short line after a blank one begins the text rather than going on with the list."""
    if re.match(r"^(?:จำนวน|ลงวันที่|และ|ที่\s|หนังสือ|\(|ฉบับ)", text) or re.search(r"จำนวน\s?[0-9]+\s?\S{2,6}$", text):
        return False
    return not listing or bool(re.search(r"ให้|ขอ|รายงาน|จะ|กำหนด|จึง", text))


def _continues_list(lines: list[Line], i: int) -> bool:
    """Tell whether an opener is only the wrapped tail of a list item (`… ตามโครงการ … จำนวน ๑ ฉบับ`)."""
    text = lines[i].text
    return not lines[i].gap and len(text) < 75 and bool(re.search(r"จำนวน\s?[0-9]+\s?\S{2,6}$", text))


def _body_end(document: Document, zones: Zones, start: int) -> int:
    lines = zones.lines
    closed = False
    for i in range(start, zones.last):
        text = lines[i].text
        if REGARDS.match(text):
            return i
        if CLOSE.match(text):
            closed = True
            continue
        if i == start or CARRY.match(text):
            continue
        if (
            i - 1 > start
            and is_date_line(document, lines[i])
            and is_office_line(lines[i - 1].text)
            and len(lines[i - 1].text) < 90
        ):
            return i - 1
        if closed and (lines[i].gap or len(text) < 60) and _ends(document, lines, i):
            return i
        if not closed and len(text) < 110 and _ends(document, lines, i) and not _goes_on_later(zones, i, start):
            return i
    return zones.last


def _ends(document: Document, lines: list[Line], i: int) -> bool:
    line = lines[i]
    text = line.text
    if len(text) > 110:
        return False
    if NAME.match(text) or PARENTHESES.match(text) or PHONE.search(text[:40]) or is_date_line(document, line):
        return True
    if TO.match(text) or ENDORSED.match(text) or FORM.match(text) or _is_endorsement_number(text):
        return True
    if re.match(r"^\(?\s?(?:ล(?:ิงก์|ิ้งก์)|QR|สแกน|คิวอาร์|ลงชื่อ)", text) and len(text) < 40:
        return True
    return (
        bool(line.gap) and is_office_line(text) and len(text) < 90 and not re.search(r"[0-9]\)|ดังนี้|ขอ|ให้|จึง|ได้", text)
    )


def _is_endorsement_number(text: str) -> bool:
    return bool(re.match(r"^ท[ีิ]่?\s", text) and document_numbers(text)) and "ลงวันที่" not in text


def _goes_on_later(zones: Zones, i: int, start: int) -> bool:
    """Tell whether the text goes on below a stray line (a stamp, a page head), so that it does not end here."""
    lines = zones.lines
    for j in range(i + 1, min(i + 14, zones.last)):
        text = lines[j].text
        if REGARDS.match(text) or PARENTHESES.match(text) or NAME.match(text):
            return False
        if CLOSE.match(text):
            return True
        if len(text) > 75 and not PHONE.search(text) and re.search(r"ให้|การ|และ|ของ", text) and not TO.match(text):
            return True
    return False
