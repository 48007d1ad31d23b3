"""An official letter as DOCX, for an office that finishes it in its own word processor: same value, same layout.

Word takes the face, size and language of Thai from the "complex script" settings, so each run says both.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from tidtam.letters.choices import Kind
from tidtam.letters.papers.emblem import HEIGHTS, is_png
from tidtam.letters.papers.official import Letter, qr_png
from tidtam.thai.digits import to_thai
from tidtam.thai.words import NO_BREAK_SPACE, WORD_JOINER

FACE = "TH Sarabun New"  # every office has it; the file carries no font
_DASH = re.compile(r"(?<=\d)–(?=\d)")  # from a day to a day: no line ends after it
_TOGETHER = re.compile(r"[ก-ฮ]{2} [๐-๙]{5}|โทร\. [๐-๙][๐-๙ ]*[๐-๙]")  # a post code, a telephone: on one line
_RED = RGBColor(0xD0, 0, 0)
_WIDE = 16  # Units: cm; the sheet between its margins
_OUTSIDE = (6, 3, 7)  # number, Garuda in the middle of the sheet, office; together the same
_BESIDE, _MIDDLE = Cm(1.8), Cm(7.5)  # of a memo: beside its Garuda; the middle of the sheet, seen from the margin
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def letter_docx(letter: Letter) -> bytes:
    """Return the letter as DOCX, A4, margins, sizes and order of the regulation, to be edited before it is printed."""
    document = Document()
    _page(document, letter)
    urgency, _secrecy = letter.marks
    if letter.kind == Kind.MEMO:
        _memo_head(document, letter, urgency)
    else:
        _outside_head(document, letter, urgency)
    references, enclosures = letter.numbered
    _hanging(document, "อ้างถึง", references)
    _hanging(document, "สิ่งที่ส่งมาด้วย", [f"{title}\t{count}" for title, count in enclosures])
    for words in letter.body:
        _line(document, words, indent=Cm(2.5), before=6)
    _ending(document, letter)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, letter: Letter) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    # The Garuda stands 1.5 cm below the edge; the head of later sheets pushes their text down to 2.5.
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(2)
    section.header_distance, section.footer_distance = Cm(0.7), Cm(1)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    _dress(normal.element.get_or_add_rPr(), 16)
    form = normal.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = 1.0
    secrecy = letter.marks[1]
    for first in (True, False):
        head = section.first_page_header if first else section.header
        foot = section.first_page_footer if first else section.footer
        if secrecy:
            _run(_centred(head), secrecy, size=32, bold=True, red=True)
            _run(_centred(foot), secrecy, size=32, bold=True, red=True)
        if not first:
            place = _centred(head) if not secrecy else head.add_paragraph()
            place.alignment = _CENTRE
            _run(place, "- ")
            _number_of_page(place)
            _run(place, " -")
            place.paragraph_format.space_after = Cm(1)
        elif not secrecy:
            head.paragraphs[0].paragraph_format.line_spacing = Pt(1)
    document.core_properties.title = letter.subject[:250]
    document.core_properties.author = letter.office[:250]


def _centred(part: Any) -> Any:
    paragraph = part.paragraphs[0]
    paragraph.alignment = _CENTRE
    return paragraph


def _outside_head(document: Any, letter: Letter, urgency: str) -> None:
    """Set the Garuda in the middle, the urgency left of it, number and office beside its foot, as on paper."""
    table = _beside(document, *_OUTSIDE, rows=2)
    table.rows[0].height, table.rows[0].height_rule = Cm(2), WD_ROW_HEIGHT_RULE.EXACTLY
    (mark, above, _free), (number, below, office) = (row.cells for row in table.rows)
    emblem = above.merge(below).paragraphs[0]
    emblem.alignment = _CENTRE
    if not _garuda(emblem, letter, HEIGHTS["external"]) and letter.draft:
        _run(emblem, "(ที่ตราครุฑ สูง ๓ เซนติเมตร)")
    mark.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    if urgency:
        _run(mark.paragraphs[0], urgency, size=32, bold=True, red=True)
    _run(number.paragraphs[0], f"ที่  {letter.number_said}")
    _rows(office, letter.office_lines)
    _line(document, letter.date_said, indent=Cm(7.5), before=6)
    _line(document, f"เรื่อง  {to_thai(letter.subject)}", before=6)
    _line(document, f"{letter.salutation}  {to_thai(letter.addressee)}", before=6)


def _memo_head(document: Any, letter: Letter, urgency: str) -> None:
    head = _line(document, "")
    stops = head.paragraph_format.tab_stops
    stops.add_tab_stop(_BESIDE)
    stops.add_tab_stop(_MIDDLE, WD_TAB_ALIGNMENT.CENTER)
    _garuda(head, letter, HEIGHTS["memo"])
    _run(head, "\t")
    if urgency:
        _run(head, urgency, size=32, bold=True, red=True)
    _run(head, "\t")
    _run(head, "บันทึกข้อความ", size=29, bold=True)
    rows = (
        (("ส่วนราชการ", " ".join(letter.office_lines)),),
        (("ที่", letter.number_said), ("วันที่", letter.date_said)),
        (("เรื่อง", to_thai(letter.subject)),),
    )
    for row in rows:
        line = _line(document, "")
        stops = line.paragraph_format.tab_stops
        for n, (label, words) in enumerate(row, 1):
            _run(line, f"{label}  ", size=20, bold=True)
            _run(line, f"{words}\t")
            place = Cm(16) if n == len(row) else Cm(8)
            stops.add_tab_stop(
                place, WD_TAB_ALIGNMENT.LEFT if n < len(row) else WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
    _line(document, f"{letter.salutation}  {to_thai(letter.addressee)}", before=6)


def _garuda(paragraph: Any, letter: Letter, height: float) -> bool:
    """Set the emblem at its height; say whether there is one a word processor takes."""
    if letter.emblem is None or not is_png(letter.emblem):
        return False
    shape = paragraph.add_run().add_picture(io.BytesIO(letter.emblem), height=Cm(height))
    for side in "TBLR":  # said, since word processors differ in what they take for nothing said
        shape._inline.set(f"dist{side}", "0")
    return True


def _hanging(document: Any, label: str, rows: Sequence[str]) -> None:
    for n, words in enumerate(rows):
        line = _line(document, f"{label if n == 0 else ''}\t{words}", before=6 if n == 0 else 0)
        form = line.paragraph_format
        left = Cm(2.8 if len(label) > 8 else 1.4)
        form.left_indent, form.first_line_indent = left, -left
        form.tab_stops.add_tab_stop(left)
        form.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)


def _ending(document: Any, letter: Letter) -> None:
    """Keep the last paragraph, the closing and the signature together on one page."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    if letter.closing_said:
        _under(document, letter.closing_said, before=12)
    for _n in range(3):
        _under(document, "")
    for words in letter.signature.lines:
        _under(document, to_thai(words))
    if letter.check:
        _foot_and_code(document, letter)
        return
    for n, words in enumerate(letter.foot):
        _line(document, words, before=18 if n == 0 else 0)


