"""What the public pages show: places, units to name, and what lies behind a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.places import gazetteer
from tidtam.places.choices import AreaLevel
from tidtam.tips import gates, sealing
from tidtam.tips.choices import State

_LIKE = 0.7  # how much of two names is alike, so that one may be meant by the other
_STARTS = ("จังหวัด", "อำเภอ", "ตำบล", "เขต", "แขวง", "จ.", "อ.", "ต.")


@dataclass(frozen=True, slots=True)
class Place:
    """A subdistrict with what it lies in."""

    code: str
    name: str
    district: str
    province: str

    def __str__(self) -> str:
        capital = self.code.startswith("10")
        words = ("แขวง", "เขต", "") if capital else ("ต.", "อ.", "จ.")
        return " ".join(
            f"{word}{name}" for word, name in zip(words, (self.name, self.district, self.province), strict=True)
        )


@cache
def provinces() -> tuple[tuple[str, str], ...]:
    """Return code and name of the provinces in the order of their names."""
    found = [(area.code, area.name_th) for area in gazetteer.areas() if area.level == AreaLevel.PROVINCE]
    return tuple(sorted(found, key=lambda one: one[1]))


@cache
def _places() -> dict[str, Place]:
    names = {area.code: area.name_th for area in gazetteer.areas()}
    return {
        area.code: Place(area.code, area.name_th, names[area.code[:4]], names[area.code[:2]])
        for area in gazetteer.areas()
        if area.level == AreaLevel.SUBDISTRICT
    }


def place(code: str) -> Place | None:
    """Return a subdistrict by its code."""
    return _places().get(code)


def names_in(province: str) -> dict[str, str]:
    """Return the subdistricts of a province in words, by code; an officer's browser looks the sealed one up."""
    return {code: str(one) for code, one in _places().items() if code[:2] == province}


def bare(name: str) -> str:
    """Return a place's name without blanks and without the word for what it is."""
    name = "".join(name.split())
    for start in _STARTS:
        if name.startswith(start) and len(name) > len(start):
            return name[len(start) :]
    return name


def _lies_in(one: Place, district: str) -> bool:
    """Say whether people call the district of a place so: the capital's is "เมือง" to everybody."""
    name = bare(one.district)
    capital = name.startswith("เมือง") and one.code[2:4] == "01"
    return district in (name, name.removeprefix("เมือง")) or (capital and district == "เมือง")


def places_like(province: str, district: str, subdistrict: str) -> list[Place]:
    """Return a few subdistricts of a province called nearly so, in the district that is called nearly so first."""
    inside = [one for code, one in _places().items() if code[:2] == province]
    around, wanted = bare(district), bare(subdistrict)
    districts = get_close_matches(around, {bare(one.district) for one in inside}, n=3, cutoff=_LIKE) if around else []
    near = [one for one in inside if bare(one.district) in districts or (around and _lies_in(one, around))]
    for some in (near, inside):
        names = get_close_matches(wanted, {bare(one.name) for one in some}, n=3, cutoff=_LIKE)
        if found := [one for name in names for one in some if bare(one.name) == name]:
            return found[:5]
    return []


def places_named(province: str, district: str, subdistrict: str) -> list[Place]:
    """Return the subdistricts of a province so called; `district` narrows when it is given.

    Errors: Problem("tips.place_unknown") on the field that says nothing known.
    """
    inside = [one for code, one in _places().items() if code[:2] == province]
    wanted, around = bare(subdistrict), bare(district)
    if around:
        inside = [one for one in inside if _lies_in(one, around)]
        if not inside:
            raise Problem("tips.place_unknown", _("ไม่พบอำเภอนี้ในจังหวัดที่เลือก"), field="district")
    found = [one for one in inside if bare(one.name) == wanted]
    if not found:
        found = [one for one in inside if wanted and wanted in one.name][:8]
    if not found:
        raise Problem("tips.place_unknown", _("ไม่พบตำบลนี้ ตรวจตัวสะกด หรือเว้นอำเภอว่างไว้"), field="subdistrict")
    return found


def units_near(area: str) -> list[tuple[str, str]]:
    """Return code and name of the offices one may name as the accused's: of district, province and centre. 1 query."""
    province, district = area[:2], area[:4]
    local = Q(district_id=district, level__in=(Level.DISTRICT, Level.LGO, Level.AGENCY))
    around = Q(province_id=province, level__in=(Level.PROVINCE, Level.AGENCY)) | Q(
        province_id=province, level=Level.LGO, district_id__isnull=True
    )
    central = Q(province_id__isnull=True, level__in=(Level.MINISTRY, Level.DEPARTMENT, Level.AGENCY))
    bangkok = Q(line=Line.BANGKOK, district_id=district)
    rows = (
        Office.objects.filter(local | around | central | bangkok, valid_to__isnull=True)
        .values_list("code", "short_name", "name_th", "path", "district_id", "province_id")
        .order_by("path")
    )
    # Nearest first: the officials people know are those of their own district.
    rows_ = sorted(rows, key=lambda row: (row[4] is None, row[5] is None, row[3]))
    return [(code, name or short) for code, short, name, *_rest in rows_]


@dataclass(frozen=True, slots=True)
class Question:
    """What an officer wrote to the informant."""

    number: int
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a receipt opened."""

    id: UUID
    scope_path: str
    office_id: int
    state: str
    questions: tuple[Question, ...]

    @property
    def label(self) -> str:
        """Return how far the tip has come, in words."""
        return str(State(self.state).label)


def open_receipt(receipt: str, *, today: date) -> Found | None:
    """Return what a receipt opens; None for a wrong one, after the same work as for a right one.

    Errors: gates.Busy. The informant's key lives in this call alone.
    """
    wanted = sealing.lookup(receipt)
    # The database is asked inside the gate: whoever waits for a core holds no connection.
    with gates.guessing.entered():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, scope_path, office_id, salt, state FROM tips_found(%s, %s)", [wanted, today])
            row = cursor.fetchone()
            cursor.execute("SELECT number, day, sealed FROM tips_said(%s, %s)", [wanted, today])
            said = cursor.fetchall()
        key = sealing.derived(receipt, bytes(row[3]) if row else sealing.new_salt())
    if row is None:
        return None
    questions = tuple(
        Question(number, day, sealing.unseal(sealed, key).decode("utf-8", "replace")) for number, day, sealed in said
    )
    return Found(row[0], row[1], row[2], row[4], questions)
