"""The pages of rosters, from the file to the undo; and one person enrolled by hand."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import load_workbook
from tests.aftercare.rosters import FIRST, area, client_of, row, sheet, url
from tests.factories.actors import NOW, office

from tidtam.aftercare import tasks
from tidtam.aftercare.actions import teams
from tidtam.aftercare.models import Case, Cohort, RosterImport
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.people.models import Person
from tidtam.thai.national_id import synthetic

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cohort: Cohort) -> Client:
    return client_of("DOPA-3014")


def upload(client: Client, content: bytes, cohort: Cohort, name: str = "รายชื่อ.xlsx") -> Any:
    return client.post(url("rosters"), {"cohort": cohort.public_id, "file": SimpleUploadedFile(name, content)})


def test_the_whole_way_by_clicking(client: Client, cohort: Cohort) -> None:
    assert "นำเข้ารายชื่อ" in client.get(url("rosters")).content.decode()
    answer = upload(client, sheet([row(1), row(2, id="123"), row(3)]), cohort)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "นำเข้า 2 คน" in page and "แถว 3" in page and "ไม่ครบ 13 หลัก" in page
    with wall.scope("1."):
        roster = RosterImport.objects.get()
    book = load_workbook(io.BytesIO(client.get(url("roster_bad", roster.public_id)).content))
    cells = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert cells[1][:2] == ["3", "เลขประจำตัวประชาชน"]
    columns = client.get(url("roster_columns", roster.public_id)).content.decode()
    assert "9••••••••••" in columns and synthetic(1) not in columns
    assert client.post(url("roster_apply", roster.public_id)).status_code == 302
    running = client.get(url("roster", roster.public_id)).content.decode()
    assert "รอเริ่มนำเข้า" in running and 'hx-trigger="every 2s"' in running
    progress = client.get(url("roster_progress", roster.public_id))
    assert progress.status_code == 200 and "HX-Redirect" not in progress
    again = client.post(url("roster_apply", roster.public_id))
    assert again.status_code == 409 and "กำลังนำเข้าอยู่แล้ว" in again.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'aftercare.apply_roster'")
        [job] = cursor.fetchall()
    tasks.apply_roster(**(job[0] if isinstance(job[0], dict) else __import__("json").loads(job[0])))
    done = client.get(url("roster", roster.public_id)).content.decode()
    assert "นำเข้าแล้ว" in done and "เลิกทำการนำเข้านี้" in done
    assert client.get(url("roster_progress", roster.public_id))["HX-Redirect"] == url("roster", roster.public_id)
    assert FIRST[1] in client.get(url("cohort", cohort.public_id)).content.decode()
    assert client.post(url("roster_undo", roster.public_id)).status_code == 302
    with wall.scope("1."):
        assert not Case.objects.exists() and not Person.objects.exists()


def test_bad_files_and_missing_fields_are_told_beside_the_field(client: Client, cohort: Cohort) -> None:
    assert upload(client, b"%PDF-1.7", cohort).status_code == 422
    assert upload(client, b"", cohort).status_code == 422
    none = client.post(url("rosters"), {"cohort": "zzz"})
    assert none.status_code == 422 and "เลือกไฟล์รายชื่อ" in none.content.decode()
    unknown = upload(client, sheet([["1", synthetic(1), "ก", "ข"]], header=["W", "X", "Y", "Z"]), cohort)
    assert unknown["Location"].endswith("/columns/")
    page = client.get(unknown["Location"]).content.decode()
    assert "ระบบหาหัวคอลัมน์ไม่พบ" in page
    twice = client.post(unknown["Location"], {"c1": "national_id", "c2": "first_name", "c3": "first_name"})
    assert twice.status_code == 422 and "เลือกไว้ที่อีกคอลัมน์แล้ว" in twice.content.decode()
    lacking = client.post(unknown["Location"], {"c2": "first_name"})
    assert lacking.status_code == 422 and "เลขประจำตัวประชาชน" in lacking.content.decode()
    right = client.post(unknown["Location"], {"c1": "national_id", "c2": "first_name", "c3": "last_name"})
    assert right.status_code == 302


def test_the_template_is_a_sheet_that_reads_back(client: Client, cohort: Cohort) -> None:
    answer = client.get(url("roster_blank"))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet") and answer.content[:2] == b"PK"


def test_a_stranger_finds_nothing(client: Client, cohort: Cohort) -> None:
    upload(client, sheet([row(1)]), cohort)
    with wall.scope("1."):
        roster = RosterImport.objects.get()
    stranger = client_of("DOPA-3609")
    for name in ("roster", "roster_columns", "roster_bad", "roster_progress"):
        assert stranger.get(url(name, roster.public_id)).status_code == 404, name
    for name in ("roster_apply", "roster_undo"):
        assert stranger.post(url(name, roster.public_id)).status_code == 404, name
    assert client_of("DOPA-30", "drug_coordinator").get(url("rosters")).status_code == 403


def test_one_person_is_enrolled_after_a_search(client: Client, cohort: Cohort) -> None:
    from tidtam.people.actions import register
    from tidtam.people.rules import AddressValues, PersonValues

    by = system("test")
    with wall.scope("1."):
        teams.ensure_teams(district_codes=["3014"], tambons=[area("ตูม")], by=by, at=NOW)
        person = register(
            person=PersonValues("สมหมาย", "ใจกล้า", id_number=synthetic(7)), purpose="aftercare", by=by, at=NOW,
            office=office("DOPA-3014"), addresses=[AddressValues(area("ตูม"), kind="current", moo="6")],
        )  # fmt: skip
    found = client.post(url("enrol"), {"q": "สมหมาย"}).content.decode()
    assert "เลือกคนนี้" in found and synthetic(7) not in found
    here = f"{url('enrol')}?person={person.public_id}"
    form = client.get(here).content.decode()
    assert f'value="TEAM-{area("ตูม")}" selected' in form
    bad = client.post(here, {"cohort": "", "office": "", "colour": "blue"})
    assert bad.status_code == 422
    right = {"cohort": cohort.public_id, "office": f"TEAM-{area('ตูม')}", "colour": "green", "completed_on": ""}
    assert client.post(here, right).status_code == 302
    with wall.scope("1."):
        case = Case.objects.get()
        assert (case.office.code, case.moo, case.area_id) == (f"TEAM-{area('ตูม')}", "6", area("ตูม"))
    again = client.post(here, right)
    assert again.status_code == 422 and "ลงทะเบียนซ้ำไม่ได้" in again.content.decode()
    assert client_of("DOPA-3609").get(here).status_code == 404


def test_who_is_in_already_is_counted_apart_and_is_no_fault(client: Client, cohort: Cohort) -> None:
    first = upload(client, sheet([row(1), row(2)]), cohort)
    assert client.post(first["Location"] + "apply/").status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'aftercare.apply_roster'")
        [job] = cursor.fetchall()
    tasks.apply_roster(**(job[0] if isinstance(job[0], dict) else __import__("json").loads(job[0])))
    again = upload(client, sheet([row(1), row(2), row(3, id="123")]), cohort)
    page = client.get(again["Location"]).content.decode()
    assert "มีอยู่แล้ว 2 แถว ไม่ต้องทำอะไร" in page and "แถว 2 · แถว 3" in " ".join(page.split())
    assert page.count("ไม่ครบ 13 หลัก") == 1 and "อยู่ในโครงการนี้แล้ว ไม่ต้องลงทะเบียนซ้ำ" not in page
