"""Which verb governs a time, and whether that makes a duty of it."""

# Lexicons and grammar rules read better as whole lines.

from __future__ import annotations

import re
from dataclasses import dataclass

from tidtam.letters.reader.body import Body, Sentence
from tidtam.letters.reader.normalise import marks
from tidtam.letters.reader.offices import HEAD, level_of
from tidtam.letters.reader.timing import Timing


@dataclass(frozen=True, slots=True)
class Governor:
    """The verb a time hangs on. `main` is the outer verb when the governor stands in a purpose (`เพื่อรวบรวม…`)."""

    start: int
    end: int
    confidence: float
    main: int | None = None
    field_work: bool = False


_DUTY = (
    rf"ขอทราบ(?=ผล|ข้อมูล|ความ|ยอด|จำนวน|ราย)|{marks('รายงาน')}(?!การประชุม|ตัว(?!ชี้|อย่าง|เลข))|{marks('จัดส่ง')}|{marks('นำส่ง')}|{marks('ส่งคืน')}|{marks('ส่งกลับ')}|{marks('ส่งมอบ')}|(?<!ขน)(?<!รับ)ส่ง(?!เสริม|เสีย|กำลัง|น้ำ|ตัว|ต่อผู้|เจ้าหน้าที่|ผู้แทน|ตัวแทน|บุคลากร|ผู้เข้า|ทีม|ผู้ป่วย)|(?<![ก-ฮ])สง(?=ให|ราย|แบบ|ข้อ|เอก|ผล)|"
    rf"(?<!ชี้)(?<!ชี)แจ้ง(?!ว่า|เบาะแส|เตือน|เหตุ(?!ผล)|ความ(?!ประสงค์|พร้อม|ต้อง|จำนง|คืบ|ก้าว|เสีย|เห็น)|จำ(?!นวน))|(?<![ี้ก])แจง(?=ให|ผล|ราย)|{marks('บันทึก')}(?!ข้อตกลง|ข้อความ|ความ(?!ก้าว|คืบ|เห็น|เสีย|ช่วย|เคลื่อน)|ประชา|สนธิ|ภาพ(?:นิ่ง)?ที่)|{marks('กรอก')}|{marks('คีย์')}|{marks('นำเข้า')}|"
    rf"{marks('ตอบกลับ')}|{marks('ตอบแบบ')}|{marks('ตอบรับ')}|{marks('สรุปผล')}|{marks('รวบรวม')}|{marks('ยื่น')}(?!คำ(?:ร้อง|ขอ))|{marks('อัปโหลด')}|{marks('อัพโหลด')}|{marks('ลงข้อมูล')}|"
    rf"{marks('ปรับปรุงข้อมูล')}|{marks('ปรับปรุงฐานข้อมูล')}|{marks('แก้ไขข้อมูล')}|{marks('เพิ่มข้อมูล')}|{marks('นำเรียน')}|{marks('ยืนยัน')}(?:ข้อมูล|ราย|การ|ยอด|ผล)|{marks('จัดทำรายงาน')}|{marks('คีย์ข้อมูล')}|{marks('เสนอ')}(?=แผน|ผล|ราย|โครงการ|ชื่อ|เรื่อง|ข้อมูล|จังหวัด|อำเภอ|กรม|ปลัด|อธิบดี|ผู้ว่า|ผู้บริหาร|ผู้อำนวย|ผู้ตรวจ|นาย|คำขอ|ความเห็น|บัญชี|แบบ|สำนัก|กระทรวง|ต่อ)|"
    rf"{marks('ประมวลผล')}ส่ง|{marks('สรุป')}(?=แบบ|ผล|ราย|ข้อมูล|ยอด|จำนวน|การ|ภาพรวม|สถานการณ์|สถิติ|ปัญหา|ความ)|ป้อนข้อมูล|{marks('ลงทะเบียน')}(?=ข้อมูล)|{marks('ส่ง')}(?=รายงาน)|{marks('กำหนดส่ง')}|{marks('อัปเดต')}|{marks('อัพเดท')}|{marks('รับรองข้อมูล')}|{marks('ลงผล')}"
)
_HARD = (
    r"ประชุม|สัมมนา|รายงานตัว(?!ชี้|อย่าง|เลข)|อบรม|ฝึกอบรม|จัดงาน|จัดพิธี|จัดกิจกรรม|เปิดงาน|เปิดรับ|รับสมัคร|สมัคร|เข้าร่วม|เข้ารับ|เปิดศูนย์|เปิดทำการ|เปิดให้บริการ|เปิดใช้|แข่งขัน|"
    r"เบิกจ่าย|ก่อหนี้|พิจารณา(?=ข้อบกพร่อง|โทษ|ลงโทษ|ความดี)|ลงโทษ|เพิกถอน|เปิดคลินิก|ชำระ|จ่ายเงิน|โอนเงิน|เลือกตั้ง|ปิดรับ|หยุดราชการ|รณรงค์|เดินทาง|ถ่ายทอด|เชิญ|จัดนิทรรศการ|ตรวจราชการ|รับฟัง|มีผลใช้บังคับ|มีผลบังคับ|บังคับใช้|สอบ(?!ถาม|สวน)|"
    r"ทอดกฐิน|บำเพ็ญ|จองห้อง|ลงทะเบียน(?!ข้อมูล)|ขอรับเงิน|ยื่นคำ(?:ร้อง|ขอ)|จัดเวร|อยู่เวร|ให้บริการ|จัดขบวน|เฝ้ารับเสด็จ|ถวาย|จำหน่าย|เผยแพร่|เปิดเผย|ปิดประกาศ|สิ้นสุด(?!วัน)|หมดอายุ|ครบวาระ"
)
_SOFT = (
    r"ติดตาม|ตัดยอด|ปิดยอด|ลงพื้นที่|เยี่ยม|เตรียม|ติดตั้ง|ซ่อม|ก่อสร้าง|ตรวจสอบ|ตรวจ(?!สอบ)|จัดทำ(?!รายงาน)|สำรวจ|ประชาสัมพันธ์|คัดเลือก|แต่งตั้ง|จัดตั้ง|ทบทวน|ประเมิน|ปฏิบัติงาน|พ่น|ฉีด|"
    r"ทำความสะอาด|เก็บตัวอย่าง|จัดเก็บ|ขุดลอก|แก้ไขปัญหา|ปรับปรุง(?!ข้อมูล)|กำกับ|ดูแล|ออกหน่วย|คัดกรอง|วางแผน|จัดหา|สอบสวน|เฝ้าระวัง|ดำเนินการ(?=ตาม|ติด|แก้|จัด|ตรวจ|ก่อ|ซ่อม|ปรับ|ให้แล้ว|ให้เสร็จ|ขุด)|ดำเนินโครงการ|จัดสอบ|รื้อถอน|ทดสอบ|ซักซ้อม|ฝึกซ้อม|สุ่ม|สัมภาษณ์|ออกเยี่ยม|รับฟังความ"
)
_VERB = re.compile(rf"(?P<duty>{_DUTY})|(?P<hard>{_HARD})|(?P<soft>{_SOFT})")
_NOMINAL = re.compile(
    r"(?:(?:ไม่|มิ)(?:ได้|สามารถ)?|การ(?:ดำเนินการ|จัด|ที่)?|ผล(?:การ)?|แบบ(?:ฟอร์ม|การ)?|คำสั่ง|ประกาศ|ระบบ|ผู้(?:เข้า(?:ร่วม|รับ)?(?:การ)?|รับการ|มี|ที่)?|หนังสือ|ซึ่ง|เรื่อง(?:การ)?|รอบ(?:การ)?|รายชื่อ(?:ผู้)?|แผน(?:การ)?|ค่า|ห้อง|ภาพ(?:การ)?|ความ|"
    r"ตาม(?:ที่)?|สมุด|บท|โครงการ|ที่(?:ได้|มีการ|ทำการ|ดำเนินการ)?|หลักสูตร|กำหนด(?:การ)?|ข้อมูลการ|เอกสาร(?:ประกอบ)?(?:การ)?|วาระ(?:การ)?|เพื่อใช้(?:ใน|ประกอบ)(?:การ)?|(?:จำนวน|ยอด)ผู้|รับ(?=แจ้ง)|(?<!ให้)(?<!หน่วย)(?<!สำนัก)(?<!กลุ่ม)(?<!พนัก)งาน|มติ(?:ที่)?|"
    r"คณะกรรมการ(?:กำกับ)?|ศูนย์(?:รับ)?|วัน|หัวข้อ|เมนู|ปุ่ม|ช่องทาง(?:การ)?|วันที่|นัก|เครื่องมือ(?:การ)?|ใบ|เมื่อ(?:มีการ|ได้)?|(?:ประสงค์|สนใจ|ต้องการ)(?:จะ)?(?:ขอ)?(?:เข้า(?:ร่วม|รับ)?)?|หลัง(?:จาก)?(?:การ)?|สิ้นสุดการ|การจัด|กลไก(?:การ)?|ข้อ)$"
)


