"""The first chain, told by clicking: letters in, every office's duties out. Also takes the README's pictures.

TIDTAM_PICTURES=docs/pictures keeps the pictures; they show invented letters only.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.factories.crawling import refusals
from tests.factories.looking import PICTURES, follow, settled

AS_OF = date(2026, 5, 21)
CIRCULAR = """ด่วนที่สุด

ที่ นม ๐๐๒๓.๓/ว ๒๙๙

สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดนครราชสีมา
ถนนสมมุติ นม ๓๐๐๐๐

๒๐ พฤษภาคม ๒๕๖๙

เรื่อง การรายงานผลการสำรวจป้ายประชาสัมพันธ์

เรียน ท้องถิ่นอำเภอ ทุกอำเภอ

ด้วยจังหวัดประสงค์จะทราบผลการสำรวจป้ายประชาสัมพันธ์ของศูนย์ช่วยเหลือประชาชนในทุกตำบล

จึงขอให้องค์กรปกครองส่วนท้องถิ่นรายงานผลการสำรวจไปยังอำเภอ ทุกวันที่ ๒๐ ของทุกเดือน

จึงเรียนมาเพื่อพิจารณาดำเนินการ

ขอแสดงความนับถือ

(นายสมมุติ รอบคอบ)
ท้องถิ่นจังหวัดนครราชสีมา
"""


class Story:
    """A browser that signs in as the demo's people, one after the other."""

    def __init__(self, served: Any, context: Any, passwords: dict[str, str]) -> None:
        self.served, self.context, self.passwords = served, context, passwords
        self.page = context.new_page()

    def as_(self, username: str, then: str = "/") -> Any:
        """Sign in as somebody else."""
        self.context.clear_cookies()
        page = self.page
        page.goto(f"{self.served.url}/accounts/login/?next={then}")
        page.get_by_label("ชื่อผู้ใช้").fill(username)
        page.get_by_label("รหัสผ่าน").fill(self.passwords[username])
        page.get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    def drop(self, file: Path) -> None:
        """Drop a document on the letters page; the confirm page opens."""
        self.page.goto(f"{self.served.url}/letters/")
        self.page.locator("#drop-file").set_input_files(file)
        self.page.get_by_role("button", name="ให้ระบบอ่าน").click()
        self.page.wait_for_url("**/confirm/**")

    def flags(self) -> str:
        """Return the contradictions shown."""
        alerts = self.page.locator(".alert")
        return " ".join(alerts.all_inner_texts())

    def confirm(self) -> None:
        """Confirm and register."""
        self.page.get_by_role("button", name="ยืนยันและลงรับ").click()
        self.page.wait_for_url("**/entries/**")

    def days(self, month: str) -> list[int]:
        """Return the days of a month that have a duty in the calendar."""
        self.page.goto(f"{self.served.url}/duties/?month={month[5:]}&year={int(month[:4]) + 543}")
        hrefs = self.page.locator(".cal a.ev").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        return sorted({int(href.rstrip("/").rsplit("-", 1)[-1]) for href in hrefs if f"/{month}-" in href})

    def picture(self, name: str) -> None:
        """Keep a picture for the README."""
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}.png")


@pytest.fixture
def story(served: Any, context: Any) -> Story:
    """Seed the demo as `make demo` does."""
    from tidtam.demo import seed

    accounts = seed.ensure_demo(as_of=AS_OF)
    return Story(served, context, {user: password for user, password, _ in accounts})


