"""The number book and the registers: draw, register what was delivered, void, mark opened."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.files import actions as files
from tidtam.files.models import StoredFile
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.letters.choices import Direction
from tidtam.letters.models import RegisterEntry
from tidtam.offices.models import Office


def draw(*, office: Office, year: int, direction: str) -> int:
    """Draw the next number of a book; its row stays locked until the caller's transaction ends, so no number is lost.

    Units: `year` is the calendar year, Gregorian.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO letters_book (office_id, year, direction, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (office_id, year, direction) DO UPDATE SET last = letters_book.last + 1 RETURNING last",
            [office.pk, year, direction],
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def register(
    *, entry: RegisterEntry, received_on: date | None = None, received_time: time | None = None, by: Actor, at: datetime
) -> RegisterEntry:
    """Give a delivered letter its number in ทะเบียนหนังสือรับ (ลงรับ).

    Errors: NotAllowed; Conflict("letters.entry.registered") when it has one already.
    """
    by.require(Permission.LETTERS_RECEIVE)
    entry = RegisterEntry.objects.select_for_update(of=("self",)).select_related("office", "letter").get(pk=entry.pk)
    if entry.office_id != by.office_id and by.office_id is not None:
        raise Problem("letters.other_office", "ลงรับได้เฉพาะหนังสือของหน่วยงานที่คุณปฏิบัติหน้าที่อยู่")
    if entry.number is not None:
        raise Conflict("letters.entry.registered", _("ลงรับแล้ว เลขรับ %(number)s") % {"number": entry.number})
    local = at.astimezone()
    entry.year = local.year
    entry.number = draw(office=entry.office, year=entry.year, direction=Direction.IN)
    entry.registered_at = at
    entry.received_on = received_on or local.date()
    entry.received_time = received_time or hour_of(entry.received_on, at)
    entry.document = _document_from_above(entry, by, at)
    entry.version += 1
    entry.save()
    audit.record("letters.entry.registered", entry, by=by, at=at, fields=["number", "received_on"])
    return entry


def hour_of(received_on: date, at: datetime) -> time | None:
    """Return the hour to enter for a letter received today; of an earlier day nobody knows it unless it is typed."""
    local = at.astimezone()
    return local.time().replace(microsecond=0) if received_on == local.date() else None


def _document_from_above(entry: RegisterEntry, by: Actor, at: datetime) -> StoredFile | None:
    """Hand the office its own row of the scan its superior registered; without a scan above there is none."""
    if entry.via_id is None:
        return None
    with wall.lent(ROOT):
        above = RegisterEntry.objects.select_related("via__intake__file", "via__document").get(pk=entry.via_id).via
        file = above and (above.document or (above.intake and above.intake.file))
        return files.hand_to(file=file, office=entry.office, by=by, at=at) if file else None


@transaction.atomic
def void(*, entry: RegisterEntry, reason: str, by: Actor, at: datetime) -> RegisterEntry:
    """Void a register line; its number stays in the book for ever. Errors: NotAllowed; Problem without a reason."""
    by.require(Permission.LETTERS_RECEIVE)
    return strike(entry=entry, reason=reason, by=by, at=at)


@transaction.atomic
def strike(*, entry: RegisterEntry, reason: str, by: Actor, at: datetime) -> RegisterEntry:
    """Void a line for a verb that asked for its own right. Errors: Problem without a reason; Conflict."""
    if not reason.strip():
        raise Problem("letters.reason_missing", "บอกเหตุผลที่ยกเลิกเลขนี้", field="reason")
    entry = RegisterEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.voided_at:
        raise Conflict("letters.entry.voided", "เลขนี้ยกเลิกไปแล้ว")
    if entry.deliveries.exists():
        raise Conflict("letters.entry.relayed", "ส่งต่อไปแล้ว ยกเลิกเลขไม่ได้ ให้ออกหนังสือแก้ไขแทน")
    entry.voided_at, entry.void_reason = at, reason.strip()
    entry.version += 1
    entry.save(update_fields=["voided_at", "void_reason", "version"])
    audit.record("letters.entry.voided", entry, by=by, at=at, fields=["voided_at"], reason=reason)
    return entry


@transaction.atomic
def mark_opened(*, entry: RegisterEntry, by: Actor, at: datetime) -> RegisterEntry:
    """Note the first time somebody of the receiving office opened the letter; the office above sees it."""
    if entry.opened_at is None and entry.office_id == by.office_id and entry.direction == Direction.IN:
        changed = RegisterEntry.objects.filter(pk=entry.pk, opened_at__isnull=True).update(opened_at=at)
        if changed:
            entry.opened_at = at
            audit.record("letters.entry.opened", entry, by=by, at=at, fields=["opened_at"])
    return entry
