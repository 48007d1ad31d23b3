"""What is overdue, who asked: the map, the overview, the inbox and the lists say the same of the same offices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.factories import aftercare as cares
from tests.factories import assistance as help_make
from tests.factories import reports as made
from tests.factories.actors import NOW, TODAY, actor, office
from tests.factories.letters import monthly, received
from tests.obligations.desk import enter

from tidtam.accounts import clock
from tidtam.assistance import facts as asked
from tidtam.console import queries
from tidtam.console.mapping import access
from tidtam.console.models import Layer
from tidtam.kernel import wall
from tidtam.letters.actions.register import register
from tidtam.letters.actions.relay import relay
from tidtam.letters.models import RegisterEntry
from tidtam.offices.queries import directly_below

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
LATER = NOW + timedelta(days=12)


def owed() -> str:
    """Let provinces of both lines, districts and local governments owe what all of them leave undone."""
    province = actor("DLA-30", "province_coordinator")
    entry = received(province, "DLA-30", monthly(25), monthly(28, level="district"), monthly(30, level="province"))
    below = list(directly_below(office("DLA-30")).filter(level="district"))[:3]
    below += list(directly_below(office("DLA-30")).filter(level="lgo"))[:2]
    below += [one for one in [office("DLA-3014")] if one not in below]
    out = relay(entry=entry, offices=below, words="แจ้ง", by=province, at=NOW)
    district = actor("DLA-3014", "district_recorder")
    mine = register(entry=RegisterEntry.objects.get(via=out, office=office("DLA-3014")), by=district, at=NOW)
    lgos = list(directly_below(office("DLA-3014")))
    relay(entry=mine, offices=lgos, words="แจ้ง", by=district, at=NOW)
    drugs = actor("DOPA-30", "drug_coordinator")
    entry = received(
        drugs, "DOPA-30", monthly(28, level="district"), monthly(30, level="province"), number="มท 0310/ว 9"
    )
    relay(entry=entry, offices=[office("DOPA-3014"), office("DOPA-3015")], words="แจ้ง", by=drugs, at=NOW)
    return lgos[0].code


def told(page: Client, address: str) -> Any:
    answer = page.get(address)
    assert answer.status_code == 200
    return answer.context


@pytest.mark.parametrize(
    ("code", "role"),
    [
        ("LGO", "lgo_head"), ("DLA-3014", "district_recorder"), ("DLA-30", "province_coordinator"),
        ("DLA", "department_analyst"), ("DOPA-3014", "drug_recorder"), ("DOPA-30", "drug_coordinator"),
        ("DOPA", "drug_department"), ("MOI", "inspector"),
    ],
)  # fmt: skip
def test_what_is_overdue_is_one_number_on_map_overview_and_inbox(monkeypatch, code, role):
    lgo = owed()
    monkeypatch.setattr(clock, "now", lambda: LATER)
    page, who = enter(lgo if code == "LGO" else code, role)
    seen = told(page, "/map/?m=missing")
    missing = told(page, "/overview/")["total"].missing
    assert missing > 0
    assert seen["total"] == missing == sum(row["n"] for row in seen["rows"])
    found = queries.inbox(who, LATER, LATER.date())
    assert missing == sum(one.offices for one in found.late_below) + len(found.overdue)
    # Each duty behind the figure can be looked at by itself, the office's own too; together they are the figure.
    own = told(page, "/overview/")["obligations"]
    assert missing == sum(told(page, f"/overview/?ob={one.public_id}")["total"].missing for one in own)
    # The months of another measure do not widen it, nor does a month of its own lose the offices without a district.
    assert told(page, "/map/?m=missing&from=2024-07&to=2026-06")["total"] == missing
    assert page.get("/map/?m=missing&from=2024-07&to=2024-08").context["first"] == "2025-10"
    assert f"{missing}" in page.get("/map/told.json?m=missing").json()["head"]
    text = page.get("/map/?m=missing").content.decode()
    assert "หน้าที่" in text and 'href="/overview/"' in text and 'href="/reports/timeliness/"' in text
    text = page.get("/overview/").content.decode()
    assert "/reports/timeliness/?at=" in text and "/map/?m=missing&amp;at=" in text


def test_a_province_is_opened_into_its_districts_and_keeps_its_own(monkeypatch):
    owed()
    monkeypatch.setattr(clock, "now", lambda: LATER)
    drugs, _who = enter("DOPA-30", "drug_coordinator")
    own = str(office("DOPA-30"))
    rows = {row["code"]: (row["name"], row["n"]) for row in told(drugs, "/map/?m=missing")["rows"]}
    assert {code: n for code, (_name, n) in rows.items()} == {"3014": 1, "3015": 1, "DOPA-30": 1}
    assert rows["DOPA-30"][0] == own
    for code, role in (("DOPA", "drug_department"), ("MOI", "inspector")):
        wide, _who = enter(code, role)
        whole = told(wide, "/map/?m=missing")
        assert {row["code"] for row in whole["rows"]} == {"30"}
        part = told(wide, "/map/?m=missing&at=30")
        assert part["total"] == whole["total"] == sum(row["n"] for row in part["rows"])
        assert {"3014", "3015", "DOPA-30"} <= {row["code"] for row in part["rows"]}
        assert part["links"][0].url == "/overview/" + ("?at=DOPA-30" if code == "DOPA" else "")
        deep = told(wide, "/map/?m=missing&at=3014")
        n = next(row["n"] for row in part["rows"] if row["code"] == "3014")
        assert deep["total"] == n == sum(row["n"] for row in deep["rows"])
        assert "DOPA-3014" in {row["code"] for row in deep["rows"]}
        drawn = wide.get("/map/outlines.json?m=missing&at=3014").json()["features"]
        assert n in {one["properties"]["n"] for one in drawn}
    nothing, _who = enter("DOPA-36", "drug_coordinator")
    empty = nothing.get("/map/?m=missing")
    assert empty.context["total"] == 0 and "ไม่มีหน้าที่ค้างส่งในช่วงนี้" in empty.content.decode()


def test_reports_not_made_are_a_layer_of_their_own_and_timeliness_says_the_same():
    for code in ("DOPA-3014", "DOPA-3015", "DOPA-30", "DOPA-36"):
        made.report(code)
    later = made.report(
        "DOPA-3016", period_start=date(2026, 5, 16), period_end=date(2026, 5, 31), due_on=date(2026, 5, 28)
    )
    assert later.due_on > TODAY
    for code, role, n in (("DOPA-30", "drug_coordinator", 3), ("DOPA-3014", "drug_recorder", 1),
                          ("DOPA", "drug_department", 4), ("MOI", "inspector", 4)):  # fmt: skip
        page, _who = enter(code, role)
        seen = told(page, "/map/?m=reports")
        told_there = sum(
            told(page, f"/reports/timeliness/?level={level}")["total"].missing for level in ("district", "province")
            if code != "DOPA-3014" or level == "district"
        )  # fmt: skip
        assert seen["total"] == n == told_there == sum(row["n"] for row in seen["rows"]), code
        assert told(page, "/map/?m=missing")["total"] == 0  # no letter asked for them
        if n == 3:
            assert {row["code"] for row in seen["rows"]} == {"3014", "3015", "DOPA-30"}
        if n == 4:
            assert {row["code"]: row["n"] for row in seen["rows"]} == {"30": 3, "36": 1}
            assert told(page, "/map/?m=reports&at=30")["total"] == 3
            assert told(page, "/map/?m=reports&at=3014")["total"] == 1


def _asked_in_visits() -> None:
    for area, name in (("301409", "สมชาย"), ("301405", "สมหญิง"), ("301501", "สมศักดิ์")):
        by = cares.recorder(f"DOPA-{area[:4]}")
        one = cares.case(by, area, first_name=name)
        cares.visit(one, TODAY, by, needs=(("OCC", "จักรยานยนต์"), ("JOB", "ช่าง")), arrives=NOW)


def test_who_asked_in_a_visit_is_on_the_map_where_there_are_no_requests():
    _asked_in_visits()
    for code, role, n in (("DOPA-30", "drug_coordinator", 3), ("DOPA-3014", "drug_recorder", 2)):
        page, who = enter(code, role)
        listed = told(page, "/help/needs/")["standing"]
        assert (listed.asked, listed.waiting) == (n, n)
        for measure, figure in (("need", listed.asked), ("waiting", listed.waiting), ("request", listed.asked)):
            seen = told(page, f"/map/?m={measure}")
            assert seen["total"] == figure == sum(row["n"] for row in seen["rows"]), (code, measure)
        answer = page.get("/map/?m=need").content.decode()
        assert 'value="request"' not in answer and "สายนี้ไม่มีทะเบียนคำขอ" in answer and "/help/needs/" in answer
        assert page.get("/map/cells.json?l=request&z=5").json().keys() == {"activity"}
        wall.enter(who.scope)
        assert Layer.REQUEST in access.layers(who) and Layer.REQUEST not in access.shown(who)
    page, _who = enter("DOPA-30", "drug_coordinator")
    assert {row["code"]: row["n"] for row in told(page, "/map/?m=need")["rows"]} == {"3014": 2, "3015": 1}
    assert {row["n"] for row in told(page, "/map/?m=need&at=3014")["rows"]} <= {1, 2}
    assert told(page, "/map/?m=need&at=3014")["total"] == 2


def test_where_people_file_requests_the_layer_is_offered_and_persons_are_those_of_the_list():
    clerk = help_make.clerk()
    help_make.request(clerk)
    help_make.request(clerk, serial=2, codes=("HOU", "JOB"))
    for code, role in (
        (help_make.LGO, "lgo_clerk"),
        ("DLA-3014", "district_recorder"),
        ("DLA-30", "province_coordinator"),
    ):
        page, who = enter(code, role)
        text = page.get("/map/?m=request").content.decode()
        assert 'value="request"' in text and "สายนี้ไม่มีทะเบียนคำขอ" not in text
        assert told(page, "/map/?m=request")["total"] == 2
        wall.enter(who.scope)
        assert told(page, "/map/?m=need")["total"] == asked.standing(who).asked == 2, code
    empty, _who = enter("LGO-360904", "lgo_clerk")  # before the first request as well
    assert 'value="request"' in empty.get("/map/").content.decode()
