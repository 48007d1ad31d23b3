"""The administration of offices in a real browser without script, on a phone and on the desk."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from tests.factories.actors import NOW, member, office
from tests.factories.looking import follow, look

from tidtam.kernel.actor import system
from tidtam.offices import actions

SHEET = "รหัสหน่วยงาน,ชื่อหน่วยงาน,จังหวัด,อำเภอ,ตำบลที่รับผิดชอบ,อีเมลสารบรรณ\n"
ROWS = "LGO-301499,เทศบาลตำบลลำพระเพลิง,นครราชสีมา,ปักธงชัย,ตะขบ (บางส่วน),a@lp.example\n"


def url(name: str, *args: Any) -> str:
    return reverse(f"console:offices_admin:{name}", args=args)


def lgo(code: str) -> Any:
    return actions.create(
        code=code, name_th="องค์การบริหารส่วนตำบลทดลอง", short_name="อบต.ทดลอง", level="lgo", line="dla", lgo_type="TAO",
        parent=office("DLA-3014"), province_id="30", district_id="3014", valid_from=NOW.date().replace(year=2020),
        areas=[("301401", "part"), ("301402", "whole")], by=system("test"), at=NOW,
    )  # fmt: skip


def cookie_of(code: str) -> str:
    user, _grant = member(code, "administrator")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused here"})
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["session"].value


class Walk:
    """Looks at each page: no sideways scroll, nothing for axe to find, one h1; keeps a picture when asked."""

    def __init__(self, page: Any, width: int) -> None:
        self.page, self.width = page, width

    def look(self, name: str) -> None:
        look(self.page, name, self.width)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_the_tree_is_kept_without_script(served: Any, chromium: Any, width: int, scheme: str) -> None:
    this, session, host = lgo("LGO-301497"), cookie_of("DLA-30"), served.url
    # Axe itself needs script; the pages' own is kept away, so that plain forms do the work.
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    context.route("**/*.js", lambda route: route.abort())
    context.add_cookies([{"name": "session", "value": session, "url": host}])
    page = context.new_page()
    walk = Walk(page, width)
    page.goto(host + url("offices"))
    walk.look("offices")
    page.fill("#id_text", "ทดลอง")
    follow(page, page.get_by_role("button", name="กรอง"))
    follow(page, page.get_by_role("link", name="องค์การบริหารส่วนตำบลทดลอง"))
    walk.look("office")
    follow(page, page.get_by_role("link", name="แก้รายละเอียด"))
    page.fill("#id_email", "ไม่ใช่เมล")
    page.fill("#id_phone", "0 4400 0000")
    follow(page, page.get_by_role("button", name="บันทึกรายละเอียด"))
    walk.look("edit-error")
    assert page.input_value("#id_phone") == "0 4400 0000"
    page.fill("#id_email", "saraban@example.org")
    follow(page, page.get_by_role("button", name="บันทึกรายละเอียด"))
    follow(page, page.get_by_role("link", name="เปลี่ยนชื่อหรือประเภท"))
    walk.look("rename")
    page.goto(host + url("move", this.pk))
    page.fill("#parent-text", "ครบุรี")
    follow(page, page.get_by_role("button", name="ค้นหา", exact=True).last)
    page.locator("label.choice").first.click()
    follow(page, page.get_by_role("button", name="ย้ายสังกัด"))
    walk.look("move-error")
    page.fill("#id_reason", "คำสั่งกระทรวง")
    follow(page, page.get_by_role("button", name="ย้ายสังกัด"))
    follow(page, page.get_by_role("link", name="ยุบเลิก"))
    walk.look("close")
    take_a_sheet_in(page, walk, host)
    context.close()


def take_a_sheet_in(page: Any, walk: Walk, host: str) -> None:
    """Upload a sheet with a mistake, the mended one, apply it and take it back."""
    page.goto(host + url("imports"))
    walk.look("imports-empty")
    page.goto(host + url("upload"))
    walk.look("upload")
    wrong = (SHEET + ROWS + "LGO-1,สภากาแฟ,นครราชสีมา,ปักธงไชย,,x\n").encode()
    page.set_input_files("#id_file", {"name": "a.csv", "mimeType": "text/csv", "buffer": wrong})
    follow(page, page.get_by_role("button", name="ตรวจไฟล์"))
    walk.look("import-errors")
    page.goto(host + url("upload"))
    page.set_input_files("#id_file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8 cat"})
    follow(page, page.get_by_role("button", name="ตรวจไฟล์"))
    walk.look("upload-refused")
    page.set_input_files("#id_file", {"name": "a.csv", "mimeType": "text/csv", "buffer": (SHEET + ROWS).encode()})
    follow(page, page.get_by_role("button", name="ตรวจไฟล์"))
    walk.look("import-checked")
    follow(page, page.get_by_role("button", name="นำเข้าหน่วยงาน"))
    walk.look("import-applied")
    follow(page, page.get_by_role("button", name="เลิกทำการนำเข้านี้"))
    walk.look("import-undone")
    page.goto(host + url("imports"))
    walk.look("imports")
