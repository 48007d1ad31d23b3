"""The lines of the board and the register: what a line shows of a request, read in one query for the whole page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet

from tidtam.assistance import access
from tidtam.assistance.choices import LIVE, RequestState, Side
from tidtam.assistance.models import Message, Need, Request
from tidtam.assistance.queries.needs import spoken
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared, totals
from tidtam.offices.models import Office
from tidtam.thai.dates import short_year

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One request of a list. `area`: the name of its tambon; `codes`: what it asks for; `unread`: it wrote again."""

    pk: int
    public_id: str
    year: int
    number: int
    title: str
    state: str
    track: str
    division: str
    next_step: str
    due_on: date | None
    announced_until: date | None
    asked_on: date
    closed_at: datetime | None
    house_no: str
    moo: str
    area_id: str | None
    area: str | None
    office_id: int
    person_id: int
    person_title: str
    first_name: str
    last_name: str
    codes: list[str]
    unread: bool

    @property
    def shown(self) -> str:
        """Return the number people know it by, as `Request.shown`."""
        return f"{short_year(self.year)}-{self.number:04d}"

    @property
    def person(self) -> str:
        """Return the name of who asks, as `Person` says it."""
        return f"{self.person_title}{self.first_name} {self.last_name}".strip()


_COLUMNS = (
    "pk", "public_id", "year", "number", "title", "state", "track", "division", "next_step", "due_on",
    "announced_until", "asked_on", "closed_at", "house_no", "moo", "area_id", "area__name_th", "office_id",
    "person_id", "person__title", "person__first_name", "person__last_name", "codes", "unread",
)  # fmt: skip
Row = tuple[object, ...]


def ordered(rows: QuerySet[Request], show: str) -> QuerySet[Request]:
    """Return what a list shows of `rows`: live ones by the day asked, all of them by number, newest first."""
    if show == "live":
        return rows.filter(state__in=LIVE).order_by("asked_on", "pk")
    if show in RequestState.values:
        return rows.filter(state=show).order_by("asked_on", "pk")
    return rows.order_by("-year", "-number", "-pk")


def of(rows: QuerySet[Request]) -> list[Line]:
    """Return the lines of requests, ordered and cut to a page. Shape: one query."""
    return _made(_read(rows))


def first(actor: Actor, show: str) -> list[Line]:
    """Return the lines of the first page of a list nothing narrows. Shape: one query, kept."""
    return _made(_first(actor, show=show, most=PAGE))


def count(actor: Actor, show: str) -> int:
    """Return how many requests a list has that nothing narrows. Shape: one query, kept."""
    return sum(found for (found,) in _count(actor, show=show))


def owners(lines: Sequence[Line], own: Office | None) -> dict[int, str]:
    """Return how the offices of these lines are called, by id. Shape: one query, none when all are the `own` one."""
    known = {own.pk: own} if own else {}
    asked = {line.office_id for line in lines}
    others = _offices(sorted(asked - set(known))) if asked - set(known) else []
    return {one.pk: spoken(one) for one in (*known.values(), *others)}


def _read(rows: QuerySet[Request]) -> QuerySet[Request, Row]:
    # The page is found by its numbers first: of a province ten thousands are sorted as numbers, not as rows of tables.
    wrote = Message.objects.filter(request=OuterRef("pk"), side=Side.CITIZEN, read_at=None)
    needs = Need.objects.filter(request=OuterRef("pk")).order_by("pk")
    found = Request.objects.filter(pk__among=ArraySubquery(rows.values("pk"))).order_by(*rows.query.order_by)
    return found.annotate(codes=ArraySubquery(needs.values("code")), unread=Exists(wrote)).values_list(*_COLUMNS)


def _made(rows: Iterable[Row]) -> list[Line]:
    return [Line(*row) for row in rows]  # type: ignore[arg-type]  # in the order of _COLUMNS


@prepared
def _first(actor: Actor, *, show: str, most: int) -> QuerySet[Request, Row]:
    return _read(ordered(access.requests(actor), show)[:most])


@prepared
def _count(actor: Actor, *, show: str) -> QuerySet[Request, tuple[int]]:
    return totals(ordered(access.requests(actor), show), n=Count("*"))


@prepared
def _offices(ids: list[int]) -> QuerySet[Office]:
    names = ("line", "short_name", "name_th", "district__name_th", "province__name_th")
    return Office.objects.filter(pk__among=ids).select_related("district", "province").only(*names).order_by()
