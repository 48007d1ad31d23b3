"""The one way a need moves: lock, check against the state table, write the row and its two movements, record."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.accounts.clock import BANGKOK
from tidtam.assistance import access, notes
from tidtam.assistance.choices import Bucket, Reason, Source
from tidtam.assistance.models import Need, Request
from tidtam.assistance.transitions import NEED
from tidtam.files.models import StoredFile
from tidtam.kernel import rows
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Missing
from tidtam.offices.models import Office

MOVED = "assistance.need.moved"
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """What one need changes to. `on` is the day it happened and `at` the instant it was noted; default: now.

    `version` is what the caller saw. Units: `amount` in baht.
    """

    need: int
    version: int | None = None
    on: date | None = None
    at: datetime | None = None
    reason: str = ""
    words: str = ""
    given: str = ""
    amount: Decimal | None = None
    fund: str = ""
    proof: StoredFile | None = None
    office: Office | None = None
    person: int | None = None
    into: Need | None = None
    due_on: date | None = None
    next_step: str = ""


class Moved(NamedTuple):
    """Many needs of one office moved by one bulk action: what a subscriber gets in place of a `Need`."""

    kind: str
    key: str
    needs: tuple[Need, ...]


def needs_of(obj: Need | Moved) -> tuple[Need, ...]:
    """Return the needs a subscriber of `assistance.need.moved` was told of, as they stand now."""
    return obj.needs if isinstance(obj, Moved) else (obj,)


def stood(obj: Need | Moved) -> tuple[Need, ...]:
    """Return those of them whose rows stood before: one just entered has no copy anywhere and nothing runs of it."""
    return tuple(need for need in needs_of(obj) if need.version > 1)


def digest_of(need: Need) -> str:
    """Return the digest of what an audit entry says of one need; no name and no words in it."""
    amount = f"{need.amount_baht:.2f}" if need.amount_baht is not None else ""
    told = (
        f"{need.id}|{need.person_id}|{need.office_id}|{need.code}|{need.source}|{need.bucket}|{need.reason}|"
        f"{need.asked_on}|{need.settled_on or ''}|{amount}"
    )
    return hashlib.sha256(told.encode()).hexdigest()


def record(
    needs: Sequence[Need], verb: str, *, fields: Iterable[str], by: Actor, at: datetime, sender: Need | None = None,
    said: Mapping[int, str] | None = None,
) -> None:  # fmt: skip
    """Write one audit entry per office: about the need when it is one, with count and digest when there are many.

    `said`: the digests of the needs as they stood then, when they have moved on since.

    Opening and handing over what a district entered are told by the office itself (`sender` is the need as it was
    before it left): a need out of a visit comes from others than one at the desk. The digest seals who it was.
    """
    offices: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        offices[need.office_id].append(need)
    told: dict[Actor, list[tuple[Need | Moved, int, str]]] = defaultdict(list)
    for group in offices.values():
        digests, teller = [said[need.pk] if said else digest_of(need) for need in group], by
        first = sender or group[0]
        if (verb == "open" or sender is not None) and first.source == Source.DISTRICT:
            digests.append(f"grant {by.grant_id}")
            teller = by.as_office(first.office_id, first.scope_path)
        digest = digests[0] if len(digests) == 1 else hashlib.sha256(",".join(digests).encode()).hexdigest()
        many = Moved(Need._meta.label_lower, "batch", tuple(group))
        told[teller].append((group[0] if len(group) == 1 else many, len(group), digest))
    for teller, batches in told.items():
        whole = tuple(need for need in needs if len(told) == 1 or need.office_id == teller.office_id)
        all_of_them = Moved(Need._meta.label_lower, "batch", whole) if len(batches) > 1 else None
        audit.record_many(MOVED, batches, by=teller, at=at, fields=fields, reason=verb, together=all_of_them)


def lock(changes: Sequence[Change], verb: str, by: Actor) -> list[Need]:
    """Lock the needs in scope, in the order of the changes, and hold each against the state table.

    Errors: NotAllowed; Missing outside scope; Conflict when a need has moved on.
    """
    move = NEED[verb]
    by.require(move.permission)
    standing = access.needs(by).filter(pk__in=[one.need for one in changes])
    lock_requests(standing)
    found = {need.pk: need for need in standing.select_for_update(of=("self",)).order_by("pk")}
    locked = []
    for one in changes:
        need = found.get(one.need)
        if need is None:
            raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
        hold(need, verb)
        if one.version is not None and one.version != need.version:
            raise Conflict("assistance.need.moved_on", "มีคนแก้คำขอนี้ไปก่อนแล้ว ข้อความที่พิมพ์ยังอยู่ ตรวจแล้วบันทึกอีกครั้ง")
        locked.append(need)
    return locked


def hold(need: Need, verb: str) -> None:
    """Hold a need against the state table. Errors: Conflict when the verb does not fit."""
    if need.bucket not in NEED[verb].sources:
        raise Conflict(
            "assistance.need.bad_state",
            _("คำขอนี้ “%(state)s” ไปแล้ว จึง%(verb)sไม่ได้")
            % {"state": need.get_bucket_display(), "verb": _(NEED[verb].label)},
        )


def lock_requests(needs: QuerySet[Need]) -> None:
    """Lock the requests of needs before the needs themselves: everybody takes requests first, lowest number first."""
    held = Request.objects.filter(pk__in=needs.filter(request__isnull=False).values("request"))
    list(held.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def batches(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Cut a long list."""
    for start in range(0, len(changes), BATCH):
        yield changes[start : start + BATCH]


