"""Official letters: exact text, the regulation's layout as pictures, closing never alone, the same letter as DOCX."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops

from tidtam.kernel.problem import Problem
from tidtam.letters.papers.emblem import emblem
from tidtam.letters.papers.official import (
    Enclosure,
    Letter,
    Signature,
    as_draft,
    letter_pdf,
    letter_pictures,
    pictures,
    plain,
    qr_png,
)  # fmt: skip
from tidtam.letters.papers.worddoc import FACE, letter_docx
from tidtam.thai.words import NO_BREAK_SPACE

GOLDEN = Path(__file__).parent / "golden"
MARKS = (
    "ที่ปรึกษา ผู้ที่ญี่ปุ่น ฟื้นฟู น้ำใจ กตัญญู ฐานะ เปี๊ยะ ปู่ตั้งใจ ป้าฟ้า ฝ่าย สิทธิ์ พันธุ์ ยิ่ง ปิ่น กุฏิ ฎีกา ซ้ำ ค่ำ ก๋วยเตี๋ยว ๆ ฯลฯ "
    "วิเคราะห์ ศูนย์ เสพติด ไม้ ใหญ่ โอ๊ต หมึก ปืน ถ้ำ น้ำ ต่ำ ญวน ฐิติ"
)


def letter(more: int = 1, **other: Any) -> Letter:
    values: dict[str, Any] = {
        "kind": "external", "office": "ศูนย์อำนวยการป้องกันและปราบปรามยาเสพติดจังหวัดนครราชสีมา",
        "address": ("ศาลากลางจังหวัดนครราชสีมา", "ถนนมหาดไทย อำเภอเมืองนครราชสีมา นม 30000"),
        "number": "นม 0018.1/1234", "dated": date(2026, 5, 30),
        "subject": "รายงานผลการติดตามผู้ผ่านการฟื้นฟูสภาพทางสังคม รอบวันที่ 30 พฤษภาคม 2569",
        "addressee": "อธิบดีกรมการปกครอง",
        "references": (
            "หนังสือกรมการปกครอง ด่วนที่สุด ที่ มท 0311.3/ว 26421 ลงวันที่ 3 ตุลาคม 2568",
            "หนังสือจังหวัดนครราชสีมา ที่ นม 0018/ว 8903 ลงวันที่ 15 ตุลาคม 2568",
        ),
        "enclosures": (
            Enclosure("แบบรายงานผลการติดตามผู้ผ่านการฟื้นฟูสภาพทางสังคม (R2)"),
            Enclosure("บัญชีสรุปรายอำเภอ", "จำนวน 32 แผ่น"),
        ),
        "paragraphs": (
            "ตามหนังสือที่อ้างถึง กรมการปกครองขอให้จังหวัดรายงานผลการติดตามดูแลผู้ผ่านการฟื้นฟูสภาพทางสังคม "
            "ทุกวันที่ 15 และ 30 ของเดือน ความละเอียดแจ้งแล้ว นั้น",
            *[f"จังหวัดนครราชสีมาได้รวบรวมผลจากอำเภอ 32 แห่งครบถ้วนแล้ว มีผู้ต้องติดตาม 2,714 คน {MARKS}"] * more,
            "จึงเรียนมาเพื่อโปรดพิจารณา",
        ),
        "signature": Signature(
            "นายสมมุติ ใจดี", "ปลัดจังหวัดนครราชสีมา", "ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัดนครราชสีมา"
        ),
        "section": "ที่ทำการปกครองจังหวัดนครราชสีมา กลุ่มงานความมั่นคง", "phone": "0 4424 3798",
        "email": "saraban-nma@example.go.th", "urgency": "most_urgent",
        "check": "https://tidtam.example.go.th/v/0123456789abcdefghjk",
    }  # fmt: skip
    return Letter(**(values | other))


def memo(**other: Any) -> Letter:
    values: dict[str, Any] = {
        "kind": "memo", "office": "อำเภอปักธงชัย", "section": "กลุ่มงานความมั่นคง", "address": (), "references": (),
        "enclosures": (), "number": "นม 1418/56", "urgency": "urgent", "copies": "ปลัดอำเภอ",
    }  # fmt: skip
    return letter(**(values | other))


def pages(pdf: bytes) -> list[str]:
    with pdfium.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def said(pdf: bytes, folder: Path) -> str:
    """Return what pdftotext reads, without the numbers of pages and the words carried over."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    text = re.sub(r"^/\S.*\.\.\.$", "", text, flags=re.M)
    return "".join(re.sub(r"^\f?- [๐-๙]+ -$", "", text, flags=re.M).split())


