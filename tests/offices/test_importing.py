"""Import of offices: reading sheets, dry run, apply, undo; on PostgreSQL with the national tree."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.offices import actions, papers, queries, sheets
from tidtam.offices.models import Office, OfficeImport, OfficeVersion

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TODAY = date(2026, 1, 5)
BY = system("test")
HEADER = ["รหัสหน่วยงาน", "ชื่อหน่วยงาน", "จังหวัด", "อำเภอ", "ตำบลที่รับผิดชอบ", "อีเมลสารบรรณ", "มีผลตั้งแต่"]
NEW = [
    "LGO-301499",
    "เทศบาลตำบลลำพระเพลิง",
    "นครราชสีมา",
    "อ.ปักธงชัย",
    "ตะขบ (บางส่วน), 301410",
    "a@lp.example",
    "1 ต.ค. 2566",
]


def xlsx(*rows: list[Any]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def csv_of(*rows: list[str], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)


def checked(*rows: list[Any]) -> OfficeImport:
    return actions.check_import(content=xlsx(*rows), filename="หน่วยงาน.xlsx", by=BY, at=AT)


def applied(*rows: list[Any]) -> OfficeImport:
    return actions.apply_import(this=checked(*rows), by=BY, at=AT, today=TODAY)


def state() -> tuple[list[Any], list[Any], list[Any]]:
    """Everything an undo must put back, the change counter aside."""
    columns = [f.attname for f in Office._meta.concrete_fields if f.attname != "version"]
    versions = ["office_id", "name_th", "short_name", "lgo_type", "valid_from", "valid_to"]
    areas = Office.objects.order_by("pk", "areas__area_id").values_list("pk", "areas__area_id", "areas__coverage")
    return (
        list(Office.objects.order_by("pk").values_list(*columns)),
        list(OfficeVersion.objects.order_by("office_id", "valid_from").values_list(*versions)),
        list(areas),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_csv_in_any_thai_encoding(encoding: str) -> None:
    table = sheets.read(csv_of(HEADER, NEW, encoding=encoding), "a.csv")
    assert table.rows == [
        (2, dict(zip([c for c in sheets.COLUMNS if sheets.COLUMNS[c][0] in HEADER], NEW, strict=True)))
    ]


def test_headers_are_found_below_a_title_and_in_english() -> None:
    table = sheets.read(
        xlsx(["รายชื่อ อปท."], [], ["Code", "อะไรสักอย่าง", "NAME", ""], [3014.0, "x", "=1+1", ""]), "a.xlsx"
    )
    assert table.rows == [(4, {"code": "3014", "name_th": "=1+1"})]
    assert table.unknown == ["อะไรสักอย่าง"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "empty"),
        (b"PK\x03\x04broken", "a.xlsx", "broken"),
        (b"\xff\xd8\xff\xe0 a photograph of a cat", "cat.jpg", "broken"),
        (b"\xff\xfe\xfd\xfc\x80\x81,\xff", "a.csv", "header"),
        ("ก,ข\n1,2\n".encode(), "a.csv", "header"),
        (csv_of(HEADER), "a.csv", "empty"),
        (b"x" * (sheets.MAX_BYTES + 1), "a.csv", "too_big"),
        (csv_of(HEADER, *[["C", "ก"]] * (sheets.MAX_ROWS + 1)), "a.csv", "too_many_rows"),
    ],
)
def test_bad_files_say_what_to_do(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        sheets.read(content, name)
    assert caught.value.code in {f"offices.import_{code}", "offices.import_encoding" if code == "header" else ""}
    assert caught.value.message


@pytest.mark.django_db
def test_a_dry_run_writes_no_office_and_names_rows() -> None:
    before = state()
    this = checked(
        HEADER,
        NEW,
        ["", "องค์การบริหารส่วนตำบลก", "นครราชสีมา", "ปักธงชัย", "", "", ""],
        ["LGO-1", "สภากาแฟ", "นครราชสีมา", "ปักธงไชย", "", "ไม่ใช่เมล", "31 ก.พ. 2566"],
        NEW,
        ["LGO-2", "องค์การบริหารส่วนตำบลข", "", "", "", "", ""],
    )
    assert state() == before
    said = {(e["row"], e["column"]): e["message"] for e in this.errors}
    assert set(said) == {
        (3, "รหัสหน่วยงาน"), (4, "ประเภท อปท."), (4, "อำเภอ"), (4, "อีเมลสารบรรณ"), (4, "มีผลตั้งแต่"),
        (5, "รหัสหน่วยงาน"), (6, "อำเภอ"),
    }  # fmt: skip
    assert "แถวที่ 2" in said[5, "รหัสหน่วยงาน"]
    with pytest.raises(Problem, match="import_has_errors"):
        actions.apply_import(this=this, by=BY, at=AT, today=TODAY)
    assert state() == before


@pytest.mark.django_db
def test_apply_makes_and_changes_and_undo_takes_back_exactly_that() -> None:
    before, told = state(), []
    this = checked(
        [*HEADER, "รหัสหน่วยงานแม่", "ระดับ", "สาย"],
        ["TEAM-1", "ชุดปฏิบัติการประจำตำบลตะขบ", "นครราชสีมา", "ปักธงชัย", "ตะขบ", "", "", "GROUP-1", "ชุดปฏิบัติการ", "ปกครอง"],
        NEW,
        ["GROUP-1", "กลุ่มชุดปฏิบัติการ", "", "", "", "", "1/10/2566", "DOPA-3014", "ขปต.", "ปกครอง"],
        ["LGO-301409", "เทศบาลตำบลตูม", "", "", "", "new@tum.example", "1 ต.ค. 2568", "", "", ""],
        ["LGO-3601M1", "", "", "", "", "", "", "DLA-30", "", ""],
        ["LGO-301410", "", "", "", "", "", "", "", "", ""],
    )
    assert this.errors == []
    this = actions.apply_import(this=this, by=BY, at=AT, today=TODAY, progress=lambda d, t: told.append((d, t)))
    assert told[-1] == (5, 5)  # one row said what stands already
    new = queries.by_code("LGO-301499")
    assert (new.short_name, new.lgo_type, new.parent.code, new.source) == ("ทต.ลำพระเพลิง", "SUBM", "DLA-3014", "import")
    assert new.valid_from == date(2023, 10, 1)
    assert {(a.area_id, a.coverage) for a in queries.areas_of(new)} == {("301405", "part"), ("301410", "whole")}
    assert queries.by_code("TEAM-1").path.startswith(queries.by_code("GROUP-1").path)
    tum = queries.by_code("LGO-301409")
    assert (tum.lgo_type, tum.email, tum.versions.count()) == ("SUBM", "new@tum.example", 2)
    assert (tum.short_name, tum.head_title) == ("ทต.ตูม", "นายกเทศมนตรีตำบลตูม")
    assert queries.by_code("LGO-3601M1").path.startswith(queries.by_code("DLA-30").path)
    assert len(this.changes["created"]) == 3 and len(this.changes["changed"]) == 2
    with pytest.raises(Conflict):
        actions.apply_import(this=this, by=BY, at=AT, today=TODAY)

    actions.undo_import(this=this, by=BY, at=AT)
    assert state() == before
    with pytest.raises(Conflict):
        actions.undo_import(this=this, by=BY, at=AT)
    wall.enter("1.")
    verbs = list(
        Entry.objects.filter(verb__startswith="offices.import")
        .order_by("at", "object_version")
        .values_list("verb", flat=True)
    )
    assert verbs[-3:] == ["offices.import.checked", "offices.import.applied", "offices.import.undone"]


@pytest.mark.django_db
def test_undo_is_refused_once_something_was_used() -> None:
    this = applied(HEADER, NEW)
    new = queries.by_code("LGO-301499")
    actions.create(
        code="TEAM-9", name_th="กอง", level="team", line="dla", parent=new, valid_from=TODAY, by=BY, at=AT
    )  # fmt: skip
    with pytest.raises(Conflict, match="เลิกทำไม่ได้"):
        actions.undo_import(this=this, by=BY, at=AT)
    assert queries.by_code("LGO-301499") == new

    changed = applied(HEADER, ["LGO-301410", "", "", "", "", "x@y.example", ""])
    actions.edit(office=queries.by_code("LGO-301410"), phone="0 4444 4444", by=BY, at=AT)
    with pytest.raises(Conflict, match="แก้ไขอีก"):
        actions.undo_import(this=changed, by=BY, at=AT)


@pytest.mark.django_db
def test_a_circle_of_parents_is_named() -> None:
    header = [*HEADER[:2], "รหัสหน่วยงานแม่", "ระดับ", "สาย"]
    this = checked(header, ["A1", "ก", "B1", "ขปต.", "ปกครอง"], ["B1", "ข", "A1", "ขปต.", "ปกครอง"])
    assert any("วนกลับ" in e["message"] for e in this.errors)


@pytest.mark.django_db
def test_importing_needs_the_right() -> None:
    clerk = Actor(user_id=1, grant_id=1, office_id=1, scope="1.", role="clerk")
    with pytest.raises(NotAllowed):
        actions.check_import(content=xlsx(HEADER, NEW), filename="a.xlsx", by=clerk, at=AT)


def test_the_template_reads_back_and_the_list_holds_only_text() -> None:
    book = load_workbook(io.BytesIO(papers.template_xlsx()))
    assert [cell.value for cell in book.worksheets[0][1]] == [names[0] for names in sheets.COLUMNS.values()]
    row = {"code": "=1+1", "name": "@SUM(A1)", "short_name": "", "line": "dla", "level": "lgo", "lgo_type": "TAO",
           "province": "ก", "district": "", "parent": "DLA"}  # fmt: skip
    cells = load_workbook(io.BytesIO(papers.listing_xlsx([row]))).worksheets[0][2]
    assert [c.value for c in cells][:2] == ["=1+1", "@SUM(A1)"] and cells[5].value == "องค์การบริหารส่วนตำบล"
    assert {c.data_type for c in cells if c.value} == {"s"}
    assert papers.errors_xlsx([{"row": 2, "column": "ก", "message": "ข"}])[:2] == b"PK"
