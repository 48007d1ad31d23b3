"""Register people: one is a batch of one, so that rows and audit agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from itertools import groupby

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.accounts.clock import BANGKOK
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.rows import insert, reserve
from tidtam.offices.models import Office
from tidtam.people.actions import rows
from tidtam.people.choices import Purpose
from tidtam.people.models import Person
from tidtam.people.rules import AddressValues, CaregiverValues, NoticeValues, PersonValues, Registration, checked
from tidtam.places.models import Area

BATCH, MANY = 20_000, 300
_DISTRICTS = ("1.d.", "1.b.")  # the lines whose districts also follow people


@transaction.atomic
def register(
    *,
    person: PersonValues,
    purpose: str,
    office: Office,
    by: Actor,
    at: datetime,
    addresses: Sequence[AddressValues] = (),
    caregiver: CaregiverValues | None = None,
    notice: NoticeValues | None = None,
    public_id: str = "",
) -> Person:
    """Register one person at an office.

    Errors: NotAllowed without `people.register` (for help also `assistance.manage`); Problem of `rules.check` with its
    field; Problem people.area_unknown.
    """
    one = Registration(
        person=person, office_id=office.pk, scope_path=office.path, addresses=tuple(addresses), caregiver=caregiver,
        notice=notice, public_id=public_id,
    )  # fmt: skip
    [pk] = register_many(registrations=[one], purpose=purpose, by=by, at=at)
    with wall.lent(office.path):
        return Person.objects.get(pk=pk)


@transaction.atomic
def register_many(
    *, registrations: Sequence[Registration], purpose: str, by: Actor, at: datetime, lent: bool = False
) -> list[int]:
    """Register many people by COPY, one audit entry per office and batch. Shape: their ids, in the order given.

    `lent` writes beyond the actor's own scope (a copy handed to another office); the caller has decided it may.
    Errors: as `register`; the details of a Problem name the `row`, counted from 0. Nothing is kept then.
    """
    require_register(by, purpose)
    today = at.astimezone(BANGKOK).date()
    ready = []
    for number, one in enumerate(registrations):
        try:
            ready.append(checked(one, today=today))
        except Problem as problem:
            raise Problem(
                problem.code, problem.message, field=problem.field, row=number, **problem.details
            ) from problem
    names = rows.place_names(address.area for one in ready for address in one.addresses)
    _hold_areas({address.area for one in ready for address in one.addresses}, set(names))
    ids = reserve("people_person", len(ready))
    pairs = sorted(zip(ready, ids, strict=True), key=lambda pair: pair[0].office_id)
    with _keys_together() if len(ready) >= MANY else nullcontext():
        _write_all(pairs, names, purpose=purpose, by=by, at=at, lent=lent)
    return ids


@contextmanager
def _keys_together() -> Iterator[None]:
    """Let the keys of searches wait until all are there; none waits afterwards (migration 0007)."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gin_pending_list_limit = '64MB'")
        yield
        cursor.execute("SELECT people_settle_keys()")
        cursor.execute("SET LOCAL gin_pending_list_limit TO DEFAULT")


def _write_all(
    pairs: list[tuple[Registration, int]], names: rows.Names, *, purpose: str, by: Actor, at: datetime, lent: bool
) -> None:
    # One lending does for all that lies below the actor; what lies beyond is lent office by office.
    if lent and not all(by.scope and one.scope_path.startswith(by.scope) for one, _pk in pairs):
        for (_office, path), of_office in groupby(pairs, key=lambda pair: (pair[0].office_id, pair[0].scope_path)):
            with wall.lent(path):
                _write(list(of_office), names, purpose=purpose, by=by, at=at)
        return
    with wall.lent(by.scope) if lent else nullcontext():
        for start in range(0, len(pairs), BATCH):
            _write(pairs[start : start + BATCH], names, purpose=purpose, by=by, at=at)


def _write(batch: list[tuple[Registration, int]], names: rows.Names, *, purpose: str, by: Actor, at: datetime) -> None:
    """Write people in the order of their offices, and one audit entry for each office."""
    made = rows.build([one for one, _ in batch], [pk for _, pk in batch], names, purpose=purpose, at=at)
    insert("people_person", rows.PERSON, made.people)
    insert("people_address", rows.ADDRESS, made.addresses)
    insert("people_caregiver", rows.CAREGIVER, made.caregivers)
    insert("people_personkey", rows.KEY, made.keys)
    told: dict[Actor, list[tuple[tuple[str, str], int, str]]] = defaultdict(list)
    at_office = groupby(
        zip(batch, made.digests, strict=True), key=lambda pair: (pair[0][0].office_id, pair[0][0].scope_path)
    )
    for (office, path), pairs in at_office:
        of_office = list(pairs)
        key = str(of_office[0][0][1]) if len(of_office) == 1 else "batch"
        digests, teller = [digest for _one, digest in of_office], by
        if purpose == Purpose.HELP and path.startswith(_DISTRICTS):
            # Somebody out of a visit is told of like somebody at the desk: by the office. The digest seals who it was.
            digests.append(f"grant {by.grant_id}")
            teller = by.as_office(office, path)
        told[teller].append((("people.person", key), len(of_office), rows.digest_of(digests)))
    for teller, batches in told.items():
        audit.record_many("people.person.registered", batches, by=teller, at=at)


def require_register(by: Actor, purpose: str) -> None:
    """Errors: NotAllowed without the right to register for that purpose; Problem for an unknown one."""
    if purpose not in Purpose.values:
        raise Problem("people.purpose_unknown", _("ไม่รู้จักวัตถุประสงค์นี้"), field="purpose")
    if not (purpose == Purpose.HELP and by.may(Permission.NEEDS_MANAGE)):
        by.require(Permission.PEOPLE_REGISTER)


def require_areas(codes: set[str]) -> None:
    """Errors: Problem people.area_unknown for a tambon that is none."""
    _hold_areas(codes, set(Area.objects.filter(pk__in=codes).values_list("pk", flat=True)) if codes else set())


def _hold_areas(codes: set[str], known: set[str]) -> None:
    missing = codes - known
    if missing:
        said = _("ไม่พบตำบลหรือแขวงรหัส %(code)s") % {"code": min(missing)}
        raise Problem("people.area_unknown", said, field="area", area=min(missing))
