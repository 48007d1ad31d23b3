"""Teams, cohorts, cases and visits as a district would have them. The wall is left open for the actor that asked."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from tests.factories import people
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.aftercare.actions import visits
from tidtam.aftercare.actions.enrol import Enrolment, enrol
from tidtam.aftercare.actions.visits import Answers
from tidtam.aftercare.models import Case, Cohort, Programme, TeamMembership, TeamOrder, Visit
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.offices.choices import Coverage, Level, Line
from tidtam.offices.models import Office, OfficeArea
from tidtam.offices.rules import path_of
from tidtam.places.models import Area

COMPLETED = date(2026, 3, 31)
_serial = count(500)


def at(day: date, hour: int = 10) -> datetime:
    """Return an instant of a day in Bangkok."""
    return datetime.combine(day, time(hour - 7), UTC)


def day(offset: int, completed_on: date = COMPLETED) -> date:
    """Return a day counted from completion."""
    return completed_on + timedelta(days=offset)


def team(area: str = "301409") -> Office:
    """Return the team of a tambon, made when it is missing."""
    code = f"TEAM-{area}"
    found = Office.objects.filter(code=code).first()
    if found:
        return found
    district = office(f"DOPA-{area[:4]}")
    place = Area.objects.get(pk=area)
    made = Office.objects.create(
        code=code, name_th=f"ชุดปฏิบัติการประจำตำบล{place.name_th}", short_name=f"ขปต.{place.name_th}", level=Level.TEAM,
        line=Line.DOPA, parent=district, path="1.d.0.", province=district.province, district=district.district,
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    made.path = path_of(made.pk, Line.DOPA, district.path)
    made.save(update_fields=["path"])
    OfficeArea.objects.create(office=made, area=place, coverage=Coverage.WHOLE)
    return made


def recorder(code: str = "DOPA-3014", **other: Any) -> Actor:
    """Return a recorder of a district, the wall open for the district."""
    return actor(code, "drug_recorder", **other)


def team_actor(area: str = "301409", role: str = "team_member", **other: Any) -> Actor:
    """Return a member of a team, the wall open for the team."""
    team(area)
    return actor(f"TEAM-{area}", role, **other)


def programme(code: str = "SR2566", **other: Any) -> Programme:
    """Return the programme of that code, made when it is missing."""
    values = {"name": "ฟื้นฟูสภาพทางสังคม ปีงบประมาณ 2566", "fiscal_year_be": 2566} | other
    return Programme.objects.get_or_create(code=code, defaults=values)[0]


def cohort(completed_on: date = COMPLETED, *, owner: str = "DOPA-30", **other: Any) -> Cohort:
    """Make a cohort that completed on a day."""
    plan = other.pop("programme", None) or programme()
    number = other.pop("number", None) or Cohort.objects.filter(programme=plan).count() + 1
    return Cohort.objects.create(
        programme=plan, number=number, owner=office(owner), centre_name="ศูนย์ฟื้นฟูสภาพทางสังคมนครราชสีมา",
        training_from=completed_on - timedelta(days=15), completed_on=completed_on, made_at=NOW,
    )  # fmt: skip


def order(district: str = "DOPA-3014") -> TeamOrder:
    """Return the order of a district that sets up its teams, made when it is missing."""
    place = office(district)
    with wall.lent(place.path):
        return TeamOrder.objects.get_or_create(
            office=place, number="101/2569", ordered_on=date(2026, 1, 5),
            defaults={"scope_path": place.path, "valid_from": date(2026, 1, 5), "made_at": NOW},
        )[0]  # fmt: skip


def member(area: str = "301409", name: str = "บุญมี ขยัน", **other: Any) -> TeamMembership:
    """Make a member of a team."""
    place = team(area)
    with wall.lent(place.path):
        return TeamMembership.objects.create(
            order=order(f"DOPA-{area[:4]}"), office=place, scope_path=place.path, name=name,
            valid_from=date(2026, 1, 5), made_at=NOW, **other,
        )  # fmt: skip


def case(
    by: Actor, area: str | None = "301409", *, completed_on: date = COMPLETED, today: date | None = None,
    place: Office | None = None, first_name: str = "สมชาย", **other: Any,
) -> Case:  # fmt: skip
    """Register a person and enrol them at the team of a tambon (at `place` when given), as on a day.

    `by` needs the rights of a recorder above the office. `serial` is the number of the invented identity card.
    """
    home = place or team(area or "301409")
    serial = other.pop("serial", None) or next(_serial)
    human = people.person(by, home.code, serial, first_name=first_name)
    taken = other.pop("cohort", None) or cohort(completed_on)
    on = today or TODAY
    enrolment = Enrolment(
        person_id=human.pk, cohort=taken, office=home, enrolled_on=other.pop("enrolled_on", on),
        completed_on=completed_on, area_id=area, moo="3", **other,
    )  # fmt: skip
    return enrol(enrolment=enrolment, by=by, at=at(on))


def answers(on: date, result: str = "F1", **other: Any) -> Answers:
    """Return the answers of a visit."""
    values: dict[str, Any] = {
        "uuid": uuid.uuid4(), "mode": "H", "used": "N" if result == "F1" else "Y" if result == "F2" else "",
        "substances": ("01",) if result == "F2" else (), "needs_declined": result in {"F1", "F2"},
        "visitors": ("บุญมี ขยัน",), "acknowledge_warnings": True,
    }  # fmt: skip
    if result == "N1":
        values["not_found_why"] = "away"
    if other.get("needs"):
        values["needs_declined"] = False
    return Answers(visited_on=on, result=result, **(values | other))


def visit(
    case: Case, on: date, by: Actor, result: str = "F1", *, arrives: datetime | None = None, **other: Any
) -> Visit:
    """Record a visit, on its day unless it arrives later."""
    return visits.record(case=case, answers=answers(on, result, **other), by=by, at=arrives or at(on))
