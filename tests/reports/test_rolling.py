"""The sum of what an office at the top of a form has accepted: which forms, which periods, what it says of none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import reports as make
from tests.factories.actors import NOW, TODAY

from tidtam.kernel import wall
from tidtam.reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
RUNNING = {"period_start": TODAY - timedelta(days=5), "period_end": TODAY + timedelta(days=10), "due_on": TODAY}


def _text(client: Client, query: str = "") -> str:
    answer = client.get(reverse("reports:sum") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_form_by_number_opens_and_leads_to_the_others_though_it_has_no_period():
    make.template(code="R10")
    desk, _g = enter("DOPA", "drug_department")
    text = _text(desk)
    assert "ยังไม่มีรายงานของหน่วยงานในสังกัด" in text
    assert text.index("t=R2") < text.index("t=R10")
    assert 'aria-current="true">R2<' in text


def test_a_period_that_runs_is_shown_once_a_report_of_it_went_up():
    made = make.report("DOPA-30", **RUNNING)
    desk, _g = enter("DOPA", "drug_department")
    text = _text(desk, "?t=T1")
    assert "งวดแรกยังไม่สิ้นสุด" in text and "งวดแรกสิ้นสุด 31 พ.ค. 2569" in text
    wall.enter("1.")
    Report.objects.filter(pk=made.pk).update(state="sent", edition=1, sent_on=TODAY, sent_at=NOW)
    assert "รับแล้ว 0 จาก 1 แห่ง" in _text(desk, "?t=T1")

    # the last one that is over opens first; the one that runs is a tab beside it
    over = make.report("DOPA-30", period_start=date(2026, 5, 1), period_end=date(2026, 5, 15), due_on=date(2026, 5, 15))
    text = _text(desk, "?t=T1")
    assert "end=2026-05-31" in text and reverse("reports:report", args=[over.public_id]) in text
    assert reverse("reports:report", args=[made.public_id]) in _text(desk, "?t=T1&end=2026-05-31")
