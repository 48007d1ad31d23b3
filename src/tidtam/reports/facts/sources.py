"""Every figure a form may ask for, from all rooms: its value per office, and the very rows it is counted from.

Figures count behind an open wall, so that a district keeps the visits of people who moved away; who may read them is
asked by whoever calls. A value is always the fold (`rules.folding`) of its rows, taken from each row's own columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tidtam.activities import facts as activities
from tidtam.aftercare.facts import lgo, measures
from tidtam.aftercare.facts.keyed import keyed
from tidtam.aftercare.facts.rolled import rolled
from tidtam.assistance.facts import info
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.kernel.problem import Problem
from tidtam.people.models import Person
from tidtam.reports.rules.form import Type

Values = dict[str, dict[str, Decimal]]
_BY = system("reports")


@dataclass(frozen=True, slots=True)
class Source:
    """One figure. `cumulative` counts everything up to the end of the period; the others what happened in it."""

    code: str
    label: Any
    group: str
    unit: Any
    relation: str
    fold: str
    type: Type = Type.COUNT
    cumulative: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a cell, in the order of their key, as `audit_oldrow` names them."""

    relation: str
    fold: str
    keys: list[str]
    versions: list[int]


_CUMULATIVE = {"total", "asked", "helped", "waiting", "escalated", *(one.code for one in measures.BY_NEED)}
_R2 = {one.code: one for one in (*measures.R2, *measures.BY_NEED)}
_R7 = {one.code: one for one in info.R7}
_PERSON, _REQUEST, _NEED = "people_person", "assistance_request", "assistance_need"
_R7_ROWS = {
    "persons": (_PERSON, "human"), "helped": (_PERSON, "human"), "households": (_REQUEST, "house"),
    "amount": (_NEED, "sum:amount_baht"), "joint": ("assistance_referral", "count"),
}  # fmt: skip
_WELFARE_FOLDS = {
    "temples": "place", "model_areas": "place", "persons": "sum:persons", "households": "sum:households",
    "budget": "sum:budget_baht", "partners": "length:partners",
}  # fmt: skip
_MONEY = {"help.amount", "lgo.amount", "welfare.budget"}
# The columns of a key, where it is not `id`.
KEYS: Mapping[str, tuple[str, ...]] = {
    "aftercare_round": ("case_id", "round_no"), "aftercare_visit": ("case_id", "visit_no"),
}  # fmt: skip
# Its rows keep no old versions and are never deleted; they are counted, not read.
UNKEPT = frozenset({"assistance_referral"})
FOLLOWED = "lgo"  # the group whose rows are help to people who are followed: names stay with the district
GROUPS: Mapping[str, Any] = {
    "aftercare": _("การติดตามผู้ผ่านการฟื้นฟู"), "lgo": _("ความช่วยเหลือที่ อปท. ให้ผู้ผ่านการฟื้นฟู"),
    "help": _("ศูนย์ช่วยเหลือประชาชน"), "welfare": _("สาธารณสงเคราะห์วัดและชุมชน"),
}  # fmt: skip


def _relation(code: str) -> str:
    if code == "owed":
        return "aftercare_round"
    return "aftercare_case" if code in _CUMULATIVE else "aftercare_visit"


_TIMES = pgettext_lazy("unit", "ครั้ง")


def _sources() -> Iterable[Source]:
    for code, one in _R2.items():
        unit = _TIMES if _relation(code) == "aftercare_visit" else _("รอบ") if code == "owed" else _("คน")
        yield Source(
            f"aftercare.{code}", one.label, "aftercare", unit, _relation(code), "count", cumulative=code in _CUMULATIVE
        )
    for help_ in lgo.MEASURES:
        relation = _NEED if help_.of_need else "aftercare_caseneed"
        yield _source("lgo", help_.code, help_.label, help_.unit, relation, help_.fold, cumulative=help_.cumulative)
    for code, asked in _R7.items():
        yield _source("help", code, asked.label, asked.unit, *_R7_ROWS.get(code, (_REQUEST, "count")))
    for work in activities.MEASURES:
        fold = _WELFARE_FOLDS.get(work.code, "count")
        yield _source("welfare", work.code, work.label, work.unit, activities.TABLE, fold)


def _source(
    group: str, code: str, label: Any, unit: Any, relation: str, fold: str, *, cumulative: bool = False
) -> Source:  # fmt: skip
    name = f"{group}.{code}"
    kind = Type.MONEY if name in _MONEY else Type.COUNT
    return Source(name, label, group, unit, relation, fold, kind, cumulative)


SOURCES: Mapping[str, Source] = {one.code: one for one in _sources()}


def source(code: str) -> Source:
    """Return a figure by its code. Errors: Problem("reports.measure_unknown")."""
    found = SOURCES.get(code)
    if found is None:
        raise Problem("reports.measure_unknown", "ไม่รู้จักตัวเลขที่เลือก เลือกจากรายการ", field="measure")
    return found


