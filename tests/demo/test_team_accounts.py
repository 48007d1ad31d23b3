"""The accounts of the demo's teams look after people at once; who moved is taken over, but for some."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import aftercare as make
from tests.factories.actors import TODAY

from tidtam.accounts.models import Grant, User
from tidtam.aftercare.actions import transfers
from tidtam.aftercare.models import Case, HandedOver, Offer, TeamMembership, TeamOrder
from tidtam.aftercare.queries.transfers import incoming
from tidtam.demo import seed
from tidtam.demo.moving import hand_over
from tidtam.demo.people import PEOPLE
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.models import Office
from tidtam.places.models import Area

pytestmark = pytest.mark.django_db


def test_the_accounts_of_teams_look_after_people():
    by = make.recorder()
    for _ in range(4):
        make.case(by, "301405", completed_on=TODAY - timedelta(days=30))
    make.member("301405", kind="kamnan")
    teams = [(person, code, role) for person in PEOPLE for code, role in person.grants if code.startswith("TEAM-")]
    for person, code, role in teams:
        user = User.objects.create_user(person.username, "correct horse battery", name=person.name)
        Grant.objects.create(user=user, office=Office.objects.get(code=code), role=role, valid_from=make.day(-400))
    wall.enter(ROOT)
    TeamOrder.objects.update(valid_from=TODAY - timedelta(days=400))
    seed._teams(TODAY)
    wall.enter(ROOT)
    members = TeamMembership.objects.exclude(user=None)
    assert {one.user.username: one.name for one in members} == {person.username: person.name for person, *_ in teams}
    assert sorted(Case.objects.filter(member=one).count() for one in members) == [1, 2]


def test_who_moved_is_taken_over_within_days_and_each_fifth_lies_before_the_superior():
    by, far = make.recorder(), Area.objects.get(pk="400101")
    long_ago = TODAY - timedelta(days=180)
    for n in range(6):
        case = make.case(by, "301405", completed_on=TODAY - timedelta(days=200))
        area = far if n == 0 else Area.objects.get(pk="301501")
        transfers.offer(case=case, area=area, by=by, at=make.at(long_ago + timedelta(days=n)))
    late = make.case(by, "301405", completed_on=TODAY - timedelta(days=30))
    transfers.offer(case=late, area=Area.objects.get(pk="301501"), by=by, at=make.at(TODAY - timedelta(days=2)))
    hand_over(TODAY)
    wall.enter(ROOT)
    stages = list(Offer.objects.order_by("transfer__offered_at").values_list("stage", flat=True))
    assert stages == ["superior", *["accepted"] * 4, "superior", "receiver"]
    handed = HandedOver.objects.order_by("handed_on").values_list("to_office__code", "handed_on")
    assert handed[0] == ("DOPA-3015", long_ago + timedelta(days=4))
    receiver = make.recorder("DOPA-3015")
    assert len(incoming(receiver, TODAY, set())) == 1
