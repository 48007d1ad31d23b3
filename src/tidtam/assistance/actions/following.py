"""Requests in step with their needs: digest and record one or many, and move on what a need's own verb has changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from tidtam import audit
from tidtam.assistance.choices import ENDED, AnnouncementState, Bucket
from tidtam.assistance.choices import RequestState as S
from tidtam.assistance.models import Announcement, AnnouncementLine, Delivery, HandedNeed, Need, Request
from tidtam.assistance.rules import after_needs
from tidtam.kernel import rows
from tidtam.kernel.actor import Actor

MOVED = "assistance.request.moved"
_EMPTY = "ทุกเรื่องในประกาศเปิดอีกครั้ง"


class MovedRequests(NamedTuple):
    """Many requests of one office moved by one action: what a subscriber gets in place of a `Request`."""

    kind: str
    key: str
    requests: tuple[Request, ...]


def requests_of(obj: Request | MovedRequests) -> tuple[Request, ...]:
    """Return the requests a subscriber of `assistance.request.moved` was told of, as they stand now."""
    return obj.requests if isinstance(obj, MovedRequests) else (obj,)


def digest_of(request: Request) -> str:
    """Return the digest of what an audit entry says of one request; no name and no words in it."""
    one = request
    told = (
        f"{one.id}|{one.office_id}|{one.year}|{one.number}|{one.person_id}|{one.door}|{one.category}|{one.track}|"
        f"{one.state}|{one.decision}|{one.asked_on}|{one.closed_at is not None}|{one.merged_into_id}"
    )
    return hashlib.sha256(told.encode()).hexdigest()


def record(
    requests: Sequence[Request], verb: str, *, fields: Iterable[str], by: Actor, at: datetime,
    said: Mapping[int, str] | None = None,
) -> None:  # fmt: skip
    """Write one audit entry per office: about the request when it is one, with count and digest when there are many.

    `said`: the digests of the requests as they stood then, when they have moved on since.
    """
    offices: dict[int, list[Request]] = defaultdict(list)
    for request in requests:
        offices[request.office_id].append(request)
    told: list[tuple[Request | MovedRequests, int, str]] = []
    for group in offices.values():
        digests = [said[one.pk] if said else digest_of(one) for one in group]
        digest = digests[0] if len(digests) == 1 else hashlib.sha256(",".join(digests).encode()).hexdigest()
        many = MovedRequests(Request._meta.label_lower, "batch", tuple(group))
        told.append((group[0] if len(group) == 1 else many, len(group), digest))
    audit.record_many(MOVED, told, by=by, at=at, fields=fields, reason=verb)


def enter(request: Request, state: str, at: datetime) -> None:
    """Put a request into a state; the caller writes the row."""
    if state != request.state:
        request.state, request.since = state, max(at, request.since)
    request.closed_at = (request.closed_at or at) if state in ENDED else None
    if state == S.REOPENED:
        request.announced_until = None


def buckets_of(requests: Iterable[int]) -> dict[int, list[str]]:
    """Return the buckets the needs of each request stand in. Shape: one query; none for a request without a need."""
    found = Need.objects.filter(request__in=list(requests)).order_by().values_list("request_id")
    return dict(found.annotate(buckets=ArrayAgg("bucket", distinct=True)))


def follow(requests: Iterable[int | None], *, by: Actor, at: datetime) -> list[Request]:
    """Move requests on whose needs were moved by a verb of their own; return those that changed their state.

    The rows are locked already (`ledger.lock_requests`). Shape: 4 queries, and one audit entry per office.
    """
    ids = {pk for pk in requests if pk is not None}
    if not ids:
        return []
    buckets = buckets_of(ids)
    given = set(Delivery.objects.filter(request__in=ids, voided_at=None).values_list("request_id", flat=True))
    handed = set(HandedNeed.objects.filter(request__in=ids).values_list("request_id", flat=True))
    changed = []
    for request in Request.objects.filter(pk__in=ids).order_by("pk"):
        stands = buckets.get(request.pk, [])
        state = after_needs(request.state, stands, given=request.pk in given, handed=request.pk in handed)
        if state != request.state:
            enter(request, state, at)
            changed.append(request)
    _find_merged(changed)
    _write(changed)
    record(changed, "follow", fields=("state",), by=by, at=at)
    take_off(changed, by=by, at=at)
    return changed


def take_off(requests: Iterable[Request], *, by: Actor, at: datetime) -> None:
    """Take the names of requests opened again off the lists that hang; a list left without a name comes down.

    Nobody may be shown as helped who was not, and what is corrected now may forbid the name. The requests are locked.
    Shape: one query when none hangs; an audit entry per list.
    """
    ids = [one.pk for one in requests if one.state == S.REOPENED]
    if not ids:
        return
    lists = AnnouncementLine.objects.filter(request__in=ids).values("announcement")
    hanging = Announcement.objects.filter(state=AnnouncementState.POSTED, pk__in=lists).order_by("pk")
    for one in hanging.select_for_update(of=("self",)):
        gone = one.lines.filter(request__in=ids).delete()[0]
        fields = ["lines"]
        if not one.lines.exists():
            one.state, one.taken_down_at, one.taken_down_by = AnnouncementState.TAKEN_DOWN, at, by.grant_id
            one.down_reason = _EMPTY
            fields += ["state", "taken_down_at", "down_reason"]
        one.version += 1
        one.save(update_fields=["state", "taken_down_at", "taken_down_by", "down_reason", "version"])
        verb = "assistance.announcement.left_out"
        audit.record(verb, one, by=by, at=at, fields=fields, reason="reopened", count=gone)


def _find_merged(requests: Sequence[Request]) -> None:
    """Say into which request needs were folded that were merged one by one; into none of another: it is closed."""
    for request in requests:
        request.merged_into_id = None
        if request.state == S.MERGED:
            folded = Need.objects.filter(Q(request=request), bucket=Bucket.MERGED).exclude(
                merged_into__request=request.pk
            )
            other = folded.order_by("-pk").values_list("merged_into__request", flat=True).first()
            if other is None:
                request.state = S.CLOSED
            request.merged_into_id = other


_COLUMNS = ("state", "since", "closed_at", "announced_until", "merged_into_id")


def _write(requests: Sequence[Request]) -> None:
    values = [(one.pk, *(getattr(one, name) for name in _COLUMNS)) for one in requests]
    rows.update("assistance_request", ("id",), _COLUMNS, values)
    versions = versions_of([one.pk for one in requests]) if requests else {}
    for one in requests:
        one.version = versions[one.pk]


def versions_of(ids: Sequence[int]) -> Mapping[int, int]:
    """Return the versions the database gave to requests. Shape: one query."""
    return dict(Request.objects.filter(pk__in=ids).values_list("pk", "version"))
