"""The queue of visits to be typed into บสต.: what waits, what was said of it, and how districts are behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare import access as care
from tidtam.aftercare.models import Visit
from tidtam.aftercare.queries.reminders import offices_by_path
from tidtam.aftercare.queries.transfers import district_of
from tidtam.exchange import access
from tidtam.exchange.choices import BsortState
from tidtam.exchange.models import WAITING, BsortMark, BsortVisit
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.offices.models import Office


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many visits wait, since when the oldest; of them those บสต. refused and those corrected after typing."""

    n: int = 0
    oldest: date | None = None
    errors: int = 0
    changed: int = 0


def _shares() -> dict[str, Count | Min]:
    return {
        "n": Count("pk"), "oldest": Min("since"), "errors": Count("pk", filter=Q(state=BsortState.ERROR)),
        "changed": Count("pk", filter=Q(changed_at__isnull=False)),
    }  # fmt: skip


def _day(at: datetime | None) -> date | None:
    return at.astimezone(BANGKOK).date() if at else None


def counted(actor: Actor) -> Waiting:
    """Return what waits in scope. Shape: one range of a partial index."""
    row = access.bsort(actor).filter(WAITING).aggregate(**_shares())
    return Waiting(row["n"], _day(row["oldest"]), row["errors"], row["changed"])


def waiting(actor: Actor) -> QuerySet[BsortVisit]:
    """Return what waits, the longest first. Shape: with person and team."""
    rows = access.bsort(actor).filter(WAITING).select_related("case__person", "case__office")
    return rows.order_by("since", "id")


def finished(actor: Actor) -> QuerySet[BsortVisit]:
    """Return what was typed or need not be, the latest first. Shape: with person and team."""
    rows = access.bsort(actor).exclude(WAITING).exclude(state=BsortState.PENDING).filter(held=False)
    return rows.select_related("case__person", "case__office").order_by("-at", "-id")


def visits_of(actor: Actor, lines: Sequence[BsortVisit]) -> dict[int, Visit]:
    """Return the visits of some lines, by the id of the line. Shape: one query."""
    if not lines:
        return {}
    named = Q()
    for line in lines:
        named |= Q(case=line.case_id, visit_no=line.visit_no)
    found = {(one.case_id, one.visit_no): one for one in care.visits(actor).filter(named)}
    return {line.pk: found[key] for line in lines if (key := (line.case_id, line.visit_no)) in found}


def visit_of(actor: Actor, line: BsortVisit) -> Visit:
    """Return the visit of a line with all that is copied of it. Errors: Missing outside scope."""
    rows = care.visits(actor).select_related("counted_office", "moved_to__parent__parent")
    found = rows.filter(case=line.case_id, visit_no=line.visit_no).first()
    if found is None:
        raise Missing("exchange.bsort_missing", "ไม่พบบันทึกนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    found.case = line.case
    return found


def marks_of(line: BsortVisit) -> list[BsortMark]:
    """Return what was said of a visit, the latest first. The caller has the line of its scope."""
    return list(line.marks.order_by("-pk"))


def next_of(actor: Actor, line: BsortVisit) -> BsortVisit | None:
    """Return the next that waits, the longest first, leaving out one just done. Shape: one query."""
    return access.bsort(actor).filter(WAITING).exclude(pk=line.pk).order_by("since", "id").first()


@dataclass(frozen=True, slots=True)
class Behind:
    """How a district stands."""

    office: Office
    waiting: Waiting


def by_district(actor: Actor) -> list[Behind]:
    """Return the districts in scope where something waits, the longest waiting first. Shape: two queries; no names."""
    grouped: Any = access.bsort(actor).filter(WAITING).values("scope_path").annotate(**_shares()).order_by()
    rows: list[dict[str, Any]] = list(grouped)
    offices = offices_by_path({row["scope_path"] for row in rows})
    found: dict[int, Behind] = {}
    for row in rows:
        if row["scope_path"] not in offices:
            continue
        office, before = district_of(offices[row["scope_path"]]), Waiting()
        if office.pk in found:
            before = found[office.pk].waiting
        days = [day for day in (before.oldest, _day(row["oldest"])) if day]
        found[office.pk] = Behind(
            office,
            Waiting(before.n + row["n"], min(days), before.errors + row["errors"], before.changed + row["changed"]),
        )
    return sorted(found.values(), key=lambda one: (one.waiting.oldest or date.max, one.office.path))


def by_day() -> list[tuple[str, date, int]]:
    """Return how many wait, by office path and the day since when. The wall must be open for all. Shape: one query."""
    day = TruncDate("since", tzinfo=BANGKOK)
    rows = BsortVisit.objects.filter(WAITING).annotate(day=day).values_list("scope_path", "day")
    return list(rows.annotate(n=Count("pk")).order_by())
