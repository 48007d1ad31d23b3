"""The administration of offices over HTTP: rights, scope, changes, imports, bad input."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import xlsxwriter
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.factories.actors import NOW, member, office

from tidtam.kernel.actor import system
from tidtam.offices import actions, papers, sheets
from tidtam.offices.models import Office, OfficeImport

pytestmark = pytest.mark.django_db

HEADER = ["รหัสหน่วยงาน", "ชื่อหน่วยงาน", "จังหวัด", "อำเภอ", "ตำบลที่รับผิดชอบ", "อีเมลสารบรรณ", "มีผลตั้งแต่"]
NEW = [
    "LGO-301499",
    "เทศบาลตำบลลำพระเพลิง",
    "นครราชสีมา",
    "ปักธงชัย",
    "ตะขบ (บางส่วน), 301410",
    "a@lp.example",
    "1 ต.ค. 2566",
]


def url(name: str, *args: Any) -> str:
    return reverse(f"console:offices_admin:{name}", args=args)


def signed_in(code: str, role: str = "administrator") -> Client:
    """Sign a new member in; the second factor stands, as their roles ask."""
    user, _grant = member(code, role)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused here"})
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def root(db: None) -> Client:
    """An administrator of the ministry."""
    return signed_in(Office.objects.get(path="1.").code)


@pytest.fixture
def korat(db: None) -> Client:
    """An administrator of the local line of นครราชสีมา."""
    return signed_in("DLA-30")


def sheet_of(*rows: list[Any]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return buffer.getvalue()


def send(client: Client, content: bytes, name: str = "หน่วยงาน.xlsx") -> Any:
    return client.post(url("upload"), {"file": SimpleUploadedFile(name, content)})


def lgo(code: str = "LGO-301498", **others: Any) -> Office:
    """A local government in ปักธงชัย."""
    return actions.create(
        code=code, name_th="องค์การบริหารส่วนตำบลทดลอง", short_name="อบต.ทดลอง", level="lgo", line="dla",
        lgo_type="TAO", parent=office("DLA-3014"), province_id="30", district_id="3014",
        valid_from=NOW.date().replace(year=2020), by=system("test"), at=NOW, areas=[("301401", "part")], **others,
    )  # fmt: skip


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_every_page_asks_for_its_right() -> None:
    this = office("DLA-3014").pk
    read = [url("offices"), url("offices_sheet"), url("office", this), url("imports"), url("template")]
    write = [url(name, this) for name in ("edit", "rename", "move", "close")] + [url("upload")]
    assert {Client().get(page).status_code for page in read + write} == {302}
    inspector, outsider = signed_in("DLA-30", "inspector"), signed_in("DLA-30", "team_member")
    assert {inspector.get(page).status_code for page in read} == {200}
    assert {inspector.get(page).status_code for page in write} == {403}
    assert {inspector.post(page).status_code for page in write} == {403}
    assert {outsider.get(page).status_code for page in read + write} == {403}
    assert "แก้รายละเอียด" not in body(inspector.get(url("office", this)))
    admin = signed_in("DLA-30")
    assert {admin.get(page).status_code for page in read + write} == {200}
    assert {admin.get(url(name, 1)).status_code for name in ("apply", "undo")} == {405}


def test_offices_outside_the_branch_do_not_exist(korat: Client) -> None:
    for code in ("DLA-3601", "DOPA-3014", Office.objects.get(path="1.").code):
        pk = office(code).pk
        for name in ("office", "edit", "rename", "move", "close"):
            assert korat.get(url(name, pk)).status_code == 404
            assert name == "office" or korat.post(url(name, pk), {"reason": "x"}).status_code == 404
    assert korat.get(url("office", 10**17)).status_code == 404
    assert "DLA-3601" not in body(korat.get(url("offices"), {"text": "DLA-36"}))


def test_the_list_is_filtered_paged_and_handed_out(root: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(20):
        page = body(root.get(url("offices"), {"line": "dla", "level": "district", "province": "30"}))
    assert "32 แห่ง" in page
    assert "DLA-3014" in page
    assert "DOPA-3014" not in page
    first = body(root.get(url("offices"), {"level": "district"}))
    assert first.count('<th scope="row"') == 50
    assert 'rel="next"' in first
    assert body(root.get(url("offices"), {"level": "district", "page": "2"})) != first
    book = load_workbook(io.BytesIO(root.get(url("offices_sheet"), {"text": "ปักธงชัย"}).content))
    codes = {row[0] for row in book.active.iter_rows(values_only=True)}
    assert {"DLA-3014", "DOPA-3014"} <= codes
    assert "DLA-3015" not in codes


@pytest.mark.parametrize(
    "query", [{"page": "x"}, {"page": "99999999999999999999"}, {"level": "nothing"}, {"province": "๙๙"},
              {"text": "a\x00b"}, {"text": "%' OR 1=1 --"}, {"text": "ก" * 5000}, {"line": ["dla", "dopa"]}],
)  # fmt: skip
def test_odd_filters_answer_calmly(root: Client, query: dict[str, Any]) -> None:
    assert root.get(url("offices"), query).status_code == 200
    assert root.get(url("offices_sheet"), {"text": "ไม่มีที่นี่", **query}).status_code == 200


def test_an_office_shows_names_over_time_and_areas_whole_or_part(korat: Client) -> None:
    this = lgo(head_title="นายกองค์การบริหารส่วนตำบลทดลอง")
    text = body(korat.get(url("office", this.pk)))
    for part in ("องค์การบริหารส่วนตำบลทดลอง", "ถึงปัจจุบัน", "บางส่วน", "LGO-301498", "ย้ายสังกัด"):
        assert part in text
    assert f'href="{url("office", office("DLA-3014").pk)}"' in text
    assert (
        f'href="{url("office", office("DLA").pk)}"' not in text if Office.objects.filter(code="DLA").exists() else True
    )


def test_details_are_edited_and_nothing_typed_is_lost(korat: Client) -> None:
    this = lgo()
    given = {
        "letter_prefix": "นม 79901",
        "head_title": "นายก",
        "address": "หมู่ 1",
        "phone": "044",
        "version": this.version,
    }
    answer = korat.post(url("edit", this.pk), given | {"email": "ไม่ใช่เมล"})
    assert answer.status_code == 422
    assert "ไม่ใช่ที่อยู่อีเมล" in body(answer)
    assert "ไม่ใช่เมล" in body(answer)
    assert "หมู่ 1" in body(answer)
    answer = korat.post(url("edit", this.pk), given | {"phone": "0" * 99})
    assert "ยาวเกิน 40 ตัวอักษร" in body(answer)
    assert korat.post(url("edit", this.pk), given | {"address": "a\x00b"}).status_code == 422
    answer = korat.post(url("edit", this.pk), given | {"email": "a@b.example"}, follow=True)
    assert "บันทึกรายละเอียดหน่วยงานแล้ว" in body(answer)
    this.refresh_from_db()
    assert (this.letter_prefix, this.email, this.phone) == ("นม 79901", "a@b.example", "044")
    # The version is that of before: the second clerk is told, and may send again.
    answer = korat.post(url("edit", this.pk), given | {"phone": "045"})
    assert answer.status_code == 422
    assert "มีผู้แก้ไขหน่วยงานนี้หลังจากคุณเปิดหน้า" in body(answer)
    found = re.search(r'name="version" value="(\d+)"', body(answer))
    assert found
    assert korat.post(url("edit", this.pk), given | {"phone": "045", "version": found[1]}).status_code == 302


def test_a_rename_needs_day_and_reason_and_adds_a_row(korat: Client) -> None:
    this = lgo()
    given = {"name_th": "เทศบาลเมืองทดลอง", "short_name": this.short_name, "lgo_type": "TOWN", "reason": "ประกาศกระทรวง"}
    for broken, said in (
        ({"valid_from": "31 ก.พ. 2567"}, "อ่านวันที่นี้ไม่ได้"),
        ({"valid_from": ""}, "ต้องระบุวันที่มีผล"),
        ({"valid_from": "1 ม.ค. 2543"}, "ต้องไม่ก่อน"),
        ({"valid_from": "1 ต.ค. 2567", "reason": " "}, "ต้องระบุเหตุผล"),
        ({"valid_from": "1 ต.ค. 2567", "name_th": ""}, "ต้องระบุชื่อเต็ม"),
        ({"valid_from": "1 ต.ค. 2567", "lgo_type": "X"}, "ประเภท"),
        ({"valid_from": "1 ต.ค. 9999"}, "อ่านวันที่นี้ไม่ได้"),
    ):
        answer = korat.post(url("rename", this.pk), given | broken)
        assert answer.status_code == 422
        assert said in body(answer)
        assert "err" in body(answer)
    answer = korat.post(url("rename", this.pk), given | {"valid_from": "๑ ต.ค. ๒๕๖๗"}, follow=True)
    assert "ตรวจว่าต้องย้ายสังกัดด้วยหรือไม่" in body(answer)
    assert "จนก่อน 1 ต.ค. 2567" in body(answer)
    this.refresh_from_db()
    assert (this.short_name, this.lgo_type, this.versions.count()) == ("ทม.ทดลอง", "TOWN", 2)


def test_a_move_is_explained_searched_and_stays_in_the_branch(korat: Client) -> None:
    this = lgo()
    page = body(korat.get(url("move", this.pk)))
    assert "หน่วยงานนี้แห่งเดียว" in page
    other, foreign = office("DLA-3015"), office("DLA-3601")
    assert f'value="{other.pk}"' in page
    assert f'value="{foreign.pk}"' not in page
    assert f'value="{foreign.pk}"' not in body(korat.get(url("move", this.pk), {"text": "DLA-3601"}))
    assert f'value="{other.pk}"' in body(korat.get(url("move", this.pk), {"text": "DLA-3015"}))
    assert korat.get(url("move", this.pk), {"text": "ไม่มี\x00เลย"}).status_code == 200
    sibling = lgo("LGO-301496").pk
    assert f'value="{sibling}"' not in body(korat.get(url("move", this.pk), {"text": "LGO-301496"}))
    for parent in (foreign.pk, this.pk, sibling, "x", 10**17, ""):
        answer = korat.post(url("move", this.pk), {"parent": parent, "reason": "คำสั่ง"})
        assert answer.status_code == 422
        assert "คำสั่ง" in body(answer)
    assert korat.post(url("move", this.pk), {"parent": other.pk, "reason": ""}).status_code == 422
    answer = korat.post(url("move", this.pk) + "?text=zzz", {"parent": other.pk, "reason": "คำสั่ง"}, follow=True)
    assert "ย้ายไปอยู่ใต้" in body(answer)
    this.refresh_from_db()
    assert this.path.startswith(other.path)


def test_closing_refuses_offices_with_children(korat: Client) -> None:
    this = lgo()
    above = office("DLA-3014")
    answer = korat.post(url("close", above.pk), {"valid_to": "1 ต.ค. 2569", "reason": "ยุบรวม"})
    assert answer.status_code == 422
    assert "ยังมีหน่วยงานใต้สังกัด" in body(answer)
    assert "ยุบรวม" in body(answer)
    assert "ยังมี" in body(korat.get(url("close", above.pk)))
    answer = korat.post(url("close", this.pk), {"valid_to": "1 ต.ค. 2569", "reason": "ยุบรวม"}, follow=True)
    assert "ยุบเลิกตั้งแต่วันที่ 1 ตุลาคม 2569" in body(answer)
    assert "แก้รายละเอียด" not in body(answer)
    assert korat.get(url("edit", this.pk)).status_code == 409


def test_an_import_goes_round(korat: Client) -> None:
    template = load_workbook(io.BytesIO(korat.get(url("template")).content))
    assert template.active.cell(1, 1).value == "รหัสหน่วยงาน"
    standing = lgo(email="old@lp.example")
    same = [standing.code, standing.name_th, "", "", "", "", ""]
    changed = [office("DLA-3015").code, office("DLA-3015").name_th, "", "", "", "new@lp.example", ""]
    answer = send(korat, sheet_of(HEADER, NEW, same, changed))
    assert answer.status_code == 302
    this = OfficeImport.objects.latest("pk")
    page = body(korat.get(url("import", this.pk)))
    counts = re.findall(r'class="k">([^<]+)</span><span class="v">(\d+)', page)
    assert counts == [("เพิ่มใหม่", "1"), ("เปลี่ยนแปลง", "1"), ("เหมือนเดิม", "1"), ("ต้องแก้", "0")]
    assert not Office.objects.filter(code="LGO-301499").exists()
    answer = korat.post(url("apply", this.pk), follow=True)
    assert "ผลการนำเข้า" in body(answer)
    assert Office.objects.get(code="LGO-301499").email == "a@lp.example"
    again = korat.post(url("apply", this.pk))
    assert again.status_code == 409
    assert "นำเข้าไฟล์นี้ไปแล้ว" in body(again)
    assert "หน่วยงาน.xlsx" in body(korat.get(url("imports")))
    answer = korat.post(url("undo", this.pk), follow=True)
    assert "เลิกทำการนำเข้าแล้ว" in body(answer)
    assert not Office.objects.filter(code="LGO-301499").exists()
    assert office("DLA-3015").email != "new@lp.example"
    assert korat.post(url("undo", this.pk)).status_code == 409


def test_an_import_that_was_used_is_not_undone(korat: Client) -> None:
    send(korat, sheet_of(HEADER, NEW))
    this = OfficeImport.objects.latest("pk")
    korat.post(url("apply", this.pk))
    member("LGO-301499")
    answer = korat.post(url("undo", this.pk))
    assert answer.status_code == 409
    assert "เลิกทำไม่ได้" in body(answer)
    this.refresh_from_db()
    assert this.state == "applied"


def test_rows_to_mend_are_named_and_handed_out(korat: Client) -> None:
    outside = ["DLA-3601", "สถจ.ใหม่", "", "", "", "", ""]
    answer = send(korat, sheet_of(HEADER, NEW, ["", "ไม่มีรหัส", "", "", "", "x", "31 ก.พ. 2566"], outside))
    this = OfficeImport.objects.latest("pk")
    page = body(korat.get(answer.url))
    assert "แถว 3" in page
    assert "ไม่มีรหัสหน่วยงาน" in page
    assert "อยู่นอกขอบเขตหน่วยงานของคุณ" in page
    assert "นำเข้าทั้งไฟล์ในครั้งเดียว" not in page
    book = load_workbook(io.BytesIO(korat.get(url("errors", this.pk)).content))
    assert "ไม่มีรหัสหน่วยงาน" in [row[2] for row in book.active.iter_rows(values_only=True)]
    refused = korat.post(url("apply", this.pk))
    assert refused.status_code == 422
    assert "จุดที่ต้องแก้ในไฟล์" in body(refused)
    assert not Office.objects.filter(code="LGO-301499").exists()


def test_imports_of_others_do_not_exist_and_undo_stays_in_the_branch(korat: Client, root: Client) -> None:
    send(root, sheet_of(HEADER, NEW))
    this = OfficeImport.objects.latest("pk")
    for name in ("import", "errors"):
        assert korat.get(url(name, this.pk)).status_code == 404
    for name in ("apply", "undo"):
        assert korat.post(url(name, this.pk)).status_code == 404
    assert root.get(url("import", this.pk)).status_code == 200
    inspector = signed_in(Office.objects.get(path="1.").code, "inspector")
    assert inspector.get(url("import", this.pk)).status_code == 200
    assert inspector.post(url("apply", this.pk)).status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.xlsx", "ไฟล์ว่างเปล่า"),
        (b"PK\x03\x04broken", "a.xlsx", "ไฟล์เสียหาย"),
        (b"\xff\xd8\xff\xe0 a photograph of a cat", "cat.jpg", "ไม่ใช่ตาราง"),
        (b"\xff\xfe\xfd\xfc\x80\x81,\xff", "a.csv", "ให้"),
        ("ก,ข\n1,2\n".encode("utf-16"), "a.csv", "ให้"),
        (b"x" * (sheets.MAX_BYTES + 1), "a.csv", "ไฟล์ใหญ่เกิน 20 เมกะไบต์"),
        ("รหัสหน่วยงาน,ชื่อหน่วยงาน\n".encode() + b"C,x\n" * 200_000, "a.csv", "เกิน 20,000 แถว"),
        (papers.template_xlsx(), "แบบ.xlsx", "ยังไม่มีรายการ"),
        (b"x", f"{'ก' * 300}.csv", ""),
    ],
    ids=["empty", "broken", "cat", "bytes", "utf-16", "too big", "200,000 rows", "template", "long name"],
)
def test_bad_files_are_refused_beside_the_field(root: Client, content: bytes, name: str, said: str) -> None:
    answer = send(root, content, name)
    assert answer.status_code == 422
    assert said in body(answer)
    assert "has-err" in body(answer)
    assert not OfficeImport.objects.exists()


def test_a_post_without_a_file_is_told_so(root: Client) -> None:
    assert "เลือกไฟล์ก่อน" in body(root.post(url("upload"), {"x": "y"}))
    assert "เลือกไฟล์ก่อน" in body(root.post(url("upload")))
    assert root.post(url("upload"), b"nonsense", content_type="multipart/form-data; boundary=x").status_code == 422
