"""From the checked row of a roster to the values a person is registered with. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tidtam.people.rules import AddressValues, CaregiverValues, PersonValues, Registration

_PHONE = re.compile(r"0[0-9]{8,9}\Z")


def person_of(values: Mapping[str, Any]) -> PersonValues:
    """Return who the row speaks of; a telephone number nobody can ring is left out."""
    number = values["national_id"]
    return PersonValues(
        first_name=values["first_name"] or values["last_name"], last_name=values["last_name"], title=values["title"],
        nickname=values["nickname"], sex=values["sex"] or "9", birth=values["birth_date"],
        birth_precision=values["birth_precision"], id_kind="national" if number else "none", id_number=number,
        no_id_reason="" if number else values["no_id_reason"], phone=phone_of(values["phone"]),
    )  # fmt: skip


def phone_of(text: str) -> str:
    """Return a telephone number that can be one, or nothing."""
    return text if _PHONE.match(text) else ""


def addresses_of(values: Mapping[str, Any]) -> tuple[AddressValues, ...]:
    """Return the addresses whose tambon is known."""
    found = []
    for short, kind in (("reg", "registered"), ("cur", "current")):
        area = str(values[f"{short}_area"])
        if len(area) == 6:
            found.append(
                AddressValues(area=area, kind=kind, house_no=values[f"{short}_house"], moo=values[f"{short}_moo"])
            )
    return tuple(found)


def caregiver_of(values: Mapping[str, Any]) -> CaregiverValues | None:
    """Return who cares for the person, when the row names somebody."""
    name = values["caregiver"]
    if not name:
        return None
    return CaregiverValues(name=name, relation=values["relation"] or "9", phone=phone_of(values["caregiver_phone"]))


def registration_of(values: Mapping[str, Any], *, office_id: int = 0, scope_path: str = "") -> Registration:
    """Return the registration of a row at an office."""
    return Registration(
        person=person_of(values), office_id=office_id, scope_path=scope_path, addresses=addresses_of(values),
        caregiver=caregiver_of(values),
    )  # fmt: skip
