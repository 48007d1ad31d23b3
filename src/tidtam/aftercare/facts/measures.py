"""The columns of report form R2: each a filter on one table, which counts the value and finds its rows.

All columns of a table are counted by one statement; a column's rows are those its filter leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare import access
from tidtam.aftercare.choices import CloseReason, Result, RoundState, VisitKind
from tidtam.aftercare.models import Case, CaseNeed, CaseNeedMove, Programme, Round, Visit
from tidtam.aftercare.rules.periods import child_of
from tidtam.assistance.choices import COUNTED, OPEN, Code
from tidtam.assistance.models import Need
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.prepared import prepared
from tidtam.kernel.problem import Missing
from tidtam.offices.choices import Level
from tidtam.offices.models import Office

FOUND = (Result.F1, Result.F2, Result.F3)
NOT_FOUND = (Result.C1, Result.N1)
# Rounds that count as owed, as the tally names how they stand; those over before the person came are `round.before`.
OWED = tuple(f"round.{one}" for one in ("planned", "due", "on_time", "late", "missed"))
OTHERWISE = (Result.H1, Result.O1, Result.O2, Result.O3, Result.R1, Result.X1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a figure is asked for: an office by its path, a period by event date (both days in it), a programme year."""

    path: str
    start: date
    end: date
    year: int | None = None  # พ.ศ.; None counts every programme
    offices: tuple[int, ...] | None = None  # `offices_inside` of the path, where many figures are asked for together


Rows = Callable[[Asked], "QuerySet[Any]"]
Where = Callable[[Asked], Q]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What several columns are counted from in one statement.

    `rows` are looked at, each counts for the `office`; `count` is the aggregate of a filter over them, and `behind`
    the rows a cell stands on, given those the filter leaves. `asks`: the parts of an `Asked` its rows depend on.
    """

    rows: Rows
    office: Any = field(default_factory=lambda: F("scope_path"))
    count: Callable[[Q], Any] = lambda where: Count(Value(1), filter=where or None)
    behind: Callable[[Asked, QuerySet[Any]], QuerySet[Any]] = lambda _asked, found: found
    asks: tuple[str, ...] = ("path", "end")

    @property
    def by_counted(self) -> bool:
        """Say whether rows count for the office they were counted at, wherever they stand now."""
        return "offices" in self.asks

    def leaves(self, asked: Asked, measures: Sequence[Measure]) -> dict[str, dict[str, int]]:
        """Return the values of columns of this table by answerable office. Shape: one query, inside an open wall."""
        found = _counted(
            *self.told(asked), table=self, measures=tuple(measures), asks=self.asked_at(asked.path), year=asked.year
        )
        codes = [one.code for one in measures]
        return {path: dict(zip(codes, row, strict=True)) for path, *row in found if any(row)}

    def asked_at(self, path: str) -> tuple[str, ...]:
        """Return the parts of an `Asked` its SQL has as parameters; of the nation neither path nor offices."""
        return tuple(name for name in self.asks if path != ROOT or name not in ("path", "offices"))

    def told(self, asked: Asked) -> list[Any]:
        """Return the values of `asked_at`."""
        values = {"path": asked.path, "start": asked.start, "end": asked.end, "offices": list(asked.offices or ())}
        return [values[name] for name in self.asked_at(asked.path)]


def again(asks: Sequence[str], values: Sequence[Any], year: int | None) -> Asked:
    """Return what was asked for from the values of its parameters, or from what stands for them while SQL is made."""
    told: dict[str, Any] = dict(zip(asks, values, strict=True))
    nation = "path" not in told and "offices" not in told
    return Asked(
        told.get("path", ROOT if nation else ""), told.get("start", date.min), told.get("end", date.min), year,
        told.get("offices"),
    )  # fmt: skip


@prepared
def _counted(
    *values: Any, table: Table, measures: Sequence[Measure], asks: Sequence[str], year: int | None
) -> QuerySet[Any, tuple[Any, ...]]:
    asked = again(asks, values, year)
    grouped = table.rows(asked).order_by().annotate(at_path=table.office).values_list("at_path")
    counts = {f"m_{one.code}": one.aggregate(asked) for one in measures}
    found: QuerySet[Any, tuple[Any, ...]] = grouped.annotate(**counts)
    return found


def _everything(_asked: Asked) -> Q:
    return Q()


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One column: its table, which of the rows count, and (`but`) whose rows are taken off again.

    `tally`: the counts kept of it by half-month, which always add up to the same; none for a column that has none.
    """

    code: str
    label: Any
    table: Table
    where: Where = _everything
    but: Where | None = None
    tally: tuple[str, ...] = ()

    def aggregate(self, asked: Asked) -> Any:
        """Return what is counted of the rows of the table. What `but` takes off lies inside `where`."""
        found = self.table.count(self.where(asked))
        return found - self.table.count(self.but(asked)) if self.but else found

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Return the rows behind the value."""
        every = self.table.rows(asked)
        found = self.table.behind(asked, every.filter(self.where(asked)))
        if self.but is None:
            return found
        return found.exclude(pk__in=self.table.behind(asked, every.filter(self.but(asked))).values("pk"))

    def by_path(self, asked: Asked) -> dict[str, int]:
        """Return the value of each answerable office. Shape: at most two queries; call it inside an open wall."""
        if self.table.by_counted and asked.offices is None:
            asked = replace(asked, offices=offices_inside(asked.path))
        return {path: row[self.code] for path, row in self.table.leaves(asked, [self]).items()}

    def value(self, actor: Actor, asked: Asked) -> int:
        """Return the value. Errors: Missing outside scope."""
        require_inside(actor, asked.path)
        with wall.lent(ROOT):
            return sum(self.by_path(asked).values())

    def seen(self, actor: Actor, asked: Asked) -> QuerySet[Any]:
        """Return the rows behind the value that the actor may open; people handed over since are counted, not shown."""
        return access.within(actor, self.rows(asked))


def require_inside(actor: Actor, path: str) -> None:
    """Errors: Missing for an office outside the actor's scope."""
    if not actor.scope or not path.startswith(actor.scope):
        raise Missing("offices.office_missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")


