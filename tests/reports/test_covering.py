"""What the letter of a report says before a clerk changes anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.factories.actors import NOW, TODAY
from tests.reports.going_out import draft, ready

from tidtam.letters.models import Letter
from tidtam.reports.actions import answering
from tidtam.reports.forms.answer import LetterForm, initial
from tidtam.reports.papers.covering import _listed, _verb, covering
from tidtam.reports.queries import answering as read
from tidtam.thai.digits import to_thai

pytestmark = pytest.mark.django_db


def test_a_list_that_is_whole_says_so_and_one_cut_short_gives_examples():
    assert _listed(["ก"]) == "ได้แก่ ก"
    assert _listed(["ก", "ข", "ค"]) == "ได้แก่ ก ข และค"
    assert _listed(list("กขคงจฉ")) == "เช่น ก ข ค ง จ เป็นต้น"


def test_everything_is_filled_in_that_the_house_knows() -> None:
    report, _clerk, _head = ready()
    made = draft(report)
    assert made.kind == "memo"  # a district writes to its province by memo
    assert report.template.title in made.subject
    assert "1–15 พฤษภาคม 2569" in made.subject
    assert made.signature.position == "หัวหน้าศูนย์"
    assert made.paragraphs[-1] == "จึงเรียนมาเพื่อโปรดทราบ"
    assert made.enclosures[0].title.startswith(report.template.title)


def test_the_name_list_is_an_enclosure_of_its_own_that_no_hand_loses() -> None:
    report, _clerk, _head = ready()
    edition = read.edition_of(report)
    assert len(draft(report).enclosures) == 1
    edition.annex = [[7, 1], [8, 1]]
    made = covering(read.told(report, edition), receiver=None, demanded=None, today=TODAY)
    listed = "บัญชีรายชื่อผู้ย้าย 2 คน (ลับ ปิดผนึกแยก)"
    assert (made.enclosures[1].title, made.enclosures[1].count) == (listed, "จำนวน 1 ชุด")
    form = LetterForm(initial(made) | {"dated": "21 พ.ค. 2569", "addressee": "นายอำเภอ", "enclosure": "รายงาน"})
    assert form.is_valid(), form.errors
    assert [one.title for one in form.letter(made).enclosures] == ["รายงาน", listed]


@pytest.mark.parametrize(("asked", "said"), [
    ("รายงาน: การรายงานผลการติดตาม", "ให้รายงานผลการติดตาม"), ("ผลการติดตาม", "ให้รายงานผลการติดตาม"),
    ("จัดทำบัญชีผู้ผ่าน", "ให้จัดทำบัญชีผู้ผ่าน"), ("ซักซ้อมการบันทึกข้อมูลผู้ขอรับความช่วยเหลือ", "ให้ส่งรายงานทดลอง"),
    ("แนวทางการดำเนินงาน", "ให้ส่งรายงานทดลอง"),
])  # fmt: skip
def test_the_letter_says_what_was_asked_for_as_a_sentence_goes_on(asked: str, said: str) -> None:
    assert f"ให้{_verb(asked, 'รายงานทดลอง')}" == said


def test_a_nil_return_signed_again_says_what_it_replaces() -> None:
    report, _clerk, _head = ready()
    edition = read.edition_of(report)
    edition.nil, edition.no, edition.reason = True, 2, "พิมพ์ผิด"
    wish = covering(read.told(report, edition), receiver=None, demanded=None, today=TODAY).paragraphs[1]
    assert "2569 ตามรายงานฉบับที่ 2 แทนฉบับเดิม เนื่องจากพิมพ์ผิด รายละเอียด" in wish
    edition.nil = False
    wish = covering(read.told(report, edition), receiver=None, demanded=None, today=TODAY).paragraphs[1]
    assert "2569 ฉบับที่ 2 แทนฉบับเดิม เนื่องจากพิมพ์ผิด รายละเอียด" in wish


def test_a_later_letter_names_the_one_it_replaces() -> None:
    report, clerk, _head = ready()
    first = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    edition = read.edition_of(report)
    assert read.replaced(report, edition) is None
    edition.no, edition.reason, edition.children = 2, "บันทึกช้า", [[1, 1, ""], [2, 1, ""]]
    before = read.replaced(report, edition)
    assert before == first
    told = replace(read.told(report, edition), form=replace(read.told(report, edition).form, layout="แบบรายงานทดลอง"))
    demanded = Letter(number="มท 0311.3/ว 527", issuer="กรมการปกครอง", urgency="normal")
    by = f"หนังสือ{told.office} ที่ {first.number} ลงวันที่ 21 พฤษภาคม 2569"
    memo = covering(told, receiver=None, demanded=demanded, replaced=before, today=TODAY)
    assert memo.references == () and memo.paragraphs[0].startswith(
        "ตามหนังสือกรมการปกครอง ที่ มท 0311.3/ว 527 กรมการปกครองให้"
    )
    gathered = "ฉบับที่ 2 ซึ่งรวบรวมจากหน่วยงานในสังกัด 2 แห่ง แทนฉบับเดิมที่ส่งตาม"
    assert f"{gathered}{by} เนื่องจากบันทึกช้า รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย" in memo.paragraphs[1]
    told.report.level = "province"
    outside = covering(told, receiver=None, demanded=demanded, replaced=before, today=TODAY)
    assert outside.references[1] == by and outside.paragraphs[0].startswith("ตามหนังสือที่อ้างถึง 1 กรมการปกครองให้")
    assert f"{gathered}หนังสือที่อ้างถึง 2 เนื่องจากบันทึกช้า" in outside.paragraphs[1]
    assert outside.enclosures[0].title.startswith("แบบรายงานทดลอง งวดวันที่")
    inside = replace(outside, kind="memo").body
    assert "อ้างถึง" not in "".join(inside) and to_thai(by) in inside[1]
    answering.void(answer=first, reason="พิมพ์ผิด", by=clerk, at=NOW)
    assert read.replaced(report, edition) is None
