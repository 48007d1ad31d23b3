"""The columns of reports R5 and R6: each a queryset and an aggregate over activities, by the day they began.

Source: domain facts 2.6. The letters of 2565 name no form; these are the proposed columns. Every column adds up: what
the offices of a tree have each is what the tree has, so a temple two offices worked at counts once for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Aggregate, Count, Func, IntegerField, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tidtam.activities import choices
from tidtam.activities.choices import ActivityState
from tidtam.activities.models import Activity, Photo
from tidtam.audit.models import OldRow
from tidtam.kernel.problem import Missing

TABLE = "activities_activity"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: which rows, what is counted of them, in which unit.

    `aggregate` takes a further condition (or None). `of` says what a row adds, as a column of the table reads it:
    a number, or with `distinct` what it is told apart by; so an old version of a row counts as it counted then.
    """

    code: str
    label: Any
    unit: Any
    aggregate: Callable[[Q | None], Aggregate]
    of: Callable[[Row], Any]
    where: Q = field(default_factory=Q)
    distinct: bool = False

    def rows(self, path: str, start: date, end: date) -> QuerySet[Activity]:
        """Return the rows behind the value; `values_list("id", "version")` is what a signed cell freezes."""
        return counted(path, start, end).filter(self.where)

    def value(self, path: str, start: date, end: date) -> Decimal:
        """Return the value of an office and all below, both days in the period. Shape: one query."""
        return Decimal(self.rows(path, start, end).order_by().aggregate(n=self.aggregate(None))["n"] or 0)

    def recount(self, rows: Iterable[Row]) -> Decimal:
        """Return the value of rows as `said` gives them back. Shape: pure."""
        found = [self.of(row) for row in rows]
        return Decimal(len(set(found))) if self.distinct else sum((Decimal(str(one)) for one in found), Decimal(0))


def counted(path: str, start: date, end: date) -> QuerySet[Activity]:
    """Return the activities at or below a path that count in a period. The wall must be open that far."""
    return Activity.objects.filter(
        scope_path__gte=path, scope_path__lt=path + "~", on__range=(start, end), state=ActivityState.RECORDED,
        measure=choices.Measure.WELFARE,
    )  # fmt: skip


def _place() -> Concat:
    return Concat("scope_path", Value("|"), "area_id", Value("|"), "place_key", output_field=TextField())


def _place_of(row: Row) -> tuple[Any, ...]:
    return (row["scope_path"], row["area_id"], row["place_key"])


def _sum(name: str) -> Callable[[Q | None], Aggregate]:
    return lambda where: Sum(name, filter=where)


def _each(where: Q | None) -> Aggregate:
    return Count("pk", filter=where)


def _places(where: Q | None) -> Aggregate:
    return Count(_place(), distinct=True, filter=where)


def _partners(where: Q | None) -> Aggregate:
    return Sum(Func("partners", function="cardinality", output_field=IntegerField()), filter=where)


def _one(_row: Row) -> int:
    return 1


_TIMES, _SITES = pgettext_lazy("unit", "ครั้ง"), pgettext_lazy("unit", "แห่ง")
MEASURES: Sequence[Measure] = (
    Measure("activities", _("กิจกรรมสาธารณสงเคราะห์"), _TIMES, _each, _one),
    Measure("temples", _("วัดหรือสถานที่ที่จัด"), _SITES, _places, _place_of, distinct=True),
    Measure("persons", _("ผู้รับประโยชน์"), _("คน"), _sum("persons"), lambda row: row["persons"]),
    Measure("households", _("ครัวเรือนที่รับประโยชน์"), _("ครัวเรือน"), _sum("households"), lambda row: row["households"]),
    Measure("budget", _("งบประมาณที่ใช้"), _("บาท"), _sum("budget_baht"), lambda row: row["budget_baht"]),
    Measure(
        "model_areas", _("พื้นที่ต้นแบบ"), _SITES, _places, _place_of, where=Q(model_area=True), distinct=True
    ),
    Measure("knowledge", _("ใช้องค์ความรู้"), _TIMES, _each, _one, where=Q(knowledge__len__gt=0)),
    Measure("partners", _("ภาคีที่ร่วมจัด"), _("หน่วยงาน-ครั้ง"), _partners, lambda row: len(row["partners"])),
)  # fmt: skip
R5 = R6 = MEASURES
BY_CODE: Mapping[str, Measure] = {one.code: one for one in MEASURES}


def _all() -> dict[str, Aggregate]:
    return {f"m_{one.code}": one.aggregate(one.where or None) for one in MEASURES}


