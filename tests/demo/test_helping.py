"""The help centre of the demo has requests in every part of its work, written as its own people would have."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.actors import TODAY, office

from tidtam.accounts.models import Grant, User
from tidtam.assistance.models import Announcement, Meeting, Referral, Request, SurveySheet
from tidtam.assistance.queries import likes
from tidtam.demo.helping import LGO, open_centre
from tidtam.kernel import wall

pytestmark = pytest.mark.django_db


def test_requests_in_each_state_and_one_alike():
    for name, role in (("tum", "lgo_clerk"), ("tum.head", "lgo_head")):
        user = User.objects.create_user(name, "correct horse battery", name="กานดา ศรีประทุม")
        Grant.objects.create(user=user, office=office(LGO), role=role, valid_from=date(2020, 1, 1))
    open_centre(TODAY)
    wall.enter(office(LGO).path)
    states = set(Request.objects.values_list("state", flat=True))
    assert states >= {"received", "verifying", "committee", "announced", "delivering", "refused", "withdrawn", "helped"}
    assert set(Referral.objects.values_list("state", flat=True)) == {"sent", "done", "climbed"}
    assert {one.state for one in Meeting.objects.all()} == {"confirmed", "planned"}
    assert SurveySheet.objects.count() == 1 and Announcement.objects.filter(state="posted").count() == 2
    one = Request.objects.get(title="ขอซ่อมหลังคาและฝึกอาชีพ")
    assert len(likes.like(one).found) == 1 and one.messages.count() == 2
