"""The pages of a report: fill, sign, send, return, accept; what is refused stands beside its cell."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.aftercare import district
from tests.assistance.desk import enter
from tests.factories import reports as made
from tests.factories.actors import NOW, TODAY, office
from tests.reports import line
from tests.reports.browsing import DISTRICT, DUE, PROVINCE, fresh, get, pair, post, prove

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.offices.models import Office
from tidtam.reports.actions import amending
from tidtam.reports.catalogue import BY_CODE
from tidtam.reports.choices import ReportState
from tidtam.reports.models import Edition, Template

pytestmark = pytest.mark.django_db


def test_a_report_goes_up_comes_back_and_is_accepted(stopped_demo):
    below, above = pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    chief, _g = enter(DISTRICT, "drug_chief")
    province, _g = enter(PROVINCE, "drug_coordinator")

    assert below.template.title in get(clerk, "reports")
    text = get(clerk, "report", below.public_id)
    assert "v_volunteers" in text and "บันทึกร่าง" in text
    text = post(clerk, "fill", below, 422, v_volunteers="หลายคน", v_problems="ถนนขาด")
    assert "ถนนขาด" in text and "หลายคน" in text and "err" in text  # nothing typed is lost
    post(clerk, "fill", below, v_volunteers="๑๒", v_spent="", v_problems="ถนนขาด", n_="งวดแรก")
    assert fresh(below).typed["volunteers"] == "12"

    sign = reverse("reports:sign", args=[below.public_id])
    asked = chief.get(sign)
    assert asked.status_code == 302 and asked["Location"].startswith(reverse("account_reauthenticate"))
    prove(chief, sign)
    assert "12" in get(chief, "sign", below.public_id)
    text = post(chief, "sign", below, 422, position="", capacity="own")
    assert "ตำแหน่ง" in text
    text = post(chief, "sign", below, 422, position="นายอำเภอ", capacity="acting", for_position="")
    assert "ลงนามแทน" in text and "นายอำเภอ" in text
    post(chief, "sign", below, position="นายอำเภอปักธงชัย", capacity="own", send="1")
    assert fresh(below).state == ReportState.SENT

    text = get(province, "reports", query="?show=review")
    assert str(office(DISTRICT)) in text
    post(province, "back", below, 422)  # nothing was said
    post(province, "back", below, c_volunteers="นับรวมผู้ใหญ่บ้านด้วย")
    text = get(clerk, "report", below.public_id)
    assert "นับรวมผู้ใหญ่บ้านด้วย" in text
    post(clerk, "fill", below, v_volunteers="14", v_problems="ถนนขาด")
    text = get(clerk, "report", below.public_id)
    assert "ส่งคืนให้แก้" in text and text.count("นับรวมผู้ใหญ่บ้านด้วย") == 2  # at the head and beside its cell
    post(chief, "sign", below, position="นายอำเภอปักธงชัย", capacity="own", send="1")
    text = get(province, "report", above.public_id)
    assert "14" in text and "รับรายงานที่เลือก" in text
    seen = fresh(below).version
    assert f'value="{below.public_id}.{seen}"' in text
    answer = province.post(
        reverse("reports:accept_many", args=[above.public_id]), {"child": [f"{below.public_id}.{seen}"]}, follow=True
    )
    assert answer.status_code == 200
    assert fresh(below).state == ReportState.ACCEPTED and fresh(below).edition == 2
    text = get(clerk, "report", below.public_id, query="?show=history")
    assert re.search(r"<code>[0-9a-f]{64}</code>", text)
    text = get(clerk, "report", below.public_id)
    assert "นับรวมผู้ใหญ่บ้านด้วย" not in text  # the edition that stands has answered it
    for no in (1, 2):  # a formula leads to its terms of the same edition
        text = get(clerk, "cell", below.public_id, "rate", query=f"?no={no}")
        assert reverse("reports:cell", args=[below.public_id, "found"]) + f"?no={no}" in text


def test_what_explains_a_cell_stays_beside_the_sum_once_it_is_signed(stopped_demo):
    below, above = pair()
    line.accepted(below, *line.hands(DISTRICT), line.hands(PROVINCE, "drug_coordinator")[0])
    clerk, _g = enter(PROVINCE, "drug_coordinator")
    governor, _g = enter(PROVINCE, "drug_chief")
    post(clerk, "fill", above, n_total="ขาด อ.สูงเนิน ยังไม่ส่ง")
    prove(governor, reverse("reports:sign", args=[above.public_id]))
    post(governor, "sign", above, position="ผู้ว่าราชการจังหวัด", capacity="own", send="1")
    for client in (clerk, governor):
        assert "ขาด อ.สูงเนิน ยังไม่ส่ง" in get(client, "report", above.public_id)


def test_what_was_typed_and_not_kept_yet_goes_along_with_the_buttons_beside_the_sheet(stopped_demo):
    below, _above = pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    text = get(clerk, "report", below.public_id)
    assert f'form="fill" formaction="{reverse("reports:present", args=[below.public_id])}"' in text
    post(clerk, "present", below, 422, v_volunteers="หลายคน", v_problems="ถนนขาด", n_="")
    assert fresh(below).presented_at is None
    post(clerk, "present", below, v_volunteers="12", v_problems="ถนนขาด", n_="งวดแรก")
    kept = fresh(below)
    assert (kept.typed["volunteers"], kept.notes[""], kept.presented_at) == ("12", "งวดแรก", NOW)
    same = {"v_volunteers": "12", "v_problems": "ถนนขาด", "n_": "งวดแรก"}
    post(clerk, "present", below, version=str(kept.version - 1), **same)  # pressed twice
    assert fresh(below).version == kept.version


def test_why_nothing_is_amended_is_kept_when_it_is_refused(stopped_demo):
    below, _above = pair()
    line.sent(below, *line.hands(DISTRICT))
    wall.enter("1.")
    district.case(office(DISTRICT))
    proposal = amending.detect(report=fresh(below), at=line.LATER)
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
    below, _above = pair()
    line.sent(below, *line.hands(DISTRICT))
    chief, _g = enter(DISTRICT, "drug_chief")
    answer = chief.get(reverse("reports:sign", args=[below.public_id]), follow=True)
    assert answer.redirect_chain == [(reverse("reports:report", args=[below.public_id]), 302)]
    assert "จึงลงนามไม่ได้" in answer.content.decode()


def test_what_came_while_the_page_lay_open_is_not_signed_unread(stopped_demo):
    below, _above = pair()
    chief, _g = enter(DISTRICT, "drug_chief")
    prove(chief, reverse("reports:sign", args=[below.public_id]))
    first = _mark(get(chief, "sign", below.public_id))
    wall.enter("1.")
    district.case(office(DISTRICT))
    told = {"position": "นายอำเภอปักธงชัย", "capacity": "own", "send": "1"}
    text = post(chief, "sign", below, 409, read=first, **told)
    assert "ตัวเลขเปลี่ยนหลังจากที่คุณเปิดหน้านี้" in text and "นายอำเภอปักธงชัย" in text
    assert fresh(below).state == ReportState.OPEN
    second = _mark(text)
    assert second != first
    wall.enter("1.")
    district.case(office(DISTRICT))  # comes while a fault of the form is mended: it is not passed off as read
    text = post(chief, "sign", below, 422, read=second, **(told | {"position": ""}))
    assert _mark(text) == second
    text = post(chief, "sign", below, 409, read=second, **told)
    second = _mark(text)
    post(chief, "sign", below, read=second, **told)
    assert fresh(below).state == ReportState.SENT


def _mark(text: str) -> str:
    found = re.search(r'name="read" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


def test_nothing_done_is_a_report(stopped_demo):
    below, _above = pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    post(clerk, "nil", below)
    assert fresh(below).nil and "รายงานว่าไม่มีการดำเนินงาน" in get(clerk, "report", below.public_id)
    post(clerk, "nil", below, back="1")
    assert not fresh(below).nil


def test_a_nil_return_that_came_back_is_still_nil(stopped_demo):
    below, _above = pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    chief, _g = enter(DISTRICT, "drug_chief")
    province, _g = enter(PROVINCE, "drug_coordinator")
    post(clerk, "nil", below)
    prove(chief, reverse("reports:sign", args=[below.public_id]))
    post(chief, "sign", below, position="นายอำเภอปักธงชัย", capacity="own", send="1")
    post(province, "back", below, c_problems="บอกด้วยว่าเพราะอะไร")
    post(clerk, "fill", below, v_problems="น้ำท่วม เลื่อนไปงวดหน้า")
    assert fresh(below).nil and "รายงานว่าไม่มีการดำเนินงาน" in get(chief, "sign", below.public_id)
    post(clerk, "fill", below, v_volunteers="3", v_problems="น้ำท่วม")
    assert not fresh(below).nil


def test_what_another_clerk_kept_is_said_before_it_is_overwritten(stopped_demo):
    below, _above = pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    stale = str(fresh(below).version)
    post(clerk, "fill", below, v_volunteers="12", v_problems="ถนนขาด", n_="งวดแรก")
    text = post(clerk, "fill", below, 409, version=stale, v_volunteers="12", v_problems="น้ำท่วม", n_="งวดสอง")
    assert "มีคนแก้รายงานนี้ไปก่อนแล้ว" in text and "น้ำท่วม" in text and "งวดสอง" in text
    assert "อีกคนบันทึกไว้ว่า “ถนนขาด”" in text and "อีกคนบันทึกไว้ว่า “งวดแรก”" in text
    assert "อีกคนบันทึกไว้ว่า “12”" not in text
    assert fresh(below).typed["problems"] == "ถนนขาด"
    post(clerk, "fill", below, v_volunteers="12", v_problems="น้ำท่วม", n_="งวดสอง")
    assert fresh(below).typed["problems"] == "น้ำท่วม"


def test_who_returns_what_another_accepted_reads_it_and_keeps_the_words(stopped_demo):
    below, _above = pair()
    chief, _g = enter(DISTRICT, "drug_chief")
    province, _g = enter(PROVINCE, "drug_coordinator")
    prove(chief, reverse("reports:sign", args=[below.public_id]))
    post(chief, "sign", below, position="นายอำเภอปักธงชัย", capacity="own", send="1")
    post(province, "accept", below)
    text = post(province, "back", below, 409, c_volunteers="นับรวมผู้ใหญ่บ้านด้วย")
    assert "ยังไม่ได้ส่งคืน" in text and "นับรวมผู้ใหญ่บ้านด้วย" in text and "จึงส่งคืน" in text


def test_below_lists_what_has_begun_and_offers_only_what_can_be_done(stopped_demo):
    below, _above = pair()
    begins = TODAY + timedelta(days=20)
    later = made.report(DISTRICT, period_start=begins, period_end=begins + timedelta(days=9), due_on=begins)
    province, _g = enter(PROVINCE, "drug_coordinator")
    text = get(province, "reports", query="?show=below")
    assert below.public_id in text and later.public_id not in text
    assert "ทำรายงาน" not in text


def test_who_signs_reads_the_notes_that_are_signed(stopped_demo):
    below, _above = pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    chief, _g = enter(DISTRICT, "drug_chief")
    post(clerk, "fill", below, v_volunteers="12", n_volunteers="รวม อสม.", n_="งวดแรก")
    prove(chief, reverse("reports:sign", args=[below.public_id]))
    text = get(chief, "sign", below.public_id)
    assert "รวม อสม." in text and "งวดแรก" in text


def test_other_branches_and_roles_see_nothing(stopped_demo):
    below, _above = pair()
    stranger, _g = enter("DOPA-3609", "drug_recorder")
    for name in ("report",):
        get(stranger, name, below.public_id, status=404)
    assert stranger.post(reverse("reports:fill", args=[below.public_id]), {}).status_code == 404
    team, _g = enter(DISTRICT, "team_member")
    assert team.get(reverse("reports:reports")).status_code == 403
    clerk, _g = enter(DISTRICT, "drug_recorder")
    assert clerk.get(reverse("reports:sign", args=[below.public_id])).status_code == 403


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
    assert reverse("reports:sum") in get(desk, "reports")
    text = get(desk, "sum", query="?t=T1")
    assert "รับแล้ว 1 จาก 2 แห่ง" in text and text.count("1,234") == 2 and str(office("DOPA-36")) in text
    assert reverse("reports:report", args=[far.public_id]) in text
    get(desk, "sum", query="?t=nothing&end=x")
    province, _g = enter(PROVINCE, "drug_coordinator")
    assert reverse("reports:sum") not in get(province, "reports")
    assert "1,234" not in get(province, "sum", query="?t=T1")


def test_forms_are_shown_on_a_29th_of_february(stopped_demo, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2028, 2, 29))
    desk, _g = enter("DOPA", "drug_department")
    wall.enter("1.")
    for one in Template.objects.filter(code__in=("R2", "R4")):
        get(desk, "template", one.public_id)
    get(desk, "figures", status=302)


def test_every_figure_opens(stopped_demo):
    below, above = pair()
    clerk, _g = enter(DISTRICT, "drug_recorder")
    province, _g = enter(PROVINCE, "drug_coordinator")
    for column in made.FORM.columns:
        get(clerk, "cell", below.public_id, column.code)
        get(province, "cell", above.public_id, column.code, query="?no=&from=x")
    get(clerk, "cell", below.public_id, "nothing", status=404)
    get(clerk, "cell", below.public_id, "total", query="?no=7", status=404)
    get(clerk, "cell", below.public_id, "total", query="?no=²&from=²")


def test_a_city_right_under_its_province_waits_for_the_province(stopped_demo):
    city = Office.objects.filter(level="lgo", parent=office("DLA-30")).first()
    below = Office.objects.filter(level="lgo", parent=office("DLA-3014")).first()
    days = {"period_start": TODAY - timedelta(days=14), "period_end": TODAY, "due_on": DUE}
    sent = {"state": "sent", "edition": 1, "sent_on": TODAY, "sent_at": NOW}
    form = BY_CODE["R4"].form
    mine, theirs = (made.report(one.code, form, name="T4", **days, **sent) for one in (city, below))
    province, _g = enter("DLA-30", "province_coordinator")
    text = get(province, "reports", query="?show=review")
    assert mine.public_id in text and theirs.public_id not in text
    district, _g = enter("DLA-3014", "district_recorder")
    text = get(district, "reports", query="?show=review")
    assert theirs.public_id in text and mine.public_id not in text


def test_who_signs_while_the_period_goes_on_is_told_what_that_means(stopped_demo: None) -> None:
    days = {"period_start": TODAY - timedelta(days=5), "period_end": TODAY + timedelta(days=9)}
    early = made.report(DISTRICT, **days, due_on=TODAY + timedelta(days=7))
    due = made.report(DISTRICT, name="T2", **days, due_on=TODAY)
    chief, _g = enter(DISTRICT, "drug_chief")
    prove(chief, reverse("reports:sign", args=[early.public_id]))
    assert "งวดนี้เหลืออีก 9 วัน ส่งได้ถึง 28 พ.ค. 2569" in get(chief, "sign", early.public_id)
    assert "งวดนี้เหลืออีก" not in get(chief, "sign", due.public_id)


def test_the_second_window_of_a_signer_leads_to_what_the_first_one_signed(stopped_demo: None) -> None:
    below, _above = pair()
    chief, _g = enter(DISTRICT, "drug_chief")
    prove(chief, reverse("reports:sign", args=[below.public_id]))
    seen = {"version": str(fresh(below).version), "position": "นายอำเภอปักธงชัย"}
    post(chief, "sign", below, **seen, capacity="own", send="1")
    late = chief.post(
        reverse("reports:sign", args=[below.public_id]),
        seen | {"capacity": "acting", "for_position": "นายอำเภอ", "send": "1"}, follow=True,
    )  # fmt: skip
    assert late.redirect_chain[-1][0] == reverse("reports:report", args=[below.public_id])
    assert "จึงลงนามไม่ได้" in late.content.decode() and fresh(below).edition == 1
