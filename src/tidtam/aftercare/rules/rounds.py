"""The state of every round from what is known on a day, whatever the order in which it became known.

Choices where design §3.8 is silent:
- a round is `due` from the first to the last day of its window, so on days 8 to 367 exactly one round can be visited;
- the earliest visit dated inside (then the lowest key) fills a round: phones that send late, or in another
  order, end with the same rows; a visit pushed aside becomes an extra;
- a suspension covers [since, until); a round whose due day it covers, without a visit, is excused, the year stops
  for nobody; an open suspension excuses a round once its window opens;
- a closed case owes no round whose window had not ended before the day it closed (excused, `why` = the reason); a case
  that never was one (`not_a_case`) owes none at all;
- the ledger holds a round as soon as its window ended with neither a visit nor an excuse known, for ever;
- a visit with the closing assessment fills its round as any other; the assessment counts from the first day of its
  window on, also after the last one (then late). No suspension excuses it: it is made when the person is back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from tidtam.aftercare.rules.plan import Plan, Slot

PLANNED, DUE, DONE, MISSED, EXCUSED = "planned", "due", "done", "missed", "excused"
STATES = (PLANNED, DUE, DONE, MISSED, EXCUSED)
OPEN_STATES = frozenset({PLANNED, DUE})
EARLY, ON_TIME, LATE = "early", "on_time", "late"
NOT_A_CASE = "not_a_case"
_DAY = timedelta(days=1)


class Visit(NamedTuple):
    """What the plan needs of a visit. `key` breaks ties of one day and must not depend on arrival (a device uuid).

    `counts` is False for a record of not having gone (mode N) or one that was struck out; `closing` says that it holds
    the closing assessment.
    """

    key: str
    visited_on: date
    arrived_on: date
    counts: bool = True
    closing: bool = False


class Suspended(NamedTuple):
    """A time in which nobody can be visited: [since, until), open when `until` is None."""

    since: date
    until: date | None
    reason: str
    known_on: date


class Closed(NamedTuple):
    """The end of a case before its year is over."""

    on: date
    reason: str
    known_on: date


class Missed(NamedTuple):
    """One line of the ledger; it is never taken away, only completed."""

    n: int
    missed_on: date
    recovered_on: date | None = None
    excused_on: date | None = None


@dataclass(frozen=True, slots=True)
class RoundState:
    """One round as it stands: state, the visit that fills it, why it is excused, how many further visits it has."""

    n: int
    state: str = PLANNED
    visit: Visit | None = None
    why: str = ""
    extras: int = 0
    # The day on which the first visit that could fill it became known: what the ledger is computed from.
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """All rounds of a case in order, its closing assessment (n = 0), the ledger, and visits that belong to no round."""

    today: date
    rounds: tuple[RoundState, ...]
    closing: RoundState
    ledger: tuple[Missed, ...] = ()
    outside: tuple[Visit, ...] = ()

    def of(self, n: int) -> RoundState:
        """Return round n, or the closing assessment for 0."""
        return self.rounds[n - 1] if n else self.closing

    @property
    def is_complete(self) -> bool:
        """Say whether the year is over: every round settled and the closing assessment done."""
        return self.closing.state == DONE and not any(r.state in OPEN_STATES for r in self.rounds)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one arriving visit does.

    `outcome` is fills | replaces | extra | outside | not_counted; `displaced` is the visit that becomes an extra;
    `recovers` says that a missed round became done; `closing` that the closing assessment is settled by this visit.
    """

    outcome: str
    n: int | None
    before: str | None
    after: str | None
    displaced: Visit | None
    recovers: bool
    closing: bool
    standing: Standing


def timing(slot: Slot, visited_on: date) -> str:
    """Return early, on_time or late: whether the day lies before, on or after the due day."""
    if visited_on == slot.due:
        return ON_TIME
    return EARLY if visited_on < slot.due else LATE


def is_overdue(slot: Slot, state: str, today: date) -> bool:
    """Say whether a round is still to do although its due day is over."""
    return state == DUE and today > slot.due


def _rank(visit: Visit) -> tuple[date, str]:
    return (visit.visited_on, visit.key)


def _excuse(slot: Slot, suspensions: Sequence[Suspended], end: Closed | None) -> tuple[str, date] | None:
    """Return why a round without a visit is not owed, and since when that is known; the earliest known comes first."""
    if not suspensions and end is None:
        return None
    found = [
        (one.known_on, one.reason)
        for one in suspensions
        if one.since <= slot.due and (one.until is None or slot.due < one.until)
    ]
    if end and (end.reason == NOT_A_CASE or end.on <= slot.end):
        found.append((end.known_on, end.reason))
    if not found:
        return None
    known_on, why = min(found)
    return why, known_on


