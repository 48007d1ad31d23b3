"""A corpus of files with authors, positions, devices, paths and programs: of all of it nothing is left."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
import openpyxl
import pytest
from docx.shared import Inches
from PIL import Image, PngImagePlugin

from tidtam.kernel.problem import Problem
from tidtam.tips import cleaning
from tidtam.tips.cleaning import worker

MARK = "Canary"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = f"{MARK}Maker", f"{MARK}Model", f"{MARK}Software"
    exif[0x013B], exif[0x8298], exif[0x010E] = f"{MARK}Author", f"{MARK}Copyright", f"{MARK}Description"
    exif[0x9C9D], exif[0x0112] = f"{MARK}XP".encode("utf-16-le"), orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (14.0, 42.0, 7.5), 3: "E", 4: (102.0, 1.0, 9.25), 29: "2026:05:01"})
    exif.get_ifd(0x8769).update({0x9003: "2026:05:01 10:11:12", 0xA433: f"{MARK}Lens", 0xA431: f"{MARK}Serial"})
    return exif


XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{MARK}Xmp</dc:creator></x:xmpmeta>'.encode()


def pictures() -> Iterator[tuple[str, bytes]]:
    for orientation in range(1, 9):
        for mode in ("RGB", "L"):
            image = Image.effect_noise((40, 30), 40).convert(mode)
            out = io.BytesIO()
            image.save(out, "JPEG", exif=_exif(orientation), comment=f"{MARK}Comment".encode(), xmp=XMP,
                       icc_profile=f"{MARK}Profile".encode() * 20)  # fmt: skip
            yield f"jpeg-{orientation}-{mode}", out.getvalue() + f"{MARK}Trailer".encode()
    for mode in ("RGB", "RGBA", "L", "P", "LA", "1"):
        for text in (False, True):
            info = PngImagePlugin.PngInfo()
            info.add_text("Author", f"{MARK}Author", zip=text)
            info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=text)
            out = io.BytesIO()
            Image.effect_noise((40, 30), 40).convert(mode).save(out, "PNG", pnginfo=info, exif=_exif())
            yield f"png-{mode}-{text}", out.getvalue() + b"PK\x03\x04" + MARK.encode()
    for lossless in (False, True):
        for mode in ("RGB", "RGBA"):
            out = io.BytesIO()
            Image.effect_noise((40, 30), 40).convert(mode).save(
                out, "WEBP", lossless=lossless, exif=_exif(), xmp=XMP, icc_profile=f"{MARK}Profile".encode() * 20
            )
            yield f"webp-{mode}-{lossless}", out.getvalue()


def pdfs() -> Iterator[tuple[str, bytes]]:
    for pages in (1, 2, 5):
        drawn = [Image.effect_noise((60, 80), 40).convert("RGB") for _ in range(pages)]
        out = io.BytesIO()
        drawn[0].save(out, "PDF", save_all=True, append_images=drawn[1:], author=f"{MARK}Author",
                      title=f"{MARK}Title", creator=f"{MARK}Creator", producer=f"{MARK}Producer",
                      subject=f"{MARK}Subject", keywords=f"{MARK}Keyword")  # fmt: skip
        plain = out.getvalue()
        yield f"pdf-{pages}", plain
        # Scripts, attachments and XMP in objects of their own, and whatever stands after the end.
        extra = (f"\n90 0 obj\n<< /Type /Action /S /JavaScript /JS (app.alert\\('{MARK}'\\)) >>\nendobj\n"
                 f"91 0 obj\n<< /Type /Metadata /Subtype /XML /Length {len(XMP)} >>\nstream\n").encode()  # fmt: skip
        yield f"pdf-script-{pages}", plain + extra + XMP + b"\nendstream\nendobj\n%%EOF\n"
        yield f"pdf-polyglot-{pages}", plain + b"\n%PK\x03\x04" + MARK.encode()
        yield f"pdf-html-{pages}", plain + f"<script>{MARK}</script>".encode()


def _with(raw: bytes, more: dict[str, bytes], change: dict[str, tuple[str, str]] | None = None) -> bytes:
    """Return an Office file with more parts, and words put into its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename in more:
                continue
            content = old.read(info)
            if change and info.filename in change:
                text, (at, words) = content.decode(), change[info.filename]
                assert at in text, (info.filename, at)
                content = text.replace(at, words + at, 1).encode()
            new.writestr(info.filename, content)
        for name, content in more.items():
            new.writestr(name, content)
        new.comment = MARK.encode()
    return out.getvalue()


