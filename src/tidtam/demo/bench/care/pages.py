"""Work `care_pages`: what teams, recorders and coordinators open all day, at 32 users on the nation."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tidtam.accounts.models import User
from tidtam.aftercare.models import Case
from tidtam.aftercare.queries.today import FOLLOWED
from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line
from tidtam.demo.bench.load import Ask, Client
from tidtam.demo.bench.pages import at_work, sign_in
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code

# Of 32 users: whom, how many, and which pages each opens in turn.
CREW = (
    ("team_member", 16, ("team_list", "person")),
    ("drug_recorder", 8, ("district_board", "person")),
    ("drug_coordinator", 4, ("province", "figures", "district_board", "person")),
    ("drug_chief", 2, ("district_board", "figures")),
    ("drug_department", 2, ("figures",)),
)
ROUTES = {
    "team_list": "aftercare:today", "district_board": "aftercare:board", "province": "aftercare:province",
    "figures": "aftercare:figures",
}  # fmt: skip
LIMITS = {
    "team_list": Limit(100), "district_board": Limit(100), "person": Limit(100), "province": Limit(100),
    "figures": Limit(100),
}  # fmt: skip
PEOPLE = 12  # a client opens so many people in turn


def measure(scale: float) -> Iterator[Line]:
    """Yield p95 of each page at 32 users, then requests per second when clients never wait."""
    yield from at_work("care_pages", clients(), LIMITS, scale)


def clients() -> list[Client]:
    """Sign the 32 in, each with the pages of the role."""
    with wall.scope(ROOT):
        places = [(office, role) for role, count, _pages in CREW for office in _offices(role, count)]
    pages = {role: asked for role, _count, asked in CREW}
    found = house.people(places, "care")
    return [
        Client(role, sign_in(user), _asks(office, pages[role], user))
        for (office, role), user in zip(places, found, strict=True)
    ]


def _offices(role: str, count: int) -> list[Office]:
    if role == "drug_department":
        return [by_code("DOPA")] * count  # the department whose districts follow people up
    if role == "team_member":
        # Teams as they are, not only the largest.
        return house.spread_out(house.busiest(2_000), count)
    teams = house.busiest(2_000)
    districts = list({office.parent_id: office.parent for office in teams if office.parent}.values())
    if role == "drug_coordinator":
        provinces = {
            one.parent_id: one.parent for one in districts if one.parent and one.parent.level == Level.PROVINCE
        }
        return house.spread_out(list(provinces.values()), count)
    return house.spread_out(districts, count)


def _asks(office: Office, pages: tuple[str, ...], user: User) -> tuple[Ask, ...]:
    rows = Case.objects.filter(
        scope_path__gte=office.path, scope_path__lt=office.path + "~", status__in=FOLLOWED
    ).order_by("next_due_on", "pk")  # fmt: skip
    with wall.scope(office.path):
        people = list(rows.values_list("public_id", flat=True)[:PEOPLE])
    made = []
    for number in range(max(1, len(people))):
        for page in pages:
            if page == "person":
                made += [Ask(page, reverse("aftercare:case", args=[people[number]]))] if people else []
            else:
                made.append(Ask(page, reverse(ROUTES[page])))
    return tuple(made)
