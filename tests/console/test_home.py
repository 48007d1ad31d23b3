"""Inbox and overview: what each level sees, in which order, with how many queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import activities as welfare
from tests.factories import tips as lane
from tests.factories.actors import NOW, TODAY, actor, member, office
from tests.factories.letters import monthly, read_intake, received
from tests.obligations.desk import enter, lgo, page, plain, prepared

from tidtam.accounts import clock
from tidtam.activities import access
from tidtam.activities.actions import knowledge as sets
from tidtam.kernel import wall
from tidtam.letters.actions.relay import relay
from tidtam.notices.models import Notice
from tidtam.obligations.models import Duty
from tidtam.offices.queries import directly_below
from tidtam.tips.actions import contact
from tidtam.tips.models import Tip
from tidtam.tips.queries.waiting import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
MOST_QUERIES = 14  # the last one: what knowledge waits for the office


def later(monkeypatch, days: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=days))


def chain() -> tuple[str, str]:
    """A province relays to its districts, one district to its LGOs; the LGOs owe the 25th, the districts the 28th."""
    province = actor("DLA-30", "province_coordinator")
    entry = received(province, "DLA-30", monthly(25), monthly(28, level="district"), monthly(30, level="province"))
    districts = list(directly_below(office("DLA-30")).filter(level="district"))
    out = relay(entry=entry, offices=districts, words="แจ้ง", by=province, at=NOW)
    district = actor("DLA-3014", "district_recorder")
    from tidtam.letters.actions.register import register
    from tidtam.letters.models import RegisterEntry

    mine = register(entry=RegisterEntry.objects.get(via=out, office=office("DLA-3014")), by=district, at=NOW)
    lgos = list(directly_below(office("DLA-3014")))
    relay(entry=mine, offices=lgos, words="แจ้ง", by=district, at=NOW)
    return lgos[0].code, lgos[1].code


def test_many_late_periods_are_the_oldest_and_one_row(monkeypatch):
    client, _, _ = prepared()
    later(monkeypatch, 300)
    late, due, upcoming = (group["rows"] for group in client.get("/").context["groups"])
    assert len(late) == 2 and late[0].title.startswith("รายงานผล")
    count = int(late[1].title.split()[1])
    assert count > 4
    assert f"{count} เรื่องยังไม่ส่ง" in page(client, late[1].url)
    assert due and upcoming


def test_a_letter_is_taken_in_on_the_first_page():
    client, _, _ = prepared()
    assert 'action="/letters/take-in/"' in page(client, "/")
    reload = client.get("/letters/take-in/")
    assert (reload.status_code, reload["Location"]) == (302, "/letters/")


def test_lgo_inbox_shows_letter_then_duties_in_order(monkeypatch):
    client, clerk, code = prepared()
    text = page(client, "/")
    assert "ลงรับหนังสือ" in text and "รายงานผล ทุกวันที่ 25" in text
    assert "ทุกวันที่ 25 ของทุกเดือน" in text  # the words of the letter
    assert "รายงานผล ทุกวันที่ 28" not in text
    read_intake(clerk, code, name="สแกน.pdf")
    groups = client.get("/").context["groups"]
    assert [row.icon for row in groups[1]["rows"]] == ["envelope-simple-open", "stamp", "table"]
    later(monkeypatch, 8)
    groups = client.get("/").context["groups"]
    assert [row.state_text for row in groups[0]["rows"]] == ["เลย 4 วัน"]
    assert groups[2]["rows"][0].note.startswith("พฤ. 25 มิ.ย. 2569")


def test_knowledge_that_waits_is_work_until_it_is_acknowledged():
    code = lgo()
    above = actor("DLA-30", "province_coordinator")
    for n in range(4):
        one = welfare.knowledge(above, "DLA-30", f"ชุดที่ {n}")
        wall.enter(above.scope)
        sets.share(knowledge=one, levels=["lgo"], by=above, at=NOW)
    client, clerk = enter(code)

    def rows():
        found = client.get("/").context["groups"][1]["rows"]
        return [row for row in found if "องค์ความรู้" in row.title]

    (folded,) = rows()
    assert (folded.title, folded.url) == ("มีองค์ความรู้รอรับทราบ 4 ชุด", reverse("activities:knowledge"))
    wall.enter(clerk.scope)
    sets.note_read(knowledge=one, acknowledge=True, by=clerk, at=NOW)
    assert [row.title for row in rows()] == [f"อ่านองค์ความรู้ ชุดที่ {n} แล้วรับทราบ" for n in range(3)]
    assert f"/activities/knowledge/{access.knowledge(clerk).get(title='ชุดที่ 0').public_id}/" == rows()[0].url


def test_superior_inbox_late_climbs_and_reports_to_review(monkeypatch):
    first, second = chain()
    wall.enter("1.")
    owed = Duty.objects.filter(due_on=date(2026, 5, 25)).count()
    client, _ = enter(first)
    duty = (
        Duty.objects.select_related("obligation", "office").filter(office__code=first, due_on=date(2026, 5, 25)).get()
    )
    send = reverse("obligations:send", args=[duty.obligation.public_id, first, "2026-05-25"])
    assert client.post(send, {"nil": "1", "version": "1"}).status_code == 302
    later(monkeypatch, 5)
    district, _ = enter("DLA-3014", "district_recorder")
    text = page(district, "/")
    assert f"{owed - 1} แห่งค้างส่ง" in text
    assert "ตรวจรายงานของ" in text
    province, _ = enter("DLA-30", "province_coordinator")
    assert f"{owed - 1} แห่งค้างส่ง" in page(province, "/")
    nation, _ = enter("DLA", "department_analyst")
    assert f"{owed - 1} แห่งค้างส่ง" in page(nation, "/")
    elsewhere, _ = enter("DLA-36", "province_coordinator")
    assert "แห่งค้างส่ง" not in page(elsewhere, "/")
    row = district.get("/").context["groups"][0]["rows"][-1]
    listed = page(district, row.url)
    assert office(second).short_name in listed


@pytest.mark.parametrize(
    ("code", "role"),
    [
        ("LGO", "lgo_clerk"),
        ("DLA-3014", "district_recorder"),
        ("DLA-30", "province_coordinator"),
        ("DLA", "department_analyst"),
    ],
)
def test_inbox_and_overview_cost_few_queries(monkeypatch, code, role):
    first, _ = chain()
    later(monkeypatch, 12)
    client, _ = enter(first if code == "LGO" else code, role)
    for address in ("/", reverse("obligations:calendar"), *((reverse("console:overview"),) if code != "LGO" else ())):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        asked = [
            q["sql"]
            for q in captured
            if "django_session" not in q["sql"]
            and not q["sql"].startswith(("SAVEPOINT", "RELEASE", "SET LOCAL", 'UPDATE "usersessions'))
        ]
        assert len(asked) <= MOST_QUERIES + 3, "\n".join(asked)  # and 3 of the gate: user, grants, sign-in


def test_every_role_has_an_inbox():
    for code, role in (
        ("MOI", "administrator"),
        ("DOPA-30", "auditor"),
        ("DOPA-3014", "team_member"),
        ("MOI", "inspector"),
        (lgo(), "lgo_head"),
        ("DLA-30", "province_head"),
    ):
        client, _ = enter(code, role)
        if role == "team_member":  # whoever only visits starts where the visits are
            assert client.get("/").headers["Location"] == reverse("aftercare:today")
        else:
            assert "วันนี้ไม่มีเรื่องค้าง" in page(client, "/"), role


def test_overview_counts_fairly_and_drills_down(monkeypatch):
    first, _ = chain()
    later(monkeypatch, 5)
    client, _ = enter(first)
    duty = Duty.objects.select_related("obligation").filter(office__code=first, due_on=date(2026, 5, 25)).get()
    send = reverse("obligations:send", args=[duty.obligation.public_id, first, "2026-05-25"])
    client.post(send, {"words": "ช้าไปหนึ่งวัน", "version": "1"})
    nation, _ = enter("DLA", "department_analyst")
    context = nation.get(reverse("console:overview")).context
    total = context["total"]
    assert (total.on_time, total.late) == (0, 1)
    assert total.owed == total.late + total.missing
    assert [row.label for row in context["heat"].rows] == [str(office("DLA-30"))]
    assert len(context["tiles"]) == 77
    province = page(nation, context["heat"].rows[0].url)
    assert "สถอ.ปักธงชัย" in province
    district = nation.get(reverse("console:overview") + "?at=DLA-3014&show=late")
    assert str(office(first)) in plain(district)
    cell = next(row for row in district.context["heat"].rows if row.label == str(office(first))).cells[0]
    assert (cell.text, cell.level) == (0, 5)
    assert "ทุกวันที่ 25" in page(nation, cell.url)
    one = duty.obligation.public_id
    assert "25 พ.ค." in page(nation, reverse("console:overview") + f"?ob={one}&at=DLA-30")
    for odd in ("?y=zz", "?y=9999", "?y=0001", "?ob=zz", "?show=zz"):
        page(nation, reverse("console:overview") + odd)
    assert nation.get(reverse("console:overview") + "?at=DOPA-30").status_code == 404
    assert client.get(reverse("console:overview")).status_code == 403


def test_bell(monkeypatch):
    client, _, code = prepared()
    from tidtam.obligations.actions.reminders import remind_owners

    assert remind_owners(at=NOW) >= 1
    text = page(client, reverse("console:notices"))
    assert "ยังไม่อ่าน" in text
    notice = Notice.objects.filter(office__code=code).first()
    opened = client.post(reverse("console:notice_open", args=[notice.public_id]))
    assert opened.status_code == 302 and opened["Location"] == notice.url
    assert client.post(reverse("console:notices_read")).status_code == 302
    assert "อ่านแจ้งเตือนครบแล้ว" in page(client, reverse("console:notices"))
    other, _ = enter(directly_below(office("DLA-5709")).filter(level="lgo").first().code)
    assert other.post(reverse("console:notice_open", args=[notice.public_id])).status_code == 404


def test_what_waits_in_the_lane_is_told_as_of_midnight_and_who_must_agree_at_once():
    """A figure that moves while the day lasts would tell when somebody wrote."""
    by, second = lane.inspector(), lane.inspector(role="tip_second")
    lane.key(by)
    old, _receipt = lane.tip(quick=True, contact="ไลน์", day=TODAY - timedelta(days=1))
    client = {role: Client() for role in ("tip_inspector", "tip_second")}
    for role, one in client.items():
        one.force_login(member("MOI", role)[0])

    def told(role: str) -> list[str]:
        return [row.title for group in client[role].get("/").context["groups"] for row in group["rows"]]

    waits = ["มีเบาะแสรออ่านหรือรอตอบ 1 เรื่อง"]
    assert told("tip_inspector") == waits and told("tip_second") == []
    lane.tip(quick=True)
    lane.said_more(old, "เพิ่มเติม")
    assert told("tip_inspector") == waits
    wall.enter(by.scope)
    assert (waiting(by, TODAY).tips, waiting(by, TODAY + timedelta(days=1)).tips) == (1, 2)
    Tip.objects.filter(pk=old.pk).update(state="screened")  # its own words are read, what was added today is not
    assert (waiting(by, TODAY).tips, waiting(by, TODAY + timedelta(days=1)).tips) == (0, 2)
    asked = contact.ask(tip=old, why="danger", reason="มีผู้ถูกขู่", by=by, at=NOW)
    assert told("tip_second") == ["มีคำขอเปิดซองติดต่อรอคุณพิจารณา 1 เรื่อง"]
    wall.enter(by.scope)
    contact.decide(opening=asked, agree=True, by=second, at=NOW)
    assert told("tip_second") == []
