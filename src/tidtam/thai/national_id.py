"""The 13-digit national identification number."""

from __future__ import annotations

import re

from tidtam.thai.digits import to_arabic

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.]")
_SYNTHETIC = "9"


def check_digit(first_twelve: str) -> int:
    """Return the thirteenth digit for the first twelve.

    Source: Department of Provincial Administration: (11 - sum(d_i * (14 - i)) mod 11) mod 10.
    """
    total = sum(int(digit) * (13 - i) for i, digit in enumerate(first_twelve))
    return (11 - total % 11) % 10


def normalise(text: str) -> str:
    """Return the bare Arabic digits of what was typed; other characters stay and make the number invalid."""
    return _SEPARATORS.sub("", to_arabic(text))


def is_valid(text: str) -> bool:
    """Say whether a number has 13 digits and a right check digit; all zeros before it are refused."""
    number = normalise(text)
    if not re.fullmatch(r"[0-9]{13}", number) or not number[:12].strip("0"):
        return False
    return check_digit(number[:12]) == int(number[12])


def is_synthetic(text: str) -> bool:
    """Say whether a number begins with 9, which no person has: invented data uses only these."""
    return normalise(text).startswith(_SYNTHETIC)


def synthetic(serial: int) -> str:
    """Return a valid invented number for a serial from 0 to 99,999,999,999."""
    first_twelve = f"{_SYNTHETIC}{serial:011d}"
    return f"{first_twelve}{check_digit(first_twelve)}"


def formatted(text: str) -> str:
    """Write `9-9999-99999-99-4`; what is no 13-digit number comes back unchanged."""
    number = normalise(text)
    if not re.fullmatch(r"[0-9]{13}", number):
        return text
    return f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"


def masked(text: str) -> str:
    """Write `9-9999-xxxxx-xx-4`; what is no 13-digit number is hidden whole."""
    number = normalise(text)
    if not re.fullmatch(r"[0-9]{13}", number):
        return "x" * len(text)
    return f"{number[0]}-{number[1:5]}-xxxxx-xx-{number[12]}"
