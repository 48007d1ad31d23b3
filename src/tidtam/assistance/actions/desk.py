"""What the desk does in one go: several ticks of the checklist, help with its proof, photos of an intake or later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.assistance import access
from tidtam.assistance.actions import citizens, delivering, proofs
from tidtam.assistance.actions.receiving import EvidenceValues
from tidtam.assistance.actions.requests import check_item, lock
from tidtam.assistance.choices import EvidenceKind, Side
from tidtam.assistance.models import Delivery, Need, Request
from tidtam.assistance.queries.desk import checklist
from tidtam.assistance.queries.folder import Folder
from tidtam.files import actions as files
from tidtam.files.cleaning import cleaned
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing, Problem
from tidtam.offices.models import Office

MOST_PHOTOS = 10
Clean = tuple[bytes, str]


@transaction.atomic
def check_items(
    *, request: Request, ticks: Mapping[str, tuple[bool, str]], version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Note each line of the checklist that changed, as `check_item` would one by one. Errors: as `check_item`."""
    one = lock(request, "check_item", by, version)
    for line in checklist(Folder(one)):
        done, note = ticks.get(line.code, (line.done, line.note))
        if (done, note.strip()) != (line.done, line.note):
            one = check_item(request=one, code=line.code, done=done, note=note, by=by, at=at)
    return one


@transaction.atomic
def deliver(
    *, request: Request, given: delivering.Given, content: bytes = b"", version: int | None = None, by: Actor,
    at: datetime,
) -> Delivery:  # fmt: skip
    """Note help with its proof. The same form again returns the first delivery and keeps no second proof.

    Errors: as `delivering.deliver`; Problem beside `proof`.
    """
    before = access.deliveries(by).filter(uuid=given.uuid).exists()
    if content and not before:
        need = Need.objects.filter(pk=given.need, request=request).first()
        if need is None:
            raise Missing("assistance.missing", "ไม่พบรายการนี้ในคำขอ")
        given = replace(given, proof=proofs.keep(need=need, content=content, by=by, at=at))
    return delivering.deliver(request=request, given=given, version=version, by=by, at=at)


def written_anew(contents: Iterable[bytes]) -> list[Clean]:
    """Write photos and documents anew, without place, time and author. Errors: Problem beside `photos`."""
    made = []
    for number, content in enumerate(contents, 1):
        if number > MOST_PHOTOS:
            raise Problem("assistance.photos_many", _("ส่งภาพได้ครั้งละไม่เกิน 10 ภาพ"), field="photos")
        try:
            made.append(cleaned(content))
        except Problem as problem:
            said = _("ภาพที่ %(n)s: %(why)s") % {"n": number, "why": _(problem.message)}
            raise Problem(problem.code, said, field="photos") from problem
    return made


def keep(*, office: Office, pieces: Sequence[Clean], by: Actor, at: datetime) -> list[StoredFile]:
    """Store pieces written anew, encrypted, for an office; the same piece again is the same file."""
    return [
        files.store(office=office, content=content, name=f"หลักฐาน.{ending}", by=by, at=at, personal=True)
        for content, ending in pieces
    ]


def as_evidence(stored: Iterable[StoredFile]) -> tuple[EvidenceValues, ...]:
    """Return stored pieces as evidence the office took."""
    return tuple(
        EvidenceValues(file, EvidenceKind.DOCUMENT if file.kind == "pdf" else EvidenceKind.PHOTO, Side.OFFICE)
        for file in stored
    )


@transaction.atomic
def add_photos(*, request: Request, contents: Iterable[bytes], by: Actor, at: datetime) -> int:
    """Add photos and documents to a live request; return how many were new. Errors: NotAllowed; Missing; Conflict."""
    one = lock(request, "appoint", by)
    pieces = written_anew(contents)
    if not pieces:
        raise Problem("assistance.photos_missing", _("เลือกภาพก่อน"), field="photos")
    stored = keep(office=one.office, pieces=pieces, by=by, at=at)
    count = citizens.show(request=one, evidence=as_evidence(stored), by=by, at=at)
    audit.record("assistance.evidence.added", ("assistance.request", one.pk), by=by, at=at, count=max(count, 1))
    return count
