"""Enrol people into a programme: the case and its rounds, in the state the day demands. One is a batch of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare.actions import live as lives
from tidtam.aftercare.actions import saving, telling, writing
from tidtam.aftercare.actions.live import Live, bangkok_day
from tidtam.aftercare.choices import AlertKind, CaseStatus, Colour, Substance
from tidtam.aftercare.models import Case, Cohort, Programme
from tidtam.aftercare.queries import followed
from tidtam.aftercare.rules.checks import check_completed
from tidtam.aftercare.rules.findings import hard
from tidtam.kernel.actor import Actor
from tidtam.kernel.ids import public_id
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.notices.choices import NoticeKind
from tidtam.offices.models import Office
from tidtam.people import actions as people
from tidtam.people.choices import IdKind, Purpose
from tidtam.people.models import Person
from tidtam.places.models import Area

_ALERT = ("public_id", "case_id", "kind", "scope_path", "raised_at", "told_at", "by_name", "note_sealed")
BATCH = 2_000  # the database waits a minute at most while a batch is worked out


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One person to enrol at the office responsible from now on. `completed_on` None: the cohort's day."""

    person_id: int
    cohort: Cohort
    office: Office
    enrolled_on: date
    completed_on: date | None = None
    certificate_no: str = ""
    colour: str = Colour.GREEN.value
    substance: str = ""
    bsort_no: str = ""
    area_id: str | None = None
    moo: str = ""
    roster_id: int | None = None

    @property
    def completed(self) -> date:
        """Return the day of completion that drives the plan."""
        return self.completed_on or self.cohort.completed_on


@transaction.atomic
def enrol(*, enrolment: Enrolment, by: Actor, at: datetime) -> Case:
    """Enrol one person. Errors: as `enrol_many`."""
    [pk] = enrol_many(enrolments=[enrolment], by=by, at=at, today=bangkok_day(at))
    return Case.objects.select_related("person", "office", "programme", "cohort").get(pk=pk)


@transaction.atomic
def enrol_many(
    *, enrolments: Sequence[Enrolment], by: Actor, at: datetime, today: date, numbers_checked: bool = False
) -> list[int]:  # fmt: skip
    """Enrol people and make their rounds, with one audit entry per office and batch. Shape: case ids, in order.

    A round whose window ended before `today` was nobody's visit: it is missed from the start, it stands in the ledger,
    and it counts for the office that enrols, for that is where somebody can still do something about it. A visit that
    was made and never entered turns it into done when it is recorded, as every late arrival.
    A person who stands in the scope of another office below the actor moves to the office of the case.
    `numbers_checked` says that the caller held the numbers of the people against the programme already.
    Errors: NotAllowed without `aftercare.manage`; Missing for an office or person outside scope; Problem for an
    impossible day; Conflict("aftercare.case.twice") when the person is in the programme already, or somebody with the
    same number; Conflict("aftercare.case.elsewhere") when another office follows that number. `details["row"]` counts
    from 0. Nothing is kept then.
    """
    by.require(Permission.CARE_MANAGE)
    ids: list[int] = []
    for start in range(0, len(enrolments), BATCH):
        batch = enrolments[start : start + BATCH]
        made = prepare(batch, by=by, at=at, today=today, first=start, numbers_checked=numbers_checked)
        for live in made:
            lives.settle(live, today)
        write(made, by=by, at=at)
        ids += [live.case.pk for live in made]
    return ids


def prepare(
    enrolments: Sequence[Enrolment], *, by: Actor, at: datetime, today: date, first: int = 0,
    numbers_checked: bool = False,
) -> list[Live]:  # fmt: skip
    """Return checked new cases in hand, in order; their people are locked and stand at the office of the case."""
    programmes = {one.cohort.programme_id for one in enrolments}
    programme = Programme.objects.in_bulk(programmes)
    for number, one in enumerate(enrolments, first):
        _check(one, by, today, number)
    _require_areas(enrolments)
    numbers = _take_people(enrolments, first)
    _refuse_twice(enrolments, first)
    if not numbers_checked:
        _refuse_numbers(enrolments, numbers, by, first)
    ids = writing.reserve("aftercare_case", len(enrolments))
    made = []
    for pk, one in zip(ids, enrolments, strict=True):
        case = Case(
            pk=pk, public_id=public_id(), person_id=one.person_id, programme=programme[one.cohort.programme_id],
            cohort_id=one.cohort.pk, roster_id=one.roster_id, office=one.office, scope_path=one.office.path,
            area_id=one.area_id, moo=one.moo, status=CaseStatus.ACTIVE, completed_on=one.completed,
            enrolled_on=one.enrolled_on, enrolled_office_id=one.office.pk, certificate_no=one.certificate_no,
            colour=one.colour, substance=one.substance, bsort_no=one.bsort_no, made_at=at,
        )  # fmt: skip
        live = lives.begin(case)
        case.ends_on = live.plan.closing.due
        case.open_alerts = int(one.colour == Colour.RED)
        made.append(live)
    return made


def _check(one: Enrolment, by: Actor, today: date, row: int) -> None:
    if not by.scope or not one.office.path.startswith(by.scope):
        raise Missing("aftercare.office_missing", _("หน่วยงานนี้อยู่นอกความรับผิดชอบของคุณ"), field="office", row=row)
    for finding in hard(check_completed(one.completed, today=today, began_on=one.cohort.training_from)):
        raise Problem(f"aftercare.completed.{finding.code}", finding.said(_), field="completed_on", row=row)
    if one.enrolled_on > today:
        raise Problem("aftercare.enrolled.future", _("วันลงทะเบียนยังมาไม่ถึง"), field="enrolled_on", row=row)
    if one.colour not in Colour.values:
        raise Problem("aftercare.colour", _("เลือกกลุ่มสีจากรายการ"), field="colour", row=row)
    if one.substance and one.substance not in Substance.values:
        raise Problem("aftercare.substance", _("เลือกสารจากรายการ"), field="substance", row=row)


