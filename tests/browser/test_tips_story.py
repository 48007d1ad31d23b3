"""The whole of letter 002 told by clicking: a sign is hung, somebody scans it and warns of an official, the right
officer reads, asks, investigates and hands over, the accused's office learns nothing; a photo used twice is flagged;
the pack of the month's meeting opens with the figures that were signed.

TIDTAM_PICTURES=docs/pictures keeps the pictures; they show invented people only.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from PIL import Image
from pyrage import x25519
from tests.browser.conftest import Served
from tests.factories import activities, meetings
from tests.factories import signs as made
from tests.factories.actors import NOW
from tests.factories.looking import follow, look
from tests.tips.conftest import RunningLane, running_lane
from tests.tips.test_lane import photo

from tidtam.accounts import access as accounts
from tidtam.accounts.models import Grant
from tidtam.activities.actions import recording
from tidtam.audit.models import Entry
from tidtam.demo import pictures
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.reports.models import Edition
from tidtam.signs.models import ScanDay, Sign
from tidtam.tips import sealing
from tidtam.tips.actions import handover
from tidtam.tips.choices import AgencyKind
from tidtam.tips.models import Message, RecipientKey, Tip, TipFile

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DISTRICT, ACCUSED = "DOPA-3014", "LGO-301409"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PASSPHRASE = "ข้าวเหนียว หมูปิ้ง สามไม้"
WORDS = "ปลัดขับกระบะมารับเงินหลังตลาดทุกคืนวันศุกร์"
QUESTION, REPLY = "เห็นทะเบียนรถไหม", "ทะเบียนลงท้ายสองแปด"
# What leaves the phone, noted as it is sent: words, and names of files.
NOTE = """const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) {
        noted(JSON.stringify([...body].map(([name, value]) => [name, typeof value === "string" ? value : value.name])));
        send.call(this, body);
    }"""
PEOPLE = (
    ("drug", DISTRICT, "drug_recorder", "ปราณี รอบคอบ"), ("peek", DISTRICT, "tip_inspector", "วีระ กล้าหาญ"),
    ("clerk", ACCUSED, "lgo_clerk", "กานดา ศรีประทุม"), ("head", ACCUSED, "lgo_head", "สมพร ดีงาม"),
    ("korat", "DOPA-30", "drug_coordinator", "ศิริพร ใจกว้าง"), ("rak", "MOI", "tip_inspector", "รักษ์ ตรวจการณ์"),
)  # fmt: skip


class Story:
    """Profiles of the people of the story, the house, the tip process over the same database, what was found so far."""

    def __init__(self, served: Served, lane: RunningLane, chromium: Any, folder: Path) -> None:
        self.served, self.lane, self.chromium, self.folder = served, lane, chromium, folder
        self.profiles: dict[str, Any] = {}
        self.by: Actor | None = None
        self.sign = self.receipt = self.tip = ""
        self.agency = x25519.Identity.generate()

    def as_(self, username: str, then: str, size: dict[str, int] = DESK) -> Any:
        """Return the page of somebody, who stays signed in, at an address."""
        page = self.profiles.get(username)
        if page is None:
            profile = self.chromium.new_context(locale="th-TH", timezone_id="Asia/Bangkok", viewport=size)
            profile.set_default_timeout(30_000)
            page = self.profiles[username] = profile.new_page()
            self.served.sign_in(page, username, then)
        else:
            page.goto(f"{self.served.url}{then}")
        page.set_viewport_size(size)
        return page

    def phone(self, *, script: bool = True) -> Any:
        """Return a page of a phone nobody is signed in on."""
        profile = self.chromium.new_context(java_script_enabled=script, viewport=PHONE)
        profile.set_default_timeout(30_000)
        return profile.new_page()

    def file(self, name: str, content: bytes) -> str:
        """Write a file to be chosen and return its path."""
        place = self.folder / name
        place.write_bytes(content)
        return str(place)

    @property
    def desk(self) -> Actor:
        """Return the inspector of the ministry as the house knows them."""
        if self.by is None:
            grant = Grant.objects.select_related("office", "user").get(user=self.served.users["rak"])
            self.by = accounts.actor_of(grant, grant.user)
        return self.by


@pytest.fixture
def story(served: Served, chromium: Any, tmp_path: Path, settings: Any) -> Iterator[Story]:
    """Serve a demo with its people, and the tip process over the same database, where every sign leads."""
    served.demo()
    for username, code, role, name in PEOPLE:
        served.person(username, code, role, name)
    with running_lane(served.app_url, served.owner_url, tmp_path) as lane:
        settings.TIPS_URL = f"http://localhost:{lane.port}/"
        told = Story(served, lane, chromium, tmp_path)
        yield told
        for page in told.profiles.values():
            page.context.close()


def both(page: Any, name: str) -> None:
    """Look at a page on the desk and on a phone."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        look(page, name, size["width"])