# "พื้นที่รายงาน…": a place or an office that acts, not a relative clause; "ขอให้หน่วยงาน" likewise.
_NOT_NOMINAL = re.compile(r"(?:ตามที่ให้|ให้|(?:ใน|ทุก|แต่ละ|ของแต่ละ)(?:พื้นที่|ท้องที่|เขตพื้นที่)|(?<!ผู้)เจ้าหน้าที่)$")


_NAMING = re.compile(r"(?:เจ้าหน้าที่(?:ผู้)?|ชุด|จุด|ด่าน|ผู้|รถ|เครื่อง|หน่วย|กอง|กลุ่ม(?:งาน)?|คณะ)$")


_OWN_ACT = re.compile(r"แจ้ง|ส่ง|นำส่ง|จัดส่ง|เสนอ")  # "ขอส่ง…": what the writer does himself.


def _verbs(text: str, start: int, stop: int) -> list[tuple[int, int, str, bool]]:
    found: list[tuple[int, int, str, bool]] = []
    for match in _VERB.finditer(text, start, stop):
        before = text[max(start, match.start() - 16) : match.start()]
        runs_on = bool(found) and found[-1][3] and found[-1][1] == match.start()
        names = match.lastgroup != "duty" or match.group() == "บันทึก"
        nominal = (
            runs_on
            or (names and bool(_NAMING.search(before)))
            or (bool(_NOMINAL.search(before)) and not _NOT_NOMINAL.search(before))
        )
        if match.lastgroup != "duty" and re.search(r"(?<!การ)(?<!ผล)ดำเนินการ$", before):
            nominal = False
        own = match.lastgroup == "duty" and before.endswith("ขอ") and _OWN_ACT.match(match.group())
        found.append((match.start(), match.end(), match.lastgroup or "", nominal or bool(own)))
    return found


