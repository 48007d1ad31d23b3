"""Lists of aftercare taken out: what each holds, who may; written in pieces that each pass the wall anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare import access, facts
from tidtam.aftercare.choices import VisitState
from tidtam.aftercare.models import Case, Round
from tidtam.aftercare.queries import board, quality, rounds
from tidtam.aftercare.rules.periods import period_asked, period_end, period_start
from tidtam.files import actions as files
from tidtam.files import exports, making
from tidtam.files.exports import Row, Sheet, said
from tidtam.files.models import Export
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.offices import queries as offices
from tidtam.offices.models import Office

_BATCH = 20_000

Asked = Mapping[str, str]
Seen = set[int]


@dataclass(frozen=True, slots=True)
class Kind:
    """One list: its title, its heads, how many rows, the rows; `seen` gathers whose data it shows."""

    title: Any
    right: Permission
    heads: Sequence[Any]
    count: Callable[[Actor, Asked, date], int]
    rows: Callable[[Actor, Asked, date, Seen], Iterator[Row]]


def _at(actor: Actor, asked: Asked) -> Office:
    office = offices.by_code(asked["at"]) if asked.get("at") else offices.by_path(actor.scope)
    if not actor.scope or not office.path.startswith(actor.scope):
        raise Missing("offices.office_missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")
    return office


def _full(person: Any) -> str:
    return f"{person.first_name} {person.last_name}".strip()


def _listed(actor: Actor, asked: Asked, today: date) -> Any:
    return board.listing(actor, _at(actor, asked), board.filters_of(asked), today)


def _board(actor: Actor, asked: Asked, today: date, seen: Seen) -> Iterator[Row]:
    after, more = "", True
    while more:
        with wall.scope(actor.scope):
            cases, after = board.page_after(_listed(actor, asked, today), after, _BATCH // 10)
            codes = board.open_codes(actor, cases)
        more = bool(after)
        for case in cases:
            seen.add(case.person_id)
            yield _case_row(case, codes.get(case.pk, ()))


def _case_row(case: Case, codes: Sequence[str]) -> Row:
    return (
        case.public_id, _full(case.person), str(case.office), case.area.name_th if case.area else "", case.moo,
        str(case.get_status_display()), case.next_round, said(case.next_due_on), case.rounds_done, case.rounds_missed,
        said(case.last_visited_on), str(case.get_last_result_display()), " ".join(codes),
        case.member.name if case.member else "",
    )  # fmt: skip


def _rounds_of(actor: Actor, asked: Asked) -> Any:
    rows = access.rounds(actor)
    return rows.filter(state=asked["state"]) if asked.get("state") else rows


def _rounds(actor: Actor, asked: Asked, today: date, seen: Seen) -> Iterator[Row]:
    del today
    labels = {str(value): str(label) for value, label in Round._meta.get_field("state").flatchoices}
    days: dict[date | None, str] = {}  # a year has few days; two million rows name them again and again
    place: rounds.Place | None = None
    while True:
        with wall.scope(actor.scope):
            batch = rounds.values(_rounds_of(actor, asked), place, _BATCH)
        for due, path, case_id, no, state, visited, start, end, public_id, person_id, first, last, office in batch:
            for day in (due, visited, start, end):
                if day not in days:
                    days[day] = said(day)
            seen.add(person_id)
            yield (
                public_id, f"{first} {last}", office, no, days[due], days[start], days[end], labels[state],
                days[visited],
            )  # fmt: skip
            place = (due, path, case_id, no)
        if len(batch) < _BATCH:
            return


def _waiting(actor: Actor) -> Any:
    rows = access.visits(actor).filter(state__in=[VisitState.SUBMITTED, VisitState.RETURNED])
    return rows.select_related("case__person", "case__office").order_by("recorded_at", "case_id", "visit_no")


def _review(actor: Actor, asked: Asked, today: date, seen: Seen) -> Iterator[Row]:
    del asked, today
    with wall.scope(actor.scope):
        found = list(_waiting(actor))
    for visit in found:
        seen.add(visit.case.person_id)
        yield (
            visit.case.public_id, _full(visit.case.person), str(visit.case.office), visit.round_no,
            said(visit.visited_on), str(visit.get_result_display()), visit.by_name,
            said(visit.recorded_at.astimezone(BANGKOK).date()), str(visit.get_state_display()),
        )  # fmt: skip


def _quality(actor: Actor, asked: Asked, today: date, seen: Seen) -> Iterator[Row]:
    del asked
    for check in quality.CHECKS:
        with wall.scope(actor.scope):
            found = list(check.rows(actor, today).select_related("person", "office"))
        for case in found:
            seen.add(case.person_id)
            yield str(check.title), case.public_id, _full(case.person), str(case.office), str(check.todo)


def _figures(actor: Actor, asked: Asked, today: date, seen: Seen) -> Iterator[Row]:
    del seen  # figures name nobody
    with wall.scope(actor.scope):
        half = period_asked(asked.get("half", ""), today)
        at = _at(actor, asked)
        period = facts.Asked(at.path, period_start(half), period_end(half), None)
        careful = not actor.may(Permission.CARE_READ)
        totals, below = facts.told_report(actor, period, careful=careful, hidden="•")
        names = board.places(set(below))
    for path, row in sorted(below.items()):
        yield (str(names.get(path, path)), said(period.start), said(period.end), *row.values())
    yield ("รวม", said(period.start), said(period.end), *totals.values())


_CASE_HEADS = (
    _("รหัสเรื่อง"), _("ชื่อ"), _("หน่วยงาน"), _("ตำบล"), _("หมู่"), _("สถานะ"), _("ครั้งถัดไป"), _("วันนัด"), _("ทำแล้ว"), _("ขาด"),
    _("เยี่ยมล่าสุด"), _("ผลล่าสุด"), _("ขอไว้"), _("ผู้เยี่ยม"),
)  # fmt: skip
KINDS: dict[str, Kind] = {
    "board": Kind(_("รายชื่อผู้ติดตาม"), Permission.CARE_READ, _CASE_HEADS,
                  lambda actor, asked, today: _listed(actor, asked, today).order_by().count(), _board),
    "rounds": Kind(_("ทุกครั้งที่ต้องเยี่ยม"), Permission.CARE_READ,
                   (_("รหัสเรื่อง"), _("ชื่อ"), _("หน่วยงาน"), _("ครั้งที่"), _("วันนัด"), _("เยี่ยมได้ตั้งแต่"), _("เยี่ยมได้ถึง"),
                    _("สถานะ"), _("เยี่ยมเมื่อ")),
                   lambda actor, asked, _today: _rounds_of(actor, asked).count(), _rounds),
    "review": Kind(_("การเยี่ยมที่รอตรวจรับ"), Permission.CARE_READ,
                   (_("รหัสเรื่อง"), _("ชื่อ"), _("หน่วยงาน"), _("ครั้งที่"), _("เยี่ยมเมื่อ"), _("ผล"), _("ผู้เยี่ยม"), _("บันทึกเมื่อ"),
                    _("สถานะ")),
                   lambda actor, _asked, _today: _waiting(actor).order_by().count(), _review),
    "quality": Kind(_("ข้อมูลที่ต้องตรวจ"), Permission.CARE_READ,
                    (_("เรื่อง"), _("รหัสเรื่อง"), _("ชื่อ"), _("หน่วยงาน"), _("ต้องทำอะไร")),
                    lambda actor, _asked, today: sum(c.rows(actor, today).order_by().count() for c in quality.CHECKS),
                    _quality),
    "figures": Kind(_("แบบรายงานรายงวด"), Permission.CARE_FIGURES,
                    (_("หน่วยงาน"), _("ตั้งแต่"), _("ถึง"), *(measure.label for measure in facts.R2)),
                    lambda _actor, _asked, _today: 1, _figures),
}  # fmt: skip


def kind_of(what: str) -> Kind:
    """Return a list by its name. Errors: Missing."""
    if what not in KINDS:
        raise Missing("aftercare.export_missing", "ไม่มีรายการนี้ให้ส่งออก")
    return KINDS[what]


def ask(*, what: str, asked: Asked, purpose: str, by: Actor, at: datetime) -> Export:
    """Note what somebody takes out and what for; `make` or the job writes it.

    Errors: NotAllowed without the right to export or to read what is in it; Missing; Problem files.purpose_missing.
    """
    kind = kind_of(what)
    by.require(Permission.CARE_EXPORT)
    by.require(kind.right)
    total = kind.count(by, asked, at.astimezone(BANGKOK).date())
    return files.ask_export(
        what=what, title=str(kind.title), purpose=purpose, asked=dict(asked), kind=making.form_of(total), total=total,
        by=by, at=at,
    )  # fmt: skip


def make(*, export: Export, by: Actor, at: datetime, told: exports.Progress = lambda _n: None) -> Export:
    """Write the file of an export and note whose data it holds. Shape: memory does not grow with the rows.

    Errors: as `ask`, for the right may have ended since.
    """
    kind = kind_of(export.what)
    by.require(Permission.CARE_EXPORT)
    by.require(kind.right)
    seen: Seen = set()
    today = at.astimezone(BANGKOK).date()
    rows = kind.rows(by, export.asked, today, seen)
    sheet = Sheet(str(kind.title)[:28], [str(head) for head in kind.heads], rows)
    return making.make(
        export=export, sheet=sheet, seen=seen, subject=export.what, route="aftercare:new_export", by=by, at=at,
        told=told,
    )  # fmt: skip