def a_sign_is_hung_by_phone(story: Story) -> None:
    """Plan the signs of the district, hang one with photo and place, find it on the map and in the Ministry's sheet."""
    page = story.as_("drug", "/signs/coverage/", PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 14.7311, "longitude": 102.0355})
    look(page, "signs-coverage", 390, dark_too=True)
    follow(page, page.get_by_role("button", name="วางแผนป้ายทั้งหมดนี้"))
    look(page, "signs-planned", 390)
    follow(page, page.locator("table a", has_text="ที่ทำการกำนันตำบลตูม").first)
    look(page, "signs-planned-one", 390)
    follow(page, page.get_by_role("link", name="บันทึกการติดตั้ง"))
    follow(page, page.get_by_role("button", name="บันทึกการติดตั้ง"))
    assert "ไม่มีภาพนับว่ายังไม่ติดตั้ง" in page.locator("main").inner_text()
    page.get_by_label("ภาพป้ายที่ติดตั้งแล้ว").set_input_files(story.file("a.jpg", made.photo(60)))
    page.get_by_role("button", name="ใช้ตำแหน่งนี้").click()
    page.wait_for_function("document.getElementById('id_position').value.startsWith('14.7311')")
    look(page, "signs-install", 390)
    follow(page, page.get_by_role("button", name="บันทึกการติดตั้ง"))
    assert page.locator(".shot").evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    look(page, "signs-one", 390, dark_too=True)
    with wall.scope(ROOT):
        one = Sign.objects.get(latitude__gt=14.73)
        assert one.hangs
    story.sign = one.code
    page.goto(f"{story.served.url}/exchange/gis/")
    assert "ที่ทำการกำนันตำบลตูม" in page.locator("main").inner_text()
    look(page, "signs-gis", 390)
    there = page.request.get(f"{story.served.url}/map/things.json?l=sign&box=102.03,14.72,102.04,14.74").json()
    assert [one["title"] for one in there["things"]] == ["ที่ทำการกำนันตำบลตูม"]


def an_inspector_has_a_key(story: Story) -> None:
    """Make the inspector's key in his browser; the house keeps the public half."""
    page = story.as_("rak", "/tips/keys/")
    both(page, "tip-keys-empty")
    page.get_by_label("ชื่อเรียกกุญแจ").fill("เครื่องที่โต๊ะ")
    page.get_by_label("รหัสผ่านกุญแจ").fill("สั้น")
    page.get_by_role("button", name="สร้างกุญแจ").click()
    page.get_by_text("รหัสผ่านต้องยาวอย่างน้อย 12 ตัว").wait_for()
    for label in ("รหัสผ่านกุญแจ", "พิมพ์อีกครั้ง"):
        page.get_by_label(label).fill(PASSPHRASE)
    with page.expect_download() as saved, page.expect_navigation():
        page.get_by_role("button", name="สร้างกุญแจ").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    with wall.scope(story.desk.scope):
        assert RecipientKey.objects.get(holder=story.desk.user_id).active
        handover.add_agency(
            name="บช.ปส.", kind=AgencyKind.NARCOTICS, public_key=str(story.agency.to_public()), by=story.desk, at=NOW
        )


