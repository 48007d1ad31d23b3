"""Hand people from one office to another."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.models import Office

_FOLLOW = ("people_address", "people_caregiver", "people_personkey")


def move_scope(person_ids: Sequence[int], office: Office) -> int:
    """Move people with addresses, caregiver, keys, merges and old rows to another office. Shape: people moved.

    Called by the room that decides a hand-over, inside its transaction; that room checks the right and writes the
    audit entry. A row merged into one of these people goes with it.
    Errors: RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a hand-over moves people inside its own transaction")
    with wall.lent(ROOT), connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE all_of AS (SELECT unnest(%s::bigint[]) AS id UNION "
            "SELECT p.id FROM people_person p JOIN all_of a ON p.merged_into_id = a.id) "
            "SELECT id FROM all_of ORDER BY 1",
            [list(person_ids)],
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE people_person SET office_id = %s, scope_path = %s WHERE id = ANY(%s)"
            " AND (office_id, scope_path) IS DISTINCT FROM (%s, %s)",
            [office.pk, office.path, ids, office.pk, office.path],
        )
        for table in _FOLLOW:
            statement = f"UPDATE {table} SET scope_path = %s WHERE person_id = ANY(%s)"  # noqa: S608 (our own names)
            cursor.execute(statement, [office.path, ids])
        cursor.execute("UPDATE people_merge SET scope_path = %s WHERE winner_id = ANY(%s)", [office.path, ids])
        cursor.execute(
            "UPDATE audit_oldrow SET scope_path = %s WHERE relation = 'people_person' AND key = ANY(%s)",
            [office.path, [str(pk) for pk in ids]],
        )
    return len(set(person_ids))
