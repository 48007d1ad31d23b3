"""Write an entry; seal entries into blocks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection, connections, models, transaction

from tidtam.audit.models import Entry
from tidtam.audit.rules import GENESIS, block_hash, canonical, digest_of
from tidtam.kernel import rows, wall
from tidtam.kernel.actor import ROOT, Actor

Batch = tuple[Any, int, str]
_LISTENERS: list[Callable[[str, Any, Actor, datetime], None]] = []


def on_record(listener: Callable[[str, Any, Actor, datetime], None]) -> None:
    """Register the one dispatcher that tells subscribers (`config/subscriptions.py`) of an entry."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def record(
    verb: str,
    obj: Any,
    *,
    by: Actor,
    at: datetime,
    fields: Iterable[str] = (),
    reason: str = "",
    count: int = 1,
    digest: str = "",
) -> None:
    """Write one entry in the caller's transaction and tell its subscribers. Errors: none of its own."""
    _write([_entry(verb, obj, by=by, at=at, fields=fields, reason=reason, count=count, digest=digest)])
    for listener in _LISTENERS:
        listener(verb, obj, by, at)


def record_many(
    verb: str, batches: Iterable[Batch], *, by: Actor, at: datetime, fields: Iterable[str] = (), reason: str = "",
    together: Any = None,
) -> None:  # fmt: skip
    """Write one entry per batch of a bulk action in one statement; tell the subscribers of each, or once `together`."""
    told, names = list(batches), tuple(fields)
    _write([
        _entry(verb, obj, by=by, at=at, fields=names, reason=reason, count=count, digest=digest)
        for obj, count, digest in told
    ])  # fmt: skip
    for obj in [obj for obj, _count, _digest in told] if together is None else [together]:
        for listener in _LISTENERS:
            listener(verb, obj, by, at)


_COLUMNS = (
    "uuid", "at", "user_id", "grant_id", "scope_path", "verb", "object_type", "object_id", "object_version", "fields",
    "reason", "count", "digest",
)  # fmt: skip
_VALUES = attrgetter(*_COLUMNS)


def _write(entries: Sequence[Entry]) -> None:
    """Insert entries. Shape: one statement; every verb writes one, so it is put together without the ORM."""
    rows.insert("audit_entry", _COLUMNS, [_VALUES(one) for one in entries])


def _entry(
    verb: str, obj: Any, *, by: Actor, at: datetime, fields: Iterable[str], reason: str, count: int, digest: str
) -> Entry:
    if isinstance(obj, models.Model):
        kind, key, version = obj._meta.label_lower, str(obj.pk), getattr(obj, "version", None)
    else:
        kind, key, version = str(obj[0]), str(obj[1]), None
    entry = rows.made(Entry, {
        "uuid": uuid.uuid4(), "at": at, "user_id": by.user_id, "grant_id": by.grant_id,
        "scope_path": by.scope or ROOT, "verb": verb, "object_type": kind, "object_id": key, "object_version": version,
        "fields": list(fields), "reason": reason, "count": count,
    })  # fmt: skip
    entry.digest = f"{digest}:{digest_of(canonical(entry, digest))}"
    return entry


# Nearly every request of a room with people writes one: put together once.
_READ = (
    "INSERT INTO audit_read (at, user_id, grant_id, scope_path, route, purpose, people) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s::bigint[])"
)


def write_reads(noted: Mapping[str, Iterable[int]], *, route: str, by: Actor, at: datetime) -> None:
    """Write that identified people were read: one row for all purposes noted ({purpose: ids}). Errors: none."""
    people = list(dict.fromkeys(pk for of_purpose in noted.values() for pk in of_purpose))
    if people:
        with connection.cursor() as cursor:
            cursor.execute(_READ, [at, by.user_id, by.grant_id, by.scope or ROOT, route, " ".join(noted), people])


_FRESH = """
    SELECT e.uuid, e.digest FROM audit_entry e
    WHERE e.xid >= %(low)s::xid8 AND (%(all)s OR e.xid < pg_snapshot_xmin(pg_current_snapshot()))
      AND NOT EXISTS (SELECT 1 FROM audit_sealed s WHERE s.entry_id = e.uuid)
    ORDER BY e.seq LIMIT %(limit)s
"""


@transaction.atomic
def seal(*, at: datetime, limit: int = 20_000, everything: bool = False) -> int:
    """Link the entries older than the oldest running transaction into the next block; return how many.

    `everything` ignores running transactions: only for a database nobody else uses (after a restore).
    """
    wall.enter(ROOT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7312026)")  # one sealer at a time keeps one chain
        cursor.execute("SELECT id, hash, low_xid FROM audit_block ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone() or (0, GENESIS, "0")
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        oldest = cursor.fetchone()[0]
        cursor.execute(_FRESH, {"all": everything, "low": last[2], "limit": limit})
        fresh = cursor.fetchall()
        if not fresh:
            return 0
        number = last[0] + 1
        # Everything older than `oldest` is sealed now, unless the limit cut the run or transaction numbers restart.
        low = "0" if everything else last[2] if len(fresh) == limit else oldest
        cursor.execute(
            "INSERT INTO audit_block (id, sealed_at, count, previous, hash, low_xid) VALUES (%s, %s, %s, %s, %s, %s)",
            [number, at, len(fresh), last[1], block_hash(last[1], number, (row[1] for row in fresh)), low],
        )
        cursor.execute(
            "INSERT INTO audit_sealed (entry_id, block_id, position) "
            "SELECT u, %s, o FROM unnest(%s::uuid[]) WITH ORDINALITY AS t(u, o)",
            [number, [row[0] for row in fresh]],
        )
    return len(fresh)


def begin_anew(*, at: datetime) -> int:
    """Seal everything after a restore, where transaction numbers begin again. Needs the `owner` connection.

    Shape: entries sealed. Nobody else may use the database.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET xid = '0'::xid8")
    return seal(at=at, everything=True)
