"""Open a figure: the rows behind a cell as they were when it was signed, and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.urls import NoReverseMatch, reverse

from tidtam.aftercare.models import Case
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.people.models import Person
from tidtam.reports import facts
from tidtam.reports.facts.compared import Asked, compared, page
from tidtam.reports.facts.proof import today
from tidtam.reports.facts.sources import FOLLOWED, KEYS, source
from tidtam.reports.models import Edition, Report
from tidtam.reports.queries import changes
from tidtam.reports.queries import figures as now
from tidtam.reports.queries.figures import Child
from tidtam.reports.queries.telling import TOLD, Row, Told, cells, differences, heads
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Column, Form, Kind, Value

PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One row behind a cell. `cells`: (head, what it says) in the order of `Opened.heads`, without the first, its name.

    `changed`: (field, before, now) since it was signed. `gone`: it would not be counted today.
    """

    key: str
    name: str
    cells: Sequence[tuple[str, str]]
    url: str = ""
    changed: Sequence[tuple[str, str, str]] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The same cell in a report below that the sum holds: whose, what it says, in which edition.

    `left`: its office has moved to another branch since, where the reader may not open it.
    """

    report: Report
    edition: int
    value: Value
    left: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A cell opened. `lines` is one page of the `seen` rows; `hidden` more are outside the actor's right.

    `fresh` rows would count today and did not then (the first `PAGE`, `fresh_count` in all, those not to be seen
    included). `gone_count` of all rows would count no more, `changed_count` say something else. `edition` is None for
    a report that was never signed: then the rows are today's. `terms` are the cells a formula is made of.
    """

    report: Report
    edition: Edition | None
    column: Column
    value: Value
    own: Value
    parts: Sequence[Part] = ()
    terms: Sequence[tuple[Column, Value]] = ()
    heads: Sequence[str] = ()
    lines: Sequence[Line] = ()
    total: int = 0
    seen: int = 0
    fresh: Sequence[Line] = ()
    fresh_count: int = 0
    gone_count: int = 0
    changed_count: int = 0
    people: Sequence[int] = field(default_factory=tuple)
    purpose: str = ""

    @property
    def hidden(self) -> int:
        """Return how many rows are counted and not shown."""
        return self.total - self.seen


def open_cell(
    actor: Actor, report: Report, edition_no: int | None, cell: str, *, offset: int = 0, limit: int = PAGE
) -> Opened:  # fmt: skip
    """Return what stands behind a cell of an edition; None for the last one, today's rows where none was signed.

    The page notes the read of `people` for `purpose`. Shape: at most 16 queries and those of the figure.
    Errors: Missing("reports.cell_unknown", "reports.edition_missing").
    """
    edition = _edition(report, edition_no)
    form = edition.form.value if edition else report.form.value
    column = form.columns_by_code.get(cell)
    if column is None:
        raise Missing("reports.cell_unknown", "ไม่มีช่องนี้ในแบบ")
    below = now.children(report, form)
    values, own, parts = _values(report, form, edition, below, cell)
    plain: dict[str, Any] = {
        "report": report, "edition": edition, "column": column, "value": values.get(cell), "own": own, "parts": parts,
        "terms": [
            (form.columns_by_code[code], values.get(code)) for code in (*column.numerator, *column.denominator)
        ],
    }  # fmt: skip
    if column.kind is not Kind.FACT:
        return Opened(**plain)
    asked = Asked(
        column.measure, report.scope_path, [one.report.scope_path for one in below], report.period_start,
        report.period_end, edition.pk if edition else None, cell,
        changes.bangkok_day(edition.facts_at) if edition else None,
    )  # fmt: skip
    return Opened(**plain, **_rows(actor, asked, offset, limit))


def _edition(report: Report, no: int | None) -> Edition | None:
    if not no and not report.edition:
        return None
    rows = Edition.objects.filter(report=report, no=no or report.edition).select_related("form")
    found = rows.first()
    if found is None:
        raise Missing("reports.edition_missing", "ไม่พบฉบับนี้ของรายงาน")
    return found


def _values(
    report: Report, form: Form, edition: Edition | None, below: Sequence[Child], cell: str
) -> tuple[Mapping[str, Value], Value, list[Part]]:
    if edition is None:
        found = now.figures(report, form, below)
        parts = [
            Part(one.report, one.edition.no, one.values.get(cell)) for one in below if one.counted and one.edition
        ]  # fmt: skip
        return found.values, found.own.get(cell), parts
    values = reading.values(form, edition.values)
    own = reading.values(form, edition.own).get(cell) if edition.own else values.get(cell)
    return values, own, _parts(report, edition, form, cell)


