"""What an offer may say without naming anybody, and how long something has waited in working days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from tidtam.thai.holidays import is_working_day

_ADULT, _BANDS = 18, ((18, 24), (25, 34), (35, 44), (45, 59))
_DAY = timedelta(days=1)


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
