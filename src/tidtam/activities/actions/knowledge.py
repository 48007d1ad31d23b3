"""Make a knowledge set, keep its files, hand it down a branch, note who has read it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop

from tidtam import audit
from tidtam.activities import access, rules
from tidtam.activities.actions import once
from tidtam.activities.actions.looking import NO_PICTURE, NOT_PICTURE
from tidtam.activities.choices import FileRole
from tidtam.activities.models import KnowledgeFile, KnowledgeRead, KnowledgeSet, KnowledgeShare
from tidtam.activities.queries.knowledge import is_empty
from tidtam.files import actions as files
from tidtam.files.cleaning import cleaned
from tidtam.kernel import ids, wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.letters import access as letters
from tidtam.letters.choices import Secrecy
from tidtam.letters.models import Letter
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.offices.models import Office
from tidtam.thai.dates import short_date

MOST_FILES = 20
NOT_DOCUMENT = gettext_noop("มีไฟล์ที่ไม่รู้จักชนิด รับเฉพาะ PDF, DOCX, XLSX, ภาพ และข้อความ")


@dataclass(frozen=True, slots=True)
class SetValues:
    """What a form says of a set; `letter` is the public id of the letter it came with, `source` its words."""

    title: str
    summary: str = ""
    letter: str = ""
    source: str = ""


@transaction.atomic
def make(*, office: Office, values: SetValues, public_id: str = "", by: Actor, at: datetime) -> KnowledgeSet:
    """Make a set of the actor's own office, seen by nobody else yet; the same `public_id` again returns the first.

    Errors: NotAllowed; Missing; Problem.
    """
    by.require(Permission.KNOWLEDGE_SHARE)
    if not by.scope or office.path != by.scope:
        raise Missing("offices.office_missing", "สร้างได้เฉพาะของหน่วยงานที่คุณปฏิบัติอยู่")
    before = once.before(access.knowledge(by).filter(office=office), public_id)
    if before is not None:
        return before
    title, letter, source = _checked(values, by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('activities_knowledgeset_id_seq')")
        key = int(cursor.fetchone()[0])
    # The share stands first: the wall asks it who may see and write the set.
    KnowledgeShare.objects.create(
        knowledge_id=key, office=office, scope_path=office.path, from_office=office, by=by.grant_id, at=at
    )
    one = KnowledgeSet(
        id=key, public_id=public_id or ids.public_id(), office=office, title=title,
        summary=rules.visible(values.summary), letter=letter, source=source, by=by.grant_id, at=at,
    )  # fmt: skip
    one.save(force_insert=True)
    audit.record("activities.knowledge.made", one, by=by, at=at)
    return one


@transaction.atomic
def change(
    *, knowledge: KnowledgeSet, values: SetValues, version: int | None = None, by: Actor, at: datetime
) -> KnowledgeSet:
    """Change the words of a set.

    Errors: NotAllowed; Missing for another office's; Conflict; Problem, also where others would be left a title alone.
    """
    one = _lock(knowledge, by, version)
    title, letter, source = _checked(values, by)
    told = {"title": title, "summary": rules.visible(values.summary), "letter": letter, "source": source}
    changed = [name for name, value in told.items() if getattr(one, name) != value]
    if changed:
        for name in changed:
            setattr(one, name, told[name])
        one.version += 1
        one.save(update_fields=[*changed, "version"])
        audit.record("activities.knowledge.changed", one, by=by, at=at, fields=changed)
        _require_content(one, "summary")
    return one


def _require_content(one: KnowledgeSet, field: str) -> None:
    """Errors: Problem where offices were given a set of which nothing but the title is left."""
    if is_empty(one) and KnowledgeShare.objects.filter(knowledge=one).exclude(from_office=F("office")).exists():
        said = "ส่งให้หน่วยงานอื่นแล้ว ต้องเหลือคำสรุป หนังสือ หรือไฟล์อย่างน้อยหนึ่งอย่าง"
        raise Problem("activities.knowledge_empty", said, field=field)


@transaction.atomic
def add_file(
    *, knowledge: KnowledgeSet, content: bytes, name: str, role: str = FileRole.DOCUMENT, by: Actor, at: datetime
) -> KnowledgeFile:
    """Keep a file of a set; an infographic is written anew as one picture and takes the place of the last.

    Errors: NotAllowed; Missing; Problem beside `documents` or `infographic`.
    """
    one = _lock(knowledge, by)
    field = "infographic" if role == FileRole.INFOGRAPHIC else "documents"
    try:
        if role == FileRole.INFOGRAPHIC:
            content, name = _picture(content), "อินโฟกราฟิก.webp"
        stored = files.store(office=one.office, content=content, name=name, by=by, at=at)
    except Problem as problem:
        said = problem.message
        if problem.code in NO_PICTURE and role == FileRole.INFOGRAPHIC:
            said = NOT_PICTURE
        elif problem.code == "files.unsupported":
            said = NOT_DOCUMENT
        raise Problem(problem.code, said, field=field, **problem.details) from problem
    held = KnowledgeFile.objects.filter(knowledge=one, removed_at__isnull=True)
    same = held.filter(role=role, sha256=stored.sha256).first()
    if same is not None:
        return same
    if role == FileRole.INFOGRAPHIC:
        held.filter(role=role).update(removed_at=at)
    elif held.count() >= MOST_FILES:
        raise Problem("activities.files_many", "องค์ความรู้ชุดหนึ่งมีไฟล์ได้ไม่เกิน 20 ไฟล์", field="documents")
    made = KnowledgeFile.objects.create(
        knowledge=one, stored=stored, role=role, sha256=stored.sha256, size=stored.size, kind=stored.kind,
        name=files.clean_name(name), at=at,
    )  # fmt: skip
    _raise(one)
    audit.record("activities.knowledge.file_added", one, by=by, at=at, fields=(role,), digest=stored.sha256)
    return made


@transaction.atomic
def remove_file(*, file: KnowledgeFile, by: Actor, at: datetime) -> None:
    """Take a file of a set away; its row stays. Errors: NotAllowed; Missing; Problem as in `change`."""
    one = _lock(file.knowledge, by)
    if not KnowledgeFile.objects.filter(pk=file.pk, removed_at__isnull=True).update(removed_at=at):
        raise Missing("files.not_found", "ไม่พบไฟล์นี้")
    _require_content(one, "documents")
    _raise(one)
    audit.record("activities.knowledge.file_removed", one, by=by, at=at, digest=file.sha256)


_SHARE = """
    INSERT INTO activities_knowledgeshare (knowledge_id, office_id, scope_path, from_office_id, by, at)
    SELECT %(knowledge)s, o.id, o.path, %(from)s, %(by)s, %(at)s FROM offices_office o
    WHERE o.path >= %(path)s AND o.path < %(path)s || '~' AND o.path <> %(path)s
      AND o.valid_to IS NULL AND o.level = ANY(%(levels)s)
    ON CONFLICT (knowledge_id, office_id) DO NOTHING
