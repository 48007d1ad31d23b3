"""What the desk shows beside each request of a page: its needs, who wrote and was not read, what is still unchecked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.utils import timezone

from tidtam.assistance import notes
from tidtam.assistance.choices import OPEN, REFERRAL_LIVE, Bucket, CheckCode, Side
from tidtam.assistance.models import (
    Check,
    Message,
    Need,
    Referral,
    Request,
)
from tidtam.assistance.queries.folder import Folder


@dataclass(slots=True)
class Beside:
    """What stands beside one request of a list. `codes`: what it asks for; `open`: needs not ended yet."""

    codes: list[str] = field(default_factory=list)
    open: int = 0
    unread: int = 0
    checked: int = 0
    sent_on: int = 0  # referrals that wait for an answer


def beside(requests: Sequence[Request]) -> dict[int, Beside]:
    """Return what stands beside the requests of a page, by id. Shape: 4 queries, however many requests."""
    ids = [one.pk for one in requests]
    found = {pk: Beside() for pk in ids}
    if not ids:
        return found
    for pk, code, bucket in (
        Need.objects.filter(request__in=ids).order_by("pk").values_list("request_id", "code", "bucket")
    ):
        found[pk].codes.append(code)
        found[pk].open += bucket in OPEN
    for name, rows in (
        ("unread", Message.objects.filter(request__in=ids, side=Side.CITIZEN, read_at=None)),
        ("checked", Check.objects.filter(request__in=ids, done=True)),
        ("sent_on", Referral.objects.filter(request__in=ids, state__in=REFERRAL_LIVE)),
    ):
        for pk, count in rows.order_by().values_list("request_id").annotate(count=Count("pk")):
            setattr(found[pk], name, count)
    return found


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