def govern(body: Body, sentence: Sentence, found: list[Timing], n: int, issuer: str | None) -> Governor | None:
    """Return the verb that makes a duty of the n-th time of the sentence; None when it is none."""
    text, timing = body.text, found[n]
    if _is_old(text, sentence, timing) or _is_cited(text, timing):
        return None
    if (
        timing.partial == "point"
        and n + 1 < len(found)
        and found[n + 1].start - timing.end < 25
        and found[n + 1].partial != "point"
    ):
        return None
    floor = max(sentence.start, timing.start - 500)
    verbs = _verbs(text, floor, timing.start)
    governor = _before(text, verbs, timing, found, n)
    if governor is None:
        blocked = verbs and _is_blocked(verbs, text, timing)
        governor = None if blocked else _after(text, timing, found, n, sentence)
        if governor is None:
            governor = _field_work(text, verbs, found, n, sentence)
    if governor is None and _is_amendment(text, sentence, timing):
        governor = Governor(timing.start, timing.start, 0.8)
    if governor is None:
        return None
    governor = _out_of_purpose(body, sentence, found, n, governor=governor, verbs=verbs, issuer=issuer)
    if governor is None or _is_suppressed(text, sentence, governor, timing):
        return None
    return governor


def next_duty(text: str, start: int, stop: int) -> int:
    """Return where the next duty begins after a time, so that its words are not taken for this one's."""
    for begin, _end, what, nominal in _verbs(text, start, stop):
        lead = re.search(
            r"(?:และ|แล้ว|พร้อมทั้ง|จากนั้น|รวมทั้ง|ตลอดจน)(?:จึง)?(?:ขอให้|ให้)?[ก-๙/.()]{0,60}?$", text[start:begin]
        )
        if what == "duty" and not nominal and lead:
            return start + lead.start()
    return stop


