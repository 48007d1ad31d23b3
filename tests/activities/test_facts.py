"""The figures of R5 and R6: equal to a count by hand, adding up along the tree, frozen by versions."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import activities as make
from tests.factories.actors import NOW, TODAY, actor

from tidtam.activities import facts
from tidtam.activities.actions import knowledge as sets
from tidtam.activities.actions import recording
from tidtam.activities.models import Activity
from tidtam.kernel import wall
from tidtam.kernel.problem import Missing
from tidtam.offices.queries import by_code, offices_of_area

pytestmark = pytest.mark.django_db
START, END = date(2026, 4, 1), date(2026, 4, 30)


def offices() -> list[tuple[str, str]]:
    codes = []
    for area in ("301409", "301405", "301501", "301502"):
        found = offices_of_area(area, line="dla", level="lgo").first()
        assert found is not None
        codes.append((found.code, area))
    return codes


def fill(dice: random.Random, count: int = 40) -> None:
    """Record activities of four local governments around a month, and void some."""
    above = actor("DLA-30", "province_coordinator")
    held = make.knowledge(above, "DLA-30")
    sets.share(knowledge=held, levels=["lgo"], by=above, at=NOW)
    clerks = [(make.clerk(code), code, area) for code, area in offices()]
    for _ in range(count):
        by, code, area = dice.choice(clerks)
        wall.enter(by.scope)
        one = make.activity(
            by, code, area=area, on=START + timedelta(days=dice.randint(-6, 35)), persons=dice.randint(0, 90),
            households=0, place=dice.choice(("วัดกลาง", "วัด กลาง", "วัดใหม่", "ศาลากลางบ้าน")),
            budget_baht=Decimal(dice.randint(0, 900_000)) / 100, model_area=dice.random() < 0.3,
            knowledge=(held.public_id,) if dice.random() < 0.4 else (),
            partners=tuple(f"ภาคี {n}" for n in range(dice.randint(0, 4))),
        )  # fmt: skip
        if dice.random() < 0.2:
            recording.void(activity=one, reason="ซ้ำ", by=by, at=NOW)
    wall.enter("1.")


def by_hand(path: str) -> dict[str, Decimal]:
    rows = [
        one for one in Activity.objects.prefetch_related("used")
        if one.scope_path.startswith(path) and START <= one.on <= END and one.state == "recorded"
    ]  # fmt: skip

    def places(some: list[Activity]) -> int:
        return len({(one.scope_path, one.area_id, one.place.replace(" ", "").removeprefix("วัด")) for one in some})

    found = {
        "activities": len(rows), "temples": places(rows), "persons": sum(one.persons for one in rows),
        "households": sum(one.households for one in rows), "budget": sum(one.budget_baht for one in rows),
        "model_areas": places([one for one in rows if one.model_area]),
        "knowledge": sum(bool(one.used.all()) for one in rows), "partners": sum(len(one.partners) for one in rows),
    }  # fmt: skip
    return {code: Decimal(value) for code, value in found.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_column_equals_a_count_by_hand(seed):
    fill(random.Random(seed))
    for code in ("DLA-30", "DLA-3014", "DLA-3015", make.LGO):
        path = by_code(code).path
        expected = by_hand(path)
        assert facts.values(path, START, END) == expected
        assert {one.code: one.value(path, START, END) for one in facts.MEASURES} == expected
        for one in facts.MEASURES:
            pairs = list(one.rows(path, START, END).values_list("id", "version"))
            assert one.recount(facts.said(pairs)) == expected[one.code]


def test_the_parts_add_up_in_one_query():
    fill(random.Random(9))
    path = by_code("DLA-30").path
    with CaptureQueriesContext(connection) as asked:
        leaves = facts.leaves(path, START, END)
    assert len(asked) == 1
    assert len(leaves) == 4
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for told in leaves.values():
        for code, value in told.items():
            sums[code] += value
    assert dict(sums) == facts.values(path, START, END)
    for leaf, told in leaves.items():
        assert told == facts.values(leaf, START, END)


def test_a_signed_cell_counts_as_it_counted_then():
    fill(random.Random(4), 25)
    path = by_code("DLA-30").path
    frozen = {one.code: (list(one.rows(path, START, END).values_list("id", "version")), one.value(path, START, END))
              for one in facts.MEASURES}  # fmt: skip
    dice = random.Random(5)
    for code, area in offices():
        by = make.clerk(code)
        for one in list(Activity.objects.filter(state="recorded")):
            told = make.values(area=area, persons=dice.randint(30, 99), on=END + timedelta(days=dice.randint(1, 9)))
            recording.change(activity=one, values=told, by=by, at=NOW)
            if dice.random() < 0.5:
                recording.void(activity=one, reason="ซ้ำ", by=by, at=NOW)
    wall.enter("1.")
    assert facts.values(path, START, END)["activities"] == 0
    for measure in facts.MEASURES:
        pairs, value = frozen[measure.code]
        assert measure.recount(facts.said(pairs)) == value, measure.code


def test_a_version_out_of_sight_is_missing():
    by = make.clerk()
    one = make.activity(by)
    with pytest.raises(Missing):
        facts.said([(one.pk, 7)])
    wall.enter(make.clerk("LGO-360904").scope)
    with pytest.raises(Missing):
        facts.said([(one.pk, 1)])


def test_the_day_it_began_decides_the_month():
    by = make.clerk()
    make.activity(by, on=date(2026, 4, 30), until=date(2026, 5, 2))
    assert facts.values(by.scope, START, END)["activities"] == 1
    assert facts.values(by.scope, date(2026, 5, 1), TODAY)["activities"] == 0
    assert facts.values(by.scope, date(2024, 2, 1), date(2024, 2, 29))["budget"] == 0
