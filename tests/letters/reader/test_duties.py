"""Which times are duties, whose and to whom, in invented letters."""

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

# letter, text, expected [(frequency, days, offset, level, due | first_due | every, to)]
CASES: list[tuple[str, Any, str, list[dict[str, Any]]]] = [
    ("plain", P, "ด้วยจังหวัดน่านมีความจำเป็นต้องรวบรวมข้อมูล จึงขอให้อำเภอรายงานผลให้จังหวัดทราบภายในวันที่ ๕ ของทุกเดือน",
     [want(frequency="monthly", days=[5], from_level="district", to="จังหวัด")]),
    ("recital only", P, "ตามที่จังหวัดน่านให้อำเภอรายงานผลการดำเนินงานทุกวันที่ ๕ ของเดือน นั้น\n\nจังหวัดขอขอบคุณในความร่วมมือมา ณ โอกาสนี้", []),
    ("recital changed", P, "ตามที่จังหวัดให้อำเภอรายงานผลทุกวันที่ ๕ ของเดือน นั้น\n\nจังหวัดพิจารณาแล้ว ขอเปลี่ยนกำหนดการรายงานจากเดิมทุกวันที่ ๕ ของเดือน เป็นทุกวันที่ ๑๐ ของเดือน",
     [want(frequency="monthly", days=[10], from_level="district")]),
    ("changed with new duty", P, "ตามที่จังหวัดให้อำเภอรายงานผลทุกวันที่ ๕ ของเดือน นั้น\n\nจังหวัดขอยกเลิกกำหนดเดิม และให้อำเภอรายงานภายในวันที่ ๑๕ ของทุกเดือนแทน",
     [want(frequency="monthly", days=[15], from_level="district")]),
    ("cancelled", P, "ตามที่จังหวัดให้อำเภอรายงานผลทุกวันศุกร์ นั้น\n\nบัดนี้ สถานการณ์คลี่คลายแล้ว จึงขอยกเลิกการรายงานทุกวันศุกร์ดังกล่าว", []),
    ("no longer needed", P, "ตามที่จังหวัดให้อำเภอรายงานผลทุกวันศุกร์ นั้น\n\nบัดนี้ ระบบใหม่พร้อมใช้งานแล้ว อำเภอไม่ต้องรายงานข้อมูลทุกวันศุกร์อีกต่อไป", []),
    ("postponed", P, "ตามที่ให้ส่งแผนภายในวันที่ ๑๕ มกราคม ๒๕๖๘ นั้น\n\nจังหวัดขอขยายระยะเวลาการส่งแผนออกไปจนถึงวันที่ ๓๑ มกราคม ๒๕๖๘",
     [want(frequency="once", due="2025-01-31", from_level="district")]),
    ("moved from to", P, "จังหวัดขอเลื่อนกำหนดการส่งรายงานจากวันที่ ๑๕ มกราคม ๒๕๖๘ เป็นวันที่ ๓๐ มกราคม ๒๕๖๘", [want(frequency="once", due="2025-01-30")]),
    ("chain", P, "ด้วยจังหวัดต้องรายงานข้อมูล จึงขอให้อำเภอแจ้งองค์กรปกครองส่วนท้องถิ่นรายงานผลให้อำเภอทราบภายในวันที่ ๒๐ ของทุกเดือน และให้อำเภอรวบรวมรายงานจังหวัดภายในวันที่ ๒๕ ของทุกเดือน",
     [want(frequency="monthly", days=[20], from_level="lgo", to="อำเภอ"), want(frequency="monthly", days=[25], from_level="district", to="จังหวัด")]),
    ("promise", P, "จึงขอให้อำเภอรายงานจังหวัดภายในวันที่ ๒๕ ของทุกเดือน เพื่อจังหวัดจะได้รวบรวมรายงานกระทรวงมหาดไทยภายในวันที่ ๓๐ ของทุกเดือน",
     [want(frequency="monthly", days=[25], from_level="district", to="จังหวัด")]),
    ("own promise", P, "ทั้งนี้ จังหวัดจะแจ้งผลการพิจารณาให้ทราบภายในวันที่ ๓๑ มกราคม ๒๕๖๘", []),
    ("meeting", P, "จังหวัดกำหนดจัดประชุมชี้แจงแนวทางการดำเนินงานในวันที่ ๒๐ มกราคม ๒๕๖๘ เวลา ๐๙.๓๐ น. จึงขอเชิญท่านเข้าร่วมประชุมตามวันและเวลาดังกล่าว", []),
    ("reply slip", P, "จังหวัดกำหนดจัดประชุมในวันที่ ๒๐ มกราคม ๒๕๖๘ จึงขอเชิญเข้าร่วมประชุม และขอให้ส่งแบบตอบรับการเข้าร่วมประชุมภายในวันที่ ๑๗ มกราคม ๒๕๖๘",
     [want(frequency="once", due="2025-01-17", from_level="district")]),
    ("names for training", P, "ขอให้แจ้งรายชื่อผู้เข้ารับการอบรมไปยังสำนักงานจังหวัดน่านภายในวันศุกร์ที่ ๑๗ มกราคม ๒๕๖๘", [want(frequency="once", due="2025-01-17", to="สำนักงานจังหวัดน่าน")]),
    ("event", P, "จังหวัดกำหนดจัดงานวันเด็กแห่งชาติ ในวันที่ ๑๑ มกราคม ๒๕๖๘ ณ สนามกีฬากลาง จึงขอประชาสัมพันธ์ให้ทราบโดยทั่วกัน", []),
    ("public applies", P, "ขอความร่วมมือประชาสัมพันธ์ให้ผู้สนใจสมัครเข้ารับการคัดเลือกตั้งแต่บัดนี้จนถึงวันที่ ๓๑ มกราคม ๒๕๖๘", []),
    ("public files", P, "จังหวัดเปิดรับลงทะเบียน โดยประชาชนที่ประสงค์ขอรับความช่วยเหลือยื่นแบบคำขอได้ภายในวันที่ ๓๑ มกราคม ๒๕๖๘", []),
    ("budget", P, "ขอให้เร่งรัดการเบิกจ่ายงบประมาณให้แล้วเสร็จภายในวันที่ ๓๐ กันยายน ๒๕๖๘", []),
    ("work then report", P, "ขอให้อำเภอติดตั้งป้ายประชาสัมพันธ์ให้แล้วเสร็จภายในวันที่ ๓๑ มกราคม ๒๕๖๘ และรายงานผลให้จังหวัดทราบภายในวันที่ ๕ กุมภาพันธ์ ๒๕๖๘",
     [want(frequency="once", due="2025-02-05", from_level="district", to="จังหวัด")]),
    ("continuous", P, "ขอให้อำเภอบันทึกข้อมูลลงในระบบ NISPA อย่างต่อเนื่องและเป็นปัจจุบัน", []),
    ("at once", P, "หากพบเหตุผิดปกติให้รายงานจังหวัดทราบทันที", [want(frequency="immediately", from_level="district", to="จังหวัด")]),
    ("able at once", P, "หน่วยงานสามารถดำเนินโครงการได้ทันทีโดยไม่ต้องรอการจัดสรรงบประมาณ", []),
    ("lgo monthly mail", D, "ด้วยอำเภอได้รับแจ้งจากจังหวัด จึงขอให้องค์กรปกครองส่วนท้องถิ่นส่งแบบรายงานทางอีเมล wiangsa@dla.go.th ทุกวันที่ ๒๐ ของเดือน",
     [want(frequency="monthly", days=[20], from_level="lgo", system="wiangsa@dla.go.th")]),
    ("weekly system", D, "จึงขอให้รายงานผ่านระบบ e-Report ทุกวันศุกร์ก่อนเวลา ๑๕.๐๐ น.", [want(frequency="weekly", days=[5], from_level="lgo", system="e-Report")]),
    ("quarterly", G, "จึงขอให้จังหวัดรายงานผลการดำเนินงานเป็นรายไตรมาส ภายในวันที่ ๑๐ ของเดือนแรกของไตรมาสถัดไป ผ่านระบบสารสนเทศ (e-Plan)",
     [want(frequency="quarterly", days=[10], month_offset=1, from_level="province", system="ระบบสารสนเทศ (e-Plan)")]),
    ("yearly", G, "จึงขอให้จังหวัดรายงานผลให้กรมส่งเสริมการปกครองท้องถิ่นทราบภายในวันที่ ๓๐ กันยายน ของทุกปี",
     [want(frequency="yearly", days=[30], from_level="province", to="กรมส่งเสริมการปกครองท้องถิ่น")]),
    ("daily", P, "ในช่วงเทศกาลสงกรานต์ ขอให้อำเภอรายงานสถิติอุบัติเหตุให้จังหวัดทราบทุกวัน ภายในเวลา ๐๘.๓๐ น.", [want(frequency="daily", from_level="district", to="จังหวัด")]),
    ("relative", P, "ขอให้อำเภอตรวจสอบข้อเท็จจริงแล้วรายงานจังหวัดภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ", [want(frequency="once", due=None, from_level="district", to="จังหวัด")]),
    ("fulfilled", P, "ตามที่อำเภอได้รายงานผลการสำรวจเมื่อวันที่ ๕ มกราคม ๒๕๖๘ นั้น จังหวัดได้ส่งรายงานให้กระทรวงมหาดไทยภายในวันที่ ๘ มกราคม ๒๕๖๘ เรียบร้อยแล้ว", []),
    ("time first", P, "ทุกวันที่ ๑๐ ของเดือน ให้อำเภอส่งรายงานให้จังหวัด", [want(frequency="monthly", days=[10], from_level="district", to="จังหวัด")]),
    ("two acts one report", D, "ขอให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลในระบบ INFO ภายในวันที่ ๕ ของทุกเดือน และส่งแบบรายงานให้อำเภอภายในวันที่ ๕ ของทุกเดือน",
     [want(frequency="monthly", days=[5], from_level="lgo")]),
    ("list of levels", P, "จึงขอให้ดำเนินการตามกำหนดเวลา ดังนี้\n๑. องค์กรปกครองส่วนท้องถิ่น รายงานอำเภอ ภายในวันที่ ๒๐ ของทุกเดือน\n๒. อำเภอ รวบรวมรายงานจังหวัด ภายในวันที่ ๒๕ ของทุกเดือน",
     [want(frequency="monthly", days=[20], from_level="lgo", to="อำเภอ"), want(frequency="monthly", days=[25], from_level="district", to="จังหวัด")]),
    ("schools", P, "จึงขอให้โรงเรียนทุกแห่งส่งข้อมูลให้จังหวัดภายในวันที่ ๑๕ กุมภาพันธ์ ๒๕๖๘", [want(frequency="once", due="2025-02-15", from_level="any", to="จังหวัด")]),
    ("team every n", P, "ให้ชุดปฏิบัติการประจำตำบล (ขปต.) ออกติดตามทุก ๑๐ วัน เป็นเวลา ๖ เดือน และรายงานผลให้อำเภอทราบ",
     [want(frequency="every_n_days", every_n_days=10, duration_days=180, from_level="team", to="อำเภอ")]),
    ("start sentence", P, "ขอให้อำเภอรายงานจังหวัดภายในวันที่ ๕ ของเดือนถัดไป ทั้งนี้ ให้เริ่มรายงานครั้งแรกภายในวันที่ ๕ กุมภาพันธ์ ๒๕๖๘",
     [want(frequency="monthly", days=[5], month_offset=1, first_due="2025-02-05", from_level="district")]),
    ("open centre", P, "ให้อำเภอเปิดศูนย์ปฏิบัติการตั้งแต่วันที่ ๑๑ เมษายน ๒๕๖๘ และเตรียมความพร้อมให้แล้วเสร็จภายในวันที่ ๕ เมษายน ๒๕๖๘", []),
    ("patrol", P, "ให้อำเภอจัดชุดลาดตระเวนออกตรวจพื้นที่เสี่ยงทุกวันตลอดช่วงเทศกาล", []),
    ("relayed order", D, "ด้วยจังหวัดน่านแจ้งว่า กรมส่งเสริมการปกครองท้องถิ่นขอให้องค์กรปกครองส่วนท้องถิ่นรายงานข้อมูลขยะมูลฝอยภายในวันที่ ๑๕ กุมภาพันธ์ ๒๕๖๘ รายละเอียดตามสิ่งที่ส่งมาด้วย",
     [want(frequency="once", due="2025-02-15", from_level="lgo")]),
    ("superior's own date", D, "ด้วยจังหวัดน่านแจ้งให้อำเภอรายงานข้อมูลภายในวันที่ ๑๐ กุมภาพันธ์ ๒๕๖๘\n\nอำเภอเวียงสาพิจารณาแล้ว จึงขอให้องค์กรปกครองส่วนท้องถิ่นส่งข้อมูลให้อำเภอภายในวันที่ ๗ กุมภาพันธ์ ๒๕๖๘",
     [want(frequency="once", due="2025-02-07", from_level="lgo", to="อำเภอ")]),
    ("last day", P, "ขอให้อำเภอส่งรายงานให้จังหวัดทุกวันสิ้นเดือน", [want(frequency="monthly", days=[31], from_level="district")]),
    ("in the close", P, "ด้วยจังหวัดมีความจำเป็นต้องใช้ข้อมูล\n\nจึงเรียนมาเพื่อพิจารณาดำเนินการ และรายงานให้จังหวัดทราบภายในวันที่ ๒๐ มกราคม ๒๕๖๘", [want(frequency="once", due="2025-01-20", to="จังหวัด")]),
    ("nil return", P, "ขอให้อำเภอรายงานภายในวันที่ ๕ ของทุกเดือน หากไม่มีการดำเนินงานให้รายงานว่าไม่มีการดำเนินงานภายในวันที่ ๕ ของทุกเดือนเช่นกัน", [want(frequency="monthly", days=[5])]),
    ("effective date", P, "ประกาศดังกล่าวมีผลบังคับใช้ตั้งแต่วันที่ ๑ มกราคม ๒๕๖๘ เป็นต้นไป จึงแจ้งมาเพื่อทราบ", []),
    ("as of", P, "ขอให้อำเภอรายงานข้อมูล ณ วันที่ ๓๑ ธันวาคม ๒๕๖๗ ให้จังหวัดทราบภายในวันที่ ๒๐ มกราคม ๒๕๖๘", [want(frequency="once", due="2025-01-20", to="จังหวัด")]),
    ("period of data", P, "ขอให้รายงานผลการดำเนินงานระหว่างวันที่ ๑ ตุลาคม ๒๕๖๗ ถึงวันที่ ๓๑ ธันวาคม ๒๕๖๗ ภายในวันที่ ๑๕ มกราคม ๒๕๖๘", [want(frequency="once", due="2025-01-15")]),
    ("department to itself", G, "จึงขอให้สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดตรวจสอบและยืนยันข้อมูลในระบบภายในวันที่ ๓๑ มกราคม ๒๕๖๘", [want(frequency="once", due="2025-01-31", from_level="province")]),
    ("impossible", P, "ขอให้อำเภอส่งรายงานให้จังหวัดภายในวันที่ ๓๑ เมษายน ๒๕๖๘", [want(frequency="once", due=None, from_level="district", to="จังหวัด")]),
    ("impossible repaired", P, "ขอให้อำเภอส่งรายงานให้จังหวัดภายในวันที่ ๓๑ เมษายน ๒๕๖๘ รายละเอียดตามสิ่งที่ส่งมาด้วย\n\nทั้งนี้ ขอให้ส่งรายงานภายในวันที่ ๓๐ เมษายน ๒๕๖๘ โดยเคร่งครัด", [want(frequency="once", due="2025-04-30", from_level="district")]),
    ("return form", D, "ขอให้กรอกแบบสำรวจและส่งคืนอำเภอภายในวันที่ ๒๔ มกราคม ๒๕๖๘", [want(frequency="once", due="2025-01-24", from_level="lgo", to="อำเภอ")]),
    ("key in", D, "ให้เจ้าหน้าที่คีย์ข้อมูลในโปรแกรม CCIS ทุก ๆ ๗ วัน", [want(frequency="every_n_days", every_n_days=7, system="โปรแกรม CCIS")]),
    ("and to", P, "ให้อำเภอรายงานผลต่อผู้ว่าราชการจังหวัดน่านทุกวันจันทร์", [want(frequency="weekly", days=[1], to="ผู้ว่าราชการจังหวัดน่าน")]),
    ("semimonthly", P, "ขอให้อำเภอรายงานให้ที่ทำการปกครองจังหวัดทราบทุกวันที่ ๑๕ และวันสิ้นเดือน", [want(frequency="semimonthly", days=[15, 30], to="ที่ทำการปกครองจังหวัด")]),
    ("telephone", P, "หากเกิดเหตุให้รายงานจังหวัดทางโทรศัพท์โดยทันที", [want(frequency="immediately", to="จังหวัด", system=None)]),
    ("instead of", P, "ให้อำเภอรายงานทุกวันที่ ๑๐ ของเดือน แทนกำหนดเดิมทุกวันที่ ๕ ของเดือน", [want(frequency="monthly", days=[10])]),
    ("formerly", P, "เดิมกำหนดให้อำเภอรายงานทุกวันที่ ๕ ของเดือน ขอเปลี่ยนเป็นให้รายงานทุกสัปดาห์ภายในวันศุกร์", [want(frequency="weekly", days=[5])]),
    ("school holiday", P, "โรงเรียนจะเปิดภาคเรียนในวันที่ ๑๖ พฤษภาคม ๒๕๖๘ ขอให้เตรียมความพร้อม", []),
    ("contract", P, "สัญญาจะสิ้นสุดในวันที่ ๓๐ กันยายน ๒๕๖๘", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "letter", "text", "meant"), CASES, ids=[case[0] for case in CASES])
def test_duties(name: str, letter: Any, text: str, meant: list[dict[str, Any]]) -> None:
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
