"""The figures of help of a local government, and of those who answer for several: one ledger, no aftercare history.

Persons who asked = helped + waiting, as everywhere. What districts follow is told as counts alone, as form R4 has it.
Source: design §3.4, §3.9, §3.10; domain facts 2.6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from tidtam.aftercare.facts.standing import Point
from tidtam.assistance import access as help_
from tidtam.assistance.choices import COUNTED, OPEN, Bucket
from tidtam.assistance.facts import info, standing_below
from tidtam.assistance.rules import Standing
from tidtam.kernel.actor import Actor
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.offices.rules import line_root
from tidtam.reports import access, facts
from tidtam.reports.models import Report
from tidtam.reports.queries import figures
from tidtam.reports.queries.lately import Last, last_signed
from tidtam.reports.rules.form import Column, Kind, Type

FOLLOWED = ("lgo.asked", "lgo.helped", "lgo.waiting", "lgo.helped_now", "lgo.amount")
WELFARE = ("welfare.activities", "welfare.persons", "welfare.households", "welfare.budget")
_NEAR = timedelta(days=31)
_MONTHS = 7
_ALWAYS = 3  # columns of a signed form that are shown though nothing has moved
_TREND = """
SELECT day, count(*) FILTER (WHERE asked), count(*) FILTER (WHERE asked AND NOT waiting) FROM (
    SELECT d.day, coalesce(p.merged_into_id, n.person_id) AS human,
        bool_or(m.bucket = ANY(%(counted)s)) AS asked, bool_or(m.bucket = ANY(%(open)s)) AS waiting
    FROM unnest(%(days)s::date[]) AS d (day)
    JOIN (
        SELECT need_id, bucket, day, lead(day) OVER (PARTITION BY need_id ORDER BY seq) AS until
        FROM assistance_movement WHERE delta = 1 AND scope_path >= %(path)s AND scope_path < %(path)s || '~'
    ) m ON m.day <= d.day AND (m.until IS NULL OR m.until > d.day)
    JOIN assistance_need n ON n.id = m.need_id JOIN people_person p ON p.id = n.person_id
    GROUP BY 1, 2
) s GROUP BY 1
"""


def month_ends(on: date) -> list[date]:
    """Return the ends of the months before a day, and the day itself, oldest first."""
    days, day = [on], on
    for _turn in range(_MONTHS - 1):
        day = day.replace(day=1) - timedelta(days=1)
        days.append(day)
    return days[::-1]


def trend(actor: Actor, path: str, days: Sequence[date]) -> list[Point]:
    """Return how many had asked and were helped at the end of each day. Shape: one query, behind the wall."""
    if not actor.scope or not path.startswith(actor.scope):
        return []
    asked: dict[str, Any] = {
        "path": path,
        "days": list(days),
        "counted": [str(one) for one in COUNTED],
        "open": [str(one) for one in OPEN],
    }
    with connection.cursor() as cursor:
        cursor.execute(_TREND, asked)
        found = {day: (a, h) for day, a, h in cursor.fetchall()}
    return [Point(day, *found.get(day, (0, 0))) for day in days]


def by_line(actor: Actor, office: Office, day: date | None) -> list[tuple[Line, Standing]]:
    """Return how many asked, were helped and wait in the ledger of each line, of the office above all of them.

    A person asks a line for help: whoever asks two is one in each, so the lines add up to what the office is told.
    Shape: in the order of the lines, [] of any office in one line; one query.
    """
    if office.line != Line.ROOT:
        return []
    found = standing_below(actor, office.path, day)
    rows = [(line, found[line_root(line)]) for line in Line if line_root(line) in found]
    return rows if len(rows) > 1 else []


def waiting_for_help(actor: Actor, office: Office, day: date, *, place: str, past: bool) -> info.Unmet:
    """Return the open needs local governments answer for at or below an office, by place, kind and age.

    Above all lines those of the districts are left out: by place and kind they are few, and told with care where the
    figures of follow-up stand; a place of the map leads to a page of one line too. Shape: a query a line.
    """
    lines = (Line.DLA, Line.BANGKOK) if office.line == Line.ROOT else ()
    paths = [line_root(line) for line in lines] or [office.path]
    found: Counter[tuple[str, str, int]] = Counter()
    for path in paths:  # two lines may have offices in one place
        found.update(info.unmet(actor, path, day, place=place, past=past).cells)
    return info.Unmet(dict(found))


@dataclass(frozen=True, slots=True)
class Span:
    """What happened between two days: needs asked for, needs met and how soon, people helped, baht given."""

    asked: int = 0
    met: int = 0
    persons: int = 0
    amount: Decimal = Decimal(0)
    soon: int = 0  # met within 30 days of asking
    later: int = 0  # within 31 to 90
    late: int = 0  # after 90


def span(actor: Actor, path: str, start: date, end: date) -> Span:
    """Return what happened between two days, both in it. Shape: two queries."""
    rows = help_.needs(actor).filter(help_.within(actor, path))
    asked = rows.filter(asked_on__range=(start, end)).exclude(bucket=Bucket.MERGED).count()
    met = rows.filter(bucket=Bucket.MET, settled_on__range=(start, end))
    soon = Q(settled_on__lte=F("asked_on") + timedelta(days=30))
    later = Q(settled_on__lte=F("asked_on") + timedelta(days=90))
    found = met.aggregate(
        n=Count("pk"), persons=Count(Coalesce("person__merged_into", "person"), distinct=True),
        amount=Sum("amount_baht"), soon=Count("pk", filter=soon), later=Count("pk", filter=later),
    )  # fmt: skip
    return Span(
        asked, found["n"], found["persons"], found["amount"] or Decimal(0), found["soon"],
        found["later"] - found["soon"], found["n"] - found["later"],
    )  # fmt: skip


def counted(path: str, start: date, end: date) -> Mapping[str, Decimal]:
    """Return the figures of forms R4 and R6 of a branch in a period: counts alone. Whoever calls asks who may read.

    Shape: a query a room, or one a figure.
    """
    codes = (*FOLLOWED, *WELFARE)
    return facts.total(facts.leaves(codes, path, start, end), codes)


def near(actor: Actor, office: Office, today: date) -> list[Report]:
    """Return the own reports of an office due a month from today either way, by day. Shape: one query."""
    rows = access.reports(actor).filter(office=office.pk, due_on__range=(today - _NEAR, today + _NEAR))
    return list(rows.select_related("template", "office").order_by("due_on", "template__code"))


def heads(line: str, level: str, *, province: str = "") -> dict[str, Office]:
    """Return the offices of a level by the code of their area, inside a province where one is told. Shape: 1 query."""
    rows = Office.objects.filter(line=line, level=level, valid_to__isnull=True)
    if level == Level.PROVINCE:
        return {str(one.province_id): one for one in rows.filter(province__isnull=False)}
    return {str(one.district_id): one for one in rows.filter(province=province, district__isnull=False)}


def is_helping(office: Office) -> bool:
    """Say whether an office answers for help: a local government or one above it."""
    return office.line in (Line.DLA, Line.BANGKOK, Line.ROOT)


@dataclass(frozen=True, slots=True)
class Moved:
    """One column of a signed form: what was signed and what its records say today."""

    column: Column
    then: Decimal
    now: Decimal

    @property
    def difference(self) -> Decimal:
        """Return how far it has moved."""
        return self.now - self.then


@dataclass(frozen=True, slots=True)
class Signed:
    """The last signed edition of a form, and the columns to show of it: those that moved, and the first ones."""

    last: Last
    columns: Sequence[Moved]
    moved: int


def signed(actor: Actor, office: Office, day: date) -> list[Signed]:
    """Return what an office signed last of each form beside the same period counted today.

    Shape: the queries of `figures.figures` for each form.
    """
    out = []
    for last in last_signed(actor, office, day):
        now = figures.figures(last.report, last.form).values
        known = [
            Moved(column, then, value)
            for column in last.form.columns
            if column.kind is Kind.FACT and column.type is not Type.TEXT
            and isinstance(then := last.values.get(column.code), Decimal)
            and isinstance(value := now.get(column.code), Decimal)
        ]  # fmt: skip
        shown = [one for place, one in enumerate(known) if place < _ALWAYS or one.difference]
        out.append(Signed(last, shown, sum(1 for one in known if one.difference)))
    return out
