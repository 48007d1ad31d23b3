"""Receipts: 19 random digits and a check digit, written in five groups of four.

The check digit is Damm's: it finds every wrong digit and every two neighbours that changed places. 19 digits are 63
bits: at five guesses a second for a year, 100,000 live receipts are hit with a chance below two in a million.
"""

from __future__ import annotations

import re
import secrets

from tidtam.kernel.problem import Problem
from tidtam.thai.digits import to_arabic

LENGTH = 20
# Damm's quasigroup of order 10: totally anti-symmetric, zeros on the diagonal.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_BETWEEN = re.compile(r"[\s\-–.·]+")


def check_digit(digits: str) -> str:
    """Return the digit that makes `digits` a whole number of Damm's."""
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return str(state)


def new() -> str:
    """Return a new receipt. Shape: 20 digits."""
    digits = f"{secrets.randbelow(10 ** (LENGTH - 1)):019d}"
    return digits + check_digit(digits)


def holds(digits: str) -> bool:
    """Say whether the check digit fits."""
    return check_digit(digits) == "0"


def grouped(receipt: str) -> str:
    """Return the receipt as it is shown: five groups of four."""
    return " ".join(receipt[at : at + 4] for at in range(0, LENGTH, 4))


def read(written: str) -> str:
    """Return the 20 digits somebody typed, in any digits and groups.

    Errors: Problem("tips.receipt_length"), Problem("tips.receipt_digit"): both tell of the writing alone.
    """
    digits = _BETWEEN.sub("", to_arabic(written[:100]))
    if not re.fullmatch(r"[0-9]{20}", digits):
        raise Problem("tips.receipt_length", "เลขรับเรื่องมี 20 หลัก ตรวจดูว่าจดครบหรือไม่", field="receipt")
    if not holds(digits):
        raise Problem("tips.receipt_digit", "มีตัวเลขสลับหรือผิดหนึ่งตัว เทียบกับที่จดไว้อีกครั้ง", field="receipt")
    return digits
