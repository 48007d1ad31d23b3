"""A need that came by itself goes the way of a request, and the one out of a visit as the one from the desk."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.assistance.desk import commit, enter, person
from tests.assistance.test_alike import LGO, bare, handed
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY, office
from tests.factories.referrals import agency

from tidtam.aftercare.models import CaseNeed
from tidtam.assistance import actions
from tidtam.assistance.actions import entering, referrals, requests
from tidtam.assistance.models import Movement, Need, Request
from tidtam.assistance.queries import checking, likes
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries.folder import Folder
from tidtam.assistance.queries.referrals import superiors
from tidtam.assistance.rules import answers_citizens
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def test_both_go_the_way_of_a_request_and_look_the_same():
    needs = handed()
    client, clerk = enter(LGO)
    pages, told = [], []
    for need in needs:
        here = reverse("assistance:need", args=[need.public_id])
        assert 'id="register"' in client.get(here).content.decode()
        sent = client.post(reverse("assistance:register_need", args=[need.public_id]), {"category": "QOL"})
        assert sent.status_code == 302, bare(sent)
        wall.enter(clerk.scope)
        one = Request.objects.get(public_id=sent.headers["Location"].split("/")[-2])
        assert (one.state, one.track, one.door, one.asked_on) == ("received", "committee", "district", TODAY)
        text = bare(client.get(sent.headers["Location"]), need)
        text = text.replace(one.public_id, "OWN").replace(one.shown, "SHOWN")
        pages.append(re.sub(r'value="(\d+|[0-9a-f-]{36})"', "", text))  # numbers of rows, and of the form
        wall.enter("1.")
        entries = Entry.objects.filter(object_type="assistance.request", object_id=str(one.pk))
        told.append(
            list(entries.order_by("at", "verb").values_list("verb", "reason", "fields", "scope_path", "user_id"))
        )
    assert pages[0] == pages[1] and "/care/" not in pages[0]
    assert told[0] == told[1] != []
    wall.enter(clerk.scope)
    assert list(Request.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]
    commit()


def test_granted_and_given_it_is_met_over_there_too_and_hangs_on_no_board():
    need = handed()[0]
    by = made.clerk()
    before = Movement.objects.filter(need=need).count()
    sent = referrals.send(need=need, agency=agency(), summary="ขอฝึกอาชีพ", by=by, at=NOW).referral
    before += 2
    one = entering.register(need=Need.objects.get(pk=need.pk), category="QOL", by=by, at=NOW)
    assert [row.pk for row in Folder(one).referrals] == [sent.pk]
    assert Movement.objects.filter(need=need).count() == before  # in the ledger nothing moved
    with pytest.raises(Conflict):
        entering.register(need=need, category="QOL", by=by, at=NOW)
    made.granted(one, by)
    made.help_all(one, by)
    one.refresh_from_db()
    assert (one.state, requests.may_announce(one)) == ("helped", False)
    assert [event.kind for event in asked.timeline(Folder(one))][-1] == "receive"
    wall.enter("1.")
    assert CaseNeed.objects.get(need_id=need.pk).bucket == "met"
    assert not checking.check().faults
    commit()


def test_only_what_lies_at_a_local_government_and_has_no_request():
    by = made.clerk()
    own = made.request(by)
    with pytest.raises(Conflict):
        entering.register(need=own.needs.get(), category="QOL", by=by, at=NOW)
    need = handed()[0]
    with pytest.raises(Missing):
        entering.register(need=need, category="QOL", by=made.clerk("LGO-301402"), at=NOW)
    client, clerk = enter(LGO)
    odd = client.post(reverse("assistance:register_need", args=[need.public_id]), {"category": "X"})
    assert odd.status_code == 422 and re.search("class=.err", odd.content.decode())
    wall.enter(clerk.scope)
    assert Need.objects.get(pk=need.pk).request_id is None


def test_a_district_of_bangkok_answers_people_as_a_local_government_does():
    by = made.clerk("BKK-1001")
    here = office("BKK-1001")
    one = actions.open_need(office=here, person=person(here, area="100101"), code="HOU", asked_on=TODAY, by=by, at=NOW)
    assert [above.code for above in superiors(one)] == ["LGO-1000"]
    taken = entering.register(need=one, category="QOL", by=by, at=NOW)
    commit()
    assert (taken.office_id, taken.number) == (here.pk, 1) and likes.like(taken).compared == 1
    assert not any(answers_citizens(where.level, where.line) for where in (office("DOPA-3014"), office("DLA-3014")))
    assert all(answers_citizens(where.level, where.line) for where in (here, made.lgo()))
    client, _by = enter("BKK-1001")
    assert client.get(reverse("assistance:centre")).status_code == 200
    assert client.get(reverse("assistance:check_sign")).status_code == 200
