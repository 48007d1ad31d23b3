"""A team's pages through the door: the day, the form of a visit, the page of a case; and the recorder's review."""

from __future__ import annotations

import gzip
import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.aftercare.phone import demo_day, door, due, met, page, see
from tests.factories import aftercare as make
from tests.factories.actors import TODAY

from tidtam.accounts.models import User
from tidtam.aftercare.models import Case, CaseNeed, Transfer, Visit
from tidtam.aftercare.queries import today as queries
from tidtam.aftercare.queries.cases import position_of
from tidtam.audit.models import Read

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]
STATIC = Path(__file__).resolve().parents[2] / "src" / "tidtam"


def test_the_strip_draws_every_state_and_says_itself():
    drawn = Template("{% load care %}{% rounds strip %}").render(Context({"strip": "ooelmxu" + "p" * 17}))
    assert 'viewBox="0 0 288 18"' in drawn and drawn.count('class="ok"') == 3 and drawn.count('class="pl"') == 17
    assert "24 ครั้ง: ทำแล้ว 3 ทำช้า 1 ขาด 1 ยกเว้น 1 ถึงกำหนด 1 ยังไม่ถึง 17" in drawn
    assert 'd="M74 1l6 8-6 8-6-8z"' not in drawn and 'd="M78 1l6 8-6 8-6-8z"' in drawn
    assert Template("{% load care %}{% rounds strip %}").render(Context({"strip": ""})) == ""
    nobody = Template("{% load care %}{% rounds strip %}").render(Context({"strip": "on" + "p" * 22}))
    assert nobody.count('class="nb"') == 1 and "ทำแล้ว 1 ไปแล้วไม่พบ 1 ยังไม่ถึง 22" in nobody


def test_today_lists_the_overdue_and_those_of_the_day():
    late, now, soon = due(3, nickname="หมาย"), due(0, nickname="เพ็ญ"), due(-5, nickname="เชียร")
    client = door("TEAM-301409", "team_member")
    text = page(client, reverse("aftercare:today"))
    assert "ต้องไปหา 2 คน" in text and "เลย 3 วัน" in text and "(เชียร)" not in text
    assert "เลยกำหนด 1" in text and "วันนี้ 1" in text and "สัปดาห์นี้ 3" in text
    assert "99/1 หมู่ 3 บ้านตูม" in text and 'href="tel:0812345678"' in text and "geo:14.710000,102.020000" in text
    assert reverse("aftercare:write", args=[late.public_id]) in text
    assert "(เชียร)" in page(client, reverse("aftercare:today") + "?show=week")
    assert "(เพ็ญ)" not in page(client, reverse("aftercare:today") + "?show=late")
    title = re.search(r"<title>(.*?)</title>", text)
    assert title and "สมชาย" not in title[1]
    see()
    assert set(Read.objects.latest("at").people) >= {soon.person_id} or Read.objects.filter(purpose="today").exists()
    assert now.person_id in {pk for row in Read.objects.all() for pk in row.people}


def test_nearest_first_once_the_phone_says_where_it_is():
    due(0, nickname="ใกล้")
    client = door("TEAM-301409", "team_member")
    answer = client.post(reverse("aftercare:near"), {"lat": "14.7136", "lon": "102.02"})
    text = answer.content.decode()
    assert "400 ม." in text and "ใกล้สุด 400 ม." in text and "14.7136" not in text
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]
    for odd in ({}, {"lat": "x", "lon": "1"}, {"lat": "999", "lon": "1"}, {"lat": "nan", "lon": "nan"}):
        assert client.post(reverse("aftercare:near"), odd).status_code == 200


def test_a_member_sees_whom_they_were_given_and_whom_nobody_was_given():
    client = door("TEAM-301409", "team_member")
    mine = User.objects.latest("pk")
    own, other, free = due(0, nickname="ของฉัน"), due(0, nickname="ของเขา"), due(0, nickname="ว่าง")
    make.recorder()
    own.member = make.member(user=mine)
    other.member = make.member(name="สมศรี มีสุข")
    see()
    for one in (own, other):
        Case.objects.filter(pk=one.pk).update(member=one.member)
    text = page(client, reverse("aftercare:today"))
    assert "(ของฉัน)" in text and "(ว่าง)" in text and "(ของเขา)" not in text
    assert "(ของเขา)" in page(client, reverse("aftercare:everyone"))
    found = client.post(reverse("aftercare:everyone"), {"q": "ของฉัน"})
    assert found.status_code == 200 and "(ของเขา)" not in found.content.decode()
    assert free.public_id in text


