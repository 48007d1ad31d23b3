"""The lane in a real browser: without script sealed in memory, with it sealed before a byte of it leaves the device.

The whole way of a tip: `test_tips_story`.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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


class Wire:
    """What went over the line from the device to the tip process, byte by byte."""

    def __init__(self, to: int) -> None:
        self.to, self.sent, self.door = to, bytearray(), socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]

    def listen(self) -> None:
        """Pass every line on, until the door shuts."""
        while True:
            try:
                here, _address = self.door.accept()
            except OSError:
                return
            there = socket.create_connection(("127.0.0.1", self.to))
            threading.Thread(target=self._pass, args=(here, there, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(there, here, False), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, noted: bool) -> None:
        try:
            while piece := one.recv(65536):
                if noted:
                    self.sent += piece
                other.sendall(piece)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            return


@contextmanager
def wired(lane: RunningLane) -> Iterator[Wire]:
    """Put a wire before the tip process."""
    wire = Wire(lane.port)
    threading.Thread(target=wire.listen, daemon=True).start()
    try:
        yield wire
    finally:
        wire.door.close()


def _typed(page: Any) -> tuple[str, str, str, int]:
    """Return what stands in the page of words: the story, the contact, the place, how many files."""
    boxes = [page.get_by_label(re.compile(f"^{one}")) for one in ("เล่าให้ฟัง", "ช่องทางติดต่อ", "จุดสังเกต", "ภาพหรือไฟล์")]
    story, contact, place = (box.input_value() for box in boxes[:3])
    return story, contact, place, boxes[3].evaluate("one => one.files.length")


def test_with_script_no_plain_word_leaves_the_device_and_nothing_typed_is_lost(
    chromium: Any, lane: RunningLane, tmp_path: Path
) -> None:
    text, contact, place = "ปลัดรับเงินทุกวันพระ", "โทร 0819998888", "ข้างโรงสีเก่า"
    picture, film, broken = tmp_path / "IMG_somchai.jpg", tmp_path / "v.mp4", tmp_path / "a.docx"
    picture.write_bytes(photo(b"wire"))
    film.write_bytes(b"\0\0\0 ftypmp42" + b"CanaryCam" * 9)
    broken.write_bytes(b"PK\x03\x04 broken word/")
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(20_000)
    with wired(lane) as wire:
        page.goto(f"http://localhost:{wire.port}/")
        page.get_by_label(re.compile("^มีเจ้าหน้าที่ของรัฐเกี่ยวข้อง")).check()
        page.get_by_label("จังหวัด", exact=True).select_option("30")
        page.get_by_label(re.compile("^อำเภอหรือเขต")).fill("ปักธงชัย")
        page.get_by_label("ตำบลหรือแขวง").fill("ตูม")
        page.get_by_role("button", name="ต่อไป").click()
        files, send = page.get_by_label(re.compile("^ภาพหรือไฟล์")), page.get_by_role("button", name="ส่ง", exact=True)
        page.get_by_label(re.compile("^เล่าให้ฟัง")).fill(text)
        page.get_by_label(re.compile("^จุดสังเกต")).fill(place)
        page.get_by_label(re.compile("^ฝากช่องทางไว้")).check()
        page.get_by_label(re.compile("^ช่องทางติดต่อ")).fill(contact)
        files.set_input_files(str(picture))
        send.click()  # the office of the official is not chosen
        page.get_by_text("หรือเลือก “ไม่ทราบหน่วย”").wait_for()
        page.get_by_role("button", name="ย้อนกลับไปแก้เรื่องหรือสถานที่").click()
        page.get_by_label("มีการซื้อขายยาเสพติด").check()
        page.get_by_role("button", name="ต่อไป").click()
        page.get_by_label("เจ้าหน้าที่อยู่หน่วยงานใด").select_option("LGO-301409")
        assert _typed(page) == (text, contact, place, 1)
        for wrong, said in ((film, "ลบข้อมูลที่ซ่อนในไฟล์ชนิดนี้ไม่ได้"), (broken, "ไฟล์อาจเสีย")):
            files.set_input_files([str(picture), str(wrong)])
            send.click()
            page.get_by_text(said).wait_for()
            assert _typed(page) == (text, contact, place, 2)
        assert page.get_by_text("ไฟล์ต้องเลือกใหม่อีกครั้ง").count() == 0
        files.set_input_files(str(picture))
        send.click()
        page.get_by_role("heading", name="ส่งแล้ว").wait_for()
        assert text not in page.content() and page.locator(".number span").count() == 5
    for word in (text.encode(), contact.encode(), place.encode(), b"CanaryCam", b"IMG_somchai", b"Exif"):
        assert word not in wire.sent, word
    assert context.cookies() == [] and page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()
    tip, found, reader = told(lane, text)
    assert reader == "MOI" and found["place"] == place and "ตูม" in found["unit"]
    assert lane.sql("SELECT sealed_in FROM tips_tip WHERE id = %s", tip) == [("browser",)]
    [(shut,)] = lane.sql("SELECT sealed FROM tips_sealedcontact WHERE tip_id = %s", tip)
    assert decrypt(bytes(shut), [lane.keys["MOI"]]).decode() == contact
    assert lane.sql("SELECT kind FROM tips_tipfile WHERE tip_id = %s", tip) == [("webp",)]
