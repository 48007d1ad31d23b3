"""The lane in a real browser: sealed on the device with script, in memory without; nothing from elsewhere, no trace."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pyrage import decrypt
from tests.tips import conftest as lanes
from tests.tips.conftest import RunningLane
from tests.tips.test_lane import photo, told

pytestmark = pytest.mark.browser
lane = lanes.lane  # the fixture of that room


def _tell(page: Any, lane: RunningLane, text: str, picture: Path) -> str:
    """Send a tip as a person does and return its receipt."""
    page.goto(f"http://localhost:{lane.port}/")
    page.get_by_label("มีการซื้อขายยาเสพติด").check()
    page.get_by_label("จังหวัด", exact=True).select_option("30")
    page.get_by_label(re.compile("^อำเภอหรือเขต")).fill("ปักธงชัย")
    page.get_by_label("ตำบลหรือแขวง").fill("ตูม")
    page.get_by_role("button", name="ต่อไป").click()
    page.get_by_label(re.compile("^เล่าให้ฟัง")).fill(text)
    page.get_by_label(re.compile("^ภาพหรือไฟล์")).set_input_files(str(picture))
    page.get_by_role("button", name="ส่ง", exact=True).click()
    page.get_by_role("heading", name="ส่งแล้ว").wait_for()
    return "".join(page.locator(".number span").all_text_contents())


def _asked(page: Any) -> list[str]:
    """Note which hosts a page asks."""
    hosts: list[str] = []
    page.on("request", lambda one: hosts.append(one.url.split("/")[2]) if one.url.startswith("http") else None)
    return hosts


# What a form sends, noted when the browser puts it together: words, and names of files.
NOTE = """addEventListener("formdata", (event) => noted(JSON.stringify(
    [...event.formData].map(([name, value]) => [name, typeof value === "string" ? value : value.name]))))"""


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_tip_is_sent_and_followed(chromium: Any, lane: RunningLane, tmp_path: Path, script: bool) -> None:
    picture = tmp_path / "IMG_20260501_somchai.jpg"
    picture.write_bytes(photo(b"browser"))
    text = f"เห็นรถตู้สีขาว {script}"
    context = chromium.new_context(java_script_enabled=script, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(20_000)
    hosts, sent = _asked(page), []
    page.expose_function("noted", lambda said: sent.append(said))  # noqa: PLW0108 (it takes no built-in)
    page.add_init_script(NOTE)
    receipt = _tell(page, lane, text, picture)
    assert len(receipt) == 20 and page.title() == "แบบฟอร์ม" and page.url == f"http://localhost:{lane.port}/"
    tip, found, reader = told(lane, text)
    assert reader == "DOPA-3014" and found["area"].startswith("ต.ตูม")
    how = "browser" if script else "server"
    assert lane.sql("SELECT sealed_in FROM tips_tip WHERE id = %s", tip) == [(how,)]
    [(kind, sealed)] = lane.sql("SELECT kind, sealed FROM tips_tipfile WHERE tip_id = %s", tip)
    clean = decrypt(bytes(sealed), [lane.keys["DOPA-3014"]])
    assert kind == "webp" and clean[:4] == b"RIFF" and b"Canary" not in clean
    if script:
        # What was put together last, sealed, had not a word of it, nor the picture's name.
        went = [one for one in sent if '["sealed",' in one]
        assert went and not any(text in one or "somchai" in one for one in went)
    page.goto(f"http://localhost:{lane.port}/")
    page.get_by_text("เคยส่งแล้ว กลับมาอ่านคำตอบ").click()
    page.get_by_label("เลข 20 หลักที่ได้ตอนส่ง").fill(receipt)
    page.get_by_role("button", name="เปิด", exact=True).click()
    page.get_by_label(re.compile("^เล่าเพิ่ม")).fill("นึกออกอีกว่าป้ายทะเบียนต่างจังหวัด")
    page.get_by_role("button", name="ส่งเพิ่ม").click()
    page.get_by_text("ส่งเพิ่มแล้ว").wait_for()
    [(how_added, more)] = lane.sql("SELECT sealed_in, sealed FROM tips_message WHERE tip_id = %s", tip)
    assert how_added == how and "ป้ายทะเบียน" in decrypt(bytes(more), [lane.keys["DOPA-3014"]]).decode()
    assert set(hosts) == {f"localhost:{lane.port}"} and context.cookies() == []
    if script:
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        page.get_by_role("link", name="ออกจากหน้านี้ทันที").click()
        page.wait_for_url("about:blank")
    context.close()
