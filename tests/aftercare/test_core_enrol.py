"""Enrolment: a case, its rounds in the state the day demands, one audit entry per office and batch."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.factories import aftercare as make
from tests.factories import people
from tests.factories.actors import office

from tidtam.aftercare import access
from tidtam.aftercare.actions import cases
from tidtam.aftercare.actions.enrol import Enrolment, enrol, enrol_many
from tidtam.aftercare.models import Alert, Case, Missed, Round
from tidtam.aftercare.queries import followed
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_the_plan_of_the_letter_becomes_rows() -> None:
    by = make.recorder()
    case = make.case(by, completed_on=date(2023, 3, 31), today=date(2023, 4, 1))
    rounds = list(Round.objects.filter(case=case).order_by("round_no"))
    assert (rounds[0].due_on, rounds[-1].due_on, len(rounds)) == (date(2023, 4, 15), date(2024, 3, 25), 24)
    assert case.ends_on == date(2024, 3, 31)
    assert {one.state for one in rounds} == {"planned"} and case.strip == "p" * 24
    assert (case.next_round, case.next_due_on) == (1, date(2023, 4, 15))
    assert {one.scope_path for one in rounds} == {case.office.path} == {case.person.scope_path}


def test_a_round_whose_window_is_over_is_missed_and_stands_in_the_ledger() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(60))
    assert case.strip == "mmmu" + "p" * 20
    assert (case.rounds_missed, case.rounds_done, case.next_round) == (3, 0, 4)
    ledger = list(Missed.objects.filter(case=case).order_by("round_no"))
    assert [(one.round_no, one.missed_on, one.office_id) for one in ledger] == [
        (n, make.day(15 * n + 7), case.office_id) for n in (1, 2, 3)
    ]
    missed = Round.objects.filter(case=case, state="missed")
    assert {one.counted_office_id for one in missed} == {case.office_id}
    assert not Round.objects.filter(case=case, state="due").exclude(counted_office=None).exists()


def test_nobody_is_in_a_programme_twice() -> None:
    by = make.recorder()
    case = make.case(by)
    again = Enrolment(
        person_id=case.person_id, cohort=case.cohort, office=case.office, enrolled_on=make.TODAY,
    )  # fmt: skip
    with pytest.raises(Conflict, match=r"case\.twice"):
        enrol(enrolment=again, by=by, at=make.NOW)
    human = people.person(by, "DOPA-3014", 9)
    twins = [Enrolment(human.pk, case.cohort, office("DOPA-3014"), make.TODAY)] * 2
    with pytest.raises(Conflict) as found:
        enrol_many(enrolments=twins, by=by, at=make.NOW, today=make.TODAY)
    assert found.value.details["row"] == 1
    assert Case.objects.count() == 1


def _again(by: Actor, case: Case, place: str, serial: int, **other: Any) -> Enrolment:
    """Return the enrolment of another row with the number of somebody who is followed already."""
    human = people.person(by, place, serial, first_name="สมชัย", **other)
    return Enrolment(human.pk, case.cohort, office(place), make.TODAY)


def test_the_same_number_is_in_a_programme_once_in_whatever_row() -> None:
    by = make.recorder()
    case = make.case(by, serial=41)
    with pytest.raises(Conflict, match=r"case\.twice") as found:
        enrol(enrolment=_again(by, case, "DOPA-3014", 41), by=by, at=make.NOW)
    assert "เลขประจำตัวนี้" in found.value.message
    first, second = _again(by, case, "DOPA-3014", 42), _again(by, case, "DOPA-3014", 42)
    with pytest.raises(Conflict) as found:
        enrol_many(enrolments=[first, second], by=by, at=make.NOW, today=make.TODAY)
    assert found.value.details["row"] == 1
    nobody = {"id_number": "", "id_kind": "none", "no_id_reason": "ไม่มีบัตร"}
    without = [_again(by, case, "DOPA-3014", 42, **nobody) for _n in range(2)]
    assert len(enrol_many(enrolments=without, by=by, at=make.NOW, today=make.TODAY)) == 2
    assert Case.objects.count() == 3


def test_a_number_followed_elsewhere_is_refused_by_the_bare_answer() -> None:
    far = make.recorder("DOPA-3609")
    case = make.case(far, "360901", serial=41)
    here = make.recorder("DOPA-3014")
    again = _again(here, case, "DOPA-3014", 41)
    with pytest.raises(Conflict, match=r"case\.elsewhere") as found:
        enrol(enrolment=again, by=here, at=make.NOW)
    assert "หน่วยงานอื่น" in found.value.message and "สมชาย" not in found.value.message
    assert not Case.objects.exists()  # the wall stands where it stood
    with wall.lent(far.scope):
        cases.close(case=case, reason="refused", note="", on=make.TODAY, by=far, at=make.NOW)
    mine = enrol(enrolment=again, by=here, at=make.NOW)  # nobody follows them any more
    with wall.lent(far.scope), pytest.raises(Conflict, match=r"case\.elsewhere"):
        cases.reopen(case=case, reason="ปิดผิด", by=far, at=make.NOW)
    assert [one.pk for one in Case.objects.all()] == [mine.pk]


def test_numbers_of_many_are_asked_at_once_and_not_where_they_were_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by, cohort = make.recorder(), make.cohort()
    humans = [people.person(by, "DOPA-3014", 60 + n) for n in range(6)]
    enrolments = [Enrolment(human.pk, cohort, office("DOPA-3014"), make.TODAY) for human in humans]
    asked: list[int] = []
    whole = followed.by_number
    monkeypatch.setattr(followed, "by_number", lambda hashes, *rest: asked.append(len(hashes)) or whole(hashes, *rest))
    enrol_many(enrolments=enrolments[:3], by=by, at=make.NOW, today=make.TODAY, numbers_checked=True)
    assert asked == []
    enrol_many(enrolments=enrolments[3:], by=by, at=make.NOW, today=make.TODAY)
    assert asked == [3]


def test_many_make_one_entry_per_office_and_move_their_people() -> None:
    by = make.recorder()
    cohort = make.cohort()
    teams = [make.team("301409"), make.team("301401")]
    humans = [people.person(by, "DOPA-3014", 20 + n) for n in range(80)]
    enrolments = [
        Enrolment(human.pk, cohort, teams[n % 2], make.TODAY, area_id=("301409", "301401")[n % 2])
        for n, human in enumerate(humans)
    ]
    ids = enrol_many(enrolments=enrolments, by=by, at=make.NOW, today=make.TODAY)
    assert [case.person_id for case in sorted(Case.objects.filter(pk__in=ids), key=lambda c: ids.index(c.pk))] == [
        human.pk for human in humans
    ]
    entries = Entry.objects.filter(verb="aftercare.case.enrolled")
    assert sorted(entry.count for entry in entries) == [40, 40]
    assert Round.objects.count() == 80 * 24
    case = Case.objects.select_related("person").get(pk=ids[1])
    assert case.person.scope_path == teams[1].path == case.scope_path


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"completed_on": make.TODAY + timedelta(days=1)}, "completed_on"),
        ({"completed_on": date(1480, 3, 31)}, "completed_on"),
        ({"completed_on": date(2569, 3, 31)}, "completed_on"),
        ({"enrolled_on": make.TODAY + timedelta(days=1)}, "enrolled_on"),
        ({"colour": "pink"}, "colour"),
        ({"area_id": "999999"}, "area"),
    ],
)
def test_impossible_values_are_named(change: dict[str, object], field: str) -> None:
    by = make.recorder()
    human = people.person(by)
    values = {"enrolled_on": make.TODAY} | change
    one = Enrolment(person_id=human.pk, cohort=make.cohort(), office=office("DOPA-3014"), **values)  # type: ignore[arg-type]
    with pytest.raises(Problem) as found:
        enrol(enrolment=one, by=by, at=make.NOW)
    assert found.value.field == field and found.value.message != found.value.code


def test_only_a_recorder_enrols_and_only_below_the_own_office() -> None:
    by = make.recorder()
    human = people.person(by)
    one = Enrolment(human.pk, make.cohort(), office("DOPA-3014"), make.TODAY)
    with pytest.raises(NotAllowed):
        enrol(enrolment=one, by=make.team_actor(), at=make.NOW)
    other = make.recorder("DOPA-3609")
    with pytest.raises(Missing):
        enrol(enrolment=one, by=other, at=make.NOW)


def test_a_team_sees_its_own_people_only() -> None:
    by = make.recorder()
    mine, other = make.case(by, "301409"), make.case(by, "301401")
    member = make.team_actor("301409")
    assert [case.pk for case in access.cases(member)] == [mine.pk]
    assert [case.pk for case in Case.objects.all()] == [mine.pk]
    wall.enter("")
    assert not Case.objects.exists() and not Round.objects.filter(case=other).exists()


def test_red_alarms_the_district_when_it_is_enrolled() -> None:
    by = make.recorder()
    case = make.case(by, colour="red")
    assert (Alert.objects.get(case=case).kind, case.open_alerts) == ("red", 1)
    assert Notice.objects.get(audience="aftercare.acknowledge").office.code == "DOPA-3014"
