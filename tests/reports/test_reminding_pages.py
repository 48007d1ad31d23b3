"""The page of timeliness: who will miss, who is reminded, the letter that asks for what is missing."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from docx import Document
from tests.assistance.desk import enter
from tests.factories import reports as made
from tests.factories.actors import NOW, TODAY, office
from tests.reports.browsing import DISTRICT, DUE, PROVINCE, get, pair

from tidtam.kernel import wall
from tidtam.reports.models import Reminder
from tidtam.reports.papers.asking import asking, asking_docx
from tidtam.thai.digits import to_thai

pytestmark = pytest.mark.django_db


def test_timeliness_names_who_will_miss_and_reminds_once_a_day(stopped_demo):
    late = made.report(
        DISTRICT, period_start=TODAY - timedelta(days=30), period_end=TODAY - timedelta(days=16),
        due_on=TODAY - timedelta(days=14),
    )  # fmt: skip
    below, _above = pair()
    province, _g = enter(PROVINCE, "drug_coordinator")
    text = get(province, "timeliness")
    assert "เลยกำหนดแล้ว ยังไม่ส่ง 1 ฉบับ" in text and below.public_id in text and "ช้าหรือขาด 1 ใน 1 งวดหลัง" in text
    assert reverse("reports:report", args=[late.public_id]) in text
    asked = {"t": "T1", "report": [below.public_id, late.public_id], "words": "ขอด่วน"}
    assert province.post(reverse("reports:remind"), asked).status_code == 302
    wall.enter("1.")
    assert below.reminders.count() == 1 and late.reminders.count() == 1
    province.post(reverse("reports:remind"), asked)
    wall.enter("1.")
    assert below.reminders.count() == 1
    assert province.post(reverse("reports:remind"), asked | {"words": "ก" * 501}).status_code == 422
    assert f'name="report" value="{late.public_id}"' in text  # who is late already is asked on the same page
    draft = province.post(reverse("reports:remind"), asked | {"letter": "1"})
    said = "".join(one.text for one in Document(io.BytesIO(draft.content)).paragraphs)
    assert "ขอให้ส่งรายงานทดลอง" in said and str(office(DISTRICT).name_th) in said and "ขอด่วน" in said
    assert to_thai("ซึ่งเลยกำหนดแล้ว 1 ฉบับ และมีรายงานของ") in said
    assert below.reminders.count() == 1  # a draft asks nobody
    clerk, _g = enter(DISTRICT, "drug_recorder")
    assert "ขอด่วน" in clerk.get(reverse("console:notices")).content.decode()


def test_a_list_that_is_cut_is_reminded_in_full(stopped_demo):
    late = [
        made.report(
            f"DOPA-30{n:02d}", period_start=day - timedelta(days=6), period_end=day, due_on=day,
        )
        for n in range(1, 27) for day in (TODAY - timedelta(days=14 + 7 * week) for week in range(4))
    ]  # fmt: skip
    pair()
    province, _g = enter(PROVINCE, "drug_coordinator")
    text = get(province, "timeliness")
    assert "แสดง 100 จาก 104 ฉบับ" in text and "เตือนทั้ง 104 ฉบับที่เลยกำหนด" in text
    asked = {"t": "T1", "level": "district", "all": "overdue"}
    assert province.post(reverse("reports:remind"), asked).status_code == 302
    wall.enter("1.")
    told = Reminder.objects.values_list("report", flat=True)
    assert sorted(told) == sorted(one.pk for one in late)


def test_the_top_reminds_everybody_its_sum_lacks(stopped_demo):
    days = {"period_start": TODAY - timedelta(days=14), "period_end": TODAY, "due_on": DUE}
    went = {"state": "sent", "edition": 1, "sent_on": TODAY, "sent_at": NOW}
    near, far = made.report(PROVINCE, **days, **went), made.report("DOPA-36", **days)
    other = made.report("DOPA-36", period_start=DUE, period_end=DUE + timedelta(days=9), due_on=DUE)
    desk, _g = enter("DOPA", "drug_department")
    text = get(desk, "sum", query="?t=T1")
    found = re.search(r'name="all" value="([^"]+)"', text)
    assert found is not None and found[1] == TODAY.isoformat()
    asked = {"t": "T1", "level": "province", "at": "DOPA", "all": found[1]}
    assert desk.post(reverse("reports:remind"), asked).status_code == 302
    wall.enter("1.")
    assert list(Reminder.objects.values_list("report", flat=True)) == [far.pk]
    assert near.pk and other.pk


def test_a_letter_to_many_encloses_its_list(stopped_demo):
    days = {"period_start": TODAY - timedelta(days=14), "period_end": TODAY, "due_on": DUE}
    owed = [made.report(f"DOPA-30{n:02d}", **days) for n in range(1, 10)]
    asked = {"t": "T1", "report": [one.public_id for one in owed], "letter": "1"}
    draft = enter(PROVINCE, "drug_coordinator")[0].post(reverse("reports:remind"), asked)
    document = Document(io.BytesIO(draft.content))
    assert "บัญชีรายชื่อหน่วยงานและกำหนดส่งรายงาน" in "".join(one.text for one in document.paragraphs)
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert (
        len(rows) == 10 and rows[9][0] == "๙" and {row[1] for row in rows[1:]} == {one.office.name_th for one in owed}
    )


def test_a_letter_says_missing_only_of_what_is_past_its_day(stopped_demo):
    days = {"period_start": TODAY - timedelta(days=14), "period_end": TODAY, "due_on": DUE}
    soon = [made.report(code, **days) for code in ("DOPA-3014", "DOPA-3015")]
    past = TODAY - timedelta(days=14)
    late = made.report("DOPA-3016", period_start=past - timedelta(days=14), period_end=past, due_on=past)
    sender = office(PROVINCE)
    told = asking(soon, sender=sender, words="", today=TODAY)
    assert "ยังไม่ได้รับ" not in told.paragraphs[0] and "ใกล้ครบกำหนดส่ง 2 ฉบับ" in told.paragraphs[0]
    assert "ด่วน" not in told.paragraphs[1] and told.marks[0] == ""
    # of several offices the letter encloses whom it names, and its number is a circular's
    assert [one.title for one in told.enclosures] == ["บัญชีรายชื่อหน่วยงานและกำหนดส่งรายงาน"]
    assert told.addressee == "หัวหน้าหน่วยงานตามบัญชีรายชื่อ" and "/ว ." in told.number_said
    told = asking([*soon, late], sender=sender, words="", today=TODAY)
    assert f"จาก{late.office.name_th} ซึ่งเลยกำหนดแล้ว 1 ฉบับ" in told.paragraphs[0]
    assert "หน่วยงานในสังกัด 2 แห่ง ที่ใกล้ครบกำหนดส่งอีก 2 ฉบับ" in told.paragraphs[0]
    assert told.marks[0] == "ด่วน" and "ภายในกำหนด" in told.paragraphs[1]
    alone = asking([late], sender=sender, words="", today=TODAY)
    assert not alone.enclosures and not alone.circular and "โดยด่วน ดังนี้ งวดวันที่" in alone.paragraphs[1]
    assert alone.addressee.endswith(str(late.office.name_th)) or alone.addressee == late.office.head_title
    document = Document(io.BytesIO(asking_docx([*soon, late], sender=sender, words="", today=TODAY)))
    assert [row.cells[-1].text for row in document.tables[-1].rows][1:] == ["เลยกำหนด", "ใกล้ครบกำหนด", "ใกล้ครบกำหนด"]


def test_nobody_is_offered_to_remind_the_own_office(stopped_demo):
    below, above = pair()
    province, _g = enter(PROVINCE, "drug_coordinator")
    text = get(province, "timeliness", query="?level=province")
    assert reverse("reports:report", args=[above.public_id]) in text
    assert 'name="report"' not in text and "เตือนที่เลือก" not in text
    assert f'name="report" value="{below.public_id}"' in get(province, "timeliness", query="?level=district")
    # the desk above may remind the province, and its own row would have no box
    assert f'name="report" value="{above.public_id}"' in get(enter("DOPA", "drug_department")[0], "timeliness")
