"""A figure is the fold of its rows, now and after the rows have changed; offices add up to the whole."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest
from tests.factories.actors import office
from tests.reports import world

from tidtam.activities.models import Activity
from tidtam.aftercare.facts import lgo
from tidtam.aftercare.models import Case, CaseNeed, Visit
from tidtam.assistance.models import Need, Referral, Request
from tidtam.kernel import wall
from tidtam.kernel.problem import Problem
from tidtam.people.models import Person
from tidtam.reports import facts
from tidtam.reports.facts.sources import UNKEPT
from tidtam.reports.rules.folding import fold

pytestmark = pytest.mark.django_db
PERIODS = [(date(2026, 5, 1), date(2026, 5, 31)), (date(2026, 2, 1), date(2026, 4, 30)), (date(2026, 5, 21),) * 2]


def _world(seed: int) -> list[Request]:
    chance = random.Random(seed)
    cases = world.followed(chance)
    requests = world.asked(chance, cases)
    world.activities(chance)
    wall.enter("1.")
    return requests


def _folded(code: str, path: str, start: date, end: date) -> Decimal:
    rows = facts.rows(code, path, start, end)
    assert rows.keys == sorted(rows.keys, key=lambda key: [int(part) for part in key.split("/")])
    said = facts.said(rows.relation, rows.keys, rows.versions)
    assert None not in said
    return fold(rows.fold, [row for row in said if row is not None])


@pytest.mark.parametrize("seed", [3, 11])
def test_every_figure_is_the_fold_of_its_rows_and_offices_add_up(seed: int) -> None:
    world.merge_two(_world(seed))
    seen = set()
    for start, end in PERIODS:
        for path in ("1.", office("DOPA-30").path, office("DLA-30").path, office(world.LGO).path):
            found = facts.leaves(list(facts.SOURCES), path, start, end)
            assert all(place.startswith(path) for place in found)
            totals = facts.total(found, facts.SOURCES, path)
            kept = facts.leaves(list(facts.SOURCES), path, start, end, live=False)
            assert facts.total(kept, facts.SOURCES, path) == totals
            for code, value in totals.items():
                seen.update({code} if value else ())
                if code.startswith("lgo.") and len(found) > 1:
                    continue  # who asked two offices for help counts at each: rows fold for one office
                assert _folded(code, path, start, end) == value, (code, path, start)
    assert {one.partition(".")[0] for one in seen} == {"aftercare", "lgo", "help", "welfare"}
    assert len(seen) > 30


def test_rows_fold_to_the_same_after_everything_behind_them_changed() -> None:
    requests = _world(5)
    start, end = PERIODS[0]
    kept = {code: facts.rows(code, "1.", start, end) for code in facts.SOURCES}
    before = {code: _folded(code, "1.", start, end) for code in facts.SOURCES}
    world.merge_two(requests)
    Case.objects.update(colour="red")
    Visit.objects.update(result="F2")
    CaseNeed.objects.update(answer="เปลี่ยน")
    Need.objects.filter(bucket="met").update(amount_baht=1)
    Request.objects.update(house_no="7", moo="1")
    Person.objects.update(occupation="x")
    Activity.objects.update(persons=1, budget_baht=2, partners=["ก"] * 9, place_key="ที่เดียว")
    for code, rows in kept.items():
        said = facts.said(rows.relation, rows.keys, rows.versions)
        assert fold(rows.fold, [row for row in said if row is not None]) == before[code], code
    after = facts.total(facts.leaves(list(before), "1.", start, end), before)
    assert {code for code in before if after[code] != before[code]} >= {"welfare.persons", "lgo.amount"}


def test_a_local_government_is_told_how_many_and_asked_is_helped_and_waiting() -> None:
    _world(8)
    start, end = PERIODS[0]
    codes = [one.code for one in lgo.MEASURES]
    for row in lgo.leaves("1.", start, end, codes).values():
        assert row["asked"] == row["helped"] + row["waiting"]
        assert row["helped_now"] <= row["asked"]
    early = lgo.leaves("1.", date(2020, 1, 1), date(2020, 1, 31), codes)
    assert not early
    here = lgo.leaves(office(world.LGO).path, start, end, ["asked"])
    assert set(here) <= {office(world.LGO).path}
    wall.enter(office(world.LGO).path)
    assert not CaseNeed.objects.exists()  # the names stay with the district
    assert lgo.leaves(office(world.LGO).path, start, end, ["asked"]) == here


def test_a_figure_nobody_counts_is_refused() -> None:
    wall.enter("1.")
    with pytest.raises(Problem, match="measure_unknown"):
        facts.leaves(["aftercare.total", "aftercare.nothing"], "1.", *PERIODS[0])
    with pytest.raises(Problem, match="measure_unknown"):
        facts.rows("nothing", "1.", *PERIODS[0])
    with pytest.raises(ValueError):
        facts.said("auth_user", ["1"], [1])
    with pytest.raises(ValueError):
        fold("median", [])


def test_rows_that_keep_no_old_versions_are_at_least_never_deleted() -> None:
    assert {Referral._meta.db_table} == UNKEPT
    assert {one.fold for one in facts.SOURCES.values() if one.relation in UNKEPT} == {"count"}
