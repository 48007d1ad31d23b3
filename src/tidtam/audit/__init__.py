"""Append-only entries sealed into hash-chained blocks: one write, one action, one entry, one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