def inside(column: str, path: str) -> Q:
    """Return the filter that a path column lies at or below a path. Shape: one range of an index."""
    return Q(**{f"{column}__gte": path, f"{column}__lt": path + "~"})


def in_year(asked: Asked, case: str = "case__") -> Q:
    """Return the filter of the programme year, if one is asked for."""
    return Q(**{f"{case}programme__fiscal_year_be": asked.year}) if asked.year else Q()


def of_year(year: int) -> ArraySubquery:
    """Return the programmes of a year, as a list of its own: joined, the planner takes them for one in hundreds."""
    return ArraySubquery(Programme.objects.filter(fiscal_year_be=year).values("pk"))


def offices_inside(path: str) -> tuple[int, ...] | None:
    """Return the ids of the offices at or below a path; None for all there are. Shape: one query."""
    return None if path == ROOT else tuple(Office.objects.filter(inside("path", path)).values_list("pk", flat=True))


def counted_inside(path: str, offices: tuple[int, ...] | None = None) -> Q:
    """Return the filter that a row was counted at or below a path, by the ids of its `offices_inside`.

    A range of paths on the joined table looks like one office to the planner, which then reads all visits for each.
    """
    if path == ROOT:
        return Q(counted_office__isnull=False)
    return Q(counted_office__among=list(offices_inside(path) or () if offices is None else offices))


def counted_for(path: str, offices: tuple[int, ...] | None = None) -> Q:
    """Return the filter that a round counts for an office: fixed when it closed, before that where the case is."""
    return counted_inside(path, offices) | (Q(counted_office__isnull=True) & inside("scope_path", path))


def received() -> Q:
    """Return the filter that a round could still be kept when its person was received.

    A roster that comes late brings rounds whose window was over: they are nobody's lateness. Source: promise N10.
    """
    return ~Q(state=RoundState.MISSED) | Q(end_on__gte=F("case__enrolled_on"))


_COUNTED_AT = Coalesce(F("counted_office__path"), F("scope_path"))


def _cases(asked: Asked) -> QuerySet[Case]:
    rows = Case.objects.filter(inside("scope_path", asked.path), in_year(asked, ""), enrolled_on__lte=asked.end)
    return rows.exclude(close_reason=CloseReason.NOT_A_CASE)


def _rounds(asked: Asked) -> QuerySet[Round]:
    rows = Round.objects.filter(
        counted_for(asked.path, asked.offices), in_year(asked), due_on__range=(asked.start, asked.end)
    )
    return rows.filter(received()).exclude(state=RoundState.EXCUSED)


def _visits(asked: Asked) -> QuerySet[Visit]:
    return Visit.objects.filter(
        counted_inside(asked.path, asked.offices), in_year(asked), kind=VisitKind.ROUND,
        visited_on__range=(asked.start, asked.end),
    )  # fmt: skip


def needs_on(day: date) -> QuerySet[Any]:
    """Return needs with the bucket they were in at the end of a day (`then`); NULL before they were asked for."""
    last = CaseNeedMove.objects.filter(need=OuterRef("pk"), on__lte=day).order_by("-on", "-id")
    return CaseNeed.objects.annotate(then=Subquery(last.values("bucket")[:1]))


def _stood(asked: Asked) -> QuerySet[CaseNeedMove]:
    """Return the last move of each need up to the period's end: the bucket it was in then."""
    later = CaseNeedMove.objects.filter(
        Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk")), need=OuterRef("need"),
        on__lte=asked.end,
    )  # fmt: skip
    rows = CaseNeedMove.objects.filter(
        ~Exists(later), inside("scope_path", asked.path), in_year(asked, "need__case__"), on__lte=asked.end,
        need__case__enrolled_on__lte=asked.end,
    )  # fmt: skip
    return rows.exclude(need__case__close_reason=CloseReason.NOT_A_CASE)


