"""Who must act and who must be told, as the words around a duty's verb name them."""

# Lexicons and grammar rules read better as whole lines.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tidtam.letters.reader.body import Body
from tidtam.letters.reader.governing import Governor
from tidtam.letters.reader.normalise import marks
from tidtam.letters.reader.offices import HEAD, LEVEL_RE, VERBS, level_of, name_end
from tidtam.letters.reader.timing import Timing


@dataclass(frozen=True, slots=True)
class Party:
    """An office named in the text."""

    words: str
    start: int
    end: int
    told: bool = False  # Told by another party, who may act again once this one has.
    outer: Party | None = None


_SURE = rf"(?:{marks('ขอให้')}|{marks('มอบหมาย')}(?:ให้)?|{marks('กำชับ')}(?:ให้)?|{marks('กำหนดให้')}|{marks('ขอความร่วมมือ')}(?:จาก|ให้)?|{marks('ขอความอนุเคราะห์')}(?:จาก|ให้)?|(?<!การ)จัดตั้ง|{marks('สั่งการ')}(?:ให้)?|{marks('เร่งรัด')}(?:ให้)?|{marks('เน้นย้ำ')}(?:ให้)?|ขอเชิญ|เห็นควรให้|สำหรับ|กรณีของ)"
_MAYBE = rf"(?:{marks('ให้')}|{marks('แจ้ง')}(?:ให้)?|โดย|{marks('เพื่อให้')}|เพื่อ|{marks('ประสาน')}(?:ให้)?|กำกับ(?:ดูแล|ติดตาม)*(?:ให้)?|ติดตาม(?:ให้)?|และ|หาก|เมื่อ)"
_ACTOR = re.compile(rf"(?:(?P<sure>{_SURE})|(?P<maybe>{_MAYBE}))(?:ท่าน)?(?P<who>{HEAD})")
_FIRST = re.compile(
    rf"(?:[0-9.()]{{1,6}}|[-•–*]|[กขคงจฉ][.)]|(?:ขั้น|ขั้นตอน|ลำดับ|ส่วน)ที่[0-9]{{1,2}})?(?:ใน)?(?:ส่วนของ|ระดับ(?=อำเภอ|จังหวัด|ตำบล|ท้องถิ่น))?(?P<who>{HEAD}|ท้องถิ่น(?={VERBS}|ราย|ส่ง|บันทึก|กรอก|สรุป))"
)
_ACTS = re.compile(
    r"(?:ทุก(?:แห่ง|จังหวัด|อำเภอ|หน่วยงาน))?(?:ที่[ก-๙]{0,60}?)?(?:แล้ว)?(?:ให้|จะต้อง|ต้อง|ได้)?(?:ราย|จัด|นำ|ส่ง|สง|บันทึก|กรอก|คีย์|สรุป|รวบ|แจ้ง|ดำเนิน|ยื่น|ตอบ|พิจารณา|ตรวจ|สำรวจ|ติดตาม|เร่ง|ปรับ|ลง|เสนอ|ออก|ถือ|ประสาน|มอบ|ปฏิบัติ|ทำ|ยืนยัน|อัป|อัพ|กำกับ|ช่วย|สนับสนุน|เตรียม|เป็นผู้|คัดเลือก|ทบทวน|เก็บ|แก้ไข|เพิ่ม|ควบคุม|ขับเคลื่อน|แต่งตั้ง|บูรณาการ|ใช้|เข้า|วาง|กำหนด|ประเมิน|คัดกรอง|ประชา|ซักซ้อม|อำนวย|เฝ้า|ระวัง|รับ|มี|ซ่อม|ระบุ|คืน|โอน|ถ่าย|ลงนาม|ทราบและ|รับรอง|ขึ้นทะเบียน|เลือก|สอบ|หารือ|ชี้แจง|นับ|วิเคราะห์)|"
    + VERBS
)
_TOLD = re.compile(r"(?:ได้)?(?:รับ)?(?:เพื่อ)?(?:โปรด)?ทราบ(?!และ(?:ดำเนิน|ราย|ถือ|พิจาร|ส่ง|จัด|ปฏิบัติ|บันทึก))")
_GIVEN = re.compile(
    r"(?:\([^)]{0,30}\))?(?:[ก-๙/.]{0,28}?)(?:ทราบ|ภายใน|ทุก(?:วัน|เดือน|สัปดาห์|ไตรมาส|ปี|ๆ|[0-9])|ก่อน|ทาง|ผ่าน|เพื่อ|ตาม|ต่อไป|ด้วย|ใน(?:วัน|แบบ)|เป็น(?:ประจำ|ราย)|ไม่เกิน|ทันที|จำนวน|อย่าง|สัปดาห์ละ|เดือนละ|พร้อม|$)"
)


