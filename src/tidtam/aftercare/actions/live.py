"""A case in hand: locked, with all that its rounds depend on. Visits arrive, then it is settled, then it is saved.

The single verb and the bulk both work on these, so that they leave equal rows. The rounds of a case follow from
everything known about it (`rules.rounds.fold`), never from the order in which it became known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tidtam.aftercare.choices import CaseStatus, VisitKind
from tidtam.aftercare.models import Case, Programme, Round, Visit
from tidtam.aftercare.queries.transfers import district_of
from tidtam.aftercare.rules import rounds as rule
from tidtam.aftercare.rules.cases import NOT_MET, Told
from tidtam.aftercare.rules.course import Course, follow
from tidtam.aftercare.rules.plan import Parameters, Plan, plan
from tidtam.kernel.prepared import prepared
from tidtam.offices.models import Office

LETTERS = {rule.PLANNED: "p", rule.DUE: "u", rule.MISSED: "m", rule.EXCUSED: "x"}
TIMING = {rule.ON_TIME: "o", rule.EARLY: "e", rule.LATE: "l"}
# What of a case changes while it is in hand.
MUTABLE = (
    "status", "close_reason", "closed_on", "closed_at", "suspended_kind", "suspended_from", "completed_on", "ends_on",
    "strip", "next_round", "next_due_on", "rounds_done", "rounds_missed", "last_visited_on", "last_result",
    "appointment_on", "not_found_run", "visits", "open_needs", "open_alerts",
)  # fmt: skip


_HELD, _LAPSED = 1, 2
BANGKOK = timezone(timedelta(hours=7))  # without summer time since 1920, and a fixed offset is ten times as quick


def bangkok_day(at: datetime) -> date:
    """Return the day of an instant in Bangkok."""
    return at.astimezone(BANGKOK).date()


@dataclass(slots=True)
class Line:
    """One round as a row."""

    state: str = rule.PLANNED
    visited_on: date | None = None
    visit_no: int | None = None
    counted: int | None = None

    def values(self) -> tuple[Any, ...]:
        """Return the columns that change."""
        return (self.state, self.visited_on, self.visit_no, self.counted)


@dataclass(slots=True)
class Kept:
    """One visit as the rounds need it; `was` is what is stored of (kind, round_no), None for a new one."""

    visit_no: int
    key: str
    visited_on: date
    arrived_on: date
    result: str
    kind: str = VisitKind.EXTRA
    round_no: int | None = None
    was: tuple[str, int | None] | None = None
    next_on: date | None = None

    @property
    def told(self) -> Told:
        """Return what the course of the case needs of it."""
        return Told(self.visited_on, self.key, self.result)


@dataclass(slots=True)
class Held:
    """One suspension as a row; `pk` is None while it is new."""

    kind: str
    since: date
    until: date | None
    made_at: datetime
    reason: str = ""
    pk: int | None = None
    made_by: int | None = None
    changed: bool = False


@dataclass(slots=True)
class Lapse:
    """One line of the ledger as a row; `pk` is None while it is new."""

    round_no: int
    missed_on: date
    office_id: int
    recovered_on: date | None = None
    visit_no: int | None = None
    pk: int | None = None
    changed: bool = False


@dataclass(slots=True)
class Duty:
    """One task as a row; `pk` is None while it is new."""

    kind: str
    due_on: date
    state: str
    made_at: datetime
    visit_no: int | None = None
    pk: int | None = None
    done_at: datetime | None = None
    done_by: int | None = None
    changed: bool = False


@dataclass(slots=True)
class Live:
    """One case with what stands around it."""

    case: Case
    plan: Plan
    is_new: bool = False
    lines: list[Line] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    lapses: list[Lapse] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    course: Course = field(default_factory=Course)
    was: tuple[Any, ...] = ()
    was_lines: list[tuple[Any, ...]] = field(default_factory=list)
    known: dict[str, Kept] = field(default_factory=dict)  # the same visits by key

    def add(self, kept: Kept) -> None:
        """Add a visit."""
        self.kept.append(kept)
        self.known[kept.key] = kept

    @property
    def reason(self) -> str:
        """Return the kind of suspension or closing that holds."""
        return str(self.case.suspended_kind or self.case.close_reason)

    @property
    def office(self) -> Office:
        """Return the office responsible."""
        return self.case.office

    @property
    def district(self) -> Office:
        """Return the district of the office responsible: its parent when it is a team."""
        return district_of(self.case.office)

    @property
    def agreed_on(self) -> date | None:
        """Return the day agreed on at the latest visit."""
        return self.known[self.course.last.key].next_on if self.course.last else None

    def open_suspension(self) -> Held | None:
        """Return the suspension that still runs."""
        return next((one for one in self.held if one.until is None), None)

    def end(self) -> rule.Closed | None:
        """Return the end of the case as the rounds need it."""
        case = self.case
        if case.status not in (CaseStatus.CLOSED, CaseStatus.COMPLETED) or case.closed_on is None:
            return None
        # A completed year ends with its assessment: what was still open on that day is settled by it.
        return rule.Closed(
            case.closed_on, case.close_reason or case.status, bangkok_day(case.closed_at or case.made_at)
        )


def parameters(programme: Programme) -> Parameters:
    """Return what a programme decides about its plan."""
    return Parameters(
        programme.rounds, programme.interval_days, programme.window_days, programme.closing_before,
        programme.closing_after,
    )  # fmt: skip


def take(ids: Sequence[int]) -> list[Live]:
    """Lock cases and load what stands around them. Shape: in the order of their ids; 4 queries.

    The row of the case is the one lock: offers, merges, closing and a visit being saved exclude each other through it.
    """
    cases = _locked(list(ids))
    found = {case.pk: Live(case, plan(case.completed_on, parameters(case.programme))) for case in cases}
    keys = list(found)
    for case_id, *values in _rounds(keys):
        line = Line(*values)
        found[case_id].lines.append(line)
        found[case_id].was_lines.append(line.values())
    _take_visits(found, keys)
    _take_rest(found, keys)
    for live in found.values():
        live.was = tuple(getattr(live.case, name) for name in MUTABLE)
    return list(found.values())


@prepared
def _locked(ids: list[int]) -> QuerySet[Case]:
    rows = Case.objects.select_for_update(of=("self",)).select_related("programme", "office__parent")
    return rows.filter(pk__among=ids).order_by("pk")


@prepared
def _rounds(cases: list[int]) -> QuerySet[Round, Any]:
    columns = ("case_id", "state", "visited_on", "visit_no", "counted_office_id")
    return Round.objects.filter(case__among=cases).order_by("case_id", "round_no").values_list(*columns)


@prepared
def _visits(cases: list[int]) -> QuerySet[Visit, Any]:
    columns = ("case_id", "visit_no", "uuid", "visited_on", "recorded_at", "result", "kind", "round_no", "next_on")
    return Visit.objects.filter(case__among=cases).order_by("case_id", "visit_no").values_list(*columns)


# Nearly every case has a row or two of these together: suspensions, the ledger and tasks in one reading.
_REST = """
SELECT 1, case_id, from_on, id, NULL::int, kind, to_on, made_at, reason, NULL::int, NULL::timestamptz, made_by
FROM aftercare_suspension WHERE case_id = ANY(%(cases)s)
UNION ALL
SELECT 2, case_id, missed_on, id, round_no, '', recovered_on, NULL, '', visit_no, NULL, office_id
FROM aftercare_missed WHERE case_id = ANY(%(cases)s)
UNION ALL
SELECT 3, case_id, due_on, id, NULL, kind, NULL, made_at, state, visit_no, done_at, done_by
FROM aftercare_task WHERE case_id = ANY(%(cases)s)
"""


def _take_rest(found: dict[int, Live], keys: list[int]) -> None:
    """Add suspensions by their days, the ledger and the tasks as they were written."""
    with connection.cursor() as cursor:
        cursor.execute(_REST, {"cases": keys})
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[0], row[2] if row[0] == _HELD else date.min, row[3]))
    for which, case, day, pk, n, kind, until, made_at, said, visit_no, done_at, who in rows:
        live = found[case]
        if which == _HELD:
            live.held.append(Held(kind, day, until, made_at, said, pk, who))
        elif which == _LAPSED:
            live.lapses.append(Lapse(n, day, who, until, visit_no, pk))
        else:
            live.duties.append(Duty(kind, day, said, made_at, visit_no, pk, done_at, who))


def _take_visits(found: dict[int, Live], keys: list[int]) -> None:
    for case, number, uuid, on, recorded, result, kind, n, next_on in _visits(keys):
        kept = Kept(number, uuid.hex, on, bangkok_day(recorded), result, kind, n, (kind, n), next_on)
        found[case].add(kept)
    for live in found.values():
        live.course = follow(one.told for one in live.kept)


def begin(case: Case) -> Live:
    """Return a new case in hand; nothing is known about it yet."""
    made = plan(case.completed_on, parameters(case.programme))
    return Live(case, made, is_new=True, lines=[Line() for _ in made.rounds])


def settle(live: Live, today: date) -> None:
    """Bring rounds, ledger, strip and counts of a case to a day, from everything known about it."""
    by_key = live.known
    standing = rule.fold(
        live.plan,
        [rule.Visit(one.key, one.visited_on, one.arrived_on) for one in live.kept],
        max(today, max((one.arrived_on for one in live.kept), default=today)),
        [rule.Suspended(one.since, one.until, one.kind, bangkok_day(one.made_at)) for one in live.held],
        live.end(),
    )
    for slot, state, line in zip(live.plan.rounds, standing.rounds, live.lines, strict=True):
        visit = by_key[state.visit.key] if state.visit else None
        if state.state in rule.OPEN_STATES:
            line.counted = None
        elif line.counted is None:
            line.counted = live.case.office_id  # fixed when the round closes, whoever is responsible later
        line.state = state.state
        line.visited_on, line.visit_no = (visit.visited_on, visit.visit_no) if visit else (None, None)
        if visit:
            visit.kind, visit.round_no = VisitKind.ROUND, slot.n
    _sort_extras(live)
    _note_lapses(live, standing.ledger, today)
    denormalise(live)


def _sort_extras(live: Live) -> None:
    filled = {line.visit_no for line in live.lines}
    for one in live.kept:
        if one.visit_no not in filled:
            one.round_no = live.plan.round_of(one.visited_on)
            closes = one.round_no is None and live.plan.closing.holds(one.visited_on)
            one.kind = VisitKind.CLOSING if closes else VisitKind.EXTRA


def _note_lapses(live: Live, ledger: Iterable[rule.Missed], today: date) -> None:
    """Add what the ledger says; nothing is taken away. A line of an earlier plan stays as it was."""
    known = {(one.round_no, one.missed_on): one for one in live.lapses}
    told = set()
    for said in ledger:
        missed_on, line = live.plan.slot(said.n).end, live.lines[said.n - 1]
        told.add((said.n, missed_on))
        lapse = known.get((said.n, missed_on))
        if lapse is None:
            lapse = Lapse(said.n, missed_on, line.counted or live.case.office_id)
            live.lapses.append(lapse)
        _recover(lapse, said.recovered_on if line.visit_no else None, line.visit_no)
    for key, lapse in known.items():
        if key not in told and key[1] == live.plan.slot(key[0]).end:
            line = live.lines[lapse.round_no - 1]
            _recover(lapse, (lapse.recovered_on or today) if line.visit_no else None, line.visit_no)


def _recover(lapse: Lapse, on: date | None, visit_no: int | None) -> None:
    if (lapse.recovered_on, lapse.visit_no) != (on, visit_no):
        lapse.recovered_on, lapse.visit_no = on, visit_no
        lapse.changed = True


def denormalise(live: Live) -> None:
    """Put beside the case what lists show of its rounds and visits."""
    case, letters, owed = live.case, [], None
    by_number = {one.visit_no: one for one in live.kept}
    for slot, line in zip(live.plan.rounds, live.lines, strict=True):
        if line.state == rule.DONE and line.visited_on:
            visit = by_number.get(line.visit_no or 0)
            met_nobody = visit is not None and visit.result in NOT_MET
            letters.append("n" if met_nobody else TIMING[rule.timing(slot, line.visited_on)])
        else:
            letters.append(LETTERS[line.state])
            if owed is None and line.state in rule.OPEN_STATES:
                owed = slot
    case.strip = "".join(letters)
    case.next_round, case.next_due_on = (owed.n, owed.due) if owed else (None, None)
    case.rounds_missed = case.strip.count("m")
    case.rounds_done = sum(line.state == rule.DONE for line in live.lines)
    case.not_found_run = live.course.not_found
    last = live.course.last
    case.last_visited_on, case.last_result = (last.visited_on, last.result) if last else (None, "")
    case.appointment_on = live.agreed_on
