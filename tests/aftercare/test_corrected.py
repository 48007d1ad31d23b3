"""A visit corrected takes its consequences back as far as nobody acted on them, and says what stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.aftercare.phone import demo_day, door, due, met, page, see
from tests.factories import aftercare as make
from tests.factories.actors import TODAY

from tidtam.aftercare.actions import visits
from tidtam.aftercare.models import Case, CaseNeed, Task, Visit
from tidtam.aftercare.queries.desk import task_note
from tidtam.assistance import actions as assistance
from tidtam.assistance.models import Need
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.permissions import Permission

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]


def _buckets(case: Case) -> dict[str, str]:
    return dict(CaseNeed.objects.filter(case=case).values_list("code", "bucket"))


def test_a_wish_nobody_acted_on_is_taken_back_and_one_begun_stands():
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    member = make.team_actor()
    wishes = {"needs": (("OCC", "ช่างแอร์"), ("DOC", ""), ("HOU", ""), ("JOB", ""))}
    visit = make.visit(case, make.day(15), member, **wishes)
    make.visit(case, make.day(30), member, needs=(("JOB", ""),))
    wall.enter(by.scope)
    begun = Need.objects.get(code="HOU")
    wide = replace(by, permissions=by.permissions | {Permission.NEEDS_MANAGE})
    assistance.take_up(need=begun, by=wide, at=make.at(make.day(31)))
    before = Entry.objects.filter(verb=assistance.MOVED).count()
    told = make.answers(make.day(15), needs=(("DOC", ""),))
    visits.correct(visit=visit, answers=told, reason="แม่เล่าว่าเขาไม่ได้ขอ", by=member, at=make.at(make.day(32)))
    wall.enter(by.scope)
    assert _buckets(case) == {"OCC": "withdrawn", "DOC": "unmet", "HOU": "in_progress", "JOB": "unmet"}
    assert Case.objects.get(pk=case.pk).open_needs == 3
    # The room of needs learns that it was a mistake, and nothing of why, nor of who visits.
    told_there = Entry.objects.filter(verb=assistance.MOVED).order_by("at", "verb")
    assert told_there.count() == before + 1
    last = Entry.objects.get(verb=assistance.MOVED, reason="withdraw")
    assert last.user_id is None and last.grant_id is None
    none = make.answers(make.day(15))
    visits.correct(visit=visit, answers=none, reason="ไม่ขอรับ", by=member, at=make.at(make.day(33)))
    wall.enter(by.scope)
    assert _buckets(case)["DOC"] == "withdrawn" and Case.objects.get(pk=case.pk).open_needs == 2


def test_two_questions_corrected_to_no_ask_for_nobody_today():
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    member = make.team_actor()
    first = make.visit(case, make.day(15), member, q2=(True, False))
    make.visit(case, make.day(30), member, q2=(False, True))
    silent = make.answers(make.day(15))
    visits.correct(visit=first, answers=silent, reason="แก้คำ", by=member, at=make.at(make.day(31)))
    assert set(Task.objects.filter(case=case).values_list("state", flat=True)) == {"open"}
    no = make.answers(make.day(15), q2=(False, False))
    visits.correct(visit=first, answers=no, reason="กดผิดช่อง", by=member, at=make.at(make.day(32)))
    ended, later = Task.objects.filter(case=case, kind="health").order_by("visit_no")
    assert (ended.state, later.state) == ("cancelled", "open") and task_note(ended) == "กดผิดช่อง"
    assert Entry.objects.filter(verb="aftercare.task.cancelled", object_id=str(ended.pk)).count() == 1


def test_the_page_says_what_stands_after_a_correction():
    case = due(0)
    team, recorder = door("TEAM-301409", "team_member"), door("DOPA-3014", "drug_recorder")
    asked = met(needs=["OCC", "DOC"], need_OCC="ช่างแอร์")
    asked.pop("needs_declined")
    assert team.post(reverse("aftercare:write", args=[case.public_id]), asked).status_code == 302
    see()
    by = make.recorder()
    wide = replace(by, permissions=by.permissions | {Permission.NEEDS_MANAGE})
    assistance.take_up(need=Need.objects.get(code="DOC"), by=wide, at=make.at(TODAY, 11))
    edit = reverse("aftercare:edit", args=[case.public_id, 1])
    done = recorder.post(edit, met(reason="ไม่ขอรับ", version="1"))
    assert done.status_code == 302, done.content.decode()
    text = page(recorder, done.headers["Location"])
    assert "คำขอที่ยังอยู่ตามเดิม" in text and "เอกสาร" in text and "ฝึกอาชีพ" not in text and "ส่งคำขอ" not in text


def test_today_is_the_day_of_writing_and_days_are_judged_with_the_rest():
    case = due(0)
    team = door("TEAM-301409", "team_member")
    url = reverse("aftercare:write", args=[case.public_id])
    assert f'name="written_on" value="{TODAY.isoformat()}"' in page(team, url)
    yesterday = TODAY - timedelta(days=1)
    absent = met(found="N", not_found_why="away", next_in="3", written_on=yesterday.isoformat())
    assert team.post(url, absent).status_code == 302
    see()
    row = Visit.objects.get(case=case)
    assert (row.visited_on, row.next_on) == (yesterday, yesterday + timedelta(days=3))
    # No page is from tomorrow, and a date nobody can read is that of the page.
    for odd in ((TODAY + timedelta(days=5)).isoformat(), "x", ""):
        other = due(0)
        assert team.post(reverse("aftercare:write", args=[other.public_id]), met(written_on=odd)).status_code == 302
        see()
        assert Visit.objects.get(case=other).visited_on == TODAY
    ahead = TODAY + timedelta(days=40)
    wrong = met(day="d", visited_on=f"{ahead.day}/{ahead.month}/{ahead.year + 543}", q2_1="")
    text = team.post(reverse("aftercare:write", args=[due(0).public_id]), wrong).content.decode()
    assert "ถามแล้วเลือกคำตอบ" in text and 'id="id_visited_on_error"' in text