LETTERS = {
    "outside": letter(), "memo": memo(), "long": letter(12), "draft": as_draft(letter()),
    "secret": letter(secrecy="secret", urgency="very_urgent"),
    "plain": letter(references=(), enclosures=letter().enclosures[:1], urgency="normal", check="", email=""),
}  # fmt: skip


@pytest.mark.parametrize("name", [one for one in LETTERS if one != "secret"])
def test_what_is_read_from_the_paper_is_what_was_written(name: str, tmp_path: Path) -> None:
    one = LETTERS[name]
    text = said(letter_pdf(one), tmp_path)
    if name == "draft":
        text = text.replace("ที่ตราครุฑ", "", 1)
    assert text == "".join(plain(one).split())
    assert not re.search("[0-9]", re.sub(r"/v/\w+|saraban\S+", "", plain(one)))  # Thai digits, everywhere


@pytest.mark.parametrize("name", LETTERS)
def test_the_layout_stays_as_it_was_looked_at(name: str) -> None:
    """To renew a picture after a wanted change: delete it, run once, look at it."""
    for number, png in enumerate(letter_pictures(LETTERS[name], scale=1), 1):
        path = GOLDEN / f"{name}-{number}.png"
        now = Image.open(io.BytesIO(png)).convert("L")
        if not path.exists():
            now.quantize(16).save(path, optimize=True)
            pytest.fail(f"{path.name} was missing: look at it and keep it")
        then = Image.open(path).convert("L")
        assert now.size == then.size
        counts = ImageChops.difference(now, then).histogram()
        assert sum(counts[96:]) <= 0.001 * now.width * now.height, path.name


def test_page_two_has_its_number_and_page_one_the_words_carried_over() -> None:
    found = pages(letter_pdf(LETTERS["long"]))
    assert len(found) > 1
    for n, text in enumerate(found[1:], 2):
        assert text.splitlines()[0].strip() == f"- {'๐๑๒๓๔๕๖๗๘๙'[n]} -"
        carried = re.search(r"^/(\S.*)\.\.\.\s*$", found[n - 2], flags=re.M)
        assert carried
        body = "".join(text.split()[3:])
        assert body.startswith("".join(carried[1].split()))
    assert "..." not in found[-1]


@pytest.mark.parametrize("more", range(13))
def test_the_closing_never_stands_alone_on_a_page(more: int) -> None:
    found = pages(letter_pdf(letter(more)))
    last = "".join(found[-1].split())
    assert last.index("จึงเรียนมาเพื่อโปรดพิจารณา") < last.index("ขอแสดงความนับถือ") < last.index("(นายสมมุติใจดี)")
    assert "tidtam.example.go.th" in last


def test_measures_are_the_regulations() -> None:
    with pdfium.PdfDocument(letter_pdf(LETTERS["plain"])) as document:
        page = document[0]
        assert [round(side) for side in page.get_size()] == [595, 842]
        text = page.get_textpage()
        boxes = [text.get_rect(n) for n in range(text.count_rects())]
    centimetre = 72 / 2.54
    assert min(box[0] for box in boxes) >= 3 * centimetre - 2
    assert max(box[2] for box in boxes) <= (21 - 2) * centimetre + 2
    assert max(box[3] for box in boxes) <= 842 - 3.9 * centimetre  # at the feet of the Garuda


def test_it_is_an_archive_pdf_and_the_same_letter_is_the_same_file() -> None:
    made = letter_pdf(LETTERS["outside"])
    assert b"pdfaid" in made
    assert made == letter_pdf(LETTERS["outside"])
    assert letter_pdf(replace(LETTERS["outside"], number="นม 0018.1/1235")) != made


