"""The vocabulary of Thai office time, as patterns over text without blanks and with Arabic digits."""

from __future__ import annotations

import re

from tidtam.thai.dates import MONTHS, MONTHS_SHORT

_SHORT = [r"\.?".join(re.escape(c) for c in re.sub(r"\.", "", name)) + r"\.?" for name in MONTHS_SHORT]
MONTH = "(?:" + "|".join([*MONTHS, *_SHORT]) + ")"
WEEKDAY = r"(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ?|ศุกร์|เสาร์|อาทิตย์)"
_AND = r"(?:,|/|และ|กับ|&)"
_DAY_LIST = rf"\d{{1,2}}(?:(?:{_AND}(?:วันที่)?|วันที่)\d{{1,2}})*"
_MONTH_LIST = rf"{MONTH}(?:{_AND}?(?:เดือน)?{MONTH})*"
_ON = rf"(?:วัน{WEEKDAY}?ที่)?"
_YEAR = rf"(?:ปี)?(?:พ\.?ศ\.?)?(?:\d{{4}}|\d{{2}}(?!{MONTH}))(?!\d)"
_WRITTEN = rf"(?:\d{{1,2}}(?:เดือน)?{MONTH}{_YEAR}|\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{4}}-\d\d-\d\d)"
_MONTH_YEAR = rf"(?:เดือน)?{MONTH}{_YEAR}"
_DOING = r"(?:โดย|ให้|รายงาน|ดำเนินการ|ติดตาม|จัดส่ง|ส่ง|นับ|จาก|ต้น|ตั้งแต่|แต่|ข้อมูล|ภายใน|ใน|เมื่อ|คือ)*"
_WITHIN = r"(?:ภายใน|ไม่เกิน|อย่างช้าไม่เกิน|อย่างช้าภายใน|อย่างช้า|ไม่ช้ากว่า)"
_UNIT = r"(?P<unit>วัน|สัปดาห์|อาทิตย์|เดือน|ปี)"
_AFTER = r"(?:หลังจาก|หลัง|นับถัดจาก|นับตั้งแต่|นับแต่|นับจาก|ถัดจาก)(?:วัน)?(?:ที่)?(?:ถัดจาก)?(?:วัน)?"
_EACH = r"(?:เป็นประจำทุก|ประจำทุก|ทุกๆ|ทุก|แต่ละ|เป็นราย|ราย|ประจำ)"
_OF = r"(?:ของ|ใน)?"
_OF_QUARTER = r"(?:ของ|ใน|แห่ง)?"

DATE = re.compile(rf"(?:{_WITHIN})?{_ON}(?P<date>{_WRITTEN})")
WRITTEN = re.compile(
    rf"(?P<d>\d{{1,2}})(?:เดือน)?(?P<m>{MONTH})(?:ปี)?(?:พ\.?ศ\.?)?(?P<y>\d+)"
    r"|(?P<d2>\d+)/(?P<m2>\d+)/(?P<y2>\d+)|(?P<y3>\d+)-(?P<m3>\d+)-(?P<d3>\d+)"
)
MONTH_YEAR = re.compile(rf"(?:เดือน)?(?P<m>{MONTH})(?:ปี)?(?:พ\.?ศ\.?)?(?P<y>\d+)")
FIRST = re.compile(rf"{_DOING}(?:เริ่ม)?{_DOING}ครั้ง(?:แรก|ที่1){_DOING}{_ON}(?P<date>{_WRITTEN})")
START = re.compile(
    rf"{_DOING}(?:เริ่มต้น|เริ่ม|นับจาก|นับแต่|นับตั้งแต่|ตั้งแต่|มีผล){_DOING}{_ON}"
    rf"(?P<date>{_WRITTEN}|{_MONTH_YEAR})(?:เป็นต้นไป)?"
)
END = re.compile(rf"(?:จนถึง|ถึง|สิ้นสุด|จนกว่าจะถึง)(?:ใน)?{_ON}(?P<date>{_WRITTEN}|{_MONTH_YEAR})")
DURATION = re.compile(rf"(?<!ภายใน)(?:เป็น|ตลอด)?(?:ระยะเวลา|เวลา|นาน|ตลอด|ติดต่อกัน)(?P<n>\d+){_UNIT}(?!ทำการ)")
CLOCK = re.compile(r"(?:ก่อน|ภายใน|ไม่เกิน)?(?:เวลา)?\d{1,2}[.:]\d\d(?:น\.?|นาฬิกา)")

