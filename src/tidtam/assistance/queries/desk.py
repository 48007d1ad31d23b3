"""What the desk shows beside each request of a page: its needs, who wrote and was not read, what is still unchecked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils import timezone

from tidtam.assistance import notes
from tidtam.assistance.choices import IN_WORK, OPEN, REFERRAL_LIVE, Bucket, CheckCode, RequestState, Side
from tidtam.assistance.models import (
    AgendaItem,
    Check,
    Delivery,
    Evidence,
    Message,
    Movement,
    Need,
    ReferenceRule,
    Referral,
    Request,
)


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


def balance(request: Request, needs: Sequence[Need]) -> Balance:
    """Hold the buckets of a request's needs against what its ledger opened. Shape: one query."""
    buckets = dict.fromkeys(Bucket.values, 0)
    for need in needs:
        buckets[need.bucket] += 1
    moved = Movement.objects.filter(need__request=request).aggregate(asked=Sum("delta"))
    return Balance(asked=moved["asked"] or 0, buckets=buckets)


@dataclass(frozen=True, slots=True)
class Ticked:
    """One line of the checklist. `note`: what was seen."""

    code: str
    done: bool
    note: str = ""
    on: date | None = None


def checklist(request: Request) -> list[Ticked]:
    """Return the checklist in its order, the lines not looked at yet too. Shape: one query."""
    rows = {row.code: row for row in request.checks.all()}
    lines = []
    for code in CheckCode.values:
        row = rows.get(code)
        note = notes.unseal_for(row.note_sealed, "check.note", f"{request.public_id}.{code}") if row else ""
        lines.append(Ticked(code, bool(row and row.done), note, timezone.localdate(row.at) if row else None))
    return lines


def evidence(request: Request) -> list[Evidence]:
    """Return the photos and documents of a request, oldest first. Shape: one query."""
    return list(request.evidence.select_related("file").order_by("at", "pk"))


def deliveries(request: Request) -> list[Delivery]:
    """Return the help given, oldest first. Shape: one query."""
    return list(request.deliveries.filter(voided_at=None).select_related("need", "proof").order_by("on", "pk"))


def rule(request: Request) -> ReferenceRule | None:
    """Return the rule of reference the request was taken in under, or the one that stands for its category now."""
    if request.rule is not None:
        return request.rule
    rows = ReferenceRule.objects.filter(category=request.category, valid_from__lte=request.asked_on)
    return rows.filter(track=request.track).order_by("-version").first()


def meeting(request: Request) -> AgendaItem | None:
    """Return the last meeting of the committee the request was put before. Shape: one query."""
    return request.items.select_related("meeting").order_by("-pk").first()


def mergeable(request: Request) -> list[Request]:
    """Return the other live requests of the same requester at the same office. Shape: one query.

    The page offers them for merging alone, and only when the clerk chose to merge: nothing else of the requester shows.
    """
    human = request.person.merged_into_id or request.person_id
    rows = Request.objects.filter(Q(person=human) | Q(person__merged_into=human), office=request.office_id)
    live = (*IN_WORK, RequestState.DECIDED, RequestState.DELIVERING)
    return list(rows.filter(state__in=live, scope_path=request.scope_path).exclude(pk=request.pk).order_by("pk")[:20])
