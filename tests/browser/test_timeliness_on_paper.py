"""The page of timeliness printed: A4 across with what it is of, all its lists, and nothing that is only worked with."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from tests.factories import reports as made
from tests.factories.actors import TODAY

from tidtam.kernel import wall

pytestmark = pytest.mark.browser

DISTRICTS = [f"DOPA-30{n:02d}" for n in range(1, 27)]
LATE = 3  # in how many of the periods the first districts owe their report


@pytest.fixture
def paper(served: Any, page: Any, tmp_path: Path) -> list[str]:
    """Print the page of a province where some owe reports; return the signs of each sheet, without spaces."""
    served.demo(TODAY)
    served.person("chief", "DOPA-30", "drug_coordinator")
    with wall.scope("1."):
        for week in range(12):
            end = TODAY - timedelta(days=7 * week + 3)
            for n, code in enumerate(DISTRICTS):
                sent = {} if n < 9 and week < LATE else {"state": "sent", "edition": 1, "sent_on": end}
                made.report(code, period_start=end - timedelta(days=6), period_end=end, due_on=end, **sent)
        for code in DISTRICTS:
            day = TODAY + timedelta(days=4)
            made.report(code, period_start=day - timedelta(days=6), period_end=day, due_on=day)
    served.sign_in(page, "chief", "/reports/timeliness/")
    assert page.locator("input.tick").count() > 9
    made_of = page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True)
    with pdfium.PdfDocument(made_of) as document:
        for sheet in document:
            wide, high = sheet.get_size()
            assert (round(wide), round(high)) == (842, 595)
            text = sheet.get_textpage()
            assert all(text.get_charbox(n)[2] < wide for n in range(text.count_chars()))  # no column runs out of it
    said = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True)
    return ["".join(sheet.split()) for sheet in said.stdout.split("\f")]


def test_the_printed_page_says_what_it_is_and_holds_its_lists_without_ticks_and_form(paper: list[str]) -> None:
    whole = "".join(paper)
    for words in ("ความตรงเวลาของรายงาน", "T1รายงานทดลองT1·อำเภอ/เขต·ส่งครบ", "ณวันที่21พฤษภาคม2569", "พิมพ์เมื่อ"):
        assert words in paper[0], words
    assert whole.count("ศป.ปส.อ.") == LATE * 9 + 9 + len(DISTRICTS) + 9  # owed, to come, heat map, league
    for words in ("ข้อความถึงหน่วยงาน", "เตือนที่เลือก", "ร่างหนังสือเตือน", "เลือก"):
        assert words not in whole, words
    assert "ครบขาดมาก" in whole


def test_no_heading_of_the_printed_page_stands_alone_at_the_foot(paper: list[str]) -> None:
    for words in ("สถานะ", "เพราะ", "ร้อยละที่ส่งแยกหน่วยงานและงวด", "ช้าสะสมมากที่สุด"):
        sheet = next(text for text in paper if words in text)
        assert "ศป.ปส.อ." in sheet.partition(words)[2], words
