"""What may happen to records after somebody signed: one random change at a time, to the rows themselves."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.utils import DatabaseError
from tests.aftercare import district
from tests.factories.actors import NOW, office

from tidtam.activities.models import Activity
from tidtam.aftercare.models import Case, CaseNeed, Round, Visit
from tidtam.assistance.models import Need, Request
from tidtam.kernel import wall
from tidtam.people.models import Person


def _one(chance: random.Random, rows: Any) -> Any:
    found = list(rows)
    return chance.choice(found) if found else None


def _visit_corrected(chance: random.Random) -> None:
    one = _one(chance, Visit.objects.order_by("case_id", "visit_no"))
    if one is not None:
        change = chance.choice([
            {"result": chance.choice(["F1", "F2", "N1", "M2", "D1"])},
            {"visited_on": one.visited_on + timedelta(days=chance.randint(-9, 9))},
            {"counted_office": office("DOPA-3015")},
        ])  # fmt: skip
        Visit.objects.filter(case=one.case_id, visit_no=one.visit_no).update(**change)


def _visit_late(chance: random.Random) -> None:
    one = _one(chance, Round.objects.filter(state__in=["missed", "due"]).order_by("case_id", "round_no"))
    if one is not None:
        district.visit(one.case, one.round_no, chance.choice(["F1", "N1"]))


def _case_closed(chance: random.Random) -> None:
    one = _one(chance, Case.objects.filter(status="following").order_by("pk"))
    if one is not None:
        Case.objects.filter(pk=one.pk).update(
            status="closed", close_reason="not_a_case", closed_on=NOW.date(), closed_at=NOW
        )


def _case_moved(chance: random.Random) -> None:
    one = _one(chance, Case.objects.order_by("pk"))
    if one is not None:
        district.move_case(one, office(chance.choice(["DOPA-3015", "DOPA-3014", "DOPA-3101"])))


def _people_merged(chance: random.Random) -> None:
    pair = list(Person.objects.filter(merged_into=None).order_by("?")[:2])
    if len(pair) == 2:
        Person.objects.filter(pk=pair[0].pk).update(merged_into=pair[1])


def _need_moved(chance: random.Random) -> None:
    for model in (CaseNeed, Need):
        one = _one(chance, model.objects.order_by("pk"))
        if one is not None:
            model.objects.filter(pk=one.pk).update(code=chance.choice(["OCC", "HOU", "JOB"]))
    Need.objects.exclude(amount_baht=None).update(amount_baht=chance.randint(1, 9999))


def _request_changed(chance: random.Random) -> None:
    Request.objects.update(house_no=str(chance.randint(1, 3)), moo=str(chance.randint(1, 3)))


def _activity_changed(chance: random.Random) -> None:
    one = _one(chance, Activity.objects.order_by("pk"))
    if one is not None:
        Activity.objects.filter(pk=one.pk).update(
            persons=chance.randint(0, 99), budget_baht=chance.choice(["0", "0.25", "19.99"]),
            partners=["ก"] * chance.randint(0, 3), place_key=chance.choice(["ก", "ข"]),
            on=one.on + timedelta(days=chance.randint(-40, 40)),
        )  # fmt: skip


EDITS: tuple[Callable[[random.Random], None], ...] = (
    _visit_corrected, _visit_corrected, _visit_late, _case_closed, _case_moved, _people_merged, _need_moved,
    _request_changed, _activity_changed,
)  # fmt: skip


def edit(chance: random.Random) -> str:
    """Do one of them; what the database refuses is no edit. Shape: its name."""
    wall.enter("1.")
    one = chance.choice(EDITS)
    try:
        with transaction.atomic():
            one(chance)
    except DatabaseError:
        return "refused"
    return one.__name__