DIRT = {
    "docProps/custom.xml": f"<p>{MARK}</p>".encode(), "customXml/item1.xml": f"<p>{MARK}</p>".encode(),
    "docProps/thumbnail.jpeg": f"{MARK}".encode(),
}  # fmt: skip


def _picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.effect_noise((40, 30), 40).convert("RGB").save(out, "JPEG", exif=_exif())
    out.seek(0)
    return out


def documents() -> Iterator[tuple[str, bytes]]:
    for number in range(6):
        made = docx.Document()
        made.core_properties.author = made.core_properties.last_modified_by = f"{MARK}Author"
        made.core_properties.comments = f"{MARK}Comments"
        made.add_paragraph("ข้อความที่ต้องอยู่")
        if number % 2:
            made.add_picture(_picture(), width=Inches(1))
        made.add_comment(made.paragraphs[0].runs, text=f"{MARK}Note", author=f"{MARK}Author", initials="CN")
        out = io.BytesIO()
        made.save(out)
        tracked = (
            f'<w:p w:rsidR="00CANARY"><w:ins w:id="9" w:author="{MARK}Author" w:date="2026-05-01T10:11:12Z">'
            f"<w:r><w:t>เพิ่ม</w:t></w:r></w:ins><w:r><w:instrText> AUTHOR {MARK} </w:instrText></w:r></w:p>"
        )
        change = {"word/document.xml": ("<w:sectPr", tracked)} if number > 1 else None
        people = {"word/people.xml": f"<p>{MARK}</p>".encode()}
        yield f"docx-{number}", _with(out.getvalue(), DIRT | people, change)
        book = openpyxl.Workbook()
        book.properties.creator = book.properties.lastModifiedBy = f"{MARK}Author"
        book.active["A1"] = "ข้อความที่ต้องอยู่"
        book.active["A1"].comment = openpyxl.comments.Comment(f"{MARK}Note", f"{MARK}Author")
        out = io.BytesIO()
        book.save(out)
        path = f'<x15ac:absPath xmlns:x15ac="http://x" url="C:\\Users\\{MARK}\\"/>'
        yield f"xlsx-{number}", _with(out.getvalue(), DIRT, {"xl/workbook.xml": ("<sheets>", path)})
        yield f"pptx-{number}", _slides(number)


def _slides(number: int) -> bytes:
    """Return a small presentation made by hand."""
    kinds = "application/vnd.openxmlformats-officedocument.presentationml"
    types = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="xml" ContentType="text/xml"/>'
             f'<Override PartName="/ppt/presentation.xml" ContentType="{kinds}.presentation.main+xml"/>'
             f'<Override PartName="/ppt/slides/slide1.xml" ContentType="{kinds}.slide+xml"/>'
             f'<Override PartName="/ppt/commentAuthors.xml" ContentType="{kinds}.commentAuthors+xml"/>'
             "</Types>")  # fmt: skip
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    one = '<Relationship Id="{}" Type="' + _REL + '/{}" Target="{}"{}/>'
    slide = (f'<p:sld xmlns:p="http://p" xmlns:a="http://a" xmlns:r="{_REL}"><p:cSld><p:pic><p:nvPicPr>'
             f'<p:cNvPr id="2" name="{MARK}.jpg" descr="C:\\{MARK}.jpg"/></p:nvPicPr><a:blip r:embed="rId2"/></p:pic>'
             f'<a:t>ข้อความที่ต้องอยู่</a:t><a:hlinkClick r:id="rId3"/><!-- {MARK} --></p:cSld></p:sld>')  # fmt: skip
    parts = {
        "[Content_Types].xml": types, "_rels/.rels": rels.format(
            one.format("rId1", "officeDocument", "ppt/presentation.xml", "")
            + one.format("rId2", "core-properties", "docProps/core.xml", "")),
        "docProps/core.xml": f"<p>{MARK}</p>", "docProps/app.xml": f"<p>{MARK}</p>",
        "ppt/presentation.xml": f'<p:presentation xmlns:p="http://p" xmlns:r="{_REL}"><p:sldIdLst><p:sldId id="256" '
                                'r:id="rId1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": rels.format(
            one.format("rId1", "slide", "slides/slide1.xml", "")
            + one.format("rId9", "commentAuthors", "commentAuthors.xml", "")),
        "ppt/commentAuthors.xml": f"<p>{MARK}</p>", "ppt/slides/slide1.xml": slide,
        "ppt/slides/_rels/slide1.xml.rels": rels.format(
            one.format("rId2", "image", "../media/image1.jpeg", "")
            + one.format("rId3", "hyperlink", f"file:///C:/{MARK}", ' TargetMode="External"')),
        f"ppt/notesSlides/notesSlide{number}.xml": f"<p>{MARK}</p>",
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr("ppt/media/image1.jpeg", _picture().getvalue())
    return out.getvalue()


