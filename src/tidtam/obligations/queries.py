"""Named reads of the obligations room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When

from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared
from tidtam.kernel.problem import Missing
from tidtam.letters import access as letter_access
from tidtam.letters import queries as letters
from tidtam.letters.access import within
from tidtam.letters.choices import EdgeKind
from tidtam.letters.models import Edge
from tidtam.obligations import access
from tidtam.obligations.choices import DutyState, ObligationKind, ObligationState
from tidtam.obligations.models import Bound, Duty, Fulfilment, Holiday, Obligation
from tidtam.obligations.rules import Rule
from tidtam.offices.models import Office

OPEN = (DutyState.OPEN, DutyState.RETURNED)
DONE = (DutyState.SENT, DutyState.ACCEPTED, DutyState.NIL)
# A list needs a letter's number, never its text.
_NO_TEXT = ("obligation__letter__text", "obligation__letter__search_text")


def holiday_set(start: date, end: date) -> frozenset[date]:
    """Return the active holidays in a window."""
    return frozenset(_holidays(start, end))


@prepared
def _holidays(start: date, end: date) -> QuerySet[Holiday, date]:
    return Holiday.objects.filter(day__gte=start, day__lte=end, active=True).values_list("day", flat=True)


def holiday_names(start: date, end: date) -> dict[date, str]:
    """Return the active holidays in a window with their names."""
    return dict(Holiday.objects.filter(day__range=(start, end), active=True).values_list("day", "name"))


def holidays_near(at: datetime) -> frozenset[date]:
    """Return the holidays of the next two weeks."""
    return holiday_set(at.date(), at.date() + timedelta(days=14))


def carried_letters(letter_id: int) -> list[int]:
    """Return a letter and what it carries down (forwarded or enclosed)."""
    return letters.carried(letter_id)


def related_letters(letter_id: int) -> set[int]:
    """Return a letter, what it carries and what carries it."""
    return set(letters.carried(letter_id)) | set(letters.carrying(letter_id))


def same_duty_from_above(letter_id: int, from_level: str, rule: Rule, office: Office) -> Obligation | None:
    """Return the live obligation by which a higher office already binds this one through the same letter, if any."""
    related = related_letters(letter_id)
    for one in (
        Obligation.objects.filter(
            letter__in=related, from_level=from_level, state=ObligationState.LIVE, bound__office=office
        )
        .exclude(owner_office=office)
        .select_related("owner_office")
    ):
        if one.value.kind == rule.kind and office.path.startswith(one.owner_office.path):
            return one
    return None


def state_on(duty: Duty, today: date) -> str:
    """Return the computed state: upcoming, due (within 5 days), late, done, returned, superseded, excused."""
    if duty.state in DONE:
        return "done"
    if duty.state == DutyState.SUPERSEDED:
        return "superseded"
    if duty.state == DutyState.EXCUSED:
        return "excused"
    if duty.due_on < today:
        return "late"
    if duty.state == DutyState.RETURNED:
        return "returned"
    return "due" if duty.due_on <= today + timedelta(days=5) else "upcoming"


def own_duties(actor: Actor, start: date, end: date) -> QuerySet[Duty]:
    """Return the own office's duties in a window, by due date. Shape: obligation and letter in the same query."""
    return (
        access.duties(actor)
        .filter(office=actor.office_id, due_on__range=(start, end))
        .exclude(state=DutyState.SUPERSEDED)
        .select_related("obligation__letter", "obligation__owner_office")
        .defer(*_NO_TEXT)
        .order_by("due_on", "obligation_id")
    )


def inbox_duties(actor: Actor, today: date, *, ahead_days: int = 30, limit: int = 200) -> list[Duty]:
    """Return open duties of the own office that are late, due or near. Shape: one query, by due date.

    However many are late, those of today and of the days ahead are always among them.
    """
    rows = list(
        access.duties(actor)
        .filter(office=actor.office_id, state__in=OPEN, due_on__lte=today + timedelta(days=ahead_days))
        .select_related("obligation__letter", "obligation__owner_office")
        .defer(*_NO_TEXT)
        .order_by(Case(When(due_on__lt=today, then=1), default=0), "due_on", "obligation_id")[:limit]
    )
    return sorted(rows, key=lambda duty: (duty.due_on, duty.obligation_id))


def to_review(actor: Actor, today: date, *, limit: int = 30) -> list[Duty]:
    """Return what offices directly below sent of the last half year and nobody reviewed yet, oldest first."""
    return list(
        access.duties(actor)
        .filter(office__parent=actor.office_id, state__in=[DutyState.SENT, DutyState.NIL])
        .filter(due_on__gte=today - timedelta(days=180))
        .select_related("obligation__letter", "office")
        .defer(*_NO_TEXT)
        .order_by("sent_at")[:limit]
    )


