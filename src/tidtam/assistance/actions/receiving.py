"""Take requests into the register: one at a counter, five from a team, half a million; one is a batch of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import translation

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance import access, notes
from tidtam.assistance.actions.following import record
from tidtam.assistance.actions.ledger import BATCH
from tidtam.assistance.actions.opening import Asked, enter
from tidtam.assistance.choices import Category, Code, EvidenceKind, RequestState, Side, Source, Track, Vulnerable
from tidtam.assistance.models import ReferenceRule, Request
from tidtam.assistance.rules import track_of
from tidtam.assistance.transitions import REQUEST
from tidtam.files.models import StoredFile
from tidtam.kernel import rows
from tidtam.kernel.actor import Actor
from tidtam.kernel.ids import public_id
from tidtam.kernel.prepared import prepared
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.offices.models import Office
from tidtam.people import actions as people
from tidtam.people.choices import Purpose
from tidtam.people.models import Person
from tidtam.people.rules import AddressValues, NoticeValues, PersonValues, Registration
from tidtam.places.models import Area

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
FIELDS = ("person", "door", "category", "track", "state", "asked_on")
_MOST_NEEDS, _MOST_AFFECTED = 20, 500
_CODES, _CATEGORIES, _DOORS = frozenset(Code.values), frozenset(Category.values), frozenset(Source.values)
_TRACKS, _VULNERABLE = frozenset(["", *Track.values]), frozenset(Vulnerable.values)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing asked for, and the requester's words about it."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AffectedValues:
    """A line of the annex. Name and house only."""

    name: str
    house_no: str = ""
    moo: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceValues:
    """A file kept already (`files.actions.store(personal=True)`, metadata stripped) that belongs to the request."""

    file: StoredFile
    kind: str = EvidenceKind.PHOTO
    side: str = Side.OFFICE
    note: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """What a form says; plain values. Either `person` (a new row is registered) or `person_id` (one of the office).

    An empty `title` is made of the needs, an empty `track` of the category. `at` is when it came, if that is not now.
    Units: `position` is (latitude, longitude) in degrees.
    """

    needs: tuple[Wanted, ...]
    asked_on: date
    door: str
    category: str
    person: PersonValues | None = None
    person_id: int | None = None
    addresses: tuple[AddressValues, ...] = ()
    notice: NoticeValues | None = None
    title: str = ""
    track: str = ""
    problem: str = ""
    wanted: str = ""
    help_before: str = ""
    happened_on: date | None = None
    household: int | None = None
    vulnerable: tuple[str, ...] = ()
    area: str | None = None
    moo: str = ""
    house_no: str = ""
    position: tuple[float, float] | None = None
    division: str = ""
    affected: tuple[AffectedValues, ...] = ()
    evidence: tuple[EvidenceValues, ...] = ()
    sheet: int | None = None
    uuid: UUID = field(default_factory=uuid4)
    at: datetime | None = None


@transaction.atomic
def receive(*, office: Office, intake: Intake, by: Actor, at: datetime) -> Request:
    """Take a request into an office's register under the next number; a form sent twice returns the first request.

    Errors: NotAllowed; Problem assistance.* and people.* with their fields; Conflict assistance.request.uuid.
    """
    try:
        with transaction.atomic():
            return _take([(office, intake)], by, at)[0]
    except IntegrityError as error:
        if connection.needs_rollback or getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != _UUID:
            raise
        found = access.requests(by).filter(uuid=intake.uuid).first()  # sent twice at the same instant
        if found is None:
            raise Conflict("assistance.request.uuid", "แบบคำขอนี้ส่งไปแล้ว") from error
        return found


_UUID = "assistance_request_uuid_key"


@transaction.atomic
def receive_many(*, intakes: Sequence[tuple[Office, Intake]], by: Actor, at: datetime) -> list[Request]:
    """Take requests into the registers, batch by batch, numbered in the order given; one audit entry per office.

    Shape: the requests in that order; one known already by its uuid is returned as it stands.
    Errors: as `receive`; nothing is kept when one is wrong; the details of a Problem name the `row`, from 0.
    """
    return _take(intakes, by, at)


def _take(intakes: Sequence[tuple[Office, Intake]], by: Actor, at: datetime) -> list[Request]:
    hold(intakes, by, at)
    made: list[Request] = []
    for start in range(0, len(intakes), BATCH):
        batch = intakes[start : start + BATCH]
        known = _known([one.uuid for _, one in batch], by)
        fresh = [(office, one) for office, one in batch if one.uuid not in known]
        known |= {one.uuid: one for one in _receive(fresh, by, at)}
        made += [known[one.uuid] for _office, one in batch]
    return made


def _known(uuids: list[UUID], by: Actor) -> dict[UUID, Request]:
    """Return the requests that stand already. Shape: one query; nearly always none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuid FROM assistance_request WHERE uuid = ANY(%s)", [uuids])
        found = [uuid for (uuid,) in cursor.fetchall()]
    return {one.uuid: one for one in access.requests(by).filter(uuid__in=found)} if found else {}


