"""The locks of the room, always in one order: needs, people, cases.

The row of a case is the one lock by which offers, merges, closing and a visit being saved exclude each other. A need
that moves holds its own row before the case it is mirrored beside, a merge its people before their cases: so whoever
moves needs or people along with a case takes those first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tidtam.aftercare.models import Case, CaseNeed
from tidtam.assistance.models import Need
from tidtam.kernel.problem import Conflict
from tidtam.people.models import Person


def lock_cases(ids: Iterable[int]) -> dict[int, Case]:
    """Lock case rows for the rest of the transaction, in one order; those outside the open scope are left out."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("person", "office__parent")
    return {case.pk: case for case in rows.filter(pk__in=set(ids)).order_by("pk")}


def lock_case(pk: int) -> Case:
    """Lock a case row for the rest of the transaction. Errors: Conflict when it left the open scope meanwhile."""
    case = lock_cases([pk]).get(pk)
    if case is None:
        raise Conflict("aftercare.case_moved", "มีผู้โอนคนนี้ไปแล้ว โหลดหน้าใหม่เพื่อดูล่าสุด")
    return case


def lock_needs(case: int) -> None:
    """Lock the needs of a case before the case itself. Call with the wall lent to ROOT. Shape: 1 query."""
    numbers = CaseNeed.objects.filter(case=case).values("need_id")
    list(Need.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk").values_list("pk"))


def lock_people(cases: Sequence[int]) -> None:
    """Lock the people of cases before the cases themselves. Shape: 1 query."""
    people = Case.objects.filter(pk__in=cases).values("person_id")
    list(
        Person.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=people)
        .order_by("pk")
        .values_list("pk")
    )
