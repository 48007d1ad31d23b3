"""Check a whole registration: every problem at once for a form or a sheet, or the values as they are kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem
from tidtam.people.choices import (
    AddressKind,
    Education,
    IdKind,
    IncomeBand,
    MaritalStatus,
    Occupation,
    Precision,
    Relation,
    Religion,
    Sex,
)
from tidtam.people.rules.reading import (
    read_birth,
    read_identifier,
    read_name,
    read_nickname,
    read_phone,
    tidy,
    title_in,
)
from tidtam.people.rules.values import AddressValues, CaregiverValues, PersonValues, Registration
from tidtam.thai.digits import to_arabic

Value = TypeVar("Value")
_CODES: tuple[tuple[str, frozenset[str]], ...] = (
    ("sex", frozenset(Sex.values)),
    ("religion", frozenset(Religion.values) | {""}),
    ("id_kind", frozenset(IdKind.values)),
    ("birth_precision", frozenset(Precision.values)),
    ("marital_status", frozenset(MaritalStatus.values) | {""}),
    ("education", frozenset(Education.values) | {""}),
    ("occupation", frozenset(Occupation.values) | {""}),
    ("income_band", frozenset(IncomeBand.values) | {""}),
)
_KINDS, _RELATIONS = frozenset(AddressKind.values), frozenset(Relation.values)
_SEX_OF_TITLE = {
    "นาย": "1", "เด็กชาย": "1", "ด.ช.": "1", "พระ": "1", "สามเณร": "1",
    "นาง": "2", "นางสาว": "2", "น.ส.": "2", "เด็กหญิง": "2", "ด.ญ.": "2", "แม่ชี": "2",
}  # fmt: skip
_POSTCODE = re.compile(r"[1-9][0-9]{4}\Z")
_AREA = re.compile(r"[1-9][0-9]{5}\Z")


class _Found:
    """Collects the problems of a registration, so that a form shows them all."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def take(self, read: Callable[[], Value], otherwise: Value) -> Value:
        try:
            return read()
        except Problem as problem:
            self.problems.append(problem)
            return otherwise


def check(registration: Registration, *, today: date) -> list[Problem]:
    """Return every problem of a registration; none means `checked` will answer."""
    return _run(registration, today)[1]


def checked(registration: Registration, *, today: date) -> Registration:
    """Return the registration with its values as they are kept. Errors: the first Problem found."""
    made, problems = _run(registration, today)
    if problems:
        raise problems[0]
    return made


def _run(registration: Registration, today: date) -> tuple[Registration, list[Problem]]:
    found = _Found()
    person = _person(registration.person, today, found)
    addresses = tuple(_address(one, found) for one in registration.addresses)
    if len({one.kind for one in addresses}) < len(addresses):
        found.problems.append(Problem("people.address_twice", _("ที่อยู่ชนิดเดียวกันซ้ำ"), field="kind"))
    caregiver = _caregiver(registration.caregiver, found) if registration.caregiver else None
    if registration.notice and registration.notice.at.date() > today:
        said = _("วันที่แจ้งประกาศความเป็นส่วนตัวอยู่ในอนาคต")
        found.problems.append(Problem("people.notice_future", said, field="notice_at"))
    made = replace(registration, person=person, addresses=addresses, caregiver=caregiver)
    return made, found.problems


def _person(typed: PersonValues, today: date, found: _Found) -> PersonValues:
    title = tidy(typed.title) or title_in(typed.first_name)
    first = found.take(lambda: read_name(typed.first_name, field="first_name", needed=True), "")
    last = found.take(lambda: read_name(typed.last_name, field="last_name"), "")
    if not last and " " in first:
        first, last = first.split(" ", 1)
    for name, allowed in _CODES:
        if str(getattr(typed, name)) not in allowed:
            found.problems.append(Problem("people.code_unknown", _("เลือกจากรายการที่มี"), field=name))
    unknown: tuple[date | None, str] = (None, Precision.DAY.value)
    birth, precision = found.take(lambda: read_birth(typed.birth, typed.birth_precision, today=today), unknown)
    number = found.take(lambda: read_identifier(typed.id_kind, typed.id_number, typed.no_id_reason), "")
    return replace(
        typed,
        title=title,
        first_name=first,
        last_name=last,
        nickname=found.take(lambda: read_nickname(typed.nickname), ""),
        sex=_SEX_OF_TITLE.get(title, typed.sex) if typed.sex == Sex.UNKNOWN else typed.sex,
        birth=birth,
        birth_precision=precision,
        nationality=tidy(typed.nationality).upper()[:2] or "TH",
        id_number=number,
        no_id_reason=tidy(typed.no_id_reason) if typed.id_kind == IdKind.NONE else "",
        phone=found.take(lambda: read_phone(typed.phone), ""),
        line_id=tidy(typed.line_id, 60),
        contact_hours=tidy(typed.contact_hours),
    )


def _address(typed: AddressValues, found: _Found) -> AddressValues:
    area, postcode = to_arabic(typed.area).strip(), to_arabic(typed.postcode).strip()
    if typed.kind not in _KINDS:
        found.problems.append(Problem("people.code_unknown", _("เลือกจากรายการที่มี"), field="kind"))
    if not _AREA.match(area):
        found.problems.append(Problem("people.area_missing", _("เลือกตำบลหรือแขวงของที่อยู่"), field="area"))
    if postcode and not _POSTCODE.match(postcode):
        found.problems.append(Problem("people.postcode_odd", _("รหัสไปรษณีย์มี 5 หลัก"), field="postcode"))
    if typed.position and not (5 <= typed.position[0] <= 21 and 97 <= typed.position[1] <= 106):
        found.problems.append(Problem("people.position_odd", _("ตำแหน่งอยู่นอกประเทศไทย"), field="position"))
    return replace(
        typed, area=area, postcode=postcode, house_no=tidy(to_arabic(typed.house_no)), moo=tidy(to_arabic(typed.moo)),
        village=tidy(typed.village), soi=tidy(typed.soi), road=tidy(typed.road),
    )  # fmt: skip


def _caregiver(typed: CaregiverValues, found: _Found) -> CaregiverValues | None:
    name = tidy(typed.name)
    phone = found.take(lambda: read_phone(typed.phone, field="caregiver_phone"), "")
    if typed.relation not in _RELATIONS:
        found.problems.append(Problem("people.code_unknown", _("เลือกจากรายการที่มี"), field="relation"))
    if not name and phone:
        said = _("ต้องกรอกชื่อผู้ดูแลของเบอร์นี้")
        found.problems.append(Problem("people.caregiver_name_missing", said, field="caregiver_name"))
    return replace(typed, name=name, phone=phone) if name else None
