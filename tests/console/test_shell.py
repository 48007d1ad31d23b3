"""What stands round every page: office, menu, grants, the demo's banner."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.actors import TODAY, member, office

from tidtam.accounts import clock
from tidtam.accounts.models import Grant, Installation
from tidtam.console.context import MENU, address


@pytest.fixture(autouse=True)
def _demo(db):
    Installation.objects.create(is_demo=True, as_of=date(2026, 5, 21))
    clock.forget()
    yield
    clock.forget()


def page(role: str, code: str = "DLA-3014", path: str = "accounts:account", language: str = "th"):
    user, _ = member(code, role)
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client.get(reverse(path))


def test_the_menu_follows_the_role():
    menus = {role: page(role).context["shell"].nav for role in ("lgo_clerk", "district_head", "administrator")}
    labels = {role: {item.label for item in nav} for role, nav in menus.items()}
    assert "ผู้ใช้และสิทธิ์" in labels["administrator"]
    assert "ผู้ใช้และสิทธิ์" not in labels["lgo_clerk"]
    assert "หนังสือ" in labels["lgo_clerk"]
    assert "หนังสือ" not in labels["administrator"]
    assert all(item.url for nav in menus.values() for item in nav)


def test_the_current_place_is_marked_once():
    nav = page("administrator", path="accounts:grants").context["shell"].nav
    assert [item.label for item in nav if item.current] == ["ผู้ใช้และสิทธิ์"]


def test_office_place_role_and_banner():
    answer = page("district_head")
    shell = answer.context["shell"]
    assert shell.place == "อ.ปักธงชัย จ.นครราชสีมา"
    assert shell.role == "นายอำเภอ / ท้องถิ่นอำเภอ"
    assert "21 พฤษภาคม 2569" in shell.demo
    assert shell.demo in answer.content.decode()


def test_an_english_reader_gets_english():
    shell = page("district_head", language="en").context["shell"]
    assert shell.role == "District chief"


def test_several_grants_can_be_switched_in_the_header():
    user, _ = member("DLA-3014", "administrator")
    Grant.objects.create(user=user, office=office("DLA-3602"), role="district_head", valid_from=TODAY)
    client = Client()
    client.force_login(user)
    text = client.get(reverse("accounts:grants")).content.decode()
    assert reverse("accounts:switch_grant") in text
    assert str(office("DLA-3602")) in text


def test_a_page_that_is_not_there_may_be_another_of_ones_offices():
    user, _ = member("DLA-3014", "district_head")
    client = Client()
    client.force_login(user)
    missing = reverse("reports:report", args=["nowhere12345"])
    alone = client.get(missing)
    assert alone.status_code == 404 and "เปิดในนามของ" not in alone.content.decode()
    other = Grant.objects.create(user=user, office=office("DLA-3602"), role="district_head", valid_from=TODAY)
    for address_ in (missing, "/nowhere/at/all/"):
        text = client.get(f"{address_}?show=history").content.decode()
        assert f"เปิดในนามของ {office('DLA-3602')}" in text and "เปิดในนามของ สถอ.ปักธงชัย" not in text
        assert f'name="next" value="{address_}?show=history"' in text
    answer = client.post(reverse("accounts:switch_grant"), {"grant": other.pk, "next": missing})
    assert answer["Location"] == missing


def test_a_route_that_does_not_exist_leaves_its_item_out():
    assert address("nowhere:at_all") == ""


def test_every_menu_route_exists():
    assert [route for _, route, *_ in MENU if not address(route)] == []
