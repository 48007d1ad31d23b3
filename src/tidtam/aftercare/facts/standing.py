"""The four national figures as of a day, counted from records, and how they grew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Func, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from tidtam.aftercare.choices import CaseStatus, CloseReason
from tidtam.aftercare.facts.kept import Look
from tidtam.aftercare.facts.measures import inside, needs_on, of_year, require_inside
from tidtam.aftercare.models import Case, CaseNeed
from tidtam.aftercare.rules.periods import DISTRICT, NODE, PROVINCE, depth_of, province_of
from tidtam.assistance.choices import COUNTED, OPEN
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.prepared import prepared, totals


@dataclass(frozen=True, slots=True)
class National:
    """To follow = people enrolled in the programme year; asked = helped + waiting, always."""

    to_follow: int
    asked: int
    helped: int

    @property
    def waiting(self) -> int:
        """Return how many asked and still wait."""
        return self.asked - self.helped

    def as_json(self) -> dict[str, int]:
        """Return the four in their order."""
        return {
            "to_follow": self.to_follow, "asked": self.asked, "helped": self.helped, "waiting": self.waiting,
        }  # fmt: skip


def latest_year(actor: Actor, path: str, day: date) -> int | None:
    """Return the newest programme year (พ.ศ.) with people enrolled by a day; None without any. Shape: one query."""
    require_inside(actor, path)
    rows = Case.objects.filter(inside("scope_path", path), enrolled_on__lte=day)
    found: int | None = rows.aggregate(year=Max("programme__fiscal_year_be"))["year"]
    return found


def national(actor: Actor, path: str, day: date, year: int | None = None) -> National:
    """Count the four figures of an office as of a day, of a programme year (the newest one without).

    Asked: persons with a need not withdrawn, merged or not eligible; helped: of these, none open. Source: design §3.9.
    Shape: three queries. Errors: Missing outside scope.
    """
    require_inside(actor, path)
    year = year or latest_year(actor, path, day)
    if year is None:
        return National(0, 0, 0)
    found = needs_of(path, day, year).aggregate(
        asked=Count("case", distinct=True, filter=Q(then__in=[str(one) for one in COUNTED])),
        waiting=Count("case", distinct=True, filter=Q(then__in=[str(one) for one in OPEN])),
    )
    return National(enrolled(path, day, year).count(), found["asked"], found["asked"] - found["waiting"])


def enrolled(path: str, day: date, year: int) -> QuerySet[Case]:
    """Return who was to be followed at or below a path as of a day. Whoever calls asks who may read it."""
    rows = Case.objects.filter(inside("scope_path", path), programme__fiscal_year_be=year, enrolled_on__lte=day)
    return rows.exclude(close_reason=CloseReason.NOT_A_CASE)


def needs_of(path: str, day: date, year: int) -> QuerySet[Any]:
    """Return their needs with the bucket each was in `then`. Whoever calls asks who may read it."""
    rows: QuerySet[Any] = needs_on(day).filter(
        inside("scope_path", path), case__programme__fiscal_year_be=year, case__enrolled_on__lte=day
    )
    return rows.exclude(case__close_reason=CloseReason.NOT_A_CASE)


@dataclass(frozen=True, slots=True)
class Point:
    """What stood at the end of a day."""

    on: date
    asked: int
    helped: int


_TREND = """
    WITH m AS (
        SELECT coalesce(substring(v.scope_path FROM %(pattern)s), v.scope_path) AS node, n.case_id, v.on, v.bucket,
            c.enrolled_on,
            lead(v.on) OVER (PARTITION BY v.need_id ORDER BY v.on, v.id) AS until
        FROM aftercare_caseneedmove v JOIN aftercare_caseneed n ON n.id = v.need_id
        JOIN aftercare_case c ON c.id = n.case_id
        WHERE v.scope_path >= %(path)s AND v.scope_path < %(path)s || '~'
            AND c.programme_id = ANY(ARRAY(SELECT id FROM aftercare_programme WHERE fiscal_year_be = %(year)s))
            AND c.close_reason <> 'not_a_case'
    )
    SELECT node, day, count(*) FILTER (WHERE asked), count(*) FILTER (WHERE asked AND NOT waiting) FROM (
        SELECT m.node, d.day, m.case_id, bool_or(m.bucket IN ('unmet', 'in_progress', 'met')) AS asked,
            bool_or(m.bucket IN ('unmet', 'in_progress')) AS waiting
        FROM unnest(%(days)s::date[]) AS d (day) JOIN m ON m.on <= d.day AND (m.until IS NULL OR m.until > d.day)
            AND m.enrolled_on <= d.day
        GROUP BY 1, 2, 3
    ) s GROUP BY 1, 2
