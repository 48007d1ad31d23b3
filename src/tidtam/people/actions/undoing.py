"""Take back people whom an import has just registered and nobody has touched since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict
from tidtam.people import access

_BELOW = ("people_personkey", "people_caregiver", "people_address")


@transaction.atomic
def take_back(*, person_ids: Sequence[int], by: Actor, at: datetime) -> int:
    """Delete people registered by mistake, with addresses, caregiver and keys; one audit entry. Shape: people deleted.

    The room that registered them has made sure that nothing of its own refers to them any more.
    Errors: NotAllowed; Conflict("people.touched") when one was changed, merged or handed on since; nothing is deleted.
    """
    by.require(Permission.PEOPLE_REGISTER)
    ids = sorted(set(person_ids))
    if not ids:
        return 0
    rows = access.people(by).select_for_update().filter(pk__in=ids).order_by("pk").values_list("version", "merged_into")
    whole = list(rows)
    merged = access.merges(by).filter(winner__in=ids).exists() or access.merges(by).filter(loser__in=ids).exists()
    if len(whole) != len(ids) or merged or any(version != 1 or into is not None for version, into in whole):
        raise Conflict("people.touched", _("มีคนแก้ รวม หรือย้ายข้อมูลของบางคนแล้ว"))
    with connection.cursor() as cursor:
        for table in _BELOW:
            cursor.execute(f"DELETE FROM {table} WHERE person_id = ANY(%s)", [ids])  # noqa: S608  # names are ours
        cursor.execute("DELETE FROM people_person WHERE id = ANY(%s)", [ids])
    audit.record("people.person.taken_back", ("people.person", "batch"), by=by, at=at, count=len(ids))
    return len(ids)