def _of_cases(asked: Asked, found: QuerySet[Any]) -> QuerySet[Case]:
    return _cases(asked).filter(pk__in=found.order_by().values("need__case"))


CASES = Table(_cases)
ROUNDS = Table(_rounds, office=_COUNTED_AT, asks=("path", "start", "end", "offices"))
VISITS = Table(_visits, office=F("counted_office__path"), asks=("start", "end", "offices"))
NEEDS = Table(_stood, count=lambda where: Count("need__case", distinct=True, filter=where or None), behind=_of_cases)
_COUNTED = [str(one) for one in COUNTED]
_OPEN = [str(one) for one in OPEN]


def _asked(_asked: Asked) -> Q:
    return Q(bucket__in=_COUNTED)


def _asked_for(code: str) -> Where:
    return lambda _asked: Q(bucket__in=_COUNTED, need__code=code)


def _waiting(_asked: Asked) -> Q:
    return Q(bucket__in=_OPEN)


def _escalated(_asked: Asked) -> Q:
    above = Need.objects.filter(pk=OuterRef("need__need_id"), office__level__in=[Level.PROVINCE, Level.DEPARTMENT])
    return Q(bucket__in=_OPEN) & Q(Exists(above))


def _visited(code: str, label: Any, *results: str) -> Measure:
    kept = tuple(f"visit.{one}" for one in results or Result)
    return Measure(code, label, VISITS, (lambda _asked: Q(result__in=results)) if results else _everything, tally=kept)


# Invariants, tested: followed = the nine columns after it except no_relapse and relapse, which lie inside found;
# asked = helped + waiting. Source: domain facts 2.6.
R2: tuple[Measure, ...] = (
    Measure("total", _("ผู้ผ่านฯ ทั้งหมด"), CASES),
    Measure("owed", _("ต้องติดตามรอบนี้"), ROUNDS, tally=OWED),
    _visited("followed", _("ติดตามแล้ว")),
    _visited("found", _("พบตัว"), *FOUND),
    _visited("not_found", _("ไม่พบตัว"), *NOT_FOUND),
    _visited("no_relapse", _("ไม่เสพซ้ำ"), Result.F1),
    _visited("relapse", _("เสพซ้ำ"), Result.F2),
    _visited("re_treated", _("เข้าบำบัดใหม่"), Result.T1),
    _visited("jailed", _("ถูกจับ/จำคุก"), Result.J1),
    _visited("deceased", _("เสียชีวิต"), Result.D1),
    _visited("moved_within", _("ย้ายในจังหวัด"), Result.M1),
    _visited("moved_out", _("ย้ายนอกจังหวัด"), Result.M2),
    _visited("otherwise", _("เหตุอื่น"), *OTHERWISE),
    Measure("asked", _("ขอรับความช่วยเหลือ (คน)"), NEEDS, _asked),
    Measure("helped", _("ได้รับแล้ว"), NEEDS, _asked, but=_waiting),
    Measure("waiting", _("อยู่ระหว่าง"), NEEDS, _waiting),
    Measure("escalated", _("ส่งต่อจังหวัด"), NEEDS, _escalated),
)
BY_NEED: tuple[Measure, ...] = tuple(
    Measure(f"asked_{code}", code.label, NEEDS, _asked_for(code.value)) for code in Code
)


def leaves(asked: Asked, measures: Sequence[Measure] = R2) -> dict[str, dict[str, int]]:
    """Return the columns of each answerable office at or below the one asked for, by path.

    Shape: one query per table and one for the offices. Whoever calls it asks who may read it.
    """
    tables = dict.fromkeys(one.table for one in measures)
    if any(one.by_counted for one in tables):
        asked = replace(asked, offices=offices_inside(asked.path))
    found: dict[str, dict[str, int]] = {}
    zeros = {one.code: 0 for one in measures}
    with wall.lent(ROOT):  # figures only: a round counts where it was closed, wherever its person lives now
        for table in tables:
            for path, row in table.leaves(asked, [one for one in measures if one.table is table]).items():
                if path in found:
                    found[path].update(row)
                else:
                    found[path] = zeros | row
    return found


def report(
    actor: Actor, asked: Asked, measures: Sequence[Measure] = R2, *, split: bool = True
) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Return the total by code, and per office directly below (by path) the same columns.

    Shape: one query per table and one for the offices. The offices below always sum to the total.
    Errors: Missing outside scope.
    """
    require_inside(actor, asked.path)
    return summed(asked.path, leaves(asked, measures), [measure.code for measure in measures], split=split)


def summed(
    path: str, rows: Mapping[str, Mapping[str, int]], codes: Sequence[str], *, split: bool = True
) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Return the total of `leaves` at or below a path, and the same per office directly below it."""
    totals = dict.fromkeys(codes, 0)
    below: dict[str, dict[str, int]] = {}
    for leaf, row in rows.items():
        if not leaf.startswith(path):
            continue
        under = below.setdefault(child_of(path, leaf), dict.fromkeys(codes, 0)) if split else {}
        for code in codes:
            totals[code] += row[code]
            if split:
                under[code] += row[code]
    return totals, below
