"""What who reviews a report reads: why it was signed anew, what changed, what was asked; nothing said of it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.aftercare import district
from tests.assistance.desk import enter
from tests.factories import reports as make
from tests.factories.actors import NOW, actor, office
from tests.reports import line
from tests.reports.browsing import get, prove
from tests.reports.test_amending import REASON, WIDE

from tidtam.kernel import wall
from tidtam.reports.actions import amending, compiling, reviewing, signing
from tidtam.reports.models import Report
from tidtam.reports.papers import saying
from tidtam.reports.queries import answering

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
NEAR, UP = "DOPA-3014", "DOPA-30"


def _page(client, report: Report, query: str = "") -> str:
    answer = client.get(reverse("reports:report", args=[report.public_id]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def _returned(report: Report, **comments: str) -> Report:
    above = line.hands(UP, "drug_coordinator")[0]
    wall.enter(above.scope)
    return reviewing.send_back(report=report, comments=comments, by=above, at=NOW)


def _sent_again(report: Report, notes: dict[str, str] | None = None, **typed: str) -> None:
    clerk, head = line.hands(NEAR)
    line.opened(report, clerk, **typed)
    if notes:
        compiling.fill(report=line.fresh(report), values={}, notes=notes, by=clerk, at=NOW)
    wall.enter(head.scope)
    signing.sign(report=line.fresh(report), signature=make.SIGNATURE, by=head, at=line.LATER)
    signing.send(report=line.fresh(report), by=head, at=line.LATER)


def _amended(report: Report) -> None:
    """Change what an accepted report holds: one more visit, signed with a reason."""
    wall.enter("1.")
    district.visit(district.case(office(NEAR)), 1, "F1")
    proposal = amending.detect(report=line.fresh(report), at=line.LATER)
    assert proposal is not None
    head = line.hands(NEAR)[1]
    wall.enter(head.scope)
    amending.make(amendment=proposal, signature=REASON, by=head, at=line.LATER)


def test_who_reviews_an_amendment_reads_reason_and_difference_above_the_table() -> None:
    near, _far, up = line.province(**WIDE)
    line.accepted(near, *line.hands(NEAR), line.hands(UP, "drug_coordinator")[0])
    _amended(near)
    client, _g = enter(UP, "drug_coordinator")
    above_table = _page(client, near).partition("<table")[0]
    assert "ฉบับแก้ไข 2" in above_table and REASON.reason in above_table
    assert "ช่อง followed: 0 → <b>1</b>" in above_table
    assert "ฉบับแก้ไข 2" in _page(client, up)  # the line of the district in its province
    listed = client.get(reverse("reports:reports") + "?show=review").content.decode()
    assert "ฉบับแก้ไข 2" in listed
    own, _g = enter(NEAR, "drug_recorder")
    assert REASON.reason not in _page(own, near).partition("<table")[0]  # nothing to decide there
    reviewing_all = _page(client, near, "?show=history")
    assert reviewing_all.count(REASON.reason) == 2  # above, and with its edition


def test_a_proposal_to_amend_is_counted_and_shown_though_there_is_more_to_review() -> None:
    near, _far, up = line.province(**WIDE)
    coordinator, governor = line.hands(UP, "drug_coordinator", "province_head")
    line.accepted(near, *line.hands(NEAR), coordinator)
    line.accepted(up, coordinator, governor, actor("DOPA", "drug_department", enter=False))
    _amended(near)  # to be reviewed, and what the province sent has changed by it
    client, _g = enter(UP, "drug_coordinator")
    first = client.get(reverse("reports:reports")).content.decode()
    assert "ตัวเลขที่ส่งไปแล้วเปลี่ยน" in first and "ต้องทำ 1" in first and "ไม่มีรายงานที่ต้องทำ" not in first


def test_all_that_was_signed_since_the_last_decision_is_read() -> None:
    near = line.province(**WIDE)[0]
    line.sent(near, *line.hands(NEAR))  # nobody has decided on the first edition
    _amended(near)
    _amended(near)
    client, _g = enter(UP, "drug_coordinator")
    above_table = _page(client, near).partition("<table")[0]
    assert "ฉบับแก้ไข 3" in above_table and "ฉบับแก้ไข 2" in above_table
    coordinator = line.hands(UP, "drug_coordinator")[0]
    wall.enter(coordinator.scope)
    reviewing.accept(report=line.fresh(near), by=coordinator, at=line.LATER + timedelta(minutes=1))
    assert "ฉบับแก้ไข" not in _page(client, near).partition("<table")[0]


def test_comments_stay_with_their_edition_and_before_who_reviews_the_next() -> None:
    near = line.province()[0]
    line.sent(near, *line.hands(NEAR), volunteers="3")
    _returned(near, volunteers="นับรวมผู้ใหญ่บ้านด้วย", **{"": "ลงวันที่ด้วย"})
    _sent_again(near, volunteers="5")
    client, _g = enter(UP, "drug_coordinator")
    above_table = _page(client, near).partition("<table")[0]
    assert "ช่อง volunteers: นับรวมผู้ใหญ่บ้านด้วย" in above_table and "ลงวันที่ด้วย" in above_table
    assert "ฉบับที่ 2 ลงนามใหม่หลังส่งคืน" in above_table and "ช่อง volunteers: 3 → <b>5</b>" in above_table
    own, _g = enter(NEAR, "drug_recorder")
    assert "นับรวมผู้ใหญ่บ้านด้วย" not in _page(own, near)
    history = _page(own, near, "?show=history")
    first = history[history.index("<h2>ฉบับที่ 1") :]
    assert "ช่อง volunteers: นับรวมผู้ใหญ่บ้านด้วย" in first
    assert "นับรวมผู้ใหญ่บ้านด้วย" not in history.replace(first, "")


def test_an_edition_that_differs_in_notes_alone_says_so() -> None:
    near = line.province()[0]
    line.sent(near, *line.hands(NEAR), volunteers="3")
    _returned(near, volunteers="เขียนหมายเหตุว่านับใคร")
    _sent_again(near, notes={"volunteers": "นับ อส. ด้วย"})
    client, _g = enter(UP, "drug_coordinator")
    above_table = _page(client, near).partition("<table")[0]
    assert "ตัวเลขเท่าฉบับก่อน เปลี่ยนเฉพาะหมายเหตุ" in above_table
    assert "หมายเหตุ ช่อง volunteers: – → <b>นับ อส. ด้วย</b>" in above_table
    _returned(near, volunteers="ยังไม่พอ")
    _sent_again(near)
    assert "ตัวเลขและหมายเหตุเท่าฉบับก่อน" in _page(client, near).partition("<table")[0]


def test_a_button_that_is_late_says_so_without_words_about_typing() -> None:
    near = line.province()[0]
    line.sent(near, *line.hands(NEAR))
    client, _g = enter(UP, "drug_coordinator")
    answer = client.post(reverse("reports:accept", args=[near.public_id]), {"version": "1"}, follow=True)
    text = answer.content.decode()
    assert "รายงานเปลี่ยนหลังจากที่คุณเปิดหน้านี้" in text and "สิ่งที่กรอกไว้ยังอยู่" not in text
    assert line.fresh(near).state == "sent"


def test_a_keyboard_passes_the_wide_table_in_one_step() -> None:
    up = line.province()[2]
    client, _g = enter(UP, "drug_coordinator")
    before, _table, after = _page(client, up).partition("<table")
    assert before.rindex('href="#past-table"') > before.rindex("<form")
    assert 'id="past-table"' in after.partition("</table>")[2]


def test_what_was_decided_not_to_be_amended_stands_with_its_edition() -> None:
    near = line.province(**WIDE)[0]
    line.accepted(near, *line.hands(NEAR), line.hands(UP, "drug_coordinator")[0])
    wall.enter("1.")
    district.visit(district.case(office(NEAR)), 1, "F1")
    proposal = amending.detect(report=line.fresh(near), at=line.LATER)
    assert proposal is not None
    head = line.hands(NEAR)[1]
    wall.enter(head.scope)
    amending.set_aside(amendment=proposal, reason="นับในงวดหน้าแล้ว", by=head, at=line.LATER)
    for code, role in ((NEAR, "drug_recorder"), (UP, "drug_coordinator")):
        client, _g = enter(code, role)
        history = _page(client, near, "?show=history").partition("<ol")[2]
        assert "<b>ไม่แก้ไข</b>: นับในงวดหน้าแล้ว" in history and head.name in history
        assert "ช่อง followed: 0 → <b>1</b>" in history
        assert "วันนี้ 1 · ไม่แก้ไข" in _page(client, near)


def test_an_edition_that_holds_one_office_more_says_so() -> None:
    near, _far, up = line.province()
    coordinator, governor = line.hands(UP, "drug_coordinator", "province_head")
    line.sent(up, coordinator, governor)
    above = line.hands("DOPA", "drug_department")[0]
    wall.enter(above.scope)
    reviewing.send_back(report=line.fresh(up), comments={"": "ใครยังไม่ส่งบ้าง"}, by=above, at=NOW)
    line.accepted(near, *line.hands(NEAR), coordinator)
    line.opened(line.fresh(up), coordinator)
    wall.enter(governor.scope)
    signing.sign(report=line.fresh(up), signature=make.SIGNATURE, by=governor, at=line.LATER)
    client, _g = enter(UP, "drug_coordinator")
    history = _page(client, up, "?show=history")
    assert "รวม 0 จาก 2 → 1 จาก 2 แห่ง" in history
    assert "ตัวเลขเท่าฉบับก่อน</p>" in history and "ตัวเลขและหมายเหตุเท่าฉบับก่อน" not in history


def test_an_edition_that_became_a_nil_return_says_so_and_back() -> None:
    near = line.province()[0]
    clerk, _head = line.hands(NEAR)
    line.sent(near, *line.hands(NEAR))
    client, _g = enter(UP, "drug_coordinator")
    for nil, words in ((True, "เปลี่ยนเป็นไม่มีการดำเนินงาน"), (False, "ไม่ใช่รายงานว่าไม่มีการดำเนินงานอีกต่อไป")):
        _returned(near, volunteers="มีการดำเนินงานหรือไม่")
        line.opened(near, clerk)
        compiling.set_nil(report=line.fresh(near), nil=nil, by=clerk, at=NOW)
        _sent_again(near)
        above_table = _page(client, near).partition("<table")[0]
        assert f"<li>{words}</li>" in above_table and "ตัวเลขและหมายเหตุเท่าฉบับก่อน" not in above_table


def test_what_the_office_above_wrote_itself_stands_once_and_makes_no_row_of_nothing() -> None:
    near, _far, up = line.province(**WIDE)
    coordinator, governor = line.hands(UP, "drug_coordinator", "province_head")
    line.accepted(near, *line.hands(NEAR), coordinator)
    line.opened(up, coordinator, problems="ฝนตกทั้งจังหวัด")
    wall.enter(governor.scope)
    signing.sign(report=line.fresh(up), signature=make.SIGNATURE, by=governor, at=line.LATER)
    wall.enter("1.")
    told = answering.told(line.fresh(up), answering.edition_of(line.fresh(up)))
    assert [name for name, _values in told.rows] == [str(near.office)]
    assert [words for _label, _office, words in saying.texts(told)] == ["ฝนตกทั้งจังหวัด"]


def test_an_amendment_that_was_sent_back_is_compared_with_what_was_accepted() -> None:
    near = line.province(**WIDE)[0]
    line.accepted(near, *line.hands(NEAR), line.hands(UP, "drug_coordinator")[0])
    _amended(near)
    client, _g = enter(UP, "drug_coordinator")
    assert "ที่รับไว้แล้ว" not in _page(client, near), "an edition that follows the accepted one says it itself"
    _returned(near, followed="นับใครเพิ่ม")
    _sent_again(near, notes={"followed": "เยี่ยมช้า"})
    above_table = _page(client, near).partition("<table")[0]
    assert "ต่างจากฉบับที่ 1 ที่รับไว้แล้ว" in above_table and REASON.reason in above_table
    assert above_table.count("ช่อง followed: 0 → <b>1</b>") == 1
    above = line.hands(UP, "drug_coordinator")[0]
    wall.enter(above.scope)
    reviewing.accept(report=line.fresh(near), by=above, at=line.LATER)
    assert line.fresh(near).accepted_no == 3


def test_what_those_below_wrote_is_read_where_it_is_summed_up() -> None:
    near, far, up = line.province(**WIDE)
    line.accepted(near, *line.hands(NEAR), line.hands(UP, "drug_coordinator")[0], problems="ถนนขาดสองสาย")
    line.opened(far, line.hands("DOPA-3015")[0], problems="ยังเป็นร่าง")
    client, _g = enter(UP, "drug_coordinator")
    text = _page(client, up)
    assert ": 1 แห่งเขียนไว้" in text and "ถนนขาดสองสาย" in text and "ยังเป็นร่าง" not in text


def test_who_signs_again_reads_why_it_came_back_and_what_is_another_now() -> None:
    near = line.province()[0]
    clerk, head = line.hands(NEAR)
    client, _g = enter(NEAR, "drug_chief")
    prove(client, reverse("reports:sign", args=[near.public_id]))
    assert "ถูกส่งคืนให้แก้" not in get(client, "sign", near.public_id)
    line.sent(near, clerk, head, volunteers="3", problems="ฝนตก")
    assert "ลงนามแล้ว</li>" in _page(client, near) and '<span class="chip done">ส่ง' in _page(client, near)
    _returned(near, volunteers="นับรวมผู้ใหญ่บ้านด้วย", **{"": "ลงวันที่ด้วย"})
    assert "ลงนามแล้ว</li>" not in _page(client, near) and "ลงนามใหม่ แล้วส่ง</li>" in _page(client, near)
    line.opened(near, clerk)
    text = get(client, "sign", near.public_id)
    assert "ตัวเลขและหมายเหตุเท่าฉบับก่อน" in text  # nothing was mended yet
    assert '<span class="chip returned">ส่ง' in _page(client, near)  # what it says of the edition that came back
    wall.enter(clerk.scope)
    compiling.fill(report=line.fresh(near), values={"volunteers": "5"}, notes={"": "นับครบ"}, by=clerk, at=NOW)
    for _again in range(2):
        text = get(client, "sign", near.public_id).partition("ตัวเลขที่จะลงนาม")[0]
        assert "ฉบับที่ 1 ถูกส่งคืนให้แก้" in text and "ลงวันที่ด้วย" in text
        assert "ช่อง volunteers: นับรวมผู้ใหญ่บ้านด้วย" in text and "ช่อง volunteers: 3 → <b>5</b>" in text
        assert "หมายเหตุของรายงาน: – → <b>นับครบ</b>" in text and "ช่อง problems:" not in text
        assert "ลงนามใหม่ แล้วส่ง</li>" in _page(client, near)
        wall.enter(head.scope)  # signed and taken back: what was asked is still to be answered
        signing.sign(report=line.fresh(near), signature=make.SIGNATURE, by=head, at=line.LATER)
        signing.unsign(report=line.fresh(near), by=clerk, at=line.LATER)


def test_who_cannot_sign_reads_who_decides_on_a_proposal() -> None:
    near = line.province(**WIDE)[0]
    line.accepted(near, *line.hands(NEAR), line.hands(UP, "drug_coordinator")[0])
    wall.enter("1.")
    district.visit(district.case(office(NEAR)), 1, "F1")
    assert amending.detect(report=line.fresh(near), at=line.LATER) is not None
    decides = "หัวหน้าหน่วยงานเป็นผู้ลงนามแก้ไขหรือไม่แก้ไข ระบบแจ้งแล้ว"
    for code, role in ((NEAR, "drug_recorder"), (UP, "drug_coordinator")):
        text = _page(enter(code, role)[0], near).partition("<table")[0]
        assert "ช่อง followed: 0 → <b>1</b>" in text and decides in text, code
    assert decides not in _page(enter(NEAR, "drug_chief")[0], near)
