"""Who helps with what: every province has its partners, nobody's number is invented, rules say who has read them."""

from __future__ import annotations

import pytest
from django.db.models import Count
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories.actors import NOW, actor
from tests.factories.assistance import clerk
from tests.factories.referrals import agency, need

from tidtam.assistance import access, catalogue
from tidtam.assistance.actions import catalogue as act
from tidtam.assistance.choices import Category, Code, Track
from tidtam.assistance.models import Agency, ReferenceRule
from tidtam.assistance.queries import referrals as queries
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Conflict, NotAllowed, Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def test_every_province_has_the_eight_and_the_providers_and_no_number():
    counted = dict(Agency.objects.filter(district=None).values_list("province").annotate(n=Count("pk")))
    assert len(counted) == 77 and set(counted.values()) == {len(catalogue.PARTNERS)}
    assert Agency.objects.filter(kind="district").count() == 928
    assert not Agency.objects.exclude(phone="", email="", address="").exists()
    assert not Agency.objects.exclude(checked_on=None).exists()
    assert not Agency.objects.filter(kind="district", office=None).exists()
    names = set(Agency.objects.filter(province="30", district=None).values_list("name", flat=True))
    assert {"สำนักงานแรงงานจังหวัดนครราชสีมา", "ศูนย์ดำรงธรรมจังหวัดนครราชสีมา"} <= names
    assert not any("จังหวัดกรุงเทพ" in name for name in Agency.objects.values_list("name", flat=True))
    assert act.load(by=system("x"), at=NOW) == 0


def test_each_need_finds_who_serves_it():
    by = clerk()
    served = {code for one in catalogue.PARTNERS for code in one.codes} | set(catalogue.DISTRICT_CODES)
    assert served == set(Code.values)
    fits, rest = queries.agencies_for(need(by, "LEG"))
    assert [one.kind for one in fits] == ["justice", "damrongtham"] and len(fits) + len(rest) == 16
    assert {one.district_id for one in (*fits, *rest)} == {None, "3014"}


def test_the_province_keeps_the_numbers_and_others_see_them():
    one = agency()
    values = {"phone": "0 4400 0000", "email": "skill@example.go.th", "address": "ถนนกลาง"}
    for by in (clerk(), actor("DLA-36", "province_coordinator"), actor("DLA-3014", "joint_clerk")):
        with pytest.raises(NotAllowed):
            act.keep_agency(agency=one, **values, by=by, at=NOW)
    by = actor("DLA-30", "province_coordinator")
    for odd, field in (({"email": "ไม่มี"}, "email"), ({"phone": "โทร"}, "phone")):
        with pytest.raises(Problem) as found:
            act.keep_agency(agency=one, **(values | odd), by=by, at=NOW)
        assert found.value.field == field
    kept = act.keep_agency(agency=one, **values, version=1, by=by, at=NOW)
    assert kept.phone == "0 4400 0000" and kept.checked_on and kept.version == 2
    with pytest.raises(Conflict):
        act.keep_agency(agency=one, **values, version=1, by=by, at=NOW)
    act.load(by=system("x"), at=NOW)
    assert Agency.objects.get(pk=one.pk).phone == "0 4400 0000"

    lgo, _by = enter("LGO-301409")
    page = reverse("assistance:agency", args=[one.public_id])
    assert "0 4400 0000" in lgo.get(page).content.decode() and "แก้ข้อมูลติดต่อ" not in lgo.get(page).content.decode()
    assert lgo.post(page, values).status_code == 403
    listed = lgo.get(reverse("assistance:agencies") + "?code=OCC").content.decode()
    assert one.name in listed.replace('<span class="nowrap">', "").replace("</span>", "")
    province, _by = enter("DLA-30", "province_coordinator")
    answer = province.post(page, {"phone": "0 4411 1111", "version": "2", "active": "on"})
    assert answer.status_code == 302 and Agency.objects.get(pk=one.pk).phone == "0 4411 1111"
    assert province.post(page, {"phone": "x", "version": "3"}).status_code == 422


def test_rules_stand_unverified_until_the_department_has_read_them():
    assert (
        ReferenceRule.objects.count() == 3 * 4 * 2 - 2 and not ReferenceRule.objects.exclude(verified_on=None).exists()
    )
    today = access.reference_rules(NOW.date())
    assert {(one.category, one.track) for one in today} == {(c, t) for c in Category.values for t in Track.values}
    assert all("2566" in one.title and one.announce_days == 15 and not one.clause for one in today)
    one = today[0]
    with pytest.raises(NotAllowed):
        act.verify_rule(rule=one, source="ราชกิจจานุเบกษา", by=actor("DLA-30", "province_coordinator"), at=NOW)
    client, by = enter("DLA", "department_analyst")
    page = reverse("assistance:rule", args=[one.pk])
    assert client.post(page, {"source": "", "announce_days": "15"}).status_code == 422
    told = {"source": "ราชกิจจานุเบกษา เล่ม 140", "announce_days": "20", "clause": "ข้อ 1", "valid_from": "1 ก.ค. 2566"}
    assert client.post(page, told).status_code == 302
    read = ReferenceRule.objects.get(pk=one.pk)
    assert (read.verified_by, read.announce_days, read.clause) == (by.grant_id, 20, "ข้อ 1")
    assert "กานดา ศรีประทุม" in client.get(reverse("assistance:rules")).content.decode()
    clerks, _by = enter("LGO-301409")
    assert "ยังไม่ยืนยันกับตัวบท" in clerks.get(reverse("assistance:rules")).content.decode()
    assert clerks.post(page, told).status_code == 403
