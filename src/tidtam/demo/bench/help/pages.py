"""Work `help_pages`: what clerks, heads, the joint centre and provinces open all day, at 32 users on the nation."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse

from tidtam.assistance.choices import LIVE
from tidtam.assistance.models import Request
from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line
from tidtam.demo.bench.load import Ask, Client
from tidtam.demo.bench.pages import at_work, sign_in
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.models import Office

# Of 32 users: whom, how many, and which pages each opens in turn.
CREW = (
    ("lgo_clerk", 18, ("board", "request", "register", "request")),
    ("lgo_head", 6, ("board", "request")),
    ("joint_clerk", 5, ("board", "request", "register")),
    ("province_coordinator", 3, ("board", "register")),
)
LIMITS = {"board": Limit(100), "register": Limit(100), "request": Limit(100)}
REQUESTS = 12  # a client opens so many in turn, the oldest live ones and the newest
_CLIMB = {"lgo_clerk": 0, "lgo_head": 0, "joint_clerk": 1, "province_coordinator": 2}  # offices above the LGO


def measure(scale: float) -> Iterator[Line]:
    """Yield p95 of each page at 32 users, then requests per second when clients never wait."""
    yield from at_work("help_pages", clients(), LIMITS, scale)


def clients() -> list[Client]:
    """Sign the 32 in, each with the pages of the role."""
    with wall.scope(ROOT):
        places = [(office, role) for role, count, _pages in CREW for office in offices(_CLIMB[role], count)]
    found = house.people(places, "help")
    pages = {role: asked for role, _count, asked in CREW}
    return [
        Client(role, sign_in(user), _asks(office, pages[role]))
        for (office, role), user in zip(places, found, strict=True)
    ]


def busiest(count: int = 2_000) -> list[Office]:
    """Return the local governments with the most live requests, the most first. Shape: 2 queries."""
    rows = Request.objects.filter(state__in=LIVE).order_by().values_list("office").annotate(n=Count("pk"))
    order = [office for office, _n in rows.order_by("-n", "office")[:count]]
    found = Office.objects.select_related("parent__parent").in_bulk(order)
    return [found[pk] for pk in order]


def offices(climb: int, count: int) -> list[Office]:
    """Return offices so many steps above local governments, evenly over the nation, the busiest first among them."""
    above: dict[int, Office] = {}
    for office in busiest():
        one: Office | None = office
        for _ in range(climb):
            one = one.parent if one else None
        if one is not None:
            above.setdefault(one.pk, one)
    return house.spread_out(list(above.values()), count)


def _asks(office: Office, pages: tuple[str, ...]) -> tuple[Ask, ...]:
    with wall.scope(office.path):
        rows = Request.objects.filter(scope_path__gte=office.path, scope_path__lt=office.path + "~")
        old = rows.filter(state__in=LIVE).order_by("asked_on", "pk").values_list("public_id", flat=True)
        new = rows.order_by("-year", "-number").values_list("public_id", flat=True)
        names = list(dict.fromkeys([*old[: REQUESTS // 2], *new[: REQUESTS // 2]]))
    made, turn = [], 0
    for _ in range(max(1, len(names))):
        for page in pages:
            if page == "request":
                made.append(Ask(page, reverse("assistance:request", args=[names[turn % len(names)]])))
                turn += 1
            else:
                made.append(Ask(page, reverse(f"assistance:{page}")))
    return tuple(made)