def hold(intakes: Sequence[tuple[Office, Intake]], by: Actor, at: datetime) -> None:
    """Hold forms against the actor and the rules. Errors: as `receive_many`."""
    by.require(REQUEST["receive"].permission)
    for number, (office, intake) in enumerate(intakes):
        if not by.scope or not office.path.startswith(by.scope):
            raise NotAllowed("assistance.other_office", "รับคำขอได้เฉพาะของหน่วยงานในสายของคุณ")
        problem = _fault(intake, intake.at or at)
        if problem:
            raise Problem(problem[0], problem[2], field=problem[1], row=number)


def _fault(intake: Intake, at: datetime) -> tuple[str, str, str] | None:
    """Return the first fault of an intake as (code, field, sentence)."""
    faults = (
        (not intake.needs, "needs_missing", "needs", "เลือกสิ่งที่ขออย่างน้อยหนึ่งอย่าง"),
        (len(intake.needs) > _MOST_NEEDS, "needs_many", "needs", "คำขอหนึ่งเรื่องมีได้ไม่เกิน 20 รายการ"),
        (any(one.code not in _CODES for one in intake.needs), "bad_code", "needs", "เลือกสิ่งที่ขอจากรายการ"),
        (intake.category not in _CATEGORIES, "bad_category", "category", "เลือกประเภทของเรื่อง"),
        (intake.track not in _TRACKS, "bad_track", "track", "เลือกว่าช่วยเฉพาะหน้าหรือผ่านคณะกรรมการ"),
        (intake.door not in _DOORS, "bad_door", "door", "เลือกช่องทางที่รับเรื่อง"),
        (intake.asked_on > at.astimezone(BANGKOK).date(), "bad_day", "asked_on", "วันที่ขอต้องไม่เลยวันนี้"),
        (
            intake.happened_on is not None and intake.happened_on > intake.asked_on, "bad_day", "happened_on",
            "วันที่เกิดเหตุต้องไม่เลยวันที่ขอ",
        ),
        (
            intake.household is not None and not 1 <= intake.household <= 99, "bad_household", "household",
            "จำนวนคนในบ้านเป็นเลข 1 ถึง 99",
        ),
        (any(one not in _VULNERABLE for one in intake.vulnerable), "bad_code", "vulnerable", "เลือกจากรายการ"),
        (len(intake.affected) > _MOST_AFFECTED, "affected_many", "affected", "บัญชีแนบท้ายมีได้ไม่เกิน 500 คน"),
        (any(not _line(one.name, 120) for one in intake.affected), "affected_name", "affected", "กรอกชื่อในบัญชีแนบท้าย"),
        (len(intake.problem) > 4000 or len(intake.wanted) > 4000, "long", "problem", "เขียนสั้นลงหน่อย ไม่เกิน 4,000 ตัวอักษร"),
        ((intake.person is None) == (intake.person_id is None), "person_missing", "person", "บอกว่าใครเป็นผู้ขอ"),
    )  # fmt: skip
    return next(((f"assistance.{code}", name, said) for wrong, code, name, said in faults if wrong), None)


def _receive(batch: Sequence[tuple[Office, Intake]], by: Actor, at: datetime) -> list[Request]:
    if not batch:
        return []
    new = sum(1 for _office, one in batch if one.person is not None)
    needs = sum(len(one.needs) for _office, one in batch)
    with rows.ahead(people_person=new, assistance_request=len(batch), assistance_need=needs):
        requests = numbered(batch, by, at)
        save(requests, batch, by, at)
        asked = asked_of(requests, batch)
        for start in range(0, len(asked), BATCH):
            enter(asked[start : start + BATCH], by, at)
    record(requests, "receive", fields=FIELDS, by=by, at=at)
    return requests