AFTER_END = re.compile(
    rf"ภายใน(?:ระยะเวลา)?(?P<n>\d+)วัน{_AFTER}สิ้น(?:สุด)?(?:ของ)?(?:ทุก|แต่ละ)?(?P<what>เดือน|ไตรมาส|ปีงบประมาณ)"
)
WITHIN_DAYS = re.compile(
    rf"ภายใน(?:ระยะเวลา|กำหนด)?(?P<n>\d+)วัน(?P<working>ทำการ)?(?P<from>(?:{_AFTER}ได้?รับ(?:หนังสือ|เรื่อง|แจ้ง)?(?:ฉบับ)?(?:นี้)?)?)"
)
INTERVAL = re.compile(rf"(?:ทุกๆ|ทุก|ราย)(?:รอบ|ระยะเวลา|ระยะ|ช่วง)?(?P<n>\d+){_UNIT}(?!ทำการ|ที่|ละ)")
ALTERNATE = re.compile(
    r"(?:ทุก)?(?:วัน(?P<day>เว้นวัน(?!หยุด))|สัปดาห์(?P<week>เว้นสัปดาห์)|เดือน(?P<month>เว้นเดือน))|ทุก(?:รอบ)?(?P<half>ครึ่งปี)"
)
PAIR = re.compile(rf"{_WITHIN}?(?P<every>ทุกๆ|ทุก)?{_WITHIN}?(?:วันที่)?(?P<days>{_DAY_LIST})(?P<month>{MONTH})(?:{_AND})?")
IN_MONTHS = re.compile(rf"(?P<end>(?:{_WITHIN}|ทุก)?(?:วัน)?สิ้น|{_WITHIN}|ของ|ใน)?เดือน(?P<months>{_MONTH_LIST})")
DAY_RANGE = re.compile(
    rf"(?:{_WITHIN}|ระหว่าง|ตั้งแต่)?(?P<every>ทุก)?วันที่(?P<a>\d{{1,2}})(?:-|–|ถึง(?:วันที่)?)(?P<b>\d{{1,2}})(?!\d)"
)
END_OF_MONTH_WORDS = r"(?:วันสิ้นเดือน|สิ้นเดือน|วันสุดท้ายของ(?:ทุก|แต่ละ)?เดือน)"
DAYS = re.compile(
    rf"{_AND}?(?:{_WITHIN}|ใน)?(?P<every>ทุกๆ|ทุก)?{_WITHIN}?(?P<every2>ทุก)?วันที่(?P<days>{_DAY_LIST})(?!\d)"
    rf"(?P<end>{_AND}(?:ทุก)?{END_OF_MONTH_WORDS})?"
)
MONTH_END = re.compile(rf"{_WITHIN}?(?P<every>ทุก)?{END_OF_MONTH_WORDS}")
WEEKDAYS = re.compile(
    rf"(?:{_WITHIN}|ใน)?(?:ทุกๆ|ทุก)?(?:วัน{WEEKDAY}|(?<=ทุก)(?!อาทิตย์){WEEKDAY})"
    rf"(?:(?:{_AND}|-|–|ถึง)?(?:ทุก)?(?:วัน)?{WEEKDAY})*"
)

