"""Make duties ahead; send, return, accept, excuse them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.files.models import StoredFile
from tidtam.kernel import rows
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.obligations import queries
from tidtam.obligations.choices import DutyState, FulfilmentKind, ObligationKind, ObligationState
from tidtam.obligations.models import Bound, Duty, Obligation
from tidtam.obligations.rules import due_dates, period_of, resolve
from tidtam.obligations.transitions import DUTY

AHEAD = timedelta(days=400)
MARGIN = timedelta(days=30)
# Rooms above that answer duties in a way of their own say it when they are ready: which of some duties take no
# statement ("send"), which of their answers are not reviewed here ("review").
claims: list[Callable[[Sequence[int], str], set[int]]] = []


def claimed(duties: Sequence[int], verb: str) -> set[int]:
    """Return which of some duties another room answers ("send"), or reviews ("review"). Shape: one query per room."""
    return set().union(*(claim(duties, verb) for claim in claims)) if duties else set()


def horizon(at: datetime) -> date:
    """Return the day up to which duties are made ahead."""
    return at.astimezone().date() + AHEAD


@transaction.atomic
def generate(*, obligation: Obligation, until: date, at: datetime, offices: Sequence[int] | None = None) -> int:
    """Make the missing duties of an obligation up to `until`, for all its offices or for some.

    Shape: rows made; two statements however many offices. A duty that exists, open or closed, is never touched.
    """
    if obligation.kind != ObligationKind.DATED or obligation.state != ObligationState.LIVE:
        return 0
    bound = Bound.objects.filter(obligation=obligation, binds=True)
    if offices is not None:
        bound = bound.filter(office__in=offices)
    made = 0
    groups = bound.values_list("counts_from").annotate(first=Min("starts_on")).order_by("counts_from")
    for counts_from, first in groups:
        rule = resolve(
            obligation.value, counts_from, queries.holiday_set(counts_from, counts_from + timedelta(days=60))
        )
        days = due_dates(rule, first, until, first_due=obligation.first_due, holidays=queries.holiday_set(first, until))
        periods = [period_of(rule, day) for day in days]
        made += _insert(obligation, counts_from, days, periods, list(offices) if offices is not None else None)
    Obligation.objects.filter(pk=obligation.pk).update(generated_to=until)
    return made


def _insert(
    obligation: Obligation,
    counts_from: date,
    days: list[date],
    periods: list[tuple[date, date]],
    offices: list[int] | None,
) -> int:
    if not days:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO obligations_duty (obligation_id, office_id, scope_path, due_on, period_start, period_end, "
            "state, comment, version) "
            "SELECT b.obligation_id, b.office_id, b.scope_path, d.due, d.first, d.last, "
            "CASE WHEN d.due < b.counts_from THEN 'excused' ELSE 'open' END, "
            "CASE WHEN d.due < b.counts_from THEN 'history' ELSE '' END, 1 "
            "FROM obligations_bound b JOIN unnest(%s::date[], %s::date[], %s::date[]) AS d(due, first, last) "
            "ON d.due >= b.starts_on AND (b.until IS NULL OR d.due < b.until) "
            "WHERE b.obligation_id = %s AND b.binds AND b.counts_from = %s "
            "AND (%s::bigint[] IS NULL OR b.office_id = ANY(%s)) "
            "ON CONFLICT (obligation_id, office_id, due_on) DO NOTHING",
            [
                days, [first for first, _ in periods], [last for _, last in periods],
                obligation.pk, counts_from, offices, offices,
            ],
        )  # fmt: skip
        return int(cursor.rowcount)


def _locked(duty: Duty, version: int | None) -> Duty:
    found = _locking(duty.pk)
    if not found:
        raise Duty.DoesNotExist
    fresh = found[0]
    if version is not None and fresh.version != version:
        raise Conflict("obligations.duty.moved_on", "มีคนแก้งวดนี้ไปก่อนแล้ว ข้อความที่พิมพ์ยังอยู่ ตรวจแล้วส่งอีกครั้ง")
    return fresh


@prepared
def _locking(key: int) -> QuerySet[Duty]:
    return Duty.objects.select_for_update(of=("self",)).select_related("office").filter(pk=key)


def _move(duty: Duty, verb: str, by: Actor) -> str:
    move = DUTY[verb]
    by.require(move.permission)
    if duty.state not in move.sources:
        raise Conflict(
            "obligations.duty.bad_state",
            _("งวดนี้ %(state)s จึง%(verb)sไม่ได้") % {"state": duty.get_state_display(), "verb": _(move.label)},
        )
    return move.target


_SAID = ("duty_id", "scope_path", "kind", "words", "file_id", "by_user_id", "by_name", "at")
_SENT = ("state", "sent_on", "sent_at", "comment", "version")


@transaction.atomic
def send(
    *,
    duty: Duty,
    kind: str,
    words: str = "",
    file: StoredFile | None = None,
    version: int | None = None,
    reported: bool = False,
    by: Actor,
    at: datetime,
) -> Duty:
    """Fulfil a duty with a statement (words, a file, or both) or an explicit nil return.

    What another room answers takes no statement; `reported`: that room sends its own answer.
    Errors: NotAllowed; NotAllowed for another office's duty; Problem("obligations.statement_empty"); Conflict.
    """
    duty = _locked(duty, version)
    if duty.office_id != by.office_id:
        raise NotAllowed("obligations.other_office", "ส่งได้เฉพาะหน้าที่ของหน่วยงานที่คุณปฏิบัติอยู่")
    target = _move(duty, "send_nil" if kind == FulfilmentKind.NIL else "send", by)
    if not reported and claimed([duty.pk], "send"):
        raise Conflict(
            "obligations.duty.reported",
            _("หน้าที่นี้ตอบด้วยรายงานที่ลงนาม ส่งเป็นข้อความหรือ “ไม่มีการดำเนินงาน” ที่นี่ไม่ได้ เปิดรายงานแล้วส่งจากรายงาน"),
        )
    if kind != FulfilmentKind.NIL and not words.strip() and file is None:
        raise Problem(
            "obligations.statement_empty", "เขียนผลการดำเนินงานสั้น ๆ หรือแนบไฟล์ ถ้าไม่มีให้เลือก “ไม่มีการดำเนินงาน”",
            field="words",
        )  # fmt: skip
    said = (duty.pk, duty.scope_path, kind, words.strip(), file.pk if file else None, by.user_id, by.name, at)
    rows.insert("obligations_fulfilment", _SAID, [said])
    duty.state = target
    duty.sent_on = duty.sent_on or at.astimezone().date()
    duty.sent_at, duty.comment, duty.version = at, "", duty.version + 1
    rows.update("obligations_duty", ("id",), _SENT, [(duty.pk, *(getattr(duty, name) for name in _SENT))])
    audit.record("obligations.duty.sent", duty, by=by, at=at, fields=["state", "sent_on"])
    return duty


@transaction.atomic
def review(
    *, duty: Duty, verb: str, comment: str = "", version: int | None = None, reported: bool = False, by: Actor,
    at: datetime,
) -> Duty:  # fmt: skip
    """Return, accept or excuse a duty of an office below; what another room answered is reviewed there (`reported`).

    Errors: NotAllowed; Problem without a comment; Conflict.
    """
    duty = _locked(duty, version)
    if duty.office_id == by.office_id:
        raise NotAllowed("obligations.own_duty", "หน่วยเหนือเท่านั้นที่ตรวจรายงานนี้ได้")
    target = _move(duty, verb, by)
    if verb != "excuse" and not reported and claimed([duty.pk], "review"):
        raise Conflict("obligations.duty.reported", _("หน่วยงานตอบหน้าที่นี้ด้วยรายงาน รับหรือส่งคืนที่รายงาน"))
    if verb in ("return", "excuse") and not comment.strip():
        raise Problem("obligations.comment_missing", "บอกว่าต้องแก้อะไร หรือยกเว้นเพราะอะไร", field="comment")
    duty.state, duty.comment, duty.version = target, comment.strip(), duty.version + 1
    if verb in ("accept", "excuse"):
        duty.closed_at = at
    duty.save(update_fields=["state", "comment", "closed_at", "version"])
    audit.record(f"obligations.duty.{verb}ed" if verb != "excuse" else "obligations.duty.excused", duty, by=by, at=at,
                 fields=["state"], reason=comment)  # fmt: skip
    return duty


def redate(*, obligation: Obligation, office: int, counts_from: date) -> None:
    """Move the one open duty "within n days of receipt" of an office to the date its own receipt gives."""
    rule = resolve(obligation.value, counts_from, queries.holiday_set(counts_from, counts_from + timedelta(days=60)))
    first, last = period_of(rule, rule.dates[0])
    Duty.objects.filter(obligation=obligation, office=office, state=DutyState.OPEN).update(
        due_on=rule.dates[0], period_start=first, period_end=last
    )


def generate_ahead(*, at: datetime) -> int:
    """Make the duties of every live dated obligation in scope up to the horizon. Shape: rows made.

    One whose duties reach to within a month of the horizon is left for a later night.
    """
    until = horizon(at)
    live = Obligation.objects.filter(state=ObligationState.LIVE, kind=ObligationKind.DATED)
    behind = live.filter(Q(generated_to__isnull=True) | Q(generated_to__lt=until - MARGIN)).order_by("id")
    return sum(generate(obligation=one, until=until, at=at) for one in behind)
