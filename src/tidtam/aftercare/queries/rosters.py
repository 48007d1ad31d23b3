"""A roster as it stands in its file: read, checked, and held against the people already known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext

from tidtam.aftercare.models import Cohort, RosterImport
from tidtam.aftercare.queries import followed
from tidtam.aftercare.rules import roster as rules
from tidtam.aftercare.rules.findings import Finding
from tidtam.aftercare.rules.findings import mark as _
from tidtam.aftercare.rules.registering import registration_of
from tidtam.aftercare.rules.roster import RowResult, Sheet
from tidtam.aftercare.rules.roster.reading import grids
from tidtam.aftercare.rules.roster.table import text_of
from tidtam.files import vault
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.offices.models import Office
from tidtam.people import access as people
from tidtam.people import sealing
from tidtam.people.choices import IdKind, Purpose
from tidtam.people.matching.folding import fold
from tidtam.people.models import Address, Person
from tidtam.people.rules import check as check_person
from tidtam.thai.dates import be_year

# Other fields a person's own check names, as the columns of a roster.
_FIELD_OF = {"id_number": "national_id", "birth": "birth_date", "caregiver_name": "caregiver", "area": "cur_tambon"}
WARNINGS_KEPT = 3_000
KNOWN = "followed"  # a row of somebody followed here already: nothing to take in, nothing to mend


@dataclass(frozen=True, slots=True)
class Twin:
    """People in scope who may be the human of a row, and why: `id` or `name`. The surest stands first."""

    why: str
    people: tuple[Person, ...]


@dataclass(slots=True)
class Judged:
    """A roster read and checked: its sheet, one result per row, and possible twins by row number."""

    sheet: Sheet
    rows: list[RowResult]
    twins: dict[int, Twin] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        """Return how many rows can be taken in."""
        return sum(row.is_valid for row in self.rows)

    def findings(self) -> list[dict[str, Any]]:
        """Return what is kept of the check: no value of any cell. Shape: what stops a row first, then warnings."""
        hard = [_kept(row.row_no, one) for row in self.rows for one in row.errors]
        soft = [_kept(row.row_no, one) for row in self.rows for one in row.warnings if row.is_valid]
        return hard + soft[:WARNINGS_KEPT]


def _kept(row: int, one: Finding) -> dict[str, Any]:
    return {"row": row, "field": one.field, "code": one.code, "words": one.text, "params": one.params, "hard": one.hard}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as a page or sheet shows it."""

    row: int
    column: str
    words: str
    hard: bool


def lines(roster: RosterImport, *, hard: bool) -> list[Line]:
    """Return the findings of a roster in words, in the order of the file; who is in already is no fault of the file."""
    found = [one for one in roster.findings if bool(one.get("hard", True)) == hard and one["code"] != KNOWN]
    return [_line(one) for one in sorted(found, key=lambda one: int(one["row"]))]


def known(roster: RosterImport) -> list[int]:
    """Return the rows of people who are followed in the programme already, in the order of the file."""
    return sorted({int(one["row"]) for one in roster.findings if one["code"] == KNOWN})


def _line(one: Mapping[str, Any]) -> Line:
    column = rules.COLUMNS[one["field"]].title if one["field"] in rules.COLUMNS else ""
    said = Finding(one["field"], one["code"], one["words"], dict(one.get("params") or {})).said(gettext)
    return Line(int(one["row"]), column, said, bool(one.get("hard", True)))


def bound_to(roster: RosterImport) -> str:
    """Return what the sealed file is bound to."""
    return f"aftercare.roster:{roster.public_id}"


def content_of(roster: RosterImport) -> bytes:
    """Return the file as it was sent. Errors: Problem files.key_missing, files.damaged."""
    return vault.unseal(bytes(roster.content_sealed), bound_to=bound_to(roster))


def judge(
    content: bytes, name: str, *, cohort: Cohort, mapping: Mapping[str, int] | None, by: Actor, today: date
) -> Judged:  # fmt: skip
    """Read a roster, check every row, and hold it against the people known in the programme.

    Shape: 4 queries however many rows. Errors: the Problems of `rules.roster.read`.
    """
    sheet = rules.read(content, name, mapping)
    rows = rules.check(sheet, today, completed_on=cohort.completed_on, began_on=cohort.training_from)
    judged = Judged(sheet, rows)
    _check_people(judged, today)
    _find_twins(judged, cohort, by)
    return judged


def _check_people(judged: Judged, today: date) -> None:
    """Add what a person's own check refuses, so that a row found right here is taken in later."""
    for row in judged.rows:
        if not row.is_valid:
            continue
        for problem in check_person(registration_of(row.values), today=today):
            name = _FIELD_OF.get(problem.field or "", problem.field or "")
            row.errors.append(Finding(name, problem.code.rpartition(".")[2], problem.message))