QUARTER_MONTHS = tuple(
    (re.compile(pattern), offset)
    for pattern, offset in (
        (rf"{_OF}เดือน(?:แรก|ที่1|ที่หนึ่ง){_OF_QUARTER}ไตรมาส(?:ถัดไป|ต่อไป|หน้า)", 1),
        (rf"{_OF}เดือน(?:ที่2|ที่สอง){_OF_QUARTER}ไตรมาส(?:ถัดไป|ต่อไป|หน้า)", 2),
        (rf"{_OF}เดือน(?:แรก|ที่1|ที่หนึ่ง){_OF_QUARTER}(?:ทุก|แต่ละ)?ไตรมาส", -2),
        (rf"{_OF}เดือน(?:ที่2|ที่สอง){_OF_QUARTER}(?:ทุก|แต่ละ)?ไตรมาส", -1),
        (rf"{_OF}เดือน(?:สุดท้าย|ที่3|ที่สาม){_OF_QUARTER}(?:ทุก|แต่ละ)?ไตรมาส", 0),
        (r"ของไตรมาส(?:ถัดไป|ต่อไป)", 1),
    )
)
QUARTER_END = re.compile(rf"{_WITHIN}?(?:ทุก)?(?:วัน)?สิ้น(?:สุด)?(?:ทุก|แต่ละ)?ไตรมาส")
# Words that only name the period; each pattern belongs to one feature of the sentence.
CUES = (
    ("next_month", re.compile(rf"{_OF}(?:ทุก|แต่ละ)?เดือน(?:ถัดไป|ถัดมา|หน้า)")),
    ("later_month", re.compile(rf"{_OF}(?:ทุก)?เดือนต่อๆ?ไป")),
    ("quarter", re.compile(rf"{_OF}{_EACH}(?:รอบ)?(?:3เดือน)?\(?ไตรมาส\)?")),
    ("half_month", re.compile(r"(?:ทุก|ราย)(?:รอบ)?(?:ครึ่งเดือน|ปักษ์)")),
    ("period_before", re.compile(r"สำหรับรอบที่สิ้นสุดเดือนก่อน")),
    ("next_year", re.compile(r"ของปี(?:งบประมาณ)?(?:ถัดไป|ต่อไป)")),
    ("fiscal_year", re.compile(rf"{_OF}{_EACH}(?:รอบ)?ปีงบประมาณ")),
    ("year", re.compile(rf"{_OF}{_EACH}(?:รอบ)?ปี(?!ที่)|ปีละ[12]?ครั้ง")),
    ("every_month", re.compile(rf"{_OF}{_EACH}(?:รอบ)?เดือน(?!ละ)|ของเดือน(?!{MONTH})")),
    ("week", re.compile(rf"{_OF}{_EACH}(?:สัปดาห์|อาทิตย์)|ของสัปดาห์(?:ถัดไป|ต่อไป)|สัปดาห์ละ[1-7]?ครั้ง")),
)
TIMES = re.compile(r"(?:อย่างน้อย)?เดือนละ(?:ไม่น้อยกว่า|อย่างน้อย)?(?P<n>\d*)ครั้ง|(?P<n2>\d+)ครั้ง(?:ต่อ|/)เดือน")
ANNOUNCED_ON = re.compile(r"ตามวันที่(?:แจ้ง|กำหนด|ประกาศ)(?:ให้ทราบ)?")
NO_BREAK = re.compile(r"(?:โดย)?ไม่(?:ยก)?เว้นวันหยุด(?:ราชการ)?")
WORKING = re.compile(r"(?:ใน)?(?:ทุกๆ?)?วัน(?:ทำการ|ทำงาน|ราชการ)|(?:ยก)?เว้นวันหยุด(?:ราชการ|นักขัตฤกษ์|เสาร์-?อาทิตย์)?")
DAILY = re.compile(rf"(?:ทุกๆ|ทุก)วัน(?!ที่|หยุด|พระ|{WEEKDAY})|(?:เป็น)?รายวัน|วันละ1?ครั้ง")
UNDATED = (
    ("immediately", re.compile(r"โดย(?:ทันที|พลัน)|ทันที")),
    ("per_case", re.compile(r"(?:เป็น)?ราย(?:กรณี|คน|บุคคล)|ต่อราย|แต่ละกรณี")),
    ("on_event", re.compile(r"เมื่อ(?:มีเหตุ|เกิดเหตุ|มีกรณี|พบ|ได้รับการร้องขอ)(?:การณ์)?")),
    ("standing", re.compile(r"(?:อย่าง)?ต่อเนื่อง(?:ไม่มีกำหนดวัน)?|ตลอดเวลา|เป็นประจำ|ให้เป็นปัจจุบัน")),
)
# A word of time that no pattern took means the sentence says more than was understood.
UNREAD = re.compile(
    r"\d|ทุก|แรก|สุดท้าย|เว้น|วันที่|สัปดาห์|เดือน|ไตรมาส|ปี|ครั้ง|ก่อน|ทำการ|หรือ|ยังไม่กำหนด|" + "|".join(MONTHS) + rf"|วัน{WEEKDAY}"
)
