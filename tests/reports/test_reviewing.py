"""Review: comments stand on cells, the duty goes along, only the office above decides."""

from __future__ import annotations

import pytest
from tests.factories import reports as make
from tests.factories.actors import NOW, actor, office
from tests.factories.letters import monthly, received
from tests.reports import line

from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.notices.models import Notice
from tidtam.obligations.models import Duty, Fulfilment, Obligation
from tidtam.reports.actions import compiling, reviewing, signing
from tidtam.reports.models import CellComment, Report

pytestmark = pytest.mark.django_db


def _duty(report: Report) -> Duty:
    clerk = actor(report.office.code, "drug_recorder")
    received(clerk, report.office.code, monthly(25, level="district"))
    wall.enter("1.")
    return Duty.objects.filter(office=report.office, state="open").order_by("due_on")[0]


def _sent(code: str = "DOPA-3014") -> Report:
    return line.sent(make.report(code), *line.hands(code), volunteers="3")


def test_comments_stand_on_cells_and_the_office_is_told() -> None:
    report = _sent()
    above = actor("DOPA-30", "drug_coordinator")
    back = reviewing.send_back(report=report, comments={"volunteers": "นับซ้ำ", "": "", "spent": " "}, by=above, at=NOW)
    assert (back.state, back.accepted_at) == ("returned", None)
    said = CellComment.objects.get()
    assert (said.cell, said.words, said.edition, said.office_name) == (
        "volunteers", "นับซ้ำ", 1, office("DOPA-30").name_th,
    )  # fmt: skip
    wall.enter("1.")
    told = Notice.objects.get(office=office("DOPA-3014"))
    assert "ส่งคืน" in told.title
    assert "นับซ้ำ" not in told.title + told.body


def test_a_return_says_what_is_wrong_on_a_cell_of_the_form() -> None:
    report = _sent()
    above = actor("DOPA-30", "drug_coordinator")
    for comments, code in (
        ({}, "comment_missing"), ({"x": "?"}, "cell_unknown"), ({"": "ก" * 1001}, "comment_long"),
    ):  # fmt: skip
        with pytest.raises(Problem) as caught:
            reviewing.send_back(report=report, comments=comments, by=above, at=NOW)
        assert caught.value.code == f"reports.{code}"


def test_only_the_office_it_goes_to_reviews() -> None:
    report = _sent()
    wall.enter("1.")
    for code, role in (("DOPA-3014", "drug_recorder"), ("DOPA-31", "drug_coordinator"), ("DOPA", "drug_department")):
        with pytest.raises(NotAllowed):
            reviewing.accept(report=report, by=actor(code, role, enter=False), at=NOW)
    with pytest.raises(NotAllowed):
        reviewing.send_back(report=report, comments={"": "x"}, by=line.hands("DOPA-3014")[1], at=NOW)


def test_accepting_twice_is_once_and_what_was_not_sent_is_not_accepted() -> None:
    report = _sent()
    above = actor("DOPA-30", "drug_coordinator")
    seen = report.version
    reviewing.accept(report=report, version=seen, by=above, at=NOW)
    assert reviewing.accept(report=report, version=seen, by=above, at=line.LATER).accepted_at == NOW
    with pytest.raises(Conflict):
        reviewing.accept(report=report, by=above, at=NOW)
    with pytest.raises(Conflict):
        reviewing.send_back(report=report, comments={"": "x"}, by=above, at=NOW)


def test_many_are_accepted_and_the_others_left_with_the_reason() -> None:
    good, bad = _sent(), make.report("DOPA-3015")
    above = actor("DOPA-30", "drug_coordinator")
    came = reviewing.accept_many(reports=[bad, good], by=above, at=NOW)
    assert [one.pk for one in came.done] == [good.pk]
    assert [(one.pk, problem.code) for one, problem in came.refused] == [(bad.pk, "reports.bad_state")]


def test_the_department_reviews_a_province_by_its_right_on_reports() -> None:
    report = line.sent(make.report("DOPA-30"), *line.hands("DOPA-30", "drug_coordinator", "province_head"))
    above = actor("DOPA", "drug_department")
    assert reviewing.accept(report=report, by=above, at=NOW).state == "accepted"


def test_the_duty_goes_along_sent_returned_sent_again_and_accepted() -> None:
    report = make.report("DOPA-3014")
    duty = _duty(report)
    Report.objects.filter(pk=report.pk).update(duty=duty)
    clerk, head = line.hands("DOPA-3014")
    above = actor("DOPA-30", "drug_coordinator", enter=False)
    line.sent(line.fresh(report), clerk, head)
    duty.refresh_from_db()
    assert duty.state == "sent"
    reviewing.send_back(report=report, comments={"": "ขาดหมายเหตุ"}, by=above, at=NOW)
    duty.refresh_from_db()
    assert (duty.state, duty.comment) == ("returned", "ขาดหมายเหตุ")
    line.sent(report, clerk, head)
    reviewing.accept(report=report, by=above, at=NOW)
    duty.refresh_from_db()
    assert duty.state == "accepted"
    words = [one.words for one in Fulfilment.objects.filter(duty=duty).order_by("pk")]
    assert len(words) == 2
    assert "ฉบับที่ 2" in words[1]


def test_a_nil_report_answers_its_duty_with_nothing_done() -> None:
    report = make.report("DOPA-3014")
    duty = _duty(report)
    Report.objects.filter(pk=report.pk).update(duty=duty)
    clerk, head = line.hands("DOPA-3014")
    wall.enter("1.")
    compiling.set_nil(report=line.fresh(report), by=clerk, at=NOW)
    signing.sign_and_send(report=report, signature=make.SIGNATURE, by=head, at=NOW)
    duty.refresh_from_db()
    assert duty.state == "nil"


def test_a_duty_that_was_answered_otherwise_stays_as_it_is() -> None:
    report = make.report("DOPA-3014")
    duty = _duty(report)
    Duty.objects.filter(pk=duty.pk).update(state="excused")
    Report.objects.filter(pk=report.pk).update(duty=duty)
    line.sent(line.fresh(report), *line.hands("DOPA-3014"))
    duty.refresh_from_db()
    assert duty.state == "excused"
    assert Obligation.objects.count() == 1
