"""A roster that comes late makes nobody late: what was over before the person was received is counted apart."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.aftercare.test_board import enter, page
from tests.aftercare.test_tally import same
from tests.factories import aftercare as made
from tests.factories.actors import office

from tidtam.aftercare import facts
from tidtam.aftercare.facts import cohorts, counted, teams
from tidtam.aftercare.facts.counted import Compliance
from tidtam.aftercare.models import Missed, Round
from tidtam.aftercare.queries import board
from tidtam.kernel import wall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
DONE, RECEIVED = date(2026, 3, 31), date(2026, 5, 21)


def test_rounds_over_before_the_roster_came_are_nobodys_lateness():
    by = made.recorder()
    one = made.case(by, completed_on=DONE, today=RECEIVED)
    assert Missed.objects.filter(case=one).count() == 2, "the ledger stays"
    assert list(Round.objects.filter(case=one, state="missed").values_list("round_no", flat=True)) == [1, 2]
    half = facts.half_of(RECEIVED)
    path = office("DOPA-3014").path
    district = sum(counted.compliance(by, path, half - 6, half).values(), Compliance())
    assert (district.owed, district.missed, district.before) == (0, 0, 2)
    by_team = sum(teams.compliance(by, path, half - 6, half).values(), Compliance())
    assert by_team == district
    halves = [(facts.half_start(n), facts.half_end(n)) for n in range(half - 4, half + 1)]
    assert not board.late_by_team(by, office("DOPA-3014"), halves, RECEIVED)
    year = one.programme.fiscal_year_be
    assert facts.retention(by, path, year, {}) == cohorts.retention_of(by, path, one.cohort, RECEIVED) == []
    owed = {measure.code: measure for measure in facts.R2}["owed"]
    assert owed.value(by, facts.Asked(path, DONE, date(2026, 5, 14))) == 0
    same()
    wall.enter("1.")
    Round.objects.filter(case=one, round_no=3).update(state="missed", counted_office=one.office)
    district = sum(counted.compliance(by, path, half - 6, half + 2).values(), Compliance())
    assert (district.owed, district.missed, district.before) == (1, 1, 2)
    same()


def test_the_pages_say_it_apart():
    by = made.recorder()
    one = made.case(by, completed_on=DONE, today=RECEIVED)
    client, _actor = enter("DOPA-3014")
    assert "อีก 2 ครั้งผ่านไปก่อนรับรายชื่อ ไม่นับ" in page(client, "/care/province/")
    assert page(client, reverse("aftercare:case", args=[one.public_id])).count("ก่อนรับรายชื่อ") >= 2