def _settle(
    slot: Slot, known: RoundState, today: date, suspensions: Sequence[Suspended], end: Closed | None
) -> tuple[RoundState, Missed | None]:
    """Return a round's state on a day, and its line in the ledger when there is one."""
    excuse = _excuse(slot, suspensions, end)
    why = ""
    if known.visit is not None:
        state = DONE
    elif excuse and (today >= slot.start or (end and end.on <= today)):
        state, why = EXCUSED, excuse[0]
    else:
        state = MISSED if today > slot.end else DUE if today >= slot.start else PLANNED
    line = None
    recovered = known.known_on
    excused = excuse[1] if excuse else None
    if today > slot.end and (recovered is None or recovered > slot.end) and (excused is None or excused > slot.end):
        # Done beats excused: an excuse that came after the visit has nothing to excuse.
        if recovered and excused and excused >= recovered:
            excused = None
        line = Missed(slot.n, slot.end + _DAY, recovered, excused)
    if state == known.state and why == known.why:
        return known, line
    return RoundState(known.n, state, known.visit, why, known.extras, known.known_on), line


def _takes(known: RoundState, visit: Visit) -> RoundState:
    """Add a visit to a round: the earliest dated fills it, the others are extras."""
    if known.visit is None:
        return RoundState(known.n, known.state, visit, known.why, known.extras, visit.arrived_on)
    first = min(known.visit, visit, key=_rank)
    known_on = min(known.known_on or visit.arrived_on, visit.arrived_on)
    return RoundState(known.n, known.state, first, known.why, known.extras + 1, known_on)


def _takes_closing(plan: Plan, known: RoundState, visit: Visit) -> RoundState:
    if not visit.closing or visit.visited_on < plan.closing.start:
        return known
    return _takes(known, visit)


def _known(today: date, suspensions: Sequence[Suspended], end: Closed | None) -> tuple[list[Suspended], Closed | None]:
    known = [one for one in suspensions if one.known_on <= today]
    return known, end if end and end.known_on <= today else None


def advance(
    plan: Plan, standing: Standing, today: date, suspensions: Sequence[Suspended] = (), end: Closed | None = None
) -> Standing:
    """Bring a standing to a day: rounds open, are missed or excused; nothing that was done changes."""
    suspensions, end = _known(today, suspensions, end)
    settled = [
        _settle(slot, known, today, suspensions, end) for slot, known in zip(plan.rounds, standing.rounds, strict=True)
    ]
    closing, _ = _settle(plan.closing, standing.closing, today, (), end)
    ledger = tuple([line for _, line in settled if line])
    return Standing(today, tuple([r for r, _ in settled]), closing, ledger, standing.outside)


@cache
def _blank(count: int) -> tuple[tuple[int, RoundState], ...]:
    """Return rounds about which nothing is known yet, with their numbers: the same ones for every plan."""
    return tuple((n, RoundState(n)) for n in range(1, count + 1))


def begin(plan: Plan, today: date) -> Standing:
    """Return the standing of a case about which nothing is known yet."""
    blank = Standing(today, tuple(known for _n, known in _blank(len(plan.rounds))), RoundState(0))
    return advance(plan, blank, today)


def place(
    plan: Plan,
    standing: Standing,
    visit: Visit,
    suspensions: Sequence[Suspended] = (),
    end: Closed | None = None,
) -> Effect:
    """Return what one arriving visit does to a standing; the day is that of its arrival or later.

    Shape: `effect.standing` equals `fold` of everything known by then, in whatever order it arrived.
    """
    today = max(standing.today, visit.arrived_on)
    if not visit.counts:
        now = advance(plan, standing, today, suspensions, end)
        return Effect("not_counted", None, None, None, None, False, False, now)
    n = plan.round_of(visit.visited_on)
    closed = _takes_closing(plan, standing.closing, visit)
    closing = closed.visit is visit
    if n is None:
        outside = tuple(sorted((*standing.outside, visit), key=_rank))
        changed = Standing(standing.today, standing.rounds, closed, standing.ledger, outside)
        after = advance(plan, changed, today, suspensions, end)
        return Effect("outside", None, None, None, None, False, closing, after)
    before, _ = _settle(plan.slot(n), standing.of(n), today, *_known(today, suspensions, end))
    taken = _takes(before, visit)
    rounds = (*standing.rounds[: n - 1], taken, *standing.rounds[n:])
    changed = Standing(standing.today, rounds, closed, standing.ledger, standing.outside)
    after = advance(plan, changed, today, suspensions, end)
    mine = taken.visit is visit
    outcome = "extra" if not mine else "fills" if before.visit is None else "replaces"
    displaced = before.visit if mine else None
    return Effect(outcome, n, before.state, after.of(n).state, displaced, before.state == MISSED, closing, after)


def fold(
    plan: Plan,
    visits: Iterable[Visit],
    today: date,
    suspensions: Sequence[Suspended] = (),
    end: Closed | None = None,
) -> Standing:
    """Return the standing of a case on a day from everything that had arrived by then.

    Shape: exactly one state per round; the order of `visits` does not matter.
    """
    rounds, closing = dict(_blank(len(plan.rounds))), RoundState(0)
    outside = []
    for visit in visits:
        if not visit.counts or visit.arrived_on > today:
            continue
        closing = _takes_closing(plan, closing, visit)
        n = plan.round_of(visit.visited_on)
        if n is None:
            outside.append(visit)
        else:
            rounds[n] = _takes(rounds[n], visit)
    known = Standing(today, tuple(rounds.values()), closing, outside=tuple(sorted(outside, key=_rank)))
    return advance(plan, known, today, suspensions, end)
