"""Look at photos before they are written anew: what they resemble, where and when they were taken; answer a flag."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tidtam import audit
from tidtam.activities import access, rules, screens
from tidtam.activities.choices import FlagKind, FlagState
from tidtam.activities.matching import Likeness, Taken, distance_km, likeness, taken
from tidtam.activities.models import Activity, Flag, Photo, Print
from tidtam.activities.queries import photos as queries
from tidtam.files import actions as files
from tidtam.files import storage
from tidtam.files.cleaning import looked_at
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office
from tidtam.places import gazetteer

MOST_AT_ONCE = 10
# What the room of files says of these is meant for letters.
NO_PICTURE = frozenset({"files.empty", "files.corrupt", "files.unsupported", "files.bomb", "files.encrypted"})
NOT_PICTURE = gettext_noop("ไฟล์นี้เปิดเป็นภาพไม่ได้ รับเฉพาะภาพ JPG, PNG หรือ WebP")
NOT_PHOTO = gettext_noop("ส่งเป็นภาพถ่าย ไม่ใช่เอกสาร")


@dataclass(frozen=True, slots=True)
class Piece:
    """A photo written anew, with what was known of it before: its digest, its day and place, its regular pattern."""

    content: bytes
    ending: str
    sha256: str
    taken: Taken
    weave: float


def take(contents: Iterable[bytes | Problem]) -> list[Piece]:
    """Write photos anew, all or none. Errors: Problem beside `photos`, the first there is."""
    made, faults = sort_out(contents)
    for fault in faults:
        raise fault
    return made


def sort_out(contents: Iterable[bytes | Problem]) -> tuple[list[Piece], list[Problem]]:
    """Write photos anew and note what their files said; return those that are fine, and what is wrong with the others.

    A Problem in place of a photo says why it was not read.
    Errors: Problem beside `photos` when there are too many; then no more is read than shows it.
    """
    made, faults = [], []
    for number, was in enumerate(contents, 1):
        if number > MOST_AT_ONCE:
            said = _("ส่งภาพได้ครั้งละไม่เกิน 10 ภาพ ยังไม่ได้เก็บภาพใด เลือกใหม่อีกครั้ง")
            raise Problem("activities.photos_at_once", said, field="photos")
        try:
            made.append(_piece(was))
        except Problem as problem:
            said = _("ภาพที่ %(n)s: %(why)s") % {"n": number, "why": _(problem.message)}
            faults.append(Problem(problem.code, said, field="photos"))
    return made, faults


def _piece(was: bytes | Problem) -> Piece:
    """Errors: Problem, also for a document: nothing tells when or where its page was photographed."""
    if isinstance(was, Problem):
        raise was
    if b"%PDF-" in was[:1024]:
        raise Problem("activities.not_photo", NOT_PHOTO)
    try:
        content, ending, weave = looked_at(was)
    except Problem as problem:
        raise Problem(problem.code, NOT_PICTURE) if problem.code in NO_PICTURE else problem from problem
    if ending != "webp":
        raise Problem("activities.not_photo", NOT_PHOTO)
    return Piece(content, ending, hashlib.sha256(was).hexdigest(), taken(was), weave)


@transaction.atomic
def keep(*, office: Office, pieces: Sequence[Piece], by: Actor, at: datetime) -> list[StoredFile]:
    """Store photos, encrypted, for an office, each with its print; the same photo again is the same file."""
    made = []
    for piece in pieces:
        name = f"ภาพกิจกรรม.{piece.ending}"
        stored = files.store(office=office, content=piece.content, name=name, by=by, at=at, personal=True)
        if not Print.objects.filter(file=stored).exists():
            _print(stored, piece, at)
        made.append(stored)
    return made


def _print(stored: StoredFile, piece: Piece, at: datetime) -> None:
    way = likeness(piece.content)
    north, east = piece.taken.position or (None, None)
    q0, q1, q2, q3 = way.quarters
    Print.objects.create(
        file=stored, scope_path=stored.scope_path, sha256=piece.sha256, rough=way.rough, fine=way.fine, q0=q0, q1=q1,
        q2=q2, q3=q3, taken_on=piece.taken.on, latitude=north, longitude=east, weave=piece.weave, at=at,
    )  # fmt: skip


def look(activity: Activity, photos: Sequence[Photo], at: datetime) -> int:
    """Flag what speaks against photos that were just hung on an activity; return how many flags.

    Shape: four queries, and one for each photo.
    """
    prints = Print.objects.filter(file__in=[photo.file_id for photo in photos]).select_related("file")
    known = {one.file_id: one for one in prints}
    _one_by_one([one.sha256 for one in known.values()])
    found = [
        Flag(photo=photo, scope_path=activity.scope_path, at=at, **told)
        for photo in photos if photo.file_id in known for told in _against(activity, known[photo.file_id])
    ]  # fmt: skip
    Flag.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def _one_by_one(digests: Sequence[str]) -> None:
    """Let whoever hangs the same file at this moment wait until this transaction is over, and then see its photo.

    In one order for everybody, so that two who share two files never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(k) FROM (SELECT DISTINCT hashtextextended(d, 1757) AS k"
            " FROM unnest(%s::text[]) AS d ORDER BY 1) AS ordered", [list(digests)],
        )  # fmt: skip


