"""The administrator's pages: people, rights, and their ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.accounts.test_sign_in import sign_in, verbs
from tests.factories.actors import actor, member, office

from tidtam.accounts import access, actions, clock
from tidtam.accounts.models import Grant, User
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem

GIVE = "accounts:give_grant"


@pytest.fixture
def admin(browser, demo):
    """Return the administrator of a district, signed in."""
    user, _ = member("DLA-3014", "administrator", "ผู้ดูแล ระบบ")
    browser.force_login(user)
    return user


def form(**other):
    return {
        "username": "somsri.k", "name": "นางสาวสมศรี กล้าหาญ", "office": "DLA-3014", "role": "district_head",
        "valid_from": clock.today().isoformat(), "valid_to": "", "email": "", "reason": "คำสั่งที่ 12/2569",
    } | other  # fmt: skip


def test_someone_new_gets_a_right_and_a_password_shown_once(browser, admin):
    page = browser.post(reverse(GIVE), form())
    text = page.content.decode()
    assert "แสดงครั้งเดียว" in text
    password = re.search(r'id="first-password" value="([^"]+)"', text).group(1)
    assert len(password) >= 15
    user = User.objects.get(username="somsri.k")
    assert user.grants.get().office.code == "DLA-3014"
    from django.test import Client

    assert sign_in(Client(), user, password).status_code == 302
    assert {"accounts.user.created", "accounts.grant.given"} <= set(verbs())
    listed = browser.get(reverse("accounts:grants") + "?find=สมศรี").content.decode()
    assert "somsri.k" in listed


def test_someone_known_gets_a_second_right(browser, admin):
    known, _ = member("DLA-3014", "lgo_head")
    answer = browser.post(reverse(GIVE), form(username=known.username, name=""))
    assert answer.status_code == 302
    assert known.grants.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"office": "DLA-3602"}, "ไม่พบหน่วยงานนี้"),
        ({"office": "ไม่มีที่ใด"}, "ไม่พบหน่วยงานนี้"),
        ({"office": "อบต."}, "พบหลายหน่วยงาน"),
        ({"role": "king"}, "เลือกบทบาทจากรายการ"),
        ({"name": ""}, "ยังไม่มีผู้ใช้ชื่อนี้"),
        ({"username": "สมศรี"}, "ชื่อผู้ใช้ใหม่ใช้ได้เฉพาะ"),
        ({"valid_to": "2000-01-01"}, "วันสิ้นสุดต้องไม่มาก่อนวันเริ่ม"),
        ({"valid_from": "วันนี้"}, "เลือกวันจากปฏิทิน"),
        ({"email": "ไม่ใช่"}, "อีเมลต้องเป็นแบบ"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(browser, admin, wrong, sentence):
    answer = browser.post(reverse(GIVE), form(**wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert "คำสั่งที่ 12/2569" in text
    assert not User.objects.filter(username="somsri.k").exists()


def test_nobody_gives_a_right_to_oneself(browser, admin):
    answer = browser.post(reverse(GIVE), form(username=admin.username, role="auditor"))
    assert "ให้สิทธิ์ตนเองไม่ได้" in answer.content.decode()


def test_revoking_asks_for_a_reason_and_works_at_once(browser, admin):
    user, grant = member("DLA-3014", "district_head")
    url = reverse("accounts:revoke_grant", args=[grant.pk])
    assert "บอกเหตุผล" in browser.post(url, {"reason": " "}).content.decode()
    assert browser.post(url, {"reason": "เกษียณ"}).status_code == 302
    grant.refresh_from_db()
    assert grant.revoked_at is not None
    assert "accounts.grant.revoked" in verbs()
    listed = browser.get(reverse("accounts:grants") + f"?find={user.username}")
    assert grant not in [row[0] for row in listed.context["rows"]]
    ended = browser.get(reverse("accounts:grants") + f"?ended=1&find={user.username}").content.decode()
    assert "ยกเลิกแล้ว" in ended


def test_rights_elsewhere_cannot_be_seen_or_ended(browser, admin):
    _, elsewhere = member("DLA-3602", "district_head")
    for name in ("accounts:grant", "accounts:revoke_grant", "accounts:reset_password"):
        url = reverse(name, args=[elsewhere.pk])
        answer = browser.get(url) if name == "accounts:grant" else browser.post(url, {"reason": "x"})
        assert answer.status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.revoked_at is None


def test_a_new_password_ends_every_sign_in(browser, admin):
    from django.test import Client

    user, grant = member("DLA-3014", "district_head")
    theirs = Client()
    sign_in(theirs, user)
    page = browser.post(reverse("accounts:reset_password", args=[grant.pk])).content.decode()
    password = re.search(r'id="first-password" value="([^"]+)"', page).group(1)
    assert theirs.get("/account/").status_code == 302
    assert sign_in(Client(), user, password).status_code == 302


def test_nobody_takes_over_an_account_with_rights_elsewhere(browser, admin):
    user, grant = member("DLA-3014", "district_head")
    Grant.objects.create(user=user, office=office("DLA-3602"), role="province_head", valid_from=clock.today())
    assert browser.post(reverse("accounts:reset_password", args=[grant.pk])).status_code == 404
    assert user.check_password("correct horse battery")


def test_actions_guard_themselves(demo):
    clerk = actor("DLA-3014", "district_recorder")
    boss = actor("DLA-3014", "administrator")
    user, grant = member("DLA-3014", "district_head")
    at, day = clock.now(), clock.today()
    with pytest.raises(NotAllowed):
        actions.give(user=user, office=office("DLA-3014"), role="auditor", valid_from=day, by=clerk, at=at)
    with pytest.raises(NotAllowed):
        actions.revoke(grant=grant, reason="x", by=clerk, at=at)
    with pytest.raises(NotAllowed):
        actions.create_user(username="x", name="x", by=clerk, at=at)
    with pytest.raises(NotAllowed):
        actions.reset_password(user=user, by=clerk, at=at)
    with pytest.raises(Missing):
        actions.give(user=user, office=office("DLA-3602"), role="auditor", valid_from=day, by=boss, at=at)
    with pytest.raises(Conflict):
        actions.give(user=user, office=office("DLA-3014"), role="district_head", valid_from=day, by=boss, at=at)
    with pytest.raises(Problem, match=r"accounts\.dates"):
        actions.give(
            user=user, office=office("DLA-3014"), role="auditor", valid_from=day,
            valid_to=day - timedelta(days=1), by=boss, at=at,
        )  # fmt: skip
    with pytest.raises(Problem, match="username_taken"):
        actions.create_user(username=user.username.upper(), name="x", by=boss, at=at)
    assert access.answers_for(boss, user)
