"""Append-only entries sealed into hash-chained blocks: one write, one action, one entry, one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tidtam.audit.actions import Batch
    from tidtam.kernel.actor import Actor


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
    """Write one entry for one action, and tell its subscribers.

    `obj` is a model instance, or a (type, id) pair for a batch. `fields` are names only, never values. A bulk action
    passes `count` and the `digest` of what it wrote.
    """
    from tidtam.audit import actions

    actions.record(verb, obj, by=by, at=at, fields=fields, reason=reason, count=count, digest=digest)


def note_read(request: Any, people: Iterable[int], purpose: str) -> None:
    """Note the identified people a page shows and what for; the gate writes one row when the request ends.

    `people` are ids of persons. What a page shows several times, or of several kinds, stands in that one row.
    """
    noted: dict[str, dict[int, None]] = request.__dict__.setdefault("people_read", {})
    noted.setdefault(str(purpose), {}).update(dict.fromkeys(people))


def keep_read(request: Any, *, by: Actor, at: datetime) -> None:
    """Write what a request noted; nothing when it noted nobody. Errors: none of its own."""
    from tidtam.audit import actions

    actions.write_reads(request.__dict__.get("people_read", {}), route=_route(request), by=by, at=at)


def _route(request: Any) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def record_many(
    verb: str, batches: Iterable[Batch], *, by: Actor, at: datetime, fields: Iterable[str] = (), reason: str = "",
    together: Any = None,
) -> None:  # fmt: skip
    """Write one entry per batch of a bulk action, as `record` would one by one: (object, count, digest) each.

    Subscribers are told of each object, or once of what holds them all `together`.
    """
    from tidtam.audit import actions

    actions.record_many(verb, batches, by=by, at=at, fields=fields, reason=reason, together=together)
