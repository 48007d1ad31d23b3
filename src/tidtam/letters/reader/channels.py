"""The named system or mailbox a report goes through."""

from __future__ import annotations

import re

from tidtam.letters.reader.body import Body
from tidtam.letters.reader.governing import Governor
from tidtam.letters.reader.normalise import marks
from tidtam.letters.reader.offices import HEAD
from tidtam.letters.reader.timing import Timing

MAILBOX = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]*(?:\s?\.\s?[A-Za-z0-9_-]+)*@\s?[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z]{2,})+"
)
PRIVATE = re.compile(
    r"@\s?(?:gmail|hotmail|yahoo|outlook|live|icloud|msn|ymail|proton(?:mail)?|aol|mail|me|gmx|windowslive|rocketmail|zoho)\s?\.",
    re.I,
)

_OTHER = re.compile(
    rf"(?:โดยให้|และให้|ให้|และ|ขอให้|มอบหมายให้)(?={HEAD}[^0-9]{{0,60}}(?:นำเข้า|บันทึก|รายงาน|กรอก|คีย์|ส่ง|รวบรวม))"
)
_LEAD = r"(?:ผ่าน(?:ทาง)?|(?:ตาม|ผ่าน|ทาง|ที่)?ลิงก์|(?:ลง)?ใน(?:แบบ(?:ฟอร์ม)?)?|ทาง|เข้า(?:สู่|ไปใน|ไปยัง|ใน|ที่)?|ด้วย|บน|ลง|สู่|ที่|ใช้|ข้อมูล|ไปยัง|ไปที่|มายัง|มาที่|ตาม|จาก|โดย|ไปใน|ณ|กรอก|ปรับปรุง|บันทึก)"  # noqa: E501
_MAIL = rf"(?:{marks('ไปรษณีย์อิเล็กทรอนิกส์')}|{marks('อีเมล')}(?:์)?|[EeIi]-?\s?[Mm]ail|{marks('จดหมายอิเล็กทรอนิกส์')})"
_NAMED = (
    rf"(?:{marks('ระบบ')}|{marks('โปรแกรม')}|{marks('แอปพลิเคชัน')}|{marks('แอพพลิเคชั่น')}|แอปพลิเคชั่น|แอพ|แพลตฟอร์ม|{marks('เว็บไซต์')}|เวบไซต์|เว็บไซด์|เว็บ|ฐานข้อมูล(?:กลาง)?|แดชบอร์ด|ไลน์(?:กลุ่ม)?|กลุ่มไลน์|คิวอาร์โค้ด|แบบฟอร์มออนไลน์|"
    r"Google\s?(?:Forms?|Sheets?|Drive)|GoogleForms?|กูเกิลฟอร์ม|Line|LINE|NISPA|INFO|https?://|www\.|[A-Z][A-Za-z]*[\s-]?[A-Z][A-Za-z-]+)"
)
_CHANNEL = re.compile(rf"{_LEAD}(?P<what>{_MAIL}|{_NAMED}|{MAILBOX.pattern})")
_PLAIN = re.compile(rf"(?P<what>{MAILBOX.pattern})")
_STOP = re.compile(
    r"ทราบ|ภายใน|ทุก(?=วัน|เดือน|สัปดาห์|ปี|ไตร|ๆ|ครั้ง|สิ้น|[0-9])|ให้|เพื่อ(?!การ|สนับสนุน|เฝ้า|แก้|บริหาร)|โดย|อย่าง|เป็น(?!มิตร)|(?<!ติด)ตาม|และ(?=ราย|จัด|ส่ง|บันทึก|แจ้ง|ให้|ขอ|ระบบ|สามารถ|รวบ|พิมพ์|ไป)|ได้(?=ที่|ตั้ง|ภาย|ทัน|โดย|แล้ว)|(?<!หน้า)(?<!พื้น)ที่(?=กำหนด|ได้|ส่ง|แจ้ง|https?|www|ลิงก์|แนบ)|พร้อม|ดังกล่าว|ทันที|"
    r"ก่อน|ไม่เกิน|ในหัวข้อ|หัวข้อ|เมนู|แล้ว|ต่อไป|ด้วย|ซึ่ง|หรือ(?=ทาง|ส่ง|ผ่าน|ไปรษ)|ไปยัง|มายัง|ของ(?=สำนัก|กรม|กระทรวง|จังหวัด|อำเภอ|หน่วย)|นับ|จำนวน|หาก|กรณี|ใน(?=วัน|ทุก|ภาย|เวลา|รูป|ส่วน)|เริ่ม|ครบ|ตั้งแต่|ระหว่าง|ครั้ง|สำหรับ|[“”\"<>;]|\d+\.(?!\d)|ถูกต้อง|จะ|ฯลฯ|เดือนละ|สัปดาห์ละ|ผ่าน|ทาง(?!ไกล|หลวง|การ)"
)


