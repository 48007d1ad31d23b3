"""After a visit: health answers go on to those who may read them, a case is read, a visit is returned and mended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.aftercare.phone import demo_day, door, due, met, page, see
from tests.factories import aftercare as make
from tests.factories.actors import NOW, TODAY

from tidtam.aftercare import sealing
from tidtam.aftercare.models import Alert, Message, Screening, Task, Visit

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]


def test_sadness_makes_a_task_for_health_staff_and_nothing_of_it_is_shown_to_the_team():
    case = due(0)
    client = door("TEAM-301409", "team_member")
    done = client.post(reverse("aftercare:write", args=[case.public_id]), met(q2_1="y", signs=["sleepless"]))
    assert done.status_code == 302, done.content.decode()
    see()
    assert Task.objects.filter(case=case, kind="health", due_on=TODAY).exists()
    assert Screening.objects.get(case=case).q2 == [True, False]
    saved = page(client, done.headers["Location"])
    assert "เจ้าหน้าที่สาธารณสุขนัดพบวันนี้" in saved and "แจ้งอำเภอและสาธารณสุขแล้ว" in saved
    seen = page(client, reverse("aftercare:visit", args=[case.public_id, 1]))
    assert "คำตอบด้านสุขภาพ" not in seen and "นอนไม่หลับ" not in seen
    recorder = door("DOPA-3014", "drug_recorder")
    assert "นอนไม่หลับ" in page(recorder, reverse("aftercare:visit", args=[case.public_id, 1]))
    form = page(client, reverse("aftercare:write", args=[case.public_id]))
    assert "1323" in form and "q9_1" not in form


def test_a_member_with_the_health_right_goes_on_to_9q():
    case = due(0)
    client = door("TEAM-301409", "team_health")
    url = reverse("aftercare:write", args=[case.public_id])
    assert "q9_9" in page(client, url)
    assert client.post(url, met(q2_1="y")).status_code == 302
    health = reverse("aftercare:health", args=[case.public_id, 1])
    assert "9Q" in page(client, health)
    nine = {f"q9_{n}": "0" for n in range(1, 9)} | {"q9_9": "1"}
    part = client.post(health, nine | {"q9_1": ""})
    assert part.status_code == 200 and "ถามแล้วเลือกคำตอบ" in part.content.decode()
    more = client.post(health, nine)
    assert more.status_code == 302 and more.headers["Location"] == health
    see()
    assert Alert.objects.get(case=case).kind == "self_harm", "item 9 does not wait for 8Q"
    assert Task.objects.get(case=case, kind="health").state == "open"
    rest = page(client, health)
    assert "q8_8" in rest and "q9_9" not in rest
    done = client.post(health, {f"q8_{n}": "0" for n in range(1, 9)})
    assert done.status_code == 302, done.content.decode()
    see()
    assert Task.objects.get(case=case, kind="health").state == "done"
    assert Alert.objects.filter(case=case).count() == 1
    assert Screening.objects.get(case=case).q9_total == 1
    assert Visit.objects.get(case=case).note_sealed
    # The total alone would read "none or few signs".
    shown = [done.headers["Location"], reverse("aftercare:visit", args=[case.public_id, 1])]
    shown.append(reverse("aftercare:case", args=[case.public_id]))
    for url in shown:
        text = page(client, url)
        assert "คิดทำร้ายตนเอง (9Q ข้อ 9)" in text and "เป็นบางวัน (1–7 วัน) · สายด่วน 1323" in text, url
        assert "คิดทำร้ายตนเอง" not in page(door("TEAM-301409", "team_member"), url), url
    assert page(client, health, 422)
    assert door("TEAM-301409", "team_member").get(health).status_code == 403


def test_a_scale_broken_off_alarms_at_once_and_is_kept():
    case = due(0)
    client = door("TEAM-301409", "team_health")
    assert client.post(reverse("aftercare:write", args=[case.public_id]), met(q2_1="y")).status_code == 302
    health = reverse("aftercare:health", args=[case.public_id, 1])
    assert client.post(health, {"q9_2": "1"}).status_code == 422
    see()
    assert not Alert.objects.exists() and not Screening.objects.get(case=case).q9, "nothing of it alarms yet"
    more = client.post(health, {"q9_2": "1", "q9_9": "1"})
    text = more.content.decode()
    assert more.status_code == 200 and "แจ้งอำเภอและสาธารณสุขแล้ว" in text and "ถามแล้วเลือกคำตอบ" in text
    see()
    assert Alert.objects.get(case=case).kind == "self_harm", "the last item waits for no other"
    assert Screening.objects.get(case=case).q9 == [None, 1, *[None] * 6, 1]
    form = page(client, health)
    assert not re.search(r'name="broken_off"[^>]*checked', form) and form.count(" checked") == 2
    done = client.post(health, {"q9_2": "1", "q9_9": "1", "q8_1": "1", "broken_off": "on"})
    assert done.status_code == 302 and done.headers["Location"].endswith("?saved=1")
    see()
    kept = Screening.objects.get(case=case)
    assert (kept.q9_total, kept.q8_total, kept.q8) == (None, None, [1, *[None] * 7])
    assert set(Alert.objects.filter(case=case).values_list("kind", flat=True)) == {"self_harm", "suicide_risk"}
    assert Task.objects.get(case=case, kind="health").state == "open"
    assert client.post(health, {f"q9_{n}": "0" for n in range(1, 10)} | {"q8_1": "1"}).status_code == 200
    see()
    assert Screening.objects.get(case=case).q9_total == 0, "the rest is asked again later"


def test_health_staff_of_the_district_assess_what_a_team_asked_for_and_a_recorder_wipes_nothing():
    case = due(0)
    url = reverse("aftercare:write", args=[case.public_id])
    assert door("TEAM-301409", "team_member").post(url, met(q2_1="y")).status_code == 302
    nurse = door("DOPA-3014", "health_reader")
    health = reverse("aftercare:health", args=[case.public_id, 1])
    assert "มีงานประเมินวันนี้" in page(nurse, "/") and health in page(nurse, reverse("aftercare:tasks"))
    done = nurse.post(health, {f"q9_{n}": "0" for n in range(1, 10)})
    assert done.status_code == 302, done.content.decode()
    assert reverse("aftercare:tasks") in page(nurse, done.headers["Location"])
    see()
    assert Task.objects.get(case=case).state == "done"
    recorder = door("DOPA-3014", "drug_recorder")
    edit = reverse("aftercare:edit", args=[case.public_id, 1])
    again = met(q2_1="y", reason="พิมพ์ชื่อผิด", note="แก้คำ", version="1")
    assert recorder.post(edit, again).status_code == 302
    see()
    screening = Screening.objects.get(case=case)
    assert screening.q9_total == 0 and len(screening.q9) == 9
    assert Task.objects.filter(case=case).count() == 1
    # A second worry of the same day asks again.
    assert door("TEAM-301409", "team_member").post(url, met(q2_2="y", acknowledge_warnings="on")).status_code == 302
    see()
    task = Task.objects.get(case=case)
    assert (task.state, task.visit_no) == ("open", 2)


def test_the_page_of_a_case_shows_a_team_three_rounds_and_a_recorder_everything():
    by = make.recorder()
    case = make.case(by, completed_on=TODAY - timedelta(days=75))
    for n in range(1, 5):
        make.visit(case, case.completed_on + timedelta(days=15 * n), by, note=f"ครั้งที่จด {n}")
    see()
    Message.objects.create(
        case=case, scope_path=case.scope_path, from_team=False, by_name="อรุณี", at=NOW,
        text_sealed=sealing.seal("ได้บัตรใหม่หรือยัง", column="message", row=case.public_id),
    )  # fmt: skip
    team, recorder = door("TEAM-301409", "team_member"), door("DOPA-3014", "drug_recorder")
    url = reverse("aftercare:case", args=[case.public_id])
    brief, whole = page(team, url), page(recorder, url)
    assert brief.count("พบตัว ไม่กลับไปใช้") == 3 and whole.count("พบตัว ไม่กลับไปใช้") == 4
    assert "ได้บัตรใหม่หรือยัง" in brief and "สามครั้งล่าสุด" in brief and "สมศรี" in brief
    assert "ครั้งที่ต้องเยี่ยม" in whole and "ครั้งที่ต้องเยี่ยม" not in brief and "ทำกับเรื่องนี้" in whole
    assert page(team, reverse("aftercare:visit", args=[case.public_id, 1]), 404)
    assert "ครั้งที่จด 1" in page(recorder, reverse("aftercare:visit", args=[case.public_id, 1]))
    assert "ครั้งที่จด 4" in page(team, reverse("aftercare:visit", args=[case.public_id, 4]))
    title = re.search(r"<title>(.*?)</title>", brief)
    assert title and "ชาย" not in title[1] and "ใจดี" not in title[1]
    assert "ได้บัตรใหม่หรือยัง" in page(team, reverse("aftercare:today"))
    for outside in (door("DOPA-3609", "drug_recorder"),):
        assert page(outside, url, 404)


def test_returned_accepted_and_corrected_with_a_reason():
    case = due(0)
    team, recorder = door("TEAM-301409", "team_member"), door("DOPA-3014", "drug_recorder")
    team.post(
        reverse("aftercare:write", args=[case.public_id]), met(note="จดผิด", lat="14.71", lon="102.02", metres="8")
    )
    listed = page(recorder, reverse("aftercare:review"))
    assert "รอตรวจรับ 1 ครั้ง" in listed and f'value="{case.public_id}.1.1"' in listed
    url = reverse("aftercare:visit", args=[case.public_id, 1])
    decide = reverse("aftercare:decide_visit", args=[case.public_id, 1])
    assert team.post(decide, {"verb": "accept"}).status_code == 403
    edit = reverse("aftercare:edit", args=[case.public_id, 1])
    assert page(team, edit, 422)
    assert recorder.post(decide, {"verb": "return", "comment": "", "version": "1"}).status_code == 422
    recorder.post(decide, {"verb": "return", "comment": "แก้บันทึกให้ตรง", "version": "1"})
    top = page(team, reverse("aftercare:today"))
    assert "อำเภอส่งคืนให้แก้" in top and edit in top
    form = page(team, edit)
    assert "แก้บันทึกให้ตรง" in form and "จดผิด" in form and 'value="14.71"' in form
    sent = met(note="จดถูกแล้ว", reason="", lat="14.71", lon="102.02", metres="8", version="2")
    assert team.post(edit, sent).status_code == 422
    assert team.post(edit, sent | {"reason": "จดสลับคน"}).status_code == 302
    assert "จดถูกแล้ว" in page(recorder, url) and "จดสลับคน" in page(recorder, url)
    recorder.post(reverse("aftercare:review"), {"visit": [f"{case.public_id}.1.3", "zz.x", "junk"]})
    see()
    visit = Visit.objects.get(case=case)
    assert visit.state == "accepted" and visit.position_sealed
    assert "ตรวจรับครบแล้ว" in page(recorder, reverse("aftercare:review"))
    assert recorder.post(reverse("aftercare:review"), {}).status_code == 302


@pytest.mark.parametrize(("result", "said"), [("J1", "พักการติดตามแล้ว"), ("D1", "ปิดเรื่องแล้ว")])
def test_no_next_round_is_announced_of_a_case_that_rests_or_has_ended(result, said):
    case = due(0)
    client = door("TEAM-301409", "team_member")
    shown = reverse("aftercare:case", args=[case.public_id])
    assert "ครั้งต่อไป" in page(client, shown)
    other = {"found": "X", "other": result, "mode": "C", "note": "ทราบจากผู้ใหญ่บ้าน"}
    done = client.post(reverse("aftercare:write", args=[case.public_id]), met(**other))
    assert done.status_code == 302, done.content.decode()
    saved = page(client, done.headers["Location"])
    assert said in saved and not re.search(r"ครั้งที่ \d+ วันที่", saved)
    text = page(client, shown)
    assert said in text and "ครั้งต่อไป" not in text and "ทำได้ถึง" not in text
