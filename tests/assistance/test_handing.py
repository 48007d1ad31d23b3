"""A need goes to an office of another branch: all of it, and nothing of it stays behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from tests.assistance.desk import LATER, commit, enter, lgo, need, person, recorder
from tests.factories import assistance as made
from tests.factories.actors import NOW, actor, office

from tidtam.assistance import actions, notes
from tidtam.assistance.models import Movement, Need
from tidtam.audit.models import Entry, OldRow
from tidtam.kernel import wall
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.people.models import Person

pytestmark = pytest.mark.django_db


def test_a_district_hands_a_need_to_the_local_government():
    clerk = recorder()
    one = actions.take_up(need=need(clerk, detail="หลังคารั่ว"), by=clerk, at=NOW)
    whose = one.person_id
    there = lgo()
    moved = actions.hand_over(need=one, office=there, words="ขอให้ช่วยซ่อม", by=clerk, at=LATER)
    assert (moved.bucket, moved.reason, moved.office_id) == ("unmet", "waiting", there.pk)
    commit()
    wall.enter(clerk.scope)
    assert not Need.objects.filter(pk=one.pk).exists()
    assert not Movement.objects.filter(need=one.pk).exists()
    assert not Person.objects.filter(pk=whose).exists()
    assert not OldRow.objects.filter(relation="assistance_need").exists()
    with pytest.raises(Missing):
        actions.take_up(need=one, by=clerk, at=LATER)
    receiver = actor(there.code)
    got = Need.objects.get(pk=one.pk)
    assert got.person_id == whose and got.person.scope_path == there.path
    assert notes.unseal(got.detail_sealed, got.public_id) == "หลังคารั่ว"
    assert notes.unseal(got.answer_sealed, got.public_id) == "ขอให้ช่วยซ่อม"
    assert OldRow.objects.filter(relation="assistance_need", key=str(one.pk)).count() == 2
    assert [m.office.code for m in Movement.objects.filter(need=got)] == [*["DOPA-3014"] * 4, there.code]
    actions.settle(need=got, given="สังกะสี", on=NOW.date(), by=receiver, at=LATER)
    commit()
    wall.enter("1.")
    assert Entry.objects.filter(verb=actions.MOVED, object_id=str(one.pk)).count() == 4


def test_who_asked_for_two_things_is_copied_for_the_receiver():
    clerk = recorder()
    whose = person(office("DOPA-3014"))
    stays, goes = need(clerk, "DOC", of=whose), need(clerk, "HOU", of=whose)
    there = lgo()
    actions.hand_over(need=goes, office=there, by=clerk, at=NOW)
    commit()
    assert Need.objects.get(pk=stays.pk).person == whose
    actor(there.code)
    copy = Need.objects.get(pk=goes.pk).person
    assert copy.pk != whose.pk and copy.public_id != whose.public_id
    assert (copy.first_name, copy.purpose, copy.scope_path) == (whose.first_name, "help", there.path)


def test_upwards_it_is_an_escalation_and_stays_in_sight_of_none_below():
    clerk = recorder()
    one = actions.escalate(need=need(clerk), words="เกินกำลังอำเภอ", by=clerk, at=NOW)
    assert one.office.code == "DOPA-30"
    above = recorder("DOPA-30", "drug_coordinator")
    assert Movement.objects.filter(need=one).last().verb == "escalate"
    assert Need.objects.filter(pk=one.pk).exists()
    back = actions.hand_over(need=one, office=office("DOPA-3014"), by=above, at=NOW)
    assert Need.objects.filter(pk=back.pk).exists()  # the province sees what lies below it
    commit()
    with pytest.raises(Problem):
        actions.hand_over(need=back, office=office("DOPA-3014"), by=above, at=NOW)
    ministry = office("DOPA").parent
    with pytest.raises(Problem):
        actions.hand_over(need=back, office=ministry, by=above, at=NOW)


def test_a_team_below_opens_a_need_for_its_district_and_reads_it_no_more():
    clerk = recorder()
    district = office("DOPA-3014")
    whose = person(district)
    scope = f"{district.path}9999."
    member = replace(
        clerk, scope=scope, role="team_member", permissions=frozenset({Permission.CARE_VISIT, Permission.PEOPLE_READ})
    )
    wall.enter(scope)
    one = actions.open_need(office=district, person=whose, code="OCC", asked_on=NOW.date(), by=member, at=NOW)
    assert not Need.objects.exists() and not Person.objects.exists()  # its own wall stands again
    with pytest.raises(NotAllowed):
        actions.take_up(need=one, by=member, at=NOW)
    commit()
    wall.enter(clerk.scope)
    assert Need.objects.get(pk=one.pk).office == district


@pytest.mark.usefixtures("stopped_demo")
def test_what_belongs_to_a_request_stays_where_its_requester_follows_it():
    client, by = enter(made.LGO)
    one = made.request(by)
    asked = one.needs.get()
    assert 'id="hand_over"' not in client.get(reverse("assistance:need", args=[asked.public_id])).content.decode()
    told = {"office": "DLA-3014", "version": asked.version}
    refused = client.post(reverse("assistance:move", args=[asked.public_id, "hand_over"]), told)
    assert refused.status_code == 409 and one.shown in refused.content.decode()
    wall.enter(by.scope)
    assert one.needs.get().office_id == one.office_id
