"""Hand a need to another office, in the own branch or another, with the person it is about."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from tidtam.assistance.actions.following import follow
from tidtam.assistance.actions.ledger import Change, lock, record, write
from tidtam.assistance.models import HandedNeed, Need, Request
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.people import actions as people
from tidtam.people.choices import Purpose
from tidtam.people.models import Person

_FIELDS = ("office", "scope_path", "bucket", "reason")


@transaction.atomic
def hand_over(
    *, need: Need, office: Office, words: str = "", version: int | None = None, by: Actor, at: datetime
) -> Need:
    """Make another office answerable: the need, its ledger and its person move there and wait to be taken up.

    To an office above the present one it is the verb `escalate`. When the person asked for something else as well,
    the receiver gets a row of its own for them. The sender sees the need no more, unless it stands above the receiver.
    Errors: NotAllowed; Missing; Conflict; Problem assistance.bad_office.
    """
    change = Change(need.pk, version, words=words, office=office)
    old = lock([change], "hand_over", by)[0]
    if office.pk == old.office_id or office.valid_to is not None or office.level == Level.MINISTRY:
        raise Problem("assistance.bad_office", "เลือกหน่วยงานอื่นที่จะรับเรื่องนี้", field="office")
    sender = copy(old)
    verb = "escalate" if old.scope_path.startswith(office.path) else "hand_over"
    with wall.lent(ROOT):
        change = replace(change, person=_send_person(old, office, by, at))
        request, old.request = old.request_id, None  # it may not lead into another office's register
        write([old], [change], verb, at)
        _send_ledger(old, office)
        _tell(office, at)
    record([old], verb, fields=_FIELDS, by=by, at=at, sender=sender)
    if request is not None:
        HandedNeed.objects.create(
            request_id=request, scope_path=sender.scope_path, code=old.code, to_office=office, at=at
        )
        follow({request}, by=by, at=at)
    return old


def escalate(*, need: Need, words: str = "", version: int | None = None, by: Actor, at: datetime) -> Need:
    """Hand a need to the office directly above the one that answers for it. Errors: as `hand_over`."""
    above = offices.superior(need.office)
    if above is None:
        raise Problem("assistance.bad_office", "ไม่มีหน่วยเหนือที่จะรับเรื่องนี้", field="office")
    return hand_over(need=need, office=above, words=words, version=version, by=by, at=at)


def _tell(office: Office, at: datetime) -> None:
    """Tell the receiving office that something waits: not what, for whom or from where. Twice in an instant is once."""
    told = Told(
        office_id=office.pk, scope_path=office.path, kind=NoticeKind.WAITING, url="/needs/",
        title="มีคำขอส่งมาให้ดูแล รอรับเรื่อง",
        key=f"needs:handed:{office.pk}:{at:%Y%m%d%H%M%S%f}", audience=Permission.NEEDS_MANAGE,
    )  # fmt: skip
    tell([told], at=at)


def _send_ledger(need: Need, office: Office) -> None:
    """Let the whole ledger and the old rows follow the need."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assistance_movement SET scope_path = %s WHERE need_id = %s", [office.path, need.pk])
        cursor.execute(
            "UPDATE audit_oldrow SET scope_path = %s WHERE relation = 'assistance_need' AND key = %s",
            [office.path, str(need.pk)],
        )


def _send_person(need: Need, office: Office, by: Actor, at: datetime) -> int:
    """Move the person along, or copy them for the receiver while another need of theirs stays. Shape: the person."""
    asked = Need.objects.filter(person=need.person_id).exclude(pk=need.pk).exists()
    if asked or Request.objects.filter(person=need.person_id).exists():
        person = Person.objects.get(pk=need.person_id)
        return people.copy_to_purpose(person=person, purpose=Purpose.HELP, office=office, by=by, at=at).pk
    people.move_scope([need.person_id], office)
    return need.person_id