def test_queries_do_not_grow_with_the_list():
    client = door("TEAM-301409", "team_member")
    counts = []
    for more in (1, 5):
        for _n in range(more):
            due(0)
        with CaptureQueriesContext(connection) as ran:
            page(client, reverse("aftercare:today"))
        counts.append(len([q for q in ran.captured_queries if "aftercare_" in q["sql"] or "people_" in q["sql"]]))
    assert counts[0] == counts[1] <= 8, counts


def test_a_visit_saved_once_however_often_it_is_sent():
    case = due(0, nickname="หมาย")
    client = door("TEAM-301409", "team_member")
    url = reverse("aftercare:write", args=[case.public_id])
    text = page(client, url)
    assert "<title>บันทึกการเยี่ยม · ครั้งที่ 4" in text and "ทำได้ถึง" in text and "ใจดี" not in text
    sent = met()
    first = client.post(url, sent)
    assert first.status_code == 302 and first.headers["Location"].endswith("/visits/1/?saved=1")
    again = client.post(url, sent, headers={"HX-Request": "true"})
    assert again.status_code == 204 and again.headers["HX-Redirect"] == first.headers["Location"]
    see()
    assert Visit.objects.filter(case=case).count() == 1
    saved = page(client, first.headers["Location"])
    assert "บันทึกแล้ว" in saved and "ไปคนต่อไป" in saved and "ครั้งที่ 5" in saved


def test_what_was_typed_survives_an_error():
    case = due(0)
    client = door("TEAM-301409", "team_member")
    url = reverse("aftercare:write", args=[case.public_id])
    photo = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff", "image/jpeg")
    sent = met(found="F2", note="ยังดื่มกับเพื่อน", needs=["OCC"], need_OCC="ช่างแอร์", photo=photo)
    sent.pop("needs_declined")
    answer = client.post(url, sent)
    text = answer.content.decode()
    assert answer.status_code == 422 and "เลือกสารที่ใช้" in text
    assert "ยังดื่มกับเพื่อน" in text and 'value="ช่างแอร์"' in text and str(sent["uuid"]) in text
    assert re.search(r'value="OCC"[^>]*checked', text) and "ยกเว้นภาพ" in text
    both = client.post(url, met(needs=["JOB"]))
    assert "อย่างใดอย่างหนึ่ง" in both.content.decode()
    nothing = met()
    nothing.pop("needs_declined")
    assert "ไม่ขอรับความช่วยเหลือ" in client.post(url, nothing).content.decode()
    wrong = client.post(url, met(day="d", visited_on="1/1/2480"))
    assert wrong.status_code == 422 and "2480" in wrong.content.decode()
    for odd in (
        {},
        {"found": "Z"},
        {"uuid": "x", "found": "F1"},
        met(lat="abc"),
        met(craving="99"),
        met(days_used="-1"),
    ):
        assert client.post(url, odd).status_code in (422, 302)


def test_not_found_needs_a_reason_and_the_next_try():
    case = due(0)
    client = door("TEAM-301409", "team_member")
    url = reverse("aftercare:write", args=[case.public_id])
    sent = {"uuid": str(uuid.uuid4()), "found": "N", "missing": "N1", "next_in": "3", "day": "0", "mode": "H"}
    assert "เลือกเหตุที่ไม่พบ" in client.post(url, sent).content.decode()
    assert client.post(url, sent | {"not_found_why": "away"}).status_code == 302
    see()
    visit = Visit.objects.get(case=case)
    assert (visit.result, visit.not_found_why, visit.next_on) == ("N1", "away", TODAY + timedelta(days=3))