def _against(activity: Activity, known: Print) -> Iterator[dict[str, Any]]:
    screen = screens.is_screen(known.weave)
    like = queries.like(
        Likeness(known.rough, known.fine), known.sha256, activity.pk, screen=screen,
        content=lambda: storage.fetch(known.file.sha256, sealed=known.file.personal),
    )  # fmt: skip
    if screen:
        yield {"kind": FlagKind.SCREEN}
    if like is not None:
        yield {"kind": FlagKind.RECYCLED, "like_office": like.office, "like_on": like.on, "exact": like.exact}
    if known.taken_on is not None and not rules.is_of_days(known.taken_on, activity.on, activity.until):
        yield {"kind": FlagKind.OTHER_DAY, "taken_on": known.taken_on}
    if known.latitude is None or known.longitude is None:
        return
    place, limit = _place(activity)
    if place is not None:
        km = distance_km(place, (known.latitude, known.longitude))
        if km > limit:
            yield {"kind": FlagKind.ELSEWHERE, "away_km": round(km, 1)}


def _place(activity: Activity) -> tuple[tuple[float, float] | None, float]:
    """Return where an activity was and how far from it a photo may be taken: the middle of a district is no place."""
    if activity.latitude is not None and activity.longitude is not None:
        return (activity.latitude, activity.longitude), rules.NEAR_KM
    return gazetteer.centre(str(activity.area_id)[:4]), rules.NEAR_DISTRICT_KM


@transaction.atomic
def answer(*, flag: Flag, words: str = "", by: Actor, at: datetime) -> Flag:
    """Say to a flag that the photo is of this activity, or with `words` explain how it came about.

    Errors: NotAllowed; Missing; Conflict once a superior has seen the answer; Problem beside `words`.
    """
    by.require(Permission.ACTIVITIES_MANAGE)
    one = _lock(flag, by)
    if one.seen_at is not None:
        raise Conflict("activities.flag_seen", "ผู้บังคับบัญชาเห็นคำตอบแล้ว แก้ไม่ได้")
    said = rules.line(words, 300)
    if rules.has_number(said):
        raise Problem("activities.number", "ไม่ใส่เลขบัตรหรือเบอร์โทรของใคร", field="words")
    one.state = FlagState.EXPLAINED if said else FlagState.CONFIRMED
    one.words, one.by, one.by_name, one.said_at = said, by.grant_id, by.name[:200], at
    one.save(update_fields=["state", "words", "by", "by_name", "said_at"])
    audit.record("activities.flag.answered", one.photo.activity, by=by, at=at, fields=("state",), reason=one.kind)
    return one


@transaction.atomic
def see(*, flag: Flag, by: Actor, at: datetime) -> Flag:
    """Note that a superior has read the answer to a flag. Errors: NotAllowed; Missing; Conflict."""
    by.require(Permission.ACTIVITIES_READ)
    one = _lock(flag, by)
    if one.photo.activity.office_id == by.office_id:
        raise Missing("activities.flag_own", "หน่วยงานเหนือขึ้นไปเป็นผู้รับทราบ")
    if one.state == FlagState.OPEN or one.seen_at is not None:
        raise Conflict("activities.flag_open", "ยังไม่มีคำตอบที่รอรับทราบ")
    one.seen_at, one.seen_by_name = at, by.name[:200]
    one.save(update_fields=["seen_at", "seen_by_name"])
    audit.record("activities.flag.seen", one.photo.activity, by=by, at=at, fields=("seen_at",), reason=one.kind)
    return one


def _lock(flag: Flag, by: Actor) -> Flag:
    rows = access.flags(by).select_for_update(of=("self",)).select_related("photo__activity")
    one = rows.filter(pk=flag.pk).first()
    if one is None:
        raise Missing("activities.flag_missing", "ไม่พบข้อสังเกตนี้")
    return one
