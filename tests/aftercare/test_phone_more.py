"""What a visit meets now and then: a scale broken off, work that hangs on an old visit, nobody at home."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.aftercare.test_phone import demo_day, door, due, met, page, see

from tidtam.aftercare.models import Alert, Screening, Task

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
    again = met(q2_1="y", reason="พิมพ์ผิด", note="แก้คำ")
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
