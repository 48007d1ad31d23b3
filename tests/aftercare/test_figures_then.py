"""The page of figures of an earlier day shows that day alone; a day that is none is said; periods are those of R2."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.aftercare import district as make
from tests.aftercare.test_board import enter, page
from tests.factories.actors import actor, office

from tidtam.aftercare import facts
from tidtam.aftercare.facts import standing
from tidtam.aftercare.models import Case
from tidtam.aftercare.rules import periods
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.reports.catalogue import R2
from tidtam.reports.rules.days import slots

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
ROOT = system("test")
THEN = date(2026, 4, 15)
BEFORE = date(2026, 3, 1)
TODAY_ALONE = ("อยู่กับเราถึงครั้งที่เท่าไร", "เทียบรุ่น", "หลังได้รับความช่วยเหลือ กลับไปใช้หรือไม่", "พบตัว ไม่กลับไปใช้")


def build() -> list[Case]:
    """Make people of two districts: on the day six needs of five wait, today two of them and two new ones."""
    wall.enter("1.")
    one, two = make.team("DOPA-3014", 1), office("DOPA-3015")
    cases = [make.case(place, today=make.TODAY) for place in (one, one, one, two, two, two, two)]
    for case in cases[:5]:
        make.need(case, "OCC", asked=BEFORE, moves=((date(2026, 5, 2), "met"),) if case in cases[:4] else ())
    make.need(cases[0], "HOU", asked=date(2026, 4, 10))
    make.need(cases[5], "CAP", asked=date(2026, 5, 4))
    make.need(cases[6], "CAP", asked=date(2026, 5, 4))
    make.case(one, year=2568)
    make.visit(cases[0], 7, "F1")
    make.visit(cases[4], 7, "F2")
    return cases


def bubbles(text: str) -> dict[str, int]:
    """Return the areas with who waits there."""
    table = re.search(r"<h2>ยังรอ รายพื้นที่.*?</section>", text, re.S)
    line = r'<th scope="row"><a [^>]*>([^<]+)</a></th><td class="n">(?:<b>)?(\d+)'
    return {name: int(n) for name, n in re.findall(line, table[0] if table else "")}


def test_an_earlier_day_counts_its_areas_needs_and_ages_and_leaves_the_rest_out():
    build()
    client, by = enter("DOPA-30", "drug_coordinator")
    text = page(client, f"/care/figures/?on={THEN}")
    assert "ยังมี 5 คนที่ขอแล้วและยังรอ" in text
    assert sorted(bubbles(text).values()) == [2, 3], bubbles(text)
    wall.enter(by.scope)
    found = standing.open_on(by, by.scope, THEN, 2569)
    here, there = office("DOPA-3014").path, office("DOPA-3015").path
    assert found.by_node == {(here, "OCC"): 3, (here, "HOU"): 1, (there, "OCC"): 2}
    assert found.by_age == (1, 5, 0)
    assert re.search(r"ไม่เกิน 30 วัน</?[^>]*> <b>1</b>|ไม่เกิน 30 วัน <b>1</b>", text)
    assert not [words for words in TODAY_ALONE if words in text]
    assert "เทียบปีงบประมาณ" in text  # counted from records for the day
    assert "หน้านี้ยังมีส่วนอื่นที่ดูได้เฉพาะของวันนี้" in text
    today = page(client, "/care/figures/")
    assert all(words in today for words in TODAY_ALONE)
    assert "ดูได้เฉพาะของวันนี้" not in today and sum(bubbles(today).values()) == 4


def test_what_is_open_on_the_day_of_today_is_what_is_open_now():
    build()
    path = office("DOPA-30").path
    for at in (path, "1.", office("DOPA-3014").path):
        assert standing.open_on(ROOT, at, make.TODAY, 2569) == standing.open_needs(ROOT, at, make.TODAY, 2569), at


def test_who_is_enrolled_later_is_in_no_figure_of_the_day_before():
    cases = build()
    wall.enter("1.")
    Case.objects.filter(pk=cases[0].pk).update(enrolled_on=THEN + timedelta(days=1))
    path = office("DOPA-30").path
    (point,) = standing.trend(ROOT, path, 2569, [THEN])
    four = facts.national(ROOT, path, THEN, 2569)
    assert (point.asked, point.helped) == (four.asked, four.helped) == (4, 0)
    assert sum(standing.open_on(ROOT, path, THEN, 2569).by_node.values()) == 4


def test_an_earlier_day_costs_the_same_for_many_places():
    def cost() -> int:
        client, _by = enter("DOPA-30", "drug_coordinator")
        page(client, f"/care/figures/?on={THEN}")
        with CaptureQueriesContext(connection) as seen:
            page(client, f"/care/figures/?on={THEN}")
        return len(seen)

    build()
    few = cost()
    wall.enter("1.")
    for code in ("DOPA-3001", "DOPA-3002", "DOPA-3003", "DOPA-3004"):
        for _n in range(3):
            make.need(make.case(office(code)), "EDU", asked=BEFORE)
    assert cost() <= few


def test_who_reads_no_people_is_told_an_earlier_day_of_the_whole_alone():
    build()
    wall.enter("1.")
    for code, number in (("DOPA-3014", 14), ("DOPA-3609", 16)):
        for _n in range(number):
            make.need(make.case(office(code)), "OCC", asked=BEFORE)
    client, _by = enter("DOPA", "department_analyst")
    text = page(client, f"/care/figures/?on={THEN}")
    assert "ยังมี 35 คน" in text and "หน้านี้ยังมีส่วนอื่นที่ดูได้เฉพาะของวันนี้" in text
    for words in (*TODAY_ALONE, "เทียบปีงบประมาณ", "รายจังหวัด", "อยากได้อะไร", "รอมานานเท่าไร", "โอนไปดูแลต่อ"):
        assert words not in text, words
    assert "รายจังหวัด" in page(client, "/care/figures/")


def test_a_figure_of_an_earlier_day_opens_to_its_own_list_or_to_none():
    build()
    wall.enter("1.")
    for _n in range(14):
        make.need(make.case(office("DOPA-3609")), "OCC", asked=BEFORE)
    lists, aside = "/care/figures/list/", "รายการดูได้เฉพาะของวันนี้"
    analyst, _by = enter("DOPA", "department_analyst")
    then, today = page(analyst, f"/care/figures/?on={THEN}"), page(analyst, "/care/figures/")
    assert lists not in then and "เปิดดูรายการได้" not in then
    assert lists in today and "เปิดดูรายการได้" in today
    text = page(analyst, f"{lists}?what=waiting&on={THEN}")  # from an address that was kept
    head = text[text.index("print-head") :]
    assert aside in text and "ณ วันที่ 21 พฤษภาคม 2569" in head and "15 เมษายน 2569" not in head
    assert aside not in page(analyst, f"{lists}?what=waiting")
    clerk, _by = enter("DOPA-30", "drug_coordinator")  # who reads people has the list of that day
    assert lists in page(clerk, f"/care/figures/?on={THEN}")
    assert aside not in page(clerk, f"{lists}?what=waiting&on={THEN}")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/2/2569", "ไม่มีวันที่ “31/2/2569” ในปฏิทิน"), ("29 ก.พ. 2569", "ไม่มีวันที่ “29 ก.พ. 2569” ในปฏิทิน"),
        ("xx", "อ่านวันที่ “xx” ไม่ได้"), ("1 ม.ค. 2580", "วันที่ 1 ม.ค. 2580 ยังมาไม่ถึง"),
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_said_and_stays_in_its_field(typed: str, said: str):
    build()
    for code, role, route in (
        ("DOPA-30", "drug_coordinator", "aftercare:figures"), ("DOPA", "department_analyst", "aftercare:figures"),
        ("DLA-30", "province_coordinator", "reports:figures"),
    ):  # fmt: skip
        client, _by = enter(code, role)
        answer = client.get(reverse(route), {"on": typed})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert said in text and "ตัวเลขที่เห็นเป็นของวันนี้" in text, (code, route)
        field: Any = re.search(r'<input id="on"[^>]*>', text)
        assert f'value="{typed}"' in field[0] and 'aria-invalid="true"' in field[0]
        assert "on_said" not in client.get(reverse(route), {"on": "15 เม.ย. 2569"}).content.decode()


def test_a_year_of_the_other_era_is_read_and_said():
    build()
    client, _by = enter("DOPA-30", "drug_coordinator")
    text = page(client, "/care/figures/?on=2569-04-15")
    assert "อ่านปีที่พิมพ์เป็น พ.ศ. ได้วันที่ 15 เม.ย. 2569" in text and "ยังมี 5 คน" in text


def test_periods_are_those_of_report_r2():
    step = next(one for one in R2.levels if one.level == "province")
    found = {(one.start, one.end) for one in slots(R2, step, date(2023, 12, 1), date(2028, 4, 1))}
    day, last = date(2024, 1, 1), date(2028, 3, 1)
    while day <= last:
        number = periods.period_of(day)
        start, end = periods.period_start(number), periods.period_end(number)
        assert start <= day <= end and (start, end) in found, day
        day += timedelta(days=1)


def test_the_31st_is_counted_in_the_period_that_begins_with_it():
    wall.enter("1.")
    case = make.case(office("DOPA-3014"), completed=date(2026, 3, 16))  # the first round falls on the 31st
    make.visit(case, 1)
    client, _by = enter("DOPA-3014", "drug_chief")

    def shown(half: int) -> tuple[str, list[int]]:
        text = page(client, f"/care/figures/columns/?half={half}")
        h1: Any = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.S)
        foot: Any = re.search(r"<tfoot>.*?</tfoot>", text, re.S)
        return h1[1], [int(n) for n in re.findall(r"<b>(\d+)</b>", foot[0])]

    number = facts.period_of(date(2026, 4, 3))
    words, cells = shown(number)
    assert "31 มี.ค." in words and "15 เม.ย. 2569" in words
    asked = facts.Asked(office("DOPA-3014").path, date(2026, 3, 31), date(2026, 4, 15))
    totals, _below = facts.report(actor("DOPA-3014", "drug_recorder"), asked)
    assert cells == list(totals.values()) and totals["followed"] == 1
    words, cells = shown(number - 1)
    assert "16" in words and "30 มี.ค. 2569" in words and cells[2] == 0


def test_the_day_an_english_page_wrote_itself_is_read_again():
    build()
    client, _by = enter("DOPA-30", "drug_coordinator")
    client.cookies["django_language"] = "en"
    text = page(client, f"/care/figures/?on={THEN}")
    (shown,) = re.findall(r'<input id="on" name="on" value="([^"]+)"', text)
    again = page(client, f"/care/figures/?on={shown}")
    assert shown == "15 Apr 2026" and f'value="{shown}"' in again and "aria-invalid" not in again
    assert "1 Jan 2037 has not come yet" in page(client, "/care/figures/?on=1/1/2580")


def test_what_a_page_cannot_show_of_its_address_is_said():
    build()
    clerk, _by = enter("DOPA-30", "drug_coordinator")
    lists = "/care/figures/list/"
    assert "ไม่มีวันที่ “31/2/2569” ในปฏิทิน" in page(clerk, f"{lists}?what=asked&on=31/2/2569")
    assert "ไม่มีรายการ “xx”" in page(clerk, f"{lists}?what=xx")
    for known in (lists, f"{lists}?what=asked", f"{lists}?what=waiting&on={THEN}"):
        assert 'class="err"' not in page(clerk, known), known
    analyst, _by = enter("DOPA", "department_analyst")
    for route in ("/care/figures/", lists):
        assert "หน้านี้ดูย้อนวันไม่ได้" in page(analyst, f"{route}?at=DOPA-30&on={THEN}"), route
        assert "หน้านี้ดูย้อนวันไม่ได้" not in page(analyst, f"{route}?at=DOPA-30&on={make.TODAY}"), route
    assert "หน้านี้ดูย้อนวันไม่ได้" not in page(analyst, f"/care/figures/?on={THEN}")


def test_a_day_before_the_programme_leads_to_today():
    build()
    client, _by = enter("DOPA-30", "drug_coordinator")
    text = page(client, "/care/figures/?on=29 ก.พ. 2567")
    assert "วันที่ 29 ก.พ. 2567 ยังไม่มีผู้ที่ต้องติดตามในพื้นที่นี้" in text and "นำเข้ารายชื่อ" not in text
    assert re.search(r'<a [^>]*href="/care/figures/\?at=DOPA-30&amp;y=2569"[^>]*>\s*ดูตัวเลขของวันนี้', text)
    empty, _by = enter("DOPA-3610", "drug_recorder")
    assert "นำเข้ารายชื่อ" in page(empty, "/care/figures/")
