"""What stands on the board of a district: figures, the list of people with its filters, who is late by team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Count, Exists, F, Min, Model, OuterRef, Q, QuerySet

from tidtam.aftercare import access
from tidtam.aftercare.choices import CaseStatus, RoundState, VisitState
from tidtam.aftercare.models import Alert, Case, CaseNeed, Round, Visit
from tidtam.aftercare.queries.mine import ENDED
from tidtam.aftercare.queries.today import called_before, called_by, called_on, first_day
from tidtam.aftercare.rules.periods import half_end, half_start
from tidtam.assistance.choices import OPEN, Bucket, Code
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared, totals
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.people import queries as people
from tidtam.people.choices import Purpose

FOLLOWED = (CaseStatus.ACTIVE, CaseStatus.LOST, CaseStatus.REGISTERED)
NEAR_END = timedelta(days=30)
PAGE = 50
_ALIKE = 0.65  # what the search of people is less sure of is another name
TABS = ("todo", "review", "all")
STATES = ("late", "today", "returned", "done", "suspended", "lost", "unowned", "closing", "ended", "waiting")
# A half-month as the first and last day of its rounds.
Half = tuple[date, date]
Row = TypeVar("Row", bound=Model)
# What a line of the board tells.
_SHOWN = (
    "public_id", "person__first_name", "person__last_name", "office__short_name", "office__name_th", "member__name",
    "area__name_th", "moo", "status", "strip", "next_round", "next_due_on", "appointment_on", "last_visited_on",
    "open_needs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list was asked for. `half` names rounds still owed or missed of a half-month."""

    tab: str = "todo"
    team: str = ""
    need: str = ""
    state: str = ""
    words: str = ""
    half: Half | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures at the head of the board."""

    followed: int
    today: int
    done_today: int
    late: int
    worst: str  # the team with most late people
    worst_n: int
    review: int
    review_since: datetime | None
    unowned: int
    unowned_since: date | None
    closing: int

    @property
    def todo(self) -> int:
        """Return how many are due today or late."""
        return self.today + self.late


def within(actor: Actor, at: Office) -> QuerySet[Case]:
    """Return the cases at or below an office of the actor's."""
    return _below(access.cases(actor), at.path)


def _below(rows: QuerySet[Row], path: str) -> QuerySet[Row]:
    return rows.filter(scope_path__gte=path, scope_path__lt=path + "~")


def figures(actor: Actor, at: Office, today: date) -> Figures:
    """Return the figures of the board. Shape: 4 queries."""
    if not actor.scope:
        return Figures(0, 0, 0, 0, "", 0, 0, None, 0, None, 0)
    followed, due, done, late, closing = _sums(actor, at.path, today, today + NEAR_END)[0]
    top = _worst(actor, at.path, today)[0] if late else ("", "", 0)
    (review, since), (unowned, asked) = _to_review(actor, at.path)[0], _without_owner(actor, at.path)[0]
    return Figures(
        followed=followed, today=due, done_today=done, late=late, worst=top[0] or top[1], worst_n=top[2],
        review=review, review_since=since, unowned=unowned, unowned_since=asked, closing=closing,
    )  # fmt: skip


@prepared
def _sums(actor: Actor, path: str, today: date, near: date) -> QuerySet[Case, tuple[int, ...]]:
    live = Q(status__in=FOLLOWED)
    return totals(
        _below(access.cases(actor), path),
        followed=Count("pk", filter=~Q(status__in=ENDED)),
        today=Count("pk", filter=live & called_on(today)),
        done=Count("pk", filter=Q(last_visited_on=today)),
        late=Count("pk", filter=live & called_before(today)),
        closing=Count("pk", filter=_closing(near)),
    )


@prepared
def _worst(actor: Actor, path: str, today: date) -> QuerySet[Case, tuple[str, str, int]]:
    rows = _below(access.cases(actor), path).filter(called_before(today), status__in=FOLLOWED)
    named = rows.values_list("office__short_name", "office__name_th").annotate(n=Count("pk"))
    return named.order_by("-n", "office_id")[:1]


