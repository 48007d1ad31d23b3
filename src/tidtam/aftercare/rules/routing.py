"""Ways between offices, seen from their paths alone, and how long something has waited in working days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from tidtam.thai.holidays import is_working_day

REMIND_AFTER, EXPIRE_AFTER = 3, 7  # working days. Source: domain facts 2.3, 11.3
_ADULT, _BANDS = 18, ((18, 24), (25, 34), (35, 44), (45, 59))
_DAY = timedelta(days=1)


def superior_path(one: str, other: str) -> str:
    """Return the path of the lowest office above both paths, or the one of them that stands above the other.

    The letter of a line is no office: two lines meet at the ministry.
    """
    shared = []
    for left, right in zip(one.split("."), other.split("."), strict=False):
        if left != right or not left:
            break
        shared.append(left)
    while shared and not shared[-1].isdigit():
        shared.pop()
    return "".join(f"{part}." for part in shared)


def working_days_since(day: date, today: date, holidays: Collection[date]) -> int:
    """Count the working days after `day` up to and with `today`: 0 on the day itself."""
    count, here = 0, day
    while here < today:
        here += _DAY
        count += is_working_day(here, holidays)
    return count


def age_band(birth: date | None, today: date) -> str:
    """Return the ages a person's age lies among, wide enough to name nobody; "" when it is unknown."""
    if birth is None:
        return ""
    age = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    if age < _ADULT:
        return f"<{_ADULT}"
    return next((f"{low}–{high}" for low, high in _BANDS if low <= age <= high), "60+")
