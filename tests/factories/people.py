"""Invented people, as a recorder would register them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.factories.actors import NOW, office

from tidtam.people import actions
from tidtam.people.models import Person
from tidtam.people.rules import AddressValues, CaregiverValues, NoticeValues, PersonValues, Registration
from tidtam.thai.national_id import synthetic


def values(serial: int = 1, **other: Any) -> PersonValues:
    """Return who an invented person is."""
    made = PersonValues(
        first_name="สมชาย", last_name="ใจดี", title="นาย", nickname="ชาย", sex="1", birth="15/3/2520",
        id_number=synthetic(serial), phone="081-234-5678", line_id="chai.line", occupation="01",
    )  # fmt: skip
    return replace(made, **other)


def home(area: str = "301409", **other: Any) -> AddressValues:
    """Return an address in a tambon."""
    made = AddressValues(area=area, house_no="๙๙/๑", moo="3", village="บ้านตูม", position=(14.71, 102.02))
    return replace(made, **other)


def registration(code: str = "DOPA-3014", serial: int = 1, **other: Any) -> Registration:
    """Return a whole registration at an office."""
    place = office(code)
    return Registration(
        person=values(serial, **other), office_id=place.pk, scope_path=place.path, addresses=(home(),),
        caregiver=CaregiverValues(name="สมศรี ใจดี", relation="2", phone="0898765432"),
        notice=NoticeValues(version="2569-1", at=NOW),
    )  # fmt: skip


def person(by: Any, code: str = "DOPA-3014", serial: int = 1, *, purpose: str = "aftercare", **other: Any) -> Person:
    """Register an invented person."""
    one = registration(code, serial, **other)
    return actions.register(
        person=one.person, purpose=purpose, office=office(code), by=by, at=NOW, addresses=one.addresses,
        caregiver=one.caregiver, notice=one.notice,
    )  # fmt: skip
