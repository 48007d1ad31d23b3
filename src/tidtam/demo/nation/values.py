"""Values of one invented person: who, where, from which cohort. Nothing is written here."""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from tidtam.demo.nation.allotment import chance
from tidtam.demo.nation.days import ahead, behind
from tidtam.demo.nation.dice import between, one_of
from tidtam.demo.nation.names import person_name
from tidtam.people.rules import AddressValues, CaregiverValues, PersonValues
from tidtam.places import gazetteer
from tidtam.places.choices import AreaLevel
from tidtam.thai import national_id
from tidtam.thai.dates import fiscal_year, from_be

_NO_ID = ("ไม่มีสถานะทางทะเบียน", "บัตรหาย อยู่ระหว่างขอใหม่", "ไม่ยอมให้เลข", "บุคคลพื้นที่สูง")
# Courses end on a Friday; a year of them ends before the window is over.
COHORT_SIZE = 45
# Codes of substances with how common they are.
_SUBSTANCES = ("01",) * 70 + ("02",) * 14 + ("05",) * 6 + ("06",) * 5 + ("03",) * 2 + ("10",) * 2 + ("88",)


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person with what enrolment needs. `public_ids` are those of person and case."""

    person: PersonValues
    addresses: tuple[AddressValues, ...]
    caregiver: CaregiverValues | None
    tambon: str
    moo: str
    cohort: int
    completed_on: date
    enrolled_on: date
    certificate_no: str
    colour: str
    substance: str
    person_name: str
    case_name: str


@cache
def tambons(province: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the tambons of a province."""
    return tuple(
        (a.code, a.name_th) for a in gazetteer.areas() if a.level == AreaLevel.SUBDISTRICT and a.code[:2] == province
    )


@cache
def _weights(province: str) -> list[float]:
    """Return the weights of the tambons of a province, added up."""
    return list(accumulate(0.3 + chance("tambon", code) for code, _ in tambons(province)))


def cohort_dates(count: int, as_of: date, seed: int, province: str) -> list[date]:
    """Return the days on which the cohorts of a province completed, oldest first: Fridays within the last year."""
    dice = random.Random(f"{seed}/cohorts/{province}")  # noqa: S311 (invented data must come out the same each time)
    first, last = as_of - timedelta(days=352), as_of - timedelta(days=14)
    # A programme that has ended takes nobody in any more.
    last = min(last, date(from_be(fiscal_year(as_of - timedelta(days=60))), 9, 30))
    days = sorted(first + timedelta(days=between(dice, 0, (last - first).days)) for _ in range(count))
    return [day - timedelta(days=(day.weekday() - 4) % 7) for day in days]


def invent(seed: int, province: str, number: int, cohorts: list[date]) -> tuple[Invented, random.Random]:
    """Return person `number` of a province, and the dice to go on with: the same for the same arguments."""
    dice = random.Random(f"{seed}/{province}/{number}")  # noqa: S311 (as above)
    male = dice.random() < 0.88
    title, given, surname, nickname = person_name(dice, male=male)
    age = min(64, 18 + int(dice.gammavariate(2.2, 6.5)))
    cohort = number % len(cohorts)
    completed = cohorts[cohort]
    born = date(completed.year - age, between(dice, 1, 12), between(dice, 1, 28))
    identified = dice.random() > 0.025
    place = bisect(_weights(province), dice.random() * _weights(province)[-1], 0, len(tambons(province)) - 1)
    tambon, tambon_name = tambons(province)[place]
    moo, house = (
        str(between(dice, 1, 14)),
        f"{between(dice, 1, 399)}" + (f"/{between(dice, 1, 9)}" if dice.random() < 0.2 else ""),
    )
    person = PersonValues(
        first_name=given, last_name=surname, title=title, nickname=nickname, sex="1" if male else "2", birth=born,
        id_kind="national" if identified else "none",
        id_number=_id_number(seed, province, number) if identified else "",
        no_id_reason="" if identified else one_of(dice, _NO_ID),
        phone=f"09{between(dice, 0, 99_999_999):08d}" if dice.random() < 0.72 else "",
        marital_status=one_of(dice, "1112234"), education=one_of(dice, "1122233345"),
        occupation=one_of(dice, ("00", "01", "01", "01", "02", "02", "03", "04", "04", "07")),
        income_band=one_of(dice, "0112223345"),
    )  # fmt: skip
    village = f"บ้าน{tambon_name}" if dice.random() < 0.5 else ""
    addresses = tuple(
        AddressValues(area=tambon, kind=kind, house_no=house, moo=moo, village=village)
        for kind in ("registered", "current")
    )
    carer = None
    if dice.random() < 0.6:
        carer = CaregiverValues(
            name=f"{person_name(dice, male=dice.random() < 0.3)[1]} {surname}", relation=one_of(dice, "1222334567"),
            phone=f"08{between(dice, 0, 99_999_999):08d}" if dice.random() < 0.5 else "",
        )  # fmt: skip
    made = Invented(
        person=person, addresses=addresses, caregiver=carer, tambon=tambon, moo=moo, cohort=cohort,
        completed_on=completed, enrolled_on=_enrolled(completed, completed + timedelta(days=between(dice, 0, 6))),
        certificate_no=f"{cohort + 1:03d}/{number:05d}", colour="green" if dice.random() < 0.93 else "yellow",
        substance=one_of(dice, _SUBSTANCES), person_name=_name(dice), case_name=_name(dice),
    )  # fmt: skip
    return made, dice


def _enrolled(completed: date, day: date) -> date:
    """Return the day, or one near it that is not for compiling; nobody is enrolled before the course ends."""
    early = ahead(day)
    return early if early >= completed else behind(day)


def _id_number(seed: int, province: str, number: int) -> str:
    return national_id.synthetic(int(province) * 10_000_000 + seed % 9 * 1_000_000 + number)


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _name(dice: random.Random) -> str:
    """Return a public id of the invented kind: drawn from the dice, so that the same seed gives the same."""
    bits = dice.getrandbits(60)
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(0, 60, 5))
