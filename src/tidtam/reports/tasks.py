"""Work of the reports room that waits for no page."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.reports.actions import amending, answering, series
from tidtam.reports.models import Answer, AnswerLink


@app.task(name="reports.mail_link", queue="notices", retry=5)
def mail_link(link_id: int, path: str) -> None:
    """Mail a link to a paper that went out. Errors: RuntimeError when it was refused, so that it is tried again."""
    with wall.scope(path):
        link = answering.mail_link(link=AnswerLink(pk=link_id), at=clock.now())
    if link.problem:  # noted and committed first: the page says so
        raise RuntimeError(link.problem)


def defer_mail(link: AnswerLink) -> None:
    """Have a link mailed once this transaction is done."""
    mail_link.defer(link_id=link.pk, path=link.scope_path)


def finish_after(answer: Answer, *, by: Actor) -> None:
    """Have the papers of a reserved number made as soon as this transaction is done, before the page is answered.

    What fails is logged; the number stays reserved, and its page offers to finish it or to cancel it.
    """
    transaction.on_commit(lambda: _finish(answer, by), robust=True)


def _finish(answer: Answer, by: Actor) -> None:
    answering.finish(answer=answer, by=by, at=clock.now())


# After the duties of the night (18.15 UTC), to which the reports are linked; half past one in Bangkok.
@app.periodic(cron="30 18 * * *", periodic_id="reports")
@app.task(name="reports.ahead", queue="obligations", queueing_lock="reports-ahead", lock="obligations")
def open_ahead(timestamp: int) -> None:
    """Make the reports of every series ahead and link them to their duties."""
    series.nightly(at=clock.now())


_RECENT = timedelta(days=62)


@app.periodic(cron="*/10 * * * *", periodic_id="reports-touched")
@app.task(name="reports.compare_touched", queue="obligations", queueing_lock="reports-touched", lock="reports-compare")
def compare_touched(timestamp: int) -> None:
    """Compare the reports that were marked because a record of their period changed."""
    more = True
    while more:
        with wall.scope(ROOT):
            more = amending.detect_touched(at=clock.now()) > 0


@app.periodic(cron="0 20 * * *", periodic_id="reports-recent")
@app.task(name="reports.compare_recent", queue="obligations", queueing_lock="reports-recent", lock="reports-compare")
def compare_recent(timestamp: int) -> None:
    """Compare every report of the last two months with what is known today, at three at night in Bangkok."""
    after: int | None = 0
    while after is not None:
        with wall.scope(ROOT):
            after = amending.detect_recent(ending=clock.today() - _RECENT, after=after, at=clock.now())
