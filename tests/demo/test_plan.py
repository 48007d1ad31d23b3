"""The demo's action plan comes out of the same verbs as everybody's."""

from __future__ import annotations

from datetime import date

import pytest

from tidtam.activities.models import Activity, Flag, Target
from tidtam.demo.activities import open_plan
from tidtam.kernel import wall
from tidtam.meetings.models import Meeting, Task

pytestmark = pytest.mark.django_db


def test_a_province_plans_acts_is_inspected_and_meets() -> None:
    open_plan(date(2026, 5, 21))
    wall.enter("1.")
    assert Activity.objects.count() == 24
    assert sorted(Flag.objects.values_list("kind", "state")) == [("other_day", "explained"), ("recycled", "open")]
    assert Target.objects.filter(office__code="DOPA-3014").count() == 4
    assert sorted(Meeting.objects.values_list("state", flat=True)) == ["confirmed", "planned"]
    assert Task.objects.filter(state="open").count() == 2
