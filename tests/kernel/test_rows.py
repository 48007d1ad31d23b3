"""Many rows through the wall: a few by INSERT and many by COPY are the same rows, and the wall holds for both."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from tests.factories import aftercare as make

from tidtam.aftercare.models import Round
from tidtam.kernel import rows, wall
from tidtam.kernel.actor import ROOT, system

pytestmark = pytest.mark.django_db
TABLE, COLUMNS = "audit_read", ("id", "at", "scope_path", "route", "purpose", "people")
WALLED, NAMES = "aftercare_task", ("id", "scope_path")
AT = datetime(2026, 5, 21, 9, tzinfo=UTC)


def _rows(count: int, route: str) -> list[rows.Row]:
    ids = rows.reserve(TABLE, count)
    return [(pk, AT, ROOT, route, "aftercare\tx\\n", [1, number]) for number, pk in enumerate(ids)]


def _kept(route: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT at, scope_path, purpose, people FROM audit_read WHERE route = %s ORDER BY id", [route])
        return list(cursor.fetchall())


@pytest.mark.parametrize("count", [0, 1, rows.FEW - 1, rows.FEW, rows.FEW * 2])
def test_few_and_many_are_the_same_rows(count: int) -> None:
    wall.enter(ROOT)
    made = _rows(count, "many")
    rows.insert(TABLE, COLUMNS, made)
    assert _kept("many") == [(AT, ROOT, purpose, people) for _pk, _at, _scope, _route, purpose, people in made]


def test_reserved_ids_rise_and_never_come_twice() -> None:
    first, second = rows.reserve(TABLE, 3), rows.reserve(TABLE, 2)
    assert first == sorted(first) and set(first).isdisjoint(second) and rows.reserve(TABLE, 0) == []


@pytest.mark.parametrize("count", [1, rows.FEW])
def test_neither_way_writes_beyond_the_wall(count: int) -> None:
    wall.enter("1.2.")
    outside = [(pk, "1.3.") for pk in range(1, count + 1)]
    with pytest.raises(ProgrammingError, match="row-level security"):
        rows.insert(WALLED, NAMES, outside)


@pytest.mark.parametrize("count", [2, rows.FEW])
def test_an_update_changes_its_own_rows_alone(count: int) -> None:
    wall.enter(ROOT, sensitive=True)
    case = make.case(system("t"))
    before = list(Round.objects.filter(case=case).order_by("round_no").values_list("counted_office_id", flat=True))
    changed = [(case.pk if number == 1 else -number, 1, case.office_id) for number in range(1, count + 1)]
    rows.update("aftercare_round", ("case_id", "round_no"), ("counted_office_id",), changed)
    after = list(Round.objects.filter(case=case).order_by("round_no").values_list("counted_office_id", flat=True))
    assert after == [case.office_id, *before[1:]]
