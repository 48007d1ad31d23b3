"""Lists taken out: nothing in them runs, everything says whose they are, and nobody else fetches them."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from tests.aftercare import district as make
from tests.aftercare.test_board import build, enter, page
from tests.factories.actors import NOW

from tidtam.aftercare import facts
from tidtam.aftercare.actions import exporting
from tidtam.audit.models import Entry, Read
from tidtam.files import actions as files
from tidtam.files import exports, making
from tidtam.files.models import Export
from tidtam.kernel import wall
from tidtam.kernel.problem import NotAllowed, Problem
from tidtam.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
DANGEROUS = ["=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "'=1"]


def content(public_id: str) -> bytes:
    return b"".join(exports.pieces(public_id))


def taken_out(client, what: str = "board", **asked: str) -> Export:
    answer = client.post("/care/exports/new/", {"what": what, "purpose": "ประชุมคณะกรรมการอำเภอ", **asked})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    wall.enter("1.")
    return Export.objects.latest("id")


def test_nothing_in_a_workbook_runs():
    cases = build()
    wall.enter("1.")
    for case, name in zip(cases, DANGEROUS, strict=False):
        Person.objects.filter(pk=case.person_id).update(first_name=name, last_name="")
    client, _actor = enter("DOPA-3014")
    made = taken_out(client, tab="all")
    book = openpyxl.load_workbook(io.BytesIO(content(made.public_id)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert {str(cell.value).strip() for cell in cells} >= {name.strip() for name in DANGEROUS[:5]}


def test_nothing_in_a_csv_begins_a_formula():
    sheet = exports.Sheet("ก", ["ชื่อ"], [(text, 5, None) for text in DANGEROUS])
    exports.write("csvtest00000", "csv", [sheet], exports.Mark("=ลับ"), lambda _n: None)
    rows = list(csv.reader(io.StringIO(content("csvtest00000").decode("utf-8-sig"))))
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert not any(cell.startswith(("\t", "\r", "\n")) for row in rows for cell in row)
    exports.drop("csvtest00000")


def test_every_sheet_says_who_when_what_for_and_the_law():
    build()
    client, actor = enter("DOPA-3014")
    made = taken_out(client, tab="all")
    book = openpyxl.load_workbook(io.BytesIO(content(made.public_id)))
    for sheet in book:
        head = sheet.cell(1, 1).value
        assert actor.name in head and "ประชุมคณะกรรมการอำเภอ" in head and "ศป.ปส.อ.ปักธงชัย" in head
        assert "2569" in head and "ม.157" in head
        assert actor.name in sheet.oddFooter.left.text
    assert sheet.max_row == 2 + 6


def test_a_purpose_is_needed_and_the_page_cites_the_law():
    build()
    client, _actor = enter("DOPA-3014")
    assert "มาตรา 157 และ 164" in page(client, "/care/exports/new/?what=board")
    answer = client.post("/care/exports/new/", {"what": "board", "purpose": "ดู"})
    assert answer.status_code == 422
    wall.enter("1.")
    assert not Export.objects.exists()
    page(client, "/care/exports/new/?what=nothing", status=404)


def test_an_export_is_sealed_on_disk_logged_and_its_owners_alone():
    cases = build()
    client, _actor = enter("DOPA-3014")
    made = taken_out(client, tab="all")
    sealed = (exports.folder() / f"{made.public_id}.sealed").read_bytes()
    assert b"PK\x03\x04" not in sealed
    assert not [path for path in exports.folder().iterdir() if path.suffix != ".sealed"]
    verbs = list(Entry.objects.filter(object_id=str(made.pk)).values_list("verb", flat=True))
    assert verbs == ["files.export.asked", "files.export.made"]
    read = Read.objects.get(purpose="export board")
    assert set(read.people) == {case.person_id for case in cases}
    assert made.title in page(client, "/care/exports/")
    answer = client.get(f"/care/exports/{made.public_id}/file/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert "no-store" in answer["Cache-Control"]
    for elsewhere in ("/help/exports/{}/file/", "/exchange/sheet/{}/"):  # open to the role, but not for this list
        assert client.get(elsewhere.format(made.public_id)).status_code == 404
    other, _him = enter("DOPA-3014")
    assert other.get(f"/care/exports/{made.public_id}/file/").status_code == 404
    above, _her = enter("DOPA-30", "drug_coordinator")
    assert above.get(f"/care/exports/{made.public_id}/file/").status_code == 404
    assert made.title not in page(above, "/care/exports/")
    team, _member = enter("DOPA-3014", "team_member")
    assert team.get("/care/exports/").status_code == 403


def test_a_link_ends_after_a_day_and_the_file_with_it(monkeypatch):
    build()
    client, actor = enter("DOPA-3014")
    made = taken_out(client)
    with pytest.raises(Problem, match="หมดอายุ"):
        files.take_export(export=made, by=actor, at=NOW + timedelta(hours=25))
    assert files.drop_expired(at=NOW + timedelta(hours=23)) == 0
    assert files.drop_expired(at=NOW + timedelta(hours=25)) == 1
    assert client.get(f"/care/exports/{made.public_id}/file/").status_code == 422
    assert "หมดอายุแล้ว" in page(client, "/care/exports/")


@pytest.mark.parametrize("what", ["rounds", "review", "quality", "figures"])
def test_each_list_can_be_taken_out(what):
    cases = build()
    make.visit(cases[0], 1)
    client, _actor = enter("DOPA-3014")
    made = taken_out(client, what)
    book = openpyxl.load_workbook(io.BytesIO(content(made.public_id)))
    assert made.state == "ready"
    assert book.worksheets[0].max_row >= 3
    if what == "rounds":
        assert book.worksheets[0].max_row == 2 + 24 * len(cases)


@pytest.mark.parametrize("half", ["0", "99999999", "52799", "-1", "abc", "9" * 24])
def test_columns_are_taken_out_of_the_period_the_page_shows(half):
    build()
    client, _actor = enter("DOPA-3014")
    now = facts.period_of(make.TODAY)
    shown = f'half={now}"'  # the page leads to the export of the period it shows
    assert shown in page(client, f"/care/figures/columns/?half={half}")
    book = openpyxl.load_workbook(io.BytesIO(content(taken_out(client, "figures", half=half).public_id)))
    days = {exports.said(facts.period_start(now)), exports.said(facts.period_end(now))}
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert days <= cells
    early = content(taken_out(client, "figures", half=str(now - 1)).public_id)
    cells = {str(cell.value) for sheet in openpyxl.load_workbook(io.BytesIO(early)) for row in sheet for cell in row}
    assert exports.said(facts.period_end(now - 1)) in cells and not days & cells


def test_a_long_list_is_a_job_that_ends_with_the_right(monkeypatch):
    from tidtam.accounts.models import Grant

    build()
    monkeypatch.setattr(making, "AT_ONCE", 3)
    client, actor = enter("DOPA-3014")
    made = taken_out(client, tab="all")
    assert made.state == "waiting"
    assert "progress" in page(client, "/care/exports/")
    making.run(export_id=made.pk, grant_id=actor.grant_id, maker=exporting.make, at=NOW)
    wall.enter("1.")
    made.refresh_from_db()
    assert (made.state, made.done) == ("ready", 6)
    again = taken_out(client, tab="all")
    Grant.objects.filter(pk=actor.grant_id).update(revoked_at=NOW)
    making.run(export_id=again.pk, grant_id=actor.grant_id, maker=exporting.make, at=NOW)
    wall.enter("1.")
    again.refresh_from_db()
    assert again.state == "failed"


def test_who_may_not_export_gets_nothing():
    build()
    _client, actor = enter("DOPA-3014", "drug_chief")
    wall.enter(actor.scope)
    with pytest.raises(NotAllowed):
        exporting.ask(what="board", asked={}, purpose="ประชุมคณะกรรมการ", by=actor, at=NOW)


def test_rows_beyond_one_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(exports, "SHEET_ROWS", 10)
    sheet = exports.Sheet("ยาว", ["n"], ((n,) for n in range(25)))
    written = exports.write("sheets000000", "xlsx", [sheet], exports.Mark("ลับ"), lambda _n: None)
    book = openpyxl.load_workbook(io.BytesIO(content("sheets000000")))
    assert written.rows == 25
    assert [sheet.max_row - 2 for sheet in book] == [10, 10, 5]
    exports.drop("sheets000000")