def _require_areas(enrolments: Sequence[Enrolment]) -> None:
    wanted = {one.area_id for one in enrolments if one.area_id}
    missing = wanted - set(Area.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing:
        raise Problem("aftercare.area_unknown", _("ไม่พบตำบลหรือแขวงรหัส %(code)s") % {"code": min(missing)}, field="area")


def _take_people(enrolments: Sequence[Enrolment], first: int) -> dict[int, bytes]:
    """Lock the people, refuse who is not here, and move those of another office to the office of their case.

    Shape: the keyed hashes of their identity cards.
    """
    ids = [one.person_id for one in enrolments]
    columns = ("pk", "scope_path", "purpose", "merged_into_id", "id_kind", "id_hash")
    rows = list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list(*columns))
    known = {pk: (path, purpose, merged) for pk, path, purpose, merged, _kind, _hash in rows}
    moving: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(enrolments, first):
        path, purpose, merged = known.get(one.person_id, ("", "", None))
        if not path or purpose != Purpose.AFTERCARE:
            raise Missing("aftercare.person_missing", _("ไม่พบคนนี้ในทะเบียนของหน่วยงาน"), field="person", row=number)
        if merged is not None:
            raise Conflict("aftercare.person_merged", _("คนนี้รวมกับอีกคนแล้ว เลือกคนที่รวมไว้"), field="person", row=number)
        if path != one.office.path:
            moving[one.office.pk].append(one.person_id)
    offices = {one.office.pk: one.office for one in enrolments}
    for office, moved in moving.items():
        people.move_scope(moved, offices[office])
    return {pk: bytes(row[-1]) for pk, *row in rows if row[-2] == IdKind.NATIONAL and row[-1]}


def _twice(row: int | None) -> Conflict:
    said = _("คนนี้อยู่ในโครงการนี้แล้ว ลงทะเบียนซ้ำไม่ได้")
    return Conflict("aftercare.case.twice", said, field="person", row=row)


def _refuse_twice(enrolments: Sequence[Enrolment], first: int) -> None:
    ids = [one.person_id for one in enrolments]
    pairs = Case.objects.filter(person_id__in=ids).exclude(close_reason="not_a_case")
    seen = set(pairs.values_list("person_id", "programme_id"))
    for number, one in enumerate(enrolments, first):
        pair = (one.person_id, one.cohort.programme_id)
        if pair in seen:
            raise _twice(number)
        seen.add(pair)


def _refuse_numbers(enrolments: Sequence[Enrolment], numbers: dict[int, bytes], by: Actor, first: int) -> None:
    """Refuse an identity card that is followed already, in another row here or by another office."""
    programmes = {one.cohort.programme_id for one in enrolments}
    found = followed.by_number(set(numbers.values()), programmes, by)
    for row, one in enumerate(enrolments, first):
        key = (numbers.get(one.person_id, b""), one.cohort.programme_id)
        if key in found.here:
            said = _("เลขประจำตัวนี้อยู่ในโครงการนี้แล้วในอีกระเบียนหนึ่ง ใช้ระเบียนนั้น ไม่ต้องลงทะเบียนซ้ำ")
            raise Conflict("aftercare.case.twice", said, field="person", row=row)
        if key in found.elsewhere:
            raise Conflict("aftercare.case.elsewhere", _(followed.ELSEWHERE), field="person", row=row)
        if key[0]:
            found.here.add(key)


def write(made: Sequence[Live], *, by: Actor, at: datetime) -> None:
    """Write new cases with what stands around them, and one audit entry per office."""
    # Somebody else may have enrolled the same person since we looked: the unique key decides.
    with writing.known({"aftercare_case_once": _twice(None)}):
        saving.save(made)
    _raise_alerts([live for live in made if live.case.colour == Colour.RED], at)
    by_office: dict[int, list[Live]] = defaultdict(list)
    for live in made:
        by_office[live.case.office_id].append(live)
    told = []
    for _office, of_office in sorted(by_office.items()):
        key = str(of_office[0].case.pk) if len(of_office) == 1 else "batch"
        digest = writing.digest_of([digest_of(live) for live in of_office])
        told.append((("aftercare.case", key), len(of_office), digest))
    audit.record_many("aftercare.case.enrolled", told, by=by, at=at)


def _raise_alerts(red: Sequence[Live], at: datetime) -> None:
    """Raise the alert of those who should not have been sent here: red goes to health staff."""
    rows = [(public_id(), live.case.pk, AlertKind.RED.value, live.case.scope_path, at, at, "", b"") for live in red]
    writing.insert("aftercare_alert", _ALERT, rows)
    for live in red:
        telling.tell_up(
            live.district, "alert", live.case.public_id, kind=NoticeKind.URGENT, audience=Permission.CARE_ALERT, at=at,
            url=telling.address("alerts"),
        )  # fmt: skip


def digest_of(live: Live) -> str:
    """Return the digest of what an enrolment said; what visits made of it later is theirs."""
    case = live.case
    return writing.digest([
        case.person_id, case.programme_id, case.cohort_id, case.roster_id, case.office_id, case.area_id, case.moo,
        case.enrolled_on, case.completed_on, case.certificate_no, case.colour, case.substance, case.bsort_no,
    ])  # fmt: skip