def speaks(text: str, start: int, stop: int, *, duty: bool = False) -> bool:
    """Tell whether a verb acts in a stretch of text; with `duty`, whether the last that does asks for a report."""
    acting = [what for _, _, what, nominal in _verbs(text, start, stop) if not nominal]
    return bool(acting) and (not duty or acting[-1] == "duty")


def _before(
    text: str, verbs: list[tuple[int, int, str, bool]], timing: Timing, found: list[Timing], n: int
) -> Governor | None:
    weak: Governor | None = None
    if timing.partial == "point" and verbs and verbs[-1][2] == "hard" and timing.start - verbs[-1][1] < 60:
        return None
    limit = 60 if timing.partial == "period" else 420
    if timing.partial == "point":
        limit = 90
    if timing.frequency == "immediately":
        limit = 260
    for start, end, what, nominal in reversed(verbs):
        if timing.start - end > limit:
            break
        if what == "duty" and not nominal:
            return Governor(start, end, 0.97 if timing.start - end < 150 else 0.88)
        if what == "duty" and weak is None:
            weak = Governor(start, end, 0.75)
        if what != "duty" and not nominal:
            if timing.partial != "point" and _is_object(text, verbs, start):
                continue
            return weak if weak and weak.start > start and what == "soft" else None
    return weak if timing.partial != "point" and timing.frequency != "immediately" else None


_OBJECT = re.compile(
    r"(?:ผล|ข้อมูล|จำนวน|ยอด|สถิติ|ความ|สถานการณ์|แผน|รายชื่อ|บัญชี|แบบ|สำเนา|เอกสาร|หลักฐาน|สรุป|รายละเอียด|ภาพ|การ|ปัญหา|รายงาน|เรื่อง|ประเด็น|โครงการ)"
)
_CONNECTS = re.compile(r"และ(?=ให้|ขอ)|แล้ว|ให้(?!บริการ)|โดย|พร้อม|เพื่อ|ก่อน|จากนั้น|ขอ|หาก|ต้อง|ภายใน|ทุก(?=วัน|เดือน|สัปดาห์)")


def _is_object(text: str, verbs: list[tuple[int, int, str, bool]], start: int) -> bool:
    """Tell whether a verb only belongs to what is reported (`รายงานผลการจัดตั้งจุดตรวจ…`)."""
    duty = next((v for v in reversed(verbs) if v[1] <= start and v[2] == "duty" and not v[3]), None)
    if duty is None or start - duty[1] > 120:
        return False
    between = text[duty[1] : start]
    return bool(_OBJECT.match(between)) and not _CONNECTS.search(between)


def _is_blocked(verbs: list[tuple[int, int, str, bool]], text: str, timing: Timing) -> bool:
    """Tell whether an event verb before the time claims it."""
    if timing.partial == "point" and verbs and verbs[-1][2] == "hard" and timing.start - verbs[-1][1] < 60:
        return True
    last = next((v for v in reversed(verbs) if not v[3]), None)
    return bool(last and last[2] != "duty" and timing.start - last[1] < 160)