def leaves(codes: Sequence[str], path: str, start: date, end: date, *, live: bool = True) -> Values:
    """Return each figure of each office at or below a path, by path and code; offices without rows are left out.

    Not `live`, those of aftercare may come from what is kept of districts: the same numbers, by district then.
    Shape: one query for each table of aftercare and one for its offices, one a figure for asked help, one for any other
    room. Figures that are 0 may be left out. Errors: Problem("reports.measure_unknown").
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for code in dict.fromkeys(codes):
        wanted[source(code).group].append(code.partition(".")[2])
    out: Values = {}
    for group, names in wanted.items():
        counted = _kept if group == "aftercare" and not live else _LEAVES[group]
        whole = {name: f"{group}.{name}" for name in names}
        for place, row in counted(names, path, start, end).items():
            out.setdefault(place, {}).update({whole[name]: n for name, n in row.items()})
    return out


def total(values: Mapping[str, Mapping[str, Decimal]], codes: Iterable[str], path: str = "") -> dict[str, Decimal]:
    """Return the sum of `leaves` of the offices at or below a path, each code present."""
    out = dict.fromkeys(codes, Decimal(0))
    for place, row in values.items():
        if place.startswith(path):
            for code, n in row.items():
                if code in out:
                    out[code] += n
    return out


def _aftercare(codes: Sequence[str], path: str, start: date, end: date) -> Values:
    return _numbers(measures.leaves(measures.Asked(path, start, end), [_R2[code] for code in codes]))


def _kept(codes: Sequence[str], path: str, start: date, end: date) -> Values:
    return _numbers(rolled(measures.Asked(path, start, end), [_R2[code] for code in codes]))


def _numbers(found: Mapping[str, Mapping[str, int]]) -> Values:
    """Return counts as figures of a report; a nation's are zeros for the most part, which are left out."""
    return {place: {code: Decimal(n) for code, n in row.items() if n} for place, row in found.items()}


def _lgo(codes: Sequence[str], path: str, start: date, end: date) -> Values:
    return lgo.leaves(path, start, end, codes)


def _help(codes: Sequence[str], path: str, start: date, end: date) -> Values:
    asked = info.Month(path, start, end)
    out: Values = {}
    with wall.lent(ROOT):
        for code in codes:
            one = _R7[code]
            found = one.rows(_BY, asked).order_by().values_list("scope_path").annotate(n=one.aggregate)
            for place, n in found:
                out.setdefault(place, {})[code] = Decimal(n or 0)
    return out


def _welfare(codes: Sequence[str], path: str, start: date, end: date) -> Values:
    with wall.lent(ROOT):
        found = activities.leaves(path, start, end)
    return {place: {code: row[code] for code in codes} for place, row in found.items()}


_LEAVES: Mapping[str, Callable[[Sequence[str], str, date, date], Values]] = {
    "aftercare": _aftercare, "lgo": _lgo, "help": _help, "welfare": _welfare,
}  # fmt: skip


def rows(code: str, path: str, start: date, end: date) -> Rows:
    """Return the rows behind a figure of an office and all below, as they are now.

    `lgo` figures fold for one office: who asked two for help counts at each.
    Shape: at most two queries. Errors: Problem("reports.measure_unknown").
    """
    one = source(code)
    with wall.lent(ROOT):
        found = list(sorted_rows(code, path, start, end))
    return _as_rows(one, found)


def _as_rows(one: Source, found: Sequence[tuple[Any, ...]]) -> Rows:
    keys = ["/".join(str(part) for part in row[:-1]) for row in found]
    return Rows(one.relation, one.fold, keys, [row[-1] for row in found])


def rows_of(codes: Sequence[str], path: str, start: date, end: date) -> dict[str, Rows]:
    """Return `rows` of several figures. Shape: those of aftercare by one query for each table, the others as `rows`."""
    ours = {code: _R2[code.partition(".")[2]] for code in codes if source(code).group == "aftercare"}
    found = keyed(measures.Asked(path, start, end), list(ours.values())) if ours else {}
    out = {code: _as_rows(SOURCES[code], found[one.code]) for code, one in ours.items()}
    return out | {code: rows(code, path, start, end) for code in codes if code not in ours}


def sorted_rows(code: str, path: str, start: date, end: date) -> QuerySet[Any, tuple[Any, ...]]:
    """Return (*columns of the key, version) of the rows behind a figure, sorted by key; call it inside an open wall."""
    columns = KEYS.get(source(code).relation, ("id",))
    return _rows(code, path, start, end).order_by(*columns).values_list(*columns, "version")


def _rows(code: str, path: str, start: date, end: date) -> QuerySet[Any]:
    group, _dot, name = code.partition(".")
    if group == "aftercare":
        return _R2[name].rows(measures.Asked(path, start, end))
    if group == "lgo":
        return lgo.rows(name, path, start, end)
    if group == "welfare":
        return activities.BY_CODE[name].rows(path, start, end)
    found = _R7[name].rows(_BY, info.Month(path, start, end))
    if SOURCES[code].relation == _PERSON:
        return Person.objects.filter(pk__in=found.order_by().values("person"))
    return found