"""


@transaction.atomic
def share(*, knowledge: KnowledgeSet, levels: Collection[str], by: Actor, at: datetime) -> int:
    """Hand a set down the actor's branch, to every standing office of these levels; return how many are new.

    They are told by a job of their own (`tell_given`). Errors: NotAllowed; Missing when the own office has not the
    set; Problem activities.knowledge_empty, activities.nobody. Shape: one INSERT, however many they are.
    """
    by.require(Permission.KNOWLEDGE_SHARE)
    own = KnowledgeShare.objects.filter(knowledge=knowledge, office=by.office_id or 0).first()
    if own is None or own.scope_path != by.scope:
        raise Missing("activities.knowledge_missing", "หน่วยงานของคุณยังไม่มีองค์ความรู้ชุดนี้")
    if is_empty(knowledge):
        raise Problem("activities.knowledge_empty", "ยังไม่มีคำสรุป หนังสือ หรือไฟล์ จึงส่งให้ใครไม่ได้", field="levels")
    wanted = [level for level in rules.LEVELS if level in levels]
    if not wanted:
        raise Problem("activities.nobody", "เลือกว่าจะส่งให้หน่วยงานระดับใด", field="levels")
    asked = {"knowledge": knowledge.pk, "from": own.office_id, "by": by.grant_id, "at": at, "path": own.scope_path,
             "levels": [str(level) for level in wanted]}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, asked)
        new: int = cursor.rowcount
    if new:
        audit.record("activities.knowledge.shared", knowledge, by=by, at=at, count=new)
    return new


@transaction.atomic
def tell_given(*, knowledge: int, at: datetime) -> int:
    """Tell each office that was given a set, once; running again tells nobody twice. Shape: how many were told.

    Runs with the wall open for the nation.
    """
    with wall.lent(ROOT):
        which = _which(knowledge)
        given = KnowledgeShare.objects.filter(knowledge=knowledge).exclude(from_office=F("office"))
        rows = given.select_related("knowledge", "from_office").order_by("pk")
        return tell((_told(one, which) for one in rows), at=at)


def _which(knowledge: int) -> tuple[str, str]:
    """Return what tells a set from others without its title, which is free words: its letter or its day; what it holds.

    Shape: two queries.
    """
    one = KnowledgeSet.objects.select_related("letter").get(pk=knowledge)
    day, hour = short_date(localtime(one.at).date()), f"{localtime(one.at):%H.%M}"
    files = KnowledgeFile.objects.filter(knowledge=one, removed_at__isnull=True).order_by()
    held = dict(files.values_list("role").annotate(n=Count("pk")))
    parts = [
        words.format(n=held[role])
        for role, words in ((FileRole.INFOGRAPHIC, "อินโฟกราฟิก {n} ภาพ"), (FileRole.DOCUMENT, "เอกสาร {n} ไฟล์"))
        if held.get(role)
    ]  # fmt: skip
    open_letter = one.letter is not None and one.letter.secrecy == Secrecy.NORMAL and one.letter.number
    name = f"ตามหนังสือ {open_letter}" if open_letter else f"ชุดวันที่ {day}"
    return name, f"{' '.join(parts) or 'มีคำสรุป ไม่มีไฟล์'} จัดทำ {day} เวลา {hour} น."


def _told(given: KnowledgeShare, which: tuple[str, str]) -> Told:
    """Return what an office is told: who sent a set, `which`, and where it is."""
    name, holds = which
    return Told(
        office_id=given.office_id, scope_path=given.scope_path, kind=NoticeKind.WORK,
        title=f"{given.from_office} ส่งองค์ความรู้ชุดใหม่มาให้ {name}", body=f"{holds} เปิดอ่านแล้วกดรับทราบ",
        url=reverse("activities:set", args=[given.knowledge.public_id]), audience=str(Permission.ACTIVITIES_READ),
        key=f"knowledge:{given.knowledge_id}:{given.office_id}",
    )  # fmt: skip


@transaction.atomic
def tell_changed(*, knowledge: int, version: int, at: datetime) -> int:
    """Tell each office that opened an earlier version of a set that there is another. Shape: how many were told.

    Nobody is told while it goes on being changed: then `version` is no longer the last one, and a later call tells.
    Runs with the wall open for the nation.
    """
    with wall.lent(ROOT):
        reads = KnowledgeRead.objects.filter(knowledge=OuterRef("knowledge"), office=OuterRef("office"))
        given = KnowledgeShare.objects.filter(
            Exists(reads), ~Exists(reads.filter(version=version)), knowledge=knowledge, knowledge__version=version
        ).exclude(from_office=F("office"))
        which = _which(knowledge)
        rows = given.select_related("knowledge__office", "from_office").order_by("pk")
        return tell((_changed(one, which) for one in rows), at=at)


def _changed(given: KnowledgeShare, which: tuple[str, str]) -> Told:
    one, (name, holds) = given.knowledge, which
    return replace(
        _told(given, which), title=f"{one.office} แก้ไของค์ความรู้ที่คุณเคยเปิด {name}",
        body=f"{holds} เปิดอ่านฉบับใหม่แล้วกดรับทราบ",
        key=f"knowledge:{one.pk}:{given.office_id}:{one.version}",
    )  # fmt: skip


@transaction.atomic
def note_read(
    *, knowledge: KnowledgeSet, acknowledge: bool = False, version: int | None = None, by: Actor, at: datetime
) -> KnowledgeRead | None:
    """Note that the actor's office opened a set it was given, or says that it knows; once for each person and version.

    `version` is the one the person has before them. Errors: NotAllowed; Conflict when the set was changed since.
    Shape: None where there is nothing to note: the set is the office's own, or was given only to offices below.
    """
    by.require(Permission.ACTIVITIES_READ)
    if by.grant_id is None or by.office_id is None:
        return None
    given = KnowledgeShare.objects.filter(knowledge=knowledge, office=by.office_id, scope_path=by.scope)
    if not given.exclude(from_office=F("office")).exists():
        return None
    if version is not None and version != knowledge.version:
        raise Conflict("activities.knowledge_changed", "มีการแก้ไขหลังจากที่คุณเปิด อ่านใหม่แล้วกดรับทราบอีกครั้ง")
    row, is_new = KnowledgeRead.objects.get_or_create(
        knowledge=knowledge, office_id=by.office_id, by=by.grant_id, version=knowledge.version,
        defaults={"scope_path": by.scope, "by_name": by.name[:200], "opened_at": at},
    )  # fmt: skip
    if is_new:
        audit.record("activities.knowledge.opened", knowledge, by=by, at=at)
    if acknowledge and row.acknowledged_at is None:
        row.acknowledged_at = at
        row.save(update_fields=["acknowledged_at"])
        audit.record("activities.knowledge.acknowledged", knowledge, by=by, at=at)
    return row


def _lock(knowledge: KnowledgeSet, by: Actor, version: int | None = None) -> KnowledgeSet:
    by.require(Permission.KNOWLEDGE_SHARE)
    rows = access.knowledge(by).select_for_update(of=("self",)).select_related("office")
    one = rows.filter(pk=knowledge.pk).first()
    if one is None or one.office_id != by.office_id:
        raise Missing("activities.knowledge_missing", "แก้ได้เฉพาะองค์ความรู้ของหน่วยงานที่คุณปฏิบัติอยู่")
    if version is not None and version != one.version:
        raise Conflict("activities.changed", "มีผู้แก้รายการนี้หลังจากที่คุณเปิด เปิดหน้าใหม่แล้วแก้อีกครั้ง")
    return one


def _raise(one: KnowledgeSet) -> None:
    one.version += 1
    one.save(update_fields=["version"])


def _checked(values: SetValues, by: Actor) -> tuple[str, Letter | None, str]:
    title = rules.line(values.title, 200)
    if not title:
        raise Problem("activities.title_missing", "กรอกชื่อองค์ความรู้", field="title")
    letter = letters.letters(by).filter(public_id=values.letter).first() if values.letter else None
    if values.letter and letter is None:
        raise Problem("activities.letter_missing", "เลือกหนังสือจากทะเบียนของหน่วยงาน", field="letter")
    source = rules.line(values.source, 200)
    if letter is not None and not source:
        source = rules.line(f"{letter.number} {letter.title}", 200)
    return title, letter, source


def _picture(content: bytes) -> bytes:
    fresh, ending = cleaned(content)
    if ending != "webp":
        raise Problem("activities.infographic_pages", "อินโฟกราฟิกต้องเป็นภาพเดียว ถ้ามีหลายหน้าให้แนบเป็นเอกสาร")
    return fresh
