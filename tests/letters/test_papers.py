"""Registers and stamps as files: right text, no formulas, right font."""

from __future__ import annotations

import io
import subprocess

import pytest
from openpyxl import load_workbook
from tests.factories.actors import NOW, actor
from tests.factories.letters import monthly, received

from tidtam.letters.papers import sheets, typeset

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("https://example.org","กด") #set page(fill: red) $x$ \\ "'


def text_of(pdf: bytes, tmp_path) -> str:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf)
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    assert "Laksaman" in fonts or "Sarabun" in fonts
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout


def test_the_sheet_holds_no_formula_and_every_column(signed_in, lgo):
    received(actor(lgo), lgo, monthly(), subject=EVIL, issuer="+1+1", addressee="@SUM(A1)")
    answer = signed_in(lgo).get("/letters/register/in/sheet/")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[2]] == list(sheets.RECEIVED)
    row = sheet[3]
    assert [cell.data_type for cell in row[1:]].count("f") == 0
    assert row[0].value == 1
    assert row[5].value == EVIL
    assert row[3].value == "+1+1"
    assert row[6].value == "18 พ.ค. 2569"  # the hour of an earlier day is not invented


def test_the_register_on_paper_has_thai_digits_and_exact_text(signed_in, lgo, tmp_path):
    received(actor(lgo), lgo, monthly(), subject=EVIL)
    answer = signed_in(lgo).get("/letters/register/in/paper/?year=2026")
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content, tmp_path)
    assert "ทะเบียนหนังสือรับ พ.ศ. ๒๕๖๙" in text
    assert "นม ๐๐๒๓.๒๖/ว ๙๐๑" in " ".join(text.split())
    assert "#set page" in " ".join(text.split())
    empty = signed_in(lgo).get("/letters/register/out/paper/")
    assert empty.status_code == 200


def test_a_printed_register_is_bound_from_its_first_number(signed_in, lgo, tmp_path):
    first, second = (received(actor(lgo), lgo, monthly(), number=f"นม 0023.26/ว {n}") for n in (901, 902))
    assert (first.number, second.number) == (1, 2)
    client = signed_in(lgo)
    rows = load_workbook(io.BytesIO(client.get("/letters/register/in/sheet/").content)).active
    assert [rows.cell(n, 1).value for n in (3, 4)] == [1, 2]
    text = text_of(client.get("/letters/register/in/paper/").content, tmp_path)
    assert text.index("๙๐๑") < text.index("๙๐๒")
    page = client.get("/letters/register/in/").content.decode()
    assert page.index("ว 902") < page.index("ว 901")  # on screen the newest stands on top


def test_no_line_of_a_printed_register_ends_inside_the_name_of_the_matter(tmp_path):
    leads = ["ก" * n for n in range(40)]
    cells = [("1", "", "", f"{lead}ป้องกันและปราบปรามยาเสพติด", f"{lead} ยาเสพติด", "", "", "", "") for lead in leads]
    text = text_of(typeset.register_paper("ทะเบียน", "", sheets.SENT[:7] + sheets.SENT[8:], cells), tmp_path)
    assert text.count("ยาเสพติด") == 2 * len(leads)


def test_the_stamp_says_office_number_day_and_hour(signed_in, lgo, tmp_path):
    entry = received(actor(lgo), lgo, monthly(), received_on=NOW.date())
    client = signed_in(lgo)
    text = text_of(client.get(f"/letters/entries/{entry.public_id}/stamp/").content, tmp_path)
    assert entry.office.name_th in text
    assert "เลขรับ ๑" in text
    assert "๒๑ พ.ค. ๒๕๖๙" in text
    assert "๑๐.๐๐ น." in text


@pytest.mark.parametrize("word", ["ที่ปรึกษา ผู้ที่ญี่ปุ่น ฟื้นฟู", "น้ำใจ กตัญญู ฐานะ เปี๊ยะ", "สิ่งที่ครั้งหนึ่งปู่ตั้งใจ"])
def test_marks_above_and_below_survive(word, tmp_path):
    pdf = typeset.receipt_stamp(office=word, number="1", date="", time="")
    assert word.replace(" ", "") in text_of(pdf, tmp_path).replace(" ", "").replace("\n", "")
