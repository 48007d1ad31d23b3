"""The printed name of the letter's own signer and the lines of the position."""

from __future__ import annotations

import re

from tidtam.letters.reader.normalise import Document, Line
from tidtam.letters.reader.offices import is_office_line
from tidtam.letters.reader.reading import Found
from tidtam.letters.reader.segment import (
    CARRY,
    ENDORSED,
    FORM,
    NAME,
    PARENTHESES,
    PHONE,
    REGARDS,
    TO,
    Zones,
    is_date_line,
)  # fmt: skip

_POSITION = re.compile(
    r"^(?:รอง|ผู้ช่วย|ผช\.)?(?:ปลัด|อธิบดี|ผู้ว่าราชการ|นายอำเภอ|นายก|ผู้อำนวยการ|ผอ\.|หัวหน้า|เลขาธิการ|เลขานุการ|ท้องถิ่น(?:จังหวัด|อำเภอ)|สาธารณสุข(?:จังหวัด|อำเภอ|นิเทศก์)|"
    r"นายแพทย์|เกษตร|พัฒนาการ|ศึกษาธิการ|ผู้บัญชาการ|ผู้บังคับ|ผู้กำกับ|เจ้าพนักงาน|นัก[ก-ฮ]|ประธาน|คณบดี|อธิการบดี|จ่าจังหวัด|ป้องกัน|สัสดี|คลัง|แรงงาน|พาณิชย์|ปศุสัตว์|ประมง|"
    r"วัฒนธรรม|อุตสาหกรรม|สหกรณ์|ขนส่ง|โยธา|ประชาสัมพันธ์|สถิติ|สรรพ|ที่ปรึกษา|ผู้ตรวจ|รัฐมนตรี|พยาบาล|ผู้จัดการ|ผู้แทน|ผู้พิพากษา|อัยการ|ครู|เจ้าคณะ|กรรมการ|ผู้ประสาน|ผู้ดูแล|วิศวกร|"
    r"นิติกร|แพทย์|พัฒนาสังคม|เจ้าหน้าที่|พนักงาน|พลังงาน|ธนารักษ์|ผู้เชี่ยวชาญ|ผู้อํานวยการ|ผู้ทรง|ผู้ใหญ่|กำนัน|เสนาธิการ|ราชเลขา|ประมง)"
)
_STANDING_IN = re.compile(
    r"^(?:ปฏิบัติราชการ|ปฏิบัติหน้าที่|รักษา|รก\.|ทำการแทน|ทำหน้าที่|ในฐานะ|แทน|และ|ปฏิบัติงาน|ผู้ได้รับมอบ|ได้รับมอบ|ที่ได้รับมอบ|ในตำแหน่ง|เจ้าหน้าที่พิทักษ์)|แทน$"
)


def signer(document: Document, zones: Zones) -> tuple[Found[str | None], Found[str | None]]:
    """Return the name and the position of the letter's own signer; both None for a stamped letter."""
    if zones.sealed:
        return Found(None), Found(None)
    lines = zones.lines
    closing = next((i for i in zones.after if REGARDS.match(lines[i].text)), None)
    start = closing + 1 if closing is not None else zones.after.start
    at = _name_line(lines, start, zones.last, bare=closing is not None)
    if at is None:
        return Found(None), Found(None)
    match = PARENTHESES.match(lines[at].text) or NAME.match(lines[at].text)
    assert match is not None
    line = lines[at]
    s, e = line.start + match.start("name"), line.start + match.end("name")
    sure = 0.95 if PARENTHESES.match(line.text) and closing is not None else 0.8
    name: Found[str | None] = Found(document.said(s, e), document.span(s, e), sure)
    return name, _position(document, zones, at)


def _name_line(lines: list[Line], start: int, stop: int, *, bare: bool) -> int | None:
    plain = None
    for i in range(start, min(stop, start + 14)):
        text = lines[i].text
        if PHONE.search(text) or ENDORSED.match(text) or TO.match(text) or FORM.match(text):
            break
        if (
            PARENTHESES.match(text)
            and not is_office_line(text.strip("()"))
            and not re.match(r"^\(?(?:ลิงก์|สำเนา|ตรา|ลายมือ|ลงชื่อ)", text)
        ):
            return i
        if plain is None and NAME.match(text):
            plain = i
            if i + 1 < stop and _POSITION.match(lines[i + 1].text):
                return i
    return plain


def _position(document: Document, zones: Zones, at: int) -> Found[str | None]:
    lines = zones.lines
    taken: list[Line] = []
    for i in range(at + 1, min(at + 8, zones.last)):
        line = lines[i]
        text = line.text
        if is_date_line(document, line) or PHONE.search(text) or NAME.match(text) or CARRY.match(text):
            break
        if (
            ENDORSED.match(text)
            or TO.match(text)
            or FORM.match(text)
            or re.match(r"^[-–•0-9]", text)
            or len(text) > 110
        ):
            break
        standing = bool(_STANDING_IN.search(text))
        fits = standing or bool(_POSITION.match(text)) or (taken and _continues(taken[-1].text, text, line.gap))
        if taken and not fits:
            break
        if taken and line.gap > 2 and not standing:
            break
        if not taken and is_office_line(text) and not _POSITION.match(text):
            break
        taken.append(line)
    if not taken:
        return Found(None)
    words = " ".join(document.said(line.start, line.end) for line in taken)
    return Found(words, document.span(taken[0].start, taken[-1].end), 0.9)


def _continues(previous: str, text: str, gap: int) -> bool:
    """Tell whether a line is the wrapped tail of the position above it."""
    if gap:
        return bool(re.search(r"(?:แทน|ฐานะ)$", previous) and not PHONE.search(text))
    return bool(re.search(r"แทน$|ฐานะ$|และ$", previous)) or bool(re.match(r"^(?:จังหวัด|อำเภอ|ประจำ|ตำบล)", text))
