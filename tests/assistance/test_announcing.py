"""Announcements: who may hang, for how long, and how they come down."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY

from tidtam.assistance import actions as needs
from tidtam.assistance.actions import announcing, requests
from tidtam.assistance.models import Announcement, AnnouncementLine, Request
from tidtam.assistance.papers import board
from tidtam.assistance.queries import announcing as queries
from tidtam.assistance.queries import checking
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Conflict, Problem
from tidtam.portal.queries import finding

pytestmark = pytest.mark.django_db


def helped(by, serial: int, **more) -> Request:
    one = made.granted(made.request(by, serial=serial, **more), by)
    made.help_all(one, by)
    return Request.objects.get(pk=one.pk)


def test_only_names_and_categories_of_those_who_may_hang():
    by = made.clerk()
    fit = [helped(by, 1), helped(by, 2, category="FARMER")]
    helped(by, 3, codes=("HOU", "MED"))
    helped(by, 4, codes=("MEN",))
    made.request(by, serial=5)
    assert [one.pk for one in queries.ready(by, made.lgo())[0]] == [one.pk for one in fit]
    assert queries.ready(by, made.lgo())[1] == 2
    draft = announcing.draw_up(office=made.lgo(), by=by, at=NOW)
    assert (draft.number, draft.state, draft.to_on) == (1, "draft", TODAY + timedelta(days=14))
    lines = list(draft.lines.values_list("name", "category"))
    assert lines == [("นายบุญเรือง แก้วใส", "QOL"), ("นายบุญเรือง แก้วใส", "FARMER")]
    with pytest.raises(Problem, match="ยังไม่มีผู้ได้รับ"):
        announcing.draw_up(office=made.lgo(), by=by, at=NOW)
    posted = announcing.post(announcement=draft, title="บัญชีรายชื่อ", places="ศาลากลางบ้าน", days=15, by=by, at=NOW)
    assert posted.left_out == () and {one.state for one in Request.objects.filter(pk__in=[f.pk for f in fit])} == {
        "announced"
    }
    assert list(queries.posted(made.lgo(), TODAY)) == [draft]
    pdf = board.announcement(Announcement.objects.get())
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    assert "บุญเรือง แก้วใส" in text and "เกษตรกรผู้มีรายได้น้อย" in text and "หลังคา" not in text and "หมู่" not in text
    with pytest.raises(Conflict):
        announcing.post(announcement=draft, title="", places="", days=15, by=by, at=NOW)


def test_comes_down_by_date_and_closes_once():
    by = made.clerk()
    one = helped(by, 1)
    draft = announcing.draw_up(office=made.lgo(), by=by, at=NOW)
    announcing.post(announcement=draft, title="", places="", days=15, by=by, at=NOW)
    task = system("assistance.take_down")
    wall.enter(task.scope)
    assert announcing.take_down_due(at=NOW + timedelta(days=14), by=task) == 0
    assert announcing.take_down_due(at=NOW + timedelta(days=15), by=task) == 1
    assert announcing.take_down_due(at=NOW + timedelta(days=15), by=task) == 0
    wall.enter(by.scope)
    draft.refresh_from_db()
    assert (draft.state, draft.down_reason) == ("taken_down", "")
    assert Request.objects.get(pk=one.pk).state == "closed"
    wall.enter(task.scope)
    verbs = Entry.objects.filter(verb__startswith="assistance.announcement").values_list("verb", flat=True)
    assert sorted(verb.rpartition(".")[2] for verb in verbs) == ["drawn_up", "posted", "taken_down"]


def test_by_hand_with_a_reason_and_who_moved_on_is_left_out():
    by = made.clerk()
    first, second = helped(by, 1), helped(by, 2)
    draft = announcing.draw_up(office=made.lgo(), by=by, at=NOW)
    requests.reopen(request=second, reason="ยังรั่วอยู่", by=by, at=NOW)
    posted = announcing.post(announcement=draft, title="", places="", days=7, by=by, at=NOW)
    assert [one.pk for one in posted.left_out] == [second.pk]
    assert AnnouncementLine.objects.count() == 1
    with pytest.raises(Problem, match="ยังไม่ครบกำหนด"):
        announcing.take_down(announcement=draft, by=by, at=NOW)
    down = announcing.take_down(announcement=draft, reason="ชื่อสะกดผิด", by=by, at=NOW)
    assert down.down_reason == "ชื่อสะกดผิด" and Request.objects.get(pk=first.pk).state == "closed"
    with pytest.raises(Conflict, match="ไม่ได้ปิดอยู่"):
        announcing.take_down(announcement=draft, reason="ก", by=by, at=NOW)


def test_the_office_sets_its_days():
    by = made.clerk()
    assert queries.days_of(made.lgo()) == 15
    announcing.set_days(office=made.lgo(), days=30, by=by, at=NOW)
    assert announcing.set_days(office=made.lgo(), days=20, by=by, at=NOW).version == 2
    assert queries.days_of(made.lgo()) == 20
    for days in (0, 366):
        with pytest.raises(Problem):
            announcing.set_days(office=made.lgo(), days=days, by=by, at=NOW)


def test_a_name_opened_again_comes_off_the_list_that_hangs_and_alarms_nobody():
    by = made.clerk()
    first, second, third = (helped(by, n) for n in (1, 2, 3))
    draft = announcing.draw_up(office=made.lgo(), by=by, at=NOW)
    announcing.leave_out(announcement=draft, request=third.pk, by=by, at=NOW)
    announcing.post(announcement=draft, title="", places="", days=15, by=by, at=NOW)
    requests.reopen(request=first, reason="ยังรั่วอยู่", by=by, at=NOW)
    assert [line.request_id for _one, lines in finding.announced(made.lgo(), TODAY) for line in lines] == [second.pk]
    told = {"title": "ช่วยผู้ป่วย", "category": "DISEASE", "track": "immediate"}
    requests.amend(request=first, **told, by=by, at=NOW)
    assert checking.check().holds
    needs.reopen(need=second.needs.get(), by=by, at=NOW)  # by the need alone: nobody is left on the list
    draft.refresh_from_db()
    assert (draft.state, draft.taken_down_by) == ("taken_down", by.grant_id) and draft.down_reason
    assert finding.announced(made.lgo(), TODAY) == [] and Request.objects.get(pk=second.pk).announced_until is None
    entries = Entry.objects.filter(verb="assistance.announcement.left_out", reason="reopened")
    assert sorted(len(one.fields) for one in entries) == [1, 4] and {one.user_id for one in entries} == {by.user_id}
    hung = announcing.hang(request=third, until=TODAY, by=by, at=NOW)
    announcing.take_down(announcement=hung, reason="ชื่อสะกดผิด", by=by, at=NOW)
    requests.reopen(request=third, reason="ยังไม่ได้รับ", by=by, at=NOW)
    requests.amend(request=third, **told, by=by, at=NOW)
    assert hung.lines.count() == 1 and checking.check().holds  # what came down stays on record, and is no alarm