def test_a_move_is_found_by_its_subdistrict_and_starts_a_transfer():
    case = due(0)
    client = door("TEAM-301409", "team_member")
    offered = client.post(reverse("aftercare:tambons"), {"moved_query": "ต.ตูม"}).content.decode()
    assert "ต.ตูม" in offered and "moved_to_area" in offered
    url = reverse("aftercare:write", args=[case.public_id])
    sent = {"uuid": str(uuid.uuid4()), "found": "M", "moved_query": "ต.ในเมือง อ.เมืองขอนแก่น", "day": "0", "mode": "H"}
    asked = client.post(url, sent)
    assert asked.status_code == 422 and "เลือกพื้นที่ที่ตรงจากรายการ" in asked.content.decode()
    code = re.search(r'name="moved_to_area" value="(\d{6})"', asked.content.decode())
    assert code
    assert client.post(url, sent | {"moved_to_area": "301402"}).status_code == 422
    done = client.post(url, sent | {"moved_to_area": code[1], "moved_to_text": "9 หมู่ 2"})
    assert done.status_code == 302, done.content.decode()
    see()
    visit = Visit.objects.get(case=case)
    assert visit.result == "M2" and visit.moved_to_id == code[1]
    assert Transfer.objects.filter(case=case).count() == 1
    assert "เสนอโอนไป" in page(client, done.headers["Location"])


def test_what_was_asked_for_and_the_month():
    case = due(0, nickname="หมาย")
    client = door("TEAM-301409", "team_member")
    sent = met(needs=["OCC", "DOC"], need_OCC="ช่างแอร์")
    sent.pop("needs_declined")
    assert client.post(reverse("aftercare:write", args=[case.public_id]), sent).status_code == 302
    see()
    assert CaseNeed.objects.filter(case=case).count() == 2
    text = page(client, reverse("aftercare:asked"))
    assert "ยังรอ 2 เรื่อง" in text and "หมาย · ฝึกอาชีพ" in text and "ใจดี" not in text
    page(client, reverse("aftercare:asked") + "?show=met")
    month = page(client, reverse("aftercare:month"))
    assert "พฤษภาคม 2569" in month and "data-print" in month and "ทำแล้ว" in month
    for odd in ("?m=2026-13", "?m=x", "?m=9999-12", "?m=0001-01"):
        page(client, reverse("aftercare:month") + odd)


def test_roles_and_their_doors():
    case = due(0)
    urls = [reverse(f"aftercare:{name}") for name in ("today", "everyone", "asked", "month")]
    urls += [reverse("aftercare:write", args=[case.public_id])]
    team, chief, head = (
        door("TEAM-301409", "team_member"),
        door("DOPA-3014", "drug_chief"),
        door("LGO-301409", "lgo_clerk"),
    )
    for url in urls:
        assert team.get(url).status_code == 200
        assert chief.get(url).status_code == 403
        assert head.get(url).status_code == 403
    assert team.get(reverse("aftercare:review")).status_code == 403
    assert chief.get(reverse("aftercare:case", args=[case.public_id])).status_code == 200
    assert team.get(reverse("aftercare:case", args=["zzzzzzzzzzzz"])).status_code == 404


def test_the_form_is_light_enough_for_a_slow_line():
    case = due(0)
    client = door("TEAM-301409", "team_health")
    text = page(client, reverse("aftercare:write", args=[case.public_id]))
    size = len(gzip.compress(text.encode()))
    files = [STATIC / "aftercare/static/aftercare/care.css"]
    files += [STATIC / "ui/static/ui" / name for name in ("tokens.css", "components.css", "pieces.css")]
    import django_htmx

    files.append(Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js")
    dist = STATIC / "ui/static/dist"
    if (dist / "visit-draft.js").exists():
        files += [dist / "shell.js", dist / "visit-draft.js"]
    size += sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert size < 150_000, size
    assert "style=" not in text and "<script>" not in text


def test_distance_over_ground():
    assert round(queries.metres((14.71, 102.02), (14.7136, 102.02))) == 400


def test_a_wild_position_or_a_long_note_never_ends_in_silence():
    case = due(0)
    client = door("TEAM-301409", "team_member")
    url = reverse("aftercare:write", args=[case.public_id])
    long = client.post(url, met(note="ก" * 1001))
    assert long.status_code == 422 and "ยาวเกิน 1000 ตัวอักษร" in long.content.decode()
    sent = met(lat="abc", lon="999", metres="-3")
    assert client.post(url, sent).status_code == 302
    see()
    assert position_of(Visit.objects.get(case=case)) is None
