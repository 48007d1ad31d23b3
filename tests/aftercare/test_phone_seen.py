"""What a visit shows afterwards: its photo to those who may see it, what was told of the data, where somebody moved."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from tests.aftercare.phone import demo_day, door, due, met, page, see

from tidtam.aftercare.models import Screening, Transfer, Visit
from tidtam.audit.models import Entry, Read
from tidtam.people.models import Address, Person
from tidtam.places.models import Area

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]


def _photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, format="JPEG")
    return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")


def test_the_photo_of_a_visit_is_seen_where_the_visit_is_and_nowhere_else():
    case, bare = due(0), due(0)
    team, recorder = door("TEAM-301409", "team_member"), door("DOPA-3014", "drug_recorder")
    assert team.post(reverse("aftercare:write", args=[case.public_id]), met(photo=_photo())).status_code == 302
    assert team.post(reverse("aftercare:write", args=[bare.public_id]), met()).status_code == 302
    url = reverse("aftercare:photo", args=[case.public_id, 1])
    for client in (team, recorder):
        for name, args in (("visit", [case.public_id, 1]), ("case", [case.public_id])):
            assert f'<img src="{url}"' in page(client, reverse(f"aftercare:{name}", args=args))
        answer = client.get(url)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
    see()
    assert [row.people for row in Read.objects.filter(purpose="visit.photo")] == [[case.person_id]] * 2
    assert "<img src" not in page(team, reverse("aftercare:visit", args=[bare.public_id, 1])).replace(url, "")
    assert page(team, reverse("aftercare:photo", args=[bare.public_id, 1]), 404)
    assert page(door("DOPA-3609", "drug_recorder"), url, 404)
    assert page(door("TEAM-301401", "team_member"), url, 404)


def test_whoever_visits_first_is_asked_whether_the_data_was_explained():
    case = due(0)
    Person.objects.filter(pk=case.person_id).update(notice_version="", notice_at=None)
    team, recorder = door("TEAM-301409", "team_member"), door("DOPA-3014", "drug_recorder")
    shown = reverse("aftercare:case", args=[case.public_id])
    person = reverse("people:notice", args=[case.person.public_id])
    assert "ยังไม่ได้แจ้งการคุ้มครองข้อมูล" in page(team, shown) and person not in page(team, shown)
    assert person in page(recorder, shown) and "ถึงกำหนด</span>" in page(team, shown)
    write = reverse("aftercare:write", args=[case.public_id])
    assert 'name="notice_given"' in page(team, write)
    wrong = team.post(write, met(notice_asked="1", notice_given="on", found=""))
    assert re.search(r'name="notice_given"[^>]* checked', wrong.content.decode())
    assert team.post(write, met()).status_code == 302  # not ticked: nothing was told
    assert "ยังไม่ได้แจ้งการคุ้มครองข้อมูล" in page(recorder, reverse("aftercare:quality"))
    again = met(notice_asked="1", notice_given="on", acknowledge_warnings="on")
    assert team.post(write, again).status_code == 302
    see()
    assert Person.objects.get(pk=case.person_id).notice_version == "2569-1"
    assert Entry.objects.filter(verb="people.person.notice_given").count() == 1
    assert "ยังไม่ได้แจ้ง" not in page(team, shown) and 'name="notice_given"' not in page(team, write)


def test_where_nothing_but_the_subdistrict_is_known_it_is_said_once():
    case = due(0)
    Address.objects.filter(person_id=case.person_id).update(house_no="", moo="", village="", soi="", road="")
    url = reverse("aftercare:case", args=[case.public_id])
    head = re.search(r"<h1.*?</h1>.*?<p>(.*?)</p>", page(door("TEAM-301409", "team_member"), url), re.S)
    assert head
    words = " ".join(re.sub(r"<[^>]+>", "", head[1]).split())
    name = Area.objects.get(pk="301409").name_th
    assert words == f"ต.{name} อ.ปักธงชัย"


def test_a_name_of_many_places_says_that_there_are_more():
    team = door("TEAM-301409", "team_member")
    url = reverse("aftercare:tambons")
    many = team.post(url, {"moved_query": "ในเมือง"}).content.decode()
    assert many.count('type="radio"') == 8 and "ยังมีอีกหลายแห่ง" in many
    one = team.post(url, {"moved_query": "ในเมือง ขอนแก่น"}).content.decode()
    assert "ยังมีอีกหลายแห่ง" not in one and "จ.ขอนแก่น" in one
    assert "ยังมีอีกหลายแห่ง" not in team.post(url, {"moved_query": "เทพสถิต"}).content.decode()


def test_a_move_is_found_by_its_district_and_says_that_one_must_be_chosen():
    case = due(0)
    team = door("TEAM-301409", "team_member")
    offered = team.post(reverse("aftercare:tambons"), {"moved_query": "เทพสถิต"}).content.decode()
    assert "อ.เทพสถิต จ.ชัยภูมิ" in offered and "ต้องเลือกหนึ่งแห่ง" in offered
    code = re.search(r'name="moved_to_area" value="(\d{4})"', offered)
    assert code
    url = reverse("aftercare:write", args=[case.public_id])
    sent = met(found="M", moved_query="เทพสถิต", q2_1="", q2_2="", needs_declined="")
    assert team.post(url, sent).status_code == 422
    assert team.post(url, sent | {"moved_query": "ปักธงชัย", "moved_to_area": "3014"}).status_code == 422
    done = team.post(url, sent | {"moved_to_area": code[1]})
    assert done.status_code == 302, done.content.decode()
    see()
    visit = Visit.objects.get(case=case)
    assert (visit.result, visit.moved_to_id) == ("M2", code[1])
    assert Transfer.objects.get(case=case).to_office.code == f"DOPA-{code[1]}"
    text = page(door("DOPA-3014", "drug_recorder"), reverse("aftercare:visit", args=[case.public_id, 1]))
    assert "อ.เทพสถิต จ.ชัยภูมิ" in text and "ต.เทพสถิต" not in text


def test_with_9q_done_the_button_says_8q():
    case = due(0)
    nurse = door("TEAM-301409", "team_health")
    team = door("TEAM-301409", "team_member")
    assert team.post(reverse("aftercare:write", args=[case.public_id]), met(q2_1="y")).status_code == 302
    shown = reverse("aftercare:visit", args=[case.public_id, 1])
    assert "ถาม 9Q" in page(nurse, shown)
    health = reverse("aftercare:health", args=[case.public_id, 1])
    assert nurse.post(health, {f"q9_{n}": "1" for n in range(1, 10)}).status_code == 302
    see()
    assert Screening.objects.get(case=case).q9_total == 9
    assert "ถาม 8Q ต่อ" in page(nurse, shown) and "ถาม 9Q" not in page(nurse, shown)
    assert "ถาม 8Q ต่อเลย" in page(nurse, f"{shown}?saved=1")
