"""Sign in, be refused, be throttled, sign out; each leaves its entry."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.factories.actors import TODAY, member, office

from tidtam.accounts import actions, clock, rules
from tidtam.accounts.handlers import SEEN, STARTED
from tidtam.accounts.models import Grant, User
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Problem

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"
ACCOUNT = "/account/"


def sign_in(client: Client, user: User, password: str = PASSWORD, **other: str):
    return client.post(LOGIN, {"login": user.username, "password": password} | other)


def verbs() -> list[str]:
    wall.enter("1.")
    return list(Entry.objects.filter(verb__startswith="accounts.").order_by("at").values_list("verb", flat=True))


def test_password_opens_and_is_recorded(browser, head):
    user, _ = head
    answer = sign_in(browser, user, next=ACCOUNT)
    assert (answer.status_code, answer.headers["Location"]) == (302, ACCOUNT)
    page = browser.get(ACCOUNT)
    assert page.status_code == 200
    assert "สมชาย ใจดี" in page.content.decode()
    assert "accounts.sign_in.made" in verbs()
    browser.post("/accounts/logout/")
    assert browser.get(ACCOUNT).status_code == 302
    assert "accounts.sign_in.left" in verbs()


def test_wrong_password_and_unknown_user_get_the_same_answer(browser, head):
    user, _ = head
    one = sign_in(browser, user, "wrong wrong wrong")
    two = browser.post(LOGIN, {"login": "nobody.here", "password": "wrong wrong wrong"})
    sentence = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"
    assert sentence in one.content.decode()
    assert sentence in two.content.decode()
    clean = lambda page, name: page.content.decode().replace(name, "")  # noqa: E731
    strip = lambda text: "".join(line for line in text.splitlines() if "csrf" not in line)  # noqa: E731
    assert strip(clean(one, user.username)) == strip(clean(two, "nobody.here"))
    assert f'value="{user.username}"' in one.content.decode()  # what was typed stays, the password does not
    assert "wrong wrong" not in one.content.decode()
    entries = verbs()
    assert entries.count("accounts.sign_in.refused") == 2
    assert not Entry.objects.filter(object_id="nobody.here").exists()


def test_throttled_after_five_even_with_the_right_password(browser, head):
    user, _ = head
    for _ in range(5):
        sign_in(browser, user, "wrong wrong wrong")
    answer = sign_in(browser, user)
    assert "ลองผิดหลายครั้งเกินไป" in answer.content.decode()
    assert browser.get(ACCOUNT).status_code == 302


def test_tries_of_a_script_are_counted_and_recorded(browser, head):
    """A script is answered with 400: what the refused request counted must stand all the same."""
    user, _ = head
    wrong = {"login": user.username, "password": "wrong wrong wrong"}
    for _ in range(5):
        answer = browser.post(LOGIN, wrong, headers={"x-requested-with": "XMLHttpRequest"})
        assert answer.status_code == 400
    assert verbs().count("accounts.sign_in.refused") == 5
    assert "ลองผิดหลายครั้งเกินไป" in sign_in(browser, user).content.decode()


def test_the_throttle_remembers_more_people_than_sign_in_at_once():
    for number in range(400):
        cache.set(f"try-{number}", [1.0], 300)
    assert sum(cache.get(f"try-{number}") is not None for number in range(400)) == 400


def test_a_user_name_has_no_look_alikes():
    for name in ("a b", "аdmin", "ต้น", "a\u200bb"):
        with pytest.raises(Problem):
            actions.create_user(username=name, name="x", by=system("test"), at=clock.now())


def test_a_flood_of_sign_ins_gets_a_thai_page(browser, head, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    user, _ = head
    answers = [sign_in(browser, user, "x") for _ in range(3)]
    assert answers[-1].status_code == 429
    assert "ลองบ่อยเกินไป" in answers[-1].content.decode()


def test_empty_form_says_so_beside_the_field(browser):
    page = browser.post(LOGIN, {"login": "", "password": ""}).content.decode()
    assert page.count("กรอกช่องนี้") >= 2


def test_closed_account_is_refused(browser, head):
    user, _ = head
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = sign_in(browser, user)
    assert browser.get(ACCOUNT).status_code == 302
    assert answer.status_code in (200, 302)


def test_pages_that_have_no_place_here_are_shut(browser):
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"):
        assert browser.get(path).status_code == 404


def test_next_stays_on_our_host(browser, head):
    for target in ("//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"):
        answer = sign_in(Client(), head[0], next=target)
        assert answer.headers["Location"] == "/"
    browser.force_login(head[0])
    for target in ("//evil.example/", "https://evil.example/", "javascript:alert(1)"):
        answer = browser.post(reverse("accounts:switch_grant"), {"grant": head[1].pk, "next": target})
        assert answer.headers["Location"] == "/"


def test_idle_for_half_an_hour_signs_out(browser, head):
    browser.force_login(head[0])
    assert browser.get(ACCOUNT).status_code == 200
    session = browser.session
    session[SEEN] = time.time() - rules.IDLE_SECONDS - 1
    session.save()
    answer = browser.get(ACCOUNT)
    assert answer.status_code == 302
    assert "ไม่ได้ใช้งานนานเกินไป" in browser.get(answer.headers["Location"]).content.decode()


def test_half_a_day_signs_out_even_when_busy(browser, head):
    browser.force_login(head[0])
    session = browser.session
    session[STARTED] = time.time() - rules.WHOLE_SECONDS - 1
    session.save()
    assert browser.get(ACCOUNT).status_code == 302


def test_what_was_typed_is_given_back_after_signing_out(browser):
    page = browser.post(reverse("accounts:give_grant"), {"name": "นางสาวกานดา", "password": "secret words"})
    text = page.content.decode()
    assert page.status_code == 403
    assert "นางสาวกานดา" in text
    assert "secret words" not in text


def test_password_change_keeps_to_the_rules(browser, head):
    user, _ = head
    sign_in(browser, user)
    url = "/accounts/password/change/"
    short = browser.post(url, {"oldpassword": PASSWORD, "password1": "สั้น", "password2": "สั้น"})
    assert "รหัสผ่านสั้นไป" in short.content.decode()
    new = "สี่คำที่ไม่เกี่ยวกันเลย"
    assert browser.post(url, {"oldpassword": PASSWORD, "password1": new, "password2": new}).status_code == 302
    assert "accounts.password.changed" in verbs()
    assert browser.get(ACCOUNT).status_code == 200
    user.refresh_from_db()
    assert user.check_password(new)


def test_own_sign_ins_are_listed_and_ended(head):
    here, there = Client(HTTP_USER_AGENT="Here/1"), Client(HTTP_USER_AGENT="There/1")
    sign_in(here, head[0])
    sign_in(there, head[0])
    page = here.get(reverse("accounts:sign_ins")).content.decode()
    assert "Here/1" in page
    assert "There/1" in page
    from allauth.usersessions.models import UserSession

    other = UserSession.objects.get(user_agent="There/1")
    stranger = Client()
    stranger.force_login(member("DLA-3014", "district_head")[0])
    assert stranger.post(reverse("accounts:end_sign_in", args=[other.pk])).status_code == 404
    assert there.get(ACCOUNT).status_code == 200
    assert here.post(reverse("accounts:end_sign_in", args=[other.pk])).status_code == 302
    assert there.get(ACCOUNT).status_code == 302
    assert here.get(ACCOUNT).status_code == 200
    assert here.get("/accounts/sessions/").headers["Location"] == reverse("accounts:sign_ins")


def test_ending_all_others_at_once(head):
    here, *others = Client(), Client(), Client()
    for client in (here, *others):
        sign_in(client, head[0])
    here.post(reverse("accounts:end_other_sign_ins"))
    assert [client.get(ACCOUNT).status_code for client in others] == [302, 302]
    assert here.get(ACCOUNT).status_code == 200


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(-1, 1, True), (0, 0, True), (1, None, False), (-9, -1, False), (-9, None, True)],
)
def test_a_grant_holds_between_its_dates(browser, starts, ends, holds):
    today = clock.today()
    user = User.objects.create_user("dated", PASSWORD, name="มีกำหนด")
    Grant.objects.create(
        user=user, office=office("DLA-3014"), role="administrator",
        valid_from=today + timedelta(days=starts), valid_to=None if ends is None else today + timedelta(days=ends),
    )  # fmt: skip
    browser.force_login(user)
    answer = browser.get(reverse("accounts:grants"))
    wanted = reverse("accounts:second_factor") if holds else reverse("accounts:no_grant")
    assert answer.headers["Location"] == wanted


def test_a_right_revoked_mid_work_ends_at_the_next_request(browser, demo):
    user, grant = member("DLA-3014", "administrator")
    browser.force_login(user)
    assert browser.get(reverse("accounts:grants")).status_code == 200
    actions.revoke(grant=grant, reason="ย้ายหน่วยงาน", by=system("test"), at=clock.now())
    assert browser.get(reverse("accounts:grants")).headers["Location"] == reverse("accounts:no_grant")
    assert "ยังไม่มีสิทธิ์" in browser.get(reverse("accounts:no_grant")).content.decode()


def test_a_right_revoked_mid_work_gives_back_what_was_typed(browser, demo):
    user, grant = member("LGO-301409", "lgo_clerk")
    browser.force_login(user)
    assert browser.get("/letters/").status_code == 200
    actions.revoke(grant=grant, reason="ย้ายหน่วยงาน", by=system("test"), at=clock.now())
    answer = browser.post("/letters/take-in/", {"text": "ข้อความที่พิมพ์ไว้"})
    assert answer.status_code == 403
    assert "ข้อความที่พิมพ์ไว้" in answer.content.decode()


def test_what_was_sent_under_an_ended_right_is_not_done_for_another_office(browser, demo):
    user, grant = member("LGO-301409", "lgo_clerk")
    Grant.objects.create(user=user, office=office("LGO-360904"), role="lgo_clerk", valid_from=TODAY)
    browser.force_login(user)
    assert browser.get("/letters/").status_code == 200
    actions.revoke(grant=grant, reason="ย้ายหน่วยงาน", by=system("test"), at=clock.now())
    answer = browser.post("/letters/take-in/", {"text": "ข้อความที่พิมพ์ไว้"})
    assert answer.status_code == 403
    assert "ข้อความที่พิมพ์ไว้" in answer.content.decode()
    assert browser.get("/letters/").status_code == 200


def test_an_address_with_a_nul_is_not_found(browser, demo):
    browser.force_login(member("LGO-301409", "lgo_clerk")[0])
    assert browser.get("/letters/entries/%00/").status_code == 404


def test_switching_the_grant_changes_the_scope(browser, demo):
    user, first = member("DLA-3014", "administrator")
    second = Grant.objects.create(user=user, office=office("DLA-3602"), role="administrator", valid_from=TODAY)
    third = member("DLA-3014", "administrator")[1]
    browser.force_login(user)
    page = browser.get(reverse("accounts:grants")).content.decode()
    assert str(first.office) in page
    answer = browser.post(reverse("accounts:switch_grant"), {"grant": second.pk, "next": reverse("accounts:grants")})
    assert answer.headers["Location"] == reverse("accounts:grants")
    listed = browser.get(reverse("accounts:grants"))
    assert {row[0].office_id for row in listed.context["rows"]} == {second.office_id}
    assert browser.post(reverse("accounts:switch_grant"), {"grant": third.pk}).status_code == 404
    user.refresh_from_db()
    assert user.last_grant_id == second.pk


def test_demo_days_are_the_demos_own(demo):
    assert clock.today() == date(2026, 5, 21)
