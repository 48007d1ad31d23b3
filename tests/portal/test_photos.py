"""Photos of a citizen: written anew, few and not large; what cannot be kept is answered in plain words."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.portal.citizen import CODE, PLACE, TROUBLE, YOU, age, file, follow

from tidtam.assistance.models import Evidence, Request
from tidtam.kernel import wall
from tidtam.portal.models import DraftPhoto

pytestmark = pytest.mark.django_db


def photo(number: int = 0, kind: str = "JPEG") -> SimpleUploadedFile:
    out = io.BytesIO()
    image = Image.new("RGB", (640, 480), (number * 10 % 255, 90, 30))
    exif = image.getexif()
    exif[0x010E] = "SECRETPLACE"
    image.save(out, kind, exif=exif)
    return SimpleUploadedFile(f"{number}.jpg", out.getvalue(), "image/jpeg")


def pdf_with_script() -> SimpleUploadedFile:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 300)
    out = io.BytesIO()
    document.save(out)
    content = out.getvalue().replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>")
    return SimpleUploadedFile("ใบนัด.pdf", content, "application/pdf")


@pytest.fixture
def citizen() -> Client:
    made = Client()
    made.post(f"/ask/o/{CODE}/new/", PLACE)
    made.post("/ask/new/trouble/", TROUBLE)
    return made


def send(citizen: Client, *files: SimpleUploadedFile, button: str = "more"):
    return citizen.post("/ask/new/photos/", {"photos": list(files), button: "1"})


def finish(citizen: Client) -> Request:
    citizen.post("/ask/new/you/", YOU)
    age()
    assert citizen.post("/ask/new/check/").status_code == 302
    wall.enter("1.")
    return Request.objects.get()


def test_photos_are_written_anew_and_hang_on_the_request(citizen):
    assert send(citizen, photo(1), photo(2), button="next").headers["Location"] == "/ask/new/you/"
    assert b"SECRETPLACE" not in b"".join(bytes(one.sealed) for one in DraftPhoto.objects.all())
    request = finish(citizen)
    shown = list(Evidence.objects.filter(request=request).select_related("file"))
    assert [(one.side, one.kind, one.file.personal) for one in shown] == [("citizen", "photo", True)] * 2
    content = shown[0].file.open_bytes()
    assert content[:4] == b"RIFF" and b"SECRETPLACE" not in content
    assert not DraftPhoto.objects.exists()


def test_a_pdf_with_script_becomes_a_picture_of_its_page(citizen):
    send(citizen, pdf_with_script(), button="next")
    content = Evidence.objects.select_related("file").get(request=finish(citizen)).file.open_bytes()
    assert b"JavaScript" not in content and content[:4] == b"RIFF"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\0\0\0\x18ftypheic" + b"0" * 500, "HEIC"),
        (b"MZ" + b"0" * 500, "ไม่ใช่ภาพหรือ PDF"),
        (b"<html><script>alert(1)</script>", "ไม่ใช่ภาพหรือ PDF"),
        (b"\xff\xd8\xff" + b"0" * 500, "เสียหาย"),
        (b"%PDF-1.4 nothing", "เสียหาย"),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_others_stay(citizen, content, said):
    answer = send(citizen, photo(1), SimpleUploadedFile("x.jpg", content, "image/jpeg"))
    assert answer.status_code == 200 and said in answer.content.decode()
    assert DraftPhoto.objects.count() == 1


def test_twenty_large_photos_cost_no_more_than_five(citizen, monkeypatch):
    monkeypatch.setattr("tidtam.portal.views.doors.MOST", 100_000)
    large = [SimpleUploadedFile(f"{n}.jpg", b"\xff\xd8\xff" + bytes(200_000), "image/jpeg") for n in range(20)]
    answer = send(citizen, photo(1), *large)
    page = answer.content.decode()
    assert answer.status_code == 200 and "ใหญ่เกิน 15 MB" in page and "ไม่เกิน 5 ไฟล์" in page
    assert DraftPhoto.objects.count() == 1
    send(citizen, *(photo(n) for n in range(2, 9)))
    assert DraftPhoto.objects.count() == 5


def test_a_photo_can_be_taken_out_again_by_its_own_browser_only(citizen):
    send(citizen, photo(1))
    pk = DraftPhoto.objects.get().pk
    other = Client()
    other.post(f"/ask/o/{CODE}/new/", PLACE)
    other.post("/ask/new/photos/", {"drop": str(pk)})
    assert DraftPhoto.objects.count() == 1
    citizen.post("/ask/new/photos/", {"drop": str(pk)})
    assert not DraftPhoto.objects.exists()


def test_photos_need_the_forms_own_token():
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["ask"] = "x"
    assert strict.post("/ask/new/photos/", {"photos": [photo(1)]}).status_code == 403


def test_a_photo_answers_a_question():
    citizen = Client()
    number, pin = file(citizen)
    follow(citizen, number, pin)
    answer = citizen.post("/ask/mine/say/", {"words": "", "photos": [photo(3)]})
    assert answer.status_code == 302
    wall.enter("1.")
    assert Evidence.objects.get().side == "citizen"
    page = citizen.post("/ask/mine/say/", {"words": "ดูนี่", "photos": [SimpleUploadedFile("a.jpg", b"MZ000000")]})
    assert "ยังไม่ได้ส่ง" in page.content.decode() and "ดูนี่" in page.content.decode()
