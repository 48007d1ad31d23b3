"""A figure opens to its list, with as many lines as it says; it stands beside other years, cohorts, what was signed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from tests.aftercare import district as make
from tests.aftercare.test_board import enter, page
from tests.factories.actors import TODAY, actor, office

from tidtam.aftercare import facts
from tidtam.aftercare.facts import behind, measures
from tidtam.aftercare.models import Case
from tidtam.aftercare.queries import signed
from tidtam.aftercare.views import behind as views
from tidtam.audit.models import Read
from tidtam.kernel import wall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def build() -> list[Case]:
    """Make ten people of two districts and another province: six asked, two were helped, four wait."""
    wall.enter("1.")
    places = (make.team("DOPA-3014", 1), make.team("DOPA-3014", 2), office("DOPA-3015"), office("DOPA-3609"))
    cases = [make.case(place) for place in places for _n in range(2)] + [make.case(places[0], year=2568) for _n in "ab"]
    for number, case in enumerate(cases[:6]):
        make.need(case, "OCC", moves=((date(2026, 4, 1), "met"),) if number in (0, 4) else ())
    make.need(cases[1], "HOU")
    make.visit(cases[0], 2, "F1")
    return cases


def listed(client, at: str, what: str, **more: str) -> tuple[int, int, list[int]]:
    """Return what the page says: its figure, its lines of people, and the column of its places."""
    query = "&".join(f"{key}={value}" for key, value in more.items())
    text = page(client, f"/care/figures/list/?at={at}&what={what}&{query}")
    h1 = re.search(r"<h1[^>]*>([\d,]+) ", text)
    people = re.search(r'data-people="(\d+)"', text)
    column = behind.KINDS.index(what)
    lines = re.findall(r"<tr><th scope=\"row\">.*?</tr>", text)
    cells = [re.findall(r'<td class="n">([\d,]+)</td>', row) for row in lines]
    places = [int(row[column]) for row in cells if len(row) == len(behind.KINDS)]
    return int(h1[1]) if h1 else 0, int(people[1]) if people else 0, places


def test_every_figure_opens_to_as_many_people_as_it_says():
    cases = build()
    clerk, by = enter("DOPA-30", "drug_coordinator")
    four = facts.national(by, by.scope, TODAY, 2569)
    assert (four.to_follow, four.asked, four.helped, four.waiting) == (6, 6, 2, 4)
    wanted = dict(zip(behind.KINDS, (6, 6, 2, 4), strict=True))
    text = page(clerk, "/care/figures/?at=DOPA-30")
    for what, n in wanted.items():
        assert f"what={what}" in text  # the figure is a link to its list
        figure, people, places = listed(clerk, "DOPA-30", what)
        assert (figure, people, sum(places)) == (n, n, n), what
        inside = sum(listed(clerk, code, what)[0] for code in ("DOPA-3014", "DOPA-3015"))
        assert inside == n, what
        rows = behind.people(by, by.scope, TODAY, 2569, what)
        assert rows.count() == n
    wall.enter("1.")
    assert Read.objects.filter(people__contains=[cases[1].person_id]).exists()
    # The form's own columns count the same people, over all programme years.
    asked = measures.Asked(by.scope, TODAY, TODAY, 2569)
    report, _below = facts.report(by, asked)
    assert [report[name] for name in ("asked", "helped", "waiting")] == [6, 2, 4]


def test_an_earlier_day_and_another_year_are_lists_of_their_own():
    build()
    clerk, _by = enter("DOPA-3014", "drug_recorder")
    early = {"on": "2026-03-15"}
    assert [listed(clerk, "DOPA-3014", one, **early)[:2] for one in behind.KINDS] == [(4, 4), (4, 4), (0, 0), (4, 4)]
    assert listed(clerk, "DOPA-3014", "enrolled", y="2568")[:2] == (2, 2)
    assert listed(clerk, "DOPA-3014", "waiting", as_of="2026-02-01")[0] == 0
    text = page(clerk, "/care/figures/?at=DOPA-3014")
    assert "เทียบปีงบประมาณ" in text and "2568" in text
    assert "เทียบรุ่น" in text and "print-head" in text
    page(clerk, "/care/figures/list/?at=DOPA-36", status=404)


def test_a_printed_list_says_when_it_was_printed_and_which_part_of_the_people_it_holds(monkeypatch):
    build()
    clerk, _by = enter("DOPA-30", "drug_coordinator")
    url = "/care/figures/list/?at=DOPA-30&what=enrolled"
    text = page(clerk, url)
    assert re.search(r"พิมพ์เมื่อ 21 พ\.ค\. 2569 \d+\.\d\d น\.", text) and "รายชื่อหน้า" not in text
    monkeypatch.setattr(views, "_PAGE", 4)
    assert "รายชื่อหน้า 2 จาก 2 คนที่ 5–6" in page(clerk, f"{url}&page=2")


def test_who_reads_no_people_sees_places_and_no_name():
    build()
    wall.enter("1.")
    for code, number in (("DOPA-3014", 14), ("DOPA-3609", 16)):
        for n in range(number):
            make.need(make.case(office(code)), "OCC", moves=((date(2026, 4, 1), "met"),) if n < 7 else ())
    client, _by = enter("DOPA", "department_analyst")
    text = page(client, "/care/figures/list/?at=DOPA&what=waiting")
    assert "ทดสอบ" not in text and "data-people" not in text
    assert "นครราชสีมา" in text and "ชัยภูมิ" in text
    figure, _people, places = listed(client, "DOPA", "waiting")
    assert figure == sum(places) == 20
    text = page(client, "/care/figures/list/?at=DOPA-3014&what=helped")
    assert "•" in text and "ทดสอบ" not in text


def test_what_was_signed_stands_beside_today(monkeypatch):
    build()
    district = office("DOPA-3014")

    def said(by, at, day):
        if at.pk != district.pk:
            return None
        values = {"total": 6, "asked": 3, "helped": 1, "waiting": 2}
        ended, signed_on = day - timedelta(days=6), day - timedelta(days=5)
        return signed.Signed(values, "แบบติดตาม", ended, signed_on, 2, "/x/", dict.fromkeys(values, "/c/"))

    monkeypatch.setattr(signed, "asks", [said])
    client, _by = enter("DOPA-3014", "drug_recorder")
    text = page(client, "/care/figures/?at=DOPA-3014")
    assert "ตามที่ลงนามเมื่อ 16 พ.ค. 2569" in text and "เปิดฉบับที่ 2" in text
    number = r'<td class="n" data-l="[^"]*"><div>([+\-\d]+)</div></td>'
    cells = re.findall(rf'<a href="/c/">(\d+)</a></div></td>{number}{number}', text)
    assert cells == [("6", "6", "0"), ("3", "4", "+1"), ("1", "1", "0"), ("2", "3", "+1")]
    assert "ตามที่ลงนาม" not in page(enter("DOPA-30", "drug_coordinator")[0], "/care/figures/?at=DOPA-30")
    assert actor("DOPA-3014", "drug_recorder").scope == district.path


def test_who_reads_no_people_is_told_no_signed_figure_a_handful_away_from_today(monkeypatch):
    build()
    wall.enter("1.")
    for code, number in (("DOPA-3014", 14), ("DOPA-3609", 16)):
        for n in range(number):
            make.need(make.case(office(code)), "OCC", moves=((date(2026, 4, 1), "met"),) if n < 7 else ())
    now = {"total": 40, "asked": 36, "helped": 16, "waiting": 20}
    stood = dict(now)

    def said(by, at, day):
        signed_on = day - timedelta(days=5)
        return signed.Signed(dict(stood), "แบบติดตาม", signed_on, signed_on, 2, "/x/", dict.fromkeys(stood, "/c/"))

    monkeypatch.setattr(signed, "asks", [said])
    client, _by = enter("DOPA", "department_analyst")
    url, cell = "/care/figures/?at=DOPA", r'<a href="/c/">(\d+)</a></div></td>'
    assert re.findall(cell, page(client, url)) == [str(n) for n in now.values()]
    stood |= {"asked": 33, "waiting": 17}
    text = page(client, url)
    assert not re.findall(cell, text) and "ไม่วางเทียบกับวันนี้" in text and "เปิดฉบับที่ 2" in text
    recorder, _by = enter("DOPA-30", "drug_coordinator")  # who reads people sees how it moved
    assert len(re.findall(cell, page(recorder, "/care/figures/?at=DOPA-30"))) == len(now)


def test_a_table_cut_short_says_of_how_many_and_leads_to_the_rest():
    wall.enter("1.")
    here = office("DOPA-3014")
    for number in range(14):
        make.case(here, completed=make.COMPLETED - timedelta(days=number))
    for n in range(1, 15):
        make.need(make.case(office(f"DOPA-30{n:02d}")), "OCC")
    client, _by = enter("DOPA-30", "drug_coordinator")
    text = page(client, "/care/figures/")
    assert "12 จาก 27 รุ่น" in text and "12 จาก 14 พื้นที่" in text
    # On paper a link is no way anywhere.
    ways = re.findall(r'<a class="no-print" href="([^"]+)">(ดูครบทุกรุ่น|ดูครบทุกพื้นที่)</a>', text)
    assert {words for _url, words in ways} == {"ดูครบทุกรุ่น", "ดูครบทุกพื้นที่"}
    addresses = {words: url.replace("&amp;", "&") for url, words in ways}
    every = page(client, addresses["ดูครบทุกรุ่น"].partition("#")[0])
    assert "จาก 27 รุ่น" not in every and "12 จาก 14 พื้นที่" in every
    assert len(re.findall(r'#rounds">', every)) - len(re.findall(r'#rounds">', text)) == 15
    assert "12 จาก 14 พื้นที่" not in page(client, addresses["ดูครบทุกพื้นที่"].partition("#")[0])


def test_the_cohort_table_tells_the_round_the_comparison_tells():
    wall.enter("1.")
    here = make.team("DOPA-3014", 1)
    people = [make.case(here) for _n in range(12)] + [
        make.case(here, completed=make.COMPLETED - timedelta(days=45)) for _n in range(12)
    ]
    make.visit(make.case(here, completed=make.COMPLETED + timedelta(days=1)), 6, "F1")
    for number, case in enumerate(people):
        make.visit(case, 6, "F1" if number % 4 else "F2")
        if number < 5:
            make.visit(case, 7, "F1")  # its window is open: all of five
    client, _by = enter("DOPA-3014", "drug_recorder")
    text = page(client, "/care/figures/")
    assert "9 (75%)" in text and "ครั้งที่ 6 จาก 12" in text and "100%" not in text
    assert re.search(r'<td class="n">1<br><span[^>]*>ครั้งที่ 6 จาก 1</span>', text), "a count, and no per cent of one"
    beside = page(client, f"/care/figures/?with=c{people[0].cohort.public_id}")
    assert re.search(r"ครั้งที่ 6 พบตัวและไม่กลับไปใช้: ปี 2569 ร้อยละ 7[0-9] รุ่น \d+ ร้อยละ 75<", beside)
