"""What a citizen typed so far: kept sealed, opened by the token of their browser, gone after a day.

Nothing here is a record of an office, so nothing is written to the audit; `filing.send` makes the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tidtam.files.cleaning import cleaned, refuse_heic
from tidtam.kernel import rows
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office
from tidtam.portal import sealing
from tidtam.portal.actions import flood
from tidtam.portal.models import Draft, DraftPhoto
from tidtam.portal.rules import DRAFT_LIVES, MOST_PHOTOS


@dataclass
class OpenDraft:
    """A draft with its words, opened by its token."""

    draft: Draft
    token: str
    words: dict[str, Any] = field(default_factory=dict)
    pictured: bool = True  # there may be photos

    @property
    def office(self) -> Office:
        """Return whom it is for."""
        return self.draft.office

    @property
    def sent(self) -> dict[str, Any] | None:
        """Return number and PIN once it was sent."""
        found: dict[str, Any] | None = self.words.get("sent")
        return found


@transaction.atomic
def begin(*, office: Office, words: dict[str, Any], at: datetime) -> OpenDraft:
    """Begin a request to an office."""
    token = sealing.new_token()
    words = {"uuid": str(uuid4()), **words}
    draft = Draft.objects.create(
        token_hash=sealing.token_hash(token), office=office, sealed=sealing.seal_words(words, token), made_at=at,
        seen_at=at,
    )  # fmt: skip
    return OpenDraft(draft, token, words)


def find(token: str, *, at: datetime, lock: bool = False) -> OpenDraft:
    """Open a draft. `lock`: nobody else writes it until the transaction ends. Errors: Missing portal.draft_missing."""
    if lock and token:  # to be written: nothing is shown of where the office lies
        found = _locked(token, at)
        if found is not None:
            return found
    elif token:
        along = Draft.objects.select_related("office__district", "office__province")
        draft = along.filter(token_hash=sealing.token_hash(token), seen_at__gt=at - DRAFT_LIVES).first()
        if draft is not None:
            return OpenDraft(draft, token, sealing.unseal_words(draft.sealed, token))
    raise Missing("portal.draft_missing", _("ไม่พบคำขอที่กรอกค้างไว้ อาจเกิน 1 วันแล้ว เริ่มใหม่ได้เลย"))


_DRAFT = [one.attname for one in Draft._meta.concrete_fields]
_OFFICE = [one.attname for one in Office._meta.concrete_fields]
# By hand: it is asked with every step a citizen takes, and half of the price of a row was its query.
_LOCKED = (
    f"SELECT {', '.join(f'd.{name}' for name in _DRAFT)}, {', '.join(f'o.{name}' for name in _OFFICE)}, "  # noqa: S608 (our names)
    "EXISTS (SELECT 1 FROM portal_draftphoto p WHERE p.draft_id = d.id) "
    "FROM portal_draft d JOIN offices_office o ON o.id = d.office_id "
    "WHERE d.token_hash = %s AND d.seen_at > %s FOR UPDATE OF d"
)


def _locked(token: str, at: datetime) -> OpenDraft | None:
    """Return a draft with its office, its row locked. Shape: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [sealing.token_hash(token), at - DRAFT_LIVES])
        row = cursor.fetchone()
    if row is None:
        return None
    draft = Draft.from_db("default", _DRAFT, row[: len(_DRAFT)])
    draft.office = Office.from_db("default", _OFFICE, row[len(_DRAFT) : -1])
    return OpenDraft(draft, token, sealing.unseal_words(draft.sealed, token), pictured=row[-1])


@transaction.atomic
def keep(*, token: str, words: dict[str, Any], at: datetime, office: Office | None = None) -> OpenDraft:
    """Keep more words, beside those kept already. Errors: Missing; Conflict when it was sent meanwhile."""
    found = find(token, at=at, lock=True)
    if found.sent:
        raise Conflict("portal.sent", _("คำขอนี้ส่งไปแล้ว"))
    found.words |= words
    if office is not None:
        found.draft.office = office
    _write(found, at)
    return found


def _write(found: OpenDraft, at: datetime) -> None:
    found.draft.sealed = sealing.seal_words(found.words, found.token)
    found.draft.seen_at = at
    kept = (found.draft.pk, found.draft.sealed, at, found.draft.office_id)
    rows.update("portal_draft", ("id",), ("sealed", "seen_at", "office_id"), [kept])


