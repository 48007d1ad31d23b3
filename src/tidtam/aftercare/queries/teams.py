"""Named reads of teams, their members, and people not yet given to a team."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left

from tidtam.accounts.models import Grant
from tidtam.aftercare import access, sealing
from tidtam.aftercare.choices import CaseStatus
from tidtam.aftercare.models import Case, TeamMembership, TeamOrder
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.places.models import Area

ENDED = (CaseStatus.COMPLETED, CaseStatus.CLOSED)
RECORDER = "drug_recorder"


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One tambon of a district: its team, if it has one, and what is wrong with it."""

    tambon: Area
    team: Office | None
    members: int = 0
    accounts: int = 0
    people: int = 0
    waiting: int = 0  # people of the tambon whom nobody has been given yet
    order: TeamOrder | None = None
    expired: bool = False

    @property
    def lacks(self) -> bool:
        """Say whether something must be put right before the team can visit."""
        return self.team is None or not self.members or not self.accounts or self.expired


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """One district: how many recorders, teams and people it has."""

    office: Office
    recorders: int
    teams: int
    people: int


@dataclass(frozen=True, slots=True)
class Share:
    """People of one tambon who wait for a team."""

    tambon: Area | None
    people: int
    team: Office | None = None
    case_ids: list[int] = field(default_factory=list)


def open_cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases in scope that still run."""
    return access.cases(actor).exclude(status__in=ENDED)


def districts(actor: Actor) -> list[Office]:
    """Return the district offices of the DOPA line and of Bangkok in scope, in tree order. Shape: 1 query."""
    if not actor.scope:
        return []
    inside = Q(path__gte=actor.scope, path__lt=actor.scope + "~")
    found = Office.objects.filter(inside, level=Level.DISTRICT, valid_to__isnull=True)
    return list(
        found.filter(line__in=[Line.DOPA, Line.BANGKOK]).select_related("district", "province").order_by("code")
    )


def district_of(actor: Actor, code: str = "") -> Office | None:
    """Return the district asked for by its code, or the only one in scope. Errors: Missing outside scope."""
    found = districts(actor)
    if not code:
        return found[0] if len(found) == 1 else None
    office = next((office for office in found if office.code == code), None)
    if office is None:
        raise Missing("offices.missing", "ไม่พบอำเภอนี้ในพื้นที่ของคุณ")
    return office


def live(actor: Actor, day: date) -> QuerySet[TeamMembership]:
    """Return the memberships that hold on a day."""
    begun = access.members(actor).filter(valid_from__lte=day)
    return begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def team_lines(actor: Actor, district: Office, day: date) -> list[TeamLine]:
    """Return the tambons of a district with their teams, in Thai order. Shape: 6 queries."""
    tambons = list(Area.objects.filter(parent_id=district.district_id).order_by("name_key"))
    teams = {team.code: team for team in access.teams(actor).filter(parent=district)}
    counts = {
        row["office_id"]: row
        for row in live(actor, day).filter(office__parent=district).values("office_id").annotate(
            all=Count("id"), signed=Count("user_id")
        )
    }  # fmt: skip
    people = dict(open_cases(actor).filter(office__parent=district).values_list("office_id").annotate(Count("id")))
    waiting: dict[str, int] = dict(_by_tambon(actor, district))
    latest = _latest_orders(actor, district)
    lines = []
    for tambon in tambons:
        team, order = teams.get(f"TEAM-{tambon.code}"), latest.get(tambon.code)
        count = counts.get(team.pk) if team else None
        lines.append(
            TeamLine(
                tambon, team, count["all"] if count else 0, count["signed"] if count else 0,
                people.get(team.pk, 0) if team else 0,
                waiting.get(tambon.code, 0), order, bool(order and order.valid_to and order.valid_to < day),
            )
        )  # fmt: skip
    return lines


def _by_tambon(actor: Actor, district: Office) -> QuerySet[Case, tuple[str, int]]:
    waiting = open_cases(actor).filter(office=district).annotate(tambon=Left("area_id", 6))
    return waiting.order_by().values_list("tambon").annotate(Count("id"))


def _latest_orders(actor: Actor, district: Office) -> dict[str, TeamOrder]:
    found: dict[str, TeamOrder] = {}
    for order in access.orders(actor).filter(office=district).order_by("valid_from", "id"):
        found |= dict.fromkeys(order.tambons, order)
    return found


def orders(actor: Actor, district: Office) -> list[TeamOrder]:
    """Return the orders of a district, newest first. Shape: 1 query."""
    return list(access.orders(actor).filter(office=district).order_by("-ordered_on", "-id"))


def members(actor: Actor, team: Office) -> list[TeamMembership]:
    """Return everybody who is or was in a team, those of today first. Shape: 1 query."""
    found = access.members(actor).filter(office=team).select_related("order", "user")
    return sorted(found, key=lambda one: (one.valid_to is not None, one.valid_to or one.valid_from, one.pk))


def phone_of(member: TeamMembership) -> str:
    """Return a member's telephone number. Errors: Problem of the keys."""
    return sealing.unseal(member.phone_sealed, column="member.phone", row=member.public_id)


