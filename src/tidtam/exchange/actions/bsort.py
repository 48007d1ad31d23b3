"""Note what became of a visit that must be typed into บสต.: typed, refused, not needed, or taken back with a reason."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare.actions.locking import lock_case
from tidtam.aftercare.actions.numbering import note_bsort_no
from tidtam.aftercare.choices import VisitState
from tidtam.aftercare.models import Visit
from tidtam.exchange import access
from tidtam.exchange.choices import BsortMarked, BsortState
from tidtam.exchange.models import BsortMark, BsortVisit
from tidtam.exchange.queries import bsort as queries
from tidtam.exchange.queries import copied
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem

_IDENTITY = re.compile(r"(?:\d[\s-]?){12}\d")
_MOST = 200


@transaction.atomic
def key(*, line: BsortVisit, seen: int, number: str = "", by: Actor, at: datetime) -> BsortVisit:
    """Note that a visit was typed as it stood in version `seen`, and the number บสต. gave its case.

    Errors: NotAllowed; Missing; Problem beside `number`; Conflict when somebody did so before, the visit was sent back,
    or its words are others than those that were typed.
    """
    row, visit = _take_waiting(line, by)
    if visit.version != seen:
        raise Conflict("exchange.bsort_changed", _("มีคนแก้บันทึกนี้ระหว่างที่คุณคีย์ ตรวจช่องที่เปลี่ยนแล้วกดอีกครั้ง"))
    if number.strip():
        note_bsort_no(case=row.case, number=number, by=by, at=at)
    row.state, row.changed_at, row.typed_sealed = BsortState.KEYED, None, copied.sealed(row, visit)
    return _mark(row, BsortMarked.KEYED, "", by, at)


@transaction.atomic
def refuse(*, line: BsortVisit, reason: str, by: Actor, at: datetime) -> BsortVisit:
    """Note that บสต. did not take a visit, and what it said; it stays in the queue, marked.

    Errors: NotAllowed; Missing; Problem beside `reason`; Conflict as `key`.
    """
    row, _visit = _take_waiting(line, by)
    words = _words(reason, _("บอกว่า บสต. ขึ้นว่าอะไร"))
    row.state, row.changed_at = BsortState.ERROR, None
    return _mark(row, BsortMarked.ERROR, words, by, at)


@transaction.atomic
def excuse(*, line: BsortVisit, reason: str, by: Actor, at: datetime) -> BsortVisit:
    """Note that a visit need not be typed, and why. Of one that was typed, the correction need not.

    Errors: NotAllowed; Missing; Problem beside `reason`; Conflict as `key`.
    """
    row, _visit = _take_waiting(line, by)
    words = _words(reason, _("บอกว่าทำไมไม่ต้องคีย์"))
    if row.changed_at is not None:
        row.changed_at = None
    else:
        row.state = BsortState.NOT_REQUIRED
    return _mark(row, BsortMarked.NOT_REQUIRED, words, by, at)


@transaction.atomic
def take_back(*, line: BsortVisit, reason: str, by: Actor, at: datetime) -> BsortVisit:
    """Take back what was said of a visit: it waits again from now on, as if nobody had typed it.

    Errors: NotAllowed; Missing; Problem beside `reason`; Conflict when nothing was said.
    """
    row, _visit = _take(line, by)
    words = _words(reason, _("บอกว่ายกเลิกเพราะอะไร"))
    if row.state == BsortState.PENDING:
        raise Conflict("exchange.bsort_unmarked", _("บันทึกนี้รอคีย์อยู่แล้ว"))
    row.state, row.changed_at, row.typed_sealed, row.since = BsortState.PENDING, None, b"", at
    return _mark(row, BsortMarked.TAKEN_BACK, words, by, at)


def _words(reason: str, missing: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise Problem("exchange.reason_missing", missing, field="reason")
    if len(words) > _MOST:
        raise Problem("exchange.reason_long", _("ย่อเหตุผลให้ไม่เกิน 200 ตัวอักษร"), field="reason")
    if _IDENTITY.search(words):
        raise Problem("exchange.number_in_words", _("ข้อความมีเลข 13 หลัก ลบเลขประจำตัวออกก่อน"), field="reason")
    return words


def _take(line: BsortVisit, by: Actor) -> tuple[BsortVisit, Visit]:
    """Lock the case, as whoever corrects or moves the visit does, then the line. Errors: NotAllowed; Missing."""
    by.require(Permission.CARE_REVIEW)
    lock_case(line.case_id)
    rows = access.bsort(by).select_for_update(of=("self",)).select_related("case__office")
    row = rows.filter(pk=line.pk).first()
    if row is None:
        raise Missing("exchange.bsort_missing", "ไม่พบบันทึกนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return row, queries.visit_of(by, row)


def _take_waiting(line: BsortVisit, by: Actor) -> tuple[BsortVisit, Visit]:
    row, visit = _take(line, by)
    if row.held or visit.state != VisitState.ACCEPTED:
        raise Conflict("exchange.bsort_held", _("บันทึกนี้ส่งคืนให้ทีมแก้อยู่ คีย์ได้เมื่อตรวจรับแล้ว"))
    if not row.waits:
        said = _("%(who)s บันทึกไว้แล้วว่า “%(what)s”")
        raise Conflict("exchange.bsort_marked", said % {"who": row.by_name, "what": row.get_state_display()})
    return row, visit


def _mark(row: BsortVisit, what: BsortMarked, words: str, by: Actor, at: datetime) -> BsortVisit:
    """Save a line with what was said of it, and keep the saying. The reason stays behind the wall, out of the entry."""
    is_open = row.state == BsortState.PENDING
    row.at, row.by, row.by_name = (None, None, "") if is_open else (at, by.grant_id, by.name[:200])
    row.reason, row.version = "" if is_open else words, row.version + 1
    row.save(update_fields=["state", "changed_at", "typed_sealed", "since", "at", "by", "by_name", "reason", "version"])
    BsortMark.objects.create(
        line=row, case_id=row.case_id, scope_path=row.scope_path, what=what, reason=words, at=at, by=by.grant_id,
        by_name=by.name[:200],
    )  # fmt: skip
    audit.record(f"exchange.bsort.{what}", row, by=by, at=at, fields=("state",))
    return row
