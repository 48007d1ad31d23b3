"""Many duties fulfilled at once (an import, the demo, the bench): two statements and one audit entry per batch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.obligations.actions.duties import claimed
from tidtam.obligations.choices import FulfilmentKind
from tidtam.obligations.transitions import DUTY

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Sent:
    """One duty answered: its id, what was sent, when."""

    duty: int
    kind: str
    at: datetime


@transaction.atomic
def send_many(sent: Sequence[Sent], *, words: str, by: Actor, at: datetime) -> int:
    """Fulfil open duties in scope as `send` would, set by set. Shape: duties changed.

    Errors: NotAllowed. Duties that are not open, and those another room answers, are left alone.
    """
    by.require(DUTY["send"].permission)
    done = 0
    for start in range(0, len(sent), BATCH):
        batch = sent[start : start + BATCH]
        held = claimed([one.duty for one in batch], "send")
        batch = [one for one in batch if one.duty not in held]
        changed = _send_batch(batch, words, by)
        digest = hashlib.sha256(",".join(str(one.duty) for one in batch).encode()).hexdigest()
        audit.record(
            "obligations.duties.sent", ("obligations.duty", "batch"), by=by, at=at, count=changed, digest=digest
        )
        done += changed
    return done


def _send_batch(batch: Sequence[Sent], words: str, by: Actor) -> int:
    columns: list[Any] = [[one.duty for one in batch], [str(one.kind) for one in batch], [one.at for one in batch]]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH s AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS t(duty, kind, at)), "
            "moved AS (UPDATE obligations_duty d SET state = CASE WHEN s.kind = %s THEN 'nil' ELSE 'sent' END, "
            "sent_on = coalesce(d.sent_on, (s.at AT TIME ZONE 'Asia/Bangkok')::date), sent_at = s.at, "
            "version = d.version + 1 FROM s WHERE d.id = s.duty AND d.state IN ('open', 'returned') "
            "RETURNING d.id, d.scope_path, s.kind, s.at) "
            "INSERT INTO obligations_fulfilment (duty_id, scope_path, kind, words, by_user_id, by_name, at) "
            "SELECT id, scope_path, kind, %s, %s, %s, at FROM moved",
            [*columns, FulfilmentKind.NIL, words, by.user_id, by.name],
        )
        return int(cursor.rowcount)
