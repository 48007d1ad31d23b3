"""Rosters as they come: merged cells, Thai digits, titles, totals, bent numbers, wrong files."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.aftercare.rules.rosters import HEAD, TODAY, checked, codes, person, xlsx

from tidtam.aftercare.rules import roster
from tidtam.aftercare.rules.registering import registration_of
from tidtam.aftercare.rules.roster import places, values
from tidtam.aftercare.rules.roster.columns import WHOLE
from tidtam.kernel.problem import Problem
from tidtam.people import rules as people
from tidtam.thai.digits import to_thai
from tidtam.thai.national_id import formatted, synthetic


def test_a_plain_roster() -> None:
    found = checked(xlsx([HEAD, person(1), person(2)]))
    assert [(one.row_no, one.reasons, one.warnings) for one in found] == [(2, [], []), (3, [], [])]
    first = found[0].values
    assert (first["national_id"], first["first_name"], first["last_name"]) == (synthetic(1), "บุญชาย", "มีสม")
    assert (first["sex"], first["birth_date"], first["reg_area"], first["cur_area"]) == (
        "1", date(1980, 4, 15), "301409", "301409",
    )  # fmt: skip


def test_titles_above_blank_lines_numbers_below_totals_and_signatures() -> None:
    rows = [
        ["บัญชีรายชื่อผู้ผ่านการฟื้นฟูสภาพทางสังคม รุ่นที่ ๒"],
        ["ศูนย์ฟื้นฟูสภาพทางสังคมอำเภอปักธงชัย จังหวัดนครราชสีมา"],
        [],
        HEAD,
        [f"({n})" for n in range(1, len(HEAD) + 1)],
        person(1),
        [],
        ["ตำบลตูม"],
        person(2),
        HEAD,
        person(3),
        [4],
        ["รวม", "", "", "3 คน"],
        [],
        ["", "", "", "ลงชื่อ ........................ ผู้รายงาน"],
        ["", "", "", "(นายสมชาย ใจดี)"],
    ]
    found = checked(xlsx(rows, merged=["A1:J1", "A2:J2", "A8:J8"]))
    assert [one.row_no for one in found] == [6, 9, 11]
    assert all(one.is_valid for one in found)


def test_two_lines_of_headers_with_merged_groups() -> None:
    top = ["ที่", "เลข ปชช.", "ชื่อ-สกุล", "ที่อยู่ตามทะเบียนบ้าน", "", "", "", "", "ที่อยู่ปัจจุบัน", "", "", "", "", "เบอร์โทร"]
    below = ["", "", "", *["บ้านเลขที่", "หมู่ที่", "ตำบล", "อำเภอ", "จังหวัด"] * 2, ""]
    row = [1, synthetic(5), "นางสาวสมใจ รักดี", "1/2", 3, "ตูม", "ปักธงชัย", "นครราชสีมา",
           "๙", "๑", "โป่งนก", "เทพสถิต", "ชัยภูมิ", "081-234-5678"]  # fmt: skip
    for merged in (["A1:A2", "B1:B2", "C1:C2", "D1:H1", "I1:M1", "N1:N2"], []):
        (found,) = checked(xlsx([top, below, row], merged))
        said = found.values
        assert found.errors == []
        assert (said["title"], said["first_name"], said["last_name"], said["sex"]) == ("นางสาว", "สมใจ", "รักดี", "2")
        assert (said["reg_area"], said["cur_area"][:4], said["cur_house"], said["reg_moo"]) == (
            "301409",
            "3609",
            "9",
            "3",
        )
        assert said["phone"] == "0812345678"


def test_merged_cells_are_shared_by_their_rows_and_a_person_over_two_lines_is_one() -> None:
    rows = [HEAD, person(1), person(2, ตำบล="", อำเภอ="", จังหวัด=""), person(3), [""] * 6 + ["", "", "", ""]]
    rows[4][5] = "ชาย"
    found = checked(xlsx(rows, merged=["H2:H3", "I2:I3", "J2:J3", "B4:B5", "D4:D5"]))
    assert [one.row_no for one in found] == [2, 3, 4]
    assert [one.values["reg_area"] for one in found] == ["301409"] * 3


@pytest.mark.parametrize(
    ("cell", "digits", "wrong"),
    [
        (synthetic(7), synthetic(7), ""),
        (int(synthetic(7)), synthetic(7), ""),
        (float(synthetic(7)), synthetic(7), ""),
        (formatted(synthetic(7)), synthetic(7), ""),
        (to_thai(formatted(synthetic(7))), synthetic(7), ""),
        (" ".join(synthetic(7)), synthetic(7), ""),
        (f"'{synthetic(7)}", synthetic(7), ""),
        (f"\u200b{synthetic(7)}\ufeff", synthetic(7), ""),
        (f"{synthetic(7)}.0", synthetic(7), ""),
        ("9.00001E+12", "", "scientific"),
        (f"{synthetic(7)[0]}.{synthetic(7)[1:]}E+12", synthetic(7), ""),
        ("1234567890123", "1234567890123", "checksum"),
        ("0000000000001", "0000000000001", "checksum"),
        (synthetic(7)[:12], synthetic(7)[:12], "length"),
        ("", "", ""),
        (None, "", ""),
        ("-", "", ""),
    ],
)
def test_numbers_as_they_come(cell: Any, digits: str, wrong: str) -> None:
    assert values.number_of(cell) == (digits, wrong)


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        ("15/4/2523", date(1980, 4, 15), "day"),
        ("15/4/1980", date(1980, 4, 15), "day"),
        ("15-04-2523", date(1980, 4, 15), "day"),
        ("15 4 2523", date(1980, 4, 15), "day"),
        ("๑๕ เม.ย. ๒๓", date(1980, 4, 15), "day"),
        ("15 เมษายน พ.ศ. 2523", date(1980, 4, 15), "day"),
        ("วันที่ 15 เดือน เมษายน พ.ศ. 2523", date(1980, 4, 15), "day"),
        ("1980-04-15", date(1980, 4, 15), "day"),
        ("2523-04-15", date(1980, 4, 15), "day"),
        ("2523/4/15", date(1980, 4, 15), "day"),
        ("15042523", date(1980, 4, 15), "day"),
        ("1980-04-15 00:00:00", date(1980, 4, 15), "day"),
        (29326, date(1980, 4, 15), "day"),
        (29326.0, date(1980, 4, 15), "day"),
        ("29326", date(1980, 4, 15), "day"),
        (datetime(1980, 4, 15), date(1980, 4, 15), "day"),
        (datetime(2523, 4, 15), date(1980, 4, 15), "day"),
        (date(2523, 4, 15), date(1980, 4, 15), "day"),
        ((date(2523, 4, 15) - date(1899, 12, 30)).days, date(1980, 4, 15), "day"),
        ("2523", date(1980, 1, 1), "year"),
        (2523.0, date(1980, 1, 1), "year"),
        ("พ.ศ. 2523", date(1980, 1, 1), "year"),
        ("00/00/2523", date(1980, 1, 1), "year"),
        ("เม.ย. 2523", date(1980, 4, 1), "month"),
    ],
)  # fmt: skip
def test_days_as_they_come(cell: Any, day: date, precision: str) -> None:
    found = values.day_of(cell)
    assert (found.day, found.precision, found.wrong) == (day, precision, False)


@pytest.mark.parametrize("cell", ["31/2/2523", "15/13/2523", "เมื่อวาน", "99/99/9999", -4, "1e9", "32132523"])
def test_days_that_are_none(cell: Any) -> None:
    assert values.day_of(cell).wrong


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"เลขประจำตัวประชาชน": "1234567890123"}, ("national_id", "checksum")),
        ({"เลขประจำตัวประชาชน": "12345"}, ("national_id", "length")),
        ({"เลขประจำตัวประชาชน": "9.00E+12"}, ("national_id", "scientific")),
        ({"เลขประจำตัวประชาชน": ""}, ("national_id", "missing")),
        ({"ชื่อ": "", "สกุล": ""}, ("first_name", "missing")),
        ({"ชื่อ": ""}, ("first_name", "missing")),
        ({"ชื่อ": "0812345678"}, ("first_name", "digits")),
        ({"วันเกิด": "31/2/2523"}, ("birth_date", "impossible")),
        ({"วันเกิด": "15/4/2570"}, ("birth_date", "future")),
        ({"วันเกิด": "15/4/2445"}, ("birth_date", "too_old")),
        ({"วันเกิด": "15/4/2563"}, ("birth_date", "too_young")),
        ({"จังหวัด": "แดนไกล"}, ("reg_province", "place")),
        ({"อำเภอ": "เทพสถิต"}, ("reg_amphoe", "place")),
        ({"ตำบล": "โป่งนก"}, ("reg_tambon", "place")),
    ],
)
def test_each_fault_is_told_beside_its_column(changed: dict[str, Any], expected: tuple[str, str]) -> None:
    found = checked(xlsx([HEAD, person(1), person(2, **changed)]))
    assert codes(found[0]) == []
    assert codes(found[1]) == [expected]
    assert all("ก" <= reason[0] <= "๛" for reason in found[1].reasons)


def test_no_finding_repeats_what_stands_in_a_cell() -> None:
    bad = person(2, เลขประจำตัวประชาชน="1234567890123", วันเกิด="31/2/2523", ตำบล="โป่งนก", ชื่อ="ลับมาก99999")
    (_, found) = checked(xlsx([HEAD, person(1), bad]))
    text = " ".join(found.reasons)
    assert not any(secret in text for secret in ("1234567890123", "31/2", "โป่งนก", "ลับมาก"))


def test_the_same_number_twice_names_the_first_row() -> None:
    found = checked(xlsx([HEAD, person(1), person(2), person(3, เลขประจำตัวประชาชน=to_thai(formatted(synthetic(1))))]))
    assert [codes(one) for one in found] == [[], [], [("national_id", "twice")]]
    assert found[2].reasons == ["เลขประจำตัวซ้ำกับแถว 2"]


def test_people_without_a_number_need_a_reason() -> None:
    head = [*HEAD, "เหตุผลที่ไม่มีเลข"]
    found = checked(xlsx([head, [*person(1, เลขประจำตัวประชาชน=""), "บุคคลไร้รัฐ"], person(2, เลขประจำตัวประชาชน="ต่างด้าว")]))
    assert [one.is_valid for one in found] == [True, True]
    assert found[1].values["no_id_reason"] == "ต่างด้าว"


def test_completed_on_per_row() -> None:
    head = [*HEAD, "วันจบ"]
    rows = [[*person(n), cell] for n, cell in enumerate(("", "31/3/2566", "2570-01-01", "31/2/2566", "2023-03-31"), 1)]
    found = checked(xlsx([head, *rows]), completed_on=date(2023, 3, 30))
    assert [one.values["completed_on"] for one in found][:2] == [date(2023, 3, 30), date(2023, 3, 31)]
    assert [codes(one) for one in found] == [
        [], [], [("completed_on", "future")], [("completed_on", "impossible")], [],
    ]  # fmt: skip


def test_formulas_and_invisible_signs_are_cleaned_and_told() -> None:
    (found,) = checked(xlsx([HEAD, person(1, ชื่อ="\u200bสม\u200bชาย\u00a0", สกุล="@ใจดี")]))
    assert (found.values["first_name"], found.values["last_name"]) == ("สมชาย", "ใจดี")
    assert [one.code for one in found.warnings] == ["formula"]


def test_spelling_of_places_is_mended_and_told() -> None:
    (found,) = checked(xlsx([HEAD, person(1, ตำบล="ต. ตูม", อำเภอ="อ.ปักธงไชย", จังหวัด="จ.นครราชสิมา")]))
    assert (found.values["reg_area"], found.errors) == ("301409", [])
    assert [one.code for one in found.warnings] == ["spelling"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("12/3 ม.4 ต.ตูม อ.ปักธงชัย จ.นครราชสีมา 30150", "301409"),
        ("บ้านเลขที่ 12/3 หมู่ที่ 4 ตำบลตูม อำเภอปักธงชัย จังหวัดนครราชสีมา", "301409"),
        ("1 แขวงดุสิต เขตดุสิต กรุงเทพมหานคร", "100201"),
        ("12/3หมู่4ตำบลตูมอำเภอปักธงชัยจังหวัดนครราชสีมา", "301409"),
    ],
)
def test_an_address_in_one_cell(address: str, code: str) -> None:
    head = ["เลขประจำตัวประชาชน", "ชื่อ-สกุล", "ที่อยู่", "หมายเหตุ"]
    (found,) = checked(xlsx([head, [synthetic(1), "นายสมชาย ใจดี", address, "x"]]))
    assert (found.errors, found.values["reg_area"], found.values["cur_area"]) == ([], code, code)
    assert places.split(address)["house"] in ("12/3", "1")


def _csv(rows: list[list[Any]], sign: str) -> str:
    return "\r\n".join(sign.join(str(cell) for cell in row) for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_text_in_every_encoding_and_delimiter(encoding: str, sign: str) -> None:
    content = _csv([HEAD, person(1), person(2)], sign).encode(encoding)
    found = checked(content, "a.csv")
    assert [(one.row_no, one.reasons) for one in found] == [(2, []), (3, [])]


def test_csv_row_numbers_are_those_of_the_spreadsheet() -> None:
    text = _csv([["ชื่อเรื่อง\nสองบรรทัด"], HEAD, person(1)], ",").replace("ชื่อเรื่อง\nสองบรรทัด", '"ชื่อเรื่อง\nสองบรรทัด"')
    assert [one.row_no for one in checked(text.encode(), "a.csv")] == [3]


def test_a_mapping_chosen_by_hand_wins() -> None:
    content = xlsx([["ก", "ข", "ค"], ["สมชาย", "ใจดี", synthetic(1)]])
    with pytest.raises(Problem, match="header"):
        roster.read(content, "a.xlsx")
    sheet = roster.read(content, "a.xlsx", {"first_name": 0, "last_name": 1, "national_id": 2})
    assert [one.is_valid for one in roster.check(sheet, TODAY)] == [True]
    with pytest.raises(Problem, match="mapping"):
        roster.read(content, "a.xlsx", {"first_name": 0, "last_name": 0})


def test_the_sheet_that_holds_people_is_found() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(xlsx([HEAD, person(1)])))
    book.create_sheet("คำชี้แจง", 0).append(["กรุณาอ่านก่อนกรอก"])
    out = io.BytesIO()
    book.save(out)
    sheet = roster.read(out.getvalue(), "a.xlsx")
    assert (sheet.name, len(sheet.rows)) == ("รายชื่อ", 1)


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 1024 * 1024))
    return out.getvalue()


def _far() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "ชื่อ", "x"  # type: ignore[index]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "name", "code"),
    [
        (lambda: b"", "a.xlsx", "empty"),
        (lambda: b"  \r\n", "a.csv", "empty"),
        (lambda: b"PK\x03\x04nonsense", "a.xlsx", "broken"),
        (lambda: xlsx([HEAD, person(1)])[:-300], "a.xlsx", "broken"),
        (lambda: b"%PDF-1.7 abc", "a.xlsx", "broken"),
        (lambda: b"<html><table></table></html>", "a.xls", "broken"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "broken"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "locked"),
        (lambda: xlsx([["สวัสดี"], ["ไม่มีรายชื่อ"]]), "a.xlsx", "header"),
        (lambda: xlsx([HEAD]), "a.xlsx", "empty"),
        (lambda: _csv([HEAD, *([person(1)] * 20_001)], ",").encode(), "a.csv", "too_many_rows"),
        (_bomb, "a.xlsx", "too_big"),
        (_far, "a.xlsx", "too_big"),
        (lambda: b"x" * (20 * 1024 * 1024 + 1), "a.csv", "too_big"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_say_why(make: Any, name: str, code: str) -> None:
    with pytest.raises(Problem) as told:
        roster.read(make(), name)
    assert told.value.code == f"aftercare.roster_{code}"
    assert "ก" <= told.value.message[0] <= "๛"


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.ods"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    try:
        roster.check(roster.read(content, name), TODAY)
    except Problem as told:
        assert told.field == "file"


CELLS = st.one_of(
    st.text(max_size=20), st.integers(-(10**14), 10**14), st.floats(), st.none(), st.dates(), st.booleans()
)


@given(st.lists(st.lists(CELLS, min_size=10, max_size=10), min_size=1, max_size=4))
def test_any_cells_are_checked(cells: list[list[Any]]) -> None:
    mapping = {
        key: n
        for n, key in enumerate(
            (
                "serial",
                "national_id",
                "first_name",
                "last_name",
                "birth_date",
                "phone",
                "sex",
                "reg_tambon",
                "reg_province",
                "completed_on",
            )
        )
    }
    rows = [roster.Row(n, dict(zip(mapping, row, strict=True))) for n, row in enumerate(cells)]
    for one in roster.check(roster.Sheet("", 1, [], mapping, rows, []), TODAY):
        assert all(found.message for found in (*one.errors, *one.warnings))


def test_the_template_can_be_filled_in_and_read() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(roster.template(made_on=TODAY)))
    assert book.sheetnames == ["รายชื่อ", "วิธีกรอก"]
    sheet = book["รายชื่อ"]
    assert {str(one.formula1)[:10] for one in sheet.data_validations.dataValidation}
    titles = [cell.value for cell in sheet[1]]
    assert titles == [column.title for key, column in roster.COLUMNS.items() if key not in WHOLE]
    filled = {"ลำดับ": 1, "เลขประจำตัวประชาชน": synthetic(3), "คำนำหน้า": "นาง", "ชื่อ": "สมศรี", "สกุล": "ใจดี"}
    sheet.append([filled.get(title) for title in titles])
    out = io.BytesIO()
    book.save(out)
    read = roster.read(out.getvalue(), "t.xlsx")
    assert set(read.mapping) == set(roster.COLUMNS) - set(WHOLE)
    assert [(one.row_no, one.is_valid) for one in roster.check(read, TODAY)] == [(3, True)]


@pytest.mark.slow
def test_ten_thousand_rows_within_ten_seconds() -> None:
    content = xlsx([HEAD, *(person(n) for n in range(1, 10_001))])
    began = time.process_time()
    found = checked(content)
    assert time.process_time() - began < 10
    assert sum(one.is_valid for one in found) == 10_000


@pytest.mark.parametrize("nickname", ["เอ 2", "โอ๋/หนุ่ย", "๙๙", "0812345678", "-", "=นก"])
@pytest.mark.parametrize("name", ["สมชาย", "สมชาย1", "สม@ชาย", "สมชาย (เอ)", "1", "ก" * 200])
def test_what_the_dry_run_accepts_can_be_registered(name: str, nickname: str) -> None:
    found = checked(xlsx([[*HEAD, "ชื่อเล่น"], [*person(1, ชื่อ=name), nickname]]))[0]
    assert found.is_valid == (name not in {"1", "ก" * 200})
    if found.is_valid:
        assert people.check(registration_of(found.values), today=TODAY) == []
        assert "0812345678" not in found.values["nickname"]
