"""What became of people after they were helped: only visits after the help count, only people who were found."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from tests.aftercare import district as make
from tests.aftercare.test_board import enter, page
from tests.factories.actors import actor

from tidtam.aftercare.facts.outcome import Outcome, outcome
from tidtam.kernel import wall
from tidtam.kernel.problem import Missing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def _day(n: int) -> date:
    return make.COMPLETED + timedelta(days=15 * n)


def test_only_what_came_after_the_help_counts():
    wall.enter("1.")
    here = make.team("DOPA-3014", 1)
    cases = [make.case(here) for _ in range(6)]
    for one in cases[:4]:
        make.need(one, "OCC", asked=_day(1), moves=((_day(3), "met"),))
    make.visit(cases[0], 2, "F2")  # before the help
    make.visit(cases[0], 5, "F1")
    make.visit(cases[1], 5, "F2")
    make.visit(cases[2], 5, "N1")  # not found says nothing
    make.need(cases[3], "CAP", asked=_day(4))  # waits again
    make.visit(cases[3], 5, "F2")
    make.need(cases[4], "MED", asked=_day(1), moves=((_day(2), "withdrawn"),))
    recorder = actor("DOPA-3014", "drug_recorder")
    helped, waiting = outcome(recorder, recorder.scope)
    assert helped == Outcome(people=3, seen=2, relapsed=1)
    assert helped.share == 50
    assert waiting == Outcome(people=1, seen=1, relapsed=1)
    assert outcome(recorder, recorder.scope, 2500) == (Outcome(), Outcome())
    assert Outcome().share is None


def test_another_branch_is_not_told():
    recorder = actor("DOPA-3014", "drug_recorder")
    with pytest.raises(Missing):
        outcome(recorder, "1.d.")


def test_on_a_phone_each_group_is_a_card_with_its_answer():
    wall.enter("1.")
    here = make.team("DOPA-3014", 1)
    for number in range(3):
        case = make.case(here)
        make.need(case, "OCC", asked=_day(1), moves=((_day(3), "met"),))
        make.visit(case, 5, "F1" if number else "F2")
    client, _by = enter("DOPA-3014", "drug_recorder")
    text = page(client, "/care/figures/")
    table = text.partition("หลังได้รับความช่วยเหลือ กลับไปใช้หรือไม่</caption>")[2].partition("</table>")[0]
    row = re.findall(r'data-l="([^"]+)"><div>(?:<b>)?(\d+)', table)[:4]
    assert row == [("คน", "3"), ("พบตัวหลังจากนั้น", "3"), ("พบว่ากลับไปใช้", "1"), ("ร้อยละ", "33")]
    assert text.count('<table class="stack"><caption class="hide">หลังได้รับ') == 1
