"""The demo's reports: forms put to work, past periods of one province signed and accepted, the present one to do."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tidtam.demo.acting import acting, moment
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.kernel.problem import Problem
from tidtam.obligations.models import Obligation
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code
from tidtam.reports.actions import reviewing, series, signing
from tidtam.reports.actions.freezing import Signature
from tidtam.reports.choices import ReportState
from tidtam.reports.models import Report, Template

PROVINCE = "DOPA-30"
BACK = timedelta(days=50)  # three periods of the 15th and 30th
_SEED = 2569


def open_series(as_of: date) -> None:
    """Put the forms to work: R2 of one province some weeks ago, of the nation now, and those of the local line.

    Before the past duties are answered: what a report answers, no statement does.
    """
    by, at = system("ชุดสาธิต"), moment(as_of, 7)
    with wall.scope(ROOT):
        forms = {one.code: one for one in Template.objects.all()}
        for code, office, title, starts in (
            ("R2", PROVINCE, "followup", as_of - BACK), ("R2", "DOPA", "followup", as_of), ("R4", "DLA-30", "", as_of),
            ("R6", "DLA-30", "temple", as_of), ("R7", "DLA", "info", as_of),
        ):  # fmt: skip
            series.start(
                template=forms[code], office=by_code(office), obligation=_obligation(title), starts_on=starts, by=by,
                at=at,
            )  # fmt: skip


_OWNERS = {"followup": "DOPA", "temple": "DLA-30", "info": "DLA"}


def _obligation(story: str) -> Obligation | None:
    """Return the obligation of a letter of the demo that falls due month by month."""
    if not story:
        return None
    rows = Obligation.objects.filter(owner_office__code=_OWNERS[story], kind="dated", state="live")
    return rows.order_by("pk").first()


def report_past(as_of: date) -> None:
    """Sign, send and accept the reports whose day has passed; some come late, two of the last period never.

    Nobody signs before the day of the district: on the days from it to the end of the period nothing happens that is
    counted (`nation.days`).
    """
    dice = random.Random(_SEED)  # noqa: S311 (the demo must come out the same each time)
    province = by_code(PROVINCE)
    with wall.scope(ROOT):
        ends = sorted(
            Report.objects.filter(office=province, due_on__lt=as_of).values_list("period_end", flat=True)
        )  # fmt: skip
    for end in ends:
        _period(province, end, as_of, dice, last=end == ends[-1])


def _period(province: Office, end: date, as_of: date, dice: random.Random, *, last: bool) -> None:
    head = acting(province, "นายสุเทพ มั่นคงดี")
    with wall.scope(province.path):
        rows = Report.objects.filter(period_end=end, template__code="R2").select_related("office", "form", "template")
        below = [one for one in rows.order_by("scope_path") if one.level == "district"]
        gone = set(dice.sample(range(len(below)), 2)) if last else set()
        for place, one in enumerate(below):
            day = one.due_on + timedelta(days=dice.randint(1, 2) if dice.random() > 0.85 else 0)
            if place not in gone and day < as_of:
                _send(one, "นายวิชัย ใจดี", moment(day, 15, dice.randint(10, 40)), "นายอำเภอ")
        sent = list(rows.filter(level="district", state="sent"))
        own = rows.filter(office=province).first()
        if own is None:
            return
        accepted_on = min(own.due_on, as_of - timedelta(days=1))
        reviewing.accept_many(reports=sent, by=head, at=moment(accepted_on, 15, 50))
        if not last:
            _send(own, "นายสุเทพ มั่นคงดี", moment(accepted_on, 16), "ผู้ว่าราชการจังหวัดนครราชสีมา")
    if not last:
        department = by_code("DOPA")
        with wall.scope(department.path):
            fresh = Report.objects.select_related("office", "form", "template").get(pk=own.pk)
            if fresh.state != ReportState.SENT:  # a check stopped it: it lies there to be explained
                return
            morning = moment(accepted_on + timedelta(days=1), 9)
            reviewing.accept(report=fresh, by=acting(department, "นภา รักษ์ถิ่น"), at=morning)


def _send(one: Report, name: str, at: datetime, position: str) -> None:
    by = acting(one.office, name)
    signature = Signature(position=one.office.head_title or position)
    try:
        signing.sign_and_send(report=one, signature=signature, by=by, at=at)
    except Problem as problem:
        if problem.code != "reports.checks_fail":
            raise
