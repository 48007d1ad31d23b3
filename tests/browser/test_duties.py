"""Inbox, calendar, duty, library, overview and notices in a real browser, on a phone and on the desk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.factories.actors import NOW, actor, office
from tests.factories.letters import monthly, received
from tests.factories.looking import look

from tidtam.kernel import wall
from tidtam.offices.queries import directly_below

QUOTE = "ให้รายงานผลการช่วยเหลือประชาชน ทุกวันที่ ๒๕ ของทุกเดือน"


def story() -> tuple[str, str]:
    """A province's letter comes down to the LGOs of ปักธงชัย; April's reports are late, one was sent back."""
    from django.db import transaction

    from tidtam.letters.actions.register import register
    from tidtam.letters.actions.relay import relay
    from tidtam.letters.models import RegisterEntry
    from tidtam.obligations.actions import duties
    from tidtam.obligations.models import Duty

    earlier = NOW - timedelta(days=60)
    with transaction.atomic():
        province = actor("DLA-30", "province_coordinator")
        entry = received(
            province, "DLA-30", monthly(25), monthly(28, level="district"), monthly(28, level="province"),
            date="2026-03-10", received_on=date(2026, 3, 12), counts_from=date(2026, 3, 12),
        )  # fmt: skip
        districts = list(directly_below(office("DLA-30")).filter(level="district"))
        out = relay(entry=entry, offices=districts, words="แจ้งเพื่อดำเนินการ", by=province, at=earlier)
        district = actor("DLA-3014", "district_recorder")
        mine = register(entry=RegisterEntry.objects.get(via=out, office=office("DLA-3014")), by=district, at=earlier)
        lgos = list(directly_below(office("DLA-3014")))
        down = relay(entry=mine, offices=lgos, words="แจ้งเพื่อดำเนินการ", by=district, at=earlier)
        wall.enter("1.")
        for place, one in enumerate(lgos[:8]):
            clerk = actor(one.code)
            register(entry=RegisterEntry.objects.get(via=down, office=one), by=clerk, at=earlier)
            for duty in Duty.objects.filter(office=one, due_on__in=[date(2026, 3, 25), date(2026, 4, 25)]):
                if (place + duty.due_on.month) % 3:
                    late = timedelta(days=2 if place % 2 else -1, hours=3)
                    at = NOW.replace(month=duty.due_on.month, day=25) + late
                    sent = duties.send(duty=duty, kind="statement", words="ช่วยเหลือ 3 ราย", by=clerk, at=at)
                    if place == 1:
                        wall.enter(district.scope)
                        duties.review(duty=sent, verb="return", comment="ขอภาพถ่ายบ้านหลังซ่อม 1 ภาพ", by=district, at=at)
                        wall.enter(clerk.scope)
    return lgos[1].code, lgos[0].code


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_duties_of_an_lgo_and_what_climbs(served: Any, context: Any, width: int) -> None:
    first, _second = story()
    served.demo()
    served.person("clerk", first, "lgo_clerk")
    served.person("district", "DLA-3014", "district_recorder", "นพดล ใจดี")
    served.person("nation", "DLA", "department_analyst", "ดนัย รัตนากร")
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    served.sign_in(page, "clerk")
    look(page, "inbox", width)
    for name, path in (
        ("calendar", "/duties/?m=2026-04"), ("calendar-list", "/duties/?view=list&m=2026-03"),
        ("calendar-letters", "/duties/?view=letters&m=2026-04"), ("library", "/duties/library/"),
        ("links", "/duties/links/"), ("notices", "/notices/"),
    ):  # fmt: skip
        page.goto(served.url + path)
        look(page, name, width)
    page.goto(served.url + "/")
    with page.expect_navigation():
        page.locator("a.do.main").click()
    look(page, "duty", width)
    page.get_by_label("ผลการดำเนินงาน").fill("แนบภาพแล้ว")
    page.get_by_role("button", name="ส่งรายงาน").click()
    page.get_by_text("ส่งรายงานแล้ว").wait_for()
    look(page, "duty-sent", width)
    page.goto(served.url + "/duties/library/")
    with page.expect_navigation():
        page.locator("main th a").first.click()
    look(page, "obligation", width)
    page.goto(served.url + "/duties/links/")
    with page.expect_navigation():
        page.get_by_role("button", name="สร้างลิงก์").click()
    look(page, "link-made", width)
    _above(served, context, width)


def _above(served: Any, context: Any, width: int) -> None:
    context.clear_cookies()
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    served.sign_in(page, "district")
    look(page, "inbox-district", width)
    with page.expect_navigation():
        page.get_by_role("link", name="ดูรายชื่อ").first.click()
    look(page, "behind", width)
    page.locator("input.tick").first.check()
    page.get_by_role("button", name="เตือนที่เลือก").click()
    page.get_by_text("เตือนแล้ว 1 เรื่อง").wait_for()
    page.goto(served.url + "/overview/")
    look(page, "overview-district", width)
    context.clear_cookies()
    served.sign_in(page, "nation", "/overview/")
    look(page, "overview-nation", width)
    page.goto(served.url + "/overview/?show=late")
    for _ in range(2):
        with page.expect_navigation():
            page.locator("table.heat tbody th a").first.click()
    look(page, "overview-drilled", width)
