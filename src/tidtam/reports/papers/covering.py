"""The letter a signed report goes out with, filled in as far as the house knows; a clerk changes what is not right.

Source: domain facts 5.2: เหตุ, ประสงค์, สรุป; a district writes to its province by memo, others by an outside letter.
"""

from __future__ import annotations

from datetime import date

from tidtam.letters.choices import Kind, Urgency
from tidtam.letters.models import Letter as Received
from tidtam.letters.papers.emblem import emblem
from tidtam.letters.papers.official import Enclosure, Letter, Signature
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.reports.models import Answer, Edition
from tidtam.reports.papers import saying
from tidtam.reports.queries.answering import Told
from tidtam.thai.dates import long_date

_NAMED = 5  # offices a letter names as missing; more are counted
_VERBS = ("รายงาน", "ส่ง", "จัดส่ง", "จัดทำ", "รวบรวม", "แจ้ง", "บันทึก", "ดำเนินการ")
_TOLD = ("ผล", "ความ", "ข้อมูล", "สถานการณ์", "จำนวน", "ยอด")  # what one reports


def cited(letter: Received) -> str:
    """Return a letter as `อ้างถึง` says it: whose, how urgent, number, day."""
    urgency = "" if letter.urgency == Urgency.NORMAL else str(Urgency(letter.urgency).label)
    number = f"ที่ {letter.number}" if letter.number else ""
    dated = f"ลงวันที่ {long_date(letter.date)}" if letter.date else ""
    whose = letter.issuer_office.name_th if letter.issuer_office else letter.issuer
    return " ".join(filter(None, (f"หนังสือ{whose}", urgency, number, dated)))


def covering(
    told: Told, *, receiver: Office | None, demanded: Received | None, today: date, replaced: Answer | None = None
) -> Letter:
    """Return the draft of the letter: no number yet, the day is today. `replaced` went out with an earlier edition."""
    report, edition = told.report, told.edition
    office = report.office
    kind = Kind.MEMO if report.level == Level.DISTRICT else Kind.EXTERNAL
    title = report.template.title
    period = saying.period(report.period_start, report.period_end)
    addressee = (receiver.head_title or f"หัวหน้า{receiver.name_th}") if receiver else ""
    again = f" (แก้ไข ฉบับที่ {edition.no})" if edition.no > 1 else ""
    cites = [cited(demanded)] if demanded else []
    cites += [f"หนังสือ{told.office} ที่ {replaced.number} ลงวันที่ {long_date(replaced.dated)}"] if replaced else []
    said = cites if kind == Kind.MEMO else _referred(cites)  # a memo names a letter where it speaks of it
    return Letter(
        kind=kind, office=str(office.name_th), address=tuple(filter(None, office.address.splitlines())),
        prefix=office.letter_prefix, dated=today, subject=f"{title} งวดวันที่ {period}{again}", addressee=addressee,
        references=() if kind == Kind.MEMO else tuple(cites),
        enclosures=(Enclosure(f"{told.form.layout or title} งวดวันที่ {period} ฉบับที่ {edition.no}"), *_listing(edition)),
        paragraphs=(
            _cause(told, demanded, said[0] if demanded else ""), _wish(told, said[-1] if replaced else ""),
            "จึงเรียนมาเพื่อโปรดทราบ",
        ),
        signature=Signature(
            edition.signer_name, edition.signer_position, saying.capacity(edition), edition.for_position
        ),
        section=str(office.name_th) if kind == Kind.EXTERNAL else "", phone=office.phone, email=office.email,
        emblem=emblem(),
    )  # fmt: skip


def _referred(cites: list[str]) -> list[str]:
    """Return the letters as the text speaks of those cited above it: by number where there are several."""
    return [f"หนังสือที่อ้างถึง {n}" if len(cites) > 1 else "หนังสือที่อ้างถึง" for n, _one in enumerate(cites, 1)]


def _listing(edition: Edition) -> tuple[Enclosure, ...]:
    """Return the name list the letter asks for as an enclosure of its own: it is secret and goes sealed, apart."""
    count = len(edition.annex or ())
    return (Enclosure(f"บัญชีรายชื่อผู้ย้าย {count:,} คน (ลับ ปิดผนึกแยก)"),) if count else ()


def _cause(told: Told, demanded: Received | None, which: str) -> str:
    report = told.report
    title = report.template.title
    if demanded is None:
        return f"ด้วย{report.office.name_th} มีหน้าที่ส่ง{title} ทุกงวด นั้น"
    whose = demanded.issuer_office.name_th if demanded.issuer_office else demanded.issuer
    asked = report.duty.obligation.title if report.duty else title
    return f"ตาม{which} {whose}ให้{_verb(asked, title)} ความละเอียดแจ้งแล้ว นั้น"


def _verb(asked: str, title: str) -> str:
    """Return what a letter asks for as its sentence goes on after "ให้": `รายงาน: การรายงานผล…` is `รายงานผล…`.

    What is named neither by a verb nor by something one reports, as `ซักซ้อม…`, is asked for by the report's `title`.
    """
    said = asked.rpartition(": ")[2].strip().removeprefix("ให้")
    if said.startswith(tuple(f"การ{one}" for one in _VERBS)):
        said = said.removeprefix("การ")
    if said.startswith(_VERBS):
        return said
    return f"รายงาน{said}" if said.startswith(_TOLD) else f"ส่ง{title}"


def _listed(names: list[str]) -> str:
    """Return names as a Thai sentence lists them: `ได้แก่ ก ข และค`; of many some, `เช่น ก ข เป็นต้น`."""
    if len(names) > _NAMED:
        return f"เช่น {' '.join(names[:_NAMED])} เป็นต้น"
    return "ได้แก่ " + " และ".join(filter(None, (" ".join(names[:-1]), names[-1])))


def _wish(told: Told, replaced: str) -> str:
    """Return what the letter comes with; `replaced` is the letter an earlier edition went out with, "" for none."""
    report, edition = told.report, told.edition
    period = saying.period(report.period_start, report.period_end)
    name, shown = report.office.name_th, "รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย"
    again = ""
    if edition.no > 1:
        why = f" เนื่องจาก{edition.reason}" if edition.reason else ""
        by = f"ที่ส่งตาม{replaced}" if replaced else ""
        again = f"แทนฉบับเดิม{by}{why} "
    if edition.nil:
        again = again and f"ตามรายงานฉบับที่ {edition.no} {again}"
        return f"{name} ขอรายงานว่าไม่มีการดำเนินงานในงวดวันที่ {period} {again}{shown}"
    made = f"จากหน่วยงานในสังกัด {len(edition.children):,} แห่ง" if edition.children else ""
    missing = f"ยังไม่รวม {len(told.missing):,} แห่ง {_listed(told.missing)} " if told.missing else ""
    if again:
        gathered = f"ซึ่งรวบรวม{made} " if made else ""
        return f"{name} ขอส่งรายงานงวดวันที่ {period} ฉบับที่ {edition.no} {gathered}{missing}{again}{shown}"
    return f"{name} ได้รวบรวมข้อมูลงวดวันที่ {period} {made}แล้ว {missing}{shown}"
