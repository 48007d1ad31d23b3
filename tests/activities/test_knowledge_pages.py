"""The pages of knowledge sets, as who makes them, hands them down and reads them uses them."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.activities.test_pages import client, text_of
from tests.factories import activities as make
from tests.factories.actors import NOW, actor, office

from tidtam.activities.actions import knowledge as sets
from tidtam.activities.models import KnowledgeRead, KnowledgeSet
from tidtam.kernel import wall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def test_a_file_of_a_set_that_is_none_is_said_as_the_field_promises() -> None:
    page, none = client("DLA-3014", "joint_clerk"), b"MZ\x90\x00" + bytes(range(256)) * 8
    told = {"title": "ชุด", "summary": "สรุป", "letter": "", "source": ""}
    refused = page.post("/activities/knowledge/new/", told | {"documents": [SimpleUploadedFile("a.exe", none)]})
    assert refused.context["form"].errors["documents"] == [
        "มีไฟล์ที่ไม่รู้จักชนิด รับเฉพาะ PDF, DOCX, XLSX, ภาพ และข้อความ", "ยังไม่ได้เก็บไฟล์ที่เลือก เลือกอีกครั้ง",
    ]  # fmt: skip
    refused = page.post("/activities/knowledge/new/", told | {"infographic": SimpleUploadedFile("a.png", none)})
    assert "รับเฉพาะภาพ JPG, PNG หรือ WebP" in refused.context["form"].errors["infographic"][0]


def test_a_set_is_made_handed_down_and_read() -> None:
    above = client("DLA-3014", "joint_clerk")
    assert "ยังไม่มีองค์ความรู้" in text_of(above.get("/activities/knowledge/"))
    told = {"title": "การสาธารณสงเคราะห์", "summary": "ตัวอย่าง", "letter": "", "source": "มท 0816.5/ว 2565"}
    assert above.post("/activities/knowledge/new/", told | {"title": " "}).status_code == 422
    made = above.post("/activities/knowledge/new/", told | {
        "documents": [SimpleUploadedFile("คู่มือ.txt", "คู่มือ".encode() * 30)],
        "infographic": SimpleUploadedFile("a.png", make.photo(5, "PNG")),
    })  # fmt: skip
    assert made.status_code == 302, text_of(made)
    wall.enter("1.")
    one = KnowledgeSet.objects.get()
    path = f"/activities/knowledge/{one.public_id}/"
    below = client()
    assert below.get(path).status_code == 404
    assert above.post(path + "share/", {}).status_code == 422
    shared = above.post(path + "share/", {"levels": ["lgo"]}, follow=True)
    assert "อ่านแล้ว 0/" in text_of(shared)
    assert "องค์ความรู้ (ใหม่ 1)" in text_of(below.get("/activities/knowledge/"))
    shown = text_of(below.get(path))
    assert "คู่มือ.txt" in shown
    src = re.findall(rf'"({path}files/\d+/)"', shown)
    assert {below.get(one).status_code for one in src} == {200}
    assert below.post(path + "acknowledge/").status_code == 302
    wall.enter("1.")
    assert KnowledgeRead.objects.get().acknowledged_at is not None
    assert "อ่านแล้ว 1/" in text_of(above.get(path + "readers/"))
    assert "รับทราบแล้ว" in text_of(above.get(path + "readers/?show=read"))
    for action in ("edit/", "share/"):
        assert below.get(path + action).status_code == 403
    other = client("DLA-3015", "joint_clerk")
    for action in ("", "edit/", "share/", "readers/"):
        assert other.get(path + action).status_code == 404


def test_a_set_that_was_handed_to_nobody_is_its_own_office_s_alone() -> None:
    by = actor("DLA-30", "province_coordinator")
    one = make.knowledge(by, "DLA-30")
    file = sets.add_file(knowledge=one, content=b"hello world " * 9, name="a.txt", by=by, at=NOW)
    path = f"/activities/knowledge/{one.public_id}/"
    above, own = client("DLA", "department_analyst"), client("DLA-30", "province_coordinator")
    colleague = client("DLA-30", "province_head")
    every = (path, path + "readers/", path + "share/", f"{path}files/{file.pk}/")
    assert [above.get(one).status_code for one in every] == [404] * 4
    assert above.post(path + "acknowledge/").status_code == 404
    assert one.title not in text_of(above.get("/activities/knowledge/"))
    for page in (own, colleague):
        for address in ("/activities/knowledge/", path):
            assert re.search(
                r'<span class="chip upcoming">.{0,400}ยังไม่ส่ง</span>', text_of(page.get(address)), re.DOTALL
            )
    assert "ยังไม่มีใครเห็นจนกว่าจะกดส่ง" in text_of(own.get(path + "edit/"))
    assert own.post(path + "share/", {"levels": ["district"]}).status_code == 302
    assert one.title in text_of(above.get("/activities/knowledge/"))
    assert [above.get(one).status_code for one in every] == [200] * 4
    for address in ("/activities/knowledge/", path):
        assert "ยังไม่ส่ง" not in text_of(own.get(address))
    edit = text_of(own.get(path + "edit/"))
    assert "ยังไม่มีใครเห็น" not in edit
    assert "ส่งให้หน่วยงานอื่นแล้ว แก้แล้วเห็นทันที" in edit


def test_a_set_changed_after_it_was_read_says_so_and_is_acknowledged_again() -> None:
    by = actor("DLA-3014", "joint_clerk")
    one = make.knowledge(by, "DLA-3014")
    sets.share(knowledge=one, levels=["lgo"], by=by, at=NOW)
    above, below = client("DLA-3014", "joint_clerk"), client()
    path = f"/activities/knowledge/{one.public_id}/"
    below.get(path)
    below.post(path + "acknowledge/", {"version": "1"})
    told = {"title": one.title, "summary": "คำสรุปใหม่", "letter": "", "source": "", "version": "1"}
    assert above.post(path + "edit/", told).status_code == 302
    assert "แก้ไขหลังอ่าน" in text_of(below.get("/activities/knowledge/"))
    late = text_of(below.post(path + "acknowledge/", {"version": "1"}, follow=True))
    assert "มีการแก้ไขหลังจากที่คุณเปิด" in late
    # The first time after the change and again: the notice stays until the office says that it knows.
    for shown in (late, text_of(below.get(path))):
        assert "แก้ไขหลังอ่าน" in shown
        assert "รับทราบแล้ว" not in shown
    shown = text_of(below.post(path + "acknowledge/", {"version": "2"}, follow=True))
    assert "รับทราบแล้ว" in shown
    assert "แก้ไขหลังอ่าน" not in shown


def test_the_readers_page_tells_who_read_before_a_change() -> None:
    by = actor("DLA-3014", "joint_clerk")
    one = make.knowledge(by, "DLA-3014")
    sets.share(knowledge=one, levels=["lgo"], by=by, at=NOW)
    above, below = client("DLA-3014", "joint_clerk"), client()
    path = f"/activities/knowledge/{one.public_id}/"
    below.post(path + "acknowledge/")
    assert "แก้ไขหลังอ่าน" not in text_of(above.get(path + "readers/"))
    wall.enter(by.scope)
    sets.add_file(knowledge=one, content=b"hello world " * 9, name="a.txt", by=by, at=NOW)
    shown = text_of(above.get(path + "readers/?show=changed"))
    for words in ("อ่านแล้ว 0/", "แก้ไขหลังอ่าน (1)", "แก้ไขหลังอ่าน 1 หน่วยงาน"):
        assert words in shown, words
    assert "รับทราบแล้ว" not in shown


def test_a_title_alone_cannot_be_handed_down_and_the_page_says_why() -> None:
    by = actor("DLA-3014", "joint_clerk")
    one = sets.make(office=office("DLA-3014"), values=sets.SetValues("ชื่อเท่านั้น"), by=by, at=NOW)
    page, path = client("DLA-3014", "joint_clerk"), f"/activities/knowledge/{one.public_id}/"
    shown = text_of(page.get(path))
    assert "เพิ่มคำสรุป หนังสือ หรือไฟล์ก่อน จึงส่งได้" in shown
    assert f'href="{path}share/"' not in shown
    assert "<form" not in text_of(page.get(path + "share/")).split("<main")[1]
    assert page.post(path + "share/", {"levels": ["lgo"]}).status_code == 422
    page.post(path + "edit/", {"title": one.title, "summary": "สรุป", "letter": "", "source": "", "version": "1"})
    assert f'href="{path}share/"' in text_of(page.get(path))


def test_an_own_set_is_mended_and_its_files_taken_away() -> None:
    by = actor("DLA-30", "province_coordinator")
    one = make.knowledge(by, "DLA-30")
    file = sets.add_file(knowledge=one, content=b"hello world " * 9, name="a.txt", by=by, at=NOW)
    page, path = client("DLA-30", "province_coordinator"), f"/activities/knowledge/{one.public_id}/"
    assert page.get(path + "edit/").status_code == 200
    assert page.post(path + "edit/", {"title": "ชื่อใหม่", "version": "1"}).status_code == 422
    assert page.post(path + "edit/", {"title": "ชื่อใหม่", "version": "2"}).status_code == 302
    assert page.post(f"{path}files/{file.pk}/remove/").status_code == 302
    assert page.get(f"{path}files/{file.pk}/").status_code == 404