@transaction.atomic
def end(*, found: OpenDraft, sent: dict[str, Any] | None, at: datetime, photos: bool = True) -> None:
    """Forget what was typed and shown, keep what came of it for the page of the receipt. `photos`: there are some."""
    if photos:
        DraftPhoto.objects.filter(draft=found.draft).delete()
    found.words = {"sent": sent} if sent else {}
    _write(found, at)


@transaction.atomic
def drop(*, token: str) -> None:
    """Throw a draft away: the writer said so."""
    Draft.objects.filter(token_hash=sealing.token_hash(token)).delete()


def written_anew(contents: Iterable[bytes]) -> tuple[list[tuple[bytes, str]], list[Problem]]:
    """Write photos and documents anew, one after the other, when it is one's turn.

    Shape: (content and ending of those that could be, a Problem in words for a phone for each other). Errors: Busy.
    """
    flood.wait_turn("photo")
    made, problems = [], []
    for content in contents:
        try:
            made.append(_written_anew(content))
        except Problem as problem:
            problems.append(problem)
    return made, problems


def _written_anew(content: bytes) -> tuple[bytes, str]:
    try:
        refuse_heic(content)
    except Problem as problem:
        raise Problem(problem.code, _(problem.message), field="photos") from problem
    if content and content[:5] != b"%PDF-" and content[:2] not in (b"\xff\xd8", b"\x89P", b"RI"):
        raise Problem("files.unsupported", _(_SAID["files.unsupported"]), field="photos")
    try:
        return cleaned(content)
    except Problem as problem:
        raise Problem(problem.code, _(_SAID.get(problem.code, problem.message)), field="photos") from problem


_SAID = {
    "files.empty": gettext_noop("ไฟล์นี้ว่างเปล่า เลือกภาพใหม่"),
    "files.too_large": gettext_noop("ไฟล์ใหญ่เกิน 15 MB เลือกภาพที่เล็กลง"),
    "files.too_many_pages": gettext_noop("เอกสารยาวเกิน 20 หน้า ส่งเฉพาะหน้าที่เกี่ยวข้อง"),
    "files.unsupported": gettext_noop("ไฟล์นี้ไม่ใช่ภาพหรือ PDF ส่งได้เฉพาะ JPG PNG WebP และ PDF"),
    "files.corrupt": gettext_noop("ไฟล์เสียหายหรือส่งมาไม่ครบ ลองถ่ายใหม่แล้วส่งอีกครั้ง"),
    "files.bomb": gettext_noop("ไฟล์นี้ขยายแล้วใหญ่ผิดปกติ ระบบจึงไม่เปิด เลือกภาพอื่น"),
    "files.timeout": gettext_noop("เปิดไฟล์นี้นานเกินไป เลือกภาพอื่น"),
    "files.encrypted": gettext_noop("ไฟล์นี้ตั้งรหัสผ่านไว้ เปิดไม่ได้ เลือกไฟล์อื่น"),
}


@transaction.atomic
def add_photo(*, token: str, content: bytes, ending: str, at: datetime) -> DraftPhoto:
    """Keep a photo that was written anew. Errors: Missing; Conflict; Problem portal.photos_many."""
    found = find(token, at=at, lock=True)
    if found.sent:
        raise Conflict("portal.sent", _("คำขอนี้ส่งไปแล้ว"))
    if found.draft.photos.count() >= MOST_PHOTOS:
        raise Problem("portal.photos_many", _("แนบได้ไม่เกิน 5 ไฟล์"), field="photos")
    return DraftPhoto.objects.create(
        draft=found.draft, sealed=sealing.seal(content, token), size=len(content), ending=ending, at=at
    )


@transaction.atomic
def drop_photo(*, token: str, pk: int, at: datetime) -> None:
    """Take a photo out again. Errors: Missing."""
    found = find(token, at=at, lock=True)
    found.draft.photos.filter(pk=pk).delete()


def photos(found: OpenDraft) -> list[DraftPhoto]:
    """Return the photos of a draft, without their content. Shape: one query."""
    return list(found.draft.photos.defer("sealed"))


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Delete drafts nobody went on with for a day. Shape: how many."""
    return Draft.objects.filter(seen_at__lt=at - DRAFT_LIVES).delete()[0]