@prepared
def _to_review(actor: Actor, path: str) -> QuerySet[Visit, tuple[int, datetime | None]]:
    rows = _below(access.visits(actor), path).filter(state=VisitState.SUBMITTED)
    return totals(rows, number=Count("recorded_at"), since=Min("recorded_at"))


@prepared
def _without_owner(actor: Actor, path: str) -> QuerySet[CaseNeed, tuple[int, date | None]]:
    rows = _below(access.within(actor, CaseNeed.objects.filter(bucket=Bucket.UNMET)), path)
    return totals(rows, number=Count("case", distinct=True), since=Min("asked_on"))


def _closing(near: date) -> Q:
    """Return who comes to the end of the year by a day, or came and was not assessed."""
    return ~Q(status__in=ENDED) & Q(ends_on__lte=near)


@dataclass(frozen=True, slots=True)
class Alarm:
    """The alerts nobody acknowledged: of how many people, the oldest of them where and since when."""

    people: int
    office: Office
    since: datetime


def alarm(actor: Actor, at: Office) -> Alarm | None:
    """Return what nobody acknowledged, of the oldest hundred. Shape: 1 query, 2 when there is something."""
    rows = _unanswered(actor, at.path)
    if not rows:
        return None
    return Alarm(len({case for case, _at in rows}), _office_of(actor, rows[0][0])[0].office, rows[0][1])


@prepared
def _unanswered(actor: Actor, path: str) -> QuerySet[Alert, tuple[int, datetime]]:
    rows = _below(access.alerts(actor), path).filter(acknowledged_at__isnull=True)
    return rows.order_by("raised_at", "id").values_list("case_id", "raised_at")[:100]


@prepared
def _office_of(actor: Actor, case: int) -> QuerySet[Case]:
    return access.cases(actor).filter(pk=case).select_related("office")


def listing(actor: Actor, at: Office, filters: Filters, today: date) -> QuerySet[Case]:
    """Return the cases of the list, the most urgent first. Shape: ordered for `page_after`; one statement."""
    return _listing(actor, at.path, filters, today)


def _listing(actor: Actor, path: str, filters: Filters, today: date) -> QuerySet[Case]:
    rows = _below(access.cases(actor), path).select_related("person", "office", "member", "area")
    if filters.half or filters.state in ("done", "suspended", "closing", "ended", "unowned", "waiting"):
        pass
    elif filters.tab == "todo":
        rows = rows.filter(called_by(today), status__in=FOLLOWED)
    if filters.tab == "review":
        rows = rows.filter(_has_visit(VisitState.SUBMITTED))
    if filters.state != "ended":
        rows = rows.exclude(status__in=ENDED)
    if filters.team:
        rows = rows.filter(office__code=filters.team)
    if filters.need:
        asked = CaseNeed.objects.filter(case=OuterRef("pk"), bucket__in=[str(one) for one in OPEN])
        rows = rows.filter(Exists(asked.filter(code=filters.need)))
    if filters.half:
        rows = rows.filter(_owed_in(filters.half, today))
    rows = _in_state(rows, filters.state, today)
    if filters.words:
        rows = rows.filter(_called(actor, filters.words))
    return rows.order_by(first_day().asc(nulls_last=True), "pk")


def shown(actor: Actor, at: Office, filters: Filters, today: date, after: str) -> tuple[list[Case], str]:
    """Return a page of the list as the board shows it: fields that stand nowhere on it are not read.

    Shape: as `page_after`; for the list a day begins with the SQL is kept.
    """
    if filters == Filters() and not after:
        return _cut(_todo(actor, at.path, today, most=PAGE + 1), PAGE)
    return page_after(listing(actor, at, filters, today).only(*_SHOWN), after)


