"""PDF, pictures and DOCX: what comes out, and what is refused, each within its time and memory."""

from __future__ import annotations

import io
import random
import time

import docx
import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein
from tests.files import samples

from tidtam.files.extract import Extraction, Limits, extract, highlight
from tidtam.kernel.problem import Problem


def refused(content: bytes, limits: Limits | None = None) -> Problem:
    with pytest.raises(Problem) as caught:
        extract(content, name="letter.pdf", limits=limits)
    assert caught.value.message != caught.value.code
    return caught.value


def error_rate(found: Extraction) -> float:
    expected = samples.letter_text()
    return Levenshtein.distance(expected, "".join(found.text.split())) / len(expected)


@samples.needs_font
def test_a_text_layer_is_taken_exactly_with_boxes() -> None:
    found = extract(samples.letter_pdf(), name="a.pdf")
    assert error_rate(found) == 0
    page = found.pages[0]
    assert (found.kind, page.method, found.warnings) == ("pdf", "text-layer", ())
    assert "ว ๑๔๕    " in page.text  # the two columns of the head stay apart
    start = found.text.index("ภายในวันที่ ๒๕")
    boxes = highlight(page.text, page.words, start, start + len("ภายในวันที่ ๒๕"))
    assert 1 <= len(boxes) <= 2
    assert all(0 < x0 < x1 < 1 and 0 < y0 < y1 < 1 and y1 - y0 < 0.05 for x0, y0, x1, y1 in boxes)


@samples.needs_font
def test_pages_are_joined_and_found_by_offset() -> None:
    steps: list[tuple[int, int]] = []
    found = extract(samples.letter_pdf(3), name="a.pdf", progress=lambda page, pages: steps.append((page, pages)))
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert found.text == "\n\n".join(page.text for page in found.pages)
    for page in found.pages:
        assert found.text[page.start : page.start + len(page.text)] == page.text
        assert found.page_at(page.start + 5) is page


@samples.needs_ocr
def test_a_scan_is_read_and_its_words_stand_where_they_are_printed() -> None:
    found = extract(samples.scanned_pdf(samples.letter_image(300)), name="scan.pdf")
    exact = extract(samples.letter_pdf(), name="a.pdf")
    assert found.pages[0].method == "ocr"
    assert error_rate(found) < 0.05
    assert any("ตรวจ" in warning for warning in found.warnings)
    for words in ("องค์การบริหารส่วนตำบล", "เพื่อโปรดทราบ"):
        seen, printed = (
            highlight(e.text, e.pages[0].words, e.text.index(words), e.text.index(words) + len(words))[0]
            for e in (found, exact)
        )
        assert seen == pytest.approx(printed, abs=0.02)


@samples.needs_ocr
def test_a_bad_photo_is_still_read() -> None:
    found = extract(samples.encoded(samples.phone_photo(), "JPEG", quality=45), name="photo.jpg")
    assert found.kind == "jpeg"
    assert error_rate(found) < 0.12


@samples.needs_ocr
def test_a_page_on_its_side_is_turned_upright() -> None:
    found = extract(samples.encoded(samples.letter_image(200).rotate(90, expand=True), "PNG"), name="x.png")
    assert error_rate(found) < 0.12
    assert any("หมุน" in warning for warning in found.warnings)
    assert found.pages[0].image is not None
    shown = Image.open(io.BytesIO(found.pages[0].image))
    assert shown.height > shown.width


@samples.needs_ocr
def test_nothing_of_the_original_picture_reaches_the_one_we_show() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "home address CANARY", 6  # a description, and "turn me"
    photo = samples.letter_image(200).rotate(90, expand=True)
    content = samples.encoded(photo, "JPEG", exif=exif, comment=b"CANARY")
    assert b"CANARY" in content
    found = extract(content, name="x.jpg")
    image = found.pages[0].image
    assert image is not None
    assert image[:4] == b"RIFF" and b"CANARY" not in image
    assert not Image.open(io.BytesIO(image)).getexif()
    assert error_rate(found) < 0.12


@samples.needs_font
def test_without_tesseract_the_packages_to_install_are_named() -> None:
    problem = refused(samples.scanned_pdf(samples.letter_image(100)), Limits(tesseract="no-such-program"))
    assert problem.code == "files.ocr_missing"
    assert "tesseract-ocr-tha" in problem.message
    assert extract(samples.letter_pdf(), name="a.pdf", limits=Limits(tesseract="no-such-program")).text


