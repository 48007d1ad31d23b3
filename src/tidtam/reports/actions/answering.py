"""Send a signed report out on paper: number, letter, enclosure, code; cancel it; hand it over by an expiring link."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.files import actions as files
from tidtam.files import vault
from tidtam.files.models import StoredFile
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.letters.actions import issuing
from tidtam.letters.choices import Kind
from tidtam.letters.models import Letter as Received
from tidtam.letters.papers.official import Letter, plain, require_settable
from tidtam.notices.actions import post
from tidtam.reports.actions.freezing import require_own
from tidtam.reports.choices import GONE_UP, AnswerKind, ReportState
from tidtam.reports.models import Answer, AnswerLink, Edition, Report
from tidtam.reports.papers.issued import Drawn, Papers, as_json, from_json, set_papers
from tidtam.reports.queries import answering as read
from tidtam.thai.dates import long_date, short_date

LINK_LIVES = timedelta(days=7)
LINK_TIMES = 10  # files taken by one link
PAPERS = ("letter", "enclosure")  # what a link hands over
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_CODE = 20  # characters of five bits: a hundred
_MAC = 32
_RIGHT = Permission.REPORTS_COMPILE


def new_code() -> str:
    """Return 20 random base-32 characters (100 bits)."""
    return "".join(_ALPHABET[byte & 31] for byte in secrets.token_bytes(_CODE))


def check_address(code: str) -> str:
    """Return the public address a code is verified at; it stands in the QR."""
    return f"{settings.SITE_URL}/v/{code}/"


@transaction.atomic
def reserve(
    *, report: Report, letter: Letter, reference: Received | None = None, by: Actor, at: datetime
) -> Answer:  # fmt: skip
    """Take the next number of the office's outgoing book for a letter about the last edition; its papers are made next.

    Nothing is set while the book is locked, so those who issue at once wait a moment for each other and no longer. A
    refused letter takes no number. Shape: an answer without papers, which `attach` or `finish` gives it.
    Errors: NotAllowed; Conflict reports.not_signed, reports.answer_issued; Problem of the letter and the register.
    """
    by.require(_RIGHT)
    # Shared: many may issue at once, but nobody signs another edition meanwhile. Numbers queue at the book, last.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM reports_report WHERE id = %s FOR SHARE", [report.pk])
    report = Report.objects.select_related("office", "form", "template", "duty__obligation").get(pk=report.pk)
    require_own(report, by)
    if report.state not in (ReportState.SIGNED, *GONE_UP):
        raise Conflict("reports.not_signed", "ลงนามรายงานก่อน แล้วจึงออกหนังสือนำส่ง")
    edition = read.edition_of(report)
    code = new_code()
    letter = replace(
        letter, addressee=" ".join(letter.addressee.split()), check=check_address(code), dated=_day(letter, at),
        draft=False,
    )  # fmt: skip
    require_settable(letter)
    _refuse_twice(report, edition, letter)
    entry = issuing.reserve(
        office=report.office, subject=letter.subject, addressee=letter.addressee, on=_day(letter, at),
        about=f"report:{report.public_id}", answers=reference, kind=letter.kind, urgency=letter.urgency,
        text=lambda number: plain(replace(letter, number=number, check="")), signer_name=letter.signature.name,
        signer_position=" ".join(letter.signature.lines[1:]), right=_RIGHT, by=by, at=at,
    )  # fmt: skip
    _refuse_twice(report, edition, letter)  # again: whoever was quicker with the same letter held the book until now
    letter = replace(letter, number=entry.letter.number)
    answer = Answer.objects.create(
        report=report, scope_path=report.scope_path, edition=edition.no, code=code, kind=_kind(letter), entry=entry,
        number=entry.letter.number, dated=_day(letter, at), subject=letter.subject[:300],
        addressee=letter.addressee[:300], hash=edition.hash, draft=as_json(letter), by=by.grant_id, by_name=by.name,
        at=at,
    )  # fmt: skip
    audit.record("reports.answer.reserved", answer, by=by, at=at, fields=["number", "edition"], digest=edition.hash)
    return answer


@transaction.atomic
def attach(*, answer: Answer, papers: Papers, by: Actor, at: datetime) -> Answer:
    """Keep the papers of a reserved number: the letter is issued. Who comes second finds them made.

    Errors: NotAllowed; Conflict for a cancelled number.
    """
    by.require(_RIGHT)
    answer = _held(answer, by)
    if answer.letter_id is not None:
        return answer
    if is_void(answer) or answer.entry is None:
        raise Conflict("letters.entry.voided", "เลขนี้ยกเลิกไปแล้ว")
    report, name = answer.report, answer.number
    called = f"{report.template.code} {short_date(report.period_end)} ฉบับที่ {answer.edition}.pdf"
    answer.enclosure = _keep(report, papers.enclosure, called, by, at)
    answer.letter = _keep(report, papers.letter, f"หนังสือ {name}.pdf", by, at)
    if answer.entry.state == "reserved":
        answer.entry = issuing.send(entry=answer.entry, document=answer.letter, right=_RIGHT, by=by, at=at)
    answer.save(update_fields=["letter", "enclosure"])
    audit.record("reports.answer.issued", answer, by=by, at=at, fields=["letter", "enclosure"], digest=answer.hash)
    return answer


@transaction.atomic
def issue(
    *, report: Report, letter: Letter, reference: Received | None = None, by: Actor, at: datetime
) -> Answer:  # fmt: skip
    """Reserve a number and make its papers in one transaction, all of it or nothing. Errors: those of `reserve`.

    The book stays locked until the papers are made: where many issue at once, `reserve` and then `finish`.
    """
    answer = reserve(report=report, letter=letter, reference=reference, by=by, at=at)
    return attach(answer=answer, papers=set_papers(drawn(answer)), by=by, at=at)


def finish(*, answer: Answer, by: Actor, at: datetime) -> Answer:
    """Make the papers of a number that was reserved and committed: no row is locked and no connection held meanwhile.

    Errors: those of `attach`; Missing when the edition is gone.
    """
    with wall.scope(by.scope):
        wanted = drawn(answer)
    if not connection.in_atomic_block:
        connection.close()  # others may have it while the paper is set
    papers = set_papers(wanted)
    with wall.scope(by.scope):
        return attach(answer=answer, papers=papers, by=by, at=at)


def drawn(answer: Answer) -> Drawn:
    """Return what the papers of a reserved number are set from. Shape: at most 8 queries."""
    row = Answer.objects.select_related("report__office", "report__form", "report__template").get(pk=answer.pk)
    told = read.told(row.report, read.edition_of(row.report, row.edition))
    return Drawn(from_json(row.draft), told, check_address(row.code))


def _day(letter: Letter, at: datetime) -> date:
    return letter.dated or at.astimezone().date()


def _kind(letter: Letter) -> str:
    return AnswerKind.MEMO if letter.kind == Kind.MEMO else AnswerKind.EXTERNAL


def _refuse_twice(report: Report, edition: Edition, letter: Letter) -> None:
    addressee = letter.addressee[:300]
    rows = Answer.objects.filter(report=report, edition=edition.no, addressee=addressee, voided_at__isnull=True)
    there = rows.filter(entry__voided_at__isnull=True).first()
    if there is not None:
        raise Conflict(
            "reports.answer_issued",
            _("ออกหนังสือถึง “%(to)s” แล้ว เลขที่ %(number)s") % {"to": addressee, "number": there.number},
        )


def _held(answer: Answer, by: Actor) -> Answer:
    """Return the answer with its row locked. Errors: NotAllowed for one of another office."""
    rows = Answer.objects.select_for_update(of=("self",))
    held = rows.select_related("report__office", "report__template", "entry__letter").get(pk=answer.pk)
    require_own(held.report, by)
    return held


def _keep(report: Report, content: bytes, name: str, by: Actor, at: datetime) -> StoredFile:
    return files.store(office=report.office, content=content, name=name.replace("/", "-"), by=by, at=at)


@transaction.atomic
def void(*, answer: Answer, reason: str, by: Actor, at: datetime) -> Answer:
    """Cancel the number of a letter that went out; its line stays with the reason, its code says so.

    Errors: NotAllowed; Problem letters.reason_missing; Conflict when it is cancelled already.
    """
    by.require(_RIGHT)
    answer = _held(answer, by)
    if answer.entry is None or answer.voided_at is not None:
        raise Conflict("letters.entry.voided", "เลขนี้ยกเลิกไปแล้ว")
    issuing.cancel(entry=answer.entry, reason=reason, right=_RIGHT, by=by, at=at)
    answer.voided_at = at
    answer.save(update_fields=["voided_at"])
    AnswerLink.objects.filter(answer=answer, ended_at__isnull=True).update(ended_at=at)
    audit.record("reports.answer.voided", answer, by=by, at=at, fields=["voided_at"], reason=reason.strip())
    return answer


@transaction.atomic
def hand_over(*, answer: Answer, to: str, by: Actor, at: datetime) -> AnswerLink:
    """Make a link to the papers for an e-mail address; it is mailed after the transaction. No file is attached.

    Errors: NotAllowed; Problem reports.address_bad; Conflict for a cancelled number.
    """
    by.require(_RIGHT)
    answer = _held(answer, by)
    if is_void(answer):
        raise Conflict("letters.entry.voided", "เลขนี้ยกเลิกไปแล้ว")
    if answer.letter_id is None:
        raise Conflict("reports.answer_unmade", "หนังสือยังทำไม่เสร็จ ทำให้เสร็จก่อน แล้วจึงส่งลิงก์")
    try:
        validate_email(to.strip())
    except ValidationError as error:
        raise Problem("reports.address_bad", "พิมพ์ที่อยู่อีเมลให้ถูก เช่น saraban@example.go.th", field="to") from error
    made = AnswerLink.objects.create(
        answer=answer, scope_path=answer.scope_path, to=to.strip(), by=by.grant_id, by_name=by.name, at=at,
        expires_at=at + LINK_LIVES,
    )  # fmt: skip
    audit.record("reports.answer.handed_over", made, by=by, at=at, fields=["to"])
    return made


@transaction.atomic
def end_link(*, link: AnswerLink, by: Actor, at: datetime) -> AnswerLink:
    """Take a link back. Errors: NotAllowed."""
    by.require(_RIGHT)
    link = AnswerLink.objects.select_for_update(of=("self",)).select_related("answer__report").get(pk=link.pk)
    require_own(link.answer.report, by)
    if link.ended_at is None:
        link.ended_at = at
        link.save(update_fields=["ended_at"])
        audit.record("reports.answer.link_ended", link, by=by, at=at, fields=["ended_at"])
    return link


@transaction.atomic
def mail_link(*, link: AnswerLink, at: datetime) -> AnswerLink:
    """Mail a link once: number and office of the letter, the address, until when; nothing else stands in it."""
    row = AnswerLink.objects.select_for_update(of=("self",)).select_related("answer__report__office").get(pk=link.pk)
    if row.mailed_at is not None or row.ended_at is not None:
        return row
    answer = row.answer
    until = row.expires_at.astimezone()
    text = (
        f"{answer.report.office.name_th} ส่งหนังสือที่ {answer.number} ถึงหน่วยงานของท่าน\n\n"
        f"เปิดรับหนังสือและสิ่งที่ส่งมาด้วยที่ {settings.SITE_URL}/v/take/{token(row)}/\n"
        f"ลิงก์ใช้ได้ถึง {long_date(until.date())} เวลา {until:%H.%M} น. เปิดไฟล์ได้รวม {LINK_TIMES} ครั้ง\n"
    )
    row.problem = post(to=row.to, subject=f"หนังสือที่ {answer.number}", text=text)
    row.mailed_at = None if row.problem else at
    row.save(update_fields=["problem", "mailed_at"])
    return row


def token(link: AnswerLink) -> str:
    """Return what stands in the address of a link: its id, and the proof that this installation made it."""
    return link.public_id + _proof(link.public_id)


def _proof(public_id: str) -> str:
    return vault.keyed(public_id, "reports.link")[:_MAC]


def is_void(answer: Answer) -> bool:
    """Say whether the number of a paper was cancelled, here or in the register."""
    return answer.voided_at is not None or (answer.entry is not None and answer.entry.voided_at is not None)


def is_open(link: AnswerLink, at: datetime) -> bool:
    """Say whether a link still hands over papers."""
    return not (link.ended_at or at >= link.expires_at or link.taken >= LINK_TIMES or is_void(link.answer))


def looked(shown: str, at: datetime) -> AnswerLink:
    """Return the live link of a token without consuming it. Errors: Missing link.shut for any other."""
    public_id, proof = shown[:-_MAC], shown[-_MAC:]
    if not hmac.compare_digest(_proof(public_id).encode(), proof.encode()):
        raise _shut()
    found = read.door(public_id)
    if found is None:
        raise _shut()
    with wall.lent(found.path):
        row = AnswerLink.objects.select_related(
            "answer__report__office", "answer__report__template", "answer__entry", "answer__letter", "answer__enclosure"
        ).get(pk=found.link)
    if not is_open(row, at):
        raise _shut()
    return row


@transaction.atomic
def take(*, shown: str, what: str, at: datetime) -> tuple[StoredFile, bytes]:
    """Hand over one of the `PAPERS` of a link, and note it. Errors: Missing for a link that is shut."""
    link = looked(shown, at)
    with wall.lent(link.scope_path):
        row = AnswerLink.objects.select_for_update().get(pk=link.pk)
        if row.taken >= LINK_TIMES:
            raise _shut()
        row.taken, row.taken_at = row.taken + 1, at
        row.save(update_fields=["taken", "taken_at"])
        file: StoredFile | None = getattr(link.answer, what) if what in PAPERS else None
        if file is None:
            raise _shut()
        holder = Actor(user_id=None, grant_id=None, office_id=link.answer.report.office_id, scope=link.scope_path,
                       role="link", name="")  # fmt: skip
        audit.record("reports.answer.taken", row, by=holder, at=at, fields=["taken"], digest=file.sha256)
        return file, file.open_bytes()


def _shut() -> Missing:
    return Missing("link.shut", "ลิงก์นี้ใช้ไม่ได้แล้ว ขอลิงก์ใหม่จากหน่วยงานที่ส่งหนังสือ")
