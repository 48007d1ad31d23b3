"""The lane in a real browser without script: sealed in memory, nothing from elsewhere; with it: `test_tips_story`."""

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


def test_a_tip_is_sent_and_followed_without_script(chromium: Any, lane: RunningLane, tmp_path: Path) -> None:
    picture = tmp_path / "IMG_20260501_somchai.jpg"
    picture.write_bytes(photo(b"browser"))
    text = "เห็นรถตู้สีขาว"
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(20_000)
    hosts = _asked(page)
    receipt = _tell(page, lane, text, picture)
    assert len(receipt) == 20 and page.title() == "แบบฟอร์ม" and page.url == f"http://localhost:{lane.port}/"
    tip, found, reader = told(lane, text)
    assert reader == "DOPA-3014" and found["area"].startswith("ต.ตูม")
    assert lane.sql("SELECT sealed_in FROM tips_tip WHERE id = %s", tip) == [("server",)]
    [(kind, sealed)] = lane.sql("SELECT kind, sealed FROM tips_tipfile WHERE tip_id = %s", tip)
    clean = decrypt(bytes(sealed), [lane.keys["DOPA-3014"]])
    assert kind == "webp" and clean[:4] == b"RIFF" and b"Canary" not in clean
    page.goto(f"http://localhost:{lane.port}/")
    page.get_by_text("เคยส่งแล้ว กลับมาอ่านคำตอบ").click()
    page.get_by_label("เลข 20 หลักที่ได้ตอนส่ง").fill(receipt)
    page.get_by_role("button", name="เปิด", exact=True).click()
    page.get_by_label(re.compile("^เล่าเพิ่ม")).fill("นึกออกอีกว่าป้ายทะเบียนต่างจังหวัด")
    page.get_by_role("button", name="ส่งเพิ่ม").click()
    page.get_by_text("ส่งเพิ่มแล้ว").wait_for()
    [(how_added, more)] = lane.sql("SELECT sealed_in, sealed FROM tips_message WHERE tip_id = %s", tip)
    assert how_added == "server" and "ป้ายทะเบียน" in decrypt(bytes(more), [lane.keys["DOPA-3014"]]).decode()
    assert set(hosts) == {f"localhost:{lane.port}"} and context.cookies() == []
    context.close()
