"""The outgoing register: reserve the next number of an office, send what bears it, cancel it.

A number is drawn once. It stays in ทะเบียนหนังสือส่ง whatever becomes of the letter, cancelled with a reason at worst.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from tidtam import audit
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.letters.actions import register
from tidtam.letters.actions.confirm import new_letter
from tidtam.letters.choices import Direction, EdgeKind, Kind, Secrecy, Urgency
from tidtam.letters.models import Edge, Letter, RegisterEntry
from tidtam.offices.models import Office
from tidtam.thai.dates import long_date

# The rights whose own acts make letters: a clerk's, a referral's, a report's. A caller names the one it asked for.
ISSUING = frozenset({
    Permission.LETTERS_RECEIVE, Permission.NEEDS_MANAGE, Permission.REPORTS_COMPILE, Permission.REPORTS_SIGN,
})  # fmt: skip
_LONGEST = 1000


def numbered(office: Office, number: int, *, circular: bool = False) -> str:
    """Return a number as it stands on the letter: `นม 0618.3/123`, `นม 0618.3/ว 123`; bare without a prefix."""
    tail = f"{'ว ' if circular else ''}{number}"
    return f"{office.letter_prefix}/{tail}" if office.letter_prefix else tail


@transaction.atomic
def reserve(
    *, office: Office, subject: str, addressee: str, on: date, about: str = "", answers: Letter | None = None,
    kind: str = Kind.EXTERNAL, secrecy: str = "", urgency: str = "", circular: bool = False,
    text: str | Callable[[str], str] = "", signer_name: str = "", signer_position: str = "",
    right: Permission = Permission.LETTERS_RECEIVE, by: Actor, at: datetime,
) -> RegisterEntry:  # fmt: skip
    """Take the next number of an office's book of this year and write its line; the letter is not sent yet.

    `text` is what the letter says, or what makes it of the number it gets.
    `about` names what the letter is of in another room, as "referral:<public id>"; nothing personal. The book's row
    is locked until the transaction ends: a transaction that fails gives its number back, so the book has no gap.
    Shape: a line with `letter.number` as printed; `state` is reserved.
    Errors: NotAllowed; Problem letters.other_office, letters.subject_missing, letters.addressee_missing, letters.long,
    letters.bad_date, letters.bad_kind with its field.
    """
    if right not in ISSUING:
        raise ValueError(f"no right to issue by: {right}")
    by.require(right)
    subject, addressee = " ".join(subject.split()), " ".join(addressee.split())
    secrecy, urgency = secrecy or Secrecy.NORMAL, urgency or Urgency.NORMAL
    _check(office, subject, addressee, on, kind, secrecy, urgency, by, at)
    if secrecy != Secrecy.NORMAL:
        by.require(Permission.LETTERS_SECRET)
    year = at.astimezone().year
    number = register.draw(office=office, year=year, direction=Direction.OUT)
    said = numbered(office, number, circular=circular)
    letter = new_letter(
        office, issuer=office.name_th, issuer_office=office, number=said, date=on, kind=kind, urgency=urgency,
        secrecy=secrecy, circular=circular, addressee=addressee, subject=subject, signer_name=signer_name,
        signer_position=signer_position, text=text(said) if callable(text) else text, made_at=at,
    )  # fmt: skip
    if answers is not None:
        Edge.objects.create(source=letter, target=answers, kind=EdgeKind.REPLIES_TO, made_at=at)
    entry = RegisterEntry.objects.create(
        office=office, scope_path=office.path, letter=letter, direction=Direction.OUT, year=year, number=number,
        registered_at=at, about=about, made_by_id=by.user_id, made_name=by.name[:200],
    )  # fmt: skip
    audit.record("letters.entry.reserved", entry, by=by, at=at, fields=["number", "about"])
    return entry


def _check(
    office: Office, subject: str, addressee: str, on: date, kind: str, secrecy: str, urgency: str, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    today = at.astimezone().date()
    if not by.scope or not office.path.startswith(by.scope):
        raise Problem("letters.other_office", "ออกเลขได้เฉพาะทะเบียนของหน่วยงานที่คุณปฏิบัติหน้าที่อยู่")
    if not subject:
        raise Problem("letters.subject_missing", "พิมพ์ชื่อเรื่องของหนังสือ", field="subject")
    if not addressee:
        raise Problem("letters.addressee_missing", "พิมพ์ว่าหนังสือถึงใคร", field="addressee")
    if max(len(subject), len(addressee)) > _LONGEST:
        raise Problem("letters.long", "พิมพ์ให้สั้นลง ไม่เกิน 1,000 ตัวอักษร", field="subject")
    if on > today or on.year != today.year:  # a book ends with its year: an earlier one takes no more letters
        raise Problem("letters.bad_date", "วันที่ของหนังสือต้องอยู่ในปีนี้และไม่เกินวันนี้", field="on")
    if kind not in Kind.values or secrecy not in Secrecy.values or urgency not in Urgency.values:
        raise Problem("letters.bad_kind", "เลือกชนิดและชั้นของหนังสือจากรายการ", field="urgency")


@transaction.atomic
def send(
    *, entry: RegisterEntry, document: StoredFile | None = None, right: Permission = Permission.LETTERS_RECEIVE,
    by: Actor, at: datetime,
) -> RegisterEntry:  # fmt: skip
    """Note that the letter of a reserved number was issued, and keep what was sent.

    Errors: NotAllowed; Conflict letters.entry.not_reserved when it was issued or cancelled; Problem for another office.
    """
    entry = _own(entry, right, by)
    if entry.state != "reserved":
        raise Conflict("letters.entry.not_reserved", "เลขนี้ออกไปแล้วหรือยกเลิกไปแล้ว")
    if document is not None and document.office_id != entry.office_id:
        raise Problem("letters.other_file", "ไฟล์ต้องเป็นของหน่วยงานเจ้าของทะเบียน", field="file")
    entry.issued_at, entry.document = at, document
    entry.version += 1
    entry.save(update_fields=["issued_at", "document", "version"])
    audit.record("letters.entry.issued", entry, by=by, at=at, fields=["issued_at", "document"])
    return entry


@transaction.atomic
def issue(
    *, office: Office, subject: str, addressee: str, on: date, about: str = "", answers: Letter | None = None,
    kind: str = Kind.EXTERNAL, secrecy: str = "", urgency: str = "", circular: bool = False, text: str = "",
    signer_name: str = "", signer_position: str = "", document: StoredFile | None = None,
    right: Permission = Permission.LETTERS_RECEIVE, by: Actor, at: datetime,
) -> RegisterEntry:  # fmt: skip
    """Reserve a number and send its letter in one step. Errors: those of `reserve` and `send`."""
    entry = reserve(
        office=office, subject=subject, addressee=addressee, on=on, about=about, answers=answers, kind=kind,
        secrecy=secrecy, urgency=urgency, circular=circular, text=text, signer_name=signer_name,
        signer_position=signer_position, right=right, by=by, at=at,
    )  # fmt: skip
    return send(entry=entry, document=document, right=right, by=by, at=at)


@transaction.atomic
def cancel(
    *, entry: RegisterEntry, reason: str, right: Permission = Permission.LETTERS_RECEIVE, by: Actor, at: datetime
) -> RegisterEntry:
    """Cancel an outgoing number; its line stays with the reason, and nobody gets the number again.

    Errors: NotAllowed; Problem letters.reason_missing; Conflict when it was cancelled, or relayed to offices below.
    """
    entry = _own(entry, right, by)
    return register.strike(entry=entry, reason=reason, by=by, at=at)


@transaction.atomic
def replace(
    *, old: RegisterEntry, new: RegisterEntry, right: Permission = Permission.LETTERS_RECEIVE, by: Actor, at: datetime
) -> RegisterEntry:
    """Cancel an outgoing number whose letter another one takes the place of; each line names the other.

    Shape: the cancelled line. Errors: as `cancel`.
    """
    fresh, was = _own(new, right, by), _own(old, right, by)
    words = f"ออกหนังสือที่ {fresh.letter.number} ลง{_day(fresh)} แทน"
    Edge.objects.create(source=fresh.letter, target=was.letter, kind=EdgeKind.SUPERSEDES, made_at=at)
    fresh.note = " · ".join(filter(None, (fresh.note, f"แทนหนังสือที่ {was.letter.number} ลง{_day(was)}")))
    fresh.version += 1
    fresh.save(update_fields=["note", "version"])
    audit.record("letters.entry.replaces", fresh, by=by, at=at, fields=["note"])
    return register.strike(entry=was, reason=words, by=by, at=at)


def _day(entry: RegisterEntry) -> str:
    return f"วันที่ {long_date(entry.letter.date)}" if entry.letter.date else "วันที่ไม่ปรากฏ"


def _own(entry: RegisterEntry, right: Permission, by: Actor) -> RegisterEntry:
    if right not in ISSUING:
        raise ValueError(f"no right to issue by: {right}")
    by.require(right)
    held = RegisterEntry.objects.select_for_update(of=("self",)).select_related("letter", "office").get(pk=entry.pk)
    if held.direction != Direction.OUT or not by.scope or not held.scope_path.startswith(by.scope):
        raise Problem("letters.other_office", "ออกเลขได้เฉพาะทะเบียนของหน่วยงานที่คุณปฏิบัติหน้าที่อยู่")
    return held