def _after(text: str, timing: Timing, found: list[Timing], n: int, sentence: Sentence) -> Governor | None:
    stop = min(sentence.end, timing.end + 140)
    if n + 1 < len(found):
        stop = min(stop, found[n + 1].start)
    for start, end, what, nominal in _verbs(text, timing.end, stop):
        if nominal:
            continue
        if re.match(r"และ|แล้ว|พร้อม|รวมทั้ง|ตลอดจน", text[timing.end : start]) or (
            timing.frequency == "once" and re.search(r"จึง|ดังนั้น|ในการนี้", text[timing.end : start])
        ):
            return None
        if what == "duty":
            if text.startswith("ระหว่าง", timing.start) and n + 1 < len(found) and found[n + 1].start - end < 120:
                return None  # The report has a time of its own; the days are those of an event.
            near = start - timing.end
            return Governor(start, end, 0.9 if near < 60 else 0.75)
        return None
    return None


def _field_work(
    text: str, verbs: list[tuple[int, int, str, bool]], found: list[Timing], n: int, sentence: Sentence
) -> Governor | None:
    """Accept work in the field when its report follows in the same sentence without a time of its own."""
    timing = found[n]
    last = next((v for v in reversed(verbs) if not v[3]), None)
    if last is None or last[2] != "soft" or timing.frequency == "immediately":
        return None
    stop = min(sentence.end, timing.end + 320)
    if n + 1 < len(found):
        stop = min(stop, found[n + 1].start)
    for start, _end, what, nominal in _verbs(text, timing.end, stop):
        if (
            what == "duty"
            and not nominal
            and re.search(
                r"(?:และ|แล้ว|พร้อมทั้ง|พร้อม|จากนั้น|รวมทั้ง|โดย)(?:ให้|ขอให้|นำ|จัดทำ|สรุป)?[ก-๙]{0,8}$",
                text[max(timing.end, start - 30) : start],
            )
        ):
            if n + 1 < len(found) and found[n + 1].start - _end < 160:
                return None
            return Governor(last[0], last[1], 0.75, field_work=True)
        if what == "hard" and not nominal:
            return None
    return None


_AMENDS = r"(?:เปลี่ยน|แก้ไข|ปรับ(?!ปรุงข้อมูล)|เลื่อน|ขยาย|ผ่อนผัน)"


def _is_amendment(text: str, sentence: Sentence, timing: Timing) -> bool:
    before = text[sentence.start : timing.start]
    match = _last(_AMENDS, before)
    if match is None or len(before) - match.end() > 260:
        return False
    said = before[match.start() :]
    moved = sentence.item and re.search(r"จาก(?:วัน|ทุก|ภายใน|เดิม|เดือน|ราย|สัปดาห์)", said)
    return bool(moved or re.search(_DUTY, said)) and bool(
        re.search(r"เป็น|ออกไป|ถึง|ให้", said + text[timing.start : timing.start + 12])
    )


