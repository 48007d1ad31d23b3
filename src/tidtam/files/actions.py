"""Keep a document, keep what was read of its pages, hand it to another office, sweep what nobody refers to."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction

from tidtam import audit
from tidtam.files import exports, storage
from tidtam.files.choices import ExportState
from tidtam.files.extract import Extraction, check_size, clear_leftovers, kind_of
from tidtam.files.models import Export, PageText, StoredFile, pack_words
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Problem
from tidtam.offices.models import Office

_SWEEP_LOCK = 7_312_027
_UNUSED_FOR = timedelta(days=1)
_MAX_NAME = 200
_EXPORT_LIVES = timedelta(hours=24)
_SHORTEST_PURPOSE = 10
_FORBIDDEN_IN_NAME = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]+')


@transaction.atomic
def store(*, office: Office, content: bytes, name: str, by: Actor, at: datetime, personal: bool = False) -> StoredFile:
    """Keep a document for `office`; the same content again returns the first row, with `already_held` set.

    The content is on disk before the caller's transaction commits.
    Errors: Problem files.empty, files.too_large, files.unsupported.
    """
    check_size(len(content))
    kind = kind_of(content)
    _hold_off_sweeping()
    sha256 = storage.keep(content, sealed=personal)
    file, is_new = StoredFile.objects.get_or_create(
        office=office,
        sha256=sha256,
        personal=personal,
        defaults={
            "scope_path": office.path, "size": len(content), "kind": kind, "name": clean_name(name),
            "uploaded_by_id": by.grant_id, "created_at": at,
        },
    )  # fmt: skip
    file.already_held = not is_new
    if is_new:
        audit.record("files.stored", file, by=by, at=at, digest=sha256)
    return file


@transaction.atomic
def keep_pages(*, file: StoredFile, extraction: Extraction) -> list[PageText]:
    """Keep the text, word boxes and pictures of a document's pages, in place of earlier ones.

    Errors: ValueError for a personal document: its text belongs to its owner's own encrypted field.
    """
    if file.personal:
        raise ValueError("the pages of a personal document are not kept in plain text")
    _hold_off_sweeping()
    PageText.objects.filter(file=file).delete()
    return PageText.objects.bulk_create(
        PageText(
            file=file,
            page=page.page,
            start=page.start,
            text=page.text,
            word_boxes=pack_words(page.words),
            image=storage.keep(page.image) if page.image else "",
            method=page.method,
            confidence=page.confidence,
        )
        for page in extraction.pages
    )


@transaction.atomic
def hand_to(*, file: StoredFile, office: Office, by: Actor, at: datetime) -> StoredFile:
    """Give another office its own row of a document and of its pages, in its own scope; the content is shared."""
    pages = list(PageText.objects.filter(file=file).order_by("page"))
    _hold_off_sweeping()
    with wall.lent(office.path):
        copy, is_new = StoredFile.objects.get_or_create(
            office=office,
            sha256=file.sha256,
            personal=file.personal,
            defaults={
                "scope_path": office.path, "size": file.size, "kind": file.kind, "name": file.name,
                "uploaded_by_id": by.grant_id, "created_at": at,
            },
        )  # fmt: skip
        copy.already_held = not is_new
        if is_new:
            for page in pages:
                page.pk, page.file = None, copy
            PageText.objects.bulk_create(pages)
    if is_new:
        audit.record("files.handed_over", file, by=by, at=at, digest=file.sha256)
    return copy


@transaction.atomic
def move_scope(ids: Collection[int], office: Office, *, leave: Collection[int] = ()) -> dict[int, int]:
    """Move documents to another office, in the transaction of the room that decided it; that room writes the audit.

    Those in `leave` stay where others still need them, and so does content the office has already: the answer says
    which row of the office stands for which old one. Shape: {old id: new id} of those that did not move.
    """
    stands_for: dict[int, int] = {}
    _hold_off_sweeping()
    with wall.lent(ROOT):
        for file in StoredFile.objects.select_for_update().filter(pk__in=ids).exclude(office=office).order_by("pk"):
            there = StoredFile.objects.filter(office=office, sha256=file.sha256, personal=file.personal).first()
            if there is None and file.pk not in leave:
                StoredFile.objects.filter(pk=file.pk).update(office=office, scope_path=office.path)
                continue
            if there is None:
                there = StoredFile.objects.create(
                    office=office, scope_path=office.path, sha256=file.sha256, size=file.size, kind=file.kind,
                    name=file.name, personal=file.personal, uploaded_by=file.uploaded_by, created_at=file.created_at,
                )  # fmt: skip
            stands_for[file.pk] = there.pk
    return stands_for


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Delete content no row refers to and nobody used for a day; return how many. Meant for a nightly task."""
    clear_leftovers(older_than_seconds=_UNUSED_FOR.total_seconds())
    wall.enter(ROOT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SWEEP_LOCK])
    dropped = 0
    for number in range(256):
        prefix = f"{number:02x}"
        used = set(StoredFile.objects.filter(sha256__startswith=prefix).values_list("sha256", flat=True))
        used |= set(PageText.objects.filter(image__startswith=prefix).values_list("image", flat=True))
        for sha256, name in storage.names(prefix, at - _UNUSED_FOR):
            if sha256 not in used:
                storage.drop(name)
                dropped += 1
    return dropped