"""


def trend(actor: Actor, path: str, year: int, days: Sequence[date], *, look: Look | None = None) -> list[Point]:
    """Return asked and helped at the end of each day. Shape: one query, none while nothing has changed since.

    Errors: Missing outside scope.
    """
    require_inside(actor, path)
    kind = ("trend", year, *days)
    if depth_of(path) <= 1:
        here = look or Look(path)
        return here.made(kind, lambda: _added(days, here.rows(kind, lambda at: _trend(at, year, days)).values()))
    province = province_of(path)
    with wall.lent(ROOT):
        above = Look(province)
    return above.parts((*kind, path), province, lambda: _added(days, [[row[1:] for row in _trend(path, year, days)]]))


def _added(days: Sequence[date], parts: Iterable[Sequence[tuple[Any, ...]]]) -> list[Point]:
    found: dict[date, tuple[int, int]] = {}
    for rows in parts:
        for day, asked, helped in rows:
            was = found.get(day, (0, 0))
            found[day] = was[0] + asked, was[1] + helped
    return [Point(day, *found.get(day, (0, 0))) for day in days]


def _trend(path: str, year: int, days: Sequence[date]) -> list[tuple[Any, ...]]:
    """Return (province, day, asked, helped). A case moves with all its needs, so each stands in one province."""
    with connection.cursor() as cursor:
        cursor.execute(_TREND, {"path": path, "year": year, "days": list(days), "pattern": NODE[PROVINCE]})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


_STILL = [CaseStatus.ACTIVE, CaseStatus.LOST, CaseStatus.REGISTERED]
AGES = (30, 90)  # days: to 30, 31 to 90, longer


@dataclass(frozen=True, slots=True)
class OpenNeeds:
    """Needs still open: by node and code, and by how long ago they were asked for."""

    by_node: dict[tuple[str, str], int]
    by_age: tuple[int, int, int]


def open_needs(
    actor: Actor, path: str, day: date, year: int | None, *, look: Look | None = None
) -> OpenNeeds:  # fmt: skip
    """Return the open needs below an office, by the node under it.

    Shape: one query, of the nation none while nothing has changed. Errors: Missing outside scope.
    """
    require_inside(actor, path)
    if depth_of(path) == 0:
        here = look or Look(path)
        return here.made(("open", day, year), lambda: _told_open(path, _of_provinces(here, day, year)))
    return _told_open(path, _read_open(path, *_ages(day), year=year, pattern=_below(path)))


def _told_open(path: str, rows: Iterable[tuple[str, str, int, int, int]]) -> OpenNeeds:
    by_node: dict[tuple[str, str], int] = {}
    ages = [0, 0, 0]
    for node, code, n, new, older in rows:
        key = (node or path, code)
        by_node[key] = by_node.get(key, 0) + n
        ages[0] += new
        ages[1] += older
        ages[2] += n - new - older
    return OpenNeeds(by_node, (ages[0], ages[1], ages[2]))


def open_on(actor: Actor, path: str, day: date, year: int) -> OpenNeeds:
    """Return the needs open at the end of a day below an office, as `open_needs` does those open now.

    They are the needs of who waits in `national` of that day. Shape: one query. Errors: Missing outside scope.
    """
    require_inside(actor, path)
    rows = needs_of(path, day, year).filter(then__in=[str(one) for one in OPEN])
    return _told_open(path, _by_age(rows, *_ages(day), pattern=_below(path)))


def _below(path: str) -> str:
    """Return what of a path names the node shown below an office; "" where that is the answerable office itself."""
    depth = depth_of(path)
    return "" if depth >= DISTRICT else NODE[PROVINCE if depth == 0 else DISTRICT]


def needs_by_place(look: Look, day: date, year: int | None, province: str = "") -> dict[str, dict[str, int]]:
    """Return the open needs of each province: `all`, by code, by age (age0, age1, age2).

    With a province, of each answerable office in it. Shape: one query, none while nothing has changed; whoever calls it
    asks who may read it.
    """
    rows: Iterable[tuple[str, str, int, int, int]]
    if province:
        rows = look.parts(
            ("open below", day, year), province, lambda: _read_open(province, *_ages(day), year=year, pattern="")
        )
    else:
        rows = _of_provinces(look, day, year)
    found: dict[str, dict[str, int]] = {}
    for node, code, n, new, older in rows:
        row = found.setdefault(node, {})
        for name, number in (("all", n), (code, n), ("age0", new), ("age1", older), ("age2", n - new - older)):
            row[name] = row.get(name, 0) + number
    return found


def _ages(day: date) -> tuple[date, date]:
    young, middle = (day - timedelta(days=n) for n in AGES)
    return young, middle


def _of_provinces(look: Look, day: date, year: int | None) -> list[tuple[str, str, int, int, int]]:
    """Return (province, code, all, young, middle)."""

    def read(path: str) -> list[tuple[Any, ...]]:
        return [
            (node or path, *rest) for node, *rest in _read_open(path, *_ages(day), year=year, pattern=NODE[PROVINCE])
        ]

    kept = look.rows(("open", day, year), read)
    return [(node, code, n, new, older) for node, rows in kept.items() for code, n, new, older in rows]


@prepared
def _read_open(
    path: str, young: date, middle: date, *, year: int | None, pattern: str
) -> QuerySet[CaseNeed, tuple[str, str, int, int, int]]:
    rows = CaseNeed.objects.filter(inside("scope_path", path), bucket__in=[str(one) for one in OPEN])
    if year:
        rows = rows.filter(case__programme__among=of_year(year))
    return _by_age(rows, young, middle, pattern=pattern)


def _by_age(
    rows: QuerySet[CaseNeed, Any], young: date, middle: date, *, pattern: str
) -> QuerySet[CaseNeed, tuple[str, str, int, int, int]]:  # fmt: skip
    """Return (node, code, all, young, middle) of needs."""
    node: Func | F = F("scope_path")
    if pattern:
        node = Func(F("scope_path"), Value(pattern), function="substring", output_field=TextField())
    return rows.order_by().annotate(node=node).values_list("node", "code").annotate(
        n=Count("*"), young=Count("id", filter=Q(asked_on__gte=young)),
        middle=Count("id", filter=Q(asked_on__lt=young, asked_on__gte=middle)),
    )  # fmt: skip


def overdue_by_place(look: Look, today: date) -> dict[str, int]:
    """Return answerable office -> people past the day of their round. Shape: one query, none while nothing changed."""
    kept = look.rows(("past", today), lambda path: _past_by_place(path, today))
    return {place: n for rows in kept.values() for place, n in rows}


@prepared
def _past_by_place(path: str, today: date) -> QuerySet[Case, tuple[str, str, int]]:
    rows = Case.objects.filter(inside("scope_path", path), next_due_on__lt=today, status__in=_STILL).order_by()
    node = Func(F("scope_path"), Value(NODE[PROVINCE]), function="substring", output_field=TextField())
    named = rows.annotate(node=Coalesce(node, F("scope_path"))).values_list("node", "scope_path")
    return named.annotate(n=Count("pk"))


def overdue(actor: Actor, path: str, today: date, *, look: Look | None = None) -> int:
    """Return how many people are past the day of their round, which can still be kept. Shape: one query.

    Of the nation none while nothing has changed. Errors: Missing outside scope.
    """
    require_inside(actor, path)
    if depth_of(path) == 0:
        here = look or Look(path)
        return here.made(("past", today), lambda: sum(overdue_by_place(here, today).values()))
    ((found,),) = _past(path, today)
    return found


@prepared
def _past(path: str, today: date) -> QuerySet[Case, tuple[int]]:
    rows = Case.objects.filter(inside("scope_path", path), next_due_on__lt=today)
    return totals(rows.filter(status__in=_STILL), number=Count("pk"))
