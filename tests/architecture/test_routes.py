"""Every route states whom it serves, and serves nobody else: generated from the resolver and the roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.factories.actors import actor, member, office

from tidtam.accounts import clock
from tidtam.accounts.middleware import LIBRARY_VIEWS, declared
from tidtam.accounts.models import Installation
from tidtam.accounts.roles import ROLES
from tidtam.kernel.permissions import Permission

SAMPLES = {
    "pk": 999_999_999, "page": 1, "direction": "in", "office": "DLA-3014", "due_on": "2026-01-01", "year": 2026,
    "month": 1, "code": "DLA-3014", "token": "0" * 40, "uidb36": "1", "key": "x", "provider_id": "none",
    "verb": "settle", "which": "current", "visit_no": 777_777,
}  # fmt: skip
# A panel inside another room's page: of a letter one cannot see, nothing follows, as of one that does not exist.
PANELS = {"obligations:of_letter"}
OWN = re.compile(r"tidtam\.")


@dataclass(frozen=True)
class Route:
    """A route of ours: its name, an address made of samples, its view, and what the address asks for."""

    name: str
    path: str
    view: Any
    asks: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def _walk(patterns: Any, prefix: str, space: str) -> Iterator[Route]:
    for item in patterns:
        here = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _walk(item.url_patterns, here, f"{space}{item.namespace}:" if item.namespace else space)
        elif isinstance(item, URLPattern):
            asks = tuple(re.findall(r"<(?:\w+:)?(\w+)>", here))
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(SAMPLES.get(m[1], "0" * 12)), here)
            name = f"{space}{item.name or here}"
            yield Route(name, "/" + path.lstrip("^").rstrip("$"), item.callback, asks)


def routes() -> list[Route]:
    """Return every route of the house and of its libraries."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def ours() -> list[Route]:
    return [route for route in routes() if OWN.match(getattr(route.view, "__module__", ""))]


def kind(route: Route) -> tuple[str, Any]:
    mark = declared(route.view)
    assert mark is not None, f"{route.name} declares nothing"
    return mark


@pytest.fixture
def demo(db: None) -> Iterator[None]:
    Installation.objects.create(is_demo=True, as_of=date(2026, 5, 21))
    clock.forget()
    yield
    clock.forget()


def client_of(role: str, code: str = "DLA-3014") -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(member(code, role)[0])
    return client


def test_every_route_is_declared():
    silent = [f"{route.name} ({route.path})" for route in routes() if declared(route.view) is None]
    assert not silent, f"add @needs, @public or @signed_in: {silent}"


def test_every_declaration_is_a_permission_or_a_reason():
    for route in routes():
        mark, what = kind(route)
        if mark == "needs":
            assert isinstance(what, Permission), route.name
        else:
            assert len(str(what)) > 10, f"{route.name}: say why"


def test_library_views_are_few_and_named():
    foreign = {route.view.__module__.split(".")[0] for route in routes()} - {"tidtam"}
    assert foreign <= {name.split(".")[0] for name in LIBRARY_VIEWS}


def test_every_permission_has_a_role_and_every_role_a_permission():
    assert set(Permission) == {permission for role in ROLES.values() for permission in role.permissions}
    assert all(role.permissions for role in ROLES.values())


def test_strangers_are_led_to_sign_in(db):
    stranger = Client(raise_request_exception=False)
    for route in ours():
        if kind(route)[0] == "public":
            continue
        for answer in (stranger.get(route.path), stranger.post(route.path)):
            assert answer.status_code == 302, (route.name, answer.status_code)
            assert answer.headers["Location"].startswith("/accounts/login/"), route.name


def test_public_routes_answer_strangers(db):
    stranger = Client(raise_request_exception=False)
    for route in ours():
        if kind(route)[0] == "public":
            assert stranger.get(route.path).status_code in (200, 302, 404, 405, 410), route.name


@pytest.mark.parametrize("role", ROLES)
def test_routes_of_a_role(role, demo):
    """Who lacks the permission gets 403 by every method; who has it gets a page, or that there is no such thing."""
    client = client_of(role)
    wrong: list[tuple[str, str, int]] = []
    for route in ours():
        mark, what = kind(route)
        may = mark != "needs" or what in ROLES[role].permissions
        if mark == "public":
            continue
        if may:
            status = client.get(route.path).status_code
            if status not in (200, 302, 404, 405, 422):
                wrong.append((route.name, "GET", status))
            continue
        # Every role by GET; the first role that lacks the permission also by POST.
        for method in ("get", "post") if role == _lacks(what) else ("get",):
            status = getattr(client, method)(route.path).status_code
            if status != 403:
                wrong.append((route.name, method, status))
    assert not wrong


def test_things_of_another_branch_are_not_found(demo):
    """Objects of the other line in the same district answer exactly as objects that do not exist."""
    foreign = _foreign("DOPA-3014")
    client = {permission: client_of(_role(permission)) for permission in Permission}
    wrong: list[tuple[str, Any, int]] = []
    for route in ours():
        mark, what = kind(route)
        if mark != "needs":
            continue
        for values in _fits(route, foreign):
            path = _with(route, values)
            answer = client[what].get(path)
            if answer.status_code == 405:
                answer = client[what].post(path)
            if answer.status_code == 200 and route.name in PANELS:
                assert _bare(answer, values) == _bare(client[what].get(route.path), values), route.name
            elif answer.status_code != 404:
                wrong.append((route.name, values, answer.status_code))
    assert not wrong