def somebody_scans_it_and_warns(story: Story) -> None:
    """Follow the sign's code on a phone, tell of an official with a photo that says where it was taken."""
    page, hosts, sent = story.phone(), [], []
    page.on("request", lambda one: hosts.append(one.url.split("/")[2]) if one.url.startswith("http") else None)
    page.expose_function("noted", lambda said: sent.append(said))  # noqa: PLW0108 (it takes no built-in)
    page.add_init_script(NOTE)
    page.goto(f"{story.served.url}/s/{story.sign}")
    here = f"localhost:{story.lane.port}"
    assert page.url == f"http://{here}/" and page.evaluate("document.referrer") == ""
    with wall.scope(ROOT):
        assert ScanDay.objects.get(sign__code=story.sign).n == 1
    page.get_by_label("มีการซื้อขายยาเสพติด").check()
    page.get_by_label(re.compile("^มีเจ้าหน้าที่ของรัฐเกี่ยวข้อง")).check()
    page.get_by_label("จังหวัด", exact=True).select_option("30")
    page.get_by_label(re.compile("^อำเภอหรือเขต")).fill("ปักธงชัย")
    page.get_by_label("ตำบลหรือแขวง").fill("ตูม")
    page.get_by_role("button", name="ต่อไป").click()
    page.get_by_label("เจ้าหน้าที่อยู่หน่วยงานใด").select_option(ACCUSED)
    page.get_by_label(re.compile("^เล่าให้ฟัง")).fill(WORDS)
    page.get_by_label(re.compile("^ภาพหรือไฟล์")).set_input_files(story.file("IMG_somchai.jpg", photo(b"story")))
    page.get_by_role("button", name="ส่ง", exact=True).click()
    page.get_by_role("heading", name="ส่งแล้ว").wait_for()
    assert page.get_by_text("เรื่องนี้ส่งตรงถึงผู้ตรวจส่วนกลาง").is_visible() and page.title() == "แบบฟอร์ม"
    story.receipt = "".join(page.locator(".number span").all_text_contents())
    # What was sent, sealed, had not a word of it, nor the picture's name.
    assert any('["sealed",' in one for one in sent) and not any(WORDS in one or "somchai" in one for one in sent)
    assert len(story.receipt) == 20
    assert set(hosts) == {here, story.served.url.removeprefix("http://")}
    assert page.context.cookies() == [] and page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.get_by_role("link", name="ออกจากหน้านี้ทันที").click()
    page.wait_for_url("about:blank")
    page.context.close()
    with wall.scope(story.desk.scope):
        tip = Tip.objects.get()
        assert (tip.official, tip.area_id, tip.sealed_in) == (True, "30", "browser")
        story.tip = tip.public_id


def the_accuseds_office_learns_nothing(story: Story) -> None:
    """Go through the pages of the accused's office and of the inspector of its own line: nothing of the tip."""
    shown = (WORDS, QUESTION, story.tip)
    asked = f"/tips/{story.tip}/", f"/people/?q={story.tip}"  # a page may say again what it was asked for
    everywhere = (
        "/", "/notices/", "/tips/", asked[0], "/tips/counts/", "/tips/keys/", "/map/", "/exchange/gis/",
        "/signs/", "/reports/", "/activities/", asked[1], "/map/things.json?l=tip&box=101,14,103,16",
    )  # fmt: skip
    for username in ("clerk", "head", "peek"):
        page = story.as_(username, "/", PHONE)
        for path in everywhere:
            status = page.goto(story.served.url + path).status
            assert not any(one in page.content() for one in (shown[:2] if path in asked else shown)), (username, path)
            assert status != 500 and (path != asked[0] or status in (403, 404)), (username, path, status)
    page = story.as_("peek", "/tips/")
    assert page.locator(f"a[href*='{story.tip}']").count() == 0
    with wall.scope(story.desk.scope):
        file = TipFile.objects.get()
    for path in (f"parts/file/{file.pk}/", f"parts/tip/{file.tip_id}/"):
        assert page.request.get(f"{story.served.url}/tips/{path}").status == 404
    with wall.scope("1."):
        own = Entry.objects.filter(verb__startswith="tips.tip.").exclude(scope_path=story.desk.scope)
        assert not own.exists(), "no act on it stands under another office"


