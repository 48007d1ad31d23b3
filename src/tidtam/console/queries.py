"""What to do now under one grant, in the order of danger; what is coming; how the own office stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Value
from django.db.models.fields.json import KT

from tidtam.activities.queries import knowledge, photos, plan
from tidtam.activities.queries.knowledge import Given
from tidtam.aftercare.queries import desk as care
from tidtam.aftercare.queries.desk import CareInbox
from tidtam.assistance.queries import referrals
from tidtam.exchange.queries import bsort
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.letters import queries as letters
from tidtam.letters.models import Intake, RegisterEntry
from tidtam.meetings.queries import meetings
from tidtam.meetings.queries.meetings import MeetingInbox
from tidtam.obligations import facts
from tidtam.obligations import queries as duties
from tidtam.obligations.facts import Standing
from tidtam.obligations.models import Duty, Obligation
from tidtam.reports.queries import inbox as reports
from tidtam.tips.queries import waiting as tips

_MOST = 20  # of each kind; the lists behind show the rest
_AHEAD_DAYS = 30
_FISCAL_MONTH = 10


@dataclass(slots=True)
class Inbox:
    """Everything one inbox shows. Shape: at most thirty small queries, whatever the size of the office."""

    today: date
    overdue: list[Duty] = field(default_factory=list)
    today_due: list[Duty] = field(default_factory=list)
    returned: list[Duty] = field(default_factory=list)
    near: list[Duty] = field(default_factory=list)
    later: list[Duty] = field(default_factory=list)
    to_confirm: list[Intake] = field(default_factory=list)
    to_register: list[RegisterEntry] = field(default_factory=list)
    to_route: list[RegisterEntry] = field(default_factory=list)
    late_below: list[LateBelow] = field(default_factory=list)
    to_review: list[Duty] = field(default_factory=list)
    holidays: dict[date, str] = field(default_factory=dict)
    standing: Standing = field(default_factory=Standing)
    care: CareInbox = field(default_factory=CareInbox)
    keying: bsort.Waiting = field(default_factory=bsort.Waiting)  # visits to be typed into บสต.
    asked_of_us: int = 0
    asked_first: date | None = None  # the first of them to be answered
    wanting_more: int = 0
    meetings: MeetingInbox = field(default_factory=MeetingInbox)
    plan: plan.Waiting = field(default_factory=plan.Waiting)
    reports: reports.Waiting = field(default_factory=reports.Waiting)
    flags: tuple[int, int] = (0, 0)  # photos to explain, explanations to read
    sets: list[Given] = field(default_factory=list)  # knowledge to acknowledge
    tips: tips.Waiting = field(default_factory=tips.Waiting)


@dataclass(frozen=True, slots=True)
class LateBelow:
    """How many offices below have not sent one obligation's report of one date."""

    obligation: Obligation
    due_on: date
    offices: int


def fiscal_year(day: date) -> tuple[date, date]:
    """Return the first and last day of the fiscal year a day lies in: 1 October to 30 September."""
    first = date(day.year if day.month >= _FISCAL_MONTH else day.year - 1, _FISCAL_MONTH, 1)
    return first, date(first.year + 1, 9, 30)


