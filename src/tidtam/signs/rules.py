"""What a sign's code is, when a place is another one, which scans may be told. Pure."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tidtam.kernel.problem import Problem
from tidtam.signs.choices import Place, Size

# Crockford base 32: no i, l, o, u, so that a code read off a wall is typed right.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH = 8
FEWEST = 5  # scans of a week that may be told. Source: safety R38
FAR = 150  # metres from where a sign should hang, beyond the reading's own error
QUIET_DAYS = 14  # without a scan, a sign that was scanned before is asked after
_BEFORE_WEEKS = 4
_LONGEST_YEARS = 10
_LOOKALIKES = str.maketrans({"o": "0", "i": "1", "l": "1", "u": "v"})
_NOT_CODE = re.compile(r"[^0-9a-z]")


def code() -> str:
    """Return a new code: 8 characters (40 bits); it opens nothing, it only names a sign."""
    return "".join(_ALPHABET[byte & 31] for byte in secrets.token_bytes(CODE_LENGTH))


def read_code(text: str) -> str:
    """Return the code of what was typed or scanned: `K7M2-9QXT`, or the whole address; "" when it is none."""
    last = text.strip().split("?")[0].rstrip("/").rpartition("/")[2].lower()
    found = _NOT_CODE.sub("", last).translate(_LOOKALIKES)
    return found if len(found) == CODE_LENGTH and all(one in _ALPHABET for one in found) else ""


def spelt(given: str) -> str:
    """Return a code as it is printed: `K7M2-9QXT`."""
    return f"{given[:4]}-{given[4:]}".upper()


def metres(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Return the distance of two points on the globe. Units: degrees in, metres out."""
    lat1, lat2 = math.radians(one[0]), math.radians(other[0])
    across = math.sin((lat2 - lat1) / 2) ** 2
    along = math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return round(2 * 6_371_000 * math.asin(math.sqrt(across + along)))


@dataclass(frozen=True, slots=True)
class SignValues:
    """What a form says of a sign; plain values."""

    kind: str
    area: str
    place: str
    size: str = Size.VINYL
    position: tuple[float, float] | None = None
    expires_on: date | None = None
    note: str = ""


def faults(told: SignValues, today: date) -> Iterator[Problem]:
    """Yield what is wrong with a sign, each with its field."""
    if told.kind not in Place.values:
        yield Problem("signs.kind_missing", "เลือกประเภทสถานที่", field="kind")
    if told.size not in Size.values:
        yield Problem("signs.size_missing", "เลือกขนาดป้าย", field="size")
    if not line(told.place, 200):
        yield Problem("signs.place_missing", "บอกว่าติดตั้งที่ไหน", field="place")
    if told.expires_on and told.expires_on <= today:
        yield Problem("signs.expired", "วันหมดอายุต้องเลยวันนี้ ตรวจปี พ.ศ. อีกครั้ง", field="expires_on")
    elif told.expires_on and told.expires_on.year > today.year + _LONGEST_YEARS:
        yield Problem("signs.expires_late", "วันหมดอายุไกลเกิน 10 ปี ตรวจปี พ.ศ. อีกครั้ง", field="expires_on")


def line(text: str, most: int) -> str:
    """Return text on one line, without what cannot be seen."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:most]


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def told_weeks(scans: Mapping[date, int], today: date, weeks: int = 8) -> list[tuple[date, int | None]]:
    """Return the scans of the last full weeks, oldest first; fewer than five are not told (None)."""
    found: dict[date, int] = {}
    for day, n in scans.items():
        found[week_of(day)] = found.get(week_of(day), 0) + n
    first = week_of(today) - timedelta(weeks=weeks)
    made = []
    for number in range(weeks):
        monday = first + timedelta(weeks=number)
        n = found.get(monday, 0)
        made.append((monday, n if n >= FEWEST else None))
    return made


def fell_quiet(before: int, since: int) -> bool:
    """Say whether scans fell to nothing: some five a week in the four weeks before, none in the last two."""
    return since == 0 and before >= FEWEST * _BEFORE_WEEKS


def quiet_bounds(today: date) -> tuple[date, date]:
    """Return from when scans before count, and from when there are none."""
    since = today - timedelta(days=QUIET_DAYS)
    return since - timedelta(weeks=_BEFORE_WEEKS), since


def sum_of(found: Iterable[int]) -> int:
    """Return a sum that may be told: below five it is 0."""
    total = sum(found)
    return total if total >= FEWEST else 0
