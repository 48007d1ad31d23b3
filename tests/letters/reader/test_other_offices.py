"""How other offices put it: promises, last days, shared months, tables and damage, in invented letters."""

# Each case reads better on its own line.
# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import pytest

from tidtam.letters.reader import read

HEAD = """ด่วนที่สุด
ที่ {number}

{office}
ถนนสุขใจ {code} ๕๕๐๐๐

๑๐ มกราคม ๒๕๖๘

เรื่อง การดำเนินงานตามภารกิจ
เรียน {to}

"""
TAIL = """

จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ

ขอแสดงความนับถือ

(นายสมมติ ใจดี)
{signer}

กลุ่มงานบริหาร
โทร. ๐ ๕๔๗๑ ๐๐๐๐
"""


def province_to_districts(text: str) -> str:
    return (
        HEAD.format(number="นน ๐๐๑๗.๒/ว ๑๒๓", office="ศาลากลางจังหวัดน่าน", code="นน", to="นายอำเภอ ทุกอำเภอ")
        + text
        + TAIL.format(signer="ผู้ว่าราชการจังหวัดน่าน")
    )


def district_to_lgos(text: str) -> str:
    return (
        HEAD.format(
            number="นน ๐๐๒๓.๕/ว ๔๕",
            office="ที่ว่าการอำเภอเวียงสา",
            code="นน",
            to="นายกเทศมนตรีตำบล และนายกองค์การบริหารส่วนตำบล ทุกแห่ง",
        )
        + text
        + TAIL.format(signer="นายอำเภอเวียงสา")
    )


def department_to_provinces(text: str) -> str:
    return (
        HEAD.format(number="มท ๐๘๑๐.๖/ว ๙๑", office="กรมส่งเสริมการปกครองท้องถิ่น", code="กทม.", to="ผู้ว่าราชการจังหวัด ทุกจังหวัด")
        + text
        + TAIL.format(signer="อธิบดีกรมส่งเสริมการปกครองท้องถิ่น")
    )


def want(**said: Any) -> dict[str, Any]:
    return said


P, D, G = province_to_districts, district_to_lgos, department_to_provinces

