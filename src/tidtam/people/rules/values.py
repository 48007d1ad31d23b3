"""The values of a person as they are typed or read from a sheet, and as they are kept after `checked`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class PersonValues:
    """Who somebody is. `birth` is a date, or text as typed (`15/3/2520`, `มี.ค. 2520`, `2520`)."""

    first_name: str
    last_name: str = ""
    title: str = ""
    nickname: str = ""
    sex: str = "9"
    birth: date | str | None = None
    birth_precision: str = "day"
    nationality: str = "TH"
    religion: str = ""
    id_kind: str = "national"
    id_number: str = ""
    no_id_reason: str = ""
    phone: str = ""
    line_id: str = ""
    contact_hours: str = ""
    marital_status: str = ""
    education: str = ""
    occupation: str = ""
    income_band: str = ""


@dataclass(frozen=True, slots=True)
class AddressValues:
    """Where somebody lives. `area` is the six digits of the tambon; `position` is (latitude, longitude) in degrees."""

    area: str
    kind: str = "registered"
    house_no: str = ""
    moo: str = ""
    village: str = ""
    soi: str = ""
    road: str = ""
    postcode: str = ""
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class CaregiverValues:
    """Who cares for the person."""

    name: str
    relation: str = "9"
    phone: str = ""


NOTICE = "2569-1"  # the privacy notice given now
_BANGKOK = ZoneInfo("Asia/Bangkok")


def day_of(at: datetime) -> datetime:
    """Return the beginning of the day in Bangkok: all that the register of help keeps of an instant."""
    return at.astimezone(_BANGKOK).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class NoticeValues:
    """Which privacy notice was given, and when."""

    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Registration:
    """One person to register at an office (its id and path). `public_id` is made when it is empty."""

    person: PersonValues
    office_id: int
    scope_path: str
    addresses: tuple[AddressValues, ...] = field(default=())
    caregiver: CaregiverValues | None = None
    notice: NoticeValues | None = None
    public_id: str = ""
