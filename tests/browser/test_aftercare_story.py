"""Follow-up told by clicking: a roster comes in, a team records three visits on a phone, a district takes one over.

TIDTAM_PICTURES=docs/pictures keeps the pictures for the README; they show invented people only.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from openpyxl import Workbook
from tests.browser.test_visit_form import go, pick
from tests.factories.looking import PICTURES, follow

from tidtam.kernel import wall
from tidtam.thai.national_id import formatted, synthetic

TODAY = date(2023, 4, 15)  # fifteen days after the cohort completed
HEADS = ("ลำดับ", "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "สกุล", "ชื่อเล่น", "เพศ", "วันเกิด", "บ้านเลขที่", "หมู่", "ตำบล",
         "อำเภอ", "จังหวัด")  # fmt: skip
GIVEN = ("สมหมาย", "วิเชียร", "นิรันดร์", "อนุชา", "ประเสริฐ", "มานพ", "สุชาติ", "บุญส่ง", "ไพศาล", "เรวัต", "ธนกร", "ชาญชัย")
NICK = ("หมาย", "เชียร", "รัน", "ชา", "เสริฐ", "นพ", "ติ", "ส่ง", "ศาล")
SURNAMES = ("ใจกล้า", "แสนสุข", "ภูมิใจ", "พึ่งบุญ", "คงมั่น")


def roster(path: Path) -> Path:
    """Write a cohort of 60 with 5 bad rows, as a centre keeps it: a title above, Thai digits, dashes."""
    book = Workbook()
    sheet = book.active
    sheet.append(["รายชื่อผู้ผ่านการฟื้นฟูสภาพทางสังคม รุ่นที่ ๑"])
    sheet.append(list(HEADS))
    for n in range(60):
        number: str = formatted(synthetic(5_000 + n))
        name, birth, tambon = GIVEN[n % 12], f"{1 + n % 28}/4/{2523 + n % 15}", "ตะขบ" if n < 30 else "ตูม"
        if n == 7:
            number = number[:-1] + str((int(number[-1]) + 1) % 10)  # a wrong check digit
        elif n == 19:
            number = formatted(synthetic(5_000))  # the same as the first row
        elif n == 33:
            name = ""
        elif n == 41:
            birth = "31/4/2530"
        elif n == 52:
            tambon = "ไม่มีตำบลนี้"
        who = [n + 1, number, "นาย", name, SURNAMES[n // 12], NICK[n % 9], "ชาย", birth]
        sheet.append([*who, f"{n + 1}", "๖", tambon, "ปักธงชัย", "นครราชสีมา"])
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    return path


def work_off(queue: str) -> None:
    """Let a worker do what waits in a queue."""
    from procrastinate.contrib.django import app

    def work() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(queues=[queue], wait=False, listen_notify=False, install_signal_handlers=False)

    thread = Thread(target=work)  # Playwright's loop runs in this one
    thread.start()
    thread.join(60)


def figures(office: str) -> dict[str, int]:
    """Return the four figures as the command line counts them."""
    from tidtam.aftercare.facts import standing
    from tidtam.kernel.actor import system
    from tidtam.offices.queries import by_code

    path = by_code(office).path
    with wall.scope(path):
        found = standing.national(system("test"), path, TODAY)
    return {name: getattr(found, name) for name in ("to_follow", "asked", "helped", "waiting")}


def shown(told: Told) -> str:
    """Return the four figures as the page of the province shows them."""
    page = told.as_("korat", "/care/figures/")
    return str(page.locator(".figs").first.inner_text())


class Told:
    """A browser that is one person after another."""

    def __init__(self, served: Any, chromium: Any) -> None:
        self.served, self.chromium = served, chromium
        self.profile: Any = None
        self.page: Any = None

    def as_(self, username: str, then: str, *, phone: bool = False) -> Any:
        """Sign in as somebody, at the desk or on a phone."""
        if self.profile is not None:
            self.profile.close()
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        self.profile = self.chromium.new_context(viewport=size, locale="th-TH", timezone_id="Asia/Bangkok")
        self.profile.set_default_timeout(30_000)
        self.page = self.profile.new_page()
        self.served.sign_in(self.page, username, then)
        return self.page

    def picture(self, name: str) -> None:
        """Keep a picture for the README."""
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}.png")


@pytest.fixture
def told(served: Any, chromium: Any) -> Any:
    """Serve a demo whose day is the first round, with the offices' people, a programme and the team of a tambon."""
    from tests.factories import aftercare as make

    from tidtam.aftercare.models import Programme

    served.demo(TODAY)
    Programme.objects.create(code="SR2566", name="โครงการ ปีงบประมาณ 2566", fiscal_year_be=2566)
    make.team("301405")
    for username, code, role, name in (
        ("recorder", "DOPA-3014", "drug_recorder", "อรุณี ศิริวัฒน์"), ("team", "TEAM-301405", "team_member", "ประสิทธิ์ บุญมาก"),
        ("korat", "DOPA-30", "drug_coordinator", "ศิริพร ใจกว้าง"),
        ("khonkaen", "DOPA-40", "drug_coordinator", "มาลี ทองดี"),
        ("mueang", "DOPA-4001", "drug_recorder", "วีระ คงสวัสดิ์"),
    ):  # fmt: skip
        served.person(username, code, role, name)
    story = Told(served, chromium)
    yield story
    if story.profile is not None:
        story.profile.close()


