"""What is said of a person, checked and put right: pure, no clock, no database."""

from tidtam.people.rules.checking import check, checked
from tidtam.people.rules.reading import read_birth, read_identifier, read_name, read_phone
from tidtam.people.rules.values import AddressValues, CaregiverValues, NoticeValues, PersonValues, Registration

__all__ = [
    "AddressValues", "CaregiverValues", "NoticeValues", "PersonValues", "Registration", "check", "checked",
    "read_birth", "read_identifier", "read_name", "read_phone",
]  # fmt: skip
