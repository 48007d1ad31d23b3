"""Round after round of a cohort: of one cohort alone it is the year's, of two they add up to it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.aftercare import district as make
from tests.factories.actors import actor, office

from tidtam.aftercare import facts
from tidtam.aftercare.facts import cohorts, telling, windows
from tidtam.aftercare.views import drawing
from tidtam.kernel import wall
from tidtam.kernel.problem import Missing

pytestmark = pytest.mark.django_db
OPEN = 7  # the round of a cohort that completed on `make.COMPLETED` whose window is open


def rounds_of(by, path: str = "") -> list[facts.Round24]:
    path = path or by.scope
    return facts.retention(by, path, 2569, windows.still_open(path, make.TODAY, look=windows.near(path)))


def test_cohorts_add_up_to_their_year():
    wall.enter("1.")
    here = make.team("DOPA-3014", 1)
    early = make.COMPLETED - timedelta(days=15)
    people = [make.case(here) for _ in range(14)] + [make.case(here, completed=early) for _ in range(13)]
    for one, result in zip(people[:4] + people[-3:], ["F1", "F2", "N1", "F1", "F1", "F2", "D1"], strict=True):
        make.visit(one, 2, result)
    by = actor("DOPA-3014", "drug_recorder")
    found = cohorts.cohorts_of(by, by.scope, 2569)
    assert [one.completed_on for one in found] == [make.COMPLETED, early]
    year = {row.no: row for row in rounds_of(by)}
    parts = [{row.no: row for row in cohorts.retention_of(by, by.scope, one, make.TODAY)} for one in found]
    assert (parts[0][2].kept, parts[0][2].relapsed, parts[0][2].not_found) == (2, 1, 1)
    for no, row in year.items():
        for name in ("owed", "kept", "relapsed", "not_found", "otherwise", "missed"):
            assert getattr(row, name) == sum(getattr(part[no], name) for part in parts if no in part), (no, name)
    chart = drawing.compared(("ปี 2569", list(year.values())), ("รุ่น 1", list(parts[0].values())))
    assert chart is not None and "รุ่น 1 ร้อยละ" in chart.title
    with pytest.raises(Missing):
        cohorts.retention_of(actor("DOPA-3609", "drug_recorder"), by.scope, found[0], make.TODAY)


def test_a_handful_who_are_ahead_of_all_others_make_no_per_cent():
    def row(no: int, owed: int, kept: int) -> facts.Round24:
        return facts.Round24(no, owed, kept, 0, 0, 0, 0, owed - kept)

    chart = drawing.retention([row(1, 200, 140), row(2, 180, 130), row(3, 1, 0)])
    assert chart is not None and "ครั้งที่ 2" in chart.title and len(chart.rows) == 3
    assert drawing.compared(("ก", [row(1, 10, 5)]), ("ข", [row(2, 10, 5)])) is None
    few = drawing.retention([row(1, 9, 9)])
    assert few is not None and few.data == "" and "100" not in few.title and few.rows[0][:3] == ["1", "9", "9"]
    beside = drawing.compared(("ก", [row(1, 40, 20), row(2, 40, 20)]), ("ข", [row(1, 30, 15), row(2, 3, 3)]))
    assert beside is not None and beside.title.startswith("ครั้งที่ 1 ") and "100" not in beside.title


def test_a_round_that_is_not_told_is_a_gap_between_its_neighbours():
    def row(no: int) -> facts.Round24:
        return facts.Round24(no, 100, 70, 10, 0, 0, 0, 20)

    chart = drawing.retention([row(1), row(2), row(4)], hides=True)
    assert chart is not None
    spec = json.loads(chart.data)
    assert spec["x"] == ["1", "2", "3", "4"]
    assert [one["data"] for one in spec["series"]] == [[70, 70, None, 70], [10, 10, None, 10]]
    assert chart.rows[2] == ["3", *["•"] * 7]
    whole = drawing.retention([row(1), row(2), row(4)])
    assert whole is not None and whole.rows[2] == ["3", *["0"] * 7], "nobody owed it, nothing is hidden"


def test_one_round_in_common_is_a_table_and_no_line():
    def row(no: int, owed: int, kept: int) -> facts.Round24:
        return facts.Round24(no, owed, kept, 0, 0, 0, 0, owed - kept)

    chart = drawing.compared(("ปี 2569", [row(1, 20, 10), row(2, 19, 9)]), ("รุ่น 1", [row(1, 16, 12)]))
    assert chart is not None and chart.data == "" and chart.rows == [["1", "20", "50", "16", "75"]]
    longer = drawing.compared(("ก", [row(1, 20, 10), row(2, 19, 9)]), ("ข", [row(1, 16, 12), row(2, 16, 12)]))
    assert longer is not None and longer.data and len(longer.rows) == 2


def test_a_round_whose_window_is_open_is_due_for_nobody():
    wall.enter("1.")
    here = make.team("DOPA-3014", 1)
    people = [make.case(here) for _ in range(12)]
    for one in people[:5]:
        make.visit(one, OPEN, "F1")
    for one, result in zip(people[:11], ["F1"] * 9 + ["F2", "N1"], strict=True):
        make.visit(one, OPEN - 1, result, days=2)
    by = actor("DOPA-3014", "drug_recorder")
    wall.enter(by.scope)
    last = rounds_of(by)[-1]
    assert (last.no, last.owed, last.kept, last.relapsed, last.missed) == (OPEN - 1, 12, 9, 1, 1)
    assert cohorts.retention_of(by, by.scope, people[0].cohort, make.TODAY) == rounds_of(by)
    (row,), every = cohorts.compared(by, by.scope, 2569, make.TODAY, look=windows.near(by.scope))
    assert (row.last, every) == (last, 1)
    later = make.TODAY + timedelta(days=3)  # the day after the window
    assert (
        facts.retention(by, by.scope, 2569, windows.still_open(by.scope, later, look=windows.near(by.scope)))[-1].no
        == OPEN
    )


def test_what_is_left_out_is_left_out_where_it_counts_wherever_its_person_went():
    wall.enter("1.")
    here, there = office("DOPA-3014"), office("DOPA-3609")
    people = [make.case(here) for _ in range(12)] + [make.case(there) for _ in range(11)]
    for one in people:
        make.visit(one, OPEN, "F1")
    make.hand_over(people[0], there)
    make.hand_over(people[1], office("DOPA-3015"))
    for code in ("DOPA-3014", "DOPA-3015", "DOPA-30", "DOPA-3609", "DOPA-36", "DOPA"):
        by = actor(code, "drug_department" if code == "DOPA" else "drug_recorder")
        wall.enter(by.scope)
        assert [one.no for one in rounds_of(by)] in ([*range(1, OPEN)], []), code
        nation = telling.look()
        verdicts = telling.rounds(nation, by.scope, 2569, make.TODAY)
        assert not verdicts.hidden(by.scope), code
    wall.enter("1.")
    parts = [
        windows.by_place(telling.look(), make.TODAY),
        windows.by_place(telling.look(), make.TODAY, office("DOPA-30").path),
    ]
    assert [{place: one[2569]["nth.F1"][OPEN] for place, one in part.items()} for part in parts] == [
        {office("DOPA-30").path: 12, office("DOPA-36").path: 11}, {here.path: 12},
    ]  # fmt: skip


def test_the_open_rounds_are_read_again_only_after_a_change(django_assert_num_queries):
    wall.enter("1.")
    one = make.case(office("DOPA-3014"))
    make.visit(one, OPEN, "F1")
    nation = telling.look()
    windows.still_open("1.", make.TODAY, look=nation)
    with django_assert_num_queries(0):
        assert windows.still_open("1.", make.TODAY, look=nation)[2569]["nth.F1"] == {OPEN: 1}
    make.visit(make.case(office("DOPA-3014")), OPEN, "F1")
    assert windows.still_open("1.", make.TODAY, look=telling.look())[2569]["nth.F1"] == {OPEN: 2}
