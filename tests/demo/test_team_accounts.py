"""The accounts of the demo's teams look after people at once, and no offer has waited half a year."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import aftercare as make
from tests.factories.actors import TODAY

from tidtam.accounts.models import Grant, User
from tidtam.aftercare.actions import transfers
from tidtam.aftercare.models import Case, Offer, TeamMembership, TeamOrder
from tidtam.aftercare.queries.transfers import incoming
from tidtam.demo import seed
from tidtam.demo.people import PEOPLE
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.models import Office
from tidtam.places.models import Area

pytestmark = pytest.mark.django_db


def test_the_accounts_of_teams_look_after_people_and_old_offers_lie_before_the_superior():
    by = make.recorder()
    cases = [make.case(by, "301405", completed_on=TODAY - timedelta(days=30)) for _ in range(4)]
    long_ago = make.at(TODAY - timedelta(days=180))
    transfers.offer(case=cases[0], area=Area.objects.get(pk="301501"), by=by, at=long_ago)
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
    assert Offer.objects.get().stage == "superior"
    receiver = make.recorder("DOPA-3015")
    assert incoming(receiver, TODAY, set()) == []