@prepared
def _todo(actor: Actor, path: str, today: date, *, most: int) -> QuerySet[Case]:
    return _listing(actor, path, Filters(), today).only(*_SHOWN)[:most]


def _called(actor: Actor, words: str) -> Q:
    """Return the filter by a name: as written, or in another spelling as the search of people finds it."""
    named = Q()
    for word in words.split()[:4]:
        named &= (
            Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word)
            | Q(person__nickname__icontains=word)
        )  # fmt: skip
    found = people.search(actor, words, purpose=Purpose.AFTERCARE, limit=100)
    # Who merely shares the surname of somebody found well is another person.
    least = max(_ALIKE, 0.8 * max((match.score for match in found), default=0.0))
    alike = [match.person.pk for match in found if match.score >= least]
    return named | Q(person__in=alike)


def _has_visit(state: str) -> Exists:
    return Exists(Visit.objects.filter(case=OuterRef("pk"), state=state))


def _owed_in(half: Half, today: date) -> Exists:
    rows = Round.objects.filter(case=OuterRef("pk"), due_on__range=half)
    return Exists(rows.filter(_lapsed(today, OuterRef("enrolled_on"))))


def _lapsed(today: date, received: F | OuterRef) -> Q:
    """Return the filter of rounds missed or past their day, counted from the day the person was received."""
    missed = Q(state=RoundState.MISSED, end_on__gte=received)
    return missed | Q(state=RoundState.DUE, due_on__lt=today, due_on__gte=received)


def _in_state(rows: QuerySet[Case], state: str, today: date) -> QuerySet[Case]:
    if state == "late":
        return rows.filter(called_before(today), status__in=FOLLOWED)
    if state == "today":
        return rows.filter(called_on(today), status__in=FOLLOWED)
    if state == "returned":
        return rows.filter(_has_visit(VisitState.RETURNED))
    if state == "done":
        return rows.filter(last_visited_on=today)
    if state == "closing":
        return rows.filter(_closing(today + NEAR_END))
    if state == "unowned":
        return rows.filter(Exists(CaseNeed.objects.filter(case=OuterRef("pk"), bucket=Bucket.UNMET)))
    if state == "waiting":
        return rows.filter(open_needs__gt=0)
    if state == "ended":
        return rows.filter(status__in=ENDED)
    if state in (CaseStatus.SUSPENDED, CaseStatus.LOST):
        return rows.filter(status=state)
    return rows


def page_after(rows: QuerySet[Case], after: str, size: int = PAGE) -> tuple[list[Case], str]:
    """Return a page of a `listing` after a place in it, and the place of its last row ("" at the end).

    Shape: keyset by (first day, id), so the last page costs what the first does.
    """
    day, _sep, pk = after.partition("_")
    if pk.isdecimal() and len(pk) < 19:
        rows = rows.alias(first=first_day())
        if day == "-":
            rows = rows.filter(first__isnull=True, pk__gt=int(pk))
        else:
            try:
                due = date.fromisoformat(day)
            except ValueError:
                due = date.min
            later = Q(first__gt=due) | Q(first=due, pk__gt=int(pk)) | Q(first__isnull=True)
            rows = rows.filter(later)
    return _cut(list(rows[: size + 1]), size)


def _cut(found: list[Case], size: int) -> tuple[list[Case], str]:
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], f"{day_of(last) or '-'}_{last.pk}"


def day_of(case: Case) -> date | None:
    """Return the day a person is called for: of the round, or agreed on before it."""
    return min((day for day in (case.next_due_on, case.appointment_on) if day), default=None)


def open_codes(actor: Actor, cases: Sequence[Case]) -> dict[int, list[str]]:
    """Return what each person still waits for, as codes, oldest first. Shape: 1 query."""
    ids = [case.pk for case in cases if case.open_needs]
    if not ids:
        return {}
    found: dict[int, list[str]] = {}
    for case_id, code in _codes(actor, ids):
        found.setdefault(case_id, []).append(code)
    return found


