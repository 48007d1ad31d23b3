"""Limits against floods and guesses, and the reading of what citizens type. Pure."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta

from tidtam.portal.choices import Counted
from tidtam.thai.digits import to_arabic


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within so long."""

    most: int
    within: timedelta


_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# From one address: generous, for a village shares one, and a headman files for many.
FROM_ADDRESS: dict[str, tuple[Limit, ...]] = {
    Counted.FIND: (Limit(120, _MINUTE),),
    Counted.DRAFT: (Limit(40, _HOUR), Limit(150, _DAY)),
    Counted.PHOTO: (Limit(60, _HOUR),),
    Counted.FILE: (Limit(30, _HOUR), Limit(100, _DAY)),
    Counted.WRONG: (Limit(20, _HOUR), Limit(60, _DAY)),
    Counted.SAY: (Limit(30, _HOUR),),
    Counted.PAPER: (Limit(30, _HOUR),),
}
TO_OFFICE: dict[str, tuple[Limit, ...]] = {Counted.FILE: (Limit(300, _HOUR),), Counted.SAY: (Limit(300, _HOUR),)}
ALTOGETHER: dict[str, tuple[Limit, ...]] = {
    Counted.DRAFT: (Limit(9_000, _MINUTE),),
    Counted.PHOTO: (Limit(300, _MINUTE),),
    Counted.FILE: (Limit(6_000, _MINUTE),),
    Counted.WRONG: (Limit(300, _MINUTE),),
    Counted.PAPER: (Limit(60, _MINUTE),),
}
QUICKEST = timedelta(seconds=4)  # nobody reads three pages and writes a sentence in less
DRAFT_LIVES = timedelta(hours=24)
PIN_SHOWN = timedelta(minutes=15)  # a reload on a bad line must not lose it
FREE_TRIES = 5
LONGEST_WAIT = timedelta(hours=12)
STAYS = timedelta(minutes=30)  # the door a PIN opened
REOPEN_WITHIN = timedelta(days=30)
MOST_PHOTOS = 5
MOST_NEIGHBOURS = 50
_NUMBER = re.compile(r"\s*(\d{2})\s*[-–—/ ]?\s*(\d{1,7})\s*\Z")
_HOUSE = re.compile(r"(?:บ้านเลขที่|เลขที่|บ้าน)?\s*(\d{1,5}(?:/\d{1,4})?[ก-ฮ]?)\s*\Z")
_LONG = re.compile(r"\d{6,}")


def wait_after(wrong: int) -> timedelta:
    """Return how long a ticket stays shut after so many wrong PINs in a row: none, then 1, 2, 4 … minutes."""
    if wrong < FREE_TRIES:
        return timedelta()
    return min(_MINUTE * (1 << min(wrong - FREE_TRIES, 12)), LONGEST_WAIT)


def place_of_address(address: str) -> str:
    """Return what stands for one place on the net: the IPv4 address, or the /64 an IPv6 address lies in."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return "?"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


def read_number(text: str) -> tuple[str, int] | None:
    """Read `69-0412`, `๖๙-๐๔๑๒`, `69 412`. Shape: (two digits of the year, number); None when it is none."""
    found = _NUMBER.match(to_arabic(text))
    return (found[1], int(found[2])) if found else None


def read_pin(text: str) -> str:
    """Return the six digits of a PIN as typed, blanks and dashes left out; "" when it is none."""
    bare = re.sub(r"[\s\-–]", "", to_arabic(text))
    return bare if re.fullmatch(r"[0-9]{6}", bare) else ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody else who is affected: a name and a house, nothing more."""

    name: str
    house_no: str = ""


def read_neighbours(text: str) -> tuple[list[Neighbour], str]:
    """Read one neighbour a line, `สมศรี ใจดี 48/2`. Shape: (neighbours, the first line with a long number or "")."""
    found: list[Neighbour] = []
    for line in text.splitlines():
        line = " ".join(to_arabic(line).replace(",", " ").split())
        if not line:
            continue
        if _LONG.search(re.sub(r"[\s\-]", "", line)):
            return found, line
        house = _HOUSE.search(line)
        name = line[: house.start()].strip() if house else line
        found.append(Neighbour(name[:120] or line[:120], house[1] if house and name else ""))
    return found, ""
