"""What a visit meets now and then: a scale broken off, work that hangs on an old visit, nobody at home."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.aftercare.phone import demo_day, door, due, met, page, see
from tests.factories import aftercare as make
from tests.factories.actors import TODAY

from tidtam.aftercare.models import Alert, Screening, Task
from tidtam.notices.models import Notice

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]


def test_a_scale_the_person_breaks_off_is_kept_as_far_as_it_went():
    case = due(0)
    nurse = door("TEAM-301409", "team_health")
    url = reverse("aftercare:write", args=[case.public_id])
    begun = met(q2_1="y", q9_1="2", q9_2="1", q9_9="1")
    refused = nurse.post(url, begun)
    assert refused.status_code == 422 and "เขาไม่ขอตอบต่อ" in refused.content.decode()
    done = nurse.post(url, begun | {"broken_off": "on"})
    assert done.status_code == 302, done.content.decode()
    see()
    kept = Screening.objects.get(case=case)
    assert kept.q9 == [2, 1, None, None, None, None, None, None, 1] and kept.q9_total is None
    assert Alert.objects.get(case=case).kind == "self_harm", "item 9 alarms at once"
    task = Task.objects.get(case=case)
    assert (task.kind, task.state, task.visit_no) == ("health", "open", 1)
    seen = page(nurse, reverse("aftercare:visit", args=[case.public_id, 1]))
    assert "ประเมินไม่ครบ · ตอบ 3 จาก 9 ข้อ" in seen
    # A recorder corrects a word: what was answered stands. Health staff go on where it broke off.
    recorder = door("DOPA-3014", "drug_recorder")
    again = met(q2_1="y", reason="พิมพ์ผิด", note="แก้คำ", version="1")
    assert recorder.post(reverse("aftercare:edit", args=[case.public_id, 1]), again).status_code == 302
    see()
    assert Screening.objects.get(case=case).q9 == kept.q9
    health = reverse("aftercare:health", args=[case.public_id, 1])
    assert 'value="2"' in page(nurse, health) and page(nurse, health).count(" checked") == 3
    assert nurse.post(health, {f"q9_{n}": "0" for n in range(1, 10)}).status_code == 302
    see()
    assert Screening.objects.get(case=case).q9_total == 0 and Task.objects.get(case=case).state == "done"


@pytest.mark.parametrize(
    ("answers", "q9", "q8"),
    [({}, [None] * 9, []), ({f"q9_{n}": "1" for n in range(1, 9)} | {"q8_1": "1"}, [1] * 8 + [None], [1] + [None] * 7)],
)
def test_whatever_was_answered_a_scale_broken_off_asks_for_health_staff_today(answers, q9, q8):
    case = due(0)
    nurse = door("TEAM-301409", "team_health")
    told = met(q2_2="y", broken_off="on", **answers)
    assert nurse.post(reverse("aftercare:write", args=[case.public_id]), told).status_code == 302
    see()
    kept = Screening.objects.get(case=case)
    assert (kept.q9, kept.q8) == (q9, q8) and Task.objects.get(case=case).kind == "health"
    assert set(Alert.objects.values_list("kind", flat=True)) == ({"suicide_risk"} if q8 else set())


def test_the_name_of_a_task_does_not_tell_what_was_answered():
    case = due(0)
    team, nurse = door("TEAM-301409", "team_member"), door("TEAM-301409", "team_health")
    done = team.post(reverse("aftercare:write", args=[case.public_id]), met(q2_1="y"))
    saved, tasks = done.headers["Location"], reverse("aftercare:tasks")
    case_url = reverse("aftercare:case", args=[case.public_id])
    for url in (saved, tasks, case_url, reverse("aftercare:today"), reverse("aftercare:month")):
        text = page(team, url)
        assert "สุขภาพจิต" not in text.replace("heartbeat", "") and "1323" not in text.replace("tel:1323", ""), url
        assert "งานประเมิน" not in text, url
    assert "เจ้าหน้าที่สาธารณสุขนัดพบวันนี้" in page(team, saved) and "เจ้าหน้าที่สาธารณสุขนัดพบวันนี้" in page(team, tasks)
    assert "ประเมินสุขภาพจิตวันนี้" in page(nurse, tasks)
    see()
    told = [one.title + one.body for one in Notice.objects.all()]
    assert told and not [words for words in told if "สุขภาพ" in words or "ประเมิน" in words]
    # What health staff wrote as they closed it is for health staff.
    task = Task.objects.get(case=case)
    finish, told = reverse("aftercare:finish_task", args=[task.public_id]), {"note": "คุยกับแม่แล้ว", "why": "refused"}
    closing = nurse.post(finish, told)
    assert closing.status_code == 302
    assert "คุยกับแม่แล้ว" in page(nurse, f"{tasks}?show=done") and "คุยกับแม่แล้ว" not in page(team, f"{tasks}?show=done")


def test_a_visit_that_met_nobody_wears_no_tick():
    case = due(0)
    team, recorder = door("TEAM-301409", "team_member"), door("DOPA-3014", "drug_recorder")
    absent = {"found": "N", "not_found_why": "away", "q2_1": "", "q2_2": "", "needs_declined": ""}
    assert team.post(reverse("aftercare:write", args=[case.public_id]), met(**absent)).status_code == 302
    url = reverse("aftercare:case", args=[case.public_id])
    for client in (team, recorder):
        line = re.search(r'<ol class="time">.*?</ol>', page(client, url), re.S)
        assert line and '<li class="gone">' in line[0] and "question" in line[0] and 'class="ok"' not in line[0]
    assert "ไปแล้ว ไม่พบ" in page(recorder, url)
    assert team.post(reverse("aftercare:write", args=[due(0).public_id]), met()).status_code == 302


def test_health_staff_open_an_old_visit_while_their_task_hangs_on_it():
    by = make.recorder()
    case = make.case(by, completed_on=TODAY - timedelta(days=75))
    for n in range(1, 6):
        worried = {"q2": (True, False)} if n == 1 else {}
        make.visit(case, case.completed_on + timedelta(days=15 * n), by, **worried)
    nurse, team = door("TEAM-301409", "team_health"), door("TEAM-301409", "team_member")
    health, first = (reverse(f"aftercare:{name}", args=[case.public_id, 1]) for name in ("health", "visit"))
    assert health in page(nurse, reverse("aftercare:tasks"))
    assert page(nurse, first) and page(nurse, health) and page(team, first, 404)
    assert page(nurse, reverse("aftercare:visit", args=[case.public_id, 2]), 404)
    done = nurse.post(health, {f"q9_{n}": "0" for n in range(1, 10)})
    assert done.headers["Location"] == reverse("aftercare:tasks"), done.content.decode()
    assert page(nurse, done.headers["Location"]) and page(nurse, first, 404)