def _foot_and_code(document: Any, letter: Letter) -> None:
    """Set the foot at the left and the code at the right, as on paper."""
    foot, code = _halves(document, 12)
    foot.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    _rows(foot, letter.foot)
    code.paragraphs[0].paragraph_format.space_before = Pt(18)
    code.paragraphs[0].add_run().add_picture(io.BytesIO(qr_png(letter.check)), height=Cm(2.3))
    for words in letter.check_words:
        _run(code.add_paragraph(), words, size=11)
    for line in code.paragraphs:
        line.alignment = _RIGHT
    _line(document, "").paragraph_format.line_spacing = Pt(1)  # a document never ends with a table


def _halves(document: Any, left: int) -> tuple[Any, Any]:
    """Return two cells beside each other over the width of the text. Units: centimetres of the left one."""
    one, other = _beside(document, left, _WIDE - left).rows[0].cells
    return one, other


def _beside(document: Any, *widths: float, rows: int = 1) -> Any:
    """Return a table without lines, of cells beside each other. Units: centimetres of each column."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return table


def _under(document: Any, words: str, *, before: int = 0) -> None:
    line = _line(document, words, before=before)
    line.alignment = _CENTRE
    line.paragraph_format.left_indent = Cm(4)
    line.paragraph_format.keep_with_next = True


def _line(document: Any, words: str, *, indent: Any = None, before: int = 0, after: int = 0) -> Any:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if indent is not None:
        form.first_line_indent = indent
    if words:
        _run(paragraph, words)
    return paragraph


def _rows(cell: Any, lines: Sequence[str]) -> None:
    for n, words in enumerate(lines):
        _run(cell.paragraphs[0] if n == 0 else cell.add_paragraph(), words)


def _run(paragraph: Any, words: str, *, size: int = 16, bold: bool = False, red: bool = False) -> None:
    words = _TOGETHER.sub(lambda found: found[0].replace(" ", NO_BREAK_SPACE), _DASH.sub(f"–{WORD_JOINER}", words))
    run = paragraph.add_run(words)
    _dress(run._element.get_or_add_rPr(), size, bold=bold)
    if red:
        run.font.color.rgb = _RED


def dressed(paragraph: Any, words: str, *, bold: bool = False) -> Any:
    """Return a paragraph of a letter's document with words in the letter's face: for what is enclosed with it."""
    _run(paragraph, words, bold=bold)
    return paragraph


def _dress(properties: Any, size: int, *, bold: bool = False) -> None:
    """Set face, size, weight and language, for Latin and for Thai."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for which in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{which}"), FACE)
    if bold:
        for tag in ("w:b", "w:bCs"):
            properties.append(OxmlElement(tag))
    for tag in ("w:sz", "w:szCs"):
        _set(properties, tag, val=str(size * 2))
    _set(properties, "w:lang", val="th-TH", bidi="th-TH")


def _set(properties: Any, tag: str, **values: str) -> None:
    found = properties.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        properties.append(found)
    for name, value in values.items():
        found.set(qn(f"w:{name}"), value)


def _number_of_page(paragraph: Any) -> None:
    run = paragraph.add_run()
    _dress(run._element.get_or_add_rPr(), 16)
    for kind, words in (("begin", ""), ("", r"PAGE \* THAIARABIC"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = words
        run._element.append(part)
