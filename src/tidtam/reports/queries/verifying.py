"""Recompute what was signed: each cell from its rows as they were then, each sum from its children, each hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.reports.facts import Rows
from tidtam.reports.facts.kept import MOVERS, said
from tidtam.reports.facts.proof import value
from tidtam.reports.models import CellRows, Edition
from tidtam.reports.queries.figures import summed
from tidtam.reports.queries.sealed import seal
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Form, Kind, Value

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: the cell ("" is the edition as a whole) and a sentence."""

    cell: str
    words: str


@dataclass(slots=True)
class Verdict:
    """What recomputing editions found: how many editions and cells were read, what failed, by report and number."""

    editions: int = 0
    cells: int = 0
    faults: list[tuple[str, int, Fault]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether every signed figure is what its rows say."""
        return not self.faults


def verify_edition(edition: Edition) -> list[Fault]:
    """Recompute one edition; empty means it holds. Shape: two queries a cell that is no count of rows, two beside.

    Looks behind the wall, for rows may belong to other offices by now; it says whether numbers hold and shows none.
    """
    with wall.lent(ROOT):
        cells = {one.cell: one for one in edition.cells.order_by("cell")}
        return _faults(edition, cells, _children([edition]))


def _faults(edition: Edition, cells: Mapping[str, CellRows], kids: Mapping[tuple[int, int], Edition]) -> list[Fault]:
    form = edition.form.value
    out = []
    if seal(edition.report, edition, [cells[cell] for cell in sorted(cells)]) != edition.hash:
        out.append(Fault("", _("ลายเซ็นของฉบับนี้ไม่ตรงกับสิ่งที่เก็บไว้")))
    if edition.annex and None in said(MOVERS, *_lines(edition)):
        out.append(Fault("", _("ไม่พบรายชื่อในบัญชีแนบตามที่ลงนามไว้")))
    below, wrong = _below(edition, kids)
    out += wrong
    own = reading.values(form, edition.own or edition.values)
    out += _of_rows(form, own, cells)
    again = reading.kept(summed(form, own, below))
    out += [
        Fault(one.code, _("ผลรวมที่คำนวณใหม่ได้ %(now)s แต่ลงนามไว้ %(then)s")
              % {"now": again.get(one.code), "then": edition.values.get(one.code)})
        for one in form.columns if again.get(one.code) != edition.values.get(one.code)
    ]  # fmt: skip
    return out


def _lines(edition: Edition) -> tuple[list[str], list[int]]:
    return [str(key) for key, _version in edition.annex], [version for _key, version in edition.annex]


def _of_rows(form: Form, own: Mapping[str, Value], cells: Mapping[str, CellRows]) -> Iterator[Fault]:
    for one in form.columns:
        if one.kind is not Kind.FACT:
            continue
        found = cells.get(one.code)
        counted = recomputed(found)
        if counted is None:
            yield Fault(one.code, _("ไม่พบแถวข้อมูลตามที่ลงนามไว้"))
        elif counted != own.get(one.code):
            yield Fault(
                one.code, _("คำนวณใหม่ได้ %(now)s แต่ลงนามไว้ %(then)s") % {"now": counted, "then": own.get(one.code)}
            )


def recomputed(cell: CellRows | None) -> Decimal | None:
    """Return what the rows of a cell fold to as they were then; 0 for a cell without rows, None when one is lost."""
    if cell is None:
        return Decimal(0)
    return value(Rows(cell.relation, cell.fold, cell.keys, cell.versions), read=True)


def _below(edition: Edition, kids: Mapping[tuple[int, int], Edition]) -> tuple[list[Mapping[str, Value]], list[Fault]]:
    values: list[Mapping[str, Value]] = []
    faults = []
    for pk, no, signed in edition.children:
        kid = kids.get((pk, no))
        if kid is None or kid.hash != signed:
            faults.append(Fault("", _("ฉบับของหน่วยใต้สังกัดที่รวมไว้ไม่ตรงกับที่ลงนาม")))
        else:
            values.append(reading.values(edition.form.value, kid.values))
    return values, faults


def _children(editions: Sequence[Edition]) -> dict[tuple[int, int], Edition]:
    wanted = {(pk, no) for edition in editions for pk, no, _hash in edition.children}
    rows = Edition.objects.filter(report__in={pk for pk, _no in wanted})
    return {(one.report_id, one.no): one for one in rows if (one.report_id, one.no) in wanted}


def verify_all(*, path: str = ROOT) -> Verdict:
    """Recompute every edition at or below a path. Call it inside a transaction.

    Shape: by page of 200 editions, constant memory; two queries a cell.
    """
    verdict, after = Verdict(), 0
    with wall.lent(ROOT):
        while editions := _page(path, after):
            after = editions[-1].pk
            cells: dict[int, dict[str, CellRows]] = {one.pk: {} for one in editions}
            for one in CellRows.objects.filter(edition__in=cells):
                cells[one.edition_id][one.cell] = one
            kids = _children(editions)
            for edition in editions:
                verdict.editions += 1
                verdict.cells += len(edition.values)
                verdict.faults += [
                    (edition.report.public_id, edition.no, fault)
                    for fault in _faults(edition, cells[edition.pk], kids)
                ]  # fmt: skip
    return verdict


def _page(path: str, after: int) -> list[Edition]:
    rows = Edition.objects.filter(pk__gt=after, scope_path__gte=path, scope_path__lt=path + "~")
    return list(rows.select_related("report__template", "form").order_by("pk")[:_PAGE])