def test_words_of_the_typesetters_own_language_are_only_words(tmp_path: Path) -> None:
    evil = '#set page(fill: red) $x$ \\ " _a_ *b* @c <d> // e `f` [g]'
    one = letter(subject=evil, addressee=evil, paragraphs=(evil, evil), references=(evil,), section=evil)
    assert said(letter_pdf(one), tmp_path) == "".join(plain(one).split())


def test_the_longest_values_stay_on_the_sheet() -> None:
    long = "องค์การบริหารส่วนตำบลที่มีชื่อยาวมากเป็นพิเศษของอำเภอที่มีชื่อยาวมากเช่นกัน" * 3
    one = letter(office=long, subject=long, addressee=long, references=(long,) * 5, section=long,
                 enclosures=(Enclosure(long),) * 5, copies=long, signature=Signature(long[:90], long[:90]))  # fmt: skip
    with pdfium.PdfDocument(letter_pdf(one)) as document:
        for page in document:
            text = page.get_textpage()
            for box in (text.get_rect(n) for n in range(text.count_rects())):
                assert box[0] >= 0
                assert box[2] <= 595
                assert box[1] >= 0


@pytest.mark.parametrize("made", [letter, memo])
def test_where_a_line_was_ended_a_paragraph_begins(made: Any, tmp_path: Path) -> None:
    wish = "ขอให้ดำเนินการ ดังนี้\r\n1. ส่งรายงาน\n\n   2. ส่ง  บัญชี\n"
    one = made(paragraphs=("เหตุ", wish, "จึงเรียนมาเพื่อโปรดพิจารณา"))
    assert one.body[1:4] == ("ขอให้ดำเนินการ ดังนี้", "๑. ส่งรายงาน", "๒. ส่ง บัญชี")
    pdf = letter_pdf(one)
    assert said(pdf, tmp_path) == "".join(plain(one).split())
    rows = ["".join(row.split()) for row in pages(pdf)[0].splitlines()]
    assert {"ขอให้ดำเนินการดังนี้", "๑.ส่งรายงาน", "๒.ส่งบัญชี"} <= set(rows)
    word = docx.Document(io.BytesIO(letter_docx(one)))
    set_in = {row.text: row.paragraph_format.first_line_indent for row in word.paragraphs}
    assert all(set_in[row] and round(set_in[row].cm, 1) == 2.5 for row in one.body)


