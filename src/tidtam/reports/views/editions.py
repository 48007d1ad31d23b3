"""The editions of a report as its page lists them: who signed, what changed and why, with what they were returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.reports.choices import AmendmentState
from tidtam.reports.models import Amendment, CellComment, Edition, Report
from tidtam.reports.queries.compiling import Sheet
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Column, Form, Type
from tidtam.reports.views import showing


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed edition as the page lists it: what it changed, its figures with the address each opens at.

    `notes` are those that changed: whose, before, after. `besides`: in words, that it became a nil return
    or is none any more, how the reports below it holds changed.
    `said`: with what it was returned, each with the name of its cell, "" for the whole report; `asked`: with what the
    edition before it was. `aside`: what its office decided not to amend, each with what would have changed.
    """

    edition: Edition
    changes: Sequence[tuple[str, str, str]]
    notes: Sequence[tuple[str, str, str]]
    besides: Sequence[str]
    cells: Sequence[tuple[Column, str, str]]
    said: Sequence[tuple[str, CellComment]]
    asked: Sequence[tuple[str, CellComment]]
    aside: Sequence[tuple[Amendment, Sequence[tuple[str, str, str]]]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What differs from the edition accepted last, where others that were sent back stand between.

    `reasons`: why those between were signed.
    """

    no: int
    changes: Sequence[tuple[str, str, str]]
    reasons: Sequence[str]


def held(report: Report) -> Accepted | None:
    """Return how the last edition differs from the accepted one; None where it is that one or the next.

    An amendment that was sent back is signed once more: against itself it changes nothing, against what was accepted
    it does. Shape: two queries; none where nothing was sent back since.
    """
    if not 0 < report.accepted_no < report.edition - 1:
        return None
    rows = list(report.editions.filter(no__gte=report.accepted_no).select_related("form").order_by("no"))
    columns = showing.spoken(rows[-1].form.value).columns_by_code
    changes = changed(columns, reading.difference(rows[0].values, rows[-1].values))
    return Accepted(report.accepted_no, changes, [one.reason for one in rows[1:-1] if one.reason])


def unread(report: Report) -> list[Signed]:
    """Return the editions signed since the office above last accepted or returned one, newest first; never the first.

    Shape: three queries; none for a report signed once.
    """
    if report.edition < 2:
        return []
    signed = editions(report)
    decided = [
        one.edition.no for one in signed[1:]
        if one.said or (report.accepted_at and one.edition.signed_at <= report.accepted_at)
    ]  # fmt: skip
    return [one for one in signed if one.edition.no > max(decided, default=1)]


def editions(report: Report) -> list[Signed]:
    """Return the signed editions, newest first, each with what it changed and its figures in words.

    Shape: three queries.
    """
    rows, found = list(report.editions.select_related("form").order_by("-no")), []
    before = {one.no + 1: one for one in rows}
    remarks: dict[int, list[tuple[str, CellComment]]] = {}
    forms = {row.no: showing.spoken(row.form.value) for row in rows}
    labels = {one.code: one.label for row in reversed(rows) for one in forms[row.no].columns}
    for comment in report.comments.order_by("pk"):
        remarks.setdefault(comment.edition, []).append((labels.get(comment.cell, ""), comment))
    aside: dict[int, list[Amendment]] = {}
    for amendment in set_aside(report):
        aside.setdefault(amendment.edition, []).append(amendment)
    for one in rows:
        form = forms[one.no]
        values = reading.values(form, one.values)
        cells = [
            (column, showing.said(column, values[column.code]),
             f"{reverse('reports:cell', args=[report.public_id, column.code])}?no={one.no}")
            for column in form.columns if column.type is not Type.TEXT
        ]  # fmt: skip
        found.append(
            Signed(
                one, changed(form.columns_by_code, one.diff), _noted(form, before.get(one.no), one),
                _besides(before.get(one.no), one), cells, remarks.get(one.no, ()), remarks.get(one.no - 1, ()),
                [(was, changed(form.columns_by_code, was.diff)) for was in aside.get(one.no, ())],
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Returned:
    """The edition that was sent back last, and what a signature now would change of it, as `Signed` tells it."""

    no: int
    signed: Signed


def returned(found: Sheet) -> Returned | None:
    """Return what was sent back of a report that is to be signed again; None where nothing was. Shape: two queries."""
    report, form = found.report, found.form
    said = list(report.comments.order_by("pk")) if report.edition else []
    if not said:
        return None
    no = said[-1].edition  # one that was signed since and taken back again went nowhere
    before = report.editions.get(no=no)
    kids = [line.child for line in found.lines]
    signing = Edition(
        report=report, no=report.edition + 1, values=reading.kept(found.values), notes=report.notes, nil=report.nil,
        children=[[one.report.pk, one.edition.no, one.edition.hash] for one in kids if one.counted and one.edition],
        missing=[one.report.office_id for one in kids if one.missing],
    )  # fmt: skip
    labels = {column.code: column.label for column in form.columns}
    asked = [(labels.get(one.cell, ""), one) for one in said if one.edition == no]
    changes = changed(form.columns_by_code, reading.difference(before.values, signing.values))
    told = Signed(signing, changes, _noted(form, before, signing), _besides(before, signing), (), (), asked, ())
    return Returned(no, told)


def set_aside(report: Report) -> QuerySet[Amendment]:
    """Return what somebody decided not to amend, in the order decided; not what the house closed by itself."""
    rows = report.amendments.filter(state=AmendmentState.SET_ASIDE, by__isnull=False)
    return rows.order_by("decided_at", "pk")


def _besides(before: Edition | None, now: Edition) -> list[str]:
    """Say what else differs from the edition before: the nil return, the reports below that it holds."""
    if before is None:
        return []
    turned = ""
    if before.nil != now.nil:
        turned = _("เปลี่ยนเป็นไม่มีการดำเนินงาน") if now.nil else _("ไม่ใช่รายงานว่าไม่มีการดำเนินงานอีกต่อไป")
    return list(filter(None, (turned, _held(before, now))))


def _held(before: Edition, now: Edition) -> str:
    """Say how the reports below that an edition holds differ from those of the one before; "" where they do not."""
    then, today = _counts(before), _counts(now)
    if then != today:
        said = {"a": then[0], "b": then[1], "c": today[0], "d": today[1]}
        return _("รวม %(a)s จาก %(b)s → %(c)s จาก %(d)s แห่ง") % said
    others = {(one[0], one[1]) for one in now.children} - {(one[0], one[1]) for one in before.children}
    return _("รวมฉบับใหม่ของ %(n)s แห่ง") % {"n": len(others)} if others else ""


def _counts(edition: Edition) -> tuple[int, int]:
    """Return how many reports below an edition holds, and of how many."""
    return len(edition.children), len(edition.children) + len(edition.missing)


def _noted(form: Form, before: Edition | None, now: Edition) -> list[tuple[str, str, str]]:
    """Return the notes an edition changed: whose, before, after; none for the first edition."""
    if before is None:
        return []
    names = {one.code: _("หมายเหตุ %(column)s") % {"column": one.label} for one in form.columns}
    names[""] = _("หมายเหตุของรายงาน")
    pairs = [(name, before.notes.get(code, ""), now.notes.get(code, "")) for code, name in names.items()]
    return [(name, then or "–", text or "–") for name, then, text in pairs if then != text]


def changed(columns: Mapping[str, Column], diff: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return column, before, after."""
    known = [(columns[one["cell"]], one) for one in diff if one["cell"] in columns]
    return [(column.label, _kept(column, one["before"]), _kept(column, one["after"])) for column, one in known]


def _kept(column: Column, text: str | None) -> str:
    if text is None or column.type is Type.TEXT:
        return text or "–"
    return showing.said(column, Decimal(text))