def system_near(
    body: Body, since: int, governor: Governor, timing: Timing, upto: int
) -> tuple[str, tuple[int, int]] | None:
    """Return the system or mailbox of a duty: in its own clause, right after its time, then before it in the sentence."""  # noqa: E501
    first = min(governor.start, timing.start)
    tail = min(upto, max(timing.end, governor.end) + 160)
    begin = governor.start if governor.start < timing.start else timing.end
    ranges = [(begin, timing.end)] if begin < timing.start else []
    after = max(timing.end, begin)
    other = _OTHER.search(body.text, after, tail)
    ranges += [(after, other.start() if other else tail)]
    generic = False
    for start, stop in ranges:
        found = _channel(body, start, stop, max(stop, upto))
        if found and found[0]:
            return found
        generic = generic or found is not None
    earlier = [f for f in _channels(body, since, first, first) if f[0]]
    if earlier:
        return earlier[-1]
    if generic:
        before = [f for f in _channels(body, 0, first, len(body.text)) if f[0]]
        return before[-1] if before else None
    return None


def _channel(body: Body, start: int, stop: int, limit: int) -> tuple[str, tuple[int, int]] | None:
    found = _channels(body, start, stop, limit)
    named = [f for f in found if f[0]]
    return named[0] if named else found[0] if found else None


def _channels(body: Body, start: int, stop: int, limit: int) -> list[tuple[str, tuple[int, int]]]:
    text = body.text
    found: list[tuple[str, tuple[int, int]]] = []
    position = start
    while match := _CHANNEL.search(text, position, stop) or _PLAIN.search(text, position, stop):
        at = match.start("what")
        end = _name_end(body, match, min(limit, at + 170))
        position = max(end, match.end())
        words = body.squeezed.said(at, end).strip(" ,.:(")
        if _is_meeting(text, at, end):
            continue
        found.append(("" if _is_generic(words) else words, (at, end)))
    return found


def _name_end(body: Body, match: re.Match[str], limit: int) -> int:
    text, gaps = body.text, body.squeezed.gaps
    at = match.start("what")
    mail = re.match(_MAIL, text[at:limit])
    if mail:
        address = MAILBOX.search(text, at + mail.end(), min(limit, at + mail.end() + 70))
        near = (
            address
            and len(
                re.sub(
                    r"[:\s]|ที่|ไปยัง|ไปที่|คือ|กลาง|สารบรรณ|ของ|ได้|ชื่อ|\(|address|ดังนี้",
                    "",
                    text[at + mail.end() : address.start()],
                )
            )
            <= 26
        )
        return address.end() if address and near else at + mail.end()
    if MAILBOX.match(text, at) or text.startswith(("http", "www."), at):
        printed = re.match(r"[A-Za-z0-9@._%+\-:/?=&#~]+(?:\s?\.\s?[A-Za-z0-9]+)*", text[at:limit])
        return at + (printed.end() if printed else 1)
    end = limit
    for stop in _STOP.finditer(text, match.end(), limit):
        if text[at : stop.start()].count("(") > text[at : stop.start()].count(")"):
            continue
        end = stop.start()
        break
    closing = re.search(r"\)", text[match.end() : end])
    if closing:
        end = match.end() + closing.end()
    for i in range(match.end() + 1, end):
        if (
            gaps[i]
            and text[i] != "("
            and not text[i].isascii()
            and not text[i - 1].isascii()
            and text[at:i].count("(") == text[at:i].count(")")
        ):
            return i
    return end


def _is_generic(words: str) -> bool:
    return re.sub(r"[\sฯๆ]", "", words) in (
        "ระบบ",
        "โปรแกรม",
        "เว็บไซต์",
        "แอปพลิเคชัน",
        "ฐานข้อมูล",
        "ระบบของ",
        "ระบบอิเล็กทรอนิกส์",
        "แพลตฟอร์ม",
    )


def _is_meeting(text: str, at: int, end: int) -> bool:
    return bool(re.search(r"ประชุม|ทางไกล|โทรศัพท์|วิทยุ|เสียงตามสาย|ราชการ$|นิเวศ|เศรษฐกิจ|สาธารณสุขมูลฐาน", text[at:end]))
