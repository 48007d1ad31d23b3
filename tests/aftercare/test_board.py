"""The recorder's board, the province's map, the lists: what they show, what they cost, what they keep to themselves."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.aftercare import district as make
from tests.factories import aftercare as made
from tests.factories.actors import NOW, member, office

from tidtam.accounts.access import actor_of
from tidtam.aftercare import facts
from tidtam.aftercare.facts import counted, teams
from tidtam.aftercare.models import Alert, Case, Round
from tidtam.aftercare.queries import board, rounds
from tidtam.audit.models import Read
from tidtam.demo import seed
from tidtam.kernel import wall
from tidtam.kernel.problem import Missing
from tidtam.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def enter(code: str, role: str = "drug_recorder"):
    user, grant = member(code, role)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, actor_of(grant, user)


def page(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", answer.content.decode())


def build() -> list[Case]:
    wall.enter("1.")
    one, two = make.team("DOPA-3014", 1), make.team("DOPA-3014", 2)
    cases = [make.case(one, completed=date(2026, 4, 21)) for _ in range(3)]  # round 2 falls today
    cases += [make.case(two, completed=date(2026, 4, 18)) for _ in range(2)]  # three days ago
    cases += [make.case(two, completed=date(2026, 4, 25))]  # in four days
    return cases


def test_the_board_of_a_team_and_of_a_province_bear_their_own_names():
    build()
    team = make.team("DOPA-3014", 2)
    client, _actor = enter(team.code, "team_member")
    text = page(client, "/care/")
    heat = re.search(r'<table class="heat".*?</table>', text, re.S)
    assert heat and "ยังไม่มอบทีม" not in heat[0] and heat[0].count('scope="row"') == 1
    assert re.search(rf"<title>กระดานทีม {team}", text)
    client, _actor = enter("DOPA-30", "drug_coordinator")
    assert re.search(r"<title>กระดานติดตาม ", page(client, "/care/"))
    client, _actor = enter("DOPA-3014")
    assert re.search(r"<title>กระดานอำเภอ ", page(client, "/care/"))


@pytest.mark.parametrize(
    ("code", "role"),
    [("DOPA-3014", "drug_recorder"), ("DOPA-3014", "drug_chief"), ("DOPA-3014", "health_reader"),
     ("DOPA-30", "drug_coordinator")],
)  # fmt: skip
def test_a_tile_of_the_board_leads_only_where_its_reader_may_go(code, role):
    build()
    client, _actor = enter(code, role)
    links = re.findall(r'<a class="fig[^"]*" href="([^"]+)"', page(client, "/care/"))
    assert links, "tiles lead somewhere"
    for link in links:
        page(client, link.replace("&amp;", "&"))


def test_the_board_shows_who_is_due_and_late_and_keeps_its_filters():
    cases = build()
    make.need(cases[0], "OCC")
    Alert.objects.create(case=cases[1], kind="violence", scope_path=cases[1].scope_path, raised_at=NOW)
    client, _actor = enter("DOPA-3014")
    text = page(client, "/care/")
    assert "ต้องทำ 5" in text and "ทั้งหมด 6" in text
    assert text.count('name="case"') == 5
    assert "เลย 3 วัน" in text and "วันนี้" in text
    assert "มีสัญญาณอันตราย 1 คน" in text
    assert "ฝึกอาชีพ" in text
    assert 'class="heat"' in text
    late = page(client, "/care/?tab=all&state=late")
    assert late.count('name="case"') == 2
    team = make.team("DOPA-3014", 1).code
    only = page(client, f"/care/?tab=all&team={team}&need=OCC")
    assert only.count('name="case"') == 1
    assert f'value="{team}" selected' in only
    wall.enter("1.")
    assert Read.objects.filter(people__contains=[cases[0].person_id]).exists()


def test_a_name_is_sent_by_post_and_stands_in_no_address():
    cases = build()
    client, _actor = enter("DOPA-3014")
    answer = client.post("/care/", {"tab": "all", "name": cases[4].person.first_name})
    text = answer.content.decode()
    assert text.count('name="case"') == 1
    assert not re.search(r'href="[^"]*name=', text)


def test_the_list_is_read_by_keyset_without_gaps(monkeypatch):
    monkeypatch.setattr(board.page_after, "__defaults__", (2,))
    build()
    client, _actor = enter("DOPA-3014")
    seen, address = [], "/care/?tab=all"
    while address:
        text = page(client, address)
        seen += re.findall(r'name="case" value="(\w+)"', text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 6


def test_reminding_tells_each_team_once_and_names_nobody():
    cases = build()
    client, _actor = enter("DOPA-3014")
    ids = [case.public_id for case in cases[:4]]
    assert client.post("/care/remind/", {"case": ids, "tab": "todo"}).status_code == 302
    client.post("/care/remind/", {"case": ids})
    wall.enter("1.")
    told = list(Notice.objects.filter(key__startswith="care:nudge"))
    assert len(told) == 2
    assert not any("ทดสอบ" in one.title + one.body for one in told)
    assert client.post("/care/remind/", {}).status_code == 302


def test_the_board_costs_the_same_for_few_and_many(django_assert_max_num_queries):
    build()
    client, _actor = enter("DOPA-3014")
    page(client, "/care/")
    with django_assert_max_num_queries(34):
        page(client, "/care/?tab=all")
    wall.enter("1.")
    for _n in range(10):
        make.need(make.case(make.team("DOPA-3014", 3)))
    with django_assert_max_num_queries(34):
        page(client, "/care/?tab=all")


def test_another_district_is_not_there():
    build()
    client, _actor = enter("DOPA-3609")
    assert 'name="case"' not in page(client, "/care/")
    page(client, "/care/?at=DOPA-3014", status=404)
    page(client, "/care/province/?at=DOPA-3014", status=404)
    page(client, "/care/figures/?at=DOPA-30", status=404)


def test_the_province_leads_down_to_a_district_and_its_board():
    build()
    wall.enter("1.")
    make.case(office("DOPA-3015"))
    client, _actor = enter("DOPA-30", "drug_coordinator")
    text = page(client, "/care/province/")
    assert "/care/province/?at=DOPA-3014" in text
    assert "ร้อยละ" in text
    wall.enter("1.")
    make.case(office("DOPA-3014"))
    below = page(client, "/care/province/?at=DOPA-3014")
    codes = [make.team("DOPA-3014", n).code for n in (1, 2)]
    assert all(f"/care/?at={code}&amp;tab=todo" in below for code in codes) and "ยังไม่มอบทีม" in below
    assert below.count('scope="col"') == text.count('scope="col"'), "the same columns"
    assert "/care/?at=DOPA-3014&amp;tab=todo" in below
    assert "ทดสอบ" not in text
    assert "ติดตามอยู่ 7 คน" in page(client, "/care/?at=DOPA-3014")


def test_the_nation_has_a_tile_for_each_province_and_hides_small_figures():
    build()
    wall.enter("1.")
    make.need(make.case(office("DOPA-3015")))
    client, _actor = enter("DOPA", "department_analyst")
    text = page(client, "/care/province/")
    assert text.count("<rect") >= 77
    assert page(client, "/care/figures/").count("•") >= 1
    assert "ยังมี 1 คน" not in page(client, "/care/figures/")
    page(client, "/care/", status=403)


def test_figures_say_the_number_and_carry_it_as_a_table():
    cases = build()
    make.need(cases[0], "OCC")
    make.need(cases[1], "CAP", asked=date(2026, 4, 30), moves=((date(2026, 5, 2), "met"),))
    make.visit(cases[3], 1)
    client, _actor = enter("DOPA-3014")
    text = page(client, "/care/figures/")
    assert "ยังมี 1 คนที่ขอแล้วและยังรอ" in text
    assert "data-chart=" in text and "<table" in text
    assert "dist/charts.js" in text
    before = page(client, "/care/figures/?on=2026-05-01")
    assert "ยังมี 2 คนที่ขอแล้วและยังรอ" in before
    assert "dist/charts.js" not in page(client, "/care/")


def test_the_columns_of_a_period_add_up():
    cases = build()
    make.visit(cases[3], 1)
    client, _actor = enter("DOPA-3014")
    from tidtam.aftercare import facts

    text = page(client, f"/care/figures/columns/?half={facts.half_of(date(2026, 5, 3))}")
    assert "ติดตามแล้ว" in text and "<tfoot>" in text
    assert "figures.css" in text and "พิมพ์เมื่อ 21 พ.ค. 2569" in text  # on paper it lies across, with its day


def test_all_rounds_by_day_page_by_page(monkeypatch):
    cases = build()
    client, _actor = enter("DOPA-3014")
    text = page(client, "/care/rounds/")
    assert text.count("<tr>") == 31
    found = re.search(r'rel="next" href="([^"]+)"', text)
    assert found and "after=" in found[1]
    assert page(client, found[1].replace("&amp;", "&")).count("<tr>") == 31
    actor = enter("DOPA-3014")[1]
    wall.enter(actor.scope)
    rows, after, seen = [], "", 0
    while True:
        rows, after = rounds.listed(actor, after=after, size=37)
        seen += len(rows)
        if not after:
            break
    assert seen == Round.objects.count() == 24 * len(cases)


def test_quality_lists_what_cannot_be_and_what_to_do():
    cases = build()
    wall.enter("1.")
    Case.objects.filter(pk=cases[0].pk).update(completed_on=NOW.date() + timedelta(days=400))
    Case.objects.filter(pk=cases[1].pk).update(strip="ppp", open_needs=4)
    client, _actor = enter("DOPA-3014")
    text = page(client, "/care/quality/")
    assert "วันที่อยู่ในอนาคต" in text
    assert "มีวันจบแล้ว แต่แผนไม่ครบทุกครั้ง" in text
    assert "จำนวนคำขอที่ค้างไม่ตรงกับรายการ" in text
    assert "ไม่รู้ว่าอยู่ตำบลไหน" in text


def test_only_who_was_met_could_have_been_told_of_the_protection_of_data():
    cases = build()
    wall.enter("1.")
    make.visit(cases[3], 1, "N1")
    client, _actor = enter("DOPA-3014")
    assert 'id="no_notice"' not in page(client, "/care/quality/")
    wall.enter("1.")
    make.visit(cases[4], 1)
    found = re.search(r'id="no_notice".*?</section>', page(client, "/care/quality/"), re.S)
    assert found and cases[4].public_id in found[0] and cases[3].public_id not in found[0]


def test_a_district_its_teams_cannot_call_is_named():
    build()
    client, _actor = enter("DOPA-3014")
    found = re.search(r'id="no_phone".*?</section>', page(client, "/care/quality/"), re.S)
    assert found and str(office("DOPA-3014")) in found[0]
    seed.give_phones()
    wall.enter("1.")
    phone = office("DOPA-3014").phone
    assert re.sub(r"\D", "", phone) == "044003014" and not office("DOPA-1101").phone
    client, _actor = enter("DOPA-3014")
    assert 'id="no_phone"' not in page(client, "/care/quality/")
    team, _actor = enter(make.team("DOPA-3014", 1).code, "team_member")
    case = Case.objects.filter(office__code=make.team("DOPA-3014", 1).code)[0]
    assert 'href="tel:044003014"' in page(team, reverse("aftercare:write", args=[case.public_id]))


def test_a_name_is_found_in_another_spelling():
    by = made.recorder()
    case = made.case(by, first_name="จันทร์เพ็ญ")
    made.case(by, first_name="สมหมาย")
    for words in ("จันทร์เพ็ญ", "จันเพ็ญ", "จันทร์เพ็ญ ใจดี"):
        found = board.listing(by, office("DOPA-3014"), board.Filters("all", words=words), made.TODAY)
        assert [one.pk for one in found] == [case.pk], words


def test_the_teams_of_a_district_add_up_to_its_own_figure():
    cases = build()
    wall.enter("1.")
    make.visit(cases[0], 1)
    make.visit(cases[1], 1, days=3)
    make.case(office("DOPA-3014"))
    make.move_case(cases[2], office("DOPA-3015"))
    actor = enter("DOPA-30", "drug_coordinator")[1]
    wall.enter(actor.scope)
    path, here = office("DOPA-3014").path, facts.half_of(date(2026, 5, 21))
    whole = counted.compliance(actor, actor.scope, here - 8, here)
    parts = teams.compliance(actor, path, here - 8, here)
    assert len({place for place, _half in parts}) >= 3
    for half in range(here - 8, here + 1):
        total = sum((one for (_place, number), one in parts.items() if number == half), counted.Compliance())
        assert total == whole.get((path, half), counted.Compliance()), half
    with pytest.raises(Missing):
        teams.compliance(enter("DOPA-3609")[1], path, here - 8, here)
