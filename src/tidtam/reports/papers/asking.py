"""The draft of a letter that asks offices below for reports: one letter, the names in a list. No number yet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from tidtam.letters.choices import Kind, Urgency
from tidtam.letters.papers.emblem import emblem
from tidtam.letters.papers.official import Enclosure, Letter
from tidtam.letters.papers.worddoc import dressed, letter_docx
from tidtam.offices.models import Office
from tidtam.reports.models import Report
from tidtam.reports.papers import saying
from tidtam.thai.dates import long_date
from tidtam.thai.digits import to_thai

_NAMED = 8  # reports of one office named in the text; of more, or of several offices, all stand in the list
_LIST = "บัญชีรายชื่อหน่วยงานและกำหนดส่งรายงาน"
_HEADS = ("ที่", "หน่วยงาน", "งวดวันที่", "ครบกำหนดวันที่", "สถานะ")


def asking(reports: Sequence[Report], *, sender: Office, words: str, today: date) -> Letter:
    """Return the draft of the letter. `reports` are of one template, with office and template; at least one.

    What is past its day is said to be missing and is urgent; what is due today or later is only to come in time.
    """
    late = [one for one in reports if one.due_on < today]
    soon = [one for one in reports if one.due_on >= today]
    many = len(_names(reports)) > 1
    listed = many or len(reports) > _NAMED
    paragraphs = [
        _cause(late, soon, sender), _wish(late, soon, listed=listed), words.strip(),
        "จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ",
    ]  # fmt: skip
    return Letter(
        kind=Kind.EXTERNAL, office=str(sender.name_th), address=tuple(filter(None, sender.address.splitlines())),
        prefix=sender.letter_prefix, circular=many, dated=today, subject=f"ขอให้ส่ง{reports[0].template.title}",
        addressee="หัวหน้าหน่วยงานตามบัญชีรายชื่อ" if many else _head(reports[0].office),
        enclosures=(Enclosure(_LIST),) if listed else (),
        paragraphs=tuple(one for one in paragraphs if one), section=str(sender.name_th), phone=sender.phone,
        email=sender.email, urgency=Urgency.URGENT if late else Urgency.NORMAL, draft=True, emblem=emblem(),
    )  # fmt: skip


def _cause(late: Sequence[Report], soon: Sequence[Report], sender: Office) -> str:
    """Return why the letter is written: what has not come, and what is due before long."""
    title = (late or soon)[0].template.title
    if not late:
        return f"ด้วย{title} ของ{_whose(soon)} ใกล้ครบกำหนดส่ง {len(soon):,} ฉบับ"
    also = f" และมีรายงานของ{_whose(soon)} ที่ใกล้ครบกำหนดส่งอีก {len(soon):,} ฉบับ" if soon else ""
    return f"ด้วย{sender.name_th} ยังไม่ได้รับ{title} จาก{_whose(late)} ซึ่งเลยกำหนดแล้ว {len(late):,} ฉบับ{also}"


def _wish(late: Sequence[Report], soon: Sequence[Report], *, listed: bool) -> str:
    """Return what is asked for: what is late at once, the rest in time; the reports are named or stand in the list."""
    if late and soon:
        do = "จัดส่งรายงานที่เลยกำหนดแล้วโดยด่วน และจัดส่งรายงานที่ใกล้ครบกำหนดภายในกำหนด"
    else:
        do = "จัดส่งรายงานโดยด่วน" if late else "จัดส่งรายงานภายในกำหนด"
    if listed:
        return f"ในการนี้ ขอให้{do} ตามบัญชีรายชื่อที่ส่งมาด้วย"
    named = [
        f"งวดวันที่ {saying.period(one.period_start, one.period_end)} ครบกำหนดวันที่ {long_date(one.due_on)}"
        for one in (*late, *soon)
    ]
    return f"ในการนี้ ขอให้{do} ดังนี้ {' · '.join(named)}"


def _names(reports: Sequence[Report]) -> list[str]:
    return list(dict.fromkeys(str(one.office.name_th) for one in reports))


def _whose(reports: Sequence[Report]) -> str:
    names = _names(reports)
    return names[0] if len(names) == 1 else f"หน่วยงานในสังกัด {len(names):,} แห่ง"


def asking_docx(reports: Sequence[Report], *, sender: Office, words: str, today: date) -> bytes:
    """Return the letter as DOCX, with the list it encloses on a page of its own where there is one."""
    letter = asking(reports, sender=sender, words=words, today=today)
    body = letter_docx(letter)
    if not letter.enclosures:
        return body
    document: Any = Document(io.BytesIO(body))
    document.add_page_break()
    title = dressed(document.add_paragraph(), _LIST, bold=True)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = document.add_table(rows=1, cols=len(_HEADS))
    table.style = "Table Grid"
    _row(table.rows[0], _HEADS, bold=True)
    for n, one in enumerate(sorted(reports, key=lambda one: one.due_on), 1):  # what is late stands first
        period = saying.period(one.period_start, one.period_end)
        state = "เลยกำหนด" if one.due_on < today else "ใกล้ครบกำหนด"
        _row(table.add_row(), (str(n), str(one.office.name_th), period, long_date(one.due_on), state))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _row(row: Any, words: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, words, strict=True):
        dressed(cell.paragraphs[0], to_thai(text), bold=bold)


def _head(office: Office) -> str:
    return office.head_title or f"หัวหน้า{office.name_th}"