_AGAIN = re.compile(rf"(?:และ|ส่วน|แล้ว|,|โดย)?(?:ระดับ(?=อำเภอ|จังหวัด|ตำบล))?(?P<who>{HEAD})")
_YOU = re.compile(
    rf"(?:ให้|ขอ|ร่วมมือ|อนุเคราะห์|กรุณา)ท่าน(?!{HEAD})|จึง(?:ขอ)?ให้(?=ราย|ส่ง|จัดส่ง|นำส่ง|บันทึก|กรอก|แจ้ง(?!{HEAD}|ให้))"
)
_INNER = re.compile(rf"(?:{marks('แจ้ง')}|{marks('ประสาน')}|{marks('กำชับ')}|{marks('สั่งการ')}|{marks('มอบหมาย')})")
_BACK = re.compile(r"(?:แล้ว|และ|พร้อมทั้ง|จากนั้น|เพื่อ)(?:ให้)?รวบรวม")


def actor(
    body: Body, start: int, stop: int, ahead: int | None = None, times: tuple[tuple[int, int], ...] = ()
) -> Party | None:
    """Return the last office before the verb that is told to act; None when none is named.

    Whoever is told to tell others (`ขอให้อำเภอแจ้ง อปท. … และรายงานจังหวัด`) acts again once the others' part has its time.
    The party's words are empty when that is the addressee.
    """
    text, gaps = body.text, body.squeezed.gaps
    best: Party | None = None
    outer: Party | None = None
    inner = False
    for match in _ACTOR.finditer(text, start, stop):
        at = match.start("who")
        end = name_end(text, at, gaps)
        following = text[end : end + 40]
        if _TOLD.match(following):
            continue
        if match["maybe"] and not _acts(text, match, end, stop, following):
            continue
        words = text[at:end]
        if level_of(words) is None and best is not None:
            continue
        told_on = bool(_INNER.match(match.group()))
        if told_on:
            outer = best if not inner else outer
        inner = told_on
        best = Party(body.squeezed.said(at, end), at, end)
    lead = _FIRST.match(text, start)
    if (best is None or level_of(best.words) is None) and lead and ahead is not None:
        end = name_end(text, lead.start("who"), gaps)
        subject = _ACTS.match(text[end : end + 40]) or (
            end < len(text) and gaps[end] and level_of(text[lead.start("who") : end])
        )
        if end <= ahead and subject and not _TOLD.match(text[end : end + 12]):
            at = lead.start("who")
            if not re.search(r"จึง|ขอให้|แจ้งว่า|พิจารณาแล้ว", text[end:ahead]):
                best = Party(body.squeezed.said(at, end), at, end)
    since = max((e for _, e in times if e <= stop), default=None)
    again = _AGAIN.match(text, since, stop) if since is not None and (best is None or best.start < since) else None
    if again:
        end = name_end(text, again.start("who"), gaps)
        words = body.squeezed.said(again.start("who"), end)
        if end <= stop and level_of(words) and (_ACTS.match(text[end : end + 40]) or gaps[end]):
            return Party(words, again.start("who"), end)
    if best and _YOU.search(text, best.end, stop):
        return Party("", best.start, best.start)
    if best and inner:
        after = text[best.end : stop + 8]
        if _BACK.search(after) or any(best.end <= s and e <= stop for s, e in times):
            return outer or Party("", best.start, best.start)
        return replace(best, told=True, outer=outer)
    return best


def heading(body: Body, start: int, stop: int) -> Party | None:
    """Return the office an item opens with, which binds the items under it."""
    lead = _FIRST.match(body.text, start, stop)
    if not lead:
        return None
    at = lead.start("who")
    end = name_end(body.text, at, body.squeezed.gaps)
    if _TOLD.match(body.text[end : end + 12]):
        return None
    return Party(body.squeezed.said(at, min(end, stop)), at, min(end, stop))


