"""How many duties were owed, sent in time, sent late and not sent: aggregates over the tally, no names of people.

What counts is fair to who owes: only dates since the office's own receipt, never history, excused or superseded ones;
a duty is owed once its day has passed, or once it was sent; so no share exceeds 100 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from tidtam.kernel.actor import Actor
from tidtam.obligations import access
from tidtam.obligations.choices import DutyState
from tidtam.obligations.models import Duty, Tally
from tidtam.thai.numbers import per_cent

DONE = (DutyState.SENT, DutyState.ACCEPTED, DutyState.NIL)
OPEN = (DutyState.OPEN, DutyState.RETURNED)
_DONE = Q(state__in=DONE)


@dataclass(frozen=True, slots=True)
class Standing:
    """Owed = sent in time + sent late + missing."""

    on_time: int = 0
    late: int = 0
    missing: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(self.on_time + other.on_time, self.late + other.late, self.missing + other.missing)

    @property
    def done(self) -> int:
        """Return how many were sent."""
        return self.on_time + self.late

    @property
    def owed(self) -> int:
        """Return how many were owed by now."""
        return self.done + self.missing

    @property
    def completeness(self) -> int | None:
        """Return the share sent. Units: per cent, so that 100 means all."""
        return per_cent(self.done, self.owed) if self.owed else None

    @property
    def timeliness(self) -> int | None:
        """Return the share sent in time. Units: per cent."""
        return per_cent(self.on_time, self.owed) if self.owed else None


@dataclass(frozen=True, slots=True)
class Part:
    """The standing of one node of the tree in one column (a month, by its first day, or a due date)."""

    node: str
    column: date
    standing: Standing


def depth(path: str) -> int:
    """Return how deep a path lies in its line: 0 above every office, 1 department, 2 province, 3 district, 4 below."""
    return max(0, path.count(".") - 2)


def tier_below(path: str) -> int | None:
    """Return the tier of the tally that lists what lies below a path; None where the duties themselves are few."""
    steps = depth(path)
    return 1 if steps <= 1 else 2 if steps == 2 else None


def _in_tally(actor: Actor, path: str, tier: int) -> QuerySet[Tally]:
    return access.tallies(actor).filter(tier=tier, node__gte=path, node__lt=path + "~")


def _in_duties(actor: Actor, path: str) -> QuerySet[Duty]:
    rows = access.duties(actor).filter(scope_path__gte=path, scope_path__lt=path + "~")
    return rows.exclude(state__in=[DutyState.EXCUSED, DutyState.SUPERSEDED])


def _standings(rows: QuerySet[Any], node: str, column: Any, today: date) -> list[Part]:
    """Aggregate tally rows or duties by node and column. Shape: one query."""
    sums: dict[str, Any]
    if rows.model is Tally:
        sums = {
            "a": Sum("on_time"),
            "b": Sum("late"),
            "c": Sum(F("open") + F("returned"), filter=Q(due_on__lt=today), output_field=IntegerField()),
        }
    else:
        sums = {
            "a": Count("id", filter=_DONE & Q(sent_on__lte=F("due_on"))),
            "b": Count("id", filter=_DONE & Q(sent_on__gt=F("due_on"))),
            "c": Count("id", filter=Q(state__in=OPEN, due_on__lt=today)),
        }
    found = rows.annotate(at=column).order_by().values_list(node, "at").annotate(**sums)
    return [Part(path, at, Standing(a or 0, b or 0, c or 0)) for path, at, a, b, c in found]


def standings_below(
    actor: Actor,
    path: str,
    start: date,
    end: date,
    today: date,
    *,
    obligations: Sequence[int] = (),
    by_day: bool = False,
) -> list[Part]:
    """Return the standings of what lies directly below `path`, and of the office itself, per month or due date.

    Shape: one query (two below a province, whose own duties the second tier leaves out).
    """
    column: Any = F("due_on") if by_day else TruncMonth("due_on")
    kept = Q(due_on__range=(start, end))
    if obligations:
        kept &= Q(obligation__in=obligations)
    tier = tier_below(path)
    if tier is None:
        return _standings(_in_duties(actor, path).filter(kept), "scope_path", column, today)
    parts = _standings(_in_tally(actor, path, tier).filter(kept), "node", column, today)
    if tier == 2:
        parts += _standings(_in_duties(actor, path).filter(kept, scope_path=path), "scope_path", column, today)
    return parts


def total(parts: Iterable[Part]) -> Standing:
    """Add parts up."""
    return sum((part.standing for part in parts), Standing())


def own_standing(actor: Actor, start: date, end: date, today: date) -> Standing:
    """Return how the own office stands. Shape: one query."""
    row = (
        access.duties(actor)
        .filter(office=actor.office_id, due_on__range=(start, end))
        .aggregate(
            a=Count("id", filter=_DONE & Q(sent_on__lte=F("due_on"))),
            b=Count("id", filter=_DONE & Q(sent_on__gt=F("due_on"))),
            c=Count("id", filter=Q(state__in=OPEN, due_on__lt=today)),
        )
    )
    return Standing(row["a"], row["b"], row["c"])


def late_below(actor: Actor, today: date, *, since_days: int = 120, limit: int = 12) -> list[dict[str, Any]]:
    """Return what offices below have not sent, by obligation and due date, latest first.

    Shape: [{"obligation_id", "due_on", "offices"}]; one query.
    """
    window = Q(due_on__lt=today, due_on__gte=today - timedelta(days=since_days))
    tier = tier_below(actor.scope)
    rows: QuerySet[Any, Any]
    if tier is None:
        rows = (
            access.duties(actor)
            .filter(window, state__in=OPEN)
            .exclude(office=actor.office_id)
            .values("obligation_id", "due_on")
            .annotate(offices=Count("id"))
        )
    else:
        rows = (
            access.tallies(actor)
            .filter(window, Q(open__gt=0) | Q(returned__gt=0), tier=tier)
            .exclude(node=actor.scope)
            .values("obligation_id", "due_on")
            .annotate(offices=Sum(F("open") + F("returned"), output_field=IntegerField()))
        )
    found: list[dict[str, Any]] = list(rows.order_by("-due_on", "obligation_id")[:limit])  # type: ignore[arg-type]  # rows of two models, one shape
    return found


def owed_below(actor: Actor, obligation_id: int, due_on: date) -> dict[str, int] | None:
    """Return how the offices below stand with one obligation and date; None when nobody below owes it.

    Shape: {"on_time", "late", "open", "returned"}; one query.
    """
    tier = tier_below(actor.scope)
    if tier is None:
        rows: QuerySet[Any] = _in_duties(actor, actor.scope).filter(obligation=obligation_id, due_on=due_on)
        found = rows.exclude(office=actor.office_id).aggregate(
            on_time=Count("id", filter=_DONE & Q(sent_on__lte=F("due_on"))),
            late=Count("id", filter=_DONE & Q(sent_on__gt=F("due_on"))),
            open=Count("id", filter=Q(state=DutyState.OPEN)),
            returned=Count("id", filter=Q(state=DutyState.RETURNED)),
        )
    else:
        rows = _in_tally(actor, actor.scope, tier).filter(obligation=obligation_id, due_on=due_on)
        found = rows.exclude(node=actor.scope).aggregate(
            **{name: Sum(name) for name in ("on_time", "late", "open", "returned")}
        )
    counts = {name: int(value or 0) for name, value in found.items()}
    return counts if any(counts.values()) else None


def obligations_below(actor: Actor, path: str, start: date, end: date) -> list[int]:
    """Return the obligations somebody below `path`, or the office itself, owes in a window.

    Shape: one query (two below a province, whose own duties the second tier leaves out).
    """
    tier = tier_below(path)
    rows: QuerySet[Any] = _in_duties(actor, path) if tier is None else _in_tally(actor, path, tier)
    window = Q(due_on__range=(start, end))
    found = set(rows.filter(window).order_by().values_list("obligation_id", flat=True).distinct()[:200])
    if tier == 2:
        own = _in_duties(actor, path).filter(window, scope_path=path)
        found |= set(own.order_by().values_list("obligation_id", flat=True).distinct()[:200])
    return sorted(found)


def recount(actor: Actor) -> dict[tuple[int, str, int, date], tuple[int, int, int, int]]:
    """Count the duties anew as the tally should have them; for checks, not for pages. Shape: all duties once."""
    found: dict[tuple[int, str, int, date], list[int]] = {}
    rows = access.duties(actor).exclude(state__in=[DutyState.EXCUSED, DutyState.SUPERSEDED])
    for path, obligation, due_on, state, sent_on in rows.values_list(
        "scope_path", "obligation_id", "due_on", "state", "sent_on"
    ).iterator():
        steps = path.rstrip(".").split(".")
        nodes = [(1, steps[:4])] + ([(2, steps[:5])] if len(steps) >= 5 else [])
        place = (
            2
            if state == DutyState.OPEN
            else 3
            if state == DutyState.RETURNED
            else int(sent_on is not None and sent_on > due_on)
        )
        for tier, parts in nodes:
            counts = found.setdefault((tier, ".".join(parts) + ".", obligation, due_on), [0, 0, 0, 0])
            counts[place] += 1
    return {key: (a, b, c, d) for key, (a, b, c, d) in found.items()}