def _is_old(text: str, sentence: Sentence, timing: Timing) -> bool:
    """Tell whether the time is quoted only to be changed."""
    before = re.sub(r"[“”\"‘’']", "", text[max(sentence.start, timing.start - 130) : timing.start])
    after = re.sub(r"[“”\"‘’']", "", text[timing.end : min(sentence.end, timing.end + 150)])
    turns = re.search(r"เป็น(?:ภายใน|ทุก|วัน|ราย|ให้|ก่อน|ไม่|การ|สัปดาห์|เดือน)|ออกไป|โดยให้|และให้|ให้(?:ราย|ส่ง|จัด)|ขอให้", after)
    if (
        re.search(
            r"(?:จาก(?:เดิม|กำหนด|ที่|ทุก|ราย|การ)?[ก-๙]{0,60}|จาก)$",
            _since(before, r"เป็น(?=ภายใน|ทุก|วัน|ราย|ก่อน)|และให้|โดยให้"),
        )
        and turns
        and re.search(_AMENDS + "|จากเดิม", text[sentence.start : timing.start])
    ):
        return True
    if re.search(
        r"(?:^|จาก|แต่|ซึ่ง|โดย|[^ก-๙])เดิม(?:ที่|ซึ่ง)?(?:กำหนด|ให้|ต้อง|ราย|ส่ง|จัด)[ก-๙]{0,70}$",
        _since(before, r"เป็น(?=ภายใน|ทุก|วัน|ราย|ก่อน)|และให้|โดยให้|ขอให้|จึง|เปลี่ยน"),
    ) and not re.search(r"ตามเดิม[ก-๙]{0,10}$", before):
        return True
    if (
        re.search(
            r"แทน(?:ที่)?(?:กำหนด|การ|วันที่|เดิม|ของเดิม)?(?:เดิม)?(?:ที่|ราย|ส่ง|กำหนด|ให้|จัด)?[ก-๙]{0,30}$",
            _since(before, r"และให้|โดยให้|ขอให้|แทนนายก|แทน(?=ผู้|ปลัด|นาย|อธิบดี)"),
        )
        and "แทน" in before
    ):
        return bool(
            re.search(
                r"แทน(?:ที่)?(?:กำหนด|การ(?:ราย|ส่ง|จัด)|วัน|เดิม|ของเดิม|ภายใน|ทุก|ราย)?(?:(?!โดย|ให้|และ)[ก-๙]){0,30}$", before
            )
        )
    if re.match(
        r"(?:เดิม|ซึ่งเดิม|ตามที่กำหนดเดิม)?(?:และ|แล้ว)?(?:ให้|ขอ|จึง)?(?:เปลี่ยน|แก้ไข|ปรับ|เลื่อน)(?:แปลง|กำหนด)?เป็น", after
    ):
        return True
    return bool(
        re.search(rf"{_AMENDS}[ก-๙]{{0,60}}(?:ที่|ซึ่ง)(?:ได้)?(?:กำหนด|แจ้ง)(?:ไว้|ให้[ก-๙]{{0,40}})?$", before) and turns
    )


def _last(pattern: str | re.Pattern[str], words: str) -> re.Match[str] | None:
    last = None
    for match in re.finditer(pattern, words):
        last = match
    return last


def _since(before: str, pattern: str) -> str:
    last = _last(pattern, before)
    return before[last.end() :] if last else before


def _is_cited(text: str, timing: Timing) -> bool:
    before = text[max(0, timing.start - 6) : timing.start]
    return bool(re.search(r"(?:^|[^รญ])(?<!มา)ณ$", before)) or (
        timing.frequency == "once" and bool(re.search(r"(?:ลง|เมื่อ)$", before)) and not _LIMIT.match(text, timing.start)
    )


_LIMIT = re.compile(r"ภายใ|ก่อน|ไม่เกิน|อย่างช้า")


_CANCEL = re.compile(
    r"ยกเลิก|ยกเว้น(?=การราย|การส่ง|การบันทึก|การจัดส่ง)|งด(?=การ|ราย|ส่ง|จัด|บันทึก|แจ้ง)|ระงับ(?=การ|ราย|ส่ง)|ไม่ต้อง|เลิก(?=ราย|ส่ง|การ)|ไม่จำเป็นต้อง|มิต้อง|ไม่ให้(?=ราย|ส่ง)"
)
_REVIVE = re.compile(
    r"และ(?:ขอ)?ให้|โดย(?:ขอ)?ให้|แล้วให้|ขอให้|แต่ให้|แต่ขอให้|เป็น(?=ภายใน|ทุก|วันที่|ราย)|ทั้งนี้|ให้(?=ราย|ส่ง|จัดส่ง|องค์|จังหวัด|อำเภอ|บันทึก)|จึง"
)
_PUBLIC = re.compile(
    r"ประชาชน(?:ทั่วไป|ผู้|ที่)?|ผู้สนใจ|ผู้ประสงค์|ผู้มีสิทธิ|ผู้ประกอบการ|ผู้สมัคร|ราษฎร|เกษตรกร|นักเรียน|นักศึกษา|ผู้ปกครอง|ผู้เสียภาษี|เยาวชน|บุคคลทั่วไป|ผู้ที่สนใจ|ผู้รับบำนาญ"
)


