"""Compile: what is typed is understood, words in a number's cell are refused beside it, nothing done is said."""

from __future__ import annotations

import pytest
from tests.aftercare import district
from tests.factories import reports as make
from tests.factories.actors import NOW, actor, office
from tests.reports import line

from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.reports.actions import compiling, reviewing

pytestmark = pytest.mark.django_db


def test_numbers_of_a_hand_are_understood_and_empty_cells_taken_out() -> None:
    report = make.report("DOPA-3014")
    clerk = actor("DOPA-3014", "drug_recorder")
    line.opened(report, clerk)
    typed = {"volunteers": " ๑,๒๓๔ ", "spent": "1250.50", "problems": "ถนนขาด\nสองวัน"}
    filled = compiling.fill(report=report, values=typed, notes={"": "ทั้งฉบับ"}, by=clerk, at=NOW)
    assert filled.typed == {"volunteers": "1234", "spent": "1250.5", "problems": "ถนนขาด\nสองวัน"}
    assert (filled.notes, filled.prepared_name, filled.state) == ({"": "ทั้งฉบับ"}, clerk.name, "draft")
    emptied = compiling.fill(report=report, values={"spent": " "}, notes={"": ""}, by=clerk, at=NOW)
    assert (emptied.typed.get("spent"), emptied.notes) == (None, {})
    assert Entry.objects.filter(verb="reports.report.filled").count() == 2


@pytest.mark.parametrize("text", ["สิบ", "12 คน", "1,23", "-4", "1.5", "1e5", "½", "9" * 13, "NaN"])
def test_words_in_a_number_s_cell_are_refused_beside_it(text: str) -> None:
    report = make.report("DOPA-3014")
    clerk = actor("DOPA-3014", "drug_recorder")
    line.opened(report, clerk)
    with pytest.raises(Problem) as caught:
        compiling.fill(report=report, values={"volunteers": text, "spent": "x"}, by=clerk, at=NOW)
    assert caught.value.field == "volunteers"
    assert set(caught.value.details["cells"]) == {"volunteers", "spent"}
    assert line.fresh(report).typed == {}


def test_a_number_too_large_is_said_to_be_so() -> None:
    report = make.report("DOPA-3014")
    clerk = actor("DOPA-3014", "drug_recorder")
    line.opened(report, clerk)
    filled = compiling.fill(report=report, values={"volunteers": "999,999,999,999"}, by=clerk, at=NOW)
    assert filled.typed["volunteers"] == "999999999999"
    for text in ("1000000000000", "๙,๙๙๙,๙๙๙,๙๙๙,๙๙๙", "9" * 40):
        with pytest.raises(Problem, match="ตัวเลขใหญ่เกินไป"):
            compiling.fill(report=report, values={"volunteers": text}, by=clerk, at=NOW)


def test_only_typed_cells_are_typed_by_the_own_office_in_a_draft() -> None:
    report = make.report("DOPA-3014")
    clerk = actor("DOPA-3014", "drug_recorder")
    other = actor("DOPA-3015", "drug_recorder", enter=False)
    with pytest.raises(Conflict):
        compiling.fill(report=report, values={}, by=clerk, at=NOW)
    wall.enter("1.")
    with pytest.raises(NotAllowed):
        compiling.open_up(report=report, by=other, at=NOW)
    line.opened(report, clerk)
    for cell in ("found", "rate", "nothing"):
        with pytest.raises(Problem) as caught:
            compiling.fill(report=report, values={cell: "4"}, by=clerk, at=NOW)
        assert (caught.value.code, caught.value.field) == ("reports.cell_unknown", cell)


def test_who_typed_on_a_state_that_is_past_is_told_so() -> None:
    report = make.report("DOPA-3014")
    clerk = actor("DOPA-3014", "drug_recorder")
    seen = line.opened(report, clerk).version
    compiling.fill(report=report, values={"volunteers": "1"}, version=seen, by=clerk, at=NOW)
    with pytest.raises(Conflict):
        compiling.fill(report=report, values={"volunteers": "2"}, version=seen, by=clerk, at=NOW)
    assert line.fresh(report).typed == {"volunteers": "1"}


def test_nothing_done_is_said_outright_and_refused_where_records_say_otherwise() -> None:
    report = make.report("DOPA-3014", period_start=make.START.replace(year=2020))
    clerk, head = line.hands("DOPA-3014")
    wall.enter("1.")
    case = district.case(office("DOPA-3014"))  # somebody to be followed is no work done
    assert compiling.set_nil(report=report, by=clerk, at=NOW).nil
    district.visit(case, 1)
    compiling.set_nil(report=report, nil=False, by=clerk, at=NOW)
    with pytest.raises(Problem) as caught:
        compiling.set_nil(report=report, by=clerk, at=NOW)
    assert (caught.value.code, set(caught.value.details["cells"])) == (
        "reports.nil_not_nothing", {"followed", "found"},
    )  # fmt: skip
    said = compiling.set_nil(report=report, note="ลงวันที่ผิด", by=clerk, at=NOW)
    assert (said.nil, said.state) == (True, "draft")
    edition = line.signed(report, clerk, head)
    assert (edition.nil, edition.notes) == (True, {"": "ลงวันที่ผิด"})


def test_who_types_a_number_takes_nothing_done_back() -> None:
    report = make.report("DOPA-3014")
    clerk = actor("DOPA-3014", "drug_recorder")
    compiling.set_nil(report=report, by=clerk, at=NOW)
    assert compiling.fill(report=report, values={"problems": "ไม่มี"}, by=clerk, at=NOW).nil
    assert not compiling.fill(report=report, values={"volunteers": "3"}, by=clerk, at=NOW).nil


def test_a_returned_report_is_opened_again_with_what_was_typed() -> None:
    report = make.report("DOPA-3014")
    clerk, head = line.hands("DOPA-3014")
    above = actor("DOPA-30", "drug_coordinator", enter=False)
    line.sent(report, clerk, head, volunteers="1")
    reviewing.send_back(report=report, comments={"": "ตรวจอีกครั้ง"}, by=above, at=NOW)
    again = compiling.open_up(report=report, by=clerk, at=NOW)
    assert (again.state, again.typed, again.edition) == ("draft", {"volunteers": "1"}, 1)
    assert compiling.open_up(report=report, by=clerk, at=NOW).version == again.version