def _parts(report: Report, edition: Edition, form: Form, cell: str) -> list[Part]:
    """Return the cell in the editions below that were signed into this one, in tree order. Shape: one query.

    Who signed the sum read each of them; so it adds up for its readers when an office has moved elsewhere since.
    """
    held = {(pk, no) for pk, no, _hash in edition.children}
    if not held:
        return []
    with wall.lent(ROOT):
        rows = Edition.objects.filter(report__in={pk for pk, _no in held}).select_related("report__office")
        found = [one for one in rows.order_by("scope_path") if (one.report_id, one.no) in held]
    return [
        Part(
            one.report, one.no, reading.values(form, one.values).get(cell),
            left=not one.scope_path.startswith(report.scope_path),
        )
        for one in found
    ]  # fmt: skip


def _rows(actor: Actor, asked: Asked, offset: int, limit: int) -> dict[str, Any]:
    """Return the rows of a page with what has changed, and the counts of all."""
    found = compared(asked)
    out: dict[str, Any] = {
        "total": found.total, "fresh_count": len(found.came), "gone_count": len(found.went),
        "changed_count": found.changed,
    }  # fmt: skip
    told = TOLD.get(asked.relation)
    if told is None or not _may_read(actor, asked, told):
        return out
    here = page(asked, actor.scope, offset, limit)
    may = _visible(actor, asked.relation, found.came)
    fresh = [key for key in found.came if key in may][:limit]
    current = today(asked.relation, [*here.keys, *fresh])
    rows = dict(zip(here.keys, facts.said(asked.relation, here.keys, here.versions), strict=True))
    held = set(rows)
    rows |= {key: current.get(key) for key in fresh}
    named = _Named(told, [row for row in rows.values() if row is not None])
    lines = {
        key: named.line(key, row, current.get(key) if key in held else row, gone=key in found.went)
        for key, row in rows.items() if row is not None
    }  # fmt: skip
    return out | {
        "heads": heads(told), "seen": here.seen, "purpose": str(told.purpose),
        "lines": [lines[key] for key in here.keys if key in lines], "people": named.people,
        "fresh": [lines[key] for key in fresh if key in lines],
    }  # fmt: skip


def _may_read(actor: Actor, asked: Asked, told: Told) -> bool:
    """Say whether rows are shown at all.

    Help given to somebody who is followed names who went through rehabilitation, whatever table its rows lie in: who
    does not follow people learns their number.
    """
    return actor.may(told.permission) and (source(asked.code).group != FOLLOWED or actor.may(Permission.CARE_READ))


def _visible(actor: Actor, relation: str, keys: Sequence[str]) -> set[str]:
    """Return the keys whose rows lie in the actor's scope today; the wall says the same. Shape: one query."""
    if not actor.scope or not keys:
        return set()
    columns = KEYS.get(relation, ("id",))
    parts = [[int(key.split("/")[place]) for key in keys] for place in range(len(columns))]
    names, lists = ", ".join(columns), ", ".join(["%s::bigint[]"] * len(columns))
    # The table's name is one of ours, checked by TOLD.
    sql = (
        f"SELECT {names} FROM {relation} JOIN unnest({lists}) w({names}) USING ({names}) "  # noqa: S608 (our names)
        "WHERE scope_path >= %s AND scope_path < %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parts, actor.scope, actor.scope + "~"])
        return {"/".join(str(part) for part in row) for row in cursor.fetchall()}


class _Named:
    """Rows with the names of the people they are about."""

    def __init__(self, told: Told, rows: Sequence[Row]) -> None:
        self.told = told
        self.cases: dict[int, Case] = {}
        self.persons: dict[int, Person] = {}
        wanted = {int(row[told.person]) for row in rows if told.person and row.get(told.person)}
        if told.case:
            self.cases = {one.pk: one for one in Case.objects.filter(pk__in=wanted).select_related("person")}
            self.persons = {pk: one.person for pk, one in self.cases.items()}
        elif wanted:
            self.persons = Person.objects.in_bulk(list(wanted))

    @property
    def people(self) -> list[int]:
        """Return the ids of the people named."""
        return sorted({one.pk for one in self.persons.values()})

    def line(self, key: str, row: Row, current: Row | None, *, gone: bool) -> Line:
        """Return a row as the page shows it."""
        of = int(row[self.told.person]) if self.told.person else 0
        person = self.persons.get(of)
        changed = differences(self.told, row, current) if current is not None and current is not row else []
        case = self.cases.get(of)
        public_id = str(case.public_id if case else row.get(self.told.named_by) or "")
        name, *rest = cells(self.told, row, str(person or ""))
        return Line(key, name, list(zip(heads(self.told)[1:], rest, strict=True)), self._url(public_id), changed, gone)

    def _url(self, name: str) -> str:
        try:
            return reverse(self.told.url, args=[name]) if self.told.url and name else ""
        except NoReverseMatch:
            return ""
