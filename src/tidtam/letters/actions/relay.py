"""Pass a letter down in one step: an outgoing number, a forwards edge, a delivery to every chosen office below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.letters import queries
from tidtam.letters.actions import register
from tidtam.letters.actions.confirm import new_letter
from tidtam.letters.actions.issuing import numbered
from tidtam.letters.choices import Direction, EdgeKind, Secrecy
from tidtam.letters.models import Edge, RegisterEntry
from tidtam.offices.choices import Level
from tidtam.offices.models import Office


@transaction.atomic
def relay(
    *, entry: RegisterEntry, offices: Sequence[Office], words: str, signer: str = "", by: Actor, at: datetime
) -> RegisterEntry:
    """Pass a registered letter to offices below; each is delivered now and registers itself (ลงรับ).

    Shape: the outgoing register line; its `deliveries` are the lines of the offices below.
    Errors: NotAllowed; Problem letters.relay.nobody, letters.relay.not_below, letters.relay.team; Conflict when not
    registered.
    """
    by.require(Permission.LETTERS_RELAY)
    entry = RegisterEntry.objects.select_for_update(of=("self",)).select_related("office", "letter").get(pk=entry.pk)
    origin, office = entry.letter, entry.office
    if entry.number is None or entry.voided_at:
        raise Conflict("letters.relay.not_registered", "ลงรับหนังสือก่อน แล้วจึงส่งต่อ")
    if origin.secrecy != Secrecy.NORMAL:
        raise Problem("letters.relay.secret", "หนังสือลับส่งต่อในระบบไม่ได้ ให้ส่งเป็นเอกสารปิดผนึก")
    if not offices:
        raise Problem("letters.relay.nobody", "เลือกหน่วยงานที่จะส่งอย่างน้อยหนึ่งแห่ง", field="offices")
    if any(not below.path.startswith(office.path) or below.pk == office.pk for below in offices):
        raise Problem("letters.relay.not_below", "ส่งต่อได้เฉพาะหน่วยงานใต้สังกัดของคุณ", field="offices")
    if any(below.level == Level.TEAM for below in offices):
        # A team keeps no register, so nobody would register what was delivered, and its duties would stay open.
        raise Problem("letters.relay.team", "ทีมตำบลไม่มีทะเบียนหนังสือ ให้อำเภอแจ้งทีมเอง", field="offices")
    year = at.astimezone().year
    number = register.draw(office=office, year=year, direction=Direction.OUT)
    letter = new_letter(
        office, issuer=office.name_th, issuer_office=office,
        number=numbered(office, number, circular=len(offices) > 1),
        date=at.astimezone().date(), kind=origin.kind, urgency=origin.urgency, circular=len(offices) > 1,
        addressee="ทุกแห่งตามรายการจัดส่ง" if len(offices) > 1 else offices[0].name_th, subject=origin.title,
        signer_name=signer, signer_position=office.head_title if signer else "", enclosure_count=1,
        text=words.strip(), made_at=at,
    )  # fmt: skip
    Edge.objects.create(source=letter, target=origin, kind=EdgeKind.FORWARDS, words=words.strip(), made_at=at)
    out = RegisterEntry.objects.create(
        office=office, scope_path=office.path, letter=letter, direction=Direction.OUT, year=year, number=number,
        registered_at=at, issued_at=at, made_by_id=by.user_id, made_name=by.name[:200], via=entry,
    )  # fmt: skip
    _deliver(out, [letter.pk, *queries.carried(origin.pk)], [below.pk for below in offices], at)
    audit.record(
        "letters.letter.relayed", out, by=by, at=at, fields=["number"], count=len(offices), reason=words.strip()
    )
    return out


def _deliver(out: RegisterEntry, letters: list[int], offices: list[int], at: datetime) -> None:
    """Write the lines and sights of all receivers in two statements, however many they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO letters_sight (letter_id, office_id, scope_path) "
            "SELECT l, o.id, o.path FROM unnest(%s::bigint[]) AS l CROSS JOIN offices_office o "
            "WHERE o.id = ANY(%s) ON CONFLICT (letter_id, office_id) DO NOTHING",
            [letters, offices],
        )
        cursor.execute(
            "INSERT INTO letters_registerentry (public_id, office_id, scope_path, letter_id, direction, delivered_at, "
            "via_id, division, note, void_reason, version) "
            "SELECT substr(translate(gen_random_uuid()::text, '-', ''), 1, 12), o.id, o.path, %s, 'in', %s, %s, "
            "'', '', '', 1 FROM offices_office o WHERE o.id = ANY(%s)",
            [out.letter_id, at, out.pk, offices],
        )
