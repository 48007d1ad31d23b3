"""Confirm what a clerk has checked: letters, their links, the register line, the deadlines. Nothing is live before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.letters import rules
from tidtam.letters.actions import register
from tidtam.letters.choices import Direction, EdgeKind, IntakeState, Secrecy
from tidtam.letters.models import Confirmation, Deadline, Edge, Intake, Letter, RegisterEntry, Sight
from tidtam.offices.models import Office


@dataclass
class CheckedDeadline:
    """A duty as the clerk leaves it. `rule` is `Rule.to_json()`; `replaces` are ids of obligations it replaces."""

    title: str
    rule: dict[str, Any]
    from_level: str
    to: str = ""
    system: str = ""
    quote: str = ""
    span: tuple[int, int] | None = None
    first_due: date | None = None
    source: str = "read"
    replaces: list[int] = field(default_factory=list)


@dataclass
class CheckedLetter:
    """A letter as the clerk leaves it. `read` is what the reader proposed; `fields` what is true.

    `duty_changes` are duties put aside, corrected or added: {"field", "read", "confirmed"} in words.
    """

    fields: dict[str, Any]
    read: dict[str, Any] = field(default_factory=dict)
    deadlines: list[CheckedDeadline] = field(default_factory=list)
    duty_changes: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""


@dataclass
class Checked:
    """Everything one confirmation says. `main` is the letter the office itself received."""

    letters: list[CheckedLetter]
    main: int = 0
    received_on: date | None = None
    received_time: time | None = None
    counts_from: date | None = None
    secrecy: str = Secrecy.NORMAL
    flags: list[dict[str, Any]] = field(default_factory=list)
    typed: dict[str, Any] | None = None  # the controls as typed, kept for the clerk who comes second


@transaction.atomic
def confirm(*, intake: Intake, checked: Checked, version: int, by: Actor, at: datetime) -> RegisterEntry:
    """Confirm a document: register its main letter, link its letters, and make its deadlines known.

    Shape: the register line of the main letter (a new number, or the line the letter already has in this office).
    Errors: NotAllowed; Conflict("letters.intake.moved_on" | "letters.intake.confirmed"); Problem for bad fields.
    """
    by.require(Permission.LETTERS_CONFIRM)
    intake = Intake.objects.select_for_update(of=("self",)).select_related("office").get(pk=intake.pk)
    if intake.state == IntakeState.CONFIRMED:
        raise Conflict("letters.intake.confirmed", "อีกคนยืนยันเรื่องนี้ไปแล้ว ตรวจส่วนที่ต่างด้านล่าง")
    if intake.version != version:
        raise Conflict("letters.intake.moved_on", "อีกคนแก้เรื่องนี้ไปก่อนแล้ว ตรวจส่วนที่ต่างด้านล่าง")
    if not checked.letters:
        raise Problem("letters.no_letter", "ยังไม่มีหนังสือให้ยืนยัน กรอกเลขที่และเรื่องก่อน")
    received = checked.received_on or at.astimezone().date()
    if received > at.astimezone().date():
        raise Problem("letters.received_in_future", "วันที่รับต้องไม่เกินวันนี้", field="received_on")
    _check(checked)
    office = intake.office
    main = checked.main if 0 <= checked.main < len(checked.letters) else 0
    saved = [_save_letter(one, intake=intake, secrecy=checked.secrecy, at=at) for one in checked.letters]
    entry = _entry_of(saved[main], intake, checked=checked, received=received, by=by, at=at)
    for index, letter in enumerate(saved):
        if index != main and letter.pk != saved[main].pk:
            _link(saved[main], letter, EdgeKind.ENCLOSES, "", at)
        _link_cited(letter, checked.letters[index].fields.get("references") or [], office, at)
    for one, letter in zip(checked.letters, saved, strict=True):
        _confirm_one(one, letter, entry, intake=intake, checked=checked, received=received, by=by, at=at)
    intake.state, intake.version, intake.ended_at = IntakeState.CONFIRMED, version + 1, at
    intake.draft = checked.typed
    intake.save(update_fields=["state", "version", "ended_at", "draft"])
    audit.record("letters.intake.confirmed", intake, by=by, at=at, fields=["state"])
    return entry


def _check(checked: Checked) -> None:
    if checked.secrecy not in Secrecy.values:
        raise Problem("letters.top_secret", "หนังสือลับที่สุดห้ามนำเข้าระบบ ให้ใช้ทะเบียนกระดาษ", field="secrecy")
    for index, one in enumerate(checked.letters):
        if not any(str(one.fields.get(name) or "").strip() for name in ("number", "subject", "issuer")):
            raise Problem(
                "letters.empty", "กรอกเลขที่หนังสือ เรื่อง หรือหน่วยงานเจ้าของ อย่างน้อยหนึ่งช่อง", field=f"l{index}-number"
            )


def _next_letter_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('letters_letter_id_seq')")
        return int(cursor.fetchone()[0])


def see(letter_id: int, office: Office) -> None:
    """Let an office see a letter (it received, sent or cited it, or it was forwarded with another)."""
    Sight.objects.get_or_create(letter_id=letter_id, office=office, defaults={"scope_path": office.path})


def new_letter(office: Office, **values: Any) -> Letter:
    """Make a letter that `office` sees. Its Sight stands first, for the wall asks it."""
    key = _next_letter_id()
    Sight.objects.create(letter_id=key, office=office, scope_path=office.path)
    letter = Letter(id=key, **values)
    letter.number_key = rules.number_key(letter.number)
    letter.search_text = rules.fold(
        " ".join([letter.number, letter.number_key, letter.issuer, letter.addressee, letter.subject, letter.text])
    )
    letter.save(force_insert=True)
    return letter


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _columns(one: CheckedLetter, secrecy: str) -> dict[str, Any]:
    values = one.fields
    return {
        "issuer": values.get("issuer") or "",
        "number": values.get("number") or "",
        "date": _date(values.get("date")),
        "kind": values.get("kind") or "external",
        "urgency": values.get("urgency") or "normal",
        "secrecy": secrecy,
        "circular": bool(values.get("circular")),
        "addressee": values.get("addressee") or "",
        "subject": values.get("subject") or "",
        "signer_name": values.get("signer_name") or "",
        "signer_position": values.get("signer_position") or "",
        "enclosure_count": int(values.get("enclosure_count") or 0),
        "text": one.text,
    }


def _known(number: str, day: date | None, text: str) -> int | None:
    """Return the letter another office already holds, if number, date and text agree; secret letters never match."""
    if not number or day is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT letters_match(%s, %s, %s)", [rules.number_key(number), day, rules.fold(text)[:4000]])
        row = cursor.fetchone()
    return int(row[0]) if row and row[0] is not None else None


def _save_letter(one: CheckedLetter, *, intake: Intake, secrecy: str, at: datetime) -> Letter:
    columns = _columns(one, secrecy)
    office = intake.office
    stub = (
        Letter.objects.filter(is_stub=True, number_key=rules.number_key(columns["number"]), sights__office=office)
        .filter(date=columns["date"])
        .first()
        if columns["number"]
        else None
    )
    known = _known(columns["number"], columns["date"], one.text) if secrecy == Secrecy.NORMAL else None
    if known is not None:
        see(known, office)
        letter = Letter.objects.get(pk=known)
        if stub is not None:
            _replace_stub(stub, letter)
        return letter
    if stub is not None:
        for name, value in columns.items():
            setattr(stub, name, value)
        stub.is_stub = False
        stub.search_text = rules.fold(
            " ".join([stub.number, stub.number_key, stub.issuer, stub.addressee, stub.subject, stub.text])
        )
        stub.save()
        return stub
    return new_letter(office, made_at=at, **columns)


def _replace_stub(stub: Letter, letter: Letter) -> None:
    for edge in Edge.objects.filter(target=stub):
        if not Edge.objects.filter(source=edge.source_id, target=letter, kind=edge.kind).exists():
            Edge.objects.create(
                source_id=edge.source_id, target=letter, kind=edge.kind, words=edge.words, made_at=edge.made_at
            )
    Edge.objects.filter(target=stub).delete()
    Letter.objects.filter(pk=stub.pk).update(number_key="", search_text="")


def _link(source: Letter, target: Letter, kind: str, words: str, at: datetime) -> None:
    if source.pk != target.pk:
        Edge.objects.get_or_create(source=source, target=target, kind=kind, defaults={"words": words, "made_at": at})


def _link_cited(letter: Letter, references: list[dict[str, Any]], office: Office, at: datetime) -> None:
    """Link cited letters; one the office does not hold becomes a stub, filled when it arrives."""
    for reference in references:
        number, day = reference.get("number") or "", _date(reference.get("date"))
        if not number:
            continue
        key = rules.number_key(number)
        target = Letter.objects.filter(number_key=key, date=day, sights__office=office).exclude(
            pk=letter.pk
        ).first() or new_letter(office, number=number, date=day, is_stub=True, made_at=at)
        _link(letter, target, reference.get("kind") or EdgeKind.REFERS_TO, reference.get("words") or "", at)


def _entry_of(
    letter: Letter, intake: Intake, *, checked: Checked, received: date, by: Actor, at: datetime
) -> RegisterEntry:
    office = intake.office
    entry = RegisterEntry.objects.filter(
        office=office, letter=letter, direction=Direction.IN, voided_at__isnull=True
    ).first()
    if entry is not None:
        if entry.number is None:
            entry = register.register(
                entry=entry, received_on=received, received_time=checked.received_time, by=by, at=at
            )
        if entry.intake_id is None:
            RegisterEntry.objects.filter(pk=entry.pk).update(intake=intake)
        return entry
    year = at.astimezone().year
    entry = RegisterEntry.objects.create(
        office=office, scope_path=office.path, letter=letter, direction=Direction.IN, year=year,
        number=register.draw(office=office, year=year, direction=Direction.IN), registered_at=at, received_on=received,
        received_time=checked.received_time or register.hour_of(received, at), opened_at=at, intake=intake,
    )  # fmt: skip
    audit.record("letters.entry.registered", entry, by=by, at=at, fields=["number", "received_on"])
    return entry


def _confirm_one(
    one: CheckedLetter,
    letter: Letter,
    entry: RegisterEntry,
    *,
    intake: Intake,
    checked: Checked,
    received: date,
    by: Actor,
    at: datetime,
) -> None:
    office = intake.office
    earlier = Confirmation.objects.filter(letter=letter, office=office, replaced_by__isnull=True).first()
    confirmation = Confirmation.objects.create(
        letter=letter, office=office, scope_path=office.path, entry=entry, fields=one.fields,
        changes=[
            {"field": name, "read": one.read.get(name), "confirmed": value}
            for name, value in one.fields.items()
            if name in one.read and one.read.get(name) != value
        ]
        + one.duty_changes,
        flags=checked.flags, counts_from=checked.counts_from or received, confirmed_by_id=by.user_id,
        confirmed_name=by.name, confirmed_at=at,
    )  # fmt: skip
    if earlier is not None:
        earlier.replaced_by = confirmation
        earlier.save(update_fields=["replaced_by"])
    for deadline in one.deadlines:
        start, end = deadline.span or (None, None)
        Deadline.objects.create(
            confirmation=confirmation, scope_path=office.path, title=deadline.title[:300], rule=deadline.rule,
            from_level=deadline.from_level, to=deadline.to, system=deadline.system, quote=deadline.quote,
            span_start=start, span_end=end, first_due=deadline.first_due, source=deadline.source,
            replaces=deadline.replaces,
        )  # fmt: skip
    audit.record("letters.letter.confirmed", confirmation, by=by, at=at, fields=sorted(one.fields))
