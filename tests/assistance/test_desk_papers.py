"""What leaves the desk on paper or as a sheet: the form for signature with its annex, the register."""

from __future__ import annotations

import io
import re
import subprocess

import openpyxl
import pytest
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import assistance as made
from tests.factories.people import values

from tidtam.assistance.actions.requests import AffectedValues
from tidtam.audit.models import Entry, Read
from tidtam.kernel import wall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def words_of(content: bytes) -> str:
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return told.stdout.decode()


def test_form_says_what_the_form_says_and_no_number_of_anybody():
    client, clerk = enter(made.LGO)
    affected = tuple(AffectedValues(f"ผู้เดือดร้อน คนที่{n}", f"48/{n}", "6") for n in range(1, 36))
    one = made.request(clerk, affected=affected, problem="พายุพัดหลังคาครัวเปิด #[ไม่ใช่คำสั่ง] $x$", wanted="สังกะสี 20 แผ่น",
                       division="กองช่าง")  # fmt: skip
    answer = client.get(reverse("assistance:request_paper", args=[one.public_id]))
    text = words_of(answer.content)
    flat = re.sub(r"\s+", "", text)
    for said in ("แบบคำร้องขอรับการช่วยเหลือประชาชน", "พายุพัดหลังคาครัวเปิด #[ไม่ใช่คำสั่ง] $x$", "สังกะสี ๒๐ แผ่น", "บ้านเลขที่ ๔๘",
                 "หมู่ที่ ๖",                 "ตำบลตูม อำเภอปักธงชัย จังหวัดนครราชสีมา", "จำนวน ๓๕ คน ตามบัญชีแนบท้าย",
                 "ผู้ขอความช่วยเหลือ", "ความคิดเห็นปลัด",
                 "ส่วนงานที่รับผิดชอบ", "สำหรับเจ้าหน้าที่", "วันที่ ๑๘ เดือน พฤษภาคม พ.ศ. ๒๕๖๙", "ลายมือชื่อ"):  # fmt: skip
        assert said.replace(" ", "") in flat, said
    pages = text.split("\f")[:-1]
    assert len(pages) == 3 and "ผู้เดือดร้อน คนที่33" in pages[1] and "ผู้เดือดร้อน คนที่34" in pages[2]
    digits = re.sub(r"\D", "", text.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")))
    assert values(1).id_number not in digits and "0812345678" not in digits


def test_form_of_one_without_annex_is_one_page():
    client, clerk = enter(made.LGO)
    one = made.request(clerk, problem="ก" * 360, wanted="ข" * 180)
    text = words_of(client.get(reverse("assistance:request_paper", args=[one.public_id])).content)
    assert text.count("\f") == 1 and "บัญชีแนบท้าย" not in text


def test_export_is_safe_marked_logged_and_its_owners_alone():
    client, clerk = enter(made.LGO)
    one = made.request(clerk, title="=HYPERLINK(1)")
    made.request(clerk, serial=2, category="DISASTER")
    address = reverse("assistance:new_export")
    assert client.post(address, {"purpose": "สั้น"}).status_code == 422
    asked = {"purpose": "ประชุมคณะกรรมการ วาระที่ 3", "category": "QOL"}
    assert client.post(address, asked).status_code == 302
    page = client.get(reverse("assistance:exports")).content.decode()
    link = re.search(r'href="(/help/exports/[^"]+/file/)"', page)
    assert link
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(link[1]).streaming_content)))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert "ลับ ห้ามเผยแพร่" in rows[0][0] and "วาระที่ 3" in rows[0][0] and len(rows) == 3
    assert rows[2][:3] == (one.shown, "=HYPERLINK(1)", "บุญเรือง แก้วใส") and sheet["B3"].data_type == "s"
    wall.enter("1.")
    assert Read.objects.filter(purpose="export help").exists()
    assert Entry.objects.filter(verb="files.export.taken").exists()
    other, _by = enter(made.LGO)
    assert other.get(link[1]).status_code == 404
    head, _chief = enter(made.LGO, "lgo_head")
    assert head.get(address).status_code == 403