def library(actor: Actor, *, state: str = "", kind: str = "") -> QuerySet[Obligation]:
    """Return the obligations the own office is bound by, owns, or passes down. Shape: letter and owner joined."""
    rows = (
        Obligation.objects.filter(bound__office=actor.office_id, bound__scope_path=actor.scope)
        .select_related("letter", "owner_office", "superseded_by")
        .defer("letter__text", "letter__search_text")
        .annotate(own=F("bound__binds"), checked=F("bound__checked_on"))
        .order_by("state", "kind", "first_due", "id")
    )
    if state in ObligationState.values:
        rows = rows.filter(state=state)
    if kind in ObligationKind.values:
        rows = rows.filter(kind=kind)
    return rows


def titles(ids: Iterable[int]) -> dict[int, Obligation]:
    """Return obligations by id, with letter and owner."""
    return {
        one.pk: one
        for one in Obligation.objects.filter(pk__in=list(ids))
        .select_related("letter", "owner_office")
        .defer("letter__text", "letter__search_text")
    }


def duties_for_export(office: Office, start: date, end: date) -> list[dict[str, Any]]:
    """Return an office's duties as the command line prints them.

    Shape: [{"obligation", "office", "due_on", "state", "letter"}]
    """
    rows = (
        Duty.objects.filter(office=office, due_on__range=(start, end))
        .exclude(state=DutyState.SUPERSEDED)
        .select_related("obligation__letter")
        .order_by("due_on", "obligation_id")
    )
    return [
        {
            "obligation": row.obligation.title,
            "office": office.code,
            "due_on": row.due_on.isoformat(),
            "state": row.state,
            "letter": row.obligation.letter.number,
        }
        for row in rows
    ]


def calendar_duties(actor: Actor, start: date, end: date, *, obligation: str = "", state: str = "") -> list[Duty]:
    """Return the own office's duties of a window, for one obligation or one stored state if asked. Shape: one query."""
    rows = own_duties(actor, start, end)
    if obligation:
        rows = rows.filter(obligation__public_id=obligation)
    if state in DutyState.values:
        rows = rows.filter(state=state)
    return list(rows[:1000])


def own_obligations(actor: Actor) -> list[Obligation]:
    """Return the dated obligations the own office owes, for choosing one. Shape: one query."""
    return list(
        Obligation.objects.filter(
            bound__office=actor.office_id, bound__scope_path=actor.scope, bound__binds=True, kind=ObligationKind.DATED
        )
        .select_related("letter")
        .order_by("state", "title", "id")[:300]
    )


def feed_duties(actor: Actor, today: date) -> list[Duty]:
    """Return the duties a calendar link shows: two months back, all that are made ahead. Shape: one query."""
    rows = own_duties(actor, today - timedelta(days=62), today + timedelta(days=800))
    return list(rows.exclude(state=DutyState.EXCUSED)[:3000])


def history(duty: Duty) -> list[Fulfilment]:
    """Return what was sent for a duty, oldest first, with the attached files. Shape: one query."""
    return list(duty.fulfilments.select_related("file").order_by("at", "id"))


def bound_of(obligation: Obligation, office_id: int | None) -> Bound | None:
    """Return how an office is bound by an obligation, None when it is not."""
    return Bound.objects.filter(obligation=obligation, office=office_id).first()


def bound_counts(actor: Actor, obligation: Obligation) -> dict[str, int]:
    """Return how many offices in scope an obligation binds, and how many only pass it on. Shape: one query."""
    return Bound.objects.filter(within(actor), obligation=obligation).aggregate(
        bound=Count("id", filter=Q(binds=True)), passing=Count("id", filter=Q(binds=False))
    )


def families(letters: Iterable[int]) -> dict[int, int]:
    """Return, per letter, one name of the family of letters it forwards, encloses, relays or is carried by.

    Shape: one query.
    """
    ids = set(letters)
    head = {one: one for one in ids}

    def find(one: int) -> int:
        while head[one] != one:
            one = head[one]
        return one

    kinds = [EdgeKind.FORWARDS, EdgeKind.ENCLOSES, EdgeKind.RELAYS]
    for source, target in Edge.objects.filter(source__in=ids, target__in=ids, kind__in=kinds).values_list(
        "source_id", "target_id"
    ):
        head[find(source)] = find(target)
    return {one: find(one) for one in ids}


