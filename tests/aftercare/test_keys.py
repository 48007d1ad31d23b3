"""Rounds, visits and the ledger name no case and no office that is not there, and neither goes away under them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from tests.aftercare import district as make

from tidtam.aftercare.models import Case, Round
from tidtam.kernel import wall

pytestmark = pytest.mark.django_db
NOBODY = 987_654_321
DAY = date(2026, 5, 21)


def refused(statement: str, *values: object) -> str:
    """Return the name of the constraint that refuses a statement."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    said = getattr(caught.value.__cause__, "diag", None)
    return str(getattr(said, "constraint_name", ""))


def case() -> Case:
    wall.enter("1.")
    return make.case(make.team("DOPA-3014", 1))


def test_a_row_without_its_case_is_refused_at_once() -> None:
    one = case()
    into = "INSERT INTO aftercare_round (case_id, round_no, due_on, start_on, end_on, state, scope_path, version{more})"
    values = "SELECT {case}, n, %s, %s, %s, 'planned', %s, 1{more} FROM generate_series(100, 180) n"
    named = refused(f"{into} {values}".format(case=NOBODY, more=""), DAY, DAY, DAY, one.scope_path)
    assert named == "aftercare_round_case_id_held"
    with_office = into.format(more=", counted_office_id")
    named = refused(f"{with_office} {values}".format(case=one.pk, more=f", {NOBODY}"), DAY, DAY, DAY, one.scope_path)
    assert named == "aftercare_round_counted_office_id_held"
    ledger = (
        "INSERT INTO aftercare_missed (case_id, round_no, missed_on, office_id, scope_path) VALUES (%s, 1, %s, %s, %s)"
    )
    assert refused(ledger, NOBODY, DAY, one.office_id, one.scope_path) == "aftercare_missed_case_id_held"
    assert refused(ledger, one.pk, DAY, NOBODY, one.scope_path) == "aftercare_missed_office_id_held"


def test_a_column_changes_to_nothing_that_is_not_there() -> None:
    one = case()
    Round.objects.filter(case=one, round_no=1).update(counted_office=one.office_id)
    Round.objects.filter(case=one, round_no=1).update(counted_office=None)
    change = "UPDATE aftercare_round SET counted_office_id = %s WHERE case_id = %s"
    assert refused(change, NOBODY, one.pk) == "aftercare_round_counted_office_id_held"


def test_a_case_with_rounds_stays() -> None:
    one = case()
    assert Round.objects.filter(case=one).exists()
    assert refused("DELETE FROM aftercare_case WHERE id = %s", one.pk) == "aftercare_round_case_id_held"