def _find_twins(judged: Judged, cohort: Cohort, by: Actor) -> None:
    hashed = sealing.hasher(Purpose.AFTERCARE)
    by_hash = {hashed(f"id:{row.values['national_id']}"): row for row in judged.rows if _numbered(row)}
    here = defaultdict(list)
    live = people.people(by).filter(purpose=Purpose.AFTERCARE, merged_into=None)
    for person in live.filter(id_hash__in=list(by_hash)).order_by("pk"):
        here[bytes(person.id_hash or b"")].append(person)
    found = followed.by_number(list(by_hash), [cohort.programme_id], by)
    for key, row in by_hash.items():
        if (key, cohort.programme_id) in found.here:
            said = _("คนนี้อยู่ในโครงการนี้แล้ว ไม่ต้องลงทะเบียนซ้ำ")
            row.errors.append(Finding("national_id", KNOWN, said))
        elif (key, cohort.programme_id) in found.elsewhere:
            row.errors.append(Finding("national_id", "elsewhere", followed.ELSEWHERE))
        elif key in here:
            judged.twins[row.row_no] = Twin("id", tuple(here[key]))
    _find_namesakes(judged, live)


def of_office(roster_id: int, office: Office) -> RosterImport | None:
    """Return a roster of an office without its content, as the job that takes it in names it. Shape: 1 query."""
    return RosterImport.objects.defer("content_sealed").filter(pk=roster_id, office=office).first()


def _numbered(row: RowResult) -> bool:
    return row.is_valid and bool(row.values["national_id"])


def _find_namesakes(judged: Judged, live: Any) -> None:
    """Find likely twins by name where a number is missing on one side; two numbers that differ are two humans."""
    by_name: dict[str, list[RowResult]] = defaultdict(list)
    for row in judged.rows:
        if row.is_valid and row.row_no not in judged.twins:
            name = f"{row.values['first_name']} {row.values['last_name']}"
            by_name[" ".join(filter(None, map(fold, name.split())))].append(row)
    found = live.filter(key__folded__in=list(by_name)).select_related("key").order_by("pk")
    named = list(found)
    homes: dict[int, set[str]] = defaultdict(set)
    for pk, area in Address.objects.filter(person__in=named).values_list("person_id", "area_id"):
        homes[pk].add(str(area))
    twins: dict[int, list[Person]] = defaultdict(list)
    for person in named:
        for row in by_name[person.key.folded]:
            if _may_be(row, person, homes[person.pk]):
                twins[row.row_no].append(person)
    judged.twins |= {row: Twin("name", tuple(of_row)) for row, of_row in twins.items()}


def _may_be(row: RowResult, person: Person, homes: Iterable[str]) -> bool:
    values = row.values
    if values["national_id"] and person.id_kind == IdKind.NATIONAL:
        return False
    born = values["birth_date"]
    if born and person.birth_date and abs(be_year(born) - be_year(person.birth_date)) > 1:
        return False
    areas = {values["cur_area"], values["reg_area"]} - {""}
    return not areas or not homes or bool(areas & set(homes))


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """One column of a file: its place from 0, its header, masked samples, and what it was taken for ("" nothing)."""

    place: int
    header: str
    samples: tuple[str, ...]
    key: str = ""


def columns_of(content: bytes, name: str, mapping: Mapping[str, int] | None = None) -> list[SeenColumn]:
    """Return the filled columns of a roster for somebody to say what they are. Errors: those of `rules.roster.read`.

    Without a header we know, the first line with several words is shown as one.
    """
    try:
        sheet: Sheet | None = rules.read(content, name, mapping)
    except Problem as problem:
        if problem.code != "aftercare.roster_header":
            raise
        sheet = None
    every = list(grids(content, name))
    grid = next((one for one in every if sheet and one.name == sheet.name), every[0])
    lines = [[text_of(cell) for cell in row] for row in grid.rows[:200]]
    first = sheet.header_row if sheet else next((n for n, row in enumerate(lines, 1) if sum(map(bool, row)) > 1), 1)
    headers = sheet.headers if sheet else lines[first - 1] if lines else []
    taken = {place: key for key, place in (sheet.mapping if sheet else {}).items()}
    found = []
    for place, header in enumerate(headers):
        cells = [row[place] for row in lines[first:] if place < len(row) and row[place]][:3]
        if header or cells:
            found.append(SeenColumn(place, header, tuple(masked(cell) for cell in cells), taken.get(place, "")))
    return found


def masked(text: str) -> str:
    """Return a cell with all but its first and last sign hidden."""
    return f"{text[:1]}{'•' * min(len(text) - 2, 10)}{text[-1:]}" if len(text) > 2 else f"{text[:1]}•"


def twin_lines(roster: RosterImport, by: Actor) -> list[tuple[int, str, list[Person]]]:
    """Return the rows the clerk must decide: row, why, and the people in scope it may be. Shape: 1 query."""
    kept = roster.mapping.get("twins", [])
    ids = {public for one in kept for public in one["people"]}
    known = {one.public_id: one for one in people.people(by).filter(public_id__in=ids).select_related("office")}
    return [
        (int(one["row"]), str(one["why"]), [known[public] for public in one["people"] if public in known])
        for one in kept
    ]  # fmt: skip