_THANKS = re.compile(r"ขอบคุณ(?:(?!ขอให้|จึง|ทั้งนี้|โปรด|และให้|และขอ)[ก-๙0-9/.() ]){0,110}$")
_WILL = re.compile(rf"(?P<lead>[ก-๙]{{0,6}}?)(?P<who>{HEAD}(?:(?!จะ)[ก-๙/.()]){{0,70}})จะ(?!ต้อง|ขอ|ได้รับ|เข้า|มี)")
_COMMANDS = re.compile(
    rf"ขอให้|จึง|(?:โดย|และ|แล้ว|เพื่อ|ก็|ดังกล่าว)ให้|ให้(?={HEAD}[ก-๙/.()]{{0,60}}?(?:ราย|ส่ง|จัด|บันทึก|ดำเนิน|สรุป|รวบ|กรอก))|ต้อง|โปรด|กรุณา|ขอความ|ให้(?=ราย|ส่ง|จัดส่ง|แจ้ง|บันทึก|กรอก|ยื่น)"
)
_OF_OTHERS = re.compile(r"(?:ที่|หาก|กรณี|ถ้า|เมื่อ|เพื่อ|ประสงค์|ว่า|เพื่อให้|ซึ่ง|หรือ|ของ|ให้)$")


def _is_promised(text: str, sentence: Sentence, governor: Governor, timing: Timing) -> bool:
    """Tell whether the time is when an office will do something itself (`กรมจะเผยแพร่รายงานภายใน…`)."""
    start = max(sentence.start, timing.start - 220)
    for match in _WILL.finditer(text, start, timing.start):
        if match.end() > governor.start and not re.search(r"(?:โดย|ส่วน|ทั้งนี้)$", text[start : match.start("who")]):
            continue
        if _OF_OTHERS.search(text[start : match.start("who")]) or level_of(match["who"]) is None:
            continue
        if _OF_OTHERS.search(match["who"]) or _COMMANDS.search(match["who"]):
            continue
        if not _COMMANDS.search(text, match.end(), max(timing.start, governor.start)):
            return True
    return False


def _is_suppressed(text: str, sentence: Sentence, governor: Governor, timing: Timing) -> bool:
    first = min(governor.start, timing.start)
    before = text[max(sentence.start, first - 150) : first]
    close = before[-26:]
    cancelled = _last(_CANCEL, before + text[first : timing.start])
    if cancelled and not _REVIVE.search((before + text[first : timing.start])[cancelled.end() :]):
        return True
    if governor.field_work:
        return False
    if _is_promised(text, sentence, governor, timing) or _THANKS.search(before + text[first : timing.start]):
        return True
    lead = text[max(sentence.start, governor.start - 30) : governor.start]
    if re.search(
        r"(?:^|[^กที่])(?:จะ(?!ต้อง)(?:ได้)?(?:ดำเนินการ|ทำการ|เป็นผู้|นำ|เร่ง|สรุป|จัด|รวบรวม|ต่อไป|และ|(?:วิเคราะห์|ประมวล|ตรวจสอบ|พิจารณา|ติดตาม)(?:(?!ให้|ขอ|และ)[ก-๙]){0,20})*)$",
        lead,
    ) and not re.search(r"(?:ที่|ประสงค์|หาก|ให้|ขอ)จะ$", lead):
        return True
    if re.search(
        r"(?<!ให้)(?<!ขอ)(?:ได้|เคย)(?:ดำเนินการ|ทำการ|จัด|มีการ|สรุป|รวบรวม|แจ้งและ|มีหนังสือ)?$", lead
    ) and not re.search(r"(?:ให้|เพื่อให้|สามารถ|จน)ได้$", lead):
        return True
    if (
        re.match(r"[ก-๙]{0,24}?(?:เรียบร้อยแล้ว|ไปแล้ว|ครบถ้วนแล้ว|เป็นที่เรียบร้อย)", text[timing.end : timing.end + 40])
        and "ให้" not in close
    ):
        return True
    if re.match(
        r"(?:(?!และ|แล้ว|โดย|เพื่อ|ให้|ขอ)[ก-๙0-9./()]){0,60}(?:ให้|ขอให้|ขอ|จึงขอ|เป็นอัน|ได้)?(?:ยกเลิก|สิ้นสุดลง)(?!กำหนด)",
        text[timing.end : sentence.end],
    ) and re.search(r"การ$|สำหรับ", text[max(sentence.start, governor.start - 40) : governor.start]):
        return True
    if governor.start > timing.end and re.search(r"สามารถ$|อาจ$", lead):
        return True
    public = _last(_PUBLIC, before)
    return bool(public and not re.search(HEAD, before[public.end() :]) and _acts(before, public))


