"""Visits: one state per round whatever comes when, once each, needs copied, alarms raised, nothing lost."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.factories import aftercare as make
from tests.factories.actors import NOW, office

from tidtam.aftercare.actions import visits
from tidtam.aftercare.models import (
    Alert,
    Case,
    CaseNeed,
    CaseNeedMove,
    Missed,
    Round,
    Screening,
    Suspension,
    Task,
    Transfer,
    Visit,
)
from tidtam.assistance.models import Need
from tidtam.audit.models import Entry, OldRow
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.notices.models import Notice
from tidtam.offices.actions import tree
from tidtam.people.models import Person

pytestmark = pytest.mark.django_db


def _round(case: Case, n: int) -> Round:
    return Round.objects.get(case=case, round_no=n)


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_visit_fills_its_round_and_the_case_says_so() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    visit = make.visit(case, make.day(14), make.team_actor())
    assert (visit.kind, visit.round_no, visit.visit_no, visit.state) == ("round", 1, 1, "submitted")
    one = _round(case, 1)
    assert (one.state, one.visited_on, one.visit_no, one.counted_office_id) == (
        "done", make.day(14), 1, case.office_id,
    )  # fmt: skip
    case = _fresh(case)
    assert case.strip == "e" + "p" * 23 and (case.next_round, case.next_due_on) == (2, make.day(30))
    assert (case.last_visited_on, case.last_result, case.rounds_done) == (make.day(14), "F1", 1)
    assert Entry.objects.get(verb="aftercare.visit.recorded").object_id == f"{case.pk}/1"


@pytest.mark.parametrize(("offset", "letter"), [(15, "o"), (8, "e"), (22, "l")])
def test_early_and_late_are_read_from_the_day(offset: int, letter: str) -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    make.visit(case, make.day(offset), by)
    assert _fresh(case).strip[0] == letter


def test_a_late_arrival_turns_missed_into_done_and_the_ledger_keeps_both() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(25))
    assert _round(case, 1).state == "missed"
    make.visit(case, make.day(16), by, arrives=make.at(make.day(26)))
    one, line = _round(case, 1), Missed.objects.get(case=case)
    assert (one.state, one.visit_no) == ("done", 1)
    assert (line.missed_on, line.recovered_on, line.visit_no) == (make.day(22), make.day(26), 1)
    assert _fresh(case).rounds_missed == 0


def test_two_members_the_same_day_are_one_done_and_one_extra() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    member = make.team_actor()
    first = make.visit(case, make.day(15), member, uuid=uuid.UUID(int=1, version=4))
    second = make.visit(case, make.day(15), make.team_actor(), uuid=uuid.UUID(int=2, version=4))
    assert [first.kind, second.kind] == ["round", "extra"]
    assert Round.objects.filter(case=case, state="done").count() == 1
    assert _round(case, 1).visit_no == 1


def test_an_earlier_day_that_arrives_later_takes_the_round() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    late = make.visit(case, make.day(17), by)
    early = make.visit(case, make.day(14), by, arrives=make.at(make.day(18)))
    late.refresh_from_db()
    assert (early.kind, late.kind, late.round_no) == ("round", "extra", 1)
    assert _round(case, 1).visited_on == make.day(14)
    assert OldRow.objects.filter(relation="aftercare_visit", key=f"{case.pk}/1").exists()


def test_a_visit_outside_every_window_is_an_extra_and_one_at_the_end_closes() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    early = make.visit(case, make.day(3), by)
    assert (early.kind, early.round_no) == ("extra", None)
    at_end = make.visit(case, make.day(380), by)
    assert at_end.kind == "closing"


def test_the_same_sending_twice_is_one_visit() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    told = make.answers(make.day(15))
    first = visits.record(case=case, answers=told, by=by, at=make.at(make.day(15)))
    again = visits.record(case=case, answers=replace(told, result="F3"), by=by, at=make.at(make.day(16)))
    assert first.pk == again.pk and again.result == "F1"
    assert Visit.objects.count() == 1 and Entry.objects.filter(verb="aftercare.visit.recorded").count() == 1
    other = make.case(by, today=make.day(1))
    with pytest.raises(Conflict, match="uuid_taken"):
        visits.record(case=other, answers=told, by=by, at=make.at(make.day(15)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"visited_on": make.day(-1)}, "visited_on"),
        ({"visited_on": make.day(21)}, "visited_on"),
        ({"visited_on": date(2569, 4, 15)}, "visited_on"),
        ({"next_on": make.day(10)}, "next_on"),
        ({"result": "Z9"}, "result"),
        ({"mode": "X"}, "mode"),
        ({"used": "Y"}, "used"),
        ({"result": "F2", "used": "N", "substances": ("01",)}, "used"),
        ({"result": "F2", "used": "Y"}, "substances"),
        ({"needs": (("JOB", ""),), "needs_declined": True}, "needs"),
        ({"needs_declined": False}, "needs"),
        ({"needs": (("QQQ", ""),), "needs_declined": False}, "needs"),
        ({"needs": (("OTH", ""),), "needs_declined": False}, "needs"),
        ({"urine": "NEG"}, "urine"),
        ({"craving": 11}, "craving"),
        ({"position": (52.5, 13.4, 10.0)}, "position"),
        ({"note": "ก" * 1001}, "note"),
        ({"moved_to_area": "360901"}, "moved_to_area"),
        ({"result": "M1", "used": "", "needs_declined": False, "moved_to_area": "360901"}, "moved_to_area"),
        ({"result": "M2", "used": "", "needs_declined": False, "moved_to_area": "999999"}, "moved_to_area"),
        ({"result": "M1", "used": "", "needs_declined": False, "moved_to_area": "301401"}, "moved_to_area"),
        ({"result": "N1", "used": "", "needs_declined": False, "q2": (True, False)}, "q2"),
        ({"q9": (0,) * 9}, "q9"),
        ({"signs": ("humming",)}, "signs"),
        ({"photo": b"not a picture at all"}, "photo"),
        ({"photo": b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64}, "photo"),
    ],
)  # fmt: skip
def test_bad_answers_are_named_beside_their_field(change: dict[str, object], field: str) -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    told = replace(make.answers(make.day(15)), **change)  # type: ignore[arg-type]
    with pytest.raises(Problem) as found:
        visits.record(case=case, answers=told, by=make.team_actor(), at=make.at(make.day(20)))
    assert found.value.field == field, found.value
    assert found.value.message != found.value.code
    assert not Visit.objects.exists()


def test_what_is_odd_is_saved_after_somebody_has_looked() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    told = replace(make.answers(make.day(3)), acknowledge_warnings=False)
    with pytest.raises(Problem) as found:
        visits.record(case=case, answers=told, by=by, at=make.at(make.day(3)))
    assert found.value.field == "acknowledge_warnings"
    assert visits.record(case=case, answers=replace(told, acknowledge_warnings=True), by=by, at=make.at(make.day(3)))


def test_three_times_not_found_is_lost_with_a_task_and_found_again_ends_it() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    for n in (1, 2, 3):
        make.visit(case, make.day(15 * n), by, "N1")
    case = _fresh(case)
    assert (case.status, case.not_found_run) == ("lost", 3)
    task = Task.objects.get(case=case)
    assert (task.kind, task.state, task.due_on) == ("tracing", "open", date(2026, 6, 15))
    make.visit(case, make.day(60), by)
    task.refresh_from_db()
    assert _fresh(case).status == "active" and task.state == "cancelled"


def test_jail_suspends_and_being_met_resumes() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    make.visit(case, make.day(15), by, "J1")
    case = _fresh(case)
    assert (case.status, case.suspended_kind, case.suspended_from) == ("suspended", "jailed", make.day(15))
    make.visit(case, make.day(62), by)
    case, held = _fresh(case), Suspension.objects.get(case=case)
    assert (case.status, held.from_on, held.to_on) == ("active", make.day(15), make.day(62))
    # Rounds 2 to 4 fell due while nobody could be visited; the visit of day 62 fills the fourth all the same.
    assert case.strip[:5] == "oxxlp"


def test_death_closes_and_nobody_knocks_again() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    make.visit(case, make.day(15), by, "D1")
    case = _fresh(case)
    assert (case.status, case.close_reason, case.closed_on) == ("closed", "deceased", make.day(15))
    assert case.strip == "o" + "x" * 23 and case.next_round is None
    assert Entry.objects.filter(verb="aftercare.case.closed", object_id=str(case.pk)).exists()
    with pytest.raises(Problem, match="after_death"):
        make.visit(case, make.day(30), by)
    with pytest.raises(Problem, match="visited_after"):
        other = make.case(by, today=make.day(1))
        make.visit(other, make.day(30), by)
        make.visit(other, make.day(20), by, "D1", arrives=make.at(make.day(31)))


def test_needs_are_copied_and_mirrored() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    make.visit(case, make.day(15), make.team_actor(), needs=(("JOB", "ช่างแอร์"), ("OCC", "")))
    case = _fresh(case)
    assert case.open_needs == 2
    mirrored = list(CaseNeed.objects.filter(case=case).order_by("code"))
    assert [(one.code, one.bucket, one.asked_on) for one in mirrored] == [
        ("JOB", "unmet", make.day(15)), ("OCC", "unmet", make.day(15)),
    ]  # fmt: skip
    assert CaseNeedMove.objects.filter(need__case=case).count() == 2
    wall.enter(case.office.parent.path)
    needs = list(Need.objects.filter(pk__in=[one.need_id for one in mirrored]).select_related("person", "office"))
    assert {(one.office.code, one.source) for one in needs} == {("DOPA-3014", "district")}
    human = needs[0].person
    assert human.purpose == "help" and human.pk != case.person_id
    followed = Person.objects.get(pk=case.person_id)
    assert followed.id_hash != human.id_hash and followed.public_id != human.public_id
    # Asked again while it waits: the same wish. Asked for something else: the same person at the district.
    make.visit(case, make.day(30), make.team_actor(), needs=(("JOB", "ช่างแอร์"), ("HOU", "")))
    assert CaseNeed.objects.filter(case=case).count() == 3
    wall.enter(case.office.parent.path)
    assert Need.objects.values("person").distinct().count() == 1


def test_item_nine_alarms_at_once_in_words_that_betray_nothing() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    nurse = make.team_actor(role="team_health")
    make.visit(case, make.day(15), nurse, q2=(True, True), q9=(1, 1, 0, 0, 0, 0, 0, 0, 1), q8=(1, 0, 0, 0, 0, 0, 0, 0))
    case = _fresh(case)
    assert set(Alert.objects.filter(case=case).values_list("kind", flat=True)) == {"self_harm", "suicide_risk"}
    assert case.open_alerts == 2
    wall.enter(case.office.parent.path)
    notice = Notice.objects.get(audience="aftercare.acknowledge")
    assert "ทำร้าย" not in notice.title + notice.body and str(case.person) not in notice.title + notice.body
    assert notice.office.code == "DOPA-3014"


def test_two_questions_asked_by_anybody_become_a_task_for_health_staff_the_same_day() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    make.visit(case, make.day(15), make.team_actor(), q2=(True, False), signs=("sleepless",), family={"violence": True})
    task = Task.objects.get(case=case)
    assert (task.kind, task.due_on, task.visit_no) == ("health", make.day(15), 1)
    assert set(Alert.objects.filter(case=case).values_list("kind", flat=True)) == {"psychosis", "violence"}
    assert Notice.objects.filter(audience="aftercare.health", office=case.office).count() == 1
    nurse = make.team_actor(role="team_health")
    make.visit(case, make.day(16), nurse, q2=(True, False), q9=(0,) * 9)
    task.refresh_from_db()
    assert task.state == "done"


def test_health_answers_vanish_from_who_may_not_read_them() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    member = make.team_actor()
    make.visit(case, make.day(15), member, q2=(False, True))
    assert not Screening.objects.exists()
    wall.enter(member.scope, sensitive=True)
    assert Screening.objects.get().q2 == [False, True]


def test_health_answers_follow_their_district_to_another_province() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    make.visit(case, make.day(15), make.team_actor(), q2=(False, True))
    wall.enter("1.")
    district = office("DOPA-3014")
    tree.move(office=district, parent=office("DOPA-36"), by=system("test"), at=NOW, reason="ปรับเขตจังหวัด")
    wall.enter("1.", sensitive=True)
    moved = office("DOPA-3014").path
    assert Screening.objects.get().scope_path == Case.objects.get(pk=case.pk).scope_path
    assert Screening.objects.get().scope_path.startswith(moved)


def test_who_moved_with_a_tambon_is_offered_and_without_one_looked_for() -> None:
    by = make.recorder()
    known, unknown = make.case(by, today=make.day(1)), make.case(by, today=make.day(1))
    member = make.team_actor()
    told = {"used": "", "needs_declined": False, "moved_to_text": "12 หมู่ 3"}
    make.visit(known, make.day(15), member, "M2", moved_to_area="360901", **told)
    make.visit(unknown, make.day(15), member, "M1", **told)
    assert Task.objects.get(case=unknown).kind == "move"
    assert not Task.objects.filter(case=known).exists()
    wall.enter(known.office.parent.path)
    offer = Transfer.objects.get(case=known)
    assert (offer.to_office.code, offer.from_office.code) == ("DOPA-3609", "DOPA-3014")
    assert _fresh(known).status == "active" and _fresh(known).office_id == known.office_id


def test_a_photo_loses_place_and_time() -> None:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "TELEPHONE-OF-BOONMEE"
    Image.new("RGB", (64, 48), "green").save(out, format="JPEG", exif=exif)
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    visit = make.visit(case, make.day(15), by, photo=out.getvalue(), position=(14.7, 102.0, 12.0), note="พบที่บ้าน")
    assert visit.photo is not None and visit.photo.personal
    assert b"BOONMEE" not in visit.photo.open_bytes() and visit.photo.scope_path == case.scope_path
    for sealed in (visit.position_sealed, visit.note_sealed):
        assert b"14.7" not in bytes(sealed) and "พบที่บ้าน".encode() not in bytes(sealed)


def test_returned_corrected_accepted_and_the_old_row_stays() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    member = make.team_actor()
    visit = make.visit(case, make.day(15), member, "N1", q2=None)
    with pytest.raises(NotAllowed):
        visits.accept(visit=visit, by=member, at=make.at(make.day(16)))
    wall.enter(by.scope)
    with pytest.raises(Problem):
        visits.send_back(visit=visit, comment=" ", by=by, at=make.at(make.day(16)))
    visit = visits.send_back(visit=visit, comment="ไปผิดบ้าน", by=by, at=make.at(make.day(16)))
    assert visit.state == "returned" and "ไปผิดบ้าน".encode() not in bytes(visit.comment_sealed)
    told = replace(make.answers(make.day(16), q2=(False, False)), uuid=uuid.uuid4())
    with pytest.raises(Problem, match="reason"):
        visits.correct(visit=visit, answers=told, reason="", by=member, at=make.at(make.day(17)))
    visit = visits.correct(visit=visit, answers=told, reason="ไปใหม่แล้วพบ", by=member, at=make.at(make.day(17)))
    assert (visit.state, visit.result, visit.visited_on, visit.correction) == (
        "submitted", "F1", make.day(16), "ไปใหม่แล้วพบ",
    )  # fmt: skip
    old = OldRow.objects.filter(relation="aftercare_visit", key=f"{case.pk}/{visit.visit_no}").order_by("version")
    assert [row.row["result"] for row in old] == ["N1", "N1"]
    case = _fresh(case)
    assert (case.last_result, case.not_found_run, case.strip[0]) == ("F1", 0, "l")
    visit = visits.accept(visit=visit, by=by, at=make.at(make.day(18)))
    with pytest.raises(Conflict):
        visits.accept(visit=visit, by=by, at=make.at(make.day(18)))
    with pytest.raises(Conflict):
        visits.correct(visit=visit, answers=told, reason="อีก", by=member, at=make.at(make.day(19)))


def test_correcting_a_visit_takes_back_what_it_had_done_to_the_case() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    jailed = make.visit(case, make.day(15), by, "J1")
    visits.correct(visit=jailed, answers=make.answers(make.day(15)), reason="คนละคน", by=by, at=make.at(make.day(16)))
    case, held = _fresh(case), Suspension.objects.get(case=case)
    assert case.status == "active" and held.to_on == held.from_on
    dead = make.visit(case, make.day(30), by, "D1")
    assert _fresh(case).status == "closed"
    visits.correct(visit=dead, answers=make.answers(make.day(30)), reason="คนละคน", by=by, at=make.at(make.day(31)))
    case = _fresh(case)
    assert (case.status, case.close_reason, case.closed_on) == ("active", "", None)
    assert case.strip[:4] == "oopp" and case.next_round == 3


def test_corrected_health_answers_keep_what_was_said_before() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    member = make.team_actor()
    visit = make.visit(case, make.day(15), member, q2=(True, False))
    again = make.answers(make.day(15), q2=(False, False))
    visits.correct(visit=visit, answers=again, reason="กดผิด", by=member, at=make.at(make.day(15), 11))
    silent = make.answers(make.day(15))
    visits.correct(visit=visit, answers=silent, reason="แก้คำผิด", by=member, at=make.at(make.day(15), 12))
    assert not Screening.objects.exists()
    wall.enter(member.scope, sensitive=True)
    kept = Screening.objects.get()
    assert kept.q2 == [False, False] and [one["q2"] for one in kept.earlier] == [[True, False]]


def test_another_team_can_neither_see_nor_write() -> None:
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    stranger = make.team_actor("301401")
    with pytest.raises(Conflict, match="moved"):
        make.visit(case, make.day(15), stranger)
    wall.enter(by.scope)
    assert not Visit.objects.exists()
    with pytest.raises(Conflict, match="moved"):  # the wall stands open and the filter still stops it
        make.visit(case, make.day(15), stranger)
    reader = replace(by, permissions=frozenset())
    with pytest.raises(NotAllowed):
        make.visit(case, make.day(15) + timedelta(days=1), reader)
