"""From a confirmed letter to obligations, from a relayed one to the offices they bind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.letters.models import Confirmation, Deadline, RegisterEntry
from tidtam.letters.rules import received_on
from tidtam.obligations import matching, queries
from tidtam.obligations.actions import duties
from tidtam.obligations.choices import DutyState, ObligationState
from tidtam.obligations.models import Bound, Duty, Obligation
from tidtam.obligations.rules import Kind, Rule
from tidtam.offices.models import Office

HISTORY = timedelta(days=366 * 5)  # how far back earlier periods are listed as history


@transaction.atomic
def bind_confirmed(*, confirmation: Confirmation, by: Actor, at: datetime) -> list[Obligation]:
    """Make an obligation of each confirmed deadline and bind the confirming office, if the duty is its level's.

    A live obligation from higher up that binds this office for the same duty stays: then nothing new is made.
    """
    office = confirmation.office
    made = []
    for deadline in confirmation.deadlines.order_by("id"):
        rule = Rule.from_json(deadline.rule)
        higher = queries.same_duty_from_above(confirmation.letter_id, deadline.from_level, rule, office)
        if higher is not None:
            continue
        _retire_earlier(confirmation, deadline, rule, by, at)
        made.append(_make(deadline, rule, confirmation, by, at))
    return made


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('obligations_obligation_id_seq')")
        return int(cursor.fetchone()[0])


def _make(deadline: Deadline, rule: Rule, confirmation: Confirmation, by: Actor, at: datetime) -> Obligation:
    office, letter = confirmation.office, confirmation.letter
    key, counts_from = _next_id(), confirmation.counts_from
    starts = min(deadline.first_due or letter.date or counts_from, counts_from)
    binds = matching.binds(deadline.from_level, office.level)
    Bound.objects.create(
        obligation_id=key, office=office, scope_path=office.path, binds=binds,
        starts_on=max(starts, counts_from - HISTORY), counts_from=counts_from,
    )  # fmt: skip
    obligation = Obligation(
        id=key, title=deadline.title, letter=letter, deadline=deadline, owner_office=office,
        kind=matching.kind_of(rule, deadline.from_level), rule=deadline.rule, from_level=deadline.from_level,
        to=deadline.to, system=deadline.system, quote=deadline.quote, first_due=deadline.first_due,
        counts_from=counts_from, made_at=at,
    )  # fmt: skip
    # Only what this office or one below it confirmed: nobody retires a superior's obligation.
    replaced = list(
        Obligation.objects.filter(
            pk__in=deadline.replaces, state=ObligationState.LIVE, owner_office__path__startswith=office.path
        )
    )
    if replaced:
        obligation.difference = matching.difference(_values(replaced[0]), _values(obligation))
    obligation.save(force_insert=True)
    for old in replaced:
        supersede(obligation=old, by_obligation=obligation, from_day=counts_from, by=by, at=at)
        # Whom the old one bound, the new one binds: nobody drops out because a letter changed a date.
        _inherit(old, obligation, counts_from)
    audit.record("obligations.obligation.made", obligation, by=by, at=at, fields=["rule", "from_level", "counts_from"])
    duties.generate(obligation=obligation, until=duties.horizon(at), at=at)
    return obligation


def _values(obligation: Obligation) -> dict[str, object]:
    return {name: getattr(obligation, name) for name in ("rule", "to", "system", "first_due")}


def _inherit(old: Obligation, new: Obligation, from_day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO obligations_bound (obligation_id, office_id, scope_path, binds, starts_on, counts_from) "
            "SELECT %s, office_id, scope_path, binds, greatest(starts_on, %s), greatest(counts_from, %s) "
            "FROM obligations_bound WHERE obligation_id = %s ON CONFLICT (obligation_id, office_id) DO NOTHING",
            [new.pk, from_day, from_day, old.pk],
        )


def _retire_earlier(confirmation: Confirmation, deadline: Deadline, rule: Rule, by: Actor, at: datetime) -> None:
    """A second confirmation of one letter by one office replaces its first: the same duty is not owed twice."""
    for old in Obligation.objects.filter(
        letter=confirmation.letter_id, owner_office=confirmation.office, from_level=deadline.from_level,
        state=ObligationState.LIVE,
    ).exclude(deadline__confirmation=confirmation):  # fmt: skip
        if old.value.kind == rule.kind and old.pk not in deadline.replaces:
            deadline.replaces = [*deadline.replaces, old.pk]


@transaction.atomic
def supersede(
    *, obligation: Obligation, by_obligation: Obligation, from_day: date, by: Actor, at: datetime
) -> Obligation:
    """Let a newer obligation take over from `from_day`: open duties on or after it end, closed ones stay.

    A duty being sent at this moment wins or loses as a whole: both take the duty's row lock.
    """
    by.require(Permission.LETTERS_CONFIRM)
    obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if obligation.state != ObligationState.LIVE:
        raise Conflict("obligations.not_live", "ข้อนี้สิ้นสุดหรือมีฉบับใหม่แทนแล้ว")
    obligation.state, obligation.superseded_by, obligation.ended_on = (
        ObligationState.SUPERSEDED, by_obligation, from_day,
    )  # fmt: skip
    obligation.save(update_fields=["state", "superseded_by", "ended_on"])
    _close_open(obligation.pk, None, from_day, at)
    audit.record("obligations.obligation.superseded", obligation, by=by, at=at, fields=["state", "superseded_by"])
    return obligation


def _close_open(obligation_id: int, offices: Sequence[int] | None, from_day: date, at: datetime) -> int:
    rows = Duty.objects.filter(
        obligation_id=obligation_id, due_on__gte=from_day, state__in=[DutyState.OPEN, DutyState.RETURNED]
    )
    bound = Bound.objects.filter(obligation_id=obligation_id, until__isnull=True)
    if offices is not None:
        rows, bound = rows.filter(office__in=offices), bound.filter(office__in=offices)
    bound.update(until=from_day)
    return rows.update(state=DutyState.SUPERSEDED, closed_at=at)


@transaction.atomic
def end(*, obligation: Obligation, ends_on: date, reason: str, by: Actor, at: datetime) -> Obligation:
    """End an obligation on a day; open duties after it are closed. Errors: NotAllowed; Problem; Conflict."""
    by.require(Permission.OBLIGATIONS_MANAGE)
    if not reason.strip():
        raise Problem("obligations.reason_missing", "บอกเหตุผลหรือเลขหนังสือที่ให้สิ้นสุด", field="reason")
    obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if obligation.owner_office_id != by.office_id:
        raise Problem("obligations.other_owner", "หน่วยงานที่ยืนยันข้อนี้เท่านั้นที่สั่งให้สิ้นสุดได้")
    if obligation.state != ObligationState.LIVE:
        raise Conflict("obligations.not_live", "ข้อนี้สิ้นสุดหรือมีฉบับใหม่แทนแล้ว")
    obligation.state, obligation.ended_on, obligation.end_reason = ObligationState.ENDED, ends_on, reason.strip()
    obligation.save(update_fields=["state", "ended_on", "end_reason"])
    _close_open(obligation.pk, None, ends_on + timedelta(days=1), at)
    audit.record("obligations.obligation.ended", obligation, by=by, at=at, fields=["state"], reason=reason)
    return obligation


@transaction.atomic
def bind_relayed(*, out: RegisterEntry, by: Actor, at: datetime) -> int:
    """Bind the offices a letter was just relayed to, to every live obligation of the letters it carries.

    Shape: the number of offices newly bound. A lower office's own reading of the same letter gives way; what differs
    is kept on the obligation that replaced it.
    """
    letters = queries.carried_letters(out.letter_id)
    offices = list(Office.objects.filter(pk__in=out.deliveries.values("office_id")))
    counts = received_on(registered=None, delivered=at.astimezone(), holidays=frozenset(queries.holidays_near(at)))
    count = 0
    for obligation in Obligation.objects.filter(letter__in=letters, state=ObligationState.LIVE).filter(
        bound__office=out.office_id
    ):
        start = max(obligation.counts_from, counts)
        Bound.objects.bulk_create(
            [
                Bound(
                    obligation=obligation, office=office, scope_path=office.path, starts_on=start, counts_from=start,
                    binds=matching.binds(obligation.from_level, office.level),
                )
                for office in offices
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        count += len(offices)
        _replace_below(obligation, letters, [office.pk for office in offices], start, at)
        duties.generate(obligation=obligation, until=duties.horizon(at), at=at, offices=[o.pk for o in offices])
    return count


def _replace_below(obligation: Obligation, letters: list[int], offices: list[int], day: date, at: datetime) -> None:
    for lower in Obligation.objects.filter(
        letter__in=letters, from_level=obligation.from_level, owner_office__in=offices, state=ObligationState.LIVE
    ).exclude(pk=obligation.pk):
        if lower.value.kind != obligation.value.kind:
            continue
        lower.state, lower.superseded_by, lower.ended_on = ObligationState.SUPERSEDED, obligation, day
        lower.difference = matching.difference(_values(lower), _values(obligation))
        lower.save(update_fields=["state", "superseded_by", "ended_on", "difference"])
        _close_open(lower.pk, None, day, at)


@transaction.atomic
def count_from_registering(*, entry: RegisterEntry, at: datetime) -> None:
    """Count an office's duties from the day it registered the letter, when that is earlier than assumed."""
    if entry.received_on is None or entry.via_id is None:
        return
    letters = queries.carried_letters(entry.letter_id)
    earlier = Bound.objects.filter(
        office=entry.office_id, obligation__letter__in=letters, counts_from__gt=entry.received_on,
        obligation__counts_from__lte=entry.received_on,
    ).select_related("obligation")  # fmt: skip
    for bound in list(earlier):
        obligation = bound.obligation
        bound.counts_from = bound.starts_on = entry.received_on
        bound.save(update_fields=["counts_from", "starts_on"])
        if obligation.value.kind is Kind.ONCE and obligation.value.n:
            duties.redate(obligation=obligation, office=entry.office_id, counts_from=entry.received_on)
        duties.generate(obligation=obligation, until=duties.horizon(at), at=at, offices=[entry.office_id])