CASES: list[tuple[str, Any, str, list[dict[str, Any]]]] = [
    # Promises.
    ("publishes", G, "ให้จังหวัดส่งรายงานผ่านระบบ e-Plan ภายในวันที่ ๕ ของเดือนถัดไป และกรมส่งเสริมการปกครองท้องถิ่นจะเผยแพร่ผลภายในวันที่ ๒๐ ของทุกเดือน", [want(frequency="monthly", days=[5], from_level="province")]),
    ("will sum up", P, "ขอให้อำเภอรายงานผลทุกวันศุกร์ โดยจังหวัดจะสรุปเสนอผู้ว่าราชการจังหวัดทุกวันจันทร์", [want(frequency="weekly", days=[5])]),
    ("will return", P, "ขอให้อำเภอส่งแบบสำรวจภายในวันที่ ๑๐ มีนาคม ๒๕๖๘ ซึ่งจังหวัดจะตรวจสอบและส่งคืนภายในวันที่ ๒๐ มีนาคม ๒๕๖๘", [want(frequency="once", due="2025-03-10")]),
    ("centre will", P, "ศูนย์ปฏิบัติการจังหวัดจะแจ้งผลการวิเคราะห์ให้อำเภอทราบทุกวันพุธ", []),
    ("will announce", P, "ขอให้อำเภอส่งรายชื่อภายในวันที่ ๑๐ มีนาคม ๒๕๖๘ ทั้งนี้ จังหวัดจะประกาศรายชื่อผู้ผ่านการคัดเลือกภายในวันที่ ๒๐ มีนาคม ๒๕๖๘", [want(due="2025-03-10")]),
    ("must", P, "อำเภอจะต้องรายงานผลให้จังหวัดทราบภายในวันที่ ๕ ของทุกเดือน", [want(frequency="monthly", days=[5], from_level="district")]),
    ("closes system", G, "ให้จังหวัดบันทึกข้อมูลภายในวันที่ ๑๕ ของทุกเดือน โดยกรมจะปิดระบบในวันที่ ๑๖ ของทุกเดือน", [want(frequency="monthly", days=[15])]),
    ("since ministry will", P, "เนื่องจากกระทรวงมหาดไทยจะนำข้อมูลเสนอคณะรัฐมนตรีในวันที่ ๒๕ มีนาคม ๒๕๖๘ จึงขอให้อำเภอส่งข้อมูลภายในวันที่ ๒๐ มีนาคม ๒๕๖๘", [want(due="2025-03-20")]),
    ("plans it will do", P, "ขอให้อำเภอส่งแผนงานที่อำเภอจะดำเนินการในปีงบประมาณ พ.ศ. ๒๕๖๙ ให้จังหวัดภายในวันที่ ๓๐ เมษายน ๒๕๖๘", [want(due="2025-04-30")]),
    # Thanks.
    ("thanks", P, "จังหวัดขอขอบคุณอำเภอที่ส่งข้อมูลภายในวันที่ ๕ มกราคม ๒๕๖๘ มา ณ โอกาสนี้", []),
    # Until.
    ("until month", P, "ให้อำเภอรายงานผลภายในวันที่ ๕ ของทุกเดือน ไปจนถึงเดือนกันยายน ๒๕๖๘", [want(frequency="monthly", days=[5])]),
    ("till end", P, "ให้อำเภอรายงานผลทุกวันศุกร์ จนถึงสิ้นเดือนเมษายน ๒๕๖๘", [want(frequency="weekly", days=[5])]),
    ("until day", P, "ให้อำเภอรายงานผลทุกวัน ไปจนถึงวันที่ ๑๗ เมษายน ๒๕๖๘", [want(frequency="daily")]),
    ("from until", P, "ให้อำเภอรายงานสถานการณ์ทุกวัน ตั้งแต่วันที่ ๑๑ เมษายน ๒๕๖๘ ถึงวันที่ ๑๗ เมษายน ๒๕๖๘", [want(frequency="daily", first_due="2025-04-11")]),
    ("range months", P, "ให้อำเภอรายงานผลทุกวันที่ ๑๐ ของเดือน ระหว่างเดือนมกราคม ๒๕๖๘ ถึงเดือนกันยายน ๒๕๖๘", [want(frequency="monthly", days=[10])]),
    ("to stop after", P, "ให้อำเภอรายงานผลทุกวันจันทร์ สิ้นสุดการรายงานในวันที่ ๓๐ มิถุนายน ๒๕๖๘", [want(frequency="weekly", days=[1])]),
    # Fiscal.
    ("fy1", G, "ให้จังหวัดส่งรายงานประจำปีงบประมาณให้กรมภายในวันที่ ๑๕ ตุลาคม ของทุกปี", [want(frequency="yearly", days=[15], month_offset=1)]),
    ("fy2", G, "เมื่อสิ้นปีงบประมาณ ให้จังหวัดสรุปผลการดำเนินงานตามแบบรายงานที่กำหนด พร้อมภาพถ่ายกิจกรรม และส่งให้กรมส่งเสริมการปกครองท้องถิ่น ภายในวันที่ ๓๑ ตุลาคม ของทุกปี", [want(frequency="yearly", days=[31], month_offset=1)]),
    ("fy3", G, "ให้จังหวัดส่งรายงานผลของปีงบประมาณที่ผ่านมา ภายในวันที่ ๑๐ ตุลาคมของทุกปี", [want(frequency="yearly", month_offset=1)]),
    ("cal year", G, "ให้จังหวัดส่งข้อมูลบุคลากรภายในวันที่ ๑ ตุลาคม ของทุกปี", [want(frequency="yearly", month_offset=0)]),
    # First date again.
    ("new first", P, "ขอเปลี่ยนกำหนดการรายงานเป็นทุกวันที่ ๒๐ ของเดือน โดยให้รายงานตามกำหนดใหม่ครั้งแรกภายในวันที่ ๒๐ กุมภาพันธ์ ๒๕๖๘", [want(frequency="monthly", days=[20], first_due="2025-02-20")]),
    ("first sep", P, "ให้อำเภอรายงานภายในวันที่ ๕ ของทุกเดือน ผ่านระบบ e-Report สำหรับการรายงานครั้งแรก ให้ส่งภายในวันที่ ๕ มีนาคม ๒๕๖๘", [want(frequency="monthly", days=[5], first_due="2025-03-05")]),
    # Second.
    ("second in month", P, "ให้อำเภอรายงานผลปีละ ๒ ครั้ง ครั้งที่หนึ่งภายในเดือนมีนาคม และครั้งที่สองภายในเดือนกันยายน", [want(frequency="yearly"), want(frequency="yearly")]),
    ("two rounds shared month", P, "ให้อำเภอส่งรายงานครั้งที่ ๑ ภายในวันที่ ๑๐ และครั้งที่ ๒ ภายในวันที่ ๒๕ มีนาคม ๒๕๖๘", [want(frequency="once", due="2025-03-10"), want(frequency="once", due="2025-03-25")]),
    ("two dates", P, "ให้อำเภอส่งรายงานภายในวันที่ ๑๐ มีนาคม และ ๑๐ มิถุนายน ๒๕๖๘", [want(frequency="once", due="2025-03-10"), want(frequency="once", due="2025-06-10")]),
    ("list rounds", P, "จึงขอให้อำเภอรายงานผลให้จังหวัดทราบ ตามกำหนดเวลา ดังนี้\n๑. ครั้งที่ ๑ ภายในวันที่ ๑๐ มีนาคม ๒๕๖๘\n๒. ครั้งที่ ๒ ภายในวันที่ ๑๐ มิถุนายน ๒๕๖๘", [want(due="2025-03-10", from_level="district"), want(due="2025-06-10", from_level="district")]),
    ("bare dates", P, "จึงขอให้อำเภอส่งรายงานผลให้จังหวัด ตามกำหนด ดังนี้\n๑. รอบที่ ๑ วันที่ ๑๐ มีนาคม ๒๕๖๘\n๒. รอบที่ ๒ วันที่ ๑๐ มิถุนายน ๒๕๖๘", [want(due="2025-03-10", from_level="district"), want(due="2025-06-10", from_level="district")]),
    ("table", P, "จึงขอให้หน่วยงานรายงานผลภายในกำหนดเวลา ดังนี้\n\nลำดับ หน่วยงาน กำหนดส่ง\n๑ องค์กรปกครองส่วนท้องถิ่น ส่งอำเภอ วันที่ ๕ ของเดือนถัดไป\n๒ อำเภอ ส่งจังหวัด วันที่ ๑๐ ของเดือนถัดไป", [want(frequency="monthly", days=[5], month_offset=1, from_level="lgo"), want(frequency="monthly", days=[10], month_offset=1, from_level="district")]),
    ("table bare", P, "จึงขอให้ส่งรายงานตามกำหนด ดังนี้\n\n๑ องค์กรปกครองส่วนท้องถิ่น ส่งอำเภอ ๕ มีนาคม ๒๕๖๘\n๒ อำเภอ ส่งจังหวัด ๑๐ มีนาคม ๒๕๖๘", [want(due="2025-03-05", from_level="lgo"), want(due="2025-03-10", from_level="district")]),
    # Nominal พื้นที่.
    ("area records", P, "ขอให้อำเภอแจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่บันทึกข้อมูลในระบบ INFO ภายในวันที่ ๘ ของเดือนถัดไป", [want(frequency="monthly", days=[8], from_level="lgo")]),
    ("every area", P, "ให้องค์กรปกครองส่วนท้องถิ่นทุกแห่งในพื้นที่รายงานอำเภอทุกวันศุกร์", [want(frequency="weekly", from_level="lgo")]),
    ("delegates", P, "ให้องค์กรปกครองส่วนท้องถิ่นมอบหมายเจ้าหน้าที่สำรวจและรายงานอำเภอภายในวันที่ ๕ ของทุกเดือน", [want(frequency="monthly", from_level="lgo")]),
    ("delegates2", P, "ดำเนินการดังนี้\n๑. เทศบาลมอบหมายเจ้าหน้าที่ออกสำรวจ และส่งผลให้อำเภอภายในวันที่ ๕ ของทุกเดือน\n๒. อำเภอสรุปส่งจังหวัดภายในวันที่ ๑๐ ของทุกเดือน", [want(from_level="lgo"), want(from_level="district")]),
    # Damage.
    ("damaged lgo", P, "ขอให้อำเภอแจ้งองคกรปกครองสวนทองถิ่นในพื้นที่รายงานผลให้อำเภอภายในวันที่ ๕ ของทุกเดือน", [want(from_level="lgo")]),
    ("damaged 2", P, "ขอให้อำเภอแจ้งองค์กรปกคร องส่วนท้องถิ่นในพื้นที่รายงานผลให้อำเภอภายในวันที่ ๕ ของทุกเดือน", [want(from_level="lgo")]),
    ("damaged 3", P, "ขอให้อำเภอแจ้งองค์ก\nรปกครองส่วนท้องถิ่นรายงานผลให้อำเภอภายในวันที่ ๕ ของทุกเดือน", [want(from_level="lgo")]),
    ("damaged 4", P, "ขอให้อำเภอแจ้งเทศบ\nาลและองค์การบริหารส่\nวนตำบลรายงานผลให้อำเภอภายในวันที่ ๕ ของทุกเดือน", [want(from_level="lgo")]),
    ("damaged 5", D, "จึงขอให้นายกองค์การบริหารล่วนตำบลส่งรายงานให้ที่ว่าการอําเภอภายในวันที่ ๕ ของทุกเดือน", [want(from_level="lgo", to="ที่ว่าการ")]),
    ("damaged 6", P, "จึงขอให้อำเภฮรวบรวมรายงานจังหวัดภายในวันที่ ๕ ของทุกเดือน", [want(from_level="district")]),
    ("months", P, "ขอให้อำเภอส่งรายงานภายในวันที่ ๑๐ พฤษ\nภาคม ๒๕๖๘", [want(due="2025-05-10")]),
    ("months2", P, "ขอให้อำเภอส่งรายงานภายในวันที่ ๑๐ เมษา ยน ๒๕๖๘", [want(due="2025-04-10")]),
    ("year cut", P, "ขอให้อำเภอส่งรายงานภายในวันที่ ๑๐ เมษายน ๒๕\n๖๘ ด้วย", [want(due="2025-04-10")]),
    ("within cut", P, "ขอให้อำเภอส่งรายงานภ ายในวันที่ ๑๐ เมษายน ๒๕๖๘", [want(due="2025-04-10")]),
    # Events before.
    ("interview", D, "ผู้จัดเก็บจะออกสัมภาษณ์ครัวเรือนระหว่างวันที่ ๒๐ มกราคม - ๒๐ มีนาคม ๒๕๖๘ จึงขอให้ท่านรายงานจำนวนครัวเรือนให้อำเภอทราบทุกวันพุธ", [want(frequency="weekly", days=[3], from_level="lgo")]),
    ("festival", P, "ในช่วงเทศกาลสงกรานต์ระหว่างวันที่ ๑๑ - ๑๗ เมษายน ๒๕๖๘ ขอให้อำเภอรายงานจำนวนอุบัติเหตุทุกวันก่อนเวลา ๐๙.๐๐ น.", [want(frequency="daily")]),
    ("heavy rain", P, "กรมอุตุนิยมวิทยาคาดว่าจะมีฝนตกหนักในวันที่ ๒๐ มกราคม ๒๕๖๘ ขอให้อำเภอเตรียมพร้อมและรายงานเหตุทันที", [want(frequency="immediately")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "letter", "text", "meant"), CASES, ids=[case[0] for case in CASES])
def test_duties_of_other_offices(name: str, letter: Any, text: str, meant: list[dict[str, Any]]) -> None:
    made = read(letter(text)).as_json()
    assert len(made["letters"]) == 1
    said = made["letters"][0]["deadlines"]
    shown = [(d["frequency"], d["days"], d["due"], d["from_level"], d["to"], d["system"], d["quote"]) for d in said]
    assert len(said) == len(meant), shown
    for one, wanted in zip(said, meant, strict=True):
        for key, value in wanted.items():
            if key in ("to", "system") and value is not None:
                assert one[key] is not None and value.replace(" ", "") in one[key].replace(" ", ""), (key, shown)
            else:
                assert one[key] == value, (key, shown)
