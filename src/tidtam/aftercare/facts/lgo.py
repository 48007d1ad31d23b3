"""Figures of aftercare for offices that help: by the office whose need it is, counts only.

The names stay with the district: a local government learns how many people followed by a district asked it for help,
were helped and wait; who asked two offices counts at each. A need counts for the office answerable for it now, in the
bucket it was in at the period's end.
Source: design §3.10, forms R3 and R4 in domain facts 2.6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tidtam.aftercare.facts.measures import inside
from tidtam.aftercare.models import CaseNeed, CaseNeedMove
from tidtam.assistance.choices import COUNTED, OPEN, Bucket, Code
from tidtam.assistance.models import Need
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT

_COUNTED = tuple(str(one) for one in COUNTED)
_OPEN = tuple(str(one) for one in OPEN)


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: which needs, what is counted of them. `of_need` counts rows of the help itself, not of the mirror."""

    code: str
    label: Any
    where: Callable[[date, date], Q]
    aggregate: Callable[[Q], Aggregate]
    fold: str
    unit: Any
    cumulative: bool = False
    of_need: bool = False


def _asked(_start: date, _end: date) -> Q:
    return Q(then__in=_COUNTED)


def _waiting(_start: date, _end: date) -> Q:
    return Q(then__in=_OPEN)


def _helped(_start: date, _end: date) -> Q:
    return Q(then=Bucket.MET.value, waits=False)


def _now(start: date, end: date) -> Q:
    return Q(then=Bucket.MET.value, since__range=(start, end))


def _now_of(code: str) -> Callable[[date, date], Q]:
    return lambda start, end: _now(start, end) & Q(code=code)


def _persons(where: Q) -> Aggregate:
    return Count("case_id", distinct=True, filter=where)


def _each(where: Q) -> Aggregate:
    return Count("pk", filter=where)


def _amount(where: Q) -> Aggregate:
    return Sum(Case(When(where, then=F("amount"))))


_CASE = "distinct:case_id"
MEASURES: Sequence[Measure] = (
    Measure("asked", _("ผู้ผ่านฯ ที่ขอรับความช่วยเหลือ"), _asked, _persons, _CASE, _("คน"), cumulative=True),
    Measure("helped", _("ได้รับความช่วยเหลือแล้ว"), _helped, _persons, _CASE, _("คน"), cumulative=True),
    Measure("waiting", _("ยังไม่ได้รับความช่วยเหลือ"), _waiting, _persons, _CASE, _("คน"), cumulative=True),
    Measure("helped_now", _("ผู้ได้รับความช่วยเหลือในรอบนี้"), _now, _persons, _CASE, _("คน")),
    Measure("amount", _("เงินที่ใช้ช่วยในรอบนี้"), _now, _amount, "sum:amount_baht", _("บาท"), of_need=True),
    *(
        Measure(f"met_{code}", code.label, _now_of(code.value), _each, "count", pgettext_lazy("unit", "เรื่อง"))
        for code in Code
    ),
)
BY_CODE = {one.code: one for one in MEASURES}


def _needs(path: str, end: date) -> QuerySet[Any]:
    """Return the mirrored needs answered for at or below a path, with bucket (`then`), its day (`since`), `holder`."""
    last = CaseNeedMove.objects.filter(need=OuterRef("pk"), on__lte=end).order_by("-on", "-id")
    need = Need.objects.filter(pk=OuterRef("need_id"))
    rows = CaseNeed.objects.filter(need_id__in=Need.objects.filter(inside("scope_path", path)).values("pk"))
    found: QuerySet[Any] = rows.annotate(
        then=Subquery(last.values("bucket")[:1]), since=Subquery(last.values("on")[:1]),
        holder=Subquery(need.values("scope_path")[:1]), amount=Subquery(need.values("amount_baht")[:1]),
    ).filter(then__isnull=False)  # fmt: skip
    return found


def _with_others(path: str, end: date) -> QuerySet[Any]:
    """Return `_needs` with whether the same person still waits for something of the same office (`waits`)."""
    others = _needs(path, end).filter(then__in=_OPEN, case=OuterRef("case"), holder=OuterRef("holder"))
    found: QuerySet[Any] = _needs(path, end).annotate(waits=Exists(others))
    return found


def leaves(path: str, start: date, end: date, codes: Sequence[str]) -> dict[str, dict[str, Decimal]]:
    """Return the columns of each office at or below a path that was asked for help, by path and code.

    Shape: one query. Whoever calls it asks who may read it.
    """
    wanted = [BY_CODE[code] for code in codes]
    wait = any(one.code == "helped" for one in wanted)
    with wall.lent(ROOT):
        rows = _with_others(path, end) if wait else _needs(path, end)
        found = rows.order_by().values("holder").annotate(
            **{f"m_{one.code}": one.aggregate(one.where(start, end)) for one in wanted}
        )  # fmt: skip
        return {row["holder"]: {one.code: Decimal(row[f"m_{one.code}"] or 0) for one in wanted} for row in found}


def rows(code: str, path: str, start: date, end: date) -> QuerySet[Any]:
    """Return the very rows of a column in the order of their key; call it inside an open wall.

    Shape: CaseNeed, or Need where the measure counts what was given.
    """
    one = BY_CODE[code]
    found = (_with_others(path, end) if code == "helped" else _needs(path, end)).filter(one.where(start, end))
    if one.of_need:
        return Need.objects.filter(pk__in=found.values("need_id")).order_by("pk")
    return found.order_by("pk")
