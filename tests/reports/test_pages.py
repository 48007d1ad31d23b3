"""The pages of a report: fill, sign, send, return, accept, remind; what is refused stands beside its cell."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from docx import Document
from tests.aftercare import district
from tests.assistance.desk import enter
from tests.factories import reports as made
from tests.factories.actors import NOW, TODAY, office
from tests.reports import line

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.offices.models import Office
from tidtam.reports.actions import amending
from tidtam.reports.catalogue import BY_CODE
from tidtam.reports.choices import ReportState
from tidtam.reports.models import Edition, Reminder, Report, Template
from tidtam.reports.papers.asking import asking, asking_docx

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
DISTRICT, PROVINCE = "DOPA-3014", "DOPA-30"
DUE = TODAY + timedelta(days=3)
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def _pair() -> tuple[Report, Report]:
    """Make the reports of a district and of its province for one period that is due in three days."""
    days = {"period_start": TODAY - timedelta(days=14), "period_end": TODAY, "due_on": DUE}
    return made.report(DISTRICT, **days), made.report(PROVINCE, **days)


def _fresh(report: Report) -> Report:
    wall.enter("1.")
    return Report.objects.get(pk=report.pk)


def _post(client, name: str, report: Report, status: int = 302, **data: str) -> str:
    sent = {"version": str(_fresh(report).version)} | data
    answer = client.post(reverse(f"reports:{name}", args=[report.public_id]), sent)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def _get(client, name: str, *args: str, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"reports:{name}", args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


def _prove(client, back: str) -> None:
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": back})
    assert answer.status_code == 302 and answer["Location"] == back


def test_a_report_goes_up_comes_back_and_is_accepted(stopped_demo):
    below, above = _pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    chief, _g = enter(DISTRICT, "drug_chief")
    province, _g = enter(PROVINCE, "drug_coordinator")

    assert below.template.title in _get(clerk, "reports")
    text = _get(clerk, "report", below.public_id)
    assert "v_volunteers" in text and "บันทึกร่าง" in text
    text = _post(clerk, "fill", below, 422, v_volunteers="หลายคน", v_problems="ถนนขาด")
    assert "ถนนขาด" in text and "หลายคน" in text and "err" in text  # nothing typed is lost
    _post(clerk, "fill", below, v_volunteers="๑๒", v_spent="", v_problems="ถนนขาด", n_="งวดแรก")
    assert _fresh(below).typed["volunteers"] == "12"

    sign = reverse("reports:sign", args=[below.public_id])
    asked = chief.get(sign)
    assert asked.status_code == 302 and asked["Location"].startswith(reverse("account_reauthenticate"))
    _prove(chief, sign)
    assert "12" in _get(chief, "sign", below.public_id)
    text = _post(chief, "sign", below, 422, position="", capacity="own")
    assert "ตำแหน่ง" in text
    text = _post(chief, "sign", below, 422, position="นายอำเภอ", capacity="acting", for_position="")
    assert "ลงนามแทน" in text and "นายอำเภอ" in text
    _post(chief, "sign", below, position="นายอำเภอปักธงชัย", capacity="own", send="1")
    assert _fresh(below).state == ReportState.SENT

    text = _get(province, "reports", query="?show=review")
    assert str(office(DISTRICT)) in text
    _post(province, "back", below, 422)  # nothing was said
    _post(province, "back", below, c_volunteers="นับรวมผู้ใหญ่บ้านด้วย")
    text = _get(clerk, "report", below.public_id)
    assert "นับรวมผู้ใหญ่บ้านด้วย" in text
    _post(clerk, "fill", below, v_volunteers="14", v_problems="ถนนขาด")
    text = _get(clerk, "report", below.public_id)
    assert "ส่งคืนให้แก้" in text and text.count("นับรวมผู้ใหญ่บ้านด้วย") == 2  # at the head and beside its cell
    _post(chief, "sign", below, position="นายอำเภอปักธงชัย", capacity="own", send="1")
    text = _get(province, "report", above.public_id)
    assert "14" in text and "รับรายงานที่เลือก" in text
    seen = _fresh(below).version
    assert f'value="{below.public_id}.{seen}"' in text
    answer = province.post(
        reverse("reports:accept_many", args=[above.public_id]), {"child": [f"{below.public_id}.{seen}"]}, follow=True
    )
    assert answer.status_code == 200
    assert _fresh(below).state == ReportState.ACCEPTED and _fresh(below).edition == 2
    text = _get(clerk, "report", below.public_id, query="?show=history")
    assert re.search(r"<code>[0-9a-f]{64}</code>", text)
    text = _get(clerk, "report", below.public_id)
    assert "นับรวมผู้ใหญ่บ้านด้วย" not in text  # the edition that stands has answered it
    for no in (1, 2):  # a formula leads to its terms of the same edition
        text = _get(clerk, "cell", below.public_id, "rate", query=f"?no={no}")
        assert reverse("reports:cell", args=[below.public_id, "found"]) + f"?no={no}" in text


def test_what_explains_a_cell_stays_beside_the_sum_once_it_is_signed(stopped_demo):
    below, above = _pair()
    line.accepted(below, *line.hands(DISTRICT), line.hands(PROVINCE, "drug_coordinator")[0])
    clerk, _g = enter(PROVINCE, "drug_coordinator")
    governor, _g = enter(PROVINCE, "drug_chief")
    _post(clerk, "fill", above, n_total="ขาด อ.สูงเนิน ยังไม่ส่ง")
    _prove(governor, reverse("reports:sign", args=[above.public_id]))
    _post(governor, "sign", above, position="ผู้ว่าราชการจังหวัด", capacity="own", send="1")
    for client in (clerk, governor):
        assert "ขาด อ.สูงเนิน ยังไม่ส่ง" in _get(client, "report", above.public_id)


def test_what_was_typed_and_not_kept_yet_goes_along_with_the_buttons_beside_the_sheet(stopped_demo):
    below, _above = _pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    text = _get(clerk, "report", below.public_id)
    assert f'form="fill" formaction="{reverse("reports:present", args=[below.public_id])}"' in text
    _post(clerk, "present", below, 422, v_volunteers="หลายคน", v_problems="ถนนขาด", n_="")
    assert _fresh(below).presented_at is None
    _post(clerk, "present", below, v_volunteers="12", v_problems="ถนนขาด", n_="งวดแรก")
    kept = _fresh(below)
    assert (kept.typed["volunteers"], kept.notes[""], kept.presented_at) == ("12", "งวดแรก", NOW)
    same = {"v_volunteers": "12", "v_problems": "ถนนขาด", "n_": "งวดแรก"}
    _post(clerk, "present", below, version=str(kept.version - 1), **same)  # pressed twice
    assert _fresh(below).version == kept.version


def test_why_nothing_is_amended_is_kept_when_it_is_refused(stopped_demo):
    below, _above = _pair()
    line.sent(below, *line.hands(DISTRICT))
    wall.enter("1.")
    district.case(office(DISTRICT))
    proposal = amending.detect(report=_fresh(below), at=line.LATER)
    chief, _g = enter(DISTRICT, "drug_chief")
    aside = reverse("reports:set_aside", args=[proposal.public_id])
    answer = chief.post(aside, {"version": str(proposal.version), "reason": " "})
    assert answer.status_code == 422 and "<details open>" in answer.content.decode()
    answer = chief.post(aside, {"version": str(proposal.version + 1), "reason": "นับในงวดหน้าแล้ว"})
    assert answer.status_code == 409 and "นับในงวดหน้าแล้ว" in answer.content.decode()
    assert "ตรวจอีกครั้ง" in answer.content.decode()
    answer = chief.post(aside, {"version": str(proposal.version), "reason": "นับในงวดหน้าแล้ว"}, follow=True)
    assert "บันทึกแล้วว่าไม่แก้ไข" in answer.content.decode()


def test_what_was_sent_leads_back_to_the_report_and_is_not_signed_again(stopped_demo):
    below, _above = _pair()
    line.sent(below, *line.hands(DISTRICT))
    chief, _g = enter(DISTRICT, "drug_chief")
    answer = chief.get(reverse("reports:sign", args=[below.public_id]), follow=True)
    assert answer.redirect_chain == [(reverse("reports:report", args=[below.public_id]), 302)]
    assert "จึงลงนามไม่ได้" in answer.content.decode()


def test_what_came_while_the_page_lay_open_is_not_signed_unread(stopped_demo):
    below, _above = _pair()
    chief, _g = enter(DISTRICT, "drug_chief")
    _prove(chief, reverse("reports:sign", args=[below.public_id]))
    first = _mark(_get(chief, "sign", below.public_id))
    wall.enter("1.")
    district.case(office(DISTRICT))
    told = {"position": "นายอำเภอปักธงชัย", "capacity": "own", "send": "1"}
    text = _post(chief, "sign", below, 409, read=first, **told)
    assert "ตัวเลขเปลี่ยนหลังจากที่คุณเปิดหน้านี้" in text and "นายอำเภอปักธงชัย" in text
    assert _fresh(below).state == ReportState.OPEN
    second = _mark(text)
    assert second != first
    wall.enter("1.")
    district.case(office(DISTRICT))  # comes while a fault of the form is mended: it is not passed off as read
    text = _post(chief, "sign", below, 422, read=second, **(told | {"position": ""}))
    assert _mark(text) == second
    text = _post(chief, "sign", below, 409, read=second, **told)
    second = _mark(text)
    _post(chief, "sign", below, read=second, **told)
    assert _fresh(below).state == ReportState.SENT


def _mark(text: str) -> str:
    found = re.search(r'name="read" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


def test_nothing_done_is_a_report(stopped_demo):
    below, _above = _pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    _post(clerk, "nil", below)
    assert _fresh(below).nil and "รายงานว่าไม่มีการดำเนินงาน" in _get(clerk, "report", below.public_id)
    _post(clerk, "nil", below, back="1")
    assert not _fresh(below).nil


def test_a_nil_return_that_came_back_is_still_nil(stopped_demo):
    below, _above = _pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    chief, _g = enter(DISTRICT, "drug_chief")
    province, _g = enter(PROVINCE, "drug_coordinator")
    _post(clerk, "nil", below)
    _prove(chief, reverse("reports:sign", args=[below.public_id]))
    _post(chief, "sign", below, position="นายอำเภอปักธงชัย", capacity="own", send="1")
    _post(province, "back", below, c_problems="บอกด้วยว่าเพราะอะไร")
    _post(clerk, "fill", below, v_problems="น้ำท่วม เลื่อนไปงวดหน้า")
    assert _fresh(below).nil and "รายงานว่าไม่มีการดำเนินงาน" in _get(chief, "sign", below.public_id)
    _post(clerk, "fill", below, v_volunteers="3", v_problems="น้ำท่วม")
    assert not _fresh(below).nil


def test_what_another_clerk_kept_is_said_before_it_is_overwritten(stopped_demo):
    below, _above = _pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    stale = str(_fresh(below).version)
    _post(clerk, "fill", below, v_volunteers="12", v_problems="ถนนขาด", n_="งวดแรก")
    text = _post(clerk, "fill", below, 409, version=stale, v_volunteers="12", v_problems="น้ำท่วม", n_="งวดสอง")
    assert "มีคนแก้รายงานนี้ไปก่อนแล้ว" in text and "น้ำท่วม" in text and "งวดสอง" in text
    assert "อีกคนบันทึกไว้ว่า “ถนนขาด”" in text and "อีกคนบันทึกไว้ว่า “งวดแรก”" in text
    assert "อีกคนบันทึกไว้ว่า “12”" not in text
    assert _fresh(below).typed["problems"] == "ถนนขาด"
    _post(clerk, "fill", below, v_volunteers="12", v_problems="น้ำท่วม", n_="งวดสอง")
    assert _fresh(below).typed["problems"] == "น้ำท่วม"


def test_who_returns_what_another_accepted_reads_it_and_keeps_the_words(stopped_demo):
    below, _above = _pair()
    chief, _g = enter(DISTRICT, "drug_chief")
    province, _g = enter(PROVINCE, "drug_coordinator")
    _prove(chief, reverse("reports:sign", args=[below.public_id]))
    _post(chief, "sign", below, position="นายอำเภอปักธงชัย", capacity="own", send="1")
    _post(province, "accept", below)
    text = _post(province, "back", below, 409, c_volunteers="นับรวมผู้ใหญ่บ้านด้วย")
    assert "ยังไม่ได้ส่งคืน" in text and "นับรวมผู้ใหญ่บ้านด้วย" in text and "จึงส่งคืน" in text


def test_below_lists_what_has_begun_and_offers_only_what_can_be_done(stopped_demo):
    below, _above = _pair()
    begins = TODAY + timedelta(days=20)
    later = made.report(DISTRICT, period_start=begins, period_end=begins + timedelta(days=9), due_on=begins)
    province, _g = enter(PROVINCE, "drug_coordinator")
    text = _get(province, "reports", query="?show=below")
    assert below.public_id in text and later.public_id not in text
    assert "ทำรายงาน" not in text


def test_who_signs_reads_the_notes_that_are_signed(stopped_demo):
    below, _above = _pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    chief, _g = enter(DISTRICT, "drug_chief")
    _post(clerk, "fill", below, v_volunteers="12", n_volunteers="รวม อสม.", n_="งวดแรก")
    _prove(chief, reverse("reports:sign", args=[below.public_id]))
    text = _get(chief, "sign", below.public_id)
    assert "รวม อสม." in text and "งวดแรก" in text


def test_other_branches_and_roles_see_nothing(stopped_demo):
    below, _above = _pair()
    stranger, _g = enter("DOPA-3609", "drug_recorder")
    for name in ("report",):
        _get(stranger, name, below.public_id, status=404)
    assert stranger.post(reverse("reports:fill", args=[below.public_id]), {}).status_code == 404
    team, _g = enter(DISTRICT, "team_member")
    assert team.get(reverse("reports:reports")).status_code == 403
    clerk, _g = enter(DISTRICT, "drug_recorder")
    assert clerk.get(reverse("reports:sign", args=[below.public_id])).status_code == 403


def test_timeliness_names_who_will_miss_and_reminds_once_a_day(stopped_demo):
    late = made.report(
        DISTRICT, period_start=TODAY - timedelta(days=30), period_end=TODAY - timedelta(days=16),
        due_on=TODAY - timedelta(days=14),
    )  # fmt: skip
    below, _above = _pair()
    province, _g = enter(PROVINCE, "drug_coordinator")
    text = _get(province, "timeliness")
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
    assert "ซึ่งเลยกำหนดแล้ว 1 ฉบับ และมีรายงานของ".translate(THAI) in said
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
    _pair()
    province, _g = enter(PROVINCE, "drug_coordinator")
    text = _get(province, "timeliness")
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
    text = _get(desk, "sum", query="?t=T1")
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
    below, above = _pair()
    province, _g = enter(PROVINCE, "drug_coordinator")
    text = _get(province, "timeliness", query="?level=province")
    assert reverse("reports:report", args=[above.public_id]) in text
    assert 'name="report"' not in text and "เตือนที่เลือก" not in text
    assert f'name="report" value="{below.public_id}"' in _get(province, "timeliness", query="?level=district")
    # the desk above may remind the province, and its own row would have no box
    assert f'name="report" value="{above.public_id}"' in _get(enter("DOPA", "drug_department")[0], "timeliness")


def test_the_office_at_the_top_reads_the_sum_of_what_it_accepted(stopped_demo):
    days = {"period_start": TODAY - timedelta(days=14), "period_end": TODAY, "due_on": DUE}
    went = {"state": "accepted", "edition": 1, "sent_on": TODAY, "sent_at": NOW, "accepted_at": NOW}
    near, far = made.report(PROVINCE, **days, **went), made.report("DOPA-36", **days)
    wall.enter("1.")
    Edition.objects.create(
        report=near, scope_path=near.scope_path, no=1, form=near.form, values={"volunteers": "1234", "problems": "ฝน"},
        facts_at=NOW, signed_at=NOW, signer_name="สุเทพ", signer_position="ผู้ว่าฯ", hash="0" * 64,
    )  # fmt: skip
    desk, _g = enter("DOPA", "drug_department")
    assert reverse("reports:sum") in _get(desk, "reports")
    text = _get(desk, "sum", query="?t=T1")
    assert "รับแล้ว 1 จาก 2 แห่ง" in text and text.count("1,234") == 2 and str(office("DOPA-36")) in text
    assert reverse("reports:report", args=[far.public_id]) in text
    _get(desk, "sum", query="?t=nothing&end=x")
    province, _g = enter(PROVINCE, "drug_coordinator")
    assert reverse("reports:sum") not in _get(province, "reports")
    assert "1,234" not in _get(province, "sum", query="?t=T1")


def test_forms_are_shown_on_a_29th_of_february(stopped_demo, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2028, 2, 29))
    desk, _g = enter("DOPA", "drug_department")
    wall.enter("1.")
    for one in Template.objects.filter(code__in=("R2", "R4")):
        _get(desk, "template", one.public_id)
    _get(desk, "figures", status=302)


def test_every_figure_opens(stopped_demo):
    below, above = _pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    province, _g = enter(PROVINCE, "drug_coordinator")
    for column in made.FORM.columns:
        _get(clerk, "cell", below.public_id, column.code)
        _get(province, "cell", above.public_id, column.code, query="?no=&from=x")
    _get(clerk, "cell", below.public_id, "nothing", status=404)
    _get(clerk, "cell", below.public_id, "total", query="?no=7", status=404)
    _get(clerk, "cell", below.public_id, "total", query="?no=²&from=²")


def test_a_city_right_under_its_province_waits_for_the_province(stopped_demo):
    city = Office.objects.filter(level="lgo", parent=office("DLA-30")).first()
    below = Office.objects.filter(level="lgo", parent=office("DLA-3014")).first()
    days = {"period_start": TODAY - timedelta(days=14), "period_end": TODAY, "due_on": DUE}
    sent = {"state": "sent", "edition": 1, "sent_on": TODAY, "sent_at": NOW}
    form = BY_CODE["R4"].form
    mine, theirs = (made.report(one.code, form, name="T4", **days, **sent) for one in (city, below))
    province, _g = enter("DLA-30", "province_coordinator")
    text = _get(province, "reports", query="?show=review")
    assert mine.public_id in text and theirs.public_id not in text
    district, _g = enter("DLA-3014", "district_recorder")
    text = _get(district, "reports", query="?show=review")
    assert theirs.public_id in text and mine.public_id not in text
