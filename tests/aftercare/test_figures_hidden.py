"""Who reads figures and no people computes no small one back: one verdict on a place, on its page and the one above."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.aftercare import district as make
from tests.aftercare.test_board import enter, page
from tests.factories.actors import actor, office

from tidtam.aftercare import facts
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
HIDDEN = "•"


def visited(place, results: str) -> None:
    for result in results.split():
        make.visit(make.case(place), 2, result)


def build() -> facts.Asked:
    """Make the district of the finding: 14 visited, 8 found of whom 2 use again, 5 not found, 1 moved."""
    wall.enter("1.")
    visited(make.team("DOPA-3014", 1), "F1 F1 F1 F2 N1 N1 N1")
    visited(make.team("DOPA-3014", 2), "F1 F1 F1 F2 N1 N1 M2")
    visited(office("DOPA-3015"), "F1 F1 F1 F1 F1 F1 F1 N1 N1 N1 N1 N1 N1")
    visited(office("DOPA-3609"), "F1 F1 F1 F1 F1 N1 N1 N1 N1 N1 M2 M2 M2 M2 M2 M2")
    half = facts.half_of(make.COMPLETED.replace(month=3, day=2))
    return facts.Asked(ROOT, facts.half_start(half), facts.half_end(half), None)


def told(asked: facts.Asked, path: str):
    return facts.told_report(
        actor("DOPA", "department_analyst"), facts.Asked(path, asked.start, asked.end), careful=True, hidden=HIDDEN
    )


def test_a_part_is_not_what_remains_of_its_whole():
    asked = build()
    totals, _below = told(asked, office("DOPA-3014").path)
    assert (totals["followed"], totals["found"]) == (14, 8)
    for names in (("not_found", "moved_out"), ("no_relapse", "relapse")):
        assert [totals[name] for name in names] == [HIDDEN] * 2, names
    assert not [n for n in totals.values() if isinstance(n, int) and 0 < n < 5]


def test_a_place_says_the_same_of_itself_as_the_place_above():
    asked = build()
    nation, provinces = told(asked, office("DOPA").path)
    for path, row in provinces.items():
        own, districts = told(asked, path)
        assert own == row, path
        for code, n in own.items():
            told_below = [one[code] for one in districts.values()]
            hidden = told_below.count(HIDDEN)
            assert hidden != 1 if n != HIDDEN else hidden or not told_below, (path, code, n, told_below)
        for below, line in districts.items():
            if below != path:
                assert told(asked, below)[0] == line, below
    assert nation["followed"] == 43


def test_the_pages_of_who_reads_no_people_open_and_hide():
    build()
    wall.enter("1.")
    for place, number in ((make.team("DOPA-3014", 1), 3), (office("DOPA-3015"), 7), (office("DOPA-3609"), 9)):
        for _n in range(number):
            make.need(make.case(place), "OCC")
    client, _actor = enter("DOPA", "department_analyst")
    for at in ("DOPA", "DOPA-30", "DOPA-3014", "DOPA-3015", "DOPA-36"):
        for address in ("/care/figures/", "/care/province/", "/care/figures/columns/"):
            text = page(client, f"{address}?at={at}")
            assert "<h1" in text
    text = page(client, "/care/figures/?at=DOPA-3014")
    assert HIDDEN in text and "ยังมี 3 คน" not in text
    # The other district of the province is closed as well: else the third is what remains.
    assert "ยังมี 7 คน" not in page(client, "/care/figures/?at=DOPA-3015")
    assert "ยังมี 10 คน" in page(client, "/care/figures/?at=DOPA-30")
    # An earlier day of one place alone would tell who came since.
    assert 'name="on"' not in page(client, "/care/figures/?at=DOPA-30&on=2026-04-01")
    assert 'name="on"' in page(client, "/care/figures/")
    inspector, _actor = enter("MOI", "inspector")
    assert re.search(r"<h1[^>]*>", page(inspector, "/care/figures/?at=DOPA-30"))


def test_who_was_helped_is_told_nowhere_of_a_place_whose_figure_is_hidden():
    wall.enter("1.")
    for number in range(20):
        case = make.case(office("DOPA-3014"))
        make.need(case, "OCC", asked=date(2026, 2, 1), moves=((date(2026, 2, 5), "met"),) if number < 8 else ())
        make.visit(case, 2, "F1")
    client, _actor = enter("DOPA", "department_analyst")
    told = "หลังได้รับความช่วยเหลือ กลับไปใช้หรือไม่"
    assert told in page(client, "/care/figures/?at=DOPA-30")
    wall.enter("1.")
    make.need(make.case(office("DOPA-3609")), "OCC")  # one who waits elsewhere: the province stands as a dot now
    text = page(client, "/care/figures/?at=DOPA-30")
    assert told not in text and "ยังมี 12 คน" not in text
