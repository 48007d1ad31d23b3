"""Round after round of a cohort: of one cohort alone it is the year's, of two they add up to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.aftercare import district as make
from tests.factories.actors import actor

from tidtam.aftercare import facts
from tidtam.aftercare.facts import cohorts
from tidtam.aftercare.views import drawing
from tidtam.kernel import wall
from tidtam.kernel.problem import Missing

pytestmark = pytest.mark.django_db


def test_cohorts_add_up_to_their_year():
    wall.enter("1.")
    here = make.team("DOPA-3014", 1)
    early = make.COMPLETED - timedelta(days=15)
    people = [make.case(here) for _ in range(4)] + [make.case(here, completed=early) for _ in range(3)]
    for one, result in zip(people, ["F1", "F2", "N1", "F1", "F1", "F2", "D1"], strict=True):
        make.visit(one, 2, result)
    by = actor("DOPA-3014", "drug_recorder")
    found = cohorts.cohorts_of(by, by.scope, 2569)
    assert [one.completed_on for one in found] == [make.COMPLETED, early]
    year = {row.no: row for row in facts.retention(by, by.scope, 2569)}
    parts = [{row.no: row for row in cohorts.retention_of(by, by.scope, one)} for one in found]
    assert (parts[0][2].kept, parts[0][2].relapsed, parts[0][2].not_found) == (2, 1, 1)
    for no, row in year.items():
        for name in ("owed", "kept", "relapsed", "not_found", "otherwise", "missed"):
            assert getattr(row, name) == sum(getattr(part[no], name) for part in parts if no in part), (no, name)
    chart = drawing.compared(("ปี 2569", list(year.values())), ("รุ่น 1", list(parts[0].values())))
    assert chart is not None and "รุ่น 1 ร้อยละ" in chart.title
    with pytest.raises(Missing):
        cohorts.retention_of(actor("DOPA-3609", "drug_recorder"), by.scope, found[0])


def test_a_handful_who_are_ahead_of_all_others_make_no_per_cent():
    def row(no: int, owed: int, kept: int) -> facts.Round24:
        return facts.Round24(no, owed, kept, 0, 0, 0, 0, owed - kept)

    chart = drawing.retention([row(1, 200, 140), row(2, 180, 130), row(3, 1, 0)])
    assert chart is not None and "ครั้งที่ 2" in chart.title and len(chart.rows) == 3
    assert drawing.compared(("ก", [row(1, 10, 5)]), ("ข", [row(2, 10, 5)])) is None


def test_one_round_in_common_is_a_table_and_no_line():
    def row(no: int, owed: int, kept: int) -> facts.Round24:
        return facts.Round24(no, owed, kept, 0, 0, 0, 0, owed - kept)

    chart = drawing.compared(("ปี 2569", [row(1, 10, 5), row(2, 9, 4)]), ("รุ่น 1", [row(1, 8, 6)]))
    assert chart is not None and chart.data == "" and chart.rows == [["1", "10", "50", "8", "75"]]
    longer = drawing.compared(("ก", [row(1, 10, 5), row(2, 9, 4)]), ("ข", [row(1, 8, 6), row(2, 8, 6)]))
    assert longer is not None and longer.data and len(longer.rows) == 2
