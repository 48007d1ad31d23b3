"""Reports in the inbox: each state asks the right hand for the right thing, once, in one statement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import reports as make
from tests.factories.actors import NOW, TODAY, actor, office
from tests.factories.letters import monthly, received
from tests.reports import line

from tidtam.kernel import wall
from tidtam.notices.models import Notice
from tidtam.obligations.models import Duty
from tidtam.offices.models import Office
from tidtam.reports.actions import reviewing, signing
from tidtam.reports.catalogue import BY_CODE
from tidtam.reports.models import Amendment, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
DAYS: dict[str, Any] = {
    "period_start": TODAY - timedelta(days=9), "period_end": TODAY + timedelta(days=5),
    "due_on": TODAY + timedelta(days=4),
}  # fmt: skip


def groups(code: str, role: str) -> list[list[Any]]:
    """Return the rows of the inbox of somebody: late, to do now, still time."""
    client, _ = enter(code, role)
    return [group["rows"] for group in client.get("/").context["groups"]]


def about(rows: list[Any]) -> list[Any]:
    return [row for row in rows if "รายงานทดลอง" in row.title]


def test_what_is_due_within_days_is_shown_and_what_is_made_ahead_is_not():
    near = make.report("DOPA-3014", **DAYS)
    for ahead in (20, 40):  # made for the whole year
        days = {key: day + timedelta(days=ahead) for key, day in DAYS.items()}
        make.report("DOPA-3014", **days)
    coming = {key: day + timedelta(days=9) for key, day in DAYS.items()}
    make.report("DOPA-3014", **coming | {"period_start": TODAY + timedelta(days=1)})  # its period has not begun
    make.report("DOPA-3014", name="T2", **DAYS | {"due_on": TODAY - timedelta(days=1)})
    late, due, later = groups("DOPA-3014", "drug_recorder")
    assert [row.action for row in about(late)] == ["ทำรายงาน"] and about(late)[0].state_text == "เลย 1 วัน"
    assert [row.url for row in about(due)] == [reverse("reports:report", args=[near.public_id])]
    assert about(due)[0].state_text == "อีก 4 วัน" and not about(later)
    assert [len(about(rows)) for rows in groups("DOPA-3014", "drug_chief")] == [1, 1, 0]
    assert not any(about(rows) for rows in groups("DOPA-3015", "drug_recorder"))
    assert not any(about(rows) for rows in groups("DOPA-3014", "auditor"))
    client, _ = enter("DOPA-3014", "drug_recorder")
    assert [row["title"] for row in client.get("/").context["coming"]] == ["รายงานทดลอง T1"]


def test_many_late_periods_are_the_oldest_and_one_row():
    for back in range(5):
        make.report("DOPA-3014", **{key: day - timedelta(days=10 + 16 * back) for key, day in DAYS.items()})
    rows = about(groups("DOPA-3014", "drug_recorder")[0])
    assert [row.action for row in rows] == ["ทำรายงาน", "ดูทุกงวด"] and "อีก 4 งวด" in rows[1].title


def test_a_draft_is_put_before_the_signer_who_is_told():
    clerk, head = line.hands("DOPA-3014")
    report = make.report("DOPA-3014", **DAYS | {"due_on": TODAY + timedelta(days=12)})
    client, _ = enter("DOPA-3014", "drug_recorder")
    home = reverse("reports:report", args=[report.public_id])
    address = reverse("reports:present", args=[report.public_id])
    assert address in client.get(home).content.decode()
    assert client.post(address, {"version": "1"}).status_code == 302
    assert client.post(address, {"version": "1"}).status_code == 302  # pressed twice
    after = client.get(home).content.decode()
    assert address not in after and "ส่งให้ผู้ลงนามแล้ว" in after
    wall.enter("1.")
    told = Notice.objects.get(audience="reports.sign")
    assert (told.url, told.office.code) == (home, "DOPA-3014")
    _late, due, later = groups("DOPA-3014", "drug_chief")
    assert [row.action for row in about(due)] == ["อ่านแล้วลงนาม"] and not about(later)
    _late, due, later = groups("DOPA-3014", "drug_recorder")
    assert not about(due) and [row.state_text for row in about(later)] == ["รอลงนาม"]
    wall.enter(head.scope)
    signing.sign(report=report, signature=make.SIGNATURE, by=head, at=NOW)
    assert [row.action for row in about(groups("DOPA-3014", "drug_recorder")[1])] == ["เปิดแล้วส่ง"]
    wall.enter(clerk.scope)
    signing.unsign(report=line.fresh(report), by=clerk, at=NOW)
    assert line.fresh(report).presented_at is None
    boss, _ = enter("DOPA-3014", "drug_chief")
    assert boss.post(address, {"version": "4"}).status_code == 403


def test_what_came_is_one_row_and_what_went_back_shows_why():
    (near, far, up), above = line.province(**DAYS), line.hands("DOPA-30", "drug_coordinator", "drug_coordinator")[0]
    for report in (near, far):
        line.sent(report, *line.hands(report.office.code))
    _late, due, _later = groups("DOPA-30", "drug_coordinator")
    told = [row for row in about(due) if row.action == "ตรวจ"]
    assert [row.title for row in told] == ["ตรวจรายงานที่ส่งมา 2 ฉบับ: รายงานทดลอง T1"]
    assert not any(row.action == "ตรวจ" for row in about(groups("DOPA-36", "drug_coordinator")[1]))
    wall.enter(above.scope)
    reviewing.send_back(report=far, comments={"found": "นับซ้ำ"}, by=above, at=NOW)
    told = [row for row in about(groups("DOPA-30", "drug_coordinator")[1]) if row.action == "ตรวจ"]
    assert [row.title for row in told] == [f"ตรวจรายงานของ {office('DOPA-3014')}: รายงานทดลอง T1"]
    assert told[0].url == reverse("reports:report", args=[near.public_id])
    back = about(groups("DOPA-3015", "drug_recorder")[1])
    assert [(row.action, row.quote, row.state) for row in back] == [("เปิดแก้", "นับซ้ำ", "returned")]
    assert about(groups("DOPA-30", "drug_coordinator")[1])[0].url == reverse("reports:report", args=[up.public_id])


def test_an_amendment_to_review_says_which_edition_it_is():
    near, far, _up = line.province(**DAYS)
    Report.objects.filter(pk=near.pk).update(state="amended", edition=2, sent_on=TODAY, sent_at=NOW)
    told = [row for row in about(groups("DOPA-30", "drug_coordinator")[1]) if row.action == "ตรวจ"]
    assert [row.title for row in told] == [f"ตรวจฉบับแก้ไข 2 ของ {office('DOPA-3014')}: รายงานทดลอง T1"]
    wall.enter("1.")
    Report.objects.filter(pk=far.pk).update(state="sent", edition=1, sent_on=TODAY, sent_at=NOW)
    told = [row for row in about(groups("DOPA-30", "drug_coordinator")[1]) if row.action == "ตรวจ"]
    assert "2 ฉบับ" in told[0].title and told[0].note.endswith("เป็นฉบับแก้ไข 1 ฉบับ")


def test_a_report_of_a_city_comes_to_the_province_and_that_of_a_town_to_its_district():
    form = BY_CODE["R4"].form
    wall.enter("1.")
    city = Office.objects.filter(level="lgo", line="dla", parent=office("DLA-30")).first()
    for code in ("LGO-301409", *([city.code] if city else [])):
        report = make.report(code, form, name="T4", **DAYS)
        Report.objects.filter(pk=report.pk).update(state="sent", sent_on=TODAY, sent_at=NOW, edition=1)
    assert [row.action for row in about(groups("DLA-3014", "district_recorder")[1])] == ["ตรวจ"]
    assert len(about(groups("DLA-30", "province_coordinator")[1])) == (1 if city else 0)


def test_what_changed_after_it_went_up_waits_for_the_signer():
    for back in range(5):
        days = {key: day - timedelta(days=40 * back) for key, day in DAYS.items()}
        report = make.report("DOPA-3014", **days)
        Report.objects.filter(pk=report.pk).update(state="sent", sent_on=TODAY, sent_at=NOW, edition=1)
        Amendment.objects.create(
            report=report, scope_path=report.scope_path, edition=1, found_at=NOW - timedelta(days=back), diff=[]
        )
    rows = about(groups("DOPA-3014", "drug_chief")[1])
    assert [row.action for row in rows] == ["ดูแล้วตัดสินใจ", "ดูทุกงวด"] and "อีก 4 งวด" in rows[1].title
    assert not about(groups("DOPA-3014", "drug_recorder")[1])


def test_a_duty_and_its_report_are_one_row_that_opens_the_report():
    by = actor("DLA-3014", "district_recorder")
    received(by, "DLA-3014", monthly(25, level="district"))
    duty = Duty.objects.filter(office__code="DLA-3014", due_on__gte=TODAY).order_by("due_on").first()
    assert duty is not None
    days = {"period_start": duty.due_on - timedelta(days=24), "period_end": duty.due_on, "due_on": duty.due_on}
    report = make.report("DLA-3014", duty=duty, **days)
    rows = [row for group in groups("DLA-3014", "district_recorder") for row in group]
    here = reverse("reports:report", args=[report.public_id])
    assert sum(row.url == here for row in rows) == 1
    assert not any(str(duty.due_on) in row.url for row in rows)
    row = next(row for row in rows if row.url == here)
    assert row.why.startswith("หนังสือ") and row.quote  # the letter that asks for it stays in sight


def test_the_inbox_asks_reports_once():
    line.province(**DAYS)
    for code, role in (("DOPA-30", "drug_coordinator"), ("DOPA-3014", "drug_chief"), ("DOPA-3014", "drug_recorder")):
        client, _ = enter(code, role)
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        assert sum("reports_report " in one["sql"] for one in asked) == 1