def _bare(answer: Any, values: dict[str, Any]) -> str:
    text = re.sub(r'"x-csrftoken": "\w+"|name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    for name, value in values.items():
        text = text.replace(str(value), str(SAMPLES.get(name, "0" * 12)))
    return text


def _role(permission: Permission) -> str:
    # An own role may hold several rights; the first that has this one will do.
    return next(role.code for role in ROLES.values() if permission in role.permissions)


def _lacks(permission: Permission) -> str:
    return next(role.code for role in ROLES.values() if permission not in role.permissions)


def _foreign(code: str) -> dict[str, list[Any]]:
    from tests.factories import activities
    from tests.factories.letters import monthly, received

    from tidtam.letters.models import Intake, Letter, RegisterEntry
    from tidtam.obligations.models import Duty, Obligation

    clerk = actor(code, "district_recorder")
    received(clerk, code, monthly(25, level="district"))
    ids = [row.public_id for model in (Intake, Letter, RegisterEntry, Obligation) for row in model.objects.all()]
    assert len(ids) >= 4
    ids += [
        activities.activity(actor(code), code, measure="prevention", kind="campaign").public_id,
        activities.knowledge(clerk, code).public_id,
    ]
    duty = Duty.objects.select_related("obligation", "office").first()
    held = member(code, "district_head")[1]
    care = _care(code)
    return care | {
        "public_id": [{"public_id": value} for value in [*ids, *care["numbers"]]],
        "duty": [
            {"obligation": duty.obligation.public_id, "office": duty.office.code, "due_on": duty.due_on.isoformat()}
        ]
        if duty
        else [],
        "grant": [{"pk": held.pk}],
    }


def _care(code: str) -> dict[str, list[Any]]:
    """Make one of everything that follow-up, people, needs and exports keep, and return the numbers of each."""
    from tests.factories import aftercare as make
    from tests.factories import people

    from tidtam.aftercare import models as care
    from tidtam.aftercare.actions import desk, transfers
    from tidtam.assistance.models import Need
    from tidtam.files import actions as files
    from tidtam.files.models import Export
    from tidtam.kernel import wall
    from tidtam.people import actions
    from tidtam.people.models import Merge, Person
    from tidtam.places.models import Area

    by = make.recorder(code)
    case = make.case(by)
    make.visit(
        case, make.day(45), by, "F2", needs=(("OCC", "จักร"),), q2=(True, False), signs=("paranoid",),
        family={"violence": True},
    )  # fmt: skip
    desk.report_trouble(system="bsort", text="บันทึกแล้วไม่ขึ้น", by=by, at=make.at(make.day(45)))
    transfers.offer(case=make.case(by), area=Area.objects.get(pk="301501"), by=by, at=make.NOW)
    twins = [people.person(by, code, 900 + n) for n in (1, 2)]
    actions.merge(winner=twins[0], loser=twins[1], reason="เลขบัตรตรงกัน", by=by, at=make.NOW)
    make.member()
    wall.enter(by.scope)
    care.RosterImport.objects.create(
        office_id=by.office_id, scope_path=by.scope, cohort=case.cohort, filename="ก.xlsx", sha256="0" * 64,
        content_sealed=b"x", created_at=make.NOW,
    )  # fmt: skip
    files.ask_export(
        what="board", title="ก", purpose="ประชุมคณะกรรมการ", asked={}, kind="xlsx", total=1, by=by, at=make.NOW
    )
    wall.enter("1.")
    kinds = (
        care.Case, care.Alert, care.Task, care.Ticket, care.Transfer, care.Offer, care.RosterImport, care.TeamOrder,
        care.TeamMembership, Need, Export, Person,
    )  # fmt: skip
    numbers = [kind.objects.order_by("pk").values_list("public_id", flat=True).first() for kind in kinds]
    help_only = Person.objects.filter(purpose="help").values_list("public_id", flat=True).first()
    assert all(numbers) and help_only
    return {
        "numbers": [*numbers, help_only], "visit": [{"public_id": case.public_id, "visit_no": 1}],
        "team": [{"code": "TEAM-301409"}],
        "merge": [{"public_id": twins[0].public_id, "pk": Merge.objects.get().pk}],
    }  # fmt: skip


def _fits(route: Route, foreign: dict[str, list[Any]]) -> list[dict[str, Any]]:
    asks = set(route.asks)
    if {"public_id", "visit_no"} <= asks:
        return foreign["visit"]
    if route.name == "people:unmerge":
        return foreign["merge"]
    if route.name.startswith("aftercare:") and "code" in asks:
        return foreign["team"]
    if {"obligation", "office", "due_on"} <= asks:
        return foreign["duty"]
    if "public_id" in asks:
        return foreign["public_id"]
    if route.name.startswith("accounts:") and "pk" in asks:
        return foreign["grant"]
    return []


def _with(route: Route, values: dict[str, Any]) -> str:
    path = route.path
    for name, value in values.items():
        sample = str(SAMPLES.get(name, "0" * 12))
        assert sample in path, route.name
        path = path.replace(sample, str(value), 1)
    return path


def test_the_offices_of_these_tests_stand_in_different_branches(db):
    paths = [office(code).path for code in ("DLA-3014", "DLA-3602", "DOPA-3014")]
    assert len({path[:4] for path in paths}) == 2
    assert not any(a != b and a.startswith(b) for a in paths for b in paths)
