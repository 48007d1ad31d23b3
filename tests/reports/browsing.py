"""Hands of somebody at the pages of reports: two reports for a period, what is read and sent."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from tests.factories import reports as made
from tests.factories.actors import TODAY

from tidtam.kernel import wall
from tidtam.reports.models import Report

PASSWORD = "correct horse battery"
DISTRICT, PROVINCE = "DOPA-3014", "DOPA-30"
DUE = TODAY + timedelta(days=3)


def pair() -> tuple[Report, Report]:
    """Make the reports of a district and of its province for one period that is due in three days."""
    days = {"period_start": TODAY - timedelta(days=14), "period_end": TODAY, "due_on": DUE}
    return made.report(DISTRICT, **days), made.report(PROVINCE, **days)


def fresh(report: Report) -> Report:
    wall.enter("1.")
    return Report.objects.get(pk=report.pk)


def post(client, name: str, report: Report, status: int = 302, **data: str) -> str:
    sent = {"version": str(fresh(report).version)} | data
    answer = client.post(reverse(f"reports:{name}", args=[report.public_id]), sent)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def get(client, name: str, *args: str, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"reports:{name}", args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


def prove(client, back: str) -> None:
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": back})
    assert answer.status_code == 302 and answer["Location"] == back
