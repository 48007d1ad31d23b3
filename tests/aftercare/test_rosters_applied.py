"""Rosters applied by batches: to the right team, once, after a killed worker; and undone to the last row."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from tests.aftercare.rosters import HEADER, applied, area, checked, row, sheet, words
from tests.factories.actors import NOW, TODAY, actor

from tidtam.aftercare.actions import applying, desk, rosters, teams
from tidtam.aftercare.models import Alert, Case, Cohort, Offer, Transfer
from tidtam.aftercare.queries.rosters import known
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Problem
from tidtam.people.models import Person

pytestmark = pytest.mark.django_db


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
    assert roster.valid == 4 and words(roster) == [] and Case.objects.count() == 5
    assert known(roster) == [4]


# Undo ----------------------------------------------------------------------------------------------------------------
def counted() -> dict[str, int]:
    names = (
        "people_person", "people_address", "people_caregiver", "people_personkey", "aftercare_case", "aftercare_round",
        "aftercare_missed", "aftercare_transfer", "aftercare_offer", "aftercare_task", "aftercare_tally",
        "aftercare_alert",
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


def test_a_red_person_is_undone_until_somebody_has_acknowledged_it(cohort: Cohort, recorder: Actor) -> None:
    content = sheet([[*row(1), "แดง"], [*row(2), "เขียว"]], header=[*HEADER, "กลุ่มสี"])
    before = counted()
    roster = applied(checked(content, cohort, recorder), recorder)
    assert Alert.objects.get().kind == "red" and Case.objects.count() == 2
    rosters.undo(roster=roster, by=recorder, at=NOW)
    before.pop("aftercare_tally"), (after := counted()).pop("aftercare_tally")
    assert after == before
    again = applied(checked(content, cohort, recorder), recorder)
    desk.acknowledge(alert=Alert.objects.get(), note="ส่งต่อโรงพยาบาลแล้ว", by=recorder, at=NOW)
    with pytest.raises(Conflict) as caught:
        rosters.undo(roster=again, by=recorder, at=NOW)
    assert "รับทราบเรื่องด่วน" in caught.value.message and Case.objects.count() == 2


def as_dict(values: Any) -> dict[str, Any]:
    return {name: getattr(values, name) for name in values.__slots__}