def day_of(one: Change, at: datetime) -> date:
    """Return the day a change counts from, in Bangkok."""
    return one.on or (one.at or at).astimezone(BANGKOK).date()


def write(needs: Sequence[Need], changes: Sequence[Change], verb: str, at: datetime) -> None:
    """Write the changed columns and the movements of locked needs, set by set. Shape: two statements.

    The caller has checked everything; the database checks the balance once more at the commit.
    """
    put(needs, changes, verb, at)
    _update(needs)
    _move(needs, changes, verb, at)


def put(needs: Sequence[Need], changes: Sequence[Change], verb: str, at: datetime) -> None:
    """Put what changes into needs; the caller writes the rows."""
    target = NEED[verb].target
    for need, one in zip(needs, changes, strict=True):
        met = target == Bucket.MET
        need.bucket = target
        need.reason = (one.reason or Reason.WAITING) if target == Bucket.UNMET else ""
        need.answer_sealed = notes.seal(one.words, need.public_id)
        need.settled_on = day_of(one, at) if met else None
        need.given, need.fund = (one.given.strip(), one.fund.strip()) if met else ("", "")
        need.amount_baht, proof = (one.amount, one.proof) if met else (None, None)
        need.proof_id = proof.id if proof is not None else None
        need.merged_into_id = one.into.id if one.into is not None and target == Bucket.MERGED else None
        need.due_on, need.next_step = one.due_on, one.next_step.strip()
        if one.office is not None:
            need.office, need.scope_path = one.office, one.office.path
            need.person_id = one.person or need.person_id


_COLUMNS = (
    ("id", "bigint"), ("office_id", "bigint"), ("scope_path", "text"), ("person_id", "bigint"),
    ("request_id", "bigint"), ("bucket", "text"), ("reason", "text"), ("answer_sealed", "bytea"),
    ("merged_into_id", "bigint"), ("due_on", "date"), ("next_step", "text"), ("settled_on", "date"), ("given", "text"),
    ("amount_baht", "numeric"), ("fund", "text"), ("proof_id", "bigint"),
)  # fmt: skip


def _update(needs: Sequence[Need]) -> None:
    names = [name for name, _kind in _COLUMNS]
    arrays = ", ".join(f"%s::{kind}[]" for _name, kind in _COLUMNS)
    pairs = ", ".join(f"{name} = s.{name}" for name in names[1:])
    values: list[list[Any]] = [[getattr(need, name) for need in needs] for name in names]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE assistance_need n SET {pairs} FROM unnest({arrays}) AS s({', '.join(names)}) "  # noqa: S608  # names from above
            "WHERE n.id = s.id RETURNING n.id, n.version",
            values,
        )
        versions = dict(cursor.fetchall())
    for need in needs:
        need.version = versions[need.pk]


def enter(moved: Sequence[tuple[Any, ...]]) -> None:
    """Write movements of needs that are kept already, values in the order of `MOVEMENT`; the last ones are theirs now.

    Shape: in one statement, at whose end the database holds them against their needs and each other.
    """
    names = ", ".join(MOVEMENT)
    if moved:
        with rows.copied("assistance_movement", MOVEMENT, moved) as copy, connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO assistance_movement ({names}) SELECT {names} FROM {copy}"  # noqa: S608 (our names)
            )


MOVEMENT = ("need_id", "seq", "day", "at", "bucket", "delta", "reason", "office_id", "scope_path", "verb")


def _move(needs: Sequence[Need], changes: Sequence[Change], verb: str, at: datetime) -> None:
    """Write −1 and +1 of each need, as `rules.change` says it."""
    days = [day_of(one, at) for one in changes]
    instants = [one.at or at for one in changes]
    columns: list[list[Any]] = [
        [need.pk for need in needs], [need.office_id for need in needs], [need.scope_path for need in needs],
        [need.bucket for need in needs], [need.reason for need in needs], days, instants,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO assistance_movement "
            "(need_id, seq, day, at, bucket, delta, reason, office_id, scope_path, verb) "
            "SELECT s.need, l.seq + p.step, greatest(l.day, s.day), greatest(l.at, s.at), "
            "CASE p.step WHEN 1 THEN l.bucket ELSE s.bucket END, CASE p.step WHEN 1 THEN -1 ELSE 1 END, "
            "CASE p.step WHEN 1 THEN l.reason ELSE s.reason END, "
            "CASE p.step WHEN 1 THEN l.office_id ELSE s.office END, s.path, %s "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::date[], "
            "%s::timestamptz[]) AS s(need, office, path, bucket, reason, day, at) "
            "CROSS JOIN LATERAL (SELECT m.seq, m.day, m.at, m.bucket, m.reason, m.office_id "
            "FROM assistance_movement m WHERE m.need_id = s.need ORDER BY m.seq DESC LIMIT 1) l "
            "CROSS JOIN (VALUES (1), (2)) AS p(step)",
            [verb, *columns],
        )