def _acts(text: str, match: re.Match[str], end: int, stop: int, following: str) -> bool:
    word = match["maybe"]
    if word in ("และ", "โดย", "เพื่อ"):
        return end <= stop and bool(
            re.match(
                r"(?:ให้|เป็นผู้)?(?:ราย|จัดส่ง|นำส่ง|รวบ|สรุป|บันทึก|กรอก|ส่ง|ยืนยัน|ตรวจสอบ|ตรวจทาน|สอบทาน|รับรอง|ประมวล|วิเคราะห์|คีย์|นำเข้า)",
                following,
            )
        )
    level = LEVEL_RE.match(text, match.start("who"))
    core = level.end() if level else end
    quantity = re.match(
        r"(?:\([^)]{0,30}\))?(?:/[ก-๙.]{0,60}?อ\.|/[ก-๙.]{0,10})?(?:ทุก(?:แห่ง|จังหวัด|อำเภอ|ตำบล))?(?:ใน(?:พื้นที่|เขต|สังกัด))?",
        text[core:],
    )
    core += quantity.end() if quantity else 0
    if _ACTS.match(following) or _ACTS.match(text, core):
        return True
    if _GIVEN.match(text[core : core + 60]):
        return False
    return level is not None and not _GIVEN.match(following)


_TO = re.compile(
    rf"(?:(?P<sent>{marks('ไปยัง')}|{marks('มายัง')}|{marks('ไปที่')}|{marks('มาที่')}|{marks('ไปให้')}|{marks('มาให้')}|{marks('กลับ')}(?:มา|ไป|คืน)?(?:ยัง|ที่|ให้)?|คืน|{marks('ต่อ')}|{marks('ถึง')}|แก่|ยัง)|(?P<given>{marks('ให้')}(?:แก่|กับ)?|"
    rf"{marks('เสนอ')}(?:ต่อ)?|{marks('ส่ง')}|{marks('รายงาน')}|{marks('แจ้ง')}|มา|นำเรียน))(?P<who>{HEAD})"
)
_NOT_TOLD = re.compile(
    r"(?:เจ้าหน้าที่|ประชาชน|ผู้รับผิดชอบ|ศูนย์ข้อมูล|กลุ่มเป้าหมาย|กลุ่มผู้|หมู่บ้าน|ตำบล|เกษตรกร|ปลัด$|ส่วนที่|ทีม|พนักงาน|งาน)"
)


def recipient(body: Body, governor: Governor, timing: Timing, upto: int) -> tuple[str, tuple[int, int]] | None:
    """Return the recipient named in the duty itself with its place; None when none is named."""
    text = body.text
    if governor.start > timing.start:
        ranges = [(governor.start, min(upto, governor.end + 260))]
    elif governor.field_work:
        ranges = [(timing.end, min(upto, timing.end + 260))]
    else:
        ranges = [(governor.start, timing.end), (timing.end, min(upto, timing.end + 90))]
    ranges = [
        (start, _before_purpose(text, start, stop)) if start >= timing.end else (start, stop) for start, stop in ranges
    ]
    for start, stop in ranges:
        for match in _TO.finditer(text, start, stop):
            found = _told(body, match)
            if found:
                return found
    return None


_ELSEWHERE = re.compile(
    r"เพื่อ(?:จะได้|ให้|[ก-๙]{0,12})?(?:รวบรวม|ราย|นำ|สรุป|ใช้|ประมวล|เสนอ|ส่ง)|(?:ใน)?กรณี|หาก|ถ้า|เมื่อพบ|ทั้งนี้|อนึ่ง|สำหรับ|ส่วน(?=กำหนด|การ|ราย)|จะ(?=รวบรวม|นำ|แจ้ง|วิเคราะห์|สรุป|ประมวล)"
)


def _before_purpose(text: str, start: int, stop: int) -> int:
    """Return where a purpose begins: whom the recipient reports to in turn is not told by this duty."""
    match = _ELSEWHERE.search(text, start, stop)
    return match.start() if match else stop


def _told(body: Body, match: re.Match[str]) -> tuple[str, tuple[int, int]] | None:
    text = body.text
    at = match.start("who")
    if _NOT_TOLD.match(text, at):
        return None
    end = name_end(text, at, body.squeezed.gaps)
    following = text[end : end + 24]
    if (
        match["given"]
        and match["given"].startswith("ให")
        and re.match(r"(?:ราย|จัดส่ง|นำส่ง|ดำเนิน|บันทึก|กรอก|จัดทำ|รวบรวมส่ง)", following)
    ):
        return None
    if end - at < 2 or (
        match["given"] and re.match(r"(?:ให้|ดำเนิน)", following) and not match["given"].startswith("ให")
    ):
        return None
    if level_of(text[at:end]) is None and end - at < 6:
        return None
    return body.squeezed.said(at, end).strip(" ,("), (at, end)
