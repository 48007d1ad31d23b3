"""What a report answers, no statement answers: the duty refuses it, its page and the inbox lead to the report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import reports as make
from tests.factories.actors import NOW, TODAY, actor
from tests.factories.letters import monthly, received
from tests.reports import line

from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict
from tidtam.obligations.actions import bulk, duties
from tidtam.obligations.models import Duty, Fulfilment
from tidtam.reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
OFFICE, FAR = "DLA-3014", timedelta(days=1)


def owed(**more: Any) -> tuple[Duty, Report]:
    """Return a duty of an office and the report that answers it; its period begins tomorrow unless told otherwise."""
    received(actor(OFFICE, "district_recorder"), OFFICE, monthly(25, level="district"))
    duty = Duty.objects.filter(office__code=OFFICE, due_on__gte=TODAY).earliest("due_on")
    days = {"period_start": TODAY + FAR, "period_end": TODAY + FAR * 9, "due_on": duty.due_on}
    return duty, make.report(OFFICE, duty=duty, **days | more)


def page_of(duty: Duty, name: str = "duty") -> str:
    return reverse(f"obligations:{name}", args=[duty.obligation.public_id, OFFICE, duty.due_on.isoformat()])


def link_of(report: Report) -> str:
    return reverse("reports:report", args=[report.public_id])


def answered(client: Client, duty: Duty, **typed: str) -> Any:
    wall.enter("1.")
    return client.post(page_of(duty, "send"), {"version": str(Duty.objects.get(pk=duty.pk).version)} | typed)


def test_no_statement_answers_what_a_report_answers() -> None:
    duty, report = owed()
    clerk = actor(OFFICE, "district_recorder")
    for kind in ("statement", "nil"):
        with pytest.raises(Conflict, match=r"duty\.reported"):
            duties.send(duty=duty, kind=kind, words="ทำแล้ว", by=clerk, at=NOW)
    assert bulk.send_many([bulk.Sent(duty.pk, "statement", NOW)], words="ทำแล้ว", by=clerk, at=NOW) == 0
    assert not Fulfilment.objects.exists()

    client, _by = enter(OFFICE, "district_recorder")
    text = client.get(page_of(duty)).content.decode()
    assert "รายงานนี้ตอบหน้าที่นี้" in text and link_of(report) in text and "ลงนามได้ตั้งแต่" in text
    assert page_of(duty, "send") not in text and 'name="nil"' not in text
    for typed in ({"words": "ข้อความที่พิมพ์"}, {"nil": "1", "words": ""}):  # from a page opened before
        refused = answered(client, duty, **typed)
        told = refused.content.decode()
        assert refused.status_code == 409 and "ตอบด้วยรายงานที่ลงนาม" in told and typed["words"] in told
        assert link_of(report) in told
    wall.enter("1.")
    assert Duty.objects.get(pk=duty.pk).state == "open" and not Fulfilment.objects.exists()


def test_a_report_that_does_not_count_leaves_the_duty_its_statement() -> None:
    duty, _report = owed(counts=False)
    client, _by = enter(OFFICE, "district_recorder")
    assert page_of(duty, "send") in client.get(page_of(duty)).content.decode()
    assert answered(client, duty, words="ทำแล้ว").status_code == 302


def test_what_a_report_answered_is_reviewed_at_the_report() -> None:
    duty, report = owed()
    Report.objects.filter(pk=report.pk).update(state="sent", edition=1, sent_on=TODAY, sent_at=NOW)
    Duty.objects.filter(pk=duty.pk).update(state="sent", sent_on=TODAY, sent_at=NOW)
    above = actor("DLA-30", "province_coordinator")
    for verb in ("accept", "return"):
        with pytest.raises(Conflict, match=r"duty\.reported"):
            duties.review(duty=duty, verb=verb, comment="แก้", by=above, at=NOW)
    client, _by = enter("DLA-30", "province_coordinator")
    text = client.get(page_of(duty)).content.decode()
    assert link_of(report) in text and page_of(duty, "review") not in text
    wall.enter("1.")
    Report.objects.filter(pk=report.pk).update(state="open", edition=0, sent_on=None, sent_at=None)
    wall.enter(above.scope)  # a statement sent before there was a report: it is reviewed where it was sent
    assert duties.review(duty=duty, verb="return", comment="แก้", by=above, at=NOW).state == "returned"
    assert line.fresh(report).state == "open"


def test_the_inbox_leads_to_the_report_before_its_period_has_begun() -> None:
    duty, report = owed(due_on=TODAY + timedelta(days=40))  # further ahead than reports alone are shown
    client, _by = enter(OFFICE, "district_recorder")
    home = client.get("/")
    rows = [row for group in home.context["groups"] for row in group["rows"]]
    mine = [row for row in rows if row.url in (link_of(report), page_of(duty))]
    assert [(row.url, row.action) for row in mine] == [(link_of(report), "เปิดรายงาน")]
    assert "ทำได้ตั้งแต่" in mine[0].note
    coming = [row["url"] for row in home.context["coming"]]
    assert link_of(report) in coming and page_of(duty) not in coming
