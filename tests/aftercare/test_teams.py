"""Teams: orders, members, accounts of members, people given to teams, recorders of a district."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.actors import NOW, TODAY, actor, member, office

from tidtam.accounts import clock
from tidtam.accounts.models import Grant, Installation, User
from tidtam.aftercare import access
from tidtam.aftercare.actions import teams
from tidtam.aftercare.actions.teams import Member, Order
from tidtam.aftercare.models import TeamMembership, TeamOrder
from tidtam.aftercare.queries import teams as queries
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.offices.models import Office

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TUM, NGIO = "301402", "301403"  # two tambons of ปักธงชัย


def order_of(number: str = "55/2569", **other: Any) -> Order:
    values: dict[str, Any] = {
        "number": number, "ordered_on": date(2026, 5, 1), "valid_from": date(2026, 5, 1), "tambons": (TUM, NGIO),
        "members": (
            (TUM, Member("ประสิทธิ์ ใจงาม", "village_head", "081-234-5678")),
            (TUM, Member("มาลี แก้วดี", "health_volunteer", "", True)),
        ),
    }  # fmt: skip
    return Order(**values | other)


@pytest.fixture
def recorder(db: None) -> Actor:
    """A recorder of ปักธงชัย, the wall open for the district."""
    return actor("DOPA-3014", "drug_recorder")


def test_an_order_makes_the_teams_of_its_tambons_and_their_members(recorder: Actor) -> None:
    made = teams.make_order(office=office("DOPA-3014"), order=order_of(), by=recorder, at=NOW)
    team = office(f"TEAM-{TUM}")
    assert (team.level, team.parent, team.district_id, team.path) == (
        "team", office("DOPA-3014"), "3014", f"{office('DOPA-3014').path}{team.pk}.",
    )  # fmt: skip
    assert list(team.areas.values_list("area_id", "coverage")) == [(TUM, "whole")]
    assert made.tambons == [TUM, NGIO]
    rows = list(TeamMembership.objects.order_by("id"))
    assert [(m.name, m.kind, m.health, m.office_id) for m in rows] == [
        ("ประสิทธิ์ ใจงาม", "village_head", False, team.pk), ("มาลี แก้วดี", "health_volunteer", True, team.pk),
    ]  # fmt: skip
    assert b"0812345678" not in bytes(rows[0].phone_sealed)
    assert queries.phone_of(rows[0]) == "0812345678"


def test_a_second_order_finds_its_teams_standing(recorder: Actor) -> None:
    teams.make_order(office=office("DOPA-3014"), order=order_of(), by=recorder, at=NOW)
    before = office(f"TEAM-{TUM}").pk
    again = order_of("56/2569", members=((TUM, Member("สุชาติ ดีมาก")),))
    teams.make_order(office=office("DOPA-3014"), order=again, by=recorder, at=NOW)
    assert office(f"TEAM-{TUM}").pk == before
    lines = {line.tambon.code: line for line in queries.team_lines(recorder, office("DOPA-3014"), TODAY)}
    assert lines[TUM].order is not None and lines[TUM].order.number == "56/2569"
    assert lines[TUM].members == 3 and lines[TUM].accounts == 0 and lines[TUM].lacks


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": " "}, "number"),
        ({"tambons": ()}, "tambons"),
        ({"tambons": ("300101",), "members": ()}, "tambons"),  # of another district
        ({"valid_to": date(2026, 4, 1)}, "valid_to"),
        ({"members": (("301401", Member("ก ข")),)}, "members"),
        ({"members": ((TUM, Member(" ")),)}, "name"),
        ({"members": ((TUM, Member("ก ข", "nobody")),)}, "kind"),
        ({"members": ((TUM, Member("ก ข", phone="12")),)}, "phone"),
        ({"members": ((TUM, Member("ก ข")), (TUM, Member("ก  ข")))}, "name"),
    ],
)
def test_an_order_that_cannot_be_is_refused_beside_its_field(
    recorder: Actor, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Problem) as caught:
        teams.make_order(office=office("DOPA-3014"), order=order_of(**wrong), by=recorder, at=NOW)
    assert caught.value.field == field
    assert not TeamOrder.objects.exists()


def test_the_same_order_twice_is_one(recorder: Actor) -> None:
    teams.make_order(office=office("DOPA-3014"), order=order_of(), by=recorder, at=NOW)
    with pytest.raises(Problem, match="order_taken"):
        teams.make_order(office=office("DOPA-3014"), order=order_of(members=()), by=recorder, at=NOW)
    assert TeamOrder.objects.count() == 1


def test_another_district_and_a_team_member_may_not(recorder: Actor) -> None:
    with pytest.raises(Missing):
        teams.make_order(office=office("DOPA-3609"), order=order_of(), by=recorder, at=NOW)
    with pytest.raises(Missing):
        teams.ensure_teams(district_codes=["3609"], by=recorder, at=NOW)
    coordinator = actor("DOPA-30", "drug_coordinator")
    with pytest.raises(NotAllowed):
        teams.make_order(office=office("DOPA-3014"), order=order_of(), by=coordinator, at=NOW)


def test_a_member_with_an_account_works_in_that_team_alone(recorder: Actor) -> None:
    teams.make_order(office=office("DOPA-3014"), order=order_of(), by=recorder, at=NOW)
    malee = TeamMembership.objects.get(health=True)
    linked, password = teams.link_account(member=malee, username="Malee.Tum", by=recorder, at=NOW)
    assert len(password) >= 12 and linked.user is not None and linked.user.username == "malee.tum"
    [grant] = Grant.objects.filter(user=linked.user)
    assert (grant.role, grant.office.code, grant.valid_from) == ("team_health", f"TEAM-{TUM}", date(2026, 5, 1))
    with pytest.raises(Conflict):
        teams.link_account(member=malee, username="other", by=recorder, at=NOW)
    # The recorder's own right did not grow.
    assert not recorder.may(Permission.GRANTS_MANAGE) and not recorder.may(Permission.OFFICES_MANAGE)


def test_an_account_that_stands_is_used_again_and_shows_no_password(recorder: Actor) -> None:
    user = User.objects.create_user("somchai", "correct horse battery", name="สมชาย")
    teams.make_order(office=office("DOPA-3014"), order=order_of(), by=recorder, at=NOW)
    linked, password = teams.link_account(
        member=TeamMembership.objects.filter(health=False).get(), username="somchai", by=recorder, at=NOW
    )
    assert linked.user == user and password == ""


def test_a_recorder_gives_no_right_to_himself(recorder: Actor) -> None:
    own = User.objects.get(pk=recorder.user_id)
    teams.make_order(office=office("DOPA-3014"), order=order_of(), by=recorder, at=NOW)
    with pytest.raises(NotAllowed):
        teams.link_account(member=TeamMembership.objects.get(health=True), username=own.username, by=recorder, at=NOW)


def test_the_right_ends_with_the_membership(recorder: Actor) -> None:
    teams.make_order(office=office("DOPA-3014"), order=order_of(), by=recorder, at=NOW)
    malee = TeamMembership.objects.get(health=True)
    linked, _password = teams.link_account(member=malee, username="malee", by=recorder, at=NOW)
    later = TODAY + timedelta(days=5)
    ended = teams.end_member(member=linked, valid_to=later, by=recorder, at=NOW)
    grant = Grant.objects.get(user=linked.user)
    assert ended.valid_to == grant.valid_to == later and grant.revoked_at is None
    assert grant.valid_on(later) and not grant.valid_on(later + timedelta(days=1))
    other = TeamMembership.objects.get(health=False)
    yesterday = TODAY - timedelta(days=1)
    other, _password = teams.link_account(member=other, username="prasit", by=recorder, at=NOW)
    teams.end_member(member=other, valid_to=yesterday, by=recorder, at=NOW)
    assert Grant.objects.get(user=other.user).revoked_at == NOW
    with pytest.raises(Conflict):
        teams.end_member(member=other, valid_to=yesterday, by=recorder, at=NOW)


def test_all_teams_of_the_nation_stand_in_seconds_and_once(db: None) -> None:
    by = system("nation")
    wall.enter(by.scope)
    codes = [str(o.district_id) for o in queries.districts(by)]
    made = teams.ensure_teams(district_codes=codes, by=by, at=NOW, source="demo", since=date(2022, 10, 1))
    assert made == 7_256
    assert not Office.objects.filter(level="team", district__code__startswith="10").exists()
    assert teams.ensure_teams(district_codes=codes, by=by, at=NOW) == 0


def test_districts_without_a_recorder_are_known(recorder: Actor) -> None:
    wall.enter(office("DOPA-30").path)
    coordinator = actor("DOPA-30", "drug_coordinator")
    lines = queries.district_lines(coordinator, TODAY)
    assert len(lines) == 32 and sum(line.recorders for line in lines) == 1
    assert lines[-1].office.code == "DOPA-3014" and lines[-1].recorders == 1  # those without one come first
    assert queries.has_recorder(office("DOPA-3014"), TODAY)
    Grant.objects.filter(user_id=recorder.user_id).update(valid_to=TODAY - timedelta(days=1))
    assert not queries.has_recorder(office("DOPA-3014"), TODAY)


# Pages ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def demo_day(db: None) -> None:
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()


def client_of(code: str, role: str = "drug_recorder") -> Client:
    user, _grant = member(code, role)
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"aftercare:{name}", args=args)


FORM = {
    "number": "55/2569", "ordered_on": "1 พ.ค. 2569", "tambons": [TUM, NGIO], "m-TOTAL_FORMS": "1",
    "m-INITIAL_FORMS": "0", "m-0-tambon": TUM, "m-0-name": "ประสิทธิ์ ใจงาม", "m-0-kind": "village_head",
    "pasted": "ต.งิ้ว\tสุชาติ ดีมาก\tผู้ใหญ่บ้าน\t0812345678\t\nตูม, มาลี แก้วดี, อสม., , สุขภาพ\n",
}  # fmt: skip


def test_the_recorder_records_an_order_and_sees_who_is_in_which_team(demo_day: None) -> None:
    client = client_of("DOPA-3014")
    page = client.get(url("teams")).content.decode()
    assert "ออกคำสั่งตั้งทีม" in page and "ตูม" in page
    form = {**FORM, "pasted": FORM["pasted"].replace("งิ้ว", name_of(NGIO)).replace("ตูม,", f"{name_of(TUM)},")}
    answer = client.post(url("new_team_order"), form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with wall.scope("1."):
        assert sorted((m.name, m.office.code, m.health) for m in TeamMembership.objects.select_related("office")) == [
            ("ประสิทธิ์ ใจงาม", f"TEAM-{TUM}", False), ("มาลี แก้วดี", f"TEAM-{TUM}", True),
            ("สุชาติ ดีมาก", f"TEAM-{NGIO}", False),
        ]  # fmt: skip
    team = client.get(url("team", f"TEAM-{TUM}")).content.decode()
    assert "มาลี แก้วดี" in team and "เชื่อมบัญชี" in team
    with wall.scope("1."):
        order = TeamOrder.objects.get()
    assert "ประสิทธิ์ ใจงาม" in client.get(url("team_order", order.public_id)).content.decode()


def name_of(tambon: str) -> str:
    from tidtam.places.models import Area

    return Area.objects.get(pk=tambon).name_th


def test_what_was_typed_stays_when_more_rows_are_asked_or_a_line_is_wrong(demo_day: None) -> None:
    client = client_of("DOPA-3014")
    more = client.post(url("new_team_order"), {**FORM, "more": "1"})
    page = more.content.decode()
    assert more.status_code == 200 and page.count("m-10-name") and "ประสิทธิ์ ใจงาม" in page
    wrong = client.post(url("new_team_order"), {**FORM, "pasted": "ไม่มีตำบลนี้, ก ข"})
    assert wrong.status_code == 422 and "บรรทัดที่ 1" in wrong.content.decode()
    no_tambon = client.post(url("new_team_order"), {**FORM, "pasted": "", "m-0-tambon": ""})
    assert no_tambon.status_code == 422 and "เลือกตำบลของสมาชิกคนนี้" in no_tambon.content.decode()
    assert client.post(url("new_team_order"), {"m-TOTAL_FORMS": "x", "number": "\x00"}).status_code == 422


def test_a_member_joins_ends_and_signs_in_by_clicking(demo_day: None) -> None:
    client = client_of("DOPA-3014")
    client.post(url("new_team_order"), {**FORM, "pasted": ""})
    with wall.scope("1."):
        order = TeamOrder.objects.get()
    new = {"name": "อรทัย", "kind": "health_volunteer", "order": order.public_id, "valid_from": "20 พ.ค. 2569"}
    assert client.post(url("new_team_member", f"TEAM-{TUM}"), new).status_code == 302
    again = client.post(url("new_team_member", f"TEAM-{TUM}"), new)
    assert again.status_code == 422 and "อยู่ในทีมนี้แล้ว" in again.content.decode()
    with wall.scope("1."):
        orathai = TeamMembership.objects.get(name="อรทัย")
    bad = client.post(url("team_account", orathai.public_id), {"username": "อรทัย"})
    assert bad.status_code == 422 and "อักษรอังกฤษ" in bad.content.decode()
    shown = client.post(url("team_account", orathai.public_id), {"username": "orathai"})
    assert shown.status_code == 200 and "แสดงครั้งเดียว" in shown.content.decode()
    early = client.post(url("end_team_member", orathai.public_id), {"valid_to": "1 พ.ค. 2569"})
    assert early.status_code == 422
    assert client.post(url("end_team_member", orathai.public_id), {"valid_to": "21 พ.ค. 2569"}).status_code == 302


def test_nobody_else_opens_these_pages(demo_day: None) -> None:
    client = client_of("DOPA-3014")
    client.post(url("new_team_order"), {**FORM, "pasted": ""})
    with wall.scope("1."):
        one, order = TeamMembership.objects.get(), TeamOrder.objects.get()
    stranger = client_of("DOPA-3609")
    for name, args in (
        ("team", [f"TEAM-{TUM}"]), ("new_team_member", [f"TEAM-{TUM}"]), ("team_order", [order.public_id]),
        ("team_order_file", [order.public_id]), ("team_account", [one.public_id]), ("end_team_member", [one.public_id]),
    ):  # fmt: skip
        assert stranger.get(url(name, *args)).status_code == 404, name
    assert stranger.get(url("teams") + "?district=DOPA-3014").status_code == 404
    assert client_of("DOPA-30", "drug_coordinator").get(url("teams")).status_code == 403
    assert client_of(f"TEAM-{TUM}", "team_member").get(url("teams")).status_code == 403
    listed = client_of("DOPA-30", "drug_coordinator").get(url("recorders")).content.decode()
    assert "31 จาก 32 อำเภอยังไม่มีผู้บันทึกข้อมูล" in listed


def test_a_province_chooses_the_district_first(demo_day: None) -> None:
    client = client_of("DOPA-30")
    page = client.get(url("teams")).content.decode()
    assert "ศป.ปส.อ.ปักธงชัย" in page
    assert client.get(url("teams") + "?district=DOPA-3014").status_code == 200


def test_the_members_of_another_district_stay_behind_the_wall(recorder: Actor) -> None:
    teams.make_order(office=office("DOPA-3014"), order=order_of(), by=recorder, at=NOW)
    stranger = actor("DOPA-3609", "drug_recorder")
    assert not TeamMembership.objects.exists() and not access.members(stranger).exists()
