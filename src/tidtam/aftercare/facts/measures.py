"""The columns of report form R2: each a queryset and an aggregate, so that a value and its rows share one filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
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
from tidtam.kernel.problem import Missing
from tidtam.offices.choices import Level
from tidtam.offices.models import Office

FOUND = (Result.F1, Result.F2, Result.F3)
NOT_FOUND = (Result.C1, Result.N1)
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


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: its rows, what is counted of them, and the office each counts for."""

    code: str
    label: Any
    rows: Rows
    office: Any = field(default_factory=lambda: F("scope_path"))
    aggregate: Any = field(default_factory=lambda: Count("*"))

    def by_path(self, asked: Asked) -> dict[str, int]:
        """Return the value of each answerable office. Shape: one query; call it inside `counting`."""
        grouped = self.rows(asked).order_by().annotate(at_path=self.office).values("at_path")
        return dict(grouped.annotate(n=self.aggregate).values_list("at_path", "n"))

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
    return Q(counted_office__in=offices_inside(path) if offices is None else offices)


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


def _visits(*results: str) -> Rows:
    def rows(asked: Asked) -> QuerySet[Visit]:
        found = Visit.objects.filter(
            counted_inside(asked.path, asked.offices), in_year(asked), kind=VisitKind.ROUND,
            visited_on__range=(asked.start, asked.end),
        )  # fmt: skip
        return found.filter(result__in=results) if results else found

    return rows


def needs_on(day: date) -> QuerySet[Any]:
    """Return needs with the bucket they were in at the end of a day (`then`); NULL before they were asked for."""
    last = CaseNeedMove.objects.filter(need=OuterRef("pk"), on__lte=day).order_by("-on", "-id")
    return CaseNeed.objects.annotate(then=Subquery(last.values("bucket")[:1]))


def _having(day: date, buckets: Sequence[str], code: str = "") -> Exists:
    rows = needs_on(day).filter(case=OuterRef("pk"), then__in=[str(one) for one in buckets])
    return Exists(rows.filter(code=code) if code else rows)


def _asked(code: str = "") -> Rows:
    return lambda asked: _cases(asked).filter(_having(asked.end, COUNTED, code))


def _helped(asked: Asked) -> QuerySet[Case]:
    return _asked()(asked).exclude(_having(asked.end, OPEN))


def _waiting(asked: Asked) -> QuerySet[Case]:
    return _cases(asked).filter(_having(asked.end, OPEN))


def _escalated(asked: Asked) -> QuerySet[Case]:
    above = Need.objects.filter(pk=OuterRef("need_id"), office__level__in=[Level.PROVINCE, Level.DEPARTMENT])
    held = needs_on(asked.end).filter(case=OuterRef("pk"), then__in=[str(one) for one in OPEN]).filter(Exists(above))
    return _cases(asked).filter(Exists(held))


def _visited(code: str, label: Any, *results: str) -> Measure:
    return Measure(code, label, _visits(*results), office=F("counted_office__path"))


# Invariants, tested: followed = the nine columns after it except no_relapse and relapse, which lie inside found;
# asked = helped + waiting. Source: domain facts 2.6.
R2: tuple[Measure, ...] = (
    Measure("total", _("ผู้ผ่านฯ ทั้งหมด"), _cases),
    Measure("owed", _("ต้องติดตามรอบนี้"), _rounds, office=_COUNTED_AT),
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
    Measure("asked", _("ขอรับความช่วยเหลือ (คน)"), _asked()),
    Measure("helped", _("ได้รับแล้ว"), _helped),
    Measure("waiting", _("อยู่ระหว่าง"), _waiting),
    Measure("escalated", _("ส่งต่อจังหวัด"), _escalated),
)
BY_NEED: tuple[Measure, ...] = tuple(Measure(f"asked_{code}", code.label, _asked(code.value)) for code in Code)


def leaves(asked: Asked, measures: Sequence[Measure] = R2) -> dict[str, dict[str, int]]:
    """Return the columns of each answerable office at or below the one asked for, by path.

    Shape: one query per measure and one for the offices. Whoever calls it asks who may read it.
    """
    asked = replace(asked, offices=offices_inside(asked.path))
    found: dict[str, dict[str, int]] = {}
    with wall.lent(ROOT):  # figures only: a round counts where it was closed, wherever its person lives now
        for measure in measures:
            for path, n in measure.by_path(asked).items():
                found.setdefault(path, dict.fromkeys((m.code for m in measures), 0))[measure.code] = n
    return found


def report(
    actor: Actor, asked: Asked, measures: Sequence[Measure] = R2, *, split: bool = True
) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Return the total by code, and per office directly below (by path) the same columns.

    Shape: one query per measure and one for the offices. The offices below always sum to the total.
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
