"""Move all that belongs to cases to another office: one statement per table, whatever the number of cases.

What is written about whom it counts for stays: `counted_office` of closed rounds and visits, the office in the ledger,
the roster a person came with, the sender's own transfers. Open tasks go to the new office. Old rows follow their rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from tidtam.aftercare.models import Case, Visit
from tidtam.files import actions as files
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.models import Office
from tidtam.people import actions as people

_OF_CASE = (
    "round", "visit", "alert", "task", "message", "caseneed", "suspension", "planchange", "assessment", "missed",
)  # fmt: skip
# Tables of rooms above whose rows belong to a case (`case_id`, `scope_path`). A room names its own when it is loaded:
# nothing here knows what they hold, and they move in the same statement as the rest.
follows: list[str] = []
# How the old rows of a table are named: an expression over its rows.
_OLD = {
    "aftercare_case": ("aftercare_case r", "r.id::text", "r.id"),
    "aftercare_round": ("aftercare_round r", "r.case_id || '/' || r.round_no", "r.case_id"),
    "aftercare_visit": ("aftercare_visit r", "r.case_id || '/' || r.visit_no", "r.case_id"),
    "aftercare_caseneed": ("aftercare_caseneed r", "r.id::text", "r.case_id"),
    "aftercare_assessment": ("aftercare_assessment r", "r.id::text", "r.case_id"),
}


def move_case(case: Case, office: Office) -> None:
    """Move one locked case. The caller decided that it may and writes the audit entry; `case` follows."""
    move_cases([case.pk], office)
    with wall.lent(office.path):
        case.refresh_from_db()


def move_cases(ids: Sequence[int], office: Office) -> None:
    """Move locked cases, their people and their files to an office, in the caller's transaction.

    Errors: RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("cases move inside the transaction that decided it")
    keys = list(ids)
    with wall.lent(ROOT), wall.sensitive(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT person_id FROM aftercare_case WHERE id = ANY(%s)", [keys])
        humans = [row[0] for row in cursor.fetchall()]
        _move_photos(keys, office)
        cursor.execute(
            "UPDATE aftercare_case SET office_id = %s, scope_path = %s, member_id = NULL "
            "WHERE id = ANY(%s) AND office_id <> %s",
            [office.pk, office.path, keys, office.pk],
        )
        cursor.execute(
            "UPDATE aftercare_task SET office_id = %s WHERE case_id = ANY(%s) AND state = 'open'", [office.pk, keys]
        )
        for table in (*(f"aftercare_{name}" for name in (*_OF_CASE, "screening")), *follows):
            cursor.execute(
                f"UPDATE {table} SET scope_path = %s WHERE case_id = ANY(%s) AND scope_path <> %s",  # noqa: S608 (our names)
                [office.path, keys, office.path],
            )
        cursor.execute(
            "UPDATE aftercare_caseneedmove m SET scope_path = %s FROM aftercare_caseneed n "
            "WHERE m.need_id = n.id AND n.case_id = ANY(%s) AND m.scope_path <> %s",
            [office.path, keys, office.path],
        )
        for relation, (rows, key, case) in _OLD.items():
            cursor.execute(
                f"UPDATE audit_oldrow o SET scope_path = %s FROM {rows} "  # noqa: S608  # names from above
                f"WHERE {case} = ANY(%s) AND o.relation = %s AND o.key = {key} AND o.scope_path <> %s",
                [office.path, keys, relation, office.path],
            )
        people.move_scope(humans, office)


def _move_photos(keys: Sequence[int], office: Office) -> None:
    """Hand the photos of the visits over; one that another person's visit shows as well is copied."""
    mine = set(Visit.objects.filter(case_id__in=keys, photo__isnull=False).values_list("photo_id", flat=True))
    if not mine:
        return
    shared = set(Visit.objects.filter(photo_id__in=mine).exclude(case_id__in=keys).values_list("photo_id", flat=True))
    for old, new in files.move_scope(mine, office, leave=shared).items():
        Visit.objects.filter(case_id__in=keys, photo_id=old).update(photo_id=new)