def the_inspector_reads_and_asks(story: Story) -> None:
    """Open the tip with the key of the browser, send it along, begin, ask."""
    page = story.as_("rak", "/tips/")
    both(page, "tip-list")
    follow(page, page.locator(f"a[href*='{story.tip}']").first)
    both(page, "tip-shut")
    assert WORDS not in page.content()
    unlock = page.get_by_role("button", name="เปิดอ่านในเครื่องนี้")
    page.get_by_label("รหัสผ่านกุญแจ").fill("ผิดแน่นอนเลย")
    unlock.click()
    page.get_by_text("รหัสผ่านไม่ตรง").wait_for()
    page.get_by_label("รหัสผ่านกุญแจ").fill(PASSPHRASE)
    unlock.click()
    page.locator("p.words", has_text=WORDS).wait_for()
    assert "ตูม" in page.locator("[data-field=unit]").inner_text()
    page.get_by_role("button", name="ไฟล์ 1 (.webp)").click()
    page.locator("canvas").wait_for()
    both(page, "tip-open")
    page.get_by_label("ทางสืบสวนและบังคับใช้กฎหมาย").check()
    follow(page, page.get_by_role("button", name="บันทึกทาง"))
    follow(page, page.get_by_role("button", name="เริ่มตรวจสอบ"))
    page.get_by_label("ข้อความ").fill(QUESTION)
    follow(page, page.get_by_role("button", name="ปิดผนึกแล้วส่ง"))
    with wall.scope(story.desk.scope):
        asked = Message.objects.select_related("tip").get(sender="officer")
        informant = sealing.identity(story.receipt, bytes(asked.tip.salt))
        assert sealing.unseal(asked.sealed, informant).decode() == QUESTION


def the_informant_comes_back_and_answers(story: Story) -> None:
    """Come back with the number on another day, read the question, answer with markup that stays text."""
    page = story.phone()
    page.goto(f"http://localhost:{story.lane.port}/")
    page.get_by_text("เคยส่งแล้ว กลับมาอ่านคำตอบ").click()
    page.get_by_label("เลข 20 หลักที่ได้ตอนส่ง").fill(story.receipt)
    page.get_by_role("button", name="เปิด", exact=True).click()
    page.locator("blockquote", has_text=QUESTION).wait_for()
    assert WORDS not in page.content(), "who stole the number reads no tip"
    page.get_by_label(re.compile("^ตอบ")).fill(f"<b>{REPLY}</b>")
    page.get_by_role("button", name="ส่งเพิ่ม").click()
    page.get_by_text("ส่งเพิ่มแล้ว").wait_for()
    assert page.context.cookies() == []
    page.context.close()
    with wall.scope(story.desk.scope):
        assert Message.objects.get(sender="informant").sealed_in == "browser"


def the_inspector_hands_over(story: Story) -> None:
    """Read the answer, make a package only the agency opens, with nothing of ours in it; each look is audited."""
    page = story.as_("rak", f"/tips/{story.tip}/")
    page.get_by_label("รหัสผ่านกุญแจ").fill(PASSPHRASE)
    page.get_by_role("button", name="เปิดอ่านในเครื่องนี้").click()
    page.locator("p.words", has_text=f"<b>{REPLY}</b>").wait_for()  # text, never markup
    told = page.get_by_label("เรื่องที่ส่งต่อ")
    told.fill(f"{told.input_value()}\nเลข {story.tip} {story.receipt}")
    with page.expect_download() as saved, page.expect_navigation():
        page.get_by_role("button", name="เข้ารหัส บันทึก แล้วดาวน์โหลด").click()
    sealed = Path(saved.value.path()).read_bytes()
    inside = zipfile.ZipFile(io.BytesIO(sealing.unseal(sealed, story.agency)))
    assert inside.namelist() == ["เรื่องที่ส่งต่อ.txt", "1.webp"] and inside.testzip() is None
    text = inside.read("เรื่องที่ส่งต่อ.txt").decode()
    assert WORDS in text and story.tip not in text and story.receipt not in text
    image = Image.open(io.BytesIO(inside.read("1.webp")))
    assert not image.getexif() and b"Canary" not in inside.read("1.webp")
    assert page.get_by_text("ส่งต่อแล้ว", exact=True).is_visible()
    for name, path in {"tip-keys": "keys", "tip-agencies": "agencies", "tip-counts-empty": "counts"}.items():
        page.goto(f"{story.served.url}/tips/{path}/")
        both(page, name)
    with wall.scope(story.desk.scope):
        entries = list(Entry.objects.filter(object_id=story.tip))
    assert {one.verb.removeprefix("tips.tip.") for one in entries} == {
        "opened", "part_fetched", "enforce", "investigate", "answer", "hand_over",
    }  # fmt: skip
    assert not any(one.fields or WORDS in one.reason for one in entries), "the opaque reference, and no word"


