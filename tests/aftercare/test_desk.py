"""The desk: alerts, tasks, questions, trouble; and that no notice tells anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import aftercare as made
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.accounts.models import Grant, User
from tidtam.aftercare.actions import desk, ending, reminders, rounds, telling
from tidtam.aftercare.models import Alert, Case, CaseNeed, Task
from tidtam.aftercare.queries import desk as queries
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.notices.models import Notice
from tidtam.notices.queries import listing, recipients

pytestmark = pytest.mark.django_db
# Words that would tell on a lock screen why somebody is visited.
TELLING = (
    "ยา", "เสพ", "บำบัด", "สารเสพติด", "ฟื้นฟู", "ปัสสาวะ", "จิต", "ติดตาม", "ฆ่า", "ทำร้าย", "รุนแรง", "ซึม", "โรค", "สุขภาพ",
    "ตำรวจ", "คดี", "คุม", "เสี่ยง", "สมชาย", "ใจดี", "ชื่อเล่น", "ปักธงชัย", "ตำบล", "หมู่บ้าน", "บสต", "ปปส", "ปส.",
)  # fmt: skip


def test_no_notice_of_the_room_tells_anything():
    for key, words in telling.WORDS.items():
        said = words.format(n=3, d=3)
        assert not [word for word in TELLING if word in said], (key, said)
        assert len(said) <= 80


def alert(case: Case, kind: str = "self_harm") -> Alert:
    Case.objects.filter(pk=case.pk).update(open_alerts=1)
    return Alert.objects.create(case=case, visit_no=1, kind=kind, scope_path=case.scope_path, raised_at=NOW)


def test_an_alert_stays_until_somebody_says_what_was_done():
    by = made.recorder()
    case = made.case(by)
    row = alert(case)
    wall.enter(ROOT)
    for hour in (0, 0, 1):
        reminders.remind_alerts(at=NOW + timedelta(hours=hour))
    assert Notice.objects.filter(key__startswith="care:alert").count() == 2
    wall.enter(by.scope)
    with pytest.raises(Problem) as told:
        desk.acknowledge(alert=row, note=" ", by=by, at=NOW)
    assert told.value.field == "note"
    desk.acknowledge(alert=row, note="โทรหาแม่แล้ว อยู่ด้วย", by=by, at=NOW)
    assert queries.alert_note(Alert.objects.get()) == "โทรหาแม่แล้ว อยู่ด้วย"
    assert Case.objects.get(pk=case.pk).open_alerts == 0
    with pytest.raises(Conflict):
        desk.acknowledge(alert=row, note="อีกครั้ง", by=by, at=NOW)
    wall.enter(ROOT)
    assert reminders.remind_alerts(at=NOW + timedelta(hours=2)) == 0
    with pytest.raises(NotAllowed):
        desk.acknowledge(alert=row, note="x", by=made.team_actor(), at=NOW)


def test_a_task_is_closed_once_and_health_by_health_alone():
    by = made.recorder()
    case = made.case(by)
    values = {"case": case, "due_on": TODAY, "office": case.office, "scope_path": case.scope_path, "made_at": NOW}
    health, tracing = (Task.objects.create(kind=kind, **values) for kind in ("health", "tracing"))
    with pytest.raises(NotAllowed):
        desk.finish(task=health, note="ทำแล้ว", by=by, at=NOW)
    desk.finish(task=tracing, note="พบที่บ้านน้า", by=by, at=NOW)
    with pytest.raises(Conflict):
        desk.finish(task=tracing, note="อีกครั้ง", by=by, at=NOW)
    nurse = made.team_actor(role="team_health")
    with pytest.raises(Problem, match="screening"):  # a note ends no assessment
        desk.finish(task=health, note="ไม่ว่าง", by=nurse, at=NOW)
    _ends(health, nurse)
    wall.enter(ROOT)
    Task.objects.create(kind="health", **(values | {"due_on": TODAY + timedelta(days=2)}))
    assert reminders.remind_tasks(at=NOW + timedelta(days=2)) == 1


def _ends(health: Task, nurse: Actor) -> None:
    """Put an assessment off, and end it with a reason of the list alone."""
    for why, on, field in (
        ("", None, "why"), ("busy", None, "why"), ("later", TODAY, "on"), ("later", TODAY + timedelta(days=9), "on"),
        ("elsewhere", None, "on"), ("elsewhere", TODAY + timedelta(days=1), "on"),
    ):  # fmt: skip
        with pytest.raises(Problem) as told:
            ending.end_assessment(task=health, why=why, on=on, note="ไม่ว่าง", by=nurse, at=NOW)
        assert told.value.field == field, (why, on)
    later = ending.end_assessment(task=health, why="later", note="ไปรับจ้าง", by=nurse, at=NOW)
    assert (later.state, later.due_on) == ("open", TODAY + timedelta(days=1))
    done = ending.end_assessment(task=health, why="elsewhere", on=TODAY, by=nurse, at=NOW)
    assert done.state == "done" and "ประเมินแล้วที่หน่วยบริการ วันที่ " in queries.task_note(done)
    with pytest.raises(Conflict):
        ending.end_assessment(task=health, why="refused", by=nurse, at=NOW)
    assert {task.state for task in Task.objects.all()} == {"done"}


def test_team_and_district_ask_and_answer_about_a_person():
    by, member = made.recorder(), made.team_actor()
    wall.enter(by.scope)
    case = made.case(by)
    wall.enter(member.scope)
    desk.ask(case=case, text="ได้บัตรใหม่หรือยัง", by=member, at=NOW)
    assert queries.unseen(member).count() == 0
    wall.enter(by.scope)
    assert [one.pk for one in queries.unseen(by)] == [case.pk]
    desk.ask(case=case, text="ได้แล้ว มารับที่อำเภอ", by=by, at=NOW + timedelta(minutes=1))
    assert [one.text for one in queries.thread(case)] == ["ได้บัตรใหม่หรือยัง", "ได้แล้ว มารับที่อำเภอ"]
    assert queries.unseen(by).count() == 0
    wall.enter(member.scope)
    assert queries.unseen(member).count() == 1
    assert desk.mark_seen(case=case, by=member, at=NOW) == 1
    assert queries.unseen(member).count() == 0


def test_trouble_goes_to_the_province_without_numbers_and_comes_back_answered():
    by, province = made.recorder(), actor("DOPA-30", "drug_coordinator")
    wall.enter(by.scope)
    for where, text, field in (("zz", "ช้า", "system"), ("bsort", " ", "text"), ("bsort", "9-1000-00000-01-2", "text")):
        with pytest.raises(Problem) as told:
            desk.report_trouble(system=where, text=text, by=by, at=NOW)
        assert told.value.field == field
    ticket = desk.report_trouble(system="bsort", text="กดบันทึกแล้วหน้าขาว", by=by, at=NOW)
    with pytest.raises(NotAllowed):
        desk.answer(ticket=ticket, text="ลองใหม่", by=by, at=NOW)
    wall.enter(province.scope)
    desk.answer(ticket=ticket, text="ใช้ Edge แทน", version=1, by=province, at=NOW)
    with pytest.raises(Conflict):
        desk.answer(ticket=ticket, text="อีกคนตอบ", version=1, by=province, at=NOW)
    wall.enter(by.scope)
    assert desk.close_ticket(ticket=ticket, by=by, at=NOW).state == "closed"
    wall.enter(ROOT)
    assert {one.office.code for one in Notice.objects.all()} == {"DOPA-30", "DOPA-3014"}


def test_rounds_are_told_by_team_and_day_and_late_ones_to_the_district_too():
    by = made.recorder()
    due = made.day(15)
    for _ in range(3):
        made.case(by, today=made.day(1))
    wall.enter(ROOT)
    team, district = "TEAM-301409", "DOPA-3014"
    for offset, words, whom in (
        (-3, "อีก 3 วันมี 3 คนต้องเยี่ยม", {team}), (0, "วันนี้มี 3 คนต้องเยี่ยม", {team}), (1, "", set()),
        (3, "มี 3 คนเลยวันนัดเยี่ยมมา 3 วัน", {team, district}), (7, "วันนี้วันสุดท้าย มี 3 คนยังไม่ได้เยี่ยม", {team, district}),
    ):  # fmt: skip
        made_now = reminders.remind_rounds(at=made.at(due + timedelta(days=offset)))
        assert reminders.remind_rounds(at=made.at(due + timedelta(days=offset), 15)) == 0
        assert {one.office.code for one in Notice.objects.filter(title=words)} == whom and made_now == len(whom)


def test_a_day_without_a_worker_delays_a_telling_and_loses_none():
    by = made.recorder()
    due = made.day(15)
    made.case(by, today=made.day(1))
    wall.enter(ROOT)
    team, district = "TEAM-301409", "DOPA-3014"
    for offset, words, whom in (
        (-2, "อีก 2 วันมี 1 คนต้องเยี่ยม", {team}), (-1, "", set()), (1, "มี 1 คนถึงวันนัดเยี่ยมแล้ว 1 วัน", {team}),
        (5, "มี 1 คนเลยวันนัดเยี่ยมมา 5 วัน", {team, district}), (6, "", set()),
        (8, "มี 1 คนพ้นช่วงเยี่ยมไปแล้ว", {team, district}), (9, "", set()), (10, "", set()),
    ):  # fmt: skip
        day = due + timedelta(days=offset)
        rounds.tick(today=day, at=made.at(day), by=system("test"))
        made_now = reminders.remind_rounds(at=made.at(day))
        assert {one.office.code for one in Notice.objects.filter(title=words)} == whom and made_now == len(whom), offset


def test_who_a_person_is_given_to_is_told_alone_and_the_team_of_the_rest():
    by = made.recorder()
    wall.enter(ROOT)
    mine, left = made.team_actor(enter=False), made.team_actor(enter=False)
    User.objects.filter(pk__in=[mine.user_id, left.user_id]).update(email="someone@example.org")
    Grant.objects.filter(pk=left.grant_id).update(revoked_at=NOW)
    wall.enter(by.scope)
    cases = [made.case(by, today=made.day(1)) for _ in range(4)]
    wall.enter(ROOT)
    for case, user in zip(cases, (mine.user_id, mine.user_id, left.user_id), strict=False):
        Case.objects.filter(pk=case.pk).update(member=made.member(user_id=user))
    due = made.day(15)
    assert reminders.remind_rounds(at=made.at(due)) == 2 and reminders.remind_rounds(at=made.at(due, 12)) == 0
    told = dict(Notice.objects.values_list("user", "title"))
    assert told == {mine.user_id: "วันนี้มี 2 คนต้องเยี่ยม", None: "วันนี้มี 2 คนต้องเยี่ยม"}, "an account that ended tells nobody"
    whom = recipients(Notice.objects.all(), due)
    assert [[one.pk for one in users] for (*_, user), users in whom.items() if user] == [[mine.user_id]]
    wall.enter(mine.scope)
    assert listing(mine).count() == 2 and listing(made.team_actor()).count() == 1
    wall.enter(ROOT)
    assert reminders.remind_rounds(at=made.at(due + timedelta(days=3))) == 3
    assert Notice.objects.get(office__code="DOPA-3014").title == "มี 4 คนเลยวันนัดเยี่ยมมา 3 วัน"


def test_a_week_without_a_worker_loses_no_telling_of_a_round():
    by = made.recorder()
    made.case(by, today=made.day(1))
    wall.enter(ROOT)
    due, team, district = made.day(15), "TEAM-301409", "DOPA-3014"
    assert reminders.remind_rounds(at=made.at(due + timedelta(days=6))) == 2
    back = due + timedelta(days=14)
    rounds.tick(today=back, at=made.at(back), by=system("test"))
    assert reminders.remind_rounds(at=made.at(back)) == 3 and reminders.remind_rounds(at=made.at(back, 12)) == 0
    said = Notice.objects.filter(title="มี 1 คนพ้นช่วงเยี่ยมไปแล้ว")
    assert {one.office.code for one in said} == {team, district}


def test_needs_nobody_moves_are_told_upwards_and_years_near_their_end():
    by = made.recorder()
    case = made.case(by)
    wall.enter(by.scope)
    made.visit(case, made.day(16), by, "F1", needs=(("OCC", "ซ่อมมอเตอร์ไซค์"),))
    need = CaseNeed.objects.get()
    asked = need.asked_on
    wall.enter(ROOT)
    known: set[int] = set()
    for days, codes in ((7, {"DOPA-3014"}), (8, set()), (16, {"DOPA-3014"}), (17, set()), (31, {"DOPA-30"})):
        reminders.remind_needs(at=made.at(asked + timedelta(days=days)))
        new = Notice.objects.exclude(pk__in=known)
        assert {one.office.code for one in new} == codes, days
        known |= {one.pk for one in new}
    Notice.objects.all().delete()
    assert reminders.remind_closing(at=made.at(case.ends_on - timedelta(days=6))) == 1
    assert reminders.remind_closing(at=made.at(case.ends_on - timedelta(days=5))) == 0
    assert office("TEAM-301409").pk == Notice.objects.get().office_id


def test_the_first_page_counts_what_waits():
    by = made.recorder()
    case = made.case(by)
    alert(case)
    found = queries.inbox(by, TODAY)
    assert (found.alerts, found.offers, found.to_review) == (1, 0, 0)