def shares(actor: Actor, district: Office) -> list[Share]:
    """Return the people who wait for a team, by tambon; None is a place outside the district. Shape: 3 queries."""
    teams = {team.code: team for team in access.teams(actor).filter(parent=district)}
    tambons = {area.code: area for area in Area.objects.filter(parent_id=district.district_id).order_by("name_key")}
    ids: dict[str, list[int]] = defaultdict(list)
    for pk, area in open_cases(actor).filter(office=district).order_by("id").values_list("id", "area_id"):
        code = str(area or "")[:6]
        ids[code if code in tambons else ""].append(pk)
    found = [
        Share(area, len(ids[code]), teams.get(f"TEAM-{code}"), ids[code]) for code, area in tambons.items() if ids[code]
    ]
    return [*found, *([Share(None, len(ids[""]), None, ids[""])] if ids[""] else [])]


def people_of(actor: Actor, office: Office, tambon: str = "") -> QuerySet[Case]:
    """Return the people an office itself answers for, by village; page it. Shape: 1 query with persons."""
    found = open_cases(actor).filter(office=office).select_related("person", "area", "member")
    if tambon:
        found = found.filter(area__code__startswith=tambon)
    return found.order_by("area_id", "moo", "id")


def recorders(day: date) -> QuerySet[Grant]:
    """Return the rights of recorders that hold on a day, everywhere."""
    held = Grant.objects.filter(role=RECORDER, revoked_at__isnull=True, valid_from__lte=day, user__is_active=True)
    return held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def has_recorder(district: Office, day: date) -> bool:
    """Say whether at least one recorder of the district may work on a day. Shape: 1 query."""
    return recorders(day).filter(office=district).exists()


def district_lines(actor: Actor, day: date) -> list[DistrictLine]:
    """Return the districts in scope with their recorders, those with people and without one first. Shape: 4 queries."""
    found = districts(actor)
    held = dict(recorders(day).filter(office__in=found).order_by().values_list("office_id").annotate(Count("user_id")))
    teams = dict(access.teams(actor).order_by().values_list("parent_id").annotate(Count("id")))
    people: dict[int, int] = defaultdict(int)
    counted = open_cases(actor).order_by().values_list("office_id", "office__parent_id", "office__level")
    for office, parent, level, count in counted.annotate(Count("id")):
        people[parent if level == Level.TEAM else office] += count
    lines = [
        DistrictLine(office, held.get(office.pk, 0), teams.get(office.pk, 0), people[office.pk]) for office in found
    ]
    return sorted(lines, key=lambda line: (bool(line.recorders), not line.people, line.office.code))
