"""Rosters read before anything is written: nasty files, twins, what each row is told; and a thousand rows."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.aftercare.rosters import DONE, FIRST, LAST, applied, area, checked, row, sheet, words
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.aftercare.actions import programmes, rosters, teams
from tidtam.aftercare.actions.programmes import CohortValues
from tidtam.aftercare.models import Case, Cohort, RosterImport, Round
from tidtam.aftercare.queries import rosters as queries
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.people.models import Address, Person
from tidtam.thai.digits import to_thai
from tidtam.thai.national_id import synthetic

pytestmark = pytest.mark.django_db


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
    assert again.valid == 1 and words(again) == [] and queries.known(again) == [2]  # in already, no fault
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
