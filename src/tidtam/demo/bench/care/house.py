"""The people who use the nation's pages, and whom they look after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import connections
from django.db.models import Count

from tidtam.accounts import actions as accounts
from tidtam.accounts.models import User
from tidtam.aftercare.models import Case
from tidtam.aftercare.queries.today import FOLLOWED
from tidtam.demo.bench.nation import BY, moment
from tidtam.demo.nation.build import AS_OF
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.offices.queries import by_path

SINCE = AS_OF - timedelta(days=300)


def busiest(count: int, *, level: str = Level.TEAM) -> list[Office]:
    """Return the offices with the most people to see by today, the most first. Shape: 2 queries."""
    rows = Case.objects.filter(status__in=FOLLOWED, office__level=level).order_by()
    counted = rows.values_list("office").annotate(n=Count("pk")).order_by("-n", "office")
    order = [office for office, _n in counted[:count]]
    found = Office.objects.select_related("parent").in_bulk(order)
    return [found[pk] for pk in order]


def spread_out(offices: list[Office], count: int) -> list[Office]:
    """Return `count` of the offices, evenly over the list, again from its start when it is short."""
    step = max(1, len(offices) // count)
    return [offices[index * step % len(offices)] for index in range(count)]


def people(places: Iterable[tuple[Office, str]], prefix: str) -> list[User]:
    """Make one person per (office, role), with that one grant; who stands already is not made again."""
    made = []
    with wall.scope(ROOT):
        for number, (office, role) in enumerate(places):
            name = f"{prefix}{number}.{office.pk}"
            user = User.objects.filter(username=name).first()
            if user is None:
                # Signed in by a session of their own: a password, which nobody types, would take a tenth of a second.
                user = User.objects.create_user(name, None, name=f"ผู้วัด {prefix} {number}")
                accounts.give(user=user, office=office, role=role, valid_from=SINCE, by=BY, at=moment(AS_OF, 7))
            made.append(user)
    return made


def settle_down() -> None:
    """Do what autovacuum does within the hour, so that plans stand on figures."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def root() -> Office:
    """Return the office above all others."""
    return by_path(ROOT)
