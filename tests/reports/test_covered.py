"""The letter a report went out with is named on the report's page, to its own office and to who reviews it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories.actors import NOW
from tests.reports.browsing import get
from tests.reports.going_out import draft, ready

from tidtam.kernel import wall
from tidtam.letters.actions import issuing
from tidtam.reports.actions import answering
from tidtam.reports.models import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
DISTRICT, PROVINCE, DEPARTMENT = "DOPA-3014", "DOPA-30", "DOPA"


def test_the_letter_is_named_above_and_opens_there_until_it_is_cancelled() -> None:
    report, clerk, _head = ready()
    one = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    other = answering.issue(report=report, letter=draft(report, addressee="นายอำเภอ"), by=clerk, at=NOW)
    assert one.entry is not None and other.entry is not None
    for code, role in ((DISTRICT, "drug_recorder"), (PROVINCE, "drug_coordinator")):
        client, _g = enter(code, role)
        text = get(client, "report", report.public_id)
        assert f'หนังสือนำส่ง ที่ <span class="nowrap">{one.number}</span> ลงวันที่' in text, code
        paper = reverse("reports:sent_file", args=[one.entry.public_id, "letter"])
        assert paper in text and other.number in text
        answer = client.get(paper)
        assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf", code
    far, _g = enter(DEPARTMENT, "drug_department")  # it reviews the province, not the district
    assert one.number not in get(far, "report", report.public_id)

    wall.enter(clerk.scope)
    answering.void(answer=one, reason="พิมพ์ผิด", by=clerk, at=NOW)
    issuing.cancel(entry=other.entry, reason="พิมพ์ผิด", right=answering._RIGHT, by=clerk, at=NOW)
    assert Answer.objects.get(pk=other.pk).voided_at is None  # cancelled in the register alone
    for code, role in ((DISTRICT, "drug_recorder"), (PROVINCE, "drug_coordinator")):
        assert "หนังสือนำส่ง ที่" not in get(enter(code, role)[0], "report", report.public_id)
