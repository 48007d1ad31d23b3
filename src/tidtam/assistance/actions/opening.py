"""Open needs: one, or a nation's worth; one is a batch of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.db import transaction

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance import notes
from tidtam.assistance.actions.ledger import BATCH, MOVEMENT, record
from tidtam.assistance.choices import Bucket, Code, Reason, Source
from tidtam.assistance.models import Need
from tidtam.assistance.transitions import NEED
from tidtam.kernel import rows, wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.ids import public_id
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import NotAllowed, Problem
from tidtam.offices.models import Office
from tidtam.people.choices import Purpose
from tidtam.people.models import Person
from tidtam.people.rules import day_of

_CODES, _SOURCES = frozenset(Code.values), frozenset(Source.values)
FIELDS = ("person", "code", "source", "bucket", "asked_on")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked for. `person` is the id of a Person of purpose `help` in the scope of `office`.

    `at` is the instant it was noted, when that is not now. Of it the day is kept: the hour would tell which visit.
    """

    office: Office
    person: int
    code: str
    asked_on: date
    detail: str = ""
    source: str = Source.DISTRICT
    at: datetime | None = None
    due_on: date | None = None
    next_step: str = ""
    request: int | None = None


@transaction.atomic
def open_need(
    *,
    office: Office,
    person: Person,
    code: str,
    asked_on: date,
    detail: str = "",
    source: str = Source.DISTRICT,
    due_on: date | None = None,
    next_step: str = "",
    by: Actor,
    at: datetime,
) -> Need:
    """Open a need of a person, for the own office, one below, or one above (a team's visit opens it for the district).

    Errors: NotAllowed; Problem assistance.bad_code, assistance.bad_day, assistance.person_elsewhere.
    """
    asked = Asked(
        office=office, person=person.pk, code=code, asked_on=asked_on, detail=detail, source=source, due_on=due_on,
        next_step=next_step,
    )  # fmt: skip
    return open_many(asked=[asked], by=by, at=at)[0]


@transaction.atomic
def open_many(*, asked: Sequence[Asked], by: Actor, at: datetime) -> list[Need]:
    """Open needs set by set, with one audit entry per office and batch.

    Shape: the needs in the order asked. Errors: as `open_need`; nothing is opened when one is wrong.
    """
    if not by.may(Permission.CARE_VISIT):
        by.require(NEED["open"].permission)
    made: list[Need] = []
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        for one in batch:
            check(one, by, at)
        with wall.lent(_reach(batch, by)):
            _check_people(batch)
            needs = _insert(batch, at)
        record(needs, "open", fields=FIELDS, by=by, at=at)
        made += needs
    return made


def enter(asked: Sequence[Asked], by: Actor, at: datetime) -> list[Need]:
    """Open needs of people just held against their office, inside the caller's verb and open wall.

    Errors: NotAllowed; Problem assistance.bad_code, assistance.bad_day.
    """
    by.require(NEED["open"].permission)
    for one in asked:
        check(one, by, at)
    needs = _insert(asked, at)
    record(needs, "open", fields=FIELDS, by=by, at=at)
    return needs


def check(one: Asked, by: Actor, at: datetime) -> None:
    """Hold one thing asked for against the actor and the catalogue. Errors: NotAllowed; Problem with its field."""
    path = one.office.path
    if not by.scope or not (path.startswith(by.scope) or by.scope.startswith(path)):
        raise NotAllowed("assistance.other_office", "รับคำขอได้เฉพาะของหน่วยงานในสายของคุณ")
    if one.code not in _CODES or one.source not in _SOURCES:
        raise Problem("assistance.bad_code", "เลือกสิ่งที่ขอจากรายการ", field="code")
    if one.asked_on > (one.at or at).astimezone(BANGKOK).date():
        raise Problem("assistance.bad_day", "วันที่ขอต้องไม่เลยวันนี้", field="asked_on")


def _reach(batch: Sequence[Asked], by: Actor) -> str:
    """Return the scope the rows lie in: the actor's own, or that of the office above it the needs are opened for."""
    return min((one.office.path for one in batch if by.scope.startswith(one.office.path)), key=len, default=by.scope)


def _check_people(batch: Sequence[Asked]) -> None:
    ids = {one.person for one in batch}
    paths = dict(Person.objects.filter(pk__in=ids, purpose=Purpose.HELP).values_list("pk", "scope_path"))
    if any(paths.get(one.person) != one.office.path for one in batch):
        raise Problem("assistance.person_elsewhere", "ผู้ขอต้องอยู่ในทะเบียนขอความช่วยเหลือของหน่วยงานเดียวกัน", field="person")


def build(batch: Sequence[Asked], at: datetime) -> list[Need]:
    """Return the needs asked for, not yet kept."""
    needs = []
    for one in batch:
        name = public_id()
        values = {
            "id": None, "public_id": name, "office_id": one.office.id, "scope_path": one.office.path,
            "person_id": one.person, "code": one.code, "detail_sealed": notes.seal(one.detail, name),
            "source": one.source, "bucket": Bucket.UNMET, "reason": Reason.WAITING, "asked_on": one.asked_on,
            "opened_at": day_of(one.at or at), "due_on": one.due_on, "next_step": one.next_step.strip(),
            "request_id": one.request,
        }  # fmt: skip
        needs.append(rows.made(Need, values, office=one.office))
    return needs


def _insert(batch: Sequence[Asked], at: datetime) -> list[Need]:
    """Keep needs and the first movement of each. Shape: 3 statements."""
    needs = build(batch, at)
    for need, pk in zip(needs, rows.reserve("assistance_need", len(needs)), strict=True):
        need.id = pk
    rows.insert("assistance_need", COLUMNS, [values_of(need) for need in needs])
    rows.insert(
        "assistance_movement", MOVEMENT,
        [
            (one.pk, 1, one.asked_on, one.opened_at, one.bucket, 1, one.reason, one.office_id, one.scope_path, "open")
            for one in needs
        ],
    )  # fmt: skip
    return needs


COLUMNS = (
    "id", "public_id", "office_id", "scope_path", "person_id", "request_id", "code", "detail_sealed", "source",
    "bucket", "reason", "answer_sealed", "merged_into_id", "asked_on", "opened_at", "due_on", "next_step",
    "settled_on", "given", "amount_baht", "fund", "proof_id", "version",
)  # fmt: skip
values_of = attrgetter(*COLUMNS)