@prepared
def _codes(actor: Actor, ids: list[int]) -> QuerySet[CaseNeed, tuple[int, str]]:
    rows = access.within(actor, CaseNeed.objects.filter(case__among=ids, bucket__in=[str(one) for one in OPEN]))
    return rows.order_by("asked_on", "pk").values_list("case_id", "code")


def returned(actor: Actor, cases: Sequence[Case]) -> set[int]:
    """Return the cases with a visit sent back. Shape: 1 query."""
    return set(_sent_back(actor, [case.pk for case in cases]))


@prepared
def _sent_back(actor: Actor, ids: list[int]) -> QuerySet[Visit, int]:
    rows = access.visits(actor).filter(case__among=ids, state=VisitState.RETURNED)
    return rows.values_list("case_id", flat=True)


def teams(actor: Actor, at: Office) -> list[Office]:
    """Return the teams of an office, in Thai order, with code and name. Shape: 1 query."""
    return _teams(actor, at.path) if actor.scope else []


@prepared
def _teams(actor: Actor, path: str) -> QuerySet[Office]:
    rows = Office.objects.filter(path__gte=path, path__lt=path + "~", level=Level.TEAM, valid_to__isnull=True)
    rows = rows.filter(path__gte=actor.scope, path__lt=actor.scope + "~")
    return rows.only("code", "name_th", "short_name").order_by("name_key")


def late_by_team(actor: Actor, at: Office, halves: Sequence[Half], today: date) -> dict[tuple[int, int], int]:
    """Return (office, number of the half in `halves`) -> rounds missed or overdue. Shape: 1 query."""
    found: dict[tuple[int, int], int] = {}
    for path, day, n in _late(actor, at.path, halves[0][0], halves[-1][1], today):
        number = next(i for i, (first, last) in enumerate(halves) if first <= day <= last)
        office = int(path.rstrip(".").rpartition(".")[2])
        found[office, number] = found.get((office, number), 0) + n
    return found


@prepared
def _late(actor: Actor, path: str, first: date, last: date, today: date) -> QuerySet[Round, tuple[str, date, int]]:
    rows = _below(access.rounds(actor), path).filter(due_on__gte=first, due_on__lte=last)
    rows = rows.filter(_lapsed(today, F("case__enrolled_on"))).order_by()
    return rows.values_list("scope_path", "due_on").annotate(n=Count("*"))


def chosen(actor: Actor, at: Office, ids: Sequence[str]) -> list[Case]:
    """Return the ticked cases with their offices. Shape: 1 query."""
    return list(within(actor, at).filter(public_id__in=list(ids)[:500]).select_related("office"))


def need_codes() -> list[tuple[str, str]]:
    """Return the needs one can filter by."""
    return [(code.value, str(code.label)) for code in Code]


def places(paths: set[str]) -> dict[str, Office]:
    """Return the offices at those paths, with province and district along. Shape: 1 query."""
    return {office.path: office for office in _at_paths(sorted(paths))} if paths else {}


@prepared
def _at_paths(paths: list[str]) -> QuerySet[Office]:
    return Office.objects.filter(path__among=paths).select_related("province", "district")


def filters_of(asked: Mapping[str, str]) -> Filters:
    """Read filters from an address or a form; what is unknown is left out."""
    tab, state, half = asked.get("tab", "todo"), asked.get("state", ""), asked.get("half", "")
    code = asked.get("need", "")
    numbered = half.isdecimal() and len(half) < 6 and 24 * 1900 < int(half) < 24 * 2900
    return Filters(
        tab=tab if tab in TABS else "todo", team=asked.get("team", "")[:24],
        need=code if code in Code.values else "", state=state if state in STATES else "",
        words=asked.get("name", "").replace("\0", "")[:100].strip(),
        half=(half_start(int(half)), half_end(int(half))) if numbered else None,
    )  # fmt: skip
