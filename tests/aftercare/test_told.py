"""What a visit tells beside the answers of somebody met: signs, a move, a wish to end, where the home stands."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.aftercare.phone import demo_day, door, due, met, page, see
from tests.factories import aftercare as make

from tidtam.aftercare.models import Alert, Case, CaseNeed, Offer, Programme, Screening, Task, Transfer, Visit
from tidtam.aftercare.models.transfer import LIVE
from tidtam.people.models import Address

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]


def _write(case: Case) -> str:
    return reverse("aftercare:write", args=[case.public_id])


def _wishing(**other: object) -> dict[str, object]:
    sent = met(signs=["sleepless"], violence="y", needs=["MED"], **other)
    sent.pop("needs_declined")
    return sent


@pytest.mark.parametrize(
    "how",
    [
        {"found": "N", "missing": "C1", "not_found_why": "away"},
        *({"found": "X", "other": code} for code in ("F3", "R1", "T1", "J1", "H1", "O1")),
        {"found": "M", "moved_far": "M2"},
    ],
)
def test_signs_violence_and_wishes_are_kept_of_whoever_was_told_of(how):
    case = due(0)
    client = door("TEAM-301409", "team_member")
    done = client.post(_write(case), _wishing(**how))
    assert done.status_code == 302, done.content.decode()
    see()
    visit, health = Visit.objects.get(case=case), Screening.objects.get(case=case)
    assert visit.family == {"violence": True} and visit.needs == ["MED"]
    assert health.signs == ["sleepless"] and not health.q2
    assert set(Alert.objects.filter(case=case).values_list("kind", flat=True)) == {"psychosis", "violence"}
    assert CaseNeed.objects.get(case=case).code == "MED"


@pytest.mark.parametrize(
    "how", [{"found": "N", "missing": "N1", "not_found_why": "away"}, {"found": "X", "other": "D1"}]
)
def test_what_was_ticked_of_somebody_absent_does_not_vanish_in_silence(how):
    case = due(0)
    client = door("TEAM-301409", "team_member")
    text = client.post(_write(case), _wishing(**how)).content.decode()
    assert text.count("ครั้งนี้ไม่ได้พบตัว เอาที่เลือกไว้ออก") >= 3
    assert re.search(r'value="sleepless"[^>]*checked', text) and re.search(r'value="MED"[^>]*checked', text)
    assert client.post(_write(case), met(**how)).status_code == 302


@pytest.mark.parametrize(("recorded", "to"), [("300101", "300102"), ("360901", "301501")])
def test_a_move_is_judged_by_the_district_that_answers(recorded, to):
    case = due(0, area=recorded, place=make.team())
    client = door("TEAM-301409", "team_member")
    done = client.post(_write(case), met(found="M", moved_to_area=to))
    assert done.status_code == 302, done.content.decode()
    see()
    assert Visit.objects.get(case=case).result == "M1"
    same = due(0, area=recorded, place=make.team())
    refused = client.post(_write(same), met(found="M", moved_to_area="301402"))
    assert refused.status_code == 422 and "อยู่ในอำเภอเดียวกัน" in refused.content.decode()


def test_a_move_corrected_takes_back_its_offer_and_its_task():
    case = due(0)
    team, recorder = door("TEAM-301409", "team_member"), door("DOPA-3014", "drug_recorder")
    assert team.post(_write(case), met(found="M", moved_to_area="360901")).status_code == 302
    edit = reverse("aftercare:edit", args=[case.public_id, 1])

    def correct(**told: object) -> None:
        see()
        version = str(Visit.objects.get(case=case).version)
        done = recorder.post(edit, met(reason="แม่บอกใหม่", version=version, **told))
        assert done.status_code == 302, done.content.decode()
        see()

    def running() -> list[str]:
        return list(Transfer.objects.filter(case=case, stage__in=LIVE).values_list("new_area_id", flat=True))

    correct(found="M", moved_to_area="360901", note="ย้ายไปอยู่กับแม่")
    assert running() == ["360901"] and Transfer.objects.filter(case=case).count() == 1
    correct(found="M", moved_to_area="301501")
    assert running() == ["301501"]
    assert Offer.objects.get(transfer__new_area="360901").stage == "withdrawn"
    correct(found="F1")
    assert running() == [] and not Task.objects.filter(case=case, kind="move").exists()
    for state in ("cancelled", "cancelled"):
        correct(found="M", moved_far="M2")
        assert Task.objects.get(case=case, kind="move").state == "open"
        correct(found="F1")
        assert Task.objects.get(case=case, kind="move").state == state


def test_a_visit_that_proposes_closing_leads_there_whoever_may_close():
    case = due(0)
    team, recorder = door("TEAM-301409", "team_member"), door("DOPA-3014", "drug_recorder")
    assert team.post(_write(case), met(found="X", other="R1", day="1")).status_code == 302
    pages = [reverse("aftercare:case", args=[case.public_id]), reverse("aftercare:visit", args=[case.public_id, 1])]
    said, close = "ผลการเยี่ยมเสนอให้ปิดเรื่อง", reverse("aftercare:close", args=[case.public_id])
    for url in pages:
        assert said not in page(team, url)
    review = page(recorder, reverse("aftercare:review"))
    for text in (review, *(page(recorder, url) for url in pages)):
        assert said in text and close in text
    export = f"{reverse('aftercare:new_export')}?what=review"
    assert export in review and "การเยี่ยมที่รอตรวจรับ" in page(recorder, export)
    assert team.post(_write(case), met(acknowledge_warnings="on")).status_code == 302
    assert said not in page(recorder, pages[0]) and said not in page(recorder, pages[1])


def test_a_visit_to_the_home_says_where_it_stands():
    case = due(0)
    see()
    Address.objects.filter(person=case.person_id).update(position_sealed=None)
    client = door("TEAM-301409", "team_member")
    brief = reverse("aftercare:case", args=[case.public_id])
    assert "geo:0,0?q=" in page(client, brief), "without a position the map looks for the tambon"
    assert client.post(_write(case), met(lat="14.7236", lon="102.02", metres="8")).status_code == 302
    assert "geo:14.723600,102.020000" in page(client, brief)
    elsewhere = met(mode="O", lat="14.5", lon="102.5", acknowledge_warnings="on")
    assert client.post(_write(case), elsewhere).status_code == 302
    assert "geo:14.723600,102.020000" in page(client, brief)
    see()
    Case.objects.filter(pk=case.pk).update(next_due_on=case.next_due_on)
    near = client.post(reverse("aftercare:near"), {"lat": "14.72", "lon": "102.02"}).content.decode()
    assert "400 ม." in near


def test_the_form_says_the_days_of_its_programme():
    case = due(0)
    see()
    Programme.objects.filter(pk=case.programme_id).update(interval_days=30, window_days=10)
    text = page(door("TEAM-301409", "team_member"), _write(case))
    assert "ใช้กี่วันใน 30 วัน" in text and 'max="30"' in text and "ไปก่อนหรือหลังได้ 10 วัน" in text
    assert 'class="part told" id="part-mind"' in text