_STARTS = re.compile(r"(?:^|[^ก-๙]|ให้|โดย|หาก|ชวน|กรณี|ทั้งนี้|อนึ่ง|นี้|ดังกล่าว|ว่า|ซึ่ง)$")


def _acts(before: str, public: re.Match[str]) -> bool:
    """Tell whether the people named are those who act, not those the data is about."""
    ahead = before[: public.start()]
    if public.group() in ("ราษฎร", "เกษตรกร", "นักเรียน", "นักศึกษา", "เยาวชน", "ประชาชน", "ผู้ประกอบการ"):
        return bool(_STARTS.search(ahead)) and len(before) - public.end() < 70
    return (
        not re.search(
            r"(?:ของ|แก่|ต่อ|ข้อมูล|จำนวน|รายชื่อ|กับ|เหลือ|ช่วย|การ|สำหรับ|บริการ|จาก|ช่วยเหลือ|ซึ่ง|เยียวยา|อำนวยความสะดวก|ดูแล|เพื่อ|เดือดร้อนของ|ร้อง|ทุกข์|และ|พบ|มี)$",
            ahead,
        )
        and len(before) - public.end() < 70
    )


def _out_of_purpose(
    body: Body,
    sentence: Sentence,
    found: list[Timing],
    n: int,
    *,
    governor: Governor,
    verbs: list[tuple[int, int, str, bool]],
    issuer: str | None,
) -> Governor | None:
    """Hang the time on the main verb when the nearest one stands in a purpose clause (`… เพื่อรวบรวมรายงานจังหวัด`)."""
    text, timing = body.text, found[n]
    if governor.start > timing.start:
        return governor
    floor = max(sentence.start, governor.start - 110)
    at = text.rfind("เพื่อ", floor, governor.start)
    if at < 0:
        return governor
    between = text[at + 5 : governor.start]
    if re.match(r"(?:โปรด|ได้)?(?:ทราบ|พิจารณา|ถือปฏิบัติ|ดำเนินการ|แจ้งให้)", between) and re.search(
        r"(?:ทราบ|ปฏิบัติ|ดำเนินการ|พิจารณา)(?:และ|แล้ว|พร้อมทั้ง|ส่วน|โดย)", between
    ):
        return governor
    if re.search(r"จึง|ขอให้|โดยให้|และให้|ให้(?=ดำเนิน)|มอบหมาย", between) or any(
        at < t.start < governor.start for t in found
    ):
        return governor
    subject = re.match(rf"(?:ให้)?({HEAD}[ก-๙/.()]{{0,90}}?)(?:จะ|ได้|รวบ|ราย|สรุป|นำ|จัด|ใช้|$)", between)
    main = next((v for v in reversed(verbs) if v[1] <= at and v[2] == "duty" and not v[3]), None)
    if main is None:
        return governor
    timed = any(
        main[1] <= t.start <= at or (t.end <= main[0] and main[0] - t.end < 50) for k, t in enumerate(found) if k != n
    )
    if timed:
        own = subject and level_of(subject.group(1)) and level_of(subject.group(1)) != level_of(issuer)
        return governor if own and "จะ" not in between else None
    return Governor(main[0], main[1], governor.confidence * 0.95, main=main[0])