def inbox(actor: Actor, at: datetime, today: date) -> Inbox:
    """Gather the inbox of one grant."""
    found = Inbox(today=today)
    start, end = fiscal_year(today)
    if actor.may(Permission.OBLIGATIONS_READ):
        _sort_duties(found, duties.inbox_duties(actor, today, ahead_days=_AHEAD_DAYS))
        found.standing = facts.own_standing(actor, start, end, today)
    if actor.may(Permission.LETTERS_CONFIRM):
        found.to_confirm = list(waiting(actor)[:_MOST])
    if actor.may(Permission.LETTERS_RECEIVE):
        found.to_register = list(letters.to_register(actor).defer("letter__text", "letter__search_text")[:_MOST])
    if actor.may(Permission.LETTERS_RECEIVE) or actor.may(Permission.LETTERS_ORDER):
        found.to_route = list(letters.to_route(actor).defer("letter__text", "letter__search_text")[:_MOST])
    if actor.may(Permission.OVERVIEW_READ):
        found.late_below = late_below(actor, today)
    if actor.may(Permission.DUTIES_REVIEW):
        found.to_review = duties.to_review(actor, today, limit=_MOST)
    own = [*found.overdue, *found.today_due, *found.returned, *found.near, *found.later]
    found.reports = reports.waiting(
        actor, today, duties=[duty.pk for duty in found.to_review], asked=[duty.pk for duty in own]
    )
    _hasten(found)
    found.to_review = [duty for duty in found.to_review if duty.pk not in found.reports.held]
    found.care = care.inbox(actor, today)
    if actor.may(Permission.CARE_REVIEW):
        found.keying = bsort.counted(actor)
    if actor.may(Permission.NEEDS_ANSWER):
        found.asked_of_us, found.asked_first = referrals.waiting(actor)
    if actor.may(Permission.NEEDS_MANAGE):
        found.wanting_more = referrals.asked_for_more(actor)
    if actor.may(Permission.MEETINGS_READ):
        found.meetings = meetings.inbox(actor, at)
    if actor.may(Permission.ACTIVITIES_READ):
        found.plan, found.flags = plan.waiting(actor), photos.waiting(actor)
        found.sets = knowledge.to_acknowledge(actor)
    found.tips = tips.waiting(actor, today)
    found.holidays = duties.holiday_names(today - timedelta(days=14), today + timedelta(days=_AHEAD_DAYS))
    return found


def _sort_duties(found: Inbox, rows: list[Duty]) -> None:
    for duty in rows:
        if duty.due_on < found.today:
            found.overdue.append(duty)
        elif duty.due_on == found.today:
            found.today_due.append(duty)
        elif duty.state == "returned":
            found.returned.append(duty)
        elif duty.due_on <= found.today + timedelta(days=5):
            found.near.append(duty)
        else:
            found.later.append(duty)


def _hasten(found: Inbox) -> None:
    """Take to what is near the duties whose report only has to be signed or sent."""
    for duty in list(found.later):
        report = found.reports.of_duty(duty.pk)
        if report is not None and (report.state == "signed" or (reports.is_ready(report) and found.reports.signs)):
            found.later.remove(duty)
            found.near.append(duty)


def late_below(actor: Actor, today: date, *, limit: int = 12) -> list[LateBelow]:
    """Return what did not come from below, the newest date first. Shape: two queries."""
    rows = facts.late_below(actor, today, limit=limit)
    titles = duties.titles({row["obligation_id"] for row in rows}) if rows else {}
    return [
        LateBelow(titles[row["obligation_id"]], row["due_on"], row["offices"])
        for row in rows
        if row["obligation_id"] in titles
    ]


def waiting(actor: Actor) -> QuerySet[Intake]:
    """Return the documents to confirm with what a row says of them; the reading itself stays in the database."""

    def length(path: str) -> Any:
        # The path is a constant of ours; PostgreSQL wants its type said.
        listed = Func(
            "reading",
            Value(path),
            function="jsonb_path_query_array",
            template="%(function)s(%(expressions)s::jsonpath)",
        )
        return Func(listed, function="jsonb_array_length", output_field=IntegerField())

    return (
        letters.to_confirm(actor)
        .defer("text", "draft", "reading")
        .annotate(
            number=KT("reading__letters__0__number"),
            subject=KT("reading__letters__0__subject"),
            issuer=KT("reading__letters__0__issuer"),
            urgency=KT("reading__letters__0__urgency"),
            quote=KT("reading__letters__0__deadlines__0__quote"),
            deadlines=length("$.letters[*].deadlines[*]"),
            flags=length("$.flags[*]"),
        )
    )
