"""Keep a document, keep what was read of its pages, hand it to another office, sweep what nobody refers to."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from django.db import connection, transaction

from tidtam import audit
from tidtam.files import storage
from tidtam.files.extract import Extraction, check_size, clear_leftovers, kind_of
from tidtam.files.models import PageText, StoredFile, pack_words
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.offices.models import Office

_SWEEP_LOCK = 7_312_027
_UNUSED_FOR = timedelta(days=1)
_MAX_NAME = 200
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


def _hold_off_sweeping() -> None:
    # Content is written before its row commits: until then the sweeper has to wait.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_SWEEP_LOCK])
