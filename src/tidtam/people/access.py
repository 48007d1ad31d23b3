"""Which people an actor may see. The wall repeats the answer below."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.people.choices import Purpose
from tidtam.people.models import Merge, Person

_MISSING = "ไม่พบคนนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่"


def within(actor: Actor, column: str = "scope_path") -> Q:
    """Return the explicit scope filter: it gives the fast plan, the wall gives the certainty."""
    return Q(**{f"{column}__gte": actor.scope, f"{column}__lt": actor.scope + "~"}) if actor.scope else Q(pk__in=[])


def people(actor: Actor) -> QuerySet[Person]:
    """Return the people of the own office and the offices below, merged ones too."""
    return Person.objects.filter(within(actor))


def purposes(actor: Actor) -> list[str]:
    """Return the purposes whose people the grant may open: who handles needs does not reach aftercare by its own."""
    rights = ((Purpose.AFTERCARE, Permission.CARE_READ), (Purpose.HELP, Permission.NEEDS_READ))
    return [purpose.value for purpose, right in rights if actor.may(right)]


def get_person(actor: Actor, public_id: str) -> Person:
    """Find a person by what the address says. Errors: Missing outside scope, and for a purpose the grant has not."""
    found = people(actor).filter(public_id=public_id, purpose__in=purposes(actor))
    return _only(found.select_related("office", "caregiver", "merged_into"))


def get_logged(actor: Actor, public_id: str) -> Person:
    """Find a person whose log of reads is asked for, of any purpose. Errors: Missing outside scope."""
    return _only(people(actor).filter(public_id=public_id).select_related("office"))


def _only(rows: QuerySet[Person]) -> Person:
    found = rows.first()
    if found is None:
        raise Missing("people.missing", _MISSING)
    return found


def merges(actor: Actor) -> QuerySet[Merge]:
    """Return the merges in scope."""
    return Merge.objects.filter(within(actor))


def get_merge(actor: Actor, pk: int) -> Merge:
    """Errors: Missing outside scope."""
    found = merges(actor).filter(pk=pk).select_related("winner", "loser").first()
    if found is None:
        raise Missing("people.merge_missing", "ไม่พบการรวมระเบียนนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found