def numbered(batch: Sequence[tuple[Office, Intake]], by: Actor, at: datetime) -> list[Request]:
    """Register who asks, and return the requests under their numbers and ids, not yet kept. Errors: Problem."""
    persons = _persons(batch, by, at)
    _areas({one.area for _office, one in batch if one.area and not (one.person and _lives_there(one))})
    requests = _build(batch, persons, _rules(batch), at)
    _number(requests)
    for one, pk in zip(requests, rows.reserve("assistance_request", len(requests)), strict=True):
        one.id = pk
    return requests


def save(requests: Sequence[Request], batch: Sequence[tuple[Office, Intake]], by: Actor, at: datetime) -> None:
    """Keep the requests as they stand, with annex and evidence."""
    rows.insert("assistance_request", _COLUMNS, [_row(one) for one in requests])
    _annex(list(zip(requests, (one for _office, one in batch), strict=True)), by, at)


def asked_of(requests: Sequence[Request], batch: Sequence[tuple[Office, Intake]]) -> list[Asked]:
    """Return what the requests ask for, in the order of their forms."""
    return [
        Asked(
            office=office, person=request.person_id, code=wanted.code, detail=visible(wanted.detail),
            asked_on=intake.asked_on, source=intake.door, at=intake.at, request=request.pk,
        )
        for (office, intake), request in zip(batch, requests, strict=True) for wanted in intake.needs
    ]  # fmt: skip


def _lives_there(one: Intake) -> bool:
    """Say whether the request is about the tambon of an address, which was looked up with the person."""
    return any(address.area == one.area for address in one.addresses)


def _areas(codes: set[str]) -> None:
    missing = codes - set(Area.objects.filter(pk__in=codes).values_list("pk", flat=True)) if codes else set()
    if missing:
        raise Problem("assistance.area_unknown", "เลือกตำบลจากรายการ", field="area", area=min(missing))


def visible(text: str) -> str:
    """Return words without invisible characters, lines kept."""
    if text.isprintable():  # nothing of what is taken out is
        return text.strip()
    return _INVISIBLE.sub("", text.replace("\r\n", "\n")).strip()


def _line(text: str, most: int) -> str:
    return " ".join(visible(text).split())[:most]


def _persons(batch: Sequence[tuple[Office, Intake]], by: Actor, at: datetime) -> list[int]:
    """Register the requesters that are new; hold the others against the office. Shape: ids in order."""
    fresh = [
        Registration(
            person=one.person, office_id=office.pk, scope_path=office.path, addresses=one.addresses, notice=one.notice
        )
        for office, one in batch if one.person is not None
    ]  # fmt: skip
    made = iter(people.register_many(registrations=fresh, purpose=Purpose.HELP, by=by, at=at) if fresh else [])
    wanted = {one.person_id for _office, one in batch if one.person_id is not None}
    standing = Person.objects.filter(pk__in=wanted, purpose=Purpose.HELP, merged_into=None) if wanted else []
    paths = {person.pk: person.scope_path for person in standing}
    ids = []
    for office, one in batch:
        if one.person_id is not None and paths.get(one.person_id) != office.path:
            raise Problem(
                "assistance.person_elsewhere", "ผู้ขอต้องอยู่ในทะเบียนขอความช่วยเหลือของหน่วยงานเดียวกัน", field="person"
            )
        ids.append(one.person_id if one.person_id is not None else next(made))
    return ids


@prepared
def _reference_rules(on: date) -> QuerySet[ReferenceRule, tuple[int, str, str]]:
    return access.reference_rules(on).values_list("pk", "category", "track")


def _rules(batch: Sequence[tuple[Office, Intake]]) -> dict[tuple[str, str], int]:
    """Return the rule of reference for each category and track, as it stands on the last day asked."""
    latest = max(one.asked_on for _office, one in batch)
    found: dict[tuple[str, str], int] = {}
    for pk, category, track in _reference_rules(latest):
        found.setdefault((category, track), pk)
    return found


