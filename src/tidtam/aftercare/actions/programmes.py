"""Make and edit the yearly programme and its cohorts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare.models import Case, Cohort, Programme
from tidtam.aftercare.rules.plan import FIRST_YEAR, LAST_YEAR, Parameters
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.choices import Level
from tidtam.offices.models import Office

_PLAN = ("rounds", "interval_days", "window_days", "closing_before", "closing_after")
_LONGEST_TRAINING = 366


@dataclass(frozen=True, slots=True)
class ProgrammeValues:
    """What a programme says. Units: days, except `rounds`."""

    code: str
    name: str
    fiscal_year_be: int
    rounds: int = 24
    interval_days: int = 15
    window_days: int = 7
    closing_before: int = 7
    closing_after: int = 30
    urine_enabled: bool = False

    def checked(self) -> ProgrammeValues:
        """Return the values when a plan can be made of them. Errors: Problem with the field that is wrong."""
        if not self.code.strip() or not self.name.strip():
            field = "code" if not self.code.strip() else "name"
            raise Problem("aftercare.programme_name", _("ตั้งรหัสและชื่อโครงการ"), field=field)
        if not 2540 <= self.fiscal_year_be <= 2640:
            raise Problem("aftercare.fiscal_year", _("ใส่ปีงบประมาณเป็น พ.ศ. เช่น 2566"), field="fiscal_year_be")
        if self.rounds > 60:
            raise Problem("aftercare.parameters", _("จำนวนครั้งต้องไม่เกิน 60"), field="rounds")
        Parameters(**{name: getattr(self, name) for name in _PLAN})
        return self


@dataclass(frozen=True, slots=True)
class CohortValues:
    """What a cohort (รุ่น) says."""

    programme: Programme
    number: int
    owner: Office
    centre_name: str
    training_from: date
    completed_on: date

    def checked(self) -> CohortValues:
        """Return the values when their days fit. Errors: Problem with the field that is wrong."""
        if self.number < 1 or self.number > 9_999:
            raise Problem("aftercare.cohort_number", _("รุ่นที่ต้องเป็นตัวเลขตั้งแต่ 1"), field="number")
        if not self.centre_name.strip():
            raise Problem("aftercare.cohort_centre", _("ใส่ชื่อศูนย์ฟื้นฟู"), field="centre_name")
        for name, day in (("training_from", self.training_from), ("completed_on", self.completed_on)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise Problem("aftercare.cohort_dates", _("ปีนี้เป็นไปไม่ได้ ตรวจว่าเป็นปี พ.ศ."), field=name)
        if self.completed_on < self.training_from:
            raise Problem("aftercare.cohort_dates", _("วันจบต้องไม่มาก่อนวันเริ่ม"), field="completed_on")
        if (self.completed_on - self.training_from).days > _LONGEST_TRAINING:
            raise Problem("aftercare.cohort_dates", _("ห่างจากวันเริ่มเกินหนึ่งปี ตรวจปีของทั้งสองวัน"), field="completed_on")
        return self


@transaction.atomic
def make_programme(*, values: ProgrammeValues, by: Actor, at: datetime) -> Programme:
    """Make a programme. Errors: NotAllowed; Problem with the field; Problem("aftercare.programme_taken")."""
    by.require(Permission.CARE_PROGRAMME)
    values.checked()
    code = values.code.strip().upper()
    if Programme.objects.filter(code=code).exists():
        raise Problem("aftercare.programme_taken", _("มีโครงการรหัสนี้แล้ว"), field="code")
    programme = Programme.objects.create(
        code=code, name=values.name.strip(), fiscal_year_be=values.fiscal_year_be, urine_enabled=values.urine_enabled,
        **{name: getattr(values, name) for name in _PLAN},
    )  # fmt: skip
    audit.record("aftercare.programme.made", programme, by=by, at=at)
    return programme


@transaction.atomic
def edit_programme(
    *, programme: Programme, values: ProgrammeValues, by: Actor, at: datetime, version: int | None = None
) -> Programme:
    """Change a programme; what its plans stand on is fixed as soon as somebody is followed in it.

    `version` is the one that was read.
    Errors: NotAllowed; Problem with the field; Conflict("aftercare.programme_used" | "aftercare.moved_on").
    """
    by.require(Permission.CARE_PROGRAMME)
    values.checked()
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    _require_read(programme, version)
    new = {name: getattr(values, name) for name in (*_PLAN, "fiscal_year_be", "urine_enabled")}
    new["name"] = values.name.strip()
    changed = [name for name, value in new.items() if getattr(programme, name) != value]
    fixed = next((name for name in changed if name in _PLAN), None)
    if fixed and _used(programme=programme):
        said = _("โครงการนี้มีผู้ติดตามแล้ว เปลี่ยนจำนวนครั้งหรือช่วงเวลาไม่ได้ ตั้งโครงการใหม่สำหรับปีถัดไป")
        raise Conflict("aftercare.programme_used", said, field=fixed)
    if changed:
        for name in changed:
            setattr(programme, name, new[name])
        programme.version += 1
        programme.save(update_fields=[*changed, "version"])
        audit.record("aftercare.programme.edited", programme, by=by, at=at, fields=changed)
    return programme


@transaction.atomic
def make_cohort(*, values: CohortValues, by: Actor, at: datetime) -> Cohort:
    """Make a cohort of the own district or province. Errors: NotAllowed; Missing; Problem with the field."""
    by.require(Permission.CARE_MANAGE)
    _require_owner(values.owner, by)
    values.checked()
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(
                programme=values.programme, number=values.number, owner=values.owner, made_at=at,
                centre_name=values.centre_name.strip(), training_from=values.training_from,
                completed_on=values.completed_on,
            )  # fmt: skip
    except IntegrityError as error:
        raise _taken() from error
    audit.record("aftercare.cohort.made", cohort, by=by, at=at)
    return cohort


@transaction.atomic
def edit_cohort(
    *, cohort: Cohort, values: CohortValues, by: Actor, at: datetime, version: int | None = None
) -> Cohort:  # fmt: skip
    """Change a cohort; programme and day of completion are fixed once somebody is enrolled from it.

    `version` is the one that was read.
    Errors: NotAllowed; Missing for the cohort of an office above; Conflict("aftercare.cohort_enrolled" |
    "aftercare.moved_on").
    """
    by.require(Permission.CARE_MANAGE)
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("owner").get(pk=cohort.pk)
    _require_inside(cohort, by)
    _require_read(cohort, version)
    _require_owner(values.owner, by)
    values.checked()
    new = {
        "programme": values.programme, "number": values.number, "owner": values.owner,
        "centre_name": values.centre_name.strip(), "training_from": values.training_from,
        "completed_on": values.completed_on,
    }  # fmt: skip
    changed = [name for name, value in new.items() if getattr(cohort, name) != value]
    fixed = next((name for name in changed if name in {"completed_on", "programme"}), None)
    if fixed and _used(cohort=cohort):
        raise Conflict("aftercare.cohort_enrolled", _fixed_words(fixed), field=fixed)
    if not changed:
        return cohort
    for name in changed:
        setattr(cohort, name, new[name])
    cohort.version += 1
    try:
        with transaction.atomic():
            cohort.save(update_fields=[*changed, "version"])
    except IntegrityError as error:
        raise _taken() from error
    audit.record("aftercare.cohort.edited", cohort, by=by, at=at, fields=changed)
    return cohort


def _require_read(row: Programme | Cohort, version: int | None) -> None:
    """Refuse to write over what somebody else wrote meanwhile. Errors: Conflict with the version that stands now."""
    if version is not None and version != row.version:
        said = _("มีคนแก้ข้อมูลนี้หลังจากที่คุณเปิดหน้า เปิดใหม่แล้วแก้อีกครั้ง ข้อมูลที่พิมพ์ยังอยู่ด้านล่าง")
        raise Conflict("aftercare.moved_on", said, version=row.version)


def _fixed_words(field: str) -> str:
    if field == "programme":
        return _("ลงทะเบียนคนจากรุ่นนี้แล้ว ย้ายไปโครงการอื่นไม่ได้ ตั้งรุ่นใหม่ในโครงการนั้นแทน")
    return _("ลงทะเบียนคนจากรุ่นนี้แล้ว แก้ทั้งรุ่นไม่ได้ เปิดหน้าของแต่ละคน แล้วกด “แก้วันจบ” พร้อมเหตุผล ระบบเก็บแผนเดิมไว้")


def _taken() -> Problem:
    return Problem("aftercare.cohort_taken", _("หน่วยงานนี้มีรุ่นที่นี้ในโครงการแล้ว ใช้เลขรุ่นอื่น"), field="number")


def _used(**which: object) -> bool:
    """Say whether anybody anywhere is followed in a programme or from a cohort; the answer alone crosses the wall."""
    with wall.lent(ROOT):
        return Case.objects.filter(**which).exists()


def _require_owner(owner: Office, by: Actor) -> None:
    # The same answer as `access.cohort_owners`, without reading all of them.
    inside = bool(by.scope) and owner.path.startswith(by.scope)
    above = bool(by.scope) and owner.level == Level.PROVINCE and by.scope.startswith(owner.path)
    if owner.valid_to is not None or owner.level not in (Level.PROVINCE, Level.DISTRICT) or not (inside or above):
        raise Missing("offices.missing", _("รุ่นเป็นของอำเภอหรือจังหวัดของคุณเท่านั้น"), field="owner")


def _require_inside(cohort: Cohort, by: Actor) -> None:
    if not by.scope or not cohort.owner.path.startswith(by.scope):
        raise Missing("aftercare.cohort_above", _("รุ่นนี้เป็นของหน่วยงานเหนือขึ้นไป ให้หน่วยงานนั้นแก้"))
