"""Rosters: nasty files, twins, applying by batches, killed workers, two recorders, undo to the last row, pages."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests.factories.actors import NOW, TODAY, actor, member, office

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.aftercare import tasks
from tidtam.aftercare.actions import applying, programmes, rosters, teams
from tidtam.aftercare.actions.programmes import CohortValues, ProgrammeValues
from tidtam.aftercare.models import Case, Cohort, Offer, RosterImport, Round, Transfer
from tidtam.aftercare.queries import rosters as queries
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.people.models import Address, Person, PersonKey
from tidtam.thai.digits import to_thai
from tidtam.thai.national_id import synthetic

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HEADER = [
    "ลำดับ", "เลขประจำตัวประชาชน", "เหตุผลที่ไม่มีเลข", "คำนำหน้า", "ชื่อ", "สกุล", "วันเกิด", "ตำบล", "อำเภอ", "จังหวัด", "โทรศัพท์",
]  # fmt: skip
DONE = date(2026, 3, 31)
FIRST = ("สมชาย", "วิเชียร", "นิรันดร์", "อนุชา", "ประเสริฐ", "บุญมี", "สุรชัย", "มานพ", "ทองดี", "กิตติ")
LAST = ("ใจกล้า", "แสนสุข", "ภูมิใจ", "พึ่งบุญ", "มีทรัพย์", "คงสวัสดิ์", "ดีมาก", "ศรีงาม", "ทองคำ", "แก้วดี")


def row(
    serial: int, tambon: str = "ตูม", amphoe: str = "ปักธงชัย", province: str = "นครราชสีมา", **other: str
) -> list[str]:
    """One right line of a roster."""
    values = {
        "serial": str(serial), "id": synthetic(serial), "reason": "", "title": "นาย", "first": FIRST[serial % 10],
        "last": f"{LAST[serial // 10 % 10]}{chr(0x0E01 + serial // 100 % 40)}าว", "birth": f"15/4/{2520 + serial % 30}",
        "tambon": tambon, "amphoe": amphoe, "province": province, "phone": "081234567" + str(serial % 10),
    } | other  # fmt: skip
    return list(values.values())


def sheet(
    rows: Sequence[Sequence[Any]], *, merge: Callable[[Any], None] | None = None, header: list[str] = HEADER
) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("รายชื่อ")
        for number, cells in enumerate([header, *rows]):
            page.write_row(number, 0, cells)
        if merge:
            merge(page)
    return buffer.getvalue()


@pytest.fixture
def cohort(db: None) -> Cohort:
    return make_cohort()


def make_cohort() -> Cohort:
    by = system("test")
    wall.enter(by.scope)
    programme = programmes.make_programme(values=ProgrammeValues("CARE-2569", "โครงการปี 2569", 2569), by=by, at=NOW)
    values = CohortValues(programme, 1, office("DOPA-3014"), "ศูนย์ฟื้นฟูอำเภอปักธงชัย", date(2026, 3, 16), DONE)
    return programmes.make_cohort(values=values, by=by, at=NOW)


@pytest.fixture
def recorder(cohort: Cohort) -> Actor:
    return actor("DOPA-3014", "drug_recorder")


def checked(content: bytes, cohort: Cohort, by: Actor, name: str = "รายชื่อ.xlsx") -> RosterImport:
    return rosters.check(content=content, name=name, cohort=cohort, by=by, at=NOW, today=TODAY)


def applied(roster: RosterImport, by: Actor, **chosen: str) -> RosterImport:
    started = rosters.start_apply(roster=roster, chosen={k[1:]: v for k, v in chosen.items()}, by=by, at=NOW)
    plan = applying.load(roster=started, by=by, today=TODAY)
    while applying.next_batch(plan=plan, by=by, at=NOW):
        pass
    roster.refresh_from_db()
    return roster


def words(roster: RosterImport) -> list[tuple[int, str, str]]:
    return [(line.row, line.column, line.words) for line in queries.lines(roster, hard=True)]


# The dry run ---------------------------------------------------------------------------------------------------------
def test_sixty_people_with_five_bad_rows(cohort: Cohort, recorder: Actor) -> None:
    rows = [row(n) for n in range(1, 61)]
    rows[4][1] = "1234567890123"  # wrong check digit
    rows[9][4] = rows[9][5] = ""  # no name
    rows[19][1] = rows[18][1]  # the same number twice
    rows[29][6] = "31/2/2530"  # no such day
    rows[39][7] = "ตำบลที่ไม่มี"
    roster = checked(sheet(rows), cohort, recorder)
    assert (roster.rows, roster.valid, roster.state) == (60, 55, "checked")
    assert [(number, column) for number, column, _words in words(roster)] == [
        (6, "เลขประจำตัวประชาชน"), (11, "ชื่อ"), (21, "เลขประจำตัวประชาชน"), (31, "วันเกิด"), (41, "ตำบล (ทะเบียนบ้าน)"),
    ]  # fmt: skip
    assert not Case.objects.exists() and not Person.objects.exists()
    kept = str(roster.findings) + str(roster.mapping)
    assert not any(one[1] in kept or one[5] in kept for one in rows if one[5])
    assert bytes(roster.content_sealed)[:2] != b"PK" and queries.content_of(roster)[:2] == b"PK"
    applied(roster, recorder)
    assert roster.state == "applied" and roster.valid == Case.objects.count() == Person.objects.count() == 55
    assert Round.objects.count() == 55 * 24
    first = Round.objects.filter(case=Case.objects.first(), round_no=1).get()
    assert first.due_on == date(2026, 4, 15)


def test_thai_digits_merged_cells_titles_and_totals_are_read(cohort: Cohort, recorder: Actor) -> None:
    rows: list[list[Any]] = [[to_thai(cell) for cell in row(n)] for n in range(1, 4)]
    for one in rows[1:]:
        one[7] = one[8] = one[9] = ""  # covered by the merged cells above
    rows.append(["รวม", "3 คน"])

    def merge(page: Any) -> None:
        for column, text in ((7, "ตูม"), (8, "ปักธงชัย"), (9, "นครราชสีมา")):
            page.merge_range(1, column, 3, column, text)

    roster = checked(sheet(rows, merge=merge), cohort, recorder)
    assert (roster.rows, roster.valid) == (3, 3), words(roster)
    applied(roster, recorder)
    assert set(Address.objects.values_list("area_id", flat=True)) == {area("ตูม")}


def area(name: str, district: str = "3014") -> str:
    from tidtam.places.models import Area

    return Area.objects.get(name_th=name, parent_id=district).code


def test_a_person_without_a_number_is_taken_in_with_the_reason(cohort: Cohort, recorder: Actor) -> None:
    rows = [row(1, id="", reason="ไม่มีบัตร รอพิสูจน์สัญชาติ"), row(2, id="", reason="")]
    roster = checked(sheet(rows), cohort, recorder)
    assert roster.valid == 1 and words(roster)[0][:2] == (3, "เลขประจำตัวประชาชน")
    applied(roster, recorder)
    person = Person.objects.get()
    assert (person.id_kind, person.no_id_reason) == ("none", "ไม่มีบัตร รอพิสูจน์สัญชาติ")


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.xlsx"), (b"PK\x03\x04 broken", "a.xlsx"), (b"%PDF-1.7", "a.pdf"), (b"\x89PNG\r\n", "a.png")],
)
def test_what_is_no_table_is_refused_beside_the_file(
    cohort: Cohort, recorder: Actor, content: bytes, name: str
) -> None:
    with pytest.raises(Problem) as caught:
        checked(content, cohort, recorder, name)
    assert caught.value.field == "file" and not RosterImport.objects.exists()


def test_columns_nobody_recognises_are_named_by_hand(cohort: Cohort, recorder: Actor) -> None:
    header = ["A1", "B1", "C1", "D1"]
    content = sheet([[str(n), synthetic(n), FIRST[n], LAST[n]] for n in range(1, 4)], header=header)
    roster = checked(content, cohort, recorder)
    assert (roster.rows, roster.valid) == (0, 0) and "หัวคอลัมน์" in roster.problem
    seen = queries.columns_of(queries.content_of(roster), roster.filename)
    assert [one.header for one in seen] == header and seen[1].samples[0] == f"9{'•' * 10}{synthetic(1)[-1]}"
    with pytest.raises(Problem):
        rosters.remap(roster=roster, columns={"national_id": 1}, by=recorder, at=NOW, today=TODAY)
    again = rosters.remap(
        roster=roster, columns={"national_id": 1, "first_name": 2, "last_name": 3}, by=recorder, at=NOW, today=TODAY
    )
    assert (again.rows, again.valid, again.problem) == (3, 3, "")


def test_other_rooms_and_roles_stay_out(cohort: Cohort, recorder: Actor) -> None:
    roster = checked(sheet([row(1)]), cohort, recorder)
    stranger = actor("DOPA-3609", "drug_recorder")
    with pytest.raises(Missing):
        checked(sheet([row(1)]), cohort, stranger)
    with pytest.raises(Missing):
        rosters.start_apply(roster=roster, chosen={}, by=stranger, at=NOW)
    assert not RosterImport.objects.exists()  # the wall is open for the other district now
    coordinator = actor("DOPA-30", "drug_coordinator")
    with pytest.raises(NotAllowed):
        checked(sheet([row(1)]), cohort, coordinator)


# Twins ---------------------------------------------------------------------------------------------------------------
def test_the_same_person_in_the_programme_already_is_no_second_case(cohort: Cohort, recorder: Actor) -> None:
    applied(checked(sheet([row(1), row(2)]), cohort, recorder), recorder)
    again = checked(sheet([row(1), row(3)]), cohort, recorder)
    assert again.valid == 1 and "อยู่ในโครงการนี้แล้ว" in words(again)[0][2]
    applied(again, recorder)
    assert Case.objects.count() == 3


def test_a_number_followed_elsewhere_is_told_by_yes_alone(cohort: Cohort) -> None:
    far = actor("DOPA-3609", "drug_recorder")
    by = system("test")
    wall.enter(by.scope)
    values = CohortValues(cohort.programme, 1, office("DOPA-3609"), "ศูนย์เทพสถิต", date(2026, 3, 16), DONE)
    other = programmes.make_cohort(values=values, by=by, at=NOW)
    wall.enter(far.scope)
    applied(checked(sheet([row(1)]), other, far), far)
    here = actor("DOPA-3014", "drug_recorder")
    roster = checked(sheet([row(1), row(2)]), cohort, here)
    assert roster.valid == 1 and "หน่วยงานอื่น" in words(roster)[0][2]
    assert roster.mapping["twins"] == []  # who it is does not cross the wall


def test_a_known_person_is_used_again_or_skipped_as_the_clerk_says(cohort: Cohort, recorder: Actor) -> None:
    from tidtam.people.actions import register
    from tidtam.people.rules import PersonValues

    home = office("DOPA-3014")
    known = [
        register(
            person=PersonValues(FIRST[n], row(n)[5], id_number=synthetic(n)), purpose="aftercare", office=home,
            by=recorder, at=NOW,
        )
        for n in (1, 2)
    ]  # fmt: skip
    nameless = register(
        person=PersonValues(FIRST[3], row(3)[5], id_kind="none", no_id_reason="ไม่มีบัตร"), purpose="aftercare",
        office=home, by=recorder, at=NOW,
    )  # fmt: skip
    roster = checked(sheet([row(1), row(2), row(3)]), cohort, recorder)
    assert [(one["row"], one["why"], one["people"]) for one in roster.mapping["twins"]] == [
        (2, "id", [known[0].public_id]), (3, "id", [known[1].public_id]), (4, "name", [nameless.public_id]),
    ]  # fmt: skip
    with pytest.raises(Problem):
        rosters.start_apply(roster=roster, chosen={"2": "new"}, by=recorder, at=NOW)
    with pytest.raises(Problem):
        rosters.start_apply(roster=roster, chosen={"2": f"same:{nameless.public_id}"}, by=recorder, at=NOW)
    applied(roster, recorder, r3="skip", r4=f"same:{nameless.public_id}")
    assert sorted(Case.objects.values_list("person_id", flat=True)) == sorted([known[0].pk, nameless.pk])
    assert Person.objects.count() == 3
    rosters.undo(roster=roster, by=recorder, at=NOW)
    assert Person.objects.count() == 3 and not Case.objects.exists()


# Applying ------------------------------------------------------------------------------------------------------------
def test_people_go_to_the_team_of_their_tambon_and_elsewhere_by_offer(cohort: Cohort, recorder: Actor) -> None:
    teams.ensure_teams(district_codes=["3014"], tambons=[area("ตูม")], by=recorder, at=NOW)
    rows = [row(1), row(2, "งิ้ว"), row(3, "วะตะแบก", "เทพสถิต", "ชัยภูมิ")]
    roster = applied(checked(sheet(rows), cohort, recorder), recorder)
    assert roster.valid == 3, words(roster)
    assert [case.office.code for case in Case.objects.order_by("id").select_related("office")] == [
        f"TEAM-{area('ตูม')}", "DOPA-3014", "DOPA-3014",
    ]  # fmt: skip
    people = [person.scope_path for person in Person.objects.order_by("id")]
    assert people == [case.scope_path for case in Case.objects.order_by("id")]
    [transfer] = Transfer.objects.all()
    assert (transfer.to_office.code, transfer.reason) == ("DOPA-3609", "lives_elsewhere")
    rosters.undo(roster=roster, by=recorder, at=NOW)
    assert not Transfer.objects.exists()
    with wall.lent("1."):
        assert not Offer.objects.exists()


def test_a_province_enrols_each_into_the_district_of_their_home(cohort: Cohort) -> None:
    by = actor("DOPA-30", "drug_recorder")
    applied(checked(sheet([row(1), row(2, "ในเมือง", "พิมาย", "นครราชสีมา")]), cohort, by), by)
    assert {case.office.code for case in Case.objects.select_related("office")} == {"DOPA-3014", "DOPA-3015"}
    assert not Transfer.objects.exists()


def test_a_roster_is_applied_once(cohort: Cohort, recorder: Actor) -> None:
    content = sheet([row(1)])
    first, second = checked(content, cohort, recorder), checked(content, cohort, recorder)
    applied(first, recorder)
    with pytest.raises(Conflict) as caught:
        rosters.start_apply(roster=first, chosen={}, by=recorder, at=NOW)
    assert caught.value.code == "aftercare.roster_state"
    with pytest.raises(Conflict) as caught:
        rosters.start_apply(roster=second, chosen={}, by=recorder, at=NOW)
    assert caught.value.code == "aftercare.roster_twice"
    assert Case.objects.count() == 1


def test_nothing_right_is_nothing_to_apply(cohort: Cohort, recorder: Actor) -> None:
    roster = checked(sheet([row(1, id="12")]), cohort, recorder)
    with pytest.raises(Problem, match="roster_nothing"):
        rosters.start_apply(roster=roster, chosen={}, by=recorder, at=NOW)


def test_a_killed_worker_goes_on_where_it_was(cohort: Cohort, recorder: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "BATCH", 10)
    roster = checked(sheet([row(n) for n in range(1, 36)]), cohort, recorder)
    started = rosters.start_apply(roster=roster, chosen={}, by=recorder, at=NOW)
    plan = applying.load(roster=started, by=recorder, today=TODAY)
    assert applying.next_batch(plan=plan, by=recorder, at=NOW) and applying.next_batch(plan=plan, by=recorder, at=NOW)
    roster.refresh_from_db()
    assert (roster.done, Case.objects.count()) == (20, 20)

    class Killed(BaseException):
        """Stands for SIGKILL: nothing of ours catches it."""

    def die(*_args: Any, **_kwargs: Any) -> None:
        raise Killed

    from django.db import transaction

    with monkeypatch.context() as patch:
        patch.setattr(applying.audit, "record_many", die)
        patch.setattr(applying, "_offer", die)
        with pytest.raises(Killed), transaction.atomic():
            applying.next_batch(plan=plan, by=recorder, at=NOW)
    roster.refresh_from_db()
    assert (roster.done, Case.objects.count(), Person.objects.count()) == (20, 20, 20)
    # Another worker takes the job up: it reads the file anew and knows nothing of the first.
    fresh = applying.load(roster=roster, by=recorder, today=TODAY)
    while applying.next_batch(plan=fresh, by=recorder, at=NOW):
        pass
    # The first one was not dead after all and comes late: there is nothing left for it.
    assert not applying.next_batch(plan=plan, by=recorder, at=NOW)
    roster.refresh_from_db()
    assert (roster.state, roster.done, roster.valid) == ("applied", 35, 35)
    assert Case.objects.count() == Person.objects.count() == 35 and words(roster) == []


def test_a_row_somebody_else_enrols_meanwhile_is_told_and_the_others_go_on(cohort: Cohort, recorder: Actor) -> None:
    roster = checked(sheet([row(n) for n in range(1, 6)]), cohort, recorder)
    started = rosters.start_apply(roster=roster, chosen={}, by=recorder, at=NOW)
    applied(checked(sheet([row(3)]), cohort, recorder), recorder)  # by hand, while the job waits
    plan = applying.load(roster=started, by=recorder, today=TODAY)
    assert not applying.next_batch(plan=plan, by=recorder, at=NOW)
    roster.refresh_from_db()
    assert roster.valid == 4 and [line[0] for line in words(roster)] == [4] and Case.objects.count() == 5


# Undo ----------------------------------------------------------------------------------------------------------------
def counted() -> dict[str, int]:
    names = (
        "people_person", "people_address", "people_caregiver", "people_personkey", "aftercare_case", "aftercare_round",
        "aftercare_missed", "aftercare_transfer", "aftercare_offer", "aftercare_task", "aftercare_tally",
    )  # fmt: skip
    found = {}
    with wall.lent("1."), connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {name}")
            found[name] = cursor.fetchone()[0]
    return found


def tallied() -> list[tuple[Any, ...]]:
    with wall.lent("1."), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM aftercare_tally ORDER BY 1, 2, 3, 4, 5")
        return [one for one in cursor.fetchall() if any(isinstance(v, int) and v for v in one[-1:])]


def test_undo_leaves_nothing_of_the_import_and_everything_of_others(cohort: Cohort, recorder: Actor) -> None:
    applied(checked(sheet([row(n) for n in range(1, 6)]), cohort, recorder), recorder)
    before, sums = counted(), tallied()
    roster = applied(checked(sheet([row(n) for n in range(6, 40)]), cohort, recorder), recorder)
    assert counted()["aftercare_case"] == before["aftercare_case"] + 34
    undone = rosters.undo(roster=roster, by=recorder, at=NOW)
    after = counted()
    before.pop("aftercare_tally"), after.pop("aftercare_tally")
    assert undone.state == "undone" and after == before and tallied() == sums
    with pytest.raises(Conflict):
        rosters.undo(roster=roster, by=recorder, at=NOW)
    # The same file may come again.
    again = applied(checked(sheet([row(n) for n in range(6, 40)]), cohort, recorder), recorder)
    assert again.valid == 34


def test_undo_is_refused_as_soon_as_somebody_has_worked_with_it(cohort: Cohort, recorder: Actor) -> None:
    from tidtam.aftercare.actions.transfers import offer
    from tidtam.people.actions import edit
    from tidtam.people.actions.changing import values_of

    roster = applied(checked(sheet([row(1), row(2)]), cohort, recorder), recorder)
    before = counted()
    case = Case.objects.order_by("id").first()
    assert case is not None
    values = values_of(case.person)
    edit(person=case.person, values=values.__class__(**{**as_dict(values), "nickname": "แดง"}), by=recorder, at=NOW)
    with pytest.raises(Conflict) as caught:
        rosters.undo(roster=roster, by=recorder, at=NOW)
    assert "เลิกทำไม่ได้" in caught.value.message and counted() == before
    assert offer


def as_dict(values: Any) -> dict[str, Any]:
    return {name: getattr(values, name) for name in values.__slots__}


# Speed ---------------------------------------------------------------------------------------------------------------
def test_a_thousand_rows_come_in_with_few_questions(cohort: Cohort, recorder: Actor) -> None:
    teams.ensure_teams(district_codes=["3014"], by=recorder, at=NOW)
    content = sheet([row(n) for n in range(1, 1_001)])
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as questions:
        roster = applied(checked(content, cohort, recorder), recorder)
    print(f"{1_000 / (time.perf_counter() - began):,.0f} rows/s, {len(questions)} statements")
    assert roster.valid == 1_000, words(roster)[:5]
    assert len(questions) < 250


# Pages ---------------------------------------------------------------------------------------------------------------
def url(name: str, *args: Any) -> str:
    return reverse(f"aftercare:{name}", args=args)


@pytest.fixture
def client(cohort: Cohort) -> Client:
    return client_of("DOPA-3014")


def client_of(code: str, role: str = "drug_recorder") -> Client:
    Installation.objects.get_or_create(pk=1, defaults={"is_demo": True, "as_of": TODAY})
    clock.forget()
    user, _grant = member(code, role)
    made = Client()
    made.force_login(user, backend=BACKEND)
    return made


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
    assert PersonKey
