"""Somebody who moved to a district nobody knows more of: the old address is not shown as the place where they live."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.aftercare.phone import demo_day, door, page, see
from tests.factories import aftercare as make
from tests.factories.actors import NOW, TODAY, actor, office
from tests.factories.people import home

from tidtam.aftercare import access
from tidtam.aftercare.actions import cases, transfers
from tidtam.aftercare.models import Case
from tidtam.aftercare.queries import quality
from tidtam.kernel import wall
from tidtam.people import actions as people
from tidtam.people.models import Address
from tidtam.places.models import Area

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]


def moved(code: str = "3609", receiver: str = "DOPA-3609") -> Case:
    """Hand somebody of Pak Thong Chai over to a district of which no tambon is known."""
    sender = make.recorder()
    case = make.case(sender)
    people.set_address(person=case.person, values=home(kind="current"), by=sender, at=NOW)
    offered = transfers.offer(case=case, area=Area.objects.get(pk=code), by=sender, at=NOW)
    for province in ("DOPA-30", "DOPA-36"):
        by = actor(province, "drug_coordinator")
        row = access.offers(by).get(transfer_id=offered.pk)
        transfers.forward(offer=row, to=office(receiver) if province[-2:] == code else None, by=by, at=NOW)
    by = make.recorder(receiver)
    return transfers.accept(offer=access.offers(by).get(transfer_id=offered.pk), by=by, at=NOW)


@pytest.mark.parametrize("known", ["3609", "36"])
def test_the_head_says_the_district_and_asks_for_the_address(known):
    case = moved(known)
    recorder = door("DOPA-3609", "drug_recorder")
    shown, write = reverse("aftercare:case", args=[case.public_id]), reverse("aftercare:write", args=[case.public_id])
    text = page(recorder, shown)
    assert "ย้ายมา อ.เทพสถิต ยังไม่ทราบตำบล" in page(recorder, reverse("aftercare:board") + "?tab=all")
    assert lacks_a_tambon()
    assert "ย้ายมา อ.เทพสถิต ยังไม่ทราบตำบล" in text and "ใส่ที่อยู่ใหม่" in text
    assert "99/1" not in text and "ปักธงชัย" not in text.split("</main>", maxsplit=1)[0].split("<main", maxsplit=1)[1]
    assert "geo:" not in text  # nobody is led to the old door
    address = reverse("people:address", args=[case.person.public_id, "current"])
    assert address in text and recorder.get(write).status_code in (200, 403)
    assert recorder.post(address, _typed(recorder, address)).status_code == 302
    assert not lacks_a_tambon()
    see()
    assert Case.objects.get(pk=case.pk).area_id == "360901" and Case.objects.get(pk=case.pk).moo == "4"
    text = page(recorder, shown)
    assert "ยังไม่ทราบตำบล" not in text and "ใส่ที่อยู่ใหม่" not in text and "หมู่ 4" in text


def lacks_a_tambon() -> bool:
    return "no_area" in {one.check.code for one in quality.findings(make.recorder("DOPA-3609"), TODAY)}


def _typed(client, address: str) -> dict[str, str]:
    seen = client.get(address).content.decode().split('name="seen" value="', maxsplit=1)[1].split('"', maxsplit=1)[0]
    area = Area.objects.get(pk="360901")
    return {"seen": seen, "area": f"ต.{area.name_th} อ.เทพสถิต", "house_no": "7", "moo": "4"}


def test_a_team_reads_no_old_address_and_is_not_led_there():
    case = moved()
    make.team("360901")
    wall.enter("1.", sensitive=True)
    by = make.recorder("DOPA-3609")
    cases.assign(cases=[case], office=make.team("360901"), by=by, at=NOW)
    see()
    assert Address.objects.filter(person=case.person_id).exists()
    member = door("TEAM-360901", "team_member")
    for url in (reverse("aftercare:case", args=[case.public_id]), reverse("aftercare:everyone")):
        text = page(member, url)
        assert "ย้ายมา อ.เทพสถิต ยังไม่ทราบตำบล" in text and "99/1" not in text, url
    assert "แจ้งอำเภอ" in page(member, reverse("aftercare:case", args=[case.public_id]))
