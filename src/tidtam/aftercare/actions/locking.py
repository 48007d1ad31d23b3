"""The one row lock of the room: offers, merges, closing and a visit being saved exclude each other through it."""

from __future__ import annotations

from tidtam.aftercare.models import Case
from tidtam.kernel.problem import Conflict


def lock_case(pk: int) -> Case:
    """Lock a case row for the rest of the transaction. Errors: Conflict when it left the open scope meanwhile."""
    case = Case.objects.select_for_update(of=("self",)).select_related("person", "office__parent").filter(pk=pk).first()
    if case is None:
        raise Conflict("aftercare.case_moved", "มีผู้โอนคนนี้ไปแล้ว โหลดหน้าใหม่เพื่อดูล่าสุด")
    return case
