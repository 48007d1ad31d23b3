"""The duplicate check across a district: office and number come back, no more; the joint centre sees both sides."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY, office
from tests.factories.people import home, values

from tidtam.assistance.actions import requests
from tidtam.assistance.models import DuplicateCheck, Request
from tidtam.assistance.queries import likes
from tidtam.kernel import wall
from tidtam.offices.models import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def neighbour(code: str = "DLA-3014") -> Office:
    """Return another local government under the same district office."""
    rows = Office.objects.filter(parent__code=code, level="lgo", valid_to=None)
    return rows.exclude(code=made.LGO).order_by("code").first()


def at(place: Office, serial: int, **more) -> Request:
    """Take a request in at an office, as its own clerk would; the wall stays open for that office."""
    person = {name: more.pop(name) for name in ("first_name", "last_name") if name in more}
    asked = {"person": values(serial, **({"first_name": "บุญเรือง", "last_name": "แก้วใส"} | person)),
             "addresses": (home(),)}  # fmt: skip
    return requests.receive(office=place, intake=made.intake(**(asked | more)), by=made.clerk(place.code), at=NOW)


def asked(one: Request) -> likes.Answer:
    wall.enter(one.scope_path)
    return likes.like(one)


def test_alike_by_identity_by_name_and_house_and_by_house_category_and_day():
    there = neighbour()
    other = at(there, 1, title="เรื่องลับของเพื่อนบ้าน", house_no="9", moo="1")
    here = at(office(made.LGO), 1, house_no="48")
    answer = asked(here)
    assert answer.kept == [(str(there), other.shown)] and answer.compared >= 2
    assert asked(at(office(made.LGO), 2, house_no="๙", moo="๑")).kept == [(str(there), other.shown)]  # name and house
    near = at(office(made.LGO), 3, first_name="มาลี", house_no="9", moo="1", happened_on=TODAY - timedelta(days=20))
    assert next(one.shown for one in asked(near).found) == other.shown  # house, category and day
    far = at(office(made.LGO), 4, first_name="สมใจ", house_no="9", moo="1", category="DISASTER")
    assert (str(there), other.shown) not in asked(far).kept


def test_nothing_but_office_and_number_comes_back():
    there = neighbour()
    other = at(there, 1, first_name="ลับสุดยอด", last_name="นามสกุลลับ", title="เรื่องลับของเพื่อนบ้าน", problem="ความลับในเรื่อง",
               house_no="48/77", moo="6")  # fmt: skip
    stranger = other.person.public_id
    here = at(office(made.LGO), 1, house_no="48")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assistance_like(%s)", [here.pk])
        assert [column.name for column in cursor.description] == ["office_id", "year", "number"]
        assert cursor.fetchall() == [(there.pk, other.year, other.number)]
        cursor.execute("SELECT * FROM assistance_like(%s)", [other.pk])  # beyond the wall: no answer at all
        assert cursor.fetchall() == []
        cursor.execute("SELECT has_function_privilege('public', 'assistance_like(bigint)', 'EXECUTE')")
        assert cursor.fetchone() == (False,)
    client, _clerk = enter(made.LGO)
    requests.start_verifying(request=here, by=_clerk, at=NOW)
    text = client.get(reverse("assistance:request", args=[here.public_id])).content.decode()
    assert other.shown in re.sub("<[^>]+>", "", text) and str(there) in text
    for secret in ("ลับ", "48/77", other.public_id, stranger, "ดูสองฝั่ง"):
        assert secret not in text.replace("ข้อมูลลับ", ""), secret
    assert client.get(reverse("assistance:request", args=[other.public_id])).status_code == 404
    assert client.get(reverse("assistance:likes", args=[here.public_id])).status_code == 403
    wall.enter(_clerk.scope)
    here.refresh_from_db()
    told = {"concluded": "different", "note": "โทรถามแล้ว", "version": here.version}
    assert client.post(reverse("assistance:act", args=[here.public_id, "note_duplicates"]), told).status_code == 302
    wall.enter(_clerk.scope)
    kept = DuplicateCheck.objects.get()
    assert kept.found == [[str(there), other.shown]] and "ลับ" not in str(kept.found)


def test_other_districts_old_and_withdrawn_requests_are_not_asked():
    far = at(office("LGO-360904"), 1)
    there = neighbour()
    gone = at(there, 1)
    requests.withdraw(request=gone, by=made.clerk(there.code), at=NOW)
    old = requests.receive(
        office=there, intake=made.intake(person_id=gone.person_id, asked_on=TODAY - timedelta(days=500)),
        by=made.clerk(there.code), at=NOW,
    )  # fmt: skip
    here = at(office(made.LGO), 1)
    assert asked(here).found == () and far.pk and old.pk


def test_the_joint_centre_sees_both_sides():
    there = neighbour()
    other = at(there, 1, title="ขอซ่อมหลังคาที่บ้านเดิม")
    here = at(office(made.LGO), 1)
    clerk = made.clerk()
    answer = asked(here)
    requests.note_duplicates(
        request=requests.start_verifying(request=here, by=clerk, at=NOW), compared=answer.compared, found=answer.kept,
        concluded="different", by=clerk, at=NOW,
    )  # fmt: skip
    client, _by = enter("DLA-3014", "joint_clerk")
    assert f"{here.shown}" in client.get(reverse("assistance:joint")).content.decode()
    text = client.get(reverse("assistance:likes", args=[here.public_id])).content.decode()
    for said in (here.shown, other.shown, "ขอซ่อมหลังคาที่บ้านเดิม", "บันทึกผลตรวจซ้ำซ้อน"):
        assert said in text, said
    assert values(1).id_number not in text
