"""Keep the number under which the national treatment system knows a case."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare import access
from tidtam.aftercare.actions.locking import lock_case
from tidtam.aftercare.models import Case
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.thai import national_id
from tidtam.thai.digits import to_arabic

# Its real form is not public: letters, digits and the marks numbers of offices have.
_SHAPE = re.compile(r"[0-9A-Za-zก-ฮ][0-9A-Za-zก-ฮ./-]{2,39}")


@transaction.atomic
def note_bsort_no(*, case: Case, number: str, by: Actor, at: datetime) -> Case:
    """Keep the number of a case in บสต., or correct it; the same number again changes nothing.

    Errors: NotAllowed; Problem beside `number` when it has no such form, is an identity number, or is another's;
    Conflict when the case has moved.
    """
    by.require(Permission.CARE_REVIEW)
    text = "".join(to_arabic(number).split())
    if not _SHAPE.fullmatch(text):
        said = _("เลขที่ บสต. มีตัวเลข ตัวอักษร จุด ขีด หรือทับ 3–40 ตัว")
        raise Problem("aftercare.bsort_no", said, field="number")
    if national_id.is_valid(text):
        # It would lie unsealed beside the case, and is no number of a case anyway.
        said = _("เลขนี้เป็นเลขประจำตัวประชาชน ใส่เลขที่ บสต. แทน")
        raise Problem("aftercare.bsort_no_identity", said, field="number")
    case = lock_case(case.pk)
    if case.bsort_no == text:
        return case
    if access.cases(by).filter(bsort_no=text).exclude(person=case.person_id).exists():
        said = _("เลขนี้เป็นของอีกคนในหน่วยงานนี้แล้ว ตรวจเลขอีกครั้ง")
        raise Problem("aftercare.bsort_no_taken", said, field="number")
    case.bsort_no = text
    case.save(update_fields=["bsort_no"])
    case.refresh_from_db(fields=["version"])
    audit.record("aftercare.case.numbered", case, by=by, at=at, fields=("bsort_no",))
    return case
