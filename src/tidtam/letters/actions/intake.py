"""Take a document in, read it, keep a clerk's draft, put it aside."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tidtam import audit
from tidtam.files import actions as files
from tidtam.files.extract import Extraction, Progress, extract
from tidtam.files.models import PageText, StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.letters import reader
from tidtam.letters.choices import IntakeState, Secrecy
from tidtam.letters.models import Intake
from tidtam.offices.models import Office

log = logging.getLogger(__name__)
MAX_TEXT = 500_000  # characters; a 300-page letter bundle has fewer


@transaction.atomic
def take_in(
    *,
    office: Office,
    name: str,
    content: bytes | None = None,
    text: str = "",
    secrecy: str = Secrecy.NORMAL,
    by: Actor,
    at: datetime,
) -> Intake:
    """Take in a file or pasted text; reading it is a second step.

    Shape: `same_as` names an earlier document of the office with the same content.
    Errors: NotAllowed; Problem("letters.nothing", "letters.too_long", "letters.top_secret").
    """
    by.require(Permission.LETTERS_RECEIVE)
    if secrecy not in Secrecy.values:
        raise Problem("letters.top_secret", "หนังสือลับที่สุดห้ามนำเข้าระบบ ให้ใช้ทะเบียนกระดาษ", field="secrecy")
    if content is None and not text.strip():
        raise Problem("letters.nothing", "วางไฟล์ หรือวางข้อความของหนังสือก่อน", field="text")
    if len(text) > MAX_TEXT:
        raise Problem("letters.too_long", "ข้อความยาวเกินไป ให้วางเฉพาะตัวหนังสือ ไม่เกิน 500,000 ตัวอักษร", field="text")
    stored: StoredFile | None = None
    if content is None:
        content = text.encode()
        name = name or "ข้อความที่วาง.txt"
    stored = files.store(office=office, content=content, name=name, by=by, at=at)
    earlier = (
        Intake.objects.filter(office=office, file__sha256=hashlib.sha256(content).hexdigest())
        .exclude(state__in=[IntakeState.DISCARDED, IntakeState.FAILED])
        .order_by("id")
        .first()
    )
    intake = Intake.objects.create(
        office=office, scope_path=office.path, file=stored, name=files.clean_name(name)[:255], secrecy=secrecy,
        same_as=earlier, taken_by_id=by.user_id, taken_at=at,
    )  # fmt: skip
    audit.record("letters.intake.taken_in", intake, by=by, at=at, fields=["file"])
    return intake


@dataclass(frozen=True)
class Outcome:
    """What came out of a document: its text and reading, or the sentence that says why there is none."""

    extraction: Extraction | None = None
    reading: dict[str, Any] | None = None
    problem: Problem | None = None


def digest(*, content: bytes, name: str, progress: Progress | None = None) -> Outcome:
    """Turn a document into text and read its letters; touches no database, so it may take as long as it needs."""
    try:
        found = extract(content, name=name, progress=progress)
        reading = reader.read(found.text).as_json()
    except Problem as problem:
        return Outcome(problem=problem)
    except Exception:
        # Whatever a strange document does to the reader, the clerk still gets a page and a way on.
        log.exception("reading a document failed")
        return Outcome(
            problem=Problem("letters.reader_failed", "ระบบอ่านเอกสารนี้ไม่สำเร็จ กรอกข้อมูลเองจากต้นฉบับได้ หรือลองสแกนใหม่")
        )
    return Outcome(extraction=found, reading=reading | {"warnings": list(found.warnings)})


def note_progress(*, intake: Intake, done: int, total: int) -> None:
    """Note how many pages are read, for the page that waits; no audit entry, for nothing of the record changes."""
    Intake.objects.filter(pk=intake.pk, state=IntakeState.READING).update(pages_done=done, pages_total=total)


@transaction.atomic
def keep_reading(*, intake: Intake, outcome: Outcome, by: Actor, at: datetime) -> Intake:
    """Keep what was read, or why it could not be; a document confirmed or put aside meanwhile stays as it is."""
    intake = Intake.objects.select_for_update(of=("self",)).select_related("file").get(pk=intake.pk)
    if intake.state not in (IntakeState.READING, IntakeState.FAILED):
        return intake
    found = outcome.extraction
    if outcome.problem is not None or found is None or intake.file is None:
        problem = outcome.problem or Problem("letters.nothing", "ไม่มีไฟล์ของเรื่องนี้")
        intake.state, intake.problem = IntakeState.FAILED, problem.message
        intake.save(update_fields=["state", "problem"])
        audit.record("letters.intake.failed", intake, by=by, at=at, reason=problem.code)
        return intake
    if not PageText.objects.filter(file=intake.file).exists():
        files.keep_pages(file=intake.file, extraction=found)
    intake.text, intake.reading = found.text, outcome.reading
    intake.state, intake.problem = IntakeState.READ, ""
    intake.pages_done = intake.pages_total = len(found.pages)
    intake.save(update_fields=["text", "reading", "state", "problem", "pages_done", "pages_total"])
    audit.record("letters.intake.read", intake, by=by, at=at, fields=["text", "reading"])
    return intake


def read(*, intake: Intake, by: Actor, at: datetime, progress: Progress | None = None) -> Intake:
    """Read a document at once: its text, its pages, its letters. For small ones; long ones go to a task."""
    if intake.file is None:
        return keep_reading(intake=intake, outcome=Outcome(), by=by, at=at)
    try:
        content = intake.file.open_bytes()
    except Problem as problem:
        return keep_reading(intake=intake, outcome=Outcome(problem=problem), by=by, at=at)
    outcome = digest(content=content, name=intake.name, progress=progress)
    return keep_reading(intake=intake, outcome=outcome, by=by, at=at)


@transaction.atomic
def read_again(*, intake: Intake, by: Actor, at: datetime) -> Intake:
    """Let a document that could not be read be read once more. Errors: NotAllowed; Conflict when it is not failed."""
    by.require(Permission.LETTERS_RECEIVE)
    intake = Intake.objects.select_for_update(of=("self",)).select_related("file").get(pk=intake.pk)
    if intake.state not in (IntakeState.FAILED, IntakeState.READING):
        raise Conflict("letters.intake.moved_on", "เรื่องนี้อ่านเสร็จหรือจัดการไปแล้ว")
    intake.state, intake.problem, intake.pages_done = IntakeState.READING, "", 0
    intake.save(update_fields=["state", "problem", "pages_done"])
    audit.record("letters.intake.read_again", intake, by=by, at=at, fields=["state"])
    return intake


@transaction.atomic
def keep_draft(*, intake: Intake, draft: dict[str, Any], version: int, by: Actor, at: datetime) -> Intake:
    """Keep what a clerk has typed so far (เก็บไว้ก่อน). Errors: NotAllowed; Conflict when another clerk was first."""
    by.require(Permission.LETTERS_RECEIVE)
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.version != version or intake.state not in (IntakeState.READ, IntakeState.FAILED):
        raise Conflict("letters.intake.moved_on", "อีกคนแก้เรื่องนี้ไปก่อนแล้ว ตรวจส่วนที่ต่างด้านล่าง")
    intake.draft, intake.version = draft, version + 1
    intake.save(update_fields=["draft", "version"])
    audit.record("letters.intake.draft_kept", intake, by=by, at=at, fields=["draft"])
    return intake


@transaction.atomic
def discard(*, intake: Intake, reason: str, by: Actor, at: datetime) -> Intake:
    """Put a document aside that is no letter or came twice; it stays readable.

    Errors: NotAllowed; Problem; Conflict.
    """
    by.require(Permission.LETTERS_RECEIVE)
    if not reason.strip():
        raise Problem("letters.reason_missing", "บอกเหตุผลที่ไม่ใช้เรื่องนี้", field="reason")
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.state == IntakeState.CONFIRMED:
        raise Conflict("letters.intake.confirmed", "ยืนยันและลงรับแล้ว ให้ยกเลิกเลขรับในทะเบียนแทน")
    intake.state, intake.problem, intake.ended_at = IntakeState.DISCARDED, reason.strip(), at
    intake.version += 1
    intake.save(update_fields=["state", "problem", "ended_at", "version"])
    audit.record("letters.intake.discarded", intake, by=by, at=at, reason=reason)
    return intake
