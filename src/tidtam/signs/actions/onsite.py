"""What an officer does on site: put a sign up with its photo, look at one and say what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tidtam import audit
from tidtam.files import actions as files
from tidtam.files.cleaning import cleaned
from tidtam.files.extract import kind_of
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.signs import access, rules
from tidtam.signs.actions.registering import keep, lock
from tidtam.signs.choices import FINDINGS, Found, SignState
from tidtam.signs.models import Check, Sign
from tidtam.signs.transitions import after_check


@dataclass(frozen=True, slots=True)
class OnSite:
    """What a form on site says: the photo as it came, where the officer stood, a word."""

    uuid: UUID
    photo: bytes = b""
    position: tuple[float, float] | None = None
    note: str = ""


@transaction.atomic
def install(
    *, sign: Sign, on: date, told: OnSite, expires_on: date | None = None, by: Actor, at: datetime
) -> Sign:  # fmt: skip
    """Note that a sign was put up, with its photo; the same form again changes nothing.

    Errors: NotAllowed; Missing; Conflict when it was removed; Problem beside `photo`, `on` or `expires_on`.
    """
    one = lock(sign, "install", by)
    if access.checks(by).filter(uuid=told.uuid).exists():
        return one
    today = timezone.localdate(at)
    if on > today:
        raise Problem("signs.future", "วันที่ติดตั้งต้องไม่เลยวันนี้ ตรวจปี พ.ศ. อีกครั้ง", field="on")
    if expires_on is not None and expires_on <= today:
        raise Problem("signs.expired", "วันหมดอายุต้องเลยวันนี้ ตรวจปี พ.ศ. อีกครั้ง", field="expires_on")
    if not told.photo:
        raise Problem("signs.photo_missing", "ถ่ายภาพป้ายที่ติดตั้งแล้ว ป้ายที่ไม่มีภาพนับว่ายังไม่ติดตั้ง", field="photo")
    photo = _keep_photo(one, told.photo, by, at)
    _note(one, Found.INSTALLED, told, photo, by, at)
    one.state, one.installed_on, one.photo, one.copied = SignState.INSTALLED, on, photo, False
    one.found, one.checked_on = Found.RIGHT, on
    fields = ["state", "installed_on", "photo", "copied", "found", "checked_on"]
    if told.position:
        one.latitude, one.longitude = told.position
        fields += ["latitude", "longitude"]
    if expires_on is not None or (one.expires_on and one.expires_on <= today):
        one.expires_on = expires_on
        fields.append("expires_on")
    return keep(one, "signs.sign.installed", fields, by=by, at=at)


@transaction.atomic
def check(*, sign: Sign, found: str, told: OnSite, by: Actor, at: datetime) -> Check:
    """Note what was found at a sign; the same form again returns the first.

    That it is right or damaged or copied is shown by a photo; that it is gone needs none. Where the officer stood is
    measured against where the sign should hang: what is right elsewhere is marked as a copy.
    Errors: NotAllowed; Missing; Conflict; Problem `found`, `photo`.
    """
    one = lock(sign, "check", by)
    before = access.checks(by).filter(uuid=told.uuid).first()
    if before is not None:
        return before
    if found not in FINDINGS:
        raise Problem("signs.found_missing", "เลือกว่าพบอะไร", field="found")
    if not told.photo and found != Found.LOST:
        raise Problem("signs.photo_missing", "ถ่ายภาพสิ่งที่พบ", field="photo")
    photo = _keep_photo(one, told.photo, by, at) if told.photo else None
    made = _note(one, found, told, photo, by, at)
    # A QR that is well but hangs far from where its sign should be says nothing of the sign: it may be the copy.
    far = found == Found.RIGHT and (made.metres or 0) > rules.FAR
    seen = Found.COPIED if far else found
    one.state = after_check(one.state, seen)
    one.found, one.checked_on, one.copied = found, timezone.localdate(at), seen == Found.COPIED
    keep(one, "signs.sign.checked", ["state", "found", "checked_on", "copied"], by=by, at=at)
    return made


@transaction.atomic
def expire(*, today: date, by: Actor, at: datetime) -> int:
    """Let every hanging sign whose day has passed expire; return how many. Meant for a nightly task."""
    rows = access.signs(by).filter(expires_on__lt=today, state__in=[SignState.INSTALLED, SignState.DAMAGED])
    n = rows.update(state=SignState.EXPIRED)
    if n:
        audit.record("signs.signs.expired", ("signs.day", str(today)), by=by, at=at, count=n)
    return n


def _note(
    one: Sign, found: str, told: OnSite, photo: StoredFile | None, by: Actor, at: datetime
) -> Check:  # fmt: skip
    here, there = told.position, one.position
    return Check.objects.create(
        uuid=told.uuid, sign=one, scope_path=one.scope_path, found=found, photo=photo,
        latitude=here[0] if here else None, longitude=here[1] if here else None,
        metres=rules.metres(here, there) if here and there else None, note=rules.line(told.note, 300),
        by=by.grant_id, by_name=by.name[:200], at=at,
    )  # fmt: skip


def _keep_photo(one: Sign, content: bytes, by: Actor, at: datetime) -> StoredFile:
    """Store a photo written anew, without place, time and author. Errors: Problem beside `photo`."""
    try:
        clean, ending = cleaned(content)
    except Problem as problem:
        if problem.code == "files.heic":
            raise Problem(problem.code, problem.message, field="photo") from problem
        # What is said of documents asks for a PDF, which is no photo of a sign either.
        raise Problem(
            problem.code, "ไฟล์นี้เปิดเป็นภาพไม่ได้ ส่งเป็นภาพถ่าย JPG, PNG หรือ WebP ไม่เกิน 15 MB", field="photo"
        ) from problem
    if ending != "webp" or kind_of(content) == "pdf":  # a document of one page becomes one picture
        raise Problem("signs.not_photo", "ส่งเป็นภาพถ่าย ไม่ใช่เอกสาร", field="photo")
    return files.store(office=one.office, content=clean, name=f"ป้าย {one.spelt}.{ending}", by=by, at=at, personal=True)