def clean_name(name: str) -> str:
    """Return a file name without folders, quotes, line breaks, controls and signs that turn the direction of text."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    visible = "".join(
        character for character in base if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )
    cleaned = _FORBIDDEN_IN_NAME.sub("_", visible).strip(" .")
    if len(cleaned) > _MAX_NAME:
        stem, dot, suffix = cleaned.rpartition(".")
        cleaned = f"{stem[: _MAX_NAME - 12]}.{suffix[:10]}" if dot else cleaned[:_MAX_NAME]
    return cleaned or "ไฟล์"


@transaction.atomic
def ask_export(
    *, what: str, title: str, purpose: str, asked: dict[str, str], kind: str, total: int, by: Actor, at: datetime
) -> Export:
    """Note that somebody takes a list out, and what for. The caller's room checked the right.

    Errors: Problem files.purpose_missing; ValueError for an actor without an office.
    """
    if by.office_id is None or by.user_id is None:
        raise ValueError("an export has an owner")
    if len(purpose.strip()) < _SHORTEST_PURPOSE:
        raise Problem("files.purpose_missing", "บอกว่าจะนำไปใช้ทำอะไร อย่างน้อย 10 ตัวอักษร", field="purpose")
    made = Export.objects.create(
        office_id=by.office_id, scope_path=by.scope, grant_id=by.grant_id, user_id=by.user_id, what=what,
        title=title[:200], purpose=purpose.strip()[:300], asked=asked, kind=kind, total=total, asked_at=at,
        expires_at=at + _EXPORT_LIVES,
    )  # fmt: skip
    audit.record("files.export.asked", made, by=by, at=at, fields=("purpose",), count=total,
                 digest=hashlib.sha256(made.purpose.encode()).hexdigest())  # fmt: skip
    return made


def tell_export(*, export: Export, rows: int) -> None:
    """Note how far the making of an export is; progress is no act of anybody and leaves no entry."""
    Export.objects.filter(pk=export.pk).update(state=ExportState.RUNNING, done=rows)


@transaction.atomic
def finish_export(*, export: Export, written: exports.Written, by: Actor, at: datetime) -> Export:
    """Note that the file of an export stands on disk."""
    export.state, export.ready_at = ExportState.READY, at
    export.done, export.size, export.sha256 = written.rows, written.size, written.sha256
    export.save(update_fields=["state", "ready_at", "done", "size", "sha256"])
    audit.record("files.export.made", export, by=by, at=at, count=written.rows, digest=written.sha256)
    return export


@transaction.atomic
def fail_export(*, export: Export, problem: str, by: Actor, at: datetime) -> None:
    """Note why an export could not be made."""
    export.state, export.problem = ExportState.FAILED, problem[:200]
    export.save(update_fields=["state", "problem"])
    audit.record("files.export.failed", export, by=by, at=at)


@transaction.atomic
def take_export(*, export: Export, by: Actor, at: datetime) -> Export:
    """Note a download. Errors: Problem files.export_not_ready, files.export_expired."""
    export = Export.objects.select_for_update().get(pk=export.pk)
    if export.state == ExportState.DROPPED or at >= export.expires_at:
        raise Problem("files.export_expired", "ลิงก์หมดอายุแล้ว ไฟล์ส่งออกเก็บไว้ 24 ชั่วโมง ส่งออกใหม่อีกครั้ง")
    if export.state != ExportState.READY:
        raise Problem("files.export_not_ready", "ไฟล์ยังทำไม่เสร็จ")
    export.taken += 1
    export.save(update_fields=["taken"])
    audit.record("files.export.taken", export, by=by, at=at, digest=export.sha256)
    return export


@transaction.atomic
def drop_expired(*, at: datetime) -> int:
    """Delete the files of exports whose day is over. Shape: how many."""
    wall.enter(ROOT)
    over = Export.objects.filter(expires_at__lte=at).exclude(state=ExportState.DROPPED)
    names = list(over.values_list("public_id", flat=True)[:10_000])
    for name in names:
        exports.drop(name)
    Export.objects.filter(public_id__in=names).update(state=ExportState.DROPPED)
    return len(names)


def _hold_off_sweeping() -> None:
    # Content is written before its row commits: until then the sweeper has to wait.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_SWEEP_LOCK])