def source_letters_become_every_offices_duties(story: Story, folder: Path) -> None:
    """Take in the five letters as the offices that received them."""
    source = {path.name[:3]: path for path in folder.glob("*.txt")}

    story.as_("tum")
    story.drop(source["000"])
    assert "gmail.com" in story.flags()  # a private mailbox as official channel
    assert "ไม่เหลือเวลา" in story.flags()  # no slack between the LGO and its superior
    story.confirm()
    assert story.days("2024-02") == [25]

    story.as_("korat.drug")
    story.drop(source["001"])
    assert "8903" in story.flags()  # own number cited differently
    story.confirm()
    story.drop(source["002"])
    story.confirm()
    assert story.days("2024-02") == [15, 29]

    story.as_("banrai")
    story.drop(source["003"])
    assert "ขย" in story.flags()  # unknown province code
    assert "18 สิงหาคม" in story.flags()  # stamp before letter date
    story.confirm()
    assert story.days("2024-02") == [1]

    story.as_("chaiyaphum")
    story.drop(source["003"])
    story.confirm()
    assert story.days("2024-02") == [5]

    story.as_("wiang")
    story.drop(source["004"])
    assert "1276" in story.flags()  # own number also cited
    assert "20:51" in story.flags() or "20.51" in story.flags()  # two receiving times
    story.confirm()
    assert story.days("2026-06") == [5]

    story.as_("korat.local")
    story.drop(source["000"])
    follow(story.page, story.page.get_by_role("button", name="เพิ่มเป็นหน้าที่").first)
    story.confirm()
    assert story.days("2024-02") == [29]  # the 30th, added from the recital


def a_district_relays_lgos_register_and_a_late_duty_climbs(story: Story, tmp_path: Path) -> None:
    """Send a circular down, register it below, and see above what is late."""
    page = story.as_("pakthong")
    file = tmp_path / "circular.txt"
    file.write_text(CIRCULAR, encoding="utf-8")
    story.drop(file)
    story.confirm()
    follow(page, page.get_by_role("link", name="ส่งต่อ", exact=True))
    page.get_by_role("button", name="ส่งต่อ", exact=True).click()
    page.get_by_role("heading", name="ส่งถึงใครบ้าง").wait_for()

    page = story.as_("tum", "/letters/")
    page.locator("li", has_text="0023.26").get_by_role("link", name="เปิดและลงรับ").first.click()
    page.wait_for_url("**/entries/**")
    page.get_by_role("button", name="ลงรับ", exact=True).click()
    page.locator(".toast").get_by_text("เลขรับ").wait_for()
    assert 20 in story.days("2026-06")

    page = story.as_("korat.local")
    assert "ค้างส่ง" in page.locator("main").inner_text()
    follow(page, page.get_by_role("link", name="ภาพรวม"))
    follow(page, page.locator(".heat td a").first)
    page.get_by_role("link", name="หนังสือ").first.wait_for()


def pictures_of_the_readme(story: Story) -> None:
    """Look at the pages the README shows."""
    page = story.as_("tum")
    page.get_by_role("heading", level=1).wait_for()
    story.picture("inbox-desk")
    page.get_by_role("link", name="อ่านและยืนยัน").first.click()
    page.locator(".confirm").wait_for()
    story.picture("confirm-desk")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{story.served.url}/duties/")
    story.picture("calendar-phone")
    assert settled(page, "document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size({"width": 1280, "height": 900})
    page = story.as_("dla", "/overview/")
    page.locator(".tiles").first.wait_for()
    story.picture("overview-desk")


def nobody_is_led_to_a_refusal(story: Story) -> None:
    """Follow the links of readers whose rights differ most, page after page."""
    from tidtam.accounts.models import User

    for username in ("pakthong.head", "pakthong.health", "chaiyaphum.drug", "korat.governor", "dla", "inspector"):
        client = Client()
        client.force_login(User.objects.get(username=username), "allauth.account.auth_backends.AuthenticationBackend")
        opened, refused = refusals(client)
        assert refused == [], username
        assert opened > 25, (username, opened)


@pytest.mark.browser
@pytest.mark.slow
def test_letters_go_through_the_house(story: Story, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    # One demo for all: seeding it takes longer than what is done in it.
    nobody_is_led_to_a_refusal(story)
    pictures_of_the_readme(story)
    a_district_relays_lgos_register_and_a_late_duty_climbs(story, tmp_path)
    source_letters_become_every_offices_duties(story, request.getfixturevalue("source_letters"))
