"""The duplicate check across the local governments of a district: that a like request exists, where, its number."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from tidtam.assistance import access
from tidtam.assistance.models import DuplicateCheck, Request
from tidtam.kernel.actor import Actor
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.offices.queries import standing
from tidtam.thai.dates import short_year


@dataclass(frozen=True, slots=True)
class Like:
    """A like request: the office that has it and its number there. Nothing else is known of it."""

    office_id: int
    office: str
    year: int
    number: int

    @property
    def shown(self) -> str:
        """Return the number as people know it."""
        return f"{short_year(self.year)}-{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Answer:
    """How many registers were asked, and what they answered."""

    compared: int
    found: tuple[Like, ...]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what the duplicate check keeps: office and number."""
        return [(like.office, like.shown) for like in self.found]


def like(request: Request) -> Answer:
    """Ask the registers of the district for requests like this one, by the database's own door.

    Shape: 3 queries. The wall must be open for the request; for another one the door answers nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT office_id, year, number FROM assistance_like(%s)", [request.pk])
        rows = cursor.fetchall()
    names = {one.pk: str(one) for one in Office.objects.filter(pk__in={row[0] for row in rows})}
    found = tuple(Like(office, names[office], year, number) for office, year, number in rows)
    return Answer(compared=neighbours(request.office).count(), found=found)


def neighbours(office: Office) -> QuerySet[Office]:
    """Return whose registers are asked: the own, and the local governments of the district or under the superior."""
    near = Q(parent=office.parent_id) | Q(district=office.district_id, district__isnull=False)
    return standing().filter(Q(near, line=Line.DLA, level=Level.LGO) | Q(pk=office.pk))


def sides(actor: Actor, request: Request) -> list[tuple[Like, Request | None]]:
    """Return the like requests with the rows themselves as far as they lie in the actor's scope. Shape: 4 queries."""
    answer = like(request)
    if not answer.found:
        return []
    wanted = Q()
    for one in answer.found:
        wanted |= Q(office=one.office_id, year=one.year, number=one.number)
    along = ("office__district", "office__province", "person", "area__parent__parent")
    rows = {(row.office_id, row.year, row.number): row for row in
            access.requests(actor).filter(wanted).select_related(*along)}  # fmt: skip
    return [(one, rows.get((one.office_id, one.year, one.number))) for one in answer.found]


def alike(actor: Actor) -> list[DuplicateCheck]:
    """Return the last hundred checks in scope that found a like request, newest first. Shape: one query."""
    rows = DuplicateCheck.objects.filter(access.within(actor)).exclude(found=[])
    return list(rows.select_related("request__office", "request__person").order_by("-at", "-pk")[:100])