def take_in_the_roster(told: Told, folder: Path) -> None:
    page = told.as_("recorder", "/care/cohorts/new/")
    for label, value in (("ศูนย์ฟื้นฟู", "ศูนย์ฟื้นฟูสภาพทางสังคมอำเภอปักธงชัย"), ("วันเริ่มฝึกอบรม", "16 มี.ค. 2566"),
                         ("วันจบ", "31 มีนาคม 2566")):  # fmt: skip
        page.get_by_label(label, exact=False).first.fill(value)
    page.get_by_label("รุ่นที่").fill("1")
    follow(page, page.get_by_role("button", name="บันทึกรุ่น"))
    page.goto(f"{told.served.url}/care/rosters/")
    page.locator("select[name=cohort] option").last.wait_for(state="attached")
    page.locator("select[name=cohort]").select_option(index=page.locator("select[name=cohort] option").count() - 1)
    page.locator("input[type=file]").set_input_files(roster(folder / "รุ่น1.xlsx"))
    page.get_by_role("button", name="ตรวจไฟล์").click()
    page.get_by_role("button", name="นำเข้า 55 คน").wait_for()
    assert page.locator("#bad + * tbody tr").count() == 5, "each bad row is told once"
    told.picture("roster-desk")
    follow(page, page.get_by_role("button", name="นำเข้า 55 คน"))
    work_off("aftercare")
    page.reload()
    page.get_by_role("link", name="ดูคนของรุ่นนี้").wait_for()


def plan_of_the_first(told: Told) -> None:
    """Read on a person's page when the first and the last round are due."""
    page = told.as_("recorder", "/care/?tab=all")
    page.get_by_role("link", name="สมหมาย ใจกล้า").first.click()
    page.wait_for_url("**/care/*/")
    text = page.locator("main").inner_text()
    assert "15 เม.ย. 66" in text or "15 เม.ย. 2566" in text, "the first round"
    assert "25 มี.ค. 67" in text or "25 มี.ค. 2567" in text, "the 24th round"


def finish(page: Any) -> None:
    """Go on through what is left of the form until it is saved."""
    for _ in range(5):
        if page.locator("#part-close").is_visible():
            break
        go(page)
    with page.expect_navigation(url="**/?saved=1"):
        go(page)
    assert page.locator("h1").inner_text() == "บันทึกแล้ว"


def three_visits(told: Told) -> None:
    """Record on a phone: one not found, one relapse with needs, one moved to another province."""
    page = told.as_("team", "/care/today/", phone=True)
    told.picture("today-phone")
    assert page.locator(".person").count() > 3
    for number in range(3):
        page.goto(f"{told.served.url}/care/today/")
        page.get_by_role("link", name="บันทึกการเยี่ยม").first.click()
        page.wait_for_url("**/visit/")
        if number == 0:
            pick(page, "found", "N")
            pick(page, "not_found_why", "away")
        elif number == 1:
            pick(page, "found", "F2")
            told.picture("visit-phone")
            go(page)
            pick(page, "substances", "01")
            go(page)
            pick(page, "q2_1", "n")
            pick(page, "q2_2", "n")
            go(page)
            pick(page, "needs", "OCC")
            go(page)
        else:
            pick(page, "found", "M")
            page.locator("#id_moved_query").fill("ต.ในเมือง อ.เมืองขอนแก่น")
            page.locator("#tambons label.choice").first.click()
        finish(page)


def hand_over(told: Told) -> None:
    """Both provinces pass the offer on, the district over there accepts."""
    for username in ("korat", "khonkaen"):
        page = told.as_(username, "/care/transfers/")
        page.locator("main a[href*='/care/transfers/']").filter(has_not_text="โอน").first.wait_for()
        _open_offer(page)
        follow(page, page.get_by_role("button", name="ส่งต่อ"))
    page = told.as_("mueang", "/care/transfers/")
    _open_offer(page)
    told.picture("offer-desk")
    follow(page, page.get_by_role("button", name="รับช่วงดูแล"))


def _open_offer(page: Any) -> None:
    links = page.locator("main a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    [offer] = dict.fromkeys(link for link in links if link and link.count("/") == 4 and len(link.split("/")[3]) == 12)
    page.goto(page.url.split("/care/")[0] + offer)


@pytest.mark.browser
@pytest.mark.slow
def test_a_cohort_is_followed_from_its_roster_to_another_province(told: Told, tmp_path: Path) -> None:
    take_in_the_roster(told, tmp_path)
    assert figures("DOPA-3014") == {"to_follow": 55, "asked": 0, "helped": 0, "waiting": 0}
    before = shown(told)
    plan_of_the_first(told)
    three_visits(told)
    page = told.as_("recorder", "/care/review/")
    assert "รอตรวจรับ 3 ครั้ง" in page.locator("h1").inner_text()
    for tick in page.locator("input[name=visit]").all():
        tick.check()
    page.get_by_role("button", name="ตรวจรับที่เลือก").click()
    page.get_by_text("ตรวจรับครบแล้ว").first.wait_for()
    assert figures("DOPA-3014") == {"to_follow": 55, "asked": 1, "helped": 0, "waiting": 1}
    hand_over(told)
    assert figures("DOPA-3014")["to_follow"] == 54
    assert figures("DOPA-4001") == {"to_follow": 1, "asked": 0, "helped": 0, "waiting": 0}
    assert figures("DOPA")["to_follow"] == 55
    page = told.as_("recorder", "/care/")
    assert "ติดตามอยู่ 54 คน" in page.locator("main").inner_text()
    told.picture("board-desk")
    page = told.as_("korat", "/care/province/")
    assert "ปักธงชัย" in page.locator("main").inner_text()
    told.picture("province-desk")
    after = shown(told)
    assert "55" in before and "54" not in before, before
    assert "54" in after and "55" not in after, after
    told.picture("figures-desk")
