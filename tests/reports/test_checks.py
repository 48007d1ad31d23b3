"""What the page of a report says of a check that does not hold, and of a signed sum that lacks an office."""

from __future__ import annotations

import random

import pytest
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import reports as make
from tests.factories.actors import TODAY, office
from tests.reports import line, world

from tidtam.reports.catalogue import R2
from tidtam.reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
SECOND = {"period_start": TODAY.replace(day=16), "period_end": TODAY.replace(day=31), "due_on": TODAY.replace(day=30)}


def signed_without_one() -> int:
    """Sign a province's report with one of its two districts; return how many people it says are followed."""
    world.followed(random.Random(3), ("DOPA-3014",), people=3)
    near, _far, up = line.province(form=R2, name="R2")
    clerk, head = line.hands("DOPA-30", "drug_coordinator", "province_head")
    line.accepted(near, *line.hands("DOPA-3014"), clerk)
    edition = line.signed(up, clerk, head)
    return int(edition.values["total"])


def page(report: Report, code: str = "DOPA-30", role: str = "drug_coordinator") -> str:
    client, _ = enter(code, role)
    answer = client.get(reverse("reports:report", args=[report.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_fall_says_from_what_to_what_who_has_not_sent_and_where_to_explain():
    then = signed_without_one()
    assert then > 0
    make.report("DOPA-3014", R2, name="R2", **SECOND)
    make.report("DOPA-3015", R2, name="R2", **SECOND)
    report = make.report("DOPA-30", R2, name="R2", **SECOND)
    text = page(report).replace('<span class="nowrap">', "").replace("</span>", "")
    assert f"ผู้ผ่านฯ ทั้งหมด {then} → 0 คน" in text
    assert "ยอดนี้มี 0 จาก 2 แห่ง" in text
    assert '<a href="#id_n_total">' in text and 'id="id_n_total"' in text and "<details open>" in text
    # Who may not type reads the same without a link to nowhere.
    read = page(report, role="province_head").replace('<span class="nowrap">', "").replace("</span>", "")
    assert f"ผู้ผ่านฯ ทั้งหมด {then} → 0 คน" in read and "#id_n_total" not in read


def test_the_dashboard_says_that_the_signed_figure_lacks_an_office():
    signed_without_one()
    client, _ = enter("DOPA-30", "drug_coordinator")
    text = client.get(reverse("reports:figures"), follow=True).content.decode()
    assert "ตามที่ลงนามเมื่อ" in text
    assert f"ยอดที่ลงนามมี 1 จาก 2 แห่ง ขาด {office('DOPA-3015').name_th}" in text