@pytest.mark.parametrize("made", [letter, memo])
def test_no_line_ends_inside_a_range_of_days(made: Any) -> None:
    leads = ["ข้อมูล " * (n // 4) + "และ" * (n % 4) for n in range(48)]
    rows = [f"{lead}งวดวันที่ 1–15 พฤษภาคม 2569" for lead in leads]
    one = made(paragraphs=(*rows, "จบ"), enclosures=tuple(Enclosure(row) for row in rows[:24]), subject=rows[30])
    for page in pages(letter_pdf(one)):
        assert not [row for row in page.splitlines() if row.strip().endswith("–")]
    words = docx.Document(io.BytesIO(letter_docx(one)))
    told = "\n".join(row.text for row in words.paragraphs)
    assert told.count("๑–\u2060๑๕") == len(rows) + 24 + 1
    assert "๑–๑๕" not in told


def test_no_line_begins_with_a_bracket_that_closes() -> None:
    listed = Enclosure("บัญชีรายชื่อผู้ย้าย 2 คน (ลับ ปิดผนึกแยก)")
    for more in range(14):
        made = replace(memo(), enclosures=(Enclosure("แบบรายงาน" + "ก" * more), listed))
        for page in pages(letter_pdf(made)):
            assert not [row for row in page.splitlines() if row.strip().startswith(")")], more


def test_a_letter_without_words_or_with_an_endless_last_paragraph_is_refused() -> None:
    with pytest.raises(Problem, match="body_missing"):
        letter_pdf(letter(paragraphs=("  ",)))
    with pytest.raises(Problem, match="ending_long"):
        letter_pdf(letter(paragraphs=("ก", "ข " * 600)))


def test_who_signs_for_whom_stands_as_the_regulation_has_it() -> None:
    assert Signature("นายก", "ปลัดจังหวัด", "ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัด").lines == (
        "(นายก)", "ปลัดจังหวัด ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัด",
    )  # fmt: skip
    assert Signature("นายก", "นายอำเภอ").lines == ("(นายก)", "นายอำเภอ")
    assert Signature("", "นายอำเภอ").lines[0].startswith("(...")


@pytest.mark.parametrize("name", ["outside", "memo", "secret"])
def test_the_word_document_says_the_same(name: str) -> None:
    one = LETTERS[name]
    document = docx.Document(io.BytesIO(letter_docx(one)))
    section = document.sections[0]
    assert (round(section.left_margin.cm, 1), round(section.right_margin.cm, 1)) == (3, 2)
    words = [paragraph.text for paragraph in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words += [part.paragraphs[0].text for part in (section.first_page_header, section.first_page_footer)]
    told = "".join("".join(words).split())
    for row in plain(replace(one, check="")).splitlines():
        for part in row.split():
            assert part in told
    fonts = document.styles["Normal"].element.xpath(".//w:rFonts")[0]
    assert {value for key, value in fonts.attrib.items() if key.endswith(("}cs", "}ascii"))} == {FACE}
    assert document.element.xpath("//w:szCs[@w:val='32']")
    assert document.element.xpath("//w:lang[@w:bidi='th-TH']")


def test_the_word_document_bears_the_code_beside_its_foot() -> None:
    one = LETTERS["outside"]
    document = docx.Document(io.BytesIO(letter_docx(one)))
    foot, code = document.tables[-1].rows[0].cells
    assert foot.text.replace(NO_BREAK_SPACE, " ").splitlines() == list(one.foot)
    assert code.text.split("\n")[1:] == list(one.check_words)
    (shape,) = document.inline_shapes
    assert round(shape.height.cm, 1) == 2.3
    (named,) = code._element.xpath(".//a:blip/@r:embed")
    assert document.part.related_parts[named].blob == qr_png(one.check)
    there = Image.open(io.BytesIO(qr_png(one.check)))
    assert there.size[0] == there.size[1] > 200
    assert not docx.Document(io.BytesIO(letter_docx(as_draft(one)))).inline_shapes


def test_the_word_document_sets_urgency_number_and_office_beside_the_garuda() -> None:
    document = docx.Document(io.BytesIO(letter_docx(letter(emblem=_square("png"), check=""))))
    (head,) = document.tables
    assert [round(column.width.cm) for column in head.columns] == [6, 3, 7]
    (mark, above, free), (number, below, office) = ([cell.text for cell in row.cells] for row in head.rows)
    assert (mark, free, above, below) == ("ด่วนที่สุด", "", "", "")
    assert (
        number.startswith("ที่  นม ๐๐๑๘.๑/") and office.startswith("ศูนย์อำนวยการ") and f"นม{NO_BREAK_SPACE}๓๐๐๐๐" in office
    )
    assert round(document.sections[0].top_margin.cm, 1) == 1.5
    line = docx.Document(io.BytesIO(letter_docx(memo(phone="0 4424 3798")))).paragraphs[0]
    assert line.text == "\tด่วน\tบันทึกข้อความ"
    assert [round(stop.position.cm, 1) for stop in line.paragraph_format.tab_stops] == [1.8, 7.5]


def test_pictures_are_pictures() -> None:
    assert all(png.startswith(b"\x89PNG") for png in pictures(letter_pdf(LETTERS["memo"])))


def _square(kind: str) -> bytes:
    if kind == "svg":
        head = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        return head + b'<rect width="9" height="9" fill="#00f"/></svg>'
    out = io.BytesIO()
    Image.new("RGB", (90, 90), (0, 0, 255)).save(out, "png")
    return out.getvalue()


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize(("one", "height"), [(letter(), 3.0), (memo(), 1.5)])
def test_the_offices_own_emblem_stands_at_the_height_of_the_regulation(
    kind: str, one: Letter, height: float, tmp_path: Path, settings: Any
) -> None:
    path = tmp_path / f"emblem.{kind}"
    path.write_bytes(_square(kind))
    settings.GARUDA = str(path)
    (png, *_rest) = letter_pictures(replace(one, emblem=emblem()), scale=2)
    shown = Image.open(io.BytesIO(png)).convert("RGB")
    red, _green, blue = shown.split()
    box = ImageChops.subtract(blue, red).point(lambda value: 255 if value > 200 else 0).getbbox()
    assert box is not None
    dots = 2 * 72 / 2.54  # to a centimetre
    assert abs((box[3] - box[1]) / dots - height) < 0.05
    if height == 3:  # in the middle of the sheet; on a memo at the left margin
        assert abs((box[0] + box[2]) / 2 - shown.width / 2) < 0.05 * dots
    else:
        assert abs(box[0] / dots - 3) < 0.05
    shapes = docx.Document(io.BytesIO(letter_docx(replace(one, emblem=emblem(), check="")))).inline_shapes
    assert [round(shape.height.cm, 2) for shape in shapes] == ([height] if kind == "png" else [])


def test_a_memo_names_its_office_once_and_its_section_beside_it() -> None:
    assert memo(section="อำเภอปักธงชัย", phone="0 44").office_lines == ("อำเภอปักธงชัย  โทร. ๐ ๔๔",)
    assert memo(phone="").office_lines == ("อำเภอปักธงชัย  กลุ่มงานความมั่นคง",)
    long = "ศูนย์อำนวยการป้องกันและปราบปรามยาเสพติดจังหวัดนครราชสีมา"
    (text,) = pages(letter_pdf(memo(office=long, section=long)))
    assert "โทร.๐๔๔๒๔๓๗๙๘" in ["".join(row.split()) for row in text.splitlines()]


def test_a_memo_says_in_its_text_what_it_refers_to_and_what_goes_with_it() -> None:
    outside = letter()
    inside = replace(outside, kind="memo")
    assert inside.numbered == ((), ()) and "อ้างถึง" not in letter_words(inside)
    assert inside.body[0].startswith(
        "ตามหนังสือกรมการปกครอง ด่วนที่สุด ที่ มท ๐๓๑๑.๓/ว ๒๖๔๒๑ ลงวันที่ ๓ ตุลาคม ๒๕๖๘ และหนังสือจังหวัดนครราชสีมา "
    )
    assert inside.body[-2:] == (
        "พร้อมนี้ได้แนบแบบรายงานผลการติดตามผู้ผ่านการฟื้นฟูสภาพทางสังคม (R๒) จำนวน ๑ ชุด และบัญชีสรุปรายอำเภอ จำนวน ๓๒ แผ่น มาด้วยแล้ว",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    )
    said = replace(
        inside, enclosures=(Enclosure("แบบ ก"),), references=("หนังสือ ก",),
        paragraphs=("ตามหนังสือ ก ขอให้รายงาน", "ขอรายงาน รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย", "จึงเรียนมา"),
    )  # fmt: skip
    assert said.body == ("ตามหนังสือ ก ขอให้รายงาน", "ขอรายงาน รายละเอียดปรากฏตามแบบ ก จำนวน ๑ ชุด ที่แนบมาพร้อมนี้", "จึงเรียนมา")
    assert replace(said, references=("หนังสือ ข",)).body[0] == "อ้างถึงหนังสือ ข"
    assert outside.body[0].startswith("ตามหนังสือที่อ้างถึง")


def letter_words(one: Letter) -> str:
    """Return the words of a letter's DOCX."""
    return "\n".join(line.text for line in docx.Document(io.BytesIO(letter_docx(one))).paragraphs)


def test_the_dots_of_a_circular_stand_behind_its_sign() -> None:
    draft = letter(number="", prefix="นม 0018")
    assert re.fullmatch(r"นม ๐๐๑๘/\.+", draft.number_said)
    assert re.fullmatch(r"นม ๐๐๑๘/ว \.+", replace(draft, circular=True).number_said)
    assert replace(draft, prefix="", circular=True).number_said.startswith("ว .")


def test_without_a_usable_picture_the_place_stays_free(tmp_path: Path, settings: Any) -> None:
    settings.GARUDA = str(tmp_path / "none.svg")
    assert emblem() is None
    (tmp_path / "none.svg").write_text("ไม่ใช่ภาพ", encoding="utf-8")
    assert emblem() is None
    settings.GARUDA, settings.DATA = "", tmp_path
    assert emblem() is None
    (tmp_path / "garuda.png").write_bytes(_square("png"))
    assert emblem() == _square("png")
