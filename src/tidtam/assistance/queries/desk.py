"""What the desk says of one request: whether its needs add up, and what is still unchecked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tidtam.assistance import notes
from tidtam.assistance.choices import Bucket, CheckCode
from tidtam.assistance.queries.folder import Folder


@dataclass(frozen=True, slots=True)
class Balance:
    """How many needs of a request stand in which bucket. What was asked is what has an answer or an owner."""

    asked: int
    buckets: dict[str, int]

    @property
    def holds(self) -> bool:
        """Say whether the parts add up to what was asked."""
        return sum(self.buckets.values()) == self.asked


def balance(folder: Folder) -> Balance:
    """Hold the buckets of a request's needs against what its ledger opened."""
    buckets = dict.fromkeys(Bucket.values, 0)
    for need in folder.needs:
        buckets[need.bucket] += 1
    return Balance(asked=sum(move.delta for move in folder.moves), buckets=buckets)


@dataclass(frozen=True, slots=True)
class Ticked:
    """One line of the checklist. `note`: what was seen."""

    code: str
    done: bool
    note: str = ""
    on: date | None = None


def checklist(folder: Folder) -> list[Ticked]:
    """Return the checklist in its order, the lines not looked at yet too."""
    rows, key = {row.code: row for row in folder.checks}, folder.request.public_id
    lines = []
    for code in CheckCode.values:
        row = rows.get(code)
        note = notes.unseal_for(row.note_sealed, "check.note", f"{key}.{code}") if row else ""
        lines.append(Ticked(code, bool(row and row.done), note, timezone.localdate(row.at) if row else None))
    return lines
