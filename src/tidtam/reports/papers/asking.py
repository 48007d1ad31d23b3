"""The draft of a letter that asks offices below for reports: one letter, the names in a list. No number yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tidtam.letters.choices import Kind, Urgency
from tidtam.letters.papers.emblem import emblem
from tidtam.letters.papers.official import Enclosure, Letter
from tidtam.offices.models import Office
from tidtam.reports.models import Report
from tidtam.reports.papers import saying
from tidtam.thai.dates import long_date

_NAMED = 8  # offices named in the text; of more, all stand in the list


def asking(reports: Sequence[Report], *, sender: Office, words: str, today: date) -> Letter:
    """Return the draft of the letter. `reports` are of one template, with office and template; at least one."""
    first = reports[0]
    title, late = first.template.title, [one for one in reports if one.due_on < today]
    names = list(dict.fromkeys(str(one.office.name_th) for one in reports))
    ask = [
        f"{one.office.name_th} งวดวันที่ {saying.period(one.period_start, one.period_end)} "
        f"ครบกำหนดวันที่ {long_date(one.due_on)}"
        for one in reports
    ]  # fmt: skip
    cause = f"ด้วย{sender.name_th} ยังไม่ได้รับ{title} จากหน่วยงานในสังกัด {len(names):,} แห่ง"
    if late:
        cause += f" ซึ่งเลยกำหนดแล้ว {len(late):,} ฉบับ"
    listed = len(ask) > _NAMED
    wish = (
        "ในการนี้ ขอให้หน่วยงานตามบัญชีรายชื่อที่ส่งมาด้วยจัดส่งรายงานโดยด่วน" if listed
        else f"ในการนี้ ขอให้จัดส่งรายงานโดยด่วน ดังนี้ {' · '.join(ask)}"
    )  # fmt: skip
    paragraphs = [cause, wish, words.strip(), "จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ"]
    return Letter(
        kind=Kind.EXTERNAL, office=str(sender.name_th), address=tuple(filter(None, sender.address.splitlines())),
        prefix=sender.letter_prefix, dated=today, subject=f"ขอให้ส่ง{title}",
        addressee="หัวหน้าหน่วยงานตามบัญชีรายชื่อ" if listed or len(names) > 1 else _head(first.office),
        enclosures=(Enclosure("บัญชีรายชื่อหน่วยงานที่ยังไม่ส่งรายงาน"),) if listed else (),
        paragraphs=tuple(one for one in paragraphs if one), section=str(sender.name_th), phone=sender.phone,
        email=sender.email, urgency=Urgency.URGENT, draft=True, emblem=emblem(),
    )  # fmt: skip


def _head(office: Office) -> str:
    return office.head_title or f"หัวหน้า{office.name_th}"
