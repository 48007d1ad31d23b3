"""An independent reference for rounds: ask of each round, on plain day numbers, what a clerk with the paper would say.

It shares no code with `aftercare.rules`; random histories compare the two, and each also arrives visit by visit.
"""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from typing import Any, NamedTuple

from tidtam.aftercare.rules.plan import Parameters, Plan, plan
from tidtam.aftercare.rules.rounds import Closed, Standing, Suspended, Visit, advance, begin, fold, place

_REASONS = ("jail", "hospital", "ordained", "conscripted", "abroad")
_ENDS = ("deceased", "re_entered", "not_a_case", "refused")
_EPOCH = date(2000, 1, 1).toordinal()


class History(NamedTuple):
    """One invented history, and the day on which it is looked at."""

    completed_on: date
    parameters: Parameters
    visits: list[Visit]
    suspensions: list[Suspended]
    end: Closed | None
    today: date


def run(cases: int, seed: int) -> tuple[int, int, float]:
    """Compare plan, fold and arrival one by one with the reference on random histories.

    Shape: (cases, mismatches, seconds)
    """
    rng = random.Random(seed)  # noqa: S311 - repeatable cases, no secret
    began = time.perf_counter()
    mismatches = sum(not agrees(random_history(rng)) for _ in range(cases))
    return cases, mismatches, time.perf_counter() - began


def agrees(history: History) -> bool:
    """Say whether the three ways tell the same."""
    made = plan(history.completed_on, history.parameters)
    folded = fold(made, history.visits, history.today, history.suspensions, history.end)
    if said(folded) != reference(history):
        return False
    return arriving(made, history) == folded


def arriving(made: Plan, history: History) -> Standing:
    """Return the standing when every visit is placed alone, in the order in which they are listed per day."""
    standing = begin(made, history.completed_on)
    for visit in sorted(history.visits, key=lambda one: one.arrived_on):
        if visit.arrived_on <= history.today:
            standing = place(made, standing, visit, history.suspensions, history.end).standing
    return advance(made, standing, history.today, history.suspensions, history.end)


def random_history(rng: random.Random) -> History:
    """Return a history: visits early, late, double, out of order; suspensions; now and then an end."""
    every = rng.choice((15, 15, 15, 15, 7, 30))
    rounds = 24 if rng.random() < 0.03 else rng.randint(1, 5)
    p = Parameters(rounds=rounds, interval_days=every, window_days=rng.randint(0, (every - 1) // 2))
    if rng.random() < 0.5 and every == 15:
        p = Parameters(rounds=rounds)
    completed = date.fromordinal(_EPOCH + rng.randrange(18_000))
    span = rounds * every + 20
    closing = rng.random() < 0.1

    def day(lowest: int = -10) -> date:
        return completed + timedelta(days=rng.randint(lowest, span))

    visits = []
    for number in range(rng.choice((0, 1, 2, 2, 3, 4, 6))):
        on = day() if not (closing and number == 0) else completed + timedelta(days=rng.randint(350, 400))
        arrived = on + timedelta(days=rng.choice((0, 0, 0, 1, 3, 9, 40)))
        visits.append(Visit(rng.choice("abcdef") + str(number), on, arrived, rng.random() > 0.1, rng.random() < 0.2))
    suspensions = []
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        since = day()
        until = None if rng.random() < 0.3 else since + timedelta(days=rng.randint(0, 60))
        known_on = since + timedelta(days=rng.choice((0, 2, 30)))
        suspensions.append(Suspended(since, until, rng.choice(_REASONS), known_on))
    end = None
    if rng.random() < 0.2:
        on = day()
        end = Closed(on, rng.choice(_ENDS), on + timedelta(days=rng.choice((0, 2, 20))))
    rng.shuffle(visits)
    return History(completed, p, visits, suspensions, end, day(0) + timedelta(days=rng.choice((0, 0, 30, 400))))


def said(standing: Standing) -> list[Any]:
    """Return what the reference speaks about, as plain values."""
    rounds = [(r.state, r.visit.key if r.visit else None, r.extras, r.why) for r in standing.rounds]
    ledger = [tuple(line) for line in standing.ledger]
    closing = standing.closing.visit.key if standing.closing.visit else None
    return [rounds, ledger, sorted(visit.key for visit in standing.outside), closing]


def reference(history: History) -> list[Any]:
    """Return the rounds as somebody would write them who has all papers of a case on the desk on one day."""
    p, today, completed = history.parameters, history.today.toordinal(), history.completed_on.toordinal()
    papers = [visit for visit in history.visits if visit.counts and visit.arrived_on.toordinal() <= today]
    rounds, ledger, used = [], [], set()
    for n in range(1, p.rounds + 1):
        due = completed + n * p.interval_days
        first, last = due - p.window_days, due + p.window_days
        inside = [visit for visit in papers if abs(visit.visited_on.toordinal() - due) <= p.window_days]
        used |= {id(visit) for visit in inside}
        inside.sort(key=lambda visit: (visit.visited_on, visit.key))
        excuses = _excuses(history, due, last, today)
        state, key, why = "planned", None, ""
        if inside:
            state, key = "done", inside[0].key
        elif excuses and (first <= today or (_ended(history, today) and _end_day(history) <= today)):
            state, why = "excused", excuses[0][1]
        elif today > last:
            state = "missed"
        elif today >= first:
            state = "due"
        rounds.append((state, key, max(0, len(inside) - 1), why))
        came = min((visit.arrived_on.toordinal() for visit in inside), default=None)
        told = excuses[0][0] if excuses else None
        in_time = any(day is not None and day <= last for day in (came, told))
        if today > last and not in_time:
            if came is not None and told is not None and told >= came:
                told = None
            ledger.append((n, _day(last + 1), _day(came), _day(told)))
    outside = sorted(visit.key for visit in papers if id(visit) not in used)
    return [rounds, ledger, outside, _closing(history, papers)]


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _end_day(history: History) -> int:
    return history.end.on.toordinal() if history.end else 0


def _ended(history: History, today: int) -> bool:
    return history.end is not None and history.end.known_on.toordinal() <= today


def _excuses(history: History, due: int, last: int, today: int) -> list[tuple[int, str]]:
    found = []
    for one in history.suspensions:
        known, until = one.known_on.toordinal(), one.until.toordinal() if one.until else 10**9
        if known <= today and one.since.toordinal() <= due < until:
            found.append((known, one.reason))
    if history.end and _ended(history, today) and (history.end.reason == "not_a_case" or _end_day(history) <= last):
        found.append((history.end.known_on.toordinal(), history.end.reason))
    return sorted(found)


def _closing(history: History, papers: list[Visit]) -> str | None:
    done = history.completed_on
    leap_day = (done.month, done.day) == (2, 29)
    due = date(done.year + 1, done.month, 28 if leap_day else done.day).toordinal()
    opens = due - history.parameters.closing_before
    held = sorted((v.visited_on, v.key) for v in papers if v.closing and v.visited_on.toordinal() >= opens)
    return held[0][1] if held else None
