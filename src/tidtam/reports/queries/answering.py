"""What a signed report says on paper, the letter that demanded it, the papers that went out, and what a code tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Missing
from tidtam.letters import access as letters
from tidtam.letters.models import Letter
from tidtam.offices.models import Office
from tidtam.reports import access
from tidtam.reports.models import Answer, Edition, Report
from tidtam.reports.queries import figures, sealed
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Failure, Form, Value, failures, formulas

_OWN = "%s เอง"


@dataclass(frozen=True, slots=True)
class Told:
    """An edition as it stands on paper: a row for each office it was made of, or the one row of a leaf."""

    report: Report
    edition: Edition
    form: Form
    rows: Sequence[tuple[str, Mapping[str, Value]]]
    values: Mapping[str, Value]
    failed: Sequence[Failure]
    signed: Mapping[str, Any]  # exactly what the hash covers

    @property
    def office(self) -> str:
        """Return the whole name the office had when it signed."""
        return self.edition.office_name or str(self.report.office.name_th)

    @property
    def called(self) -> str:
        """Return the short name the office had when it signed."""
        return _called(self.report, self.edition)

    @property
    def missing(self) -> list[str]:
        """Return the names of the offices the sum lacks."""
        return [str(one["name"]) for one in self.edition.missing]

    @property
    def is_upper(self) -> bool:
        """Say whether it was made of reports below."""
        return self.form.below(self.report.level) is not None


def edition_of(report: Report, no: int | None = None) -> Edition:
    """Return an edition of a report, the last one unless told. Errors: Missing when nothing is signed."""
    rows = Edition.objects.filter(report=report.pk, no=report.edition if no is None else no).select_related("form")
    found = rows.first()
    if found is None:
        raise Missing("reports.not_signed", "รายงานนี้ยังไม่ได้ลงนาม")
    return found


def told(report: Report, edition: Edition) -> Told:
    """Return what stands on the paper of an edition. Shape: at most 5 queries, however many offices it holds."""
    form = edition.form.value
    values = reading.values(form, edition.values)
    before = figures.known_before(report, edition)
    then = reading.values(form, before.values) if before else None
    failed = failures(form, values, before=then, notes=edition.notes, nil=edition.nil)
    payload = sealed.payload(report, edition, edition.cells.order_by("cell"))
    return Told(report, edition, form, _rows(report, edition, form, values), values, failed, payload)


def _rows(
    report: Report, edition: Edition, form: Form, values: Mapping[str, Value]
) -> list[tuple[str, Mapping[str, Value]]]:
    if form.below(report.level) is None:
        return [(edition.office_name or str(report.office.name_th), values)]
    wanted = {(int(one[0]), int(one[1])): str(one[2]) for one in edition.children}
    with wall.lent(ROOT):  # an office may have left the branch since; its figures stand in what was signed
        found = Edition.objects.filter(report__in=[key for key, _no in wanted]).select_related("report__office")
        kids = [one for one in found if wanted.get((one.report_id, one.no)) == one.hash]
    kids.sort(key=lambda one: one.report.office.path)
    rows: list[tuple[str, Mapping[str, Value]]] = [
        (_called(one.report, one), reading.values(form, one.values)) for one in kids
    ]
    # What the office wrote in words stands with the sum, whose words they are.
    own = {code: value for code, value in reading.values(form, edition.own).items() if not isinstance(value, str)}
    if any(own.values()):
        rows.append((_OWN % _called(report, edition), own | formulas(form, own)))
    return rows


def _called(report: Report, edition: Edition) -> str:
    return edition.office_short or str(report.office)


def demanded_by(report: Report, actor: Actor) -> Letter | None:
    """Return the letter whose obligation the report answers, where the actor may see it."""
    duty = report.duty
    if duty is None:
        return None
    rows = letters.letters(actor).filter(pk__in=[duty.obligation.letter_id])
    return rows.first()


def receiver(report: Report) -> Office | None:
    """Return the office the report goes to, or that accepted it."""
    return figures.recipient(report, figures.receiver(report, report.form.value))


def answers(report: Report, actor: Actor) -> QuerySet[Answer]:
    """Return the papers a report went out with, newest first."""
    rows = access.answers(actor).filter(report=report.pk)
    return rows.select_related("entry", "letter", "enclosure").prefetch_related("links").order_by("-at", "-pk")


def covered(report: Report, actor: Actor) -> QuerySet[Answer]:
    """Return the letters its editions went out with that were not cancelled, oldest first. Shape: one query."""
    rows = access.answers(actor).filter(report=report.pk, voided_at__isnull=True, entry__voided_at__isnull=True)
    return rows.select_related("entry").order_by("at", "pk")


def replaced(report: Report, edition: Edition) -> Answer | None:
    """Return the paper an earlier edition last went out with, unless it was cancelled. Shape: one query."""
    rows = Answer.objects.filter(report=report, edition__lt=edition.no, voided_at__isnull=True)
    return rows.order_by("-edition", "-at").first()


def outgoing(actor: Actor) -> QuerySet[Answer]:
    """Return the papers of reports the actor's own office sent out, newest first."""
    rows = access.answers(actor).filter(report__office=actor.office_id or 0)
    return rows.select_related("report__template", "report__office", "entry").order_by("-at", "-pk")


def get_answer(actor: Actor, public_id: str) -> Answer:
    """Return one paper by the id of its line in the register. Errors: Missing outside scope."""
    rows = access.answers(actor).filter(entry__public_id=public_id)
    found = rows.select_related("report__office", "report__template", "report__form", "entry", "letter", "enclosure")
    answer = found.first()
    if answer is None:
        raise Missing("reports.answer_missing", "ไม่พบหนังสือนี้ในความรับผิดชอบของคุณ")
    return answer


@dataclass(frozen=True, slots=True)
class Proof:
    """What a code tells anybody: nothing of a person."""

    number: str
    dated: date
    hash: str
    office: str
    title: str
    period_start: date
    period_end: date
    edition: int
    newest: int
    voided: bool

    @property
    def grouped(self) -> list[str]:
        """Return the hash in groups of four."""
        return [self.hash[n : n + 4] for n in range(0, len(self.hash), 4)]

    @property
    def newer(self) -> int | None:
        """Return the number of a later edition, if there is one."""
        return self.newest if self.newest > self.edition else None


def verify(code: str) -> Proof | None:
    """Return what a code tells; None for an unknown one. Works before anybody is known: the function asks the rows.

    A code has 100 bits drawn by chance: nobody meets one by trying, so no counting of tries stands before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, dated, hash, office, title, period_start, period_end, edition, newest, voided "
            "FROM reports_verify(%s)",
            [code],
        )
        row = cursor.fetchone()
    return Proof(*row) if row else None


@dataclass(frozen=True, slots=True)
class Door:
    """Where a link leads: its row and the scope it lies in."""

    link: int
    path: str


def door(public_id: str) -> Door | None:
    """Return where a link leads; None for an unknown one. Its token was checked before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT link, path FROM reports_link(%s)", [public_id])
        row = cursor.fetchone()
    return Door(*row) if row else None
