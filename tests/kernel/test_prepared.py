"""Queries whose SQL is kept find what plain ones find, for every actor and value, and nothing outside the scope."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.test.utils import CaptureQueriesContext
from tests.factories.actors import actor

from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared, totals
from tidtam.offices.models import Office

pytestmark = pytest.mark.django_db


def _plain(by: Actor, level: str) -> QuerySet[Office]:
    if not by.scope:
        return Office.objects.none()
    rows = Office.objects.filter(path__gte=by.scope, path__lt=by.scope + "~", level=level)
    return rows.select_related("province").order_by("pk")


_kept = prepared(_plain)


@prepared
def _of_ids(ids: list[int], first: int) -> QuerySet[Office, int]:
    return Office.objects.filter(pk__among=ids, pk__gte=first).order_by("pk").values_list("pk", flat=True)


@prepared
def _counted(by: Actor, day: date) -> QuerySet[Office, tuple[int, int]]:
    rows = Office.objects.filter(path__gte=by.scope, path__lt=by.scope + "~")
    return totals(rows, all=Count("pk"), ended=Count("pk", filter=Q(valid_to__lt=day)))


@prepared
def _computed(day: date) -> QuerySet[Office]:
    return Office.objects.filter(valid_to__lt=day + timedelta(days=7))


@prepared
def _without_scope(by: Actor) -> QuerySet[Office]:
    return Office.objects.filter(pk=by.office_id)


def test_each_actor_and_value_gets_its_own_rows() -> None:
    for code in ("DOPA-30", "DOPA-3014", "DOPA-36", "DOPA-30"):
        for level in ("district", "province"):
            by = actor(code, "drug_recorder")
            assert _kept(by, level) == list(_plain(by, level)), (code, level)
    assert _kept(actor("DOPA-30", "drug_recorder"), "district")


def test_related_rows_come_along() -> None:
    found = _kept(actor("DOPA-30", "drug_recorder"), "district")
    with CaptureQueriesContext(connection) as asked:
        assert {row.province.name_th for row in found if row.province} == {"นครราชสีมา"}
    assert not asked.captured_queries


def test_no_scope_sees_nothing() -> None:
    nobody = Actor(user_id=None, grant_id=None, office_id=None, scope="", role="")
    assert _kept(nobody, "district") == []


def test_lists_and_numbers() -> None:
    ids = list(Office.objects.order_by("pk").values_list("pk", flat=True)[:6])
    assert _of_ids(ids, ids[2]) == ids[2:]
    assert _of_ids(ids[:3], ids[0]) == ids[:3]
    assert _of_ids([], 0) == []


def test_totals_are_those_of_aggregate() -> None:
    for code in ("DOPA-30", "DOPA-3014"):
        by = actor(code, "drug_recorder")
        rows = Office.objects.filter(path__gte=by.scope, path__lt=by.scope + "~")
        assert _counted(by, date(2030, 1, 1)) == [(rows.count(), rows.filter(valid_to__lt=date(2030, 1, 1)).count())]


def test_what_would_be_frozen_is_refused() -> None:
    with pytest.raises(ValueError, match="not among the parameters"):
        _computed(date(2026, 1, 1))
    with pytest.raises(ValueError, match="not among the parameters"):
        _without_scope(actor("DOPA-30", "drug_recorder"))
    with pytest.raises(ValueError, match="by keyword"):
        _of_ids([], None)