def the_sign_is_checked_on_site(story: Story) -> None:
    """Scan the sign as an officer and find that it is gone."""
    page = story.as_("drug", "/signs/check/", PHONE)
    look(page, "signs-find", 390)
    page.get_by_label("รหัสใต้ QR").fill(story.sign)
    follow(page, page.get_by_role("button", name="ดูว่าป้ายนี้ควรอยู่ที่ไหน"))
    assert "ควรอยู่ที่ ที่ทำการกำนันตำบลตูม" in page.locator("h1").inner_text()
    look(page, "signs-check", 390)
    page.get_by_label("ไม่พบป้าย").check()
    follow(page, page.get_by_role("button", name="บันทึกผลตรวจ"))


def a_photo_used_before_is_flagged(story: Story) -> None:
    """Record an activity with a changed copy of a photo the district used before; explain it; a superior reads that."""
    with transaction.atomic():
        by = made.recorder()
        before = activities.activity(by, DISTRICT, measure="prevention", kind="campaign", title="รณรงค์ในชุมชน")
        recording.add_photos(activity=before, contents=[pictures.jpeg(pictures.photo(4))], by=by, at=NOW)
    page = story.as_("drug", "/activities/new/", PHONE)
    look(page, "plan-new", 390)
    page.get_by_label("ชื่อกิจกรรม").fill("อบรมแกนนำเยาวชน")
    page.get_by_label("ประเภท").select_option("prevention/training")
    page.get_by_label("สถานที่").fill("โรงเรียนบ้านตูม")
    page.get_by_label("ตำบลหรือแขวง").fill("ต.ตูม อ.ปักธงชัย")
    page.get_by_label("วันที่จัด").fill("20 พ.ค. 2569")
    page.get_by_label("ผู้รับประโยชน์ (คน)").fill("80")
    copy = story.file("copy.jpg", pictures.variant(pictures.photo(4), "all", 9))
    page.get_by_label("ภาพกิจกรรม").set_input_files(copy)
    follow(page, page.get_by_role("button", name="บันทึกกิจกรรม"))
    flag = page.locator(".flag")
    assert "คล้ายภาพของ" in flag.inner_text() and "10 พ.ค. 2569" in flag.inner_text()
    look(page, "plan-flagged", 390, dark_too=True)
    flag.get_by_text("อธิบาย", exact=True).click()
    flag.get_by_label("เพราะอะไร").fill("ใช้ภาพเดิมประกอบการรายงาน")
    follow(page, flag.get_by_role("button", name="ส่งคำอธิบาย"))
    assert "อธิบายแล้ว" in page.locator(".flag").inner_text()
    page = story.as_("korat", "/activities/flags/?show=said")
    follow(page, page.get_by_role("button", name="รับทราบ"))
    assert "รับทราบแล้ว" in page.content()


def the_pack_of_the_month_equals_the_reports(story: Story) -> None:
    """Make the pack of the province's meeting: every figure is the one that was signed."""
    with transaction.atomic():
        report = meetings.signed()
        one = meetings.meeting(meetings.desk())
        wall.enter("1.")
        values = Edition.objects.get(report=report, no=1).values
    page = story.as_("korat", f"/meetings/{one.public_id}/")
    follow(page, page.get_by_role("button", name="ทำชุดข้อมูล"))
    cells = page.locator("[data-cell]")
    shown = {cells.nth(n).get_attribute("data-cell"): cells.nth(n).inner_text() for n in range(cells.count())}
    assert shown == {code: value for code, value in values.items() if value is not None and code != "problems"}
    assert shown["volunteers"] == "12"
    both(page, "meeting-pack")


def test_letter_two_from_a_sign_to_the_pack_of_the_month(story: Story) -> None:
    a_sign_is_hung_by_phone(story)
    an_inspector_has_a_key(story)
    somebody_scans_it_and_warns(story)
    the_accuseds_office_learns_nothing(story)
    the_inspector_reads_and_asks(story)
    the_informant_comes_back_and_answers(story)
    the_inspector_hands_over(story)
    the_accuseds_office_learns_nothing(story)
    the_sign_is_checked_on_site(story)
    a_photo_used_before_is_flagged(story)
    the_pack_of_the_month_equals_the_reports(story)
