"""The day agreed on at a visit: nobody who is expected then is forgotten, and the next visit ends it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.aftercare.phone import demo_day, door, due, met, page, see
from tests.factories import aftercare as make
from tests.factories.actors import TODAY

from tidtam.aftercare.actions import reminders, rounds, visits
from tidtam.aftercare.models import Case, Task
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.notices.models import Notice
from tidtam.offices.models import Office

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]


def _went(nickname: str, ago: int, back_in: int) -> Case:
    """Make a case somebody went to `ago` days before and met nobody, agreed on again `back_in` days after that."""
    case, by = due(0, nickname=nickname), make.team_actor()
    wall.enter(by.scope, sensitive=True)
    on = TODAY - timedelta(days=ago)
    make.visit(case, on, by, "N1", next_on=on + timedelta(days=back_in))
    return case


def test_who_was_not_met_is_on_the_list_of_the_day_agreed_on_and_stays_until_met():
    late, now, soon = _went("หมาย", 5, 3), _went("เพ็ญ", 3, 3), _went("เชียร", 1, 3)
    client = door("TEAM-301409", "team_member")
    today = reverse("aftercare:today")
    text = page(client, today)
    assert "(หมาย)" in text and "เลยนัด 2 วัน" in text and "(เพ็ญ)" in text and "นัดวันนี้" in text
    assert "(เชียร)" not in text and "เลยกำหนด 1" in text and "วันนี้ 1" in text and "สัปดาห์นี้ 3" in text
    assert "นัดอีก 2 วัน" in page(client, today + "?show=week") and soon.public_id in page(client, today + "?show=week")
    only = page(client, today + "?show=today")
    assert now.public_id in only and late.public_id not in only
    assert "ยังไม่ได้ไปตามนัด" in page(client, reverse("aftercare:case", args=[late.public_id]))
    kept = page(client, reverse("aftercare:case", args=[soon.public_id]))
    assert "นัดไว้" in kept and "ยังไม่ได้ไปตามนัด" not in kept
    assert client.post(reverse("aftercare:write", args=[late.public_id]), met()).status_code == 302
    see()
    assert Case.objects.get(pk=late.pk).appointment_on is None
    assert "(หมาย)" not in page(client, today)


def test_the_form_keeps_when_somebody_goes_again():
    case = due(0)
    client = door("TEAM-301409", "team_member")
    sent = met(found="N", not_found_why="away", next_in="3")
    assert client.post(reverse("aftercare:write", args=[case.public_id]), sent).status_code == 302
    see()
    assert Case.objects.get(pk=case.pk).appointment_on == TODAY + timedelta(days=3)


def test_a_second_visit_before_the_day_agreed_on_is_asked_about_and_told_apart():
    case = due(0)
    client = door("TEAM-301409", "team_member")
    url, shown = (reverse(f"aftercare:{name}", args=[case.public_id]) for name in ("write", "case"))
    away = {"found": "N", "not_found_why": "away", "next_in": "3"}
    assert client.post(url, met(**away)).status_code == 302
    assert "เยี่ยมเพิ่ม" not in page(client, shown)
    twice = client.post(url, met(**away))  # another window, or another member at the same door
    assert twice.status_code == 422 and "มีการเยี่ยมแล้ว ระบบจะเก็บเป็นการเยี่ยมเพิ่ม" in twice.content.decode()
    assert client.post(url, met(**away, acknowledge_warnings="on")).status_code == 302
    assert page(client, shown).count("(เยี่ยมเพิ่ม)") == 1
    both = [page(client, reverse("aftercare:visit", args=[case.public_id, n])) for n in (1, 2)]
    assert "".join(both).count("(เยี่ยมเพิ่ม)") == 1
    assert page(door("DOPA-3014", "drug_recorder"), reverse("aftercare:review")).count("(เยี่ยมเพิ่ม)") == 1


def test_a_visit_kept_as_agreed_is_corrected_without_a_question():
    case, by = due(0), make.team_actor()
    wall.enter(by.scope, sensitive=True)
    day = TODAY + timedelta(days=3)
    make.visit(case, TODAY, by, "N1", next_on=day)
    visit = make.visit(case, day, by, "F1", next_on=day + timedelta(days=4), acknowledge_warnings=False)
    again = make.answers(day, "F1", next_on=day + timedelta(days=5), uuid=visit.uuid, acknowledge_warnings=False)
    assert visits.correct(visit=visit, answers=again, reason="นัดใหม่", by=by, at=make.at(day, 15)).kind == "extra"


def test_any_visit_may_agree_on_a_day_and_a_correction_moves_it():
    case, by = due(0), make.team_actor()
    agreed = TODAY + timedelta(days=6)
    wall.enter(by.scope, sensitive=True)
    visit = make.visit(case, TODAY, by, "F1", next_on=agreed)
    assert Case.objects.get(pk=case.pk).appointment_on == agreed
    again = make.answers(TODAY, "F1", next_on=agreed + timedelta(days=1), uuid=visit.uuid)
    visits.correct(visit=visit, answers=again, reason="นัดใหม่", by=by, at=make.at(TODAY, 15))
    assert Case.objects.get(pk=case.pk).appointment_on == agreed + timedelta(days=1)
    # What is told late of an earlier day changes nothing of what was agreed on since.
    make.visit(case, TODAY - timedelta(days=1), by, "N1", arrives=make.at(TODAY, 16), uuid=uuid.uuid4())
    assert Case.objects.get(pk=case.pk).appointment_on == agreed + timedelta(days=1)


def test_the_member_is_told_on_the_day_once_and_no_more_after_the_visit():
    case, by = due(0), make.team_actor()
    wall.enter(by.scope, sensitive=True)
    make.visit(case, TODAY, by, "N1", next_on=TODAY + timedelta(days=3))
    wall.enter(ROOT)
    assert reminders.remind_agreed(at=make.at(TODAY, 8)) == 0
    day = TODAY + timedelta(days=3)
    assert reminders.remind_agreed(at=make.at(day, 8)) == 1
    assert reminders.remind_agreed(at=make.at(day, 9)) == 0
    assert Notice.objects.latest("pk").title == "วันนี้มี 1 คนที่นัดไว้"
    wall.enter(by.scope, sensitive=True)
    make.visit(case, day, by, "F1")
    wall.enter(ROOT)
    assert reminders.remind_agreed(at=make.at(day + timedelta(days=1), 8)) == 0


def test_the_box_of_danger_calls_the_district():
    case = due(0)
    client = door("TEAM-301409", "team_member")
    url = reverse("aftercare:write", args=[case.public_id])
    assert "โทรอำเภอ" not in page(client, url)
    Office.objects.filter(code="DOPA-3014").update(phone="044-441-234 ต่อ 12")
    text = page(client, url)
    assert text.count('href="tel:044441234"') == 2 and "โทรอำเภอ" in text  # beside 2Q and beside the signs
    assert client.post(url, met(q2_1="y", signs=["paranoid"])).status_code == 302
    assert 'href="tel:044441234"' in page(client, reverse("aftercare:case", args=[case.public_id]))


def test_what_follows_lists_open_work_and_says_a_sign_once():
    case, by = due(0), make.team_actor(role="team_health")
    wall.enter(by.scope, sensitive=True)
    visit = make.visit(case, TODAY, by, "F1", q2=(True, False), signs=("paranoid",), family={"violence": True})
    client = door("TEAM-301409", "team_health")
    url = reverse("aftercare:visit", args=[case.public_id, visit.visit_no]) + "?saved=1"
    text = page(client, url)
    assert "ประเมินสุขภาพจิตวันนี้" in text and text.count("แจ้งอำเภอและสาธารณสุขแล้ว") == 1
    see()
    Task.objects.filter(case=case).update(state="done")
    assert "ประเมินสุขภาพจิตวันนี้" not in page(client, url)


def test_an_odd_day_is_said_in_words_and_can_be_changed():
    case = due(0)
    client = door("TEAM-301409", "team_member")
    url = reverse("aftercare:write", args=[case.public_id])
    odd = TODAY - timedelta(days=45)
    answer = client.post(url, met(day="d", visited_on=odd.strftime("%d/%m/%Y")))
    text = answer.content.decode()
    assert answer.status_code == 422 and "data-stays" in text and "วันที่เยี่ยมที่อ่านได้" in text
    label = text[text.index('for="id_visited_on"') :][:200]
    assert "ไม่บังคับ" not in label.split("</label>")[0]


def test_a_round_with_nobody_met_has_its_own_letter_also_by_the_tick():
    case, by = due(0), make.team_actor()
    wall.enter(by.scope, sensitive=True)
    make.visit(case, TODAY, by, "N1")
    before = Case.objects.get(pk=case.pk).strip
    assert before[3] == "n"
    wall.enter(ROOT)
    rounds.tick(today=TODAY + timedelta(days=30), at=make.at(TODAY + timedelta(days=30)), by=system("aftercare.tick"))
    assert Case.objects.get(pk=case.pk).strip[:4] == before[:4]
