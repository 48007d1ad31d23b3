"""Knowledge sets as pages show them: who has read them, who has not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from tidtam.activities import access
from tidtam.activities.choices import FileRole
from tidtam.activities.models import KnowledgeFile, KnowledgeRead, KnowledgeSet, KnowledgeShare
from tidtam.activities.rules import LEVELS
from tidtam.kernel.actor import Actor
from tidtam.letters import access as letters
from tidtam.letters.models import Letter
from tidtam.offices import queries as offices
from tidtam.offices.models import Office


@dataclass(frozen=True, slots=True)
class Line:
    """A set in the list: what the own office has done with it as it stands, and how many below have read it so.

    `changed`: the own office read it, and it was changed since.
    """

    knowledge: KnowledgeSet
    given_at: datetime | None  # None: only offices below have it
    own: bool
    opened: bool
    acknowledged: bool
    changed: bool
    given: int
    read: int


def listing(actor: Actor) -> QuerySet[KnowledgeSet]:
    """Return the sets in sight, newest first. Shape: one query."""
    return access.knowledge(actor).select_related("office").order_by("-at", "-pk")


def lines(actor: Actor, sets: Iterable[KnowledgeSet]) -> list[Line]:
    """Return how each of these sets stands. Shape: four queries."""
    found = list(sets)
    keys = [one.pk for one in found]
    own = {row.knowledge_id: row for row in access.shares(actor).filter(knowledge__in=keys, office=actor.office_id)}
    versions = {one.pk: one.version for one in found}
    mine = list(access.reads(actor).filter(knowledge__in=keys, office=actor.office_id))
    present = [row for row in mine if row.version == versions[row.knowledge_id]]
    opened, before = {row.knowledge_id for row in present}, {row.knowledge_id for row in mine}
    acknowledged = {row.knowledge_id for row in present if row.acknowledged_at is not None}
    given = _counts(_given(actor).filter(knowledge__in=keys))
    read = _counts(_given(actor).filter(_has_read(versions), knowledge__in=keys))
    return [
        Line(
            one, own[one.pk].at if one.pk in own else None, one.office_id == actor.office_id,
            one.pk in opened, one.pk in acknowledged, one.pk in before - opened, given.get(one.pk, 0),
            read.get(one.pk, 0),
        )
        for one in found
    ]  # fmt: skip


def unread(actor: Actor) -> int:
    """Return how many sets the own office was given and nobody of it has opened as they stand. Shape: one query."""
    read = Exists(_readings().filter(version=OuterRef("knowledge__version")))
    return access.shares(actor).filter(~read, office=actor.office_id).exclude(from_office=F("office")).count()


@dataclass(frozen=True, slots=True)
class Given:
    """A set the own office was given and has not acknowledged as it stands. `from_office`: who handed it down."""

    public_id: str
    title: str
    from_office: str
    given_at: datetime


def to_acknowledge(actor: Actor) -> list[Given]:
    """Return the sets that wait for the own office, the first given first. Shape: one query, at most 100 sets."""
    said = _readings().filter(version=OuterRef("knowledge__version"), acknowledged_at__isnull=False)
    rows = access.shares(actor).filter(~Exists(said), office=actor.office_id, scope_path=actor.scope)
    found = rows.exclude(from_office=F("office")).select_related("knowledge", "from_office").order_by("at", "pk")
    return [Given(one.knowledge.public_id, one.knowledge.title, str(one.from_office), one.at) for one in found[:100]]


def _given(actor: Actor) -> QuerySet[KnowledgeShare]:
    """Return the shares below the own office; its own row, and an owner's, is nobody's to read."""
    return access.shares(actor).exclude(office=actor.office_id).exclude(from_office=F("office"))


def _readings() -> QuerySet[KnowledgeRead]:
    return KnowledgeRead.objects.filter(knowledge=OuterRef("knowledge"), office=OuterRef("office"))


def _has_read(versions: Mapping[int, int]) -> Exists:
    """Say of a share whether its office read the set as it stands; `versions` by the keys of the sets.

    Written out, for the wall would look for a share of each set anew beside every one of thousands of rows.
    """
    present = (Q(knowledge=key, version=version) for key, version in versions.items())
    return Exists(_readings().filter(reduce(or_, present, Q(pk__in=[]))))


def _counts(rows: QuerySet[KnowledgeShare]) -> dict[int, int]:
    return dict(rows.order_by().values_list("knowledge").annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class Reader:
    """An office below that was given a set; `by_name` and `opened_at` of who opened it first as it stands.

    `changed`: the office read it only before it was changed; then they are of who opened it last.
    """

    office: Office
    by_name: str
    opened_at: datetime | None
    acknowledged_at: datetime | None
    changed: bool


def given_below(actor: Actor, knowledge: KnowledgeSet, *, show: str = "") -> QuerySet[KnowledgeShare]:
    """Return the shares of a set below the own office, in tree order.

    Shape: all, or those who `read` it as it stands, read it only before it was `changed`, or left it `unread`.
    """
    rows = _given(actor).filter(knowledge=knowledge).select_related("office__parent").order_by("scope_path")
    read = _has_read({knowledge.pk: knowledge.version})
    if show == "read":
        return rows.filter(read)
    if show == "changed":
        return rows.filter(Exists(_readings()), ~read)
    return rows.filter(~Exists(_readings())) if show == "unread" else rows


def readers(actor: Actor, knowledge: KnowledgeSet, shares: Iterable[KnowledgeShare]) -> list[Reader]:
    """Return who of these offices read the set, and when. Shape: one query."""
    found = [one.office for one in shares]
    rows = access.reads(actor).filter(knowledge=knowledge, office__in=found).order_by("opened_at")
    of: dict[int, list[KnowledgeRead]] = {}
    for row in rows:
        of.setdefault(row.office_id, []).append(row)
    return [_reader(office, of.get(office.pk, []), knowledge.version) for office in found]


def _reader(office: Office, rows: Sequence[KnowledgeRead], version: int) -> Reader:
    """Return how an office stands to a version; `rows` are its readings of any, the first opened first."""
    if not rows:
        return Reader(office, "", None, None, changed=False)
    present = [row for row in rows if row.version == version]
    told = present[0] if present else rows[-1]
    said = [row.acknowledged_at for row in present if row.acknowledged_at is not None]
    return Reader(office, told.by_name, told.opened_at, min(said, default=None), changed=not present)


def read_before(actor: Actor, knowledge: KnowledgeSet) -> KnowledgeRead | None:
    """Return the last time the own office read a set before it was changed; None: never. Shape: one query."""
    rows = access.reads(actor).filter(knowledge=knowledge, office=actor.office_id, version__lt=knowledge.version)
    return rows.order_by("-opened_at").first()


def is_empty(knowledge: KnowledgeSet) -> bool:
    """Say whether a set is a title alone: no summary, no letter, no file. Shape: at most one query."""
    if knowledge.summary or knowledge.letter_id or knowledge.source:
        return False
    return not KnowledgeFile.objects.filter(knowledge=knowledge, removed_at__isnull=True).exists()


def own_share(actor: Actor, knowledge: KnowledgeSet) -> KnowledgeShare | None:
    """Return by whom the own office was given a set; None where only offices below have it. Shape: one query."""
    return (
        access.shares(actor).filter(knowledge=knowledge, office=actor.office_id).select_related("from_office").first()
    )


def files(actor: Actor, knowledge: KnowledgeSet) -> tuple[list[KnowledgeFile], KnowledgeFile | None]:
    """Return the documents of a set and its infographic. Shape: one query."""
    rows = list(access.knowledge_files(actor).filter(knowledge=knowledge).order_by("pk"))
    shown = next((one for one in rows if one.role == FileRole.INFOGRAPHIC), None)
    return [one for one in rows if one.role == FileRole.DOCUMENT], shown


def levels_below(office: Office) -> list[tuple[str, int]]:
    """Return the levels below an office that can be given a set, highest first, with how many stand there."""
    rows = offices.below(office).filter(level__in=LEVELS).order_by()
    counted = dict(rows.values_list("level").annotate(n=Count("pk")))
    return [(str(level), counted[level]) for level in LEVELS if level in counted]


def to_choose(actor: Actor, chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the sets the own office holds, and those `chosen` before, as choices. Shape: one query."""
    held = access.shares(actor).filter(knowledge=OuterRef("pk"), office=actor.office_id)
    rows = access.knowledge(actor).filter(Exists(held) | Q(public_id__in=list(chosen))).order_by("-at", "-pk")
    return [(one.public_id, one.title) for one in rows[:100]]


def titles(actor: Actor, public_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Return sets by their public ids and titles, those in sight. Shape: one query."""
    rows = access.knowledge(actor).filter(public_id__in=list(public_ids)).order_by("title")
    return list(rows.values_list("public_id", "title"))


def letters_to_choose(actor: Actor, chosen: str = "") -> list[tuple[str, str]]:
    """Return the newest letters of the own register, and the one `chosen` before, as choices. Shape: two queries."""
    rows = letters.own_entries(actor).select_related("letter").order_by("-pk")[:60]
    found = {entry.letter.public_id: entry.letter for entry in rows}
    if chosen and chosen not in found:
        found |= {one.public_id: one for one in letters.letters(actor).filter(public_id=chosen)}
    return [(key, f"{one.number} {one.title}".strip()[:120]) for key, one in found.items()]


def letter_of(actor: Actor, knowledge: KnowledgeSet) -> Letter | None:
    """Return the letter a set came with, when the actor's register has it too. Shape: one query."""
    return letters.letters(actor).filter(pk=knowledge.letter_id).first() if knowledge.letter_id else None
