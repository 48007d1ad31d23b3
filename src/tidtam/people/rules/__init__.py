"""What is said of a person, checked and put right: pure, no clock, no database."""

from tidtam.people.rules.checking import check, checked
from tidtam.people.rules.reading import read_birth, read_identifier, read_name, read_phone
from tidtam.people.rules.values import (
    NOTICE,
    AddressValues,
    CaregiverValues,
    NoticeValues,
    PersonValues,
    Registration,
    day_of,
)

__all__ = [
    "NOTICE", "AddressValues", "CaregiverValues", "NoticeValues", "PersonValues", "Registration", "check", "checked",
    "day_of", "read_birth", "read_identifier", "read_name", "read_phone",
]  # fmt: skip
