"""People who ask for help, and needs of theirs, as a district's desk would have them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from tests.factories.actors import NOW, TODAY, actor, member, office

from tidtam.accounts.access import actor_of
from tidtam.assistance import actions
from tidtam.assistance.models import Need
from tidtam.kernel import wall
from tidtam.offices import queries as offices
from tidtam.offices.models import Office
from tidtam.people.models import Address, Person

DISTRICT = "DOPA-3014"
LATER = NOW + timedelta(days=3)


def person(where: Office, first: str = "บุญเรือง", last: str = "แก้วใส", *, area: str = "301409") -> Person:
    """Make somebody who asks for help; the wall must be open for the office."""
    one = Person.objects.create(
        purpose="help", office=where, scope_path=where.path, title="นาย", first_name=first, last_name=last,
        id_kind="none", no_id_reason="ไม่ได้พกบัตร", created_at=NOW,
    )  # fmt: skip
    Address.objects.create(person=one, kind="current", house_no="48", moo="6", area_id=area, scope_path=where.path)
    return one


def recorder(code: str = DISTRICT, role: str = "drug_recorder") -> Any:
    """Return who keeps the needs of a district, the wall open."""
    return actor(code, role)


def need(by: Any, code: str = "HOU", *, of: Person | None = None, at: str = DISTRICT, **more: Any) -> Need:
    """Open a need."""
    where = office(at)
    asked_on = more.pop("asked_on", TODAY - timedelta(days=20))
    return actions.open_need(
        office=where, person=of or person(where), code=code, asked_on=asked_on, by=by, at=more.pop("when", NOW), **more
    )  # fmt: skip


def lgo(area: str = "301409") -> Office:
    """Return the local government of a tambon."""
    return offices.offices_of_area(area, line="dla", level="lgo").first()


def commit() -> None:
    """Let the database check what it checks at a commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def enter(code: str, role: str = "lgo_clerk") -> tuple[Client, Any]:
    """Sign somebody in."""
    user, grant = member(code, role)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    made = actor_of(grant, user)
    wall.enter(made.scope)
    return client, made


def day(back: int) -> date:
    """Return the day so many days ago."""
    return TODAY - timedelta(days=back)