def of_letter(actor: Actor, public_id: str) -> list[Obligation]:
    """Return what a letter and those it forwards or encloses demand, as far as an office in scope is bound."""
    letter = letter_access.letters(actor).filter(public_id=public_id).first()
    return list(
        access.obligations(actor)
        .filter(letter__in=letters.carried(letter.pk) if letter else [])
        .select_related("letter", "owner_office", "superseded_by__letter")
        .order_by("state", "id")[:100]
    )


def replaceable(actor: Actor) -> list[Obligation]:
    """Return live obligations the own office confirmed: what a new deadline may replace. Shape: one query."""
    return list(
        Obligation.objects.filter(
            owner_office=actor.office_id, bound__office=actor.office_id, state=ObligationState.LIVE
        )
        .select_related("letter")
        .order_by("title", "id")[:100]
    )


def next_due(actor: Actor, obligations: Iterable[int], today: date) -> dict[int, date]:
    """Return the own office's next open due date per obligation. Shape: one query."""
    rows = (
        access.duties(actor)
        .filter(office=actor.office_id, obligation__in=list(obligations), state__in=OPEN, due_on__gte=today)
        .order_by()
        .values_list("obligation_id")
        .annotate(first=Min("due_on"))
    )
    return dict(rows)


def successor(duty: Duty) -> Duty | None:
    """Return the duty that took the place of a superseded one: same office, new obligation, the nearest date."""
    new = duty.obligation.superseded_by_id
    if new is None:
        return None
    rows = Duty.objects.filter(obligation=new, office=duty.office_id).select_related("obligation", "office")
    return rows.filter(due_on__gte=duty.due_on).order_by("due_on").first() or rows.order_by("-due_on").first()


def shown(show: str, today: date) -> Q:
    """Return the condition of one list behind a figure; with the same meaning of owed as the figures have."""
    done, missing = Q(state__in=DONE), Q(state__in=OPEN, due_on__lt=today)
    conditions = {
        "missing": missing,
        "waiting": Q(state__in=OPEN, due_on__gte=today),
        "late": done & Q(sent_on__gt=F("due_on")),
        "on_time": done & Q(sent_on__lte=F("due_on")),
    }
    return conditions.get(show, done | missing)


def behind(
    actor: Actor, path: str, start: date, end: date, today: date, *, obligation: str = "", show: str = "all"
) -> QuerySet[Duty]:
    """Return the duties behind a figure, by office and date: at a node of the tree, in a window.

    Shape: obligation, letter and office in the same query; ordered along the index of scope and date.
    """
    rows = (
        access.duties(actor)
        .filter(shown(show, today), scope_path__gte=path, scope_path__lt=path + "~")
        .filter(due_on__range=(start, end))
        .select_related("obligation__letter", "office__province", "office__district")
        .defer(*_NO_TEXT)
        .order_by("scope_path", "due_on", "obligation_id")
    )
    return rows.filter(obligation__public_id=obligation) if obligation else rows


def holidays_of(year: int) -> list[Holiday]:
    """Return every row of a Gregorian year, switched off ones too."""
    return list(Holiday.objects.filter(day__year=year).order_by("day"))


def get_holiday(pk: int) -> Holiday:
    """Errors: Missing."""
    found = Holiday.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("obligations.holiday_missing", "ไม่พบวันหยุดนี้")
    return found


def replaced_by(obligation: Obligation) -> list[Obligation]:
    """Return the obligations this one took the place of."""
    return list(Obligation.objects.filter(superseded_by=obligation).select_related("letter", "owner_office")[:20])


def same_family(actor: Actor, obligation: Obligation) -> list[Obligation]:
    """Return the other live dated obligations of the letters round this one's letter."""
    rows = access.obligations(actor).filter(
        letter__in=related_letters(obligation.letter_id), kind=ObligationKind.DATED, state=ObligationState.LIVE
    )
    return list(rows.exclude(pk=obligation.pk)[:100])


def next_duties(actor: Actor, obligation: Obligation, today: date, *, limit: int = 6) -> list[Duty]:
    """Return the own office's next duties of an obligation. Shape: one query."""
    rows = access.duties(actor).filter(office=actor.office_id, obligation=obligation, due_on__gte=today)
    return list(rows.exclude(state=DutyState.SUPERSEDED).order_by("due_on")[:limit])


def offices_at(paths: Iterable[str]) -> dict[str, Office]:
    """Return the offices that stand at these paths of the tree. Shape: one query."""
    return {office.path: office for office in Office.objects.filter(path__in=list(paths))}