@samples.needs_ocr
@pytest.mark.parametrize("seed", [1, 7])
def test_a_cat_is_no_letter(seed: int) -> None:
    assert refused(samples.encoded(samples.cat(seed), "JPEG")).code == "files.no_text"


def test_blank_pages_are_no_letter() -> None:
    assert refused(samples.blank_pdf(2)).code == "files.no_text"


def test_an_encrypted_pdf_says_so() -> None:
    problem = refused(samples.encrypted_pdf())
    assert problem.code == "files.encrypted"
    assert "รหัสผ่าน" in problem.message


def test_five_hundred_pages_are_too_many() -> None:
    started = time.monotonic()
    problem = refused(samples.blank_pdf(500))
    assert problem.code == "files.too_many_pages"
    assert "500" in problem.message
    assert time.monotonic() - started < 30


@samples.needs_ocr
def test_too_many_scanned_pages_are_refused_before_any_is_read() -> None:
    page = samples.letter_image(100)
    problem = refused(samples.scanned_pdf(page, page, page), Limits(max_ocr_pages=2))
    assert (problem.code, problem.details["pages"]) == ("files.too_many_pages", 3)


@samples.needs_font
def test_damaged_documents_are_refused() -> None:
    pdf, png = samples.letter_pdf(), samples.encoded(samples.letter_image(72), "PNG")
    dice = random.Random(3)
    for content in (
        b"%PDF-1.7\n" + dice.randbytes(5000),
        pdf[: len(pdf) // 3],
        png[: len(png) // 2],
        png[:40],
        b"\xff\xd8\xff" + dice.randbytes(3000),
        b"PK\x03\x04" + dice.randbytes(3000),
        b"II*\x00" + dice.randbytes(3000),
    ):
        assert refused(content).code in {"files.corrupt", "files.no_text"}


@samples.needs_ocr
def test_pixel_bombs_are_refused_at_once() -> None:
    started = time.monotonic()
    assert refused(samples.png_of_size(65_000, 65_000)).code == "files.bomb"
    assert refused(samples.png_of_size(8_000, 8_000)).code == "files.bomb"
    assert time.monotonic() - started < 30


def test_zip_bombs_are_refused_by_their_directory() -> None:
    document = b"<w:document/>"
    for bomb in (
        samples.zipped({"word/document.xml": bytes(60_000_000)}),
        samples.zipped({"word/document.xml": document} | {f"word/{n}.xml": b"x" for n in range(1001)}),
        samples.zipped({"word/document.xml": document, "word/media/a.bin": bytes(250_000_000)}),
    ):
        assert refused(bomb).code == "files.bomb"
    assert refused(samples.zipped({"../word/document.xml": document})).code == "files.corrupt"
    assert refused(samples.zipped({"a.txt": b"hello"})).code == "files.unsupported"
    assert refused(samples.zipped({"xl/workbook.xml": b"<x/>"})).code == "files.unsupported"


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>',
    ],
)
def test_entities_in_a_docx_are_refused(attack: bytes) -> None:
    assert refused(samples.zipped({"word/document.xml": attack})).code == "files.bomb"


def test_a_docx_gives_head_paragraphs_and_tables_in_order() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "ด่วนที่สุด"
    document.add_paragraph("ที่ นม ๐๐๒๓/ว ๑๔๕")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("ระดับ", "กำหนด", "อำเภอ", "วันที่ ๒๕"), strict=True
    ):
        cell.text = text
    document.add_paragraph("จึงเรียนมาเพื่อโปรดทราบ อําเภอ")
    out = io.BytesIO()
    document.save(out)
    found = extract(out.getvalue(), name="a.docx")
    lines = [line for line in found.text.splitlines() if line]
    assert found.kind == "docx"
    assert lines == ["ด่วนที่สุด", "ที่ นม ๐๐๒๓/ว ๑๔๕", "ระดับ กำหนด", "อำเภอ วันที่ ๒๕", "จึงเรียนมาเพื่อโปรดทราบ อำเภอ"]


@samples.needs_font
def test_a_worker_that_takes_too_long_is_ended() -> None:
    started = time.monotonic()
    assert refused(samples.letter_pdf(30), Limits(seconds=0.4)).code == "files.timeout"
    assert time.monotonic() - started < 20  # its thirty pages would take longer; a busy machine ends it late


@samples.needs_font
def test_a_worker_without_memory_fails_alone() -> None:
    problem = refused(samples.letter_pdf(2), Limits(address_space=60 * 1024 * 1024))
    assert problem.code in {"files.corrupt", "files.bomb", "files.timeout"}
