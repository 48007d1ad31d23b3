"""Who was handed over from where to where: both sides are told, each at its own depth, and few are never none."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.aftercare import district as make
from tests.aftercare.test_board import enter, page
from tests.factories.actors import actor, office

from tidtam.aftercare.facts import flows
from tidtam.kernel import wall
from tidtam.offices.models import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
DAYS = (make.TODAY - timedelta(days=365), make.TODAY)
HIDDEN = "•"


def hand(start: Office | str, end: str, people: int = 1) -> None:
    here = office(start) if isinstance(start, str) else start
    for _n in range(people):
        make.hand_over(make.case(here), office(end))


def told(code: str, role: str = "drug_recorder") -> list[tuple[str, str, int]]:
    by = actor(code, role)
    return [(one.start[1], one.end[1], one.people) for one in flows.flows(by, by.scope, *DAYS)]


def build() -> None:
    wall.enter("1.")
    hand(make.team("DOPA-3014", 1), "DOPA-3015", 2)
    hand("DOPA-3015", "DOPA-3014")
    hand("DOPA-3014", "DOPA-3609")
    hand("DOPA-3610", "DOPA-3014", 6)


def shown(text: str) -> list[tuple[str, str, str]]:
    table = text.partition("โอนไปดูแลต่อ 12 เดือนหลัง")[2].partition("</section>")[0]
    rows = re.findall(r"<tr><th scope=\"row\">([^<]*)</th><td>([^<]*)</td><td[^>]*>([^<]*)</td></tr>", table)
    return [(a, b, n) for a, b, n in rows]


def test_a_province_sees_its_districts_and_the_provinces_beyond():
    build()
    assert told("DOPA-30", "drug_coordinator") == [
        ("ชัยภูมิ", "นครราชสีมา", 6), ("ปักธงชัย", office("DOPA-3015").district.name_th, 2),
        ("นครราชสีมา", "ชัยภูมิ", 1), (office("DOPA-3015").district.name_th, "ปักธงชัย", 1),
    ]  # fmt: skip


def test_who_receives_counts_too():
    build()
    other = office("DOPA-3015").district.name_th
    assert told("DOPA-3015") == [("ปักธงชัย", other, 2), (other, "ปักธงชัย", 1)]
    assert told("DOPA-3014")[0] == ("ชัยภูมิ", "ปักธงชัย", 6) and len(told("DOPA-3014")) == 4
    assert told("DOPA-3610") == [(office("DOPA-3610").district.name_th, "นครราชสีมา", 6)]


def test_the_nation_is_told_provinces_and_few_are_marked():
    build()
    assert sorted(told("DOPA", "drug_department")) == [
        ("ชัยภูมิ", "นครราชสีมา", 6), ("นครราชสีมา", "ชัยภูมิ", 1), ("นครราชสีมา", "นครราชสีมา", 3),
    ]  # fmt: skip
    client, _actor = enter("DOPA", "department_analyst")
    text = page(client, "/care/figures/")
    assert "ยังไม่มีการโอน" not in text
    assert shown(text) == [
        ("ชัยภูมิ", "นครราชสีมา", "6"), ("นครราชสีมา", "ชัยภูมิ", HIDDEN), ("นครราชสีมา", "ภายในจังหวัดเดียวกัน", HIDDEN),
    ]  # fmt: skip
    assert shown(page(client, "/care/figures/?at=DOPA-30"))[0] == ("ชัยภูมิ", "นครราชสีมา", "6")
    own, _actor = enter("DOPA-3015", "drug_recorder")
    assert [n for _a, _b, n in shown(page(own, "/care/figures/"))] == ["2", "1"]


def test_no_small_flow_is_what_remains_of_a_province():
    wall.enter("1.")
    hand("DOPA-3014", "DOPA-3015", 7)
    hand("DOPA-3015", "DOPA-3014", 2)
    hand("DOPA-3016", "DOPA-3014", 6)
    make.case(office("DOPA-3016"))
    client, _actor = enter("DOPA", "department_analyst")
    assert [n for _a, _b, n in shown(page(client, "/care/figures/"))] == ["15"]
    assert [n for _a, _b, n in shown(page(client, "/care/figures/?at=DOPA-30"))] == ["7", HIDDEN, HIDDEN]
    assert HIDDEN in [n for _a, _b, n in shown(page(client, "/care/figures/?at=DOPA-3016"))]


def test_a_place_without_any_says_none():
    wall.enter("1.")
    make.case(office("DOPA-3014"))
    client, _actor = enter("DOPA-3014", "drug_recorder")
    assert "ยังไม่มีการโอน" in page(client, "/care/figures/")


def test_a_page_of_an_earlier_day_says_who_stood_elsewhere_then():
    build()
    before = make.TODAY - timedelta(days=3)
    by = actor("DOPA-30", "drug_coordinator")
    assert flows.moved_since(by, by.scope, before) == (1, 6)
    assert flows.moved_since(by, by.scope, make.TODAY) == (0, 0)
    near = actor("DOPA-3015")
    assert flows.moved_since(near, near.scope, before) == (1, 2)
    client, _actor = enter("DOPA-30", "drug_coordinator")
    text = page(client, f"/care/figures/?on={before.isoformat()}")
    assert "โอนออกหลังวันนี้ 1 คน" in text and "รับโอนหลังวันนี้ 6 คน" in text
    assert "โอนออกหลังวันนี้" not in page(client, "/care/figures/")