def _everything(content: bytes, kind: str) -> bytes:
    """Return every byte of a file, unpacked as far as it goes."""
    if kind not in ("docx", "xlsx", "pptx"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.comment == b"" and all(info.date_time[0] == 1980 for info in archive.infolist())
        return b"\n".join(info.filename.encode() + archive.read(info) for info in archive.infolist())


def test_of_a_corpus_of_files_no_author_position_or_time_is_left():
    corpus = [*pictures(), *pdfs(), *documents()]
    assert len(corpus) >= 60
    left, seen = [], set()
    for name, content in corpus:
        kind = cleaning.kind_of(content)
        clean = worker.cleaned(content, kind)  # the process around it is tested below
        whole = _everything(clean, kind)
        seen.add(kind)
        if re.search(rb"(?i)canary|GPS|adobe:ns|JavaScript|2026[:-]05|AUTHOR \w|rsid", whole):
            left.append(name)
        for picture in [clean] if kind in ("jpeg", "png", "webp") else []:
            opened = Image.open(io.BytesIO(picture))
            assert opened.format == "WEBP" and not opened.getexif() and "xmp" not in opened.info
            assert "icc_profile" not in opened.info
        if kind in ("docx", "xlsx", "pptx"):
            assert "ข้อความที่ต้องอยู่".encode() in whole, name
        if kind == "docx":
            assert docx.Document(io.BytesIO(clean)).paragraphs[0].text == "ข้อความที่ต้องอยู่"
        if kind == "xlsx":
            assert openpyxl.load_workbook(io.BytesIO(clean)).active["A1"].value == "ข้อความที่ต้องอยู่"
    assert left == [] and seen == {"jpeg", "png", "webp", "pdf", "docx", "xlsx", "pptx"}


def test_a_picture_is_upright_and_the_process_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=_exif(6))
    clean, kind = cleaning.clean(out.getvalue())
    assert kind == "webp" and Image.open(io.BytesIO(clean)).size == (20, 40)
    assert list(tmp_path.iterdir()) == []


def _bomb() -> bytes:
    return _with(_slides(0), {"ppt/slides/slide9.xml": b"0" * (101 * 1024 * 1024)})


def _large_picture() -> bytes:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_with(_slides(0), {"word/vbaProject.bin": b"x"}), "tips.file_macro"),
        (_bomb(), "tips.file_bomb"),
        (_large_picture(), "tips.file_bomb"),
        (b"\xff\xd8\xffnothing", "tips.file_broken"),
        (b"%PDF-1.7 nothing", "tips.file_broken"),
        (b"PK\x03\x04 word/ nothing", "tips.file_broken"),
        (b"MZ a program", "tips.file_unknown"),
        (b"<svg onload='x'></svg>", "tips.file_unknown"),
        (b"\x00\x00\x00\x18ftypheic", "tips.file_heic"),
        (_with(_slides(0), {"ppt/slides/slide2.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "tips.file_broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_cleaned_is_refused(content, code):
    with pytest.raises(Problem) as caught:
        cleaning.clean(content)
    assert caught.value.code == code
