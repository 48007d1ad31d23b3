"""Whoever changes what was signed, or the rows behind it, is found by recomputing."""

from __future__ import annotations

import random
from typing import Any

import psycopg
import pytest
from django.db import transaction
from tests.factories import reports as make
from tests.reports import line, world

from tidtam.kernel import wall
from tidtam.reports.queries.verifying import verify_all

WIDE = {"period_start": make.START.replace(year=2020), "period_end": make.END.replace(year=2030)}


def _forged(table: str, change: str, owner: Any) -> None:
    owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.execute(f"UPDATE {table} SET {change}")
    owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    owner.commit()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("reports_edition", """values = values || '{"found": "9"}'"""),
        ("reports_edition", "signer_name = 'คนอื่น'"),
        ("reports_edition", """notes = '{"found": "x"}'"""),
        ("reports_cellrows", "versions = array_fill(9, ARRAY[cardinality(versions)])"),
        ("reports_cellrows", "keys = keys[2:], versions = versions[2:]"),
        ("audit_oldrow", "key = key || '0'"),
    ],
)
def test_whoever_changes_what_was_signed_is_found(
    table: str, change: str, committed_db: tuple[str, str]
) -> None:  # fmt: skip
    with transaction.atomic():
        chance = random.Random(3)
        cases = world.followed(chance, ("DOPA-3014",), people=3)
        line.signed(make.report("DOPA-3014", **WIDE), *line.hands("DOPA-3014"))
        wall.enter("1.")
        type(cases[0]).objects.update(colour="red")
        assert verify_all().holds
    with psycopg.connect(committed_db[1]) as owner:
        _forged(table, change, owner)
    with transaction.atomic():
        wall.enter("1.")
        assert not verify_all().holds