def _read(found: Mapping[str, Any]) -> dict[str, Decimal]:
    return {one.code: Decimal(found[f"m_{one.code}"] or 0) for one in MEASURES}


def tally(rows: QuerySet[Activity]) -> dict[str, Decimal]:
    """Return every column of some activities, by its code. Shape: one query."""
    return _read(rows.order_by().aggregate(**_all()))


def values(path: str, start: date, end: date) -> dict[str, Decimal]:
    """Return every column of an office and all below, by its code. Shape: one query."""
    return tally(counted(path, start, end))


def leaves(path: str, start: date, end: date) -> dict[str, dict[str, Decimal]]:
    """Return every column of each office at or below a path, by path and code; offices without rows are left out.

    Shape: one query; the sums over the offices are `values` of the path.
    """
    found = counted(path, start, end).order_by().values("scope_path").annotate(**_all())
    return {row["scope_path"]: _read(row) for row in found}


def said(pairs: Iterable[tuple[int, int]]) -> list[Row]:
    """Return what rows (id, version) said, as the columns of the table, in the order of their ids.

    Shape: two queries. Errors: Missing when a version is not to be seen.
    """
    wanted = dict(pairs)
    found: dict[int, Row] = {
        row["id"]: row for row in Activity.objects.filter(pk__in=wanted).values() if row["version"] == wanted[row["id"]]
    }
    left = {str(key): version for key, version in wanted.items() if key not in found}
    if left:
        for old in OldRow.objects.filter(relation=TABLE, key__in=left):
            if old.version == left[old.key]:
                found[int(old.key)] = old.row
    if len(found) < len(wanted):
        raise Missing("activities.version_missing", "ไม่พบรายการตามที่ลงนามไว้")
    return [found[key] for key in sorted(found)]


# Each office's activities are gone through once, however many targets it has.
_REACHED = """
WITH wanted AS (
    SELECT id, scope_path, measure, kind FROM activities_target WHERE id = ANY(%s)
), done AS (
    SELECT o.scope_path, a.measure, a.kind, count(*) AS times, sum(a.persons) AS persons, sum(a.budget_baht) AS baht
    FROM (SELECT DISTINCT scope_path FROM wanted) o
    JOIN activities_activity a ON a.scope_path >= o.scope_path AND a.scope_path < o.scope_path || '~'
    WHERE a."on" BETWEEN %s AND %s AND a.state = 'recorded' GROUP BY 1, 2, 3
)
SELECT w.id, coalesce(sum(d.times), 0), coalesce(sum(d.persons), 0), coalesce(sum(d.baht), 0)
FROM wanted w
LEFT JOIN done d ON d.scope_path = w.scope_path AND d.measure = w.measure AND (w.kind = '' OR d.kind = w.kind)
GROUP BY w.id
"""


def reached(targets: Sequence[int], start: date, end: date) -> dict[int, tuple[int, int, Decimal]]:
    """Return what was done for targets (ids) by their offices and all below: times, persons, baht. Shape: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, [list(targets), start, end])
        return {row[0]: (int(row[1]), int(row[2]), Decimal(row[3])) for row in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Done:
    """What was done in a period for one measure by one kind of activity. Units: baht."""

    measure: str
    kind: str
    times: int
    persons: int
    baht: Decimal


def by_measure(path: str, start: date, end: date) -> list[Done]:
    """Return what an office and all below did in a period, by measure and kind. Shape: one query.

    The rows behind a figure: `rows_of` with the same words.
    """
    found = rows_of(path, start, end).order_by("measure", "kind").values("measure", "kind")
    told = found.annotate(times=Count("pk"), of=Sum("persons"), spent=Sum("budget_baht"))
    return [Done(row["measure"], row["kind"], row["times"], row["of"], row["spent"]) for row in told]


def rows_of(path: str, start: date, end: date, measure: str = "", kind: str = "") -> QuerySet[Activity]:
    """Return the activities that count in a period, whatever they were done for."""
    rows = Activity.objects.filter(
        scope_path__gte=path, scope_path__lt=path + "~", on__range=(start, end), state=ActivityState.RECORDED
    )
    rows = rows.filter(measure=measure) if measure else rows
    return rows.filter(kind=kind) if kind else rows


def photos_of(activities: Sequence[int]) -> dict[int, int]:
    """Return how many photos activities (ids) have. Shape: one query."""
    rows = Photo.objects.filter(activity__in=activities, removed_at__isnull=True).order_by().values("activity")
    return {row["activity"]: row["n"] for row in rows.annotate(n=Count("pk"))}
