"""The sum of what an office at the top of a form has accepted: which forms, which periods, what it says of none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import reports as make
from tests.factories.actors import NOW, TODAY
from tests.reports.line import accepted, hands, move

from tidtam.kernel import wall
from tidtam.offices.models import Office
from tidtam.reports.models import Report
from tidtam.reports.views import rolling

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
    assert "<table" not in text  # nothing went up: no empty table above who is missing
    assert reverse("reports:report", args=[made.public_id]) in _text(desk, "?t=T1&end=2026-05-31")


def test_a_report_another_office_holds_is_counted_once_though_its_office_moved():
    near, province = make.report("DOPA-3014"), make.report("DOPA-30")
    clerk, head = hands("DOPA-30", "drug_coordinator", "province_head")
    accepted(near, *hands("DOPA-3014"), clerk, volunteers="7")
    desk = hands("DOPA", "drug_department")[0]
    accepted(province, clerk, head, desk)
    move(near, "DOPA-36")

    text = _text(enter("DOPA", "drug_department")[0], "?t=T1")
    assert "รับแล้ว 1 จาก 1 แห่ง" in text
    provinces = Office.objects.filter(level="province", line="dopa", valid_to=None).count()
    assert f"อีก {provinces - 1} แห่งไม่มีรายงานของงวดนี้ในระบบ" in text
    assert reverse("reports:report", args=[near.public_id]) not in text


def test_of_many_only_those_that_went_up_are_rows_and_the_missing_are_a_count(monkeypatch):
    made = [make.report(code) for code in ("DOPA-30", "DOPA-36")]
    wall.enter("1.")
    Report.objects.filter(pk=made[1].pk).update(state="sent", edition=1, sent_on=TODAY, sent_at=NOW)
    desk, _g = enter("DOPA", "drug_department")
    open_one, sent_one = (reverse("reports:report", args=[one.public_id]) for one in made)
    text = _text(desk, "?t=T1")
    assert sent_one in text.partition("</table>")[0] and open_one not in text.partition("</table>")[0]
    assert open_one in text  # named below the table

    monkeypatch.setattr(rolling, "_NAMED", 1)
    text = _text(desk, "?t=T1")
    assert "รับแล้ว 0 จาก 2 แห่ง" in text and open_one not in text
    assert "2 แห่ง ดูว่าใครยังไม่ส่ง" in text
    assert reverse("reports:timeliness") + "?t=T1&amp;level=province&amp;at=DOPA" in text


def test_rows_come_by_pages_and_the_sum_holds_them_all(monkeypatch):
    clerk, head = hands("DOPA-30", "drug_coordinator", "province_head")
    other, chief = hands("DOPA-36", "drug_coordinator", "province_head")
    desk = hands("DOPA", "drug_department")[0]
    made = [make.report(code) for code in ("DOPA-30", "DOPA-36")]
    accepted(made[0], clerk, head, desk, volunteers="7")
    accepted(made[1], other, chief, desk, volunteers="5")
    monkeypatch.setattr(rolling, "_PAGE", 1)
    page = enter("DOPA", "drug_department")[0]
    first, second = _text(page, "?t=T1"), _text(page, "?t=T1&page=2")
    for text, here, there in ((first, *made), (second, *reversed(made))):
        assert reverse("reports:report", args=[here.public_id]) in text
        assert reverse("reports:report", args=[there.public_id]) not in text
        assert "รับแล้ว 2 จาก 2 แห่ง" in text and "<b>12</b>" in text
    assert "page=2" in first