@cache
def _labels() -> dict[str, str]:
    """Return what needs are called on a Thai form, whatever language the requester reads."""
    with translation.override("th"):
        return {code.value: str(code.label) for code in Code}


def _build(
    batch: Sequence[tuple[Office, Intake]], persons: Sequence[int], rules: Mapping[tuple[str, str], int], at: datetime
) -> list[Request]:
    made = []
    for (office, one), person in zip(batch, persons, strict=True):
        name, came, track = public_id(), one.at or at, one.track or track_of(one.category)
        title = _line(one.title, 200) or "ขอ" + " และ".join(dict.fromkeys(_labels()[w.code] for w in one.needs))
        place = f"{one.position[0]:.6f},{one.position[1]:.6f}" if one.position else ""
        made.append(
            rows.made(Request, {
                "public_id": name, "uuid": one.uuid, "office_id": office.id, "scope_path": office.path,
                "person_id": person, "door": one.door, "category": one.category, "track": track,
                "rule_id": rules.get((one.category, track)), "title": title[:200],
                "problem_sealed": notes.seal_for(visible(one.problem), "request.problem", name),
                "wanted_sealed": notes.seal_for(visible(one.wanted), "request.wanted", name),
                "help_before_sealed": notes.seal_for(visible(one.help_before), "request.help_before", name),
                "position_sealed": notes.seal_for(place, "request.position", name), "happened_on": one.happened_on,
                "household": one.household, "vulnerable": sorted(set(one.vulnerable)), "area_id": one.area or None,
                "moo": _line(one.moo, 4), "house_no": _line(one.house_no, 30), "division": _line(one.division, 60),
                "state": RequestState.RECEIVED, "since": came, "asked_on": one.asked_on, "received_at": came,
                "sheet_id": one.sheet, "year": came.astimezone(BANGKOK).year, "number": 0, "version": 1,
            }, office=office)
        )  # fmt: skip
    return made


def _number(requests: Sequence[Request]) -> None:
    """Draw numbers in the order of the requests; the books' rows stay locked until the transaction ends."""
    wanted = Counter((one.office_id, one.year) for one in requests)
    books = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO assistance_book (office_id, year, last) "
            "SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::int[]) "
            "ON CONFLICT (office_id, year) DO UPDATE SET last = assistance_book.last + excluded.last "
            "RETURNING office_id, year, last",
            [[office for office, _ in books], [year for _, year in books], [wanted[book] for book in books]],
        )
        following = {(office, year): last - wanted[office, year] for office, year, last in cursor.fetchall()}
    for one in requests:
        following[one.office_id, one.year] += 1
        one.number = following[one.office_id, one.year]


def _annex(pairs: Sequence[tuple[Request, Intake]], by: Actor, at: datetime) -> None:
    lines = [
        (one.pk, one.scope_path, seq, _line(who.name, 120), _line(who.house_no, 30), _line(who.moo, 4),
         _line(who.note, 120))
        for one, intake in pairs for seq, who in enumerate(intake.affected, 1)
    ]  # fmt: skip
    rows.insert("assistance_affected", ("request_id", "scope_path", "seq", "name", "house_no", "moo", "note"), lines)
    shown = [
        (public_id(), one.pk, one.scope_path, piece.file.pk, piece.kind, piece.side, _line(piece.note, 200),
         intake.at or at, by.grant_id if piece.side == Side.OFFICE else None)
        for one, intake in pairs for piece in {piece.file.pk: piece for piece in intake.evidence}.values()
    ]  # fmt: skip
    columns = ("public_id", "request_id", "scope_path", "file_id", "kind", "side", "note", "at", "by")
    rows.insert("assistance_evidence", columns, shown)


_COLUMNS = (
    "id", "public_id", "uuid", "office_id", "scope_path", "year", "number", "person_id", "door", "category", "track",
    "rule_id", "title", "problem_sealed", "wanted_sealed", "help_before_sealed", "happened_on", "household",
    "vulnerable", "area_id", "moo", "house_no", "position_sealed", "division", "state", "since", "decision",
    "decided_on", "reason_sealed", "appointment_at", "appointment_sealed", "next_step", "due_on", "asked_on",
    "received_at", "announced_until", "closed_at", "merged_into_id", "sheet_id", "reopened", "version",
)  # fmt: skip


_row = attrgetter(*_COLUMNS)
