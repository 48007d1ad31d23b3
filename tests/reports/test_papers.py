"""A signed report as PDF/A, XLSX, CSV and JSON: the same figures, nothing that runs, a hash anybody computes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2 as pdfium
import pytest

from tidtam.offices.models import Office
from tidtam.reports import catalogue
from tidtam.reports.models import Edition, Report, Template, TemplateVersion
from tidtam.reports.papers import data, saying
from tidtam.reports.papers.paper import MOST_COLUMNS, report_pdf
from tidtam.reports.queries import sealed
from tidtam.reports.queries.answering import Told
from tidtam.reports.rules.form import Form, Kind, Type, Value, failures
from tidtam.reports.rules.reading import kept
from tidtam.thai.digits import to_thai

EVIL = '=HYPERLINK("https://example.org","กด") #set page(fill: red)'
WHEN = datetime(2026, 5, 30, 3, tzinfo=UTC)
DISTRICTS = [f"ศป.ปส.อ.ที่{n}" for n in range(1, 33)]


def told(form: Form, level: str, names: list[str] | None, **more: Any) -> Told:
    """Return an edition as it would be read, of values made by chance; nothing is stored."""
    chance = random.Random(4)
    office = Office(pk=5, name_th="ศูนย์อำนวยการป้องกันและปราบปรามยาเสพติดจังหวัดนครราชสีมา", path="1.d.5.")
    template = Template(code="R2", title="รายงานผลการติดตาม")
    version = TemplateVersion(template=template, no=1, form=form.to_json())
    report = Report(
        public_id="0123456789ab", template=template, form=version, office=office, level=level,
        period_start=date(2026, 5, 16), period_end=date(2026, 5, 30), due_on=date(2026, 5, 30),
    )  # fmt: skip

    def values() -> dict[str, Value]:
        made: dict[str, Value] = {}
        for one in form.columns:
            if one.kind is Kind.FORMULA:
                made[one.code] = None
            elif one.type is Type.TEXT:
                made[one.code] = EVIL
            else:
                made[one.code] = Decimal(chance.randint(0, 9999))
        return made

    rows = [(name, values()) for name in names or [office.name_th]]
    whole = rows[0][1]
    if names:
        whole = {one.code: sum((Decimal(str(row[one.code])) for _, row in rows), Decimal(0)) if one.adds_up else None
                 for one in form.columns}  # fmt: skip
    edition = Edition(
        report=report, no=2, form=version, values=kept(whole), notes={"": "หมายเหตุ 1", form.columns[0].code: "ตัดชื่อซ้ำ"},
        missing=[{"office": 7, "name": "ศป.ปส.อ.ปักธงชัย"}] if names else [],
        children=[[n, 1, "0" * 64] for n, _ in enumerate(names or [])], facts_at=WHEN, signed_at=WHEN,
        signer_name="นายสมมุติ ใจดี", signer_position="ปลัดจังหวัด", capacity="on_behalf", for_position="ผู้ว่าราชการจังหวัด",
        reason="บันทึกล่าช้า", annex=[] if form.annex else None,
        diff=[{"cell": form.columns[0].code, "before": "1", "after": "2"}], **more,
    )  # fmt: skip
    edition.hash = sealed.seal(report, edition, [])
    return Told(report, edition, form, rows, whole, failures(form, whole), sealed.payload(report, edition, []))


def texts(pdf: bytes, folder: Path) -> str:
    path = folder / "a.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("form", "level", "names"), [
    (catalogue.R2, "province", DISTRICTS), (catalogue.R2, "district", None), (catalogue.R4, "lgo", None),
])  # fmt: skip
def test_every_figure_label_and_name_stands_on_the_paper(
    form: Form, level: str, names: list[str] | None, tmp_path: Path
) -> None:
    one = told(form, level, names)
    made = report_pdf(one, check="https://tidtam.example.go.th/v/0123456789abcdefghjk/")
    text = squeezed(texts(made, tmp_path))
    for column in saying.numbers(one):
        assert squeezed(to_thai(column.label)) in text
        assert to_thai(saying.figure(column, one.values[column.code])) in text
    for name, values in one.rows:
        assert squeezed(to_thai(name)) in text
        for column in saying.numbers(one):
            assert to_thai(saying.figure(column, values[column.code])) in text
    for words in ("๑๖–๓๐พฤษภาคม๒๕๖๙", "ฉบับที่๒", "(นายสมมุติใจดี)", "ปลัดจังหวัดปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัด"):
        assert words in text
    assert one.edition.hash in text
    assert ("ศป.ปส.อ.ปักธงชัย" in text) is bool(names)


def test_the_table_stays_on_the_sheet_and_wide_forms_come_in_parts() -> None:
    one = told(catalogue.R2, "province", DISTRICTS)
    assert len(saying.numbers(one)) > MOST_COLUMNS
    with pdfium.PdfDocument(report_pdf(one)) as document:
        assert len(document) < 10
        for page in document:
            wide, high = page.get_size()
            assert (round(wide), round(high)) == (842, 595)
            text = page.get_textpage()
            for box in (text.get_rect(n) for n in range(text.count_rects())):
                assert box[0] >= 40
                assert box[2] <= 842 - 40
                assert box[1] >= 10


def test_a_row_stays_on_one_sheet_and_a_line_never_ends_inside_a_name(tmp_path: Path) -> None:
    places = ["ประจวบคีรีขันธ์", "เฉลิมพระเกียรติ", "พระนครศรีอยุธยา", "วังน้ำเขียว"]
    names = [f"องค์การบริหารส่วน{'ตำบล' * (n % 3 == 0)}ต้น{n}ต " + "สำนักงาน " * (n % 4 + 3) + f"อำเภอ{places[n % 4]} ท{n}ท"
             for n in range(60)]  # fmt: skip
    form = replace(catalogue.R4, columns=tuple(one for one in catalogue.R4.columns if one.type is not Type.TEXT))
    one = told(form, "province", names)
    made = report_pdf(one)
    text = texts(made, tmp_path)
    with pdfium.PdfDocument(made) as document:
        found = [squeezed(page.get_textpage().get_text_range()) for page in document]
    parts = ceil(len(saying.numbers(one)) / MOST_COLUMNS)
    assert [text.count(f"อำเภอ{place}") for place in places] == [15 * parts] * 4
    for n, name in enumerate(names):
        assert squeezed(to_thai(name)) in squeezed(text)
        begins, ends = to_thai(f"ต้น{n}ต"), to_thai(f"ท{n}ท")
        assert [begins in sheet for sheet in found] == [ends in sheet for sheet in found]


def test_the_paper_is_an_archive_that_holds_its_own_proof() -> None:
    one = told(catalogue.R4, "lgo", None)
    made = report_pdf(one)
    assert made == report_pdf(one)
    with pdfium.PdfDocument(made) as document:
        assert document.count_attachments() == 1
        inside = document.get_attachment(0)
        assert inside.get_name() == "report.json"
        assert bytes(inside.get_data()) == data.as_json(one)


def test_the_hash_is_computed_again_with_hashlib_alone() -> None:
    made = data.as_json(told(catalogue.R2, "province", DISTRICTS))
    read = json.loads(made)
    raw = made[made.index(b'"signed":') + len(b'"signed":') : -1]
    assert hashlib.sha256(raw).hexdigest() == read["hash"]
    again = json.dumps(read["signed"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert again == raw
    read["signed"]["values"]["total"] = "1"
    changed = json.dumps(read["signed"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert hashlib.sha256(changed).hexdigest() != read["hash"]


def test_the_sheet_has_numbers_as_numbers_and_no_formula() -> None:
    one = told(catalogue.R4, "lgo", None)
    book = openpyxl.load_workbook(io.BytesIO(data.as_xlsx(one)))
    sheet, second = book.worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    last = list(sheet.iter_rows(values_only=True))[-1]
    for place, column in enumerate(one.form.columns, 1):
        value = one.values[column.code]
        assert last[place] == (EVIL if column.type is Type.TEXT else value)
        assert column.type is Type.TEXT or isinstance(last[place], int | float)
    told_there = {row[0]: row[1] for row in second.iter_rows(values_only=True)}
    assert told_there["SHA-256"] == one.edition.hash
    assert told_there["หมายเหตุ: ทั้งฉบับ"] == "หมายเหตุ 1"
    assert any(str(label).startswith("ข้อตรวจ: ไม่ผ่าน") for label in told_there)


def test_the_plain_table_has_its_mark_and_no_cell_begins_a_formula() -> None:
    one = told(catalogue.R4, "province", ["+1+1", "@SUM(A1)"])
    made = data.as_csv(one)
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    assert rows[-4][:2] == ["รวม 2 จาก 3 แห่ง", format(one.values["asked"], "f")]
    assert rows[-3] == ["ไม่มีการดำเนินงาน", "ไม่ใช่"]
    assert rows[-2] == ["ยังไม่รวม", "ศป.ปส.อ.ปักธงชัย"]
    assert rows[-1][1] == one.edition.hash
    whole = openpyxl.load_workbook(io.BytesIO(data.as_xlsx(one))).worksheets[0]
    assert whole.cell(whole.max_row, 1).value == "รวม 2 จาก 3 แห่ง"


def test_the_plain_table_says_that_nothing_was_done_and_a_whole_sum_is_only_a_sum() -> None:
    rows = list(csv.reader(io.StringIO(data.as_csv(told(catalogue.R4, "lgo", None, nil=True)).decode("utf-8-sig"))))
    assert rows[-2] == ["ไม่มีการดำเนินงาน", "ใช่"]
    one = told(catalogue.R4, "province", DISTRICTS)
    one.edition.missing = []
    rows = list(csv.reader(io.StringIO(data.as_csv(one).decode("utf-8-sig"))))
    assert [row[0] for row in rows[-3:]] == ["รวม", "ไม่มีการดำเนินงาน", "SHA-256"]


def test_a_nil_return_and_checks_that_failed_are_said(tmp_path: Path) -> None:
    one = told(catalogue.R2, "district", None, nil=True)
    text = squeezed(texts(report_pdf(one), tmp_path))
    assert "ไม่มีการดำเนินงานในงวดนี้" in text
    assert "ข้อตรวจที่ไม่ผ่าน" in text
    quiet = replace(one, failed=[])
    assert "ข้อตรวจที่ไม่ผ่าน" not in squeezed(texts(report_pdf(quiet), tmp_path))


def test_the_name_list_is_named_on_the_paper_with_how_many_it_holds(tmp_path: Path) -> None:
    one = told(catalogue.R2, "district", None)
    assert "บัญชีรายชื่อผู้ย้าย" not in squeezed(texts(report_pdf(one), tmp_path))
    one.edition.annex = [[7, 1], [8, 1]]
    text = squeezed(texts(report_pdf(one), tmp_path))
    assert "เอกสารที่แนบแยก" in text
    assert "บัญชีรายชื่อผู้ย้าย(ลับ)จำนวน๒คน" in text


def test_a_hash_is_read_in_groups_of_four() -> None:
    assert re.fullmatch(r"(?:[0-9a-f]{4} ){15}[0-9a-f]{4}", saying.grouped("0123456789abcdef" * 4))
    assert saying.period(date(2024, 2, 1), date(2024, 2, 29)) == "1–29 กุมภาพันธ์ 2567"
    assert saying.period(date(2025, 12, 16), date(2026, 1, 15)) == "16 ธันวาคม 2568 – 15 มกราคม 2569"
