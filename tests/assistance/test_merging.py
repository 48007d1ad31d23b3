"""The same human by two doors: who may be folded into whom, what is asked for it, and that nobody counts twice."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.assistance.desk import commit, enter
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY
from tests.factories.people import values

from tidtam.assistance import facts
from tidtam.assistance.actions import requests
from tidtam.assistance.facts import info
from tidtam.assistance.models import DuplicateCheck, Request
from tidtam.assistance.queries import checking, twins
from tidtam.assistance.queries.folder import Folder
from tidtam.kernel.problem import Problem
from tidtam.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def fresh(one: Request) -> Request:
    return Request.objects.select_related("person", "office").get(pk=one.pk)


def by_web(by, serial: int | None, house_no: str = "48", phone: str = "", first: str = "บุญเรือง", **more) -> Request:
    told = {"first_name": first, "last_name": "แก้วใส", "phone": phone}
    if serial is None:
        told |= {"id_kind": "none", "id_number": "", "no_id_reason": "ยื่นทางเว็บ"}
    return fresh(made.request(by, person=values(serial or 99, **told), house_no=house_no, **more))


def offered(one: Request) -> dict[int, str]:
    return {other.pk: twins.same(one, other) for other in Folder(one).mergeable}


def test_who_may_be_the_same_human_is_offered_and_nobody_else():
    by = made.clerk()
    one = by_web(by, 1, phone="0812345678")
    again = by_web(by, 1, house_no="7", first="เรือง")
    no_card = by_web(by, None, house_no="9")
    phone = by_web(by, None, house_no="10", phone="0812345678", first="เรือง")
    house = by_web(by, None, first="สมใจ")
    by_web(by, 2)  # another number is another human, in the same house and of the same name too
    by_web(by, None, house_no="11", first="สมหมาย")
    ended = by_web(by, 1)
    requests.withdraw(request=ended, by=by, at=NOW)
    assert offered(one) == {again.pk: "number", no_card.pk: "name", phone.pk: "phone", house.pk: "house"}
    assert one.pk in offered(fresh(again)) and one.pk in offered(fresh(house))


def test_the_same_number_is_merged_and_counts_once():
    by = made.clerk()
    one, again = by_web(by, 1, codes=("HOU",)), by_web(by, 1, codes=("HOU", "EQP"), house_no="7")
    month = info.month_of(made.lgo().path, TODAY)
    assert facts.standing(by).asked == 2
    requests.merge(request=again, into=one, by=by, at=NOW)
    commit()
    assert fresh(again).state == "merged"
    assert sorted(one.needs.values_list("code", "bucket")) == [("EQP", "unmet"), ("HOU", "unmet")]
    assert facts.standing(by).asked == 1 == info.values(by, month)["persons"]
    assert checking.check().holds


def test_without_a_number_the_clerk_says_how_they_know():
    client, by = enter(made.LGO)
    one, again = by_web(by, 1), by_web(by, None, first="สมใจ")
    stranger = by_web(by, 2, house_no="99", first="สมหมาย")
    page = client.get(reverse("assistance:request", args=[again.public_id])).content.decode()
    assert one.shown in page and "บ้านเดียวกัน" in page and "สมหมาย" not in page
    told = {"into": one.public_id, "version": again.version, "reason": ""}
    address = reverse("assistance:act", args=[again.public_id, "merge"])
    refused = client.post(address, told)
    assert refused.status_code == 422 and "รู้ได้อย่างไรว่าเป็นคนเดียวกัน" in refused.content.decode()
    assert client.post(address, told | {"reason": "ลูกสาวยื่นแทนแม่"}).status_code == 302
    made.clerk()
    assert fresh(again).merged_into_id == one.pk and facts.standing(by).asked == 2
    assert DuplicateCheck.objects.get(request=again).concluded == "same"
    with pytest.raises(Problem, match="คนเดียวกัน"):
        requests.merge(request=stranger, into=one, reason="เดา", by=by, at=NOW)
    assert Person.objects.count() == 3
