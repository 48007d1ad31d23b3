"""What a recorder decides, what a day does, and what moves with a case."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.factories import aftercare as make
from tests.factories import people
from tests.factories.actors import office

from tidtam.aftercare.actions import cases, moving, rounds, visits
from tidtam.aftercare.models import (
    Alert,
    Assessment,
    Case,
    CaseNeed,
    CaseNeedMove,
    Message,
    Missed,
    PlanChange,
    Round,
    Screening,
    Suspension,
    Task,
    Visit,
)
from tidtam.assistance import actions as assistance
from tidtam.assistance.models import Need
from tidtam.audit.models import Entry, OldRow
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.people import actions as people_actions

pytestmark = pytest.mark.django_db


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def _tick(day: date) -> rounds.Ticked:
    return rounds.tick(today=day, at=make.at(day, 7), by=system("test"))


def test_a_suspension_excuses_and_the_year_does_not_move() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(10))
    case = cases.suspend(case=case, kind="ordained", from_on=make.day(10), reason="", by=by, at=make.at(make.day(10)))
    assert (case.status, case.strip[:2], case.ends_on) == ("suspended", "xp", date(2027, 3, 31))
    _tick(make.day(40))
    assert _fresh(case).strip[:3] == "xxx"
    with pytest.raises(Conflict):
        cases.suspend(case=case, kind="jailed", from_on=make.day(20), reason="", by=by, at=make.at(make.day(40)))
    with pytest.raises(Problem, match="resume_early"):
        cases.resume(case=case, on=make.day(5), by=by, at=make.at(make.day(40)))
    case = cases.resume(case=case, on=make.day(40), by=by, at=make.at(make.day(40)))
    assert (case.status, case.suspended_kind, case.strip[:4], case.next_round) == ("active", "", "xxup", 3)
    assert Suspension.objects.get(case=case).to_on == make.day(40)
    assert not Missed.objects.filter(case=case).exists()


@pytest.mark.parametrize("field", ["kind", "from_on"])
def test_a_suspension_says_what_is_wrong(field: str) -> None:
    by = make.recorder()
    case = make.case(by)
    values = {"kind": "jailed", "from_on": make.TODAY} | {
        "kind": {"kind": "holiday"}, "from_on": {"from_on": make.TODAY + timedelta(days=1)}
    }[field]  # fmt: skip
    with pytest.raises(Problem) as found:
        cases.suspend(case=case, reason="", by=by, at=make.NOW, **values)  # type: ignore[arg-type]
    assert found.value.field == field


def test_closing_excuses_what_is_owed_and_opening_again_gives_it_back() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(30))
    case = cases.close(case=case, reason="refused", note="ไม่ให้เข้าบ้าน", on=make.day(30), by=by, at=make.at(make.day(30)))
    assert (case.status, case.close_reason, case.next_round) == ("closed", "refused", None)
    assert case.strip == "m" + "x" * 23  # what was missed before stays missed
    assert Message.objects.get(case=case).from_team is False
    with pytest.raises(Conflict):
        cases.close(case=case, reason="refused", note="", on=make.day(30), by=by, at=make.at(make.day(30)))
    case = cases.reopen(case=case, reason="ปิดผิดคน", by=by, at=make.at(make.day(31)))
    assert (case.status, case.close_reason, case.strip[:3]) == ("active", "", "mup")
    with pytest.raises(NotAllowed):
        cases.close(case=case, reason="refused", note="", on=make.day(30), by=make.team_actor(), at=make.NOW)


def test_a_corrected_completion_plans_anew_and_keeps_the_old_plan() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(40))
    make.visit(case, make.day(40), by)
    assert _fresh(case).strip[:3] == "mml"[:2] + "p" or _fresh(case).strip[:3] == "mme"
    with pytest.raises(Problem) as found:
        cases.correct_completion(case=case, completed_on=make.day(45), reason="x", by=by, at=make.at(make.day(60)))
    assert found.value.field == "completed_on"
    case = cases.correct_completion(
        case=case, completed_on=make.day(10), reason="พิมพ์ผิด", by=by, at=make.at(make.day(41))
    )
    # The visit of day 40 is the 30th day of the new plan: its second round, on time.
    assert (case.strip[:3], case.ends_on) == ("mop", date(2027, 4, 10))
    rows = list(Round.objects.filter(case=case).order_by("round_no"))
    assert [row.due_on for row in rows[:2]] == [make.day(25), make.day(40)]
    kept = PlanChange.objects.get(case=case)
    assert (kept.old_plan[0]["due"], kept.reason) == (make.day(15).isoformat(), "พิมพ์ผิด")
    assert Missed.objects.filter(case=case).count() == 3  # two of the old plan for ever, one of the new


def test_a_year_ends_with_its_assessment() -> None:
    by = make.recorder()
    completed = date(2024, 2, 29)
    case = make.case(by, completed_on=completed, today=completed)
    assert case.ends_on == date(2025, 2, 28)
    with pytest.raises(Problem) as found:
        cases.assess(
            case=case, assessed_on=date(2025, 2, 20), outcome="stable", living={}, note="", by=by,
            at=make.at(date(2025, 2, 21)),
        )  # fmt: skip
    assert found.value.field == "assessed_on"
    _tick(date(2025, 2, 21))
    task = Task.objects.get(case=case)
    assert (task.kind, task.due_on, task.state) == ("closing", date(2025, 2, 28), "open")
    assert _tick(date(2025, 2, 21)).total == 0
    made = cases.assess(
        case=case, assessed_on=date(2025, 2, 26), outcome="stable", living={"occupation": "01"}, note="ดีขึ้นมาก", by=by,
        at=make.at(date(2025, 2, 26)),
    )  # fmt: skip
    case = _fresh(case)
    task.refresh_from_db()
    assert (case.status, case.next_round, task.state) == ("completed", None, "done")
    assert made.counted_office_id == case.office_id and Entry.objects.filter(verb="aftercare.case.completed").exists()


def test_an_assessment_recorded_by_mistake_is_taken_back_and_recorded_anew() -> None:
    by = make.recorder()
    completed = date(2024, 2, 29)
    case = make.case(by, completed_on=completed, today=completed)
    day = date(2025, 2, 21)
    _tick(day)
    before = _fresh(case).strip
    wrong = {"outcome": "stable", "living": {}, "note": "คนละคน", "by": by}
    cases.assess(case=_fresh(case), assessed_on=day, at=make.at(day), **wrong)
    assert _fresh(case).status == "completed"
    with pytest.raises(Problem) as found:
        cases.reopen(case=_fresh(case), reason=" ", by=by, at=make.at(day))
    assert found.value.field == "reason"
    cases.reopen(case=_fresh(case), reason="ประเมินผิดคน", by=by, at=make.at(day))
    case, task = _fresh(case), Task.objects.get(case=case, kind="closing")
    assert (case.status, case.closed_on, case.strip) == ("active", None, before)
    assert (task.state, task.done_at, task.done_by) == ("open", None, None)
    again = date(2025, 2, 27)
    made = cases.assess(case=case, assessed_on=again, outcome="relapsed", living={}, note="", by=by, at=make.at(again))
    assert (made.outcome, made.assessed_on, _fresh(case).status) == ("relapsed", again, "completed")
    kept = OldRow.objects.get(relation="aftercare_assessment", key=str(made.pk))
    assert (kept.row["outcome"], made.version) == ("stable", 1) and Assessment.objects.get(pk=made.pk).version == 2


def test_a_case_opened_again_at_the_end_of_its_year_is_asked_for_its_assessment() -> None:
    by = make.recorder()
    completed = date(2024, 2, 29)
    case, day = make.case(by, completed_on=completed, today=completed), date(2025, 2, 21)
    _tick(day)
    cases.close(case=_fresh(case), reason="refused", note="", on=day, by=by, at=make.at(day))
    assert Task.objects.get(case=case, kind="closing").state == "cancelled"
    cases.reopen(case=_fresh(case), reason="เปลี่ยนใจ", by=by, at=make.at(day))
    assert Task.objects.get(case=case, kind="closing").state == "open"


def test_a_day_opens_and_misses_rounds_once() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    assert _tick(make.day(7)) == rounds.Ticked()
    assert _tick(make.day(8)) == rounds.Ticked(due=1)
    assert _tick(make.day(8)) == rounds.Ticked()
    assert _tick(make.day(22)) == rounds.Ticked()
    assert _tick(make.day(23)) == rounds.Ticked(due=1, missed=1)
    case = _fresh(case)
    assert (case.strip[:3], case.next_round, case.rounds_missed) == ("mup", 2, 1)
    line = Missed.objects.get(case=case)
    assert (line.missed_on, line.office_id) == (make.day(22), case.office_id)
    assert Round.objects.get(case=case, round_no=1).counted_office_id == case.office_id
    wall.enter(ROOT)
    assert Entry.objects.filter(verb="aftercare.rounds.ticked").count() == 2


def test_a_day_works_inside_the_open_scope_alone() -> None:
    by = make.recorder()
    mine, other = make.case(by, "301409", today=make.day(1)), make.case(by, "301401", today=make.day(1))
    wall.enter(mine.office.path)
    from dataclasses import replace

    narrow = replace(system("test"), scope=mine.office.path)
    assert rounds.tick(today=make.day(9), at=make.at(make.day(9)), by=narrow).due == 1
    wall.enter(by.scope)
    assert (_fresh(mine).strip[0], _fresh(other).strip[0]) == ("u", "p")


def test_who_is_lost_is_looked_for_every_month() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    for n in (1, 2, 3):
        make.visit(case, make.day(15 * n), by, "N1")
    first = Task.objects.get(case=case)
    assert _tick(first.due_on + timedelta(days=5)).tracing == 0  # it is still open
    Task.objects.filter(pk=first.pk).update(state="done", done_at=make.NOW)
    assert _tick(first.due_on + timedelta(days=5)).tracing == 1
    assert Task.objects.filter(case=case, state="open").get().due_on == date(2026, 7, 15)


def _full(by: object) -> Case:
    case = make.case(by, today=make.day(1))  # type: ignore[arg-type]
    nurse = make.team_actor(role="team_health")
    make.visit(
        case, make.day(15), nurse, q2=(True, True), q9=(1,) * 8 + (1,), needs=(("JOB", "ช่าง"),),
        photo=_photo(), note="บันทึก",
    )  # fmt: skip
    make.visit(case, make.day(30), nurse, "J1", needs_declined=False)
    wall.enter(by.scope)  # type: ignore[attr-defined]
    return case


def _photo() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, format="PNG")
    return out.getvalue()


def test_everything_of_a_case_moves_and_what_counts_stays() -> None:
    by = make.recorder()
    case = _full(by)
    old, new = case.office, office("DOPA-3609")
    _tick(make.day(53))
    wall.enter(old.parent.path, sensitive=False)
    with wall.lent(ROOT):
        moving.move_case(Case.objects.get(pk=case.pk), new)
    assert not any(
        model.objects.filter(**{key: case.pk}).exists()
        for model, key in ((Case, "pk"), (Round, "case"), (Visit, "case"), (Alert, "case"), (Task, "case"),
                           (CaseNeed, "case"), (Suspension, "case"))
    )  # fmt: skip
    wall.enter(new.path, sensitive=True)
    case = Case.objects.select_related("person").get(pk=case.pk)
    assert (case.office, case.scope_path, case.person.scope_path) == (new, new.path, new.path)
    assert Round.objects.filter(case=case).count() == 24 and Visit.objects.filter(case=case).count() == 2
    assert Screening.objects.filter(case=case).count() == 1 and Missed.objects.filter(case=case).count() == 0
    assert {row.counted_office_id for row in Round.objects.filter(case=case).exclude(counted_office=None)} == {old.pk}
    assert {row.counted_office_id for row in Visit.objects.filter(case=case)} == {old.pk}
    assert CaseNeedMove.objects.filter(need__case=case).count() == 1
    photo = Visit.objects.get(case=case, visit_no=1).photo
    assert photo is not None and photo.office == new and photo.open_bytes()
    keys = [str(case.pk), *(f"{case.pk}/{n}" for n in range(1, 25))]
    mine = OldRow.objects.filter(relation__startswith="aftercare_", key__in=keys)
    assert mine.exists() and {row.scope_path for row in mine} == {new.path}
    wall.enter(ROOT)
    assert not OldRow.objects.filter(relation__startswith="aftercare_", key__in=keys, scope_path=old.path).exists()
    assert {task.office_id for task in Task.objects.filter(case=case, state="open")} <= {new.pk}


def test_a_photo_two_people_share_stays_with_the_other() -> None:
    by = make.recorder()
    first, second = make.case(by, today=make.day(1)), make.case(by, today=make.day(1))
    for case in (first, second):
        make.visit(case, make.day(15), by, photo=_photo())
    cases.assign(cases=[first], office=make.team("301401"), by=by, at=make.at(make.day(16)))
    photos = [Visit.objects.get(case=case).photo for case in (first, second)]
    assert [photo.office.code for photo in photos if photo] == ["TEAM-301401", "TEAM-301409"]


def test_people_are_given_within_their_district_only() -> None:
    by = make.recorder()
    home = office("DOPA-3014")
    waiting = [make.case(by, place=home, area="301409", today=make.day(1)) for _ in range(3)]
    member = make.member("301409")
    assert cases.assign(cases=waiting, office=make.team("301409"), member=member, by=by, at=make.NOW) == 3
    assert {(case.office.code, case.member) for case in Case.objects.select_related("office", "member")} == {
        ("TEAM-301409", member)
    }
    assert Entry.objects.get(verb="aftercare.case.assigned").count == 3
    with pytest.raises(Problem) as found:
        cases.assign(cases=waiting, office=make.team("301401"), member=member, by=by, at=make.NOW)
    assert found.value.field == "member"
    with pytest.raises(Missing):
        cases.assign(cases=waiting, office=office("DOPA-3609"), by=by, at=make.NOW)
    wide = make.actor("DOPA-30", "drug_recorder")
    with pytest.raises(Problem) as found:
        cases.assign(cases=waiting, office=office("DOPA-3013"), by=wide, at=make.NOW)
    assert found.value.field == "office"


def test_a_mirrored_need_follows_the_one_that_is_handled() -> None:
    by = make.recorder()
    case = _full(by)
    mirrored = CaseNeed.objects.get(case=case)
    need = Need.objects.select_related("office", "person").get(pk=mirrored.need_id)
    assistance.settle(
        need=need, on=make.day(20), given="อบรมช่างแอร์", amount=Decimal(500), fund="", by=by, at=make.at(make.day(31))
    )
    mirrored.refresh_from_db()
    assert (mirrored.bucket, mirrored.answer, mirrored.closed_on) == ("met", "อบรมช่างแอร์", make.day(20))
    moves = CaseNeedMove.objects.filter(need=mirrored).order_by("pk")
    assert [(one.bucket, one.on) for one in moves] == [("unmet", make.day(15)), ("met", make.day(20))]
    assert _fresh(case).open_needs == 0


def test_merged_people_are_followed_once() -> None:
    by = make.recorder()
    case = make.case(by, "301409", today=make.day(1))
    twin = people.person(by, "TEAM-301409", 77)
    merge = people_actions.merge(winner=twin, loser=case.person, reason="เลขบัตรตรงกัน", by=by, at=make.NOW)
    assert _fresh(case).person_id == twin.pk
    people_actions.unmerge(merge=merge, reason="ไม่ใช่คนเดียวกัน", by=by, at=make.NOW)
    assert _fresh(case).person_id == case.person_id
    other = make.case(by, "301409", today=make.day(1), cohort=case.cohort)
    with pytest.raises(Conflict, match="two_cases"):
        people_actions.merge(winner=other.person, loser=case.person, reason="คนเดียวกัน", by=by, at=make.NOW)
    far = people.person(by, "DOPA-3014", 78)
    with pytest.raises(Conflict, match="two_offices"):
        people_actions.merge(winner=far, loser=case.person, reason="คนเดียวกัน", by=by, at=make.NOW)


def test_the_assessment_and_the_note_are_sealed() -> None:
    by = make.recorder()
    case = make.case(by, completed_on=date(2025, 5, 1), today=date(2025, 5, 2))
    cases.assess(
        case=case, assessed_on=date(2026, 5, 1), outcome="relapsed", living={}, note="ยังต้องดูแล", by=by,
        at=make.at(date(2026, 5, 2)),
    )  # fmt: skip
    assert "ยังต้องดูแล".encode() not in bytes(Assessment.objects.get(case=case).note_sealed)
    told = make.answers(date(2026, 5, 3), uuid=uuid.uuid4())
    assert visits.record(case=case, answers=told, by=by, at=make.at(date(2026, 5, 3))).kind == "round"
