"""Send a draft: the request stands in the office's register, with a ticket, and nothing of the draft is left."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tidtam.assistance.actions import citizens
from tidtam.assistance.actions.requests import AffectedValues, EvidenceValues, Intake, Wanted, receive
from tidtam.assistance.choices import EvidenceKind, Side, Source
from tidtam.assistance.models import Request
from tidtam.files import actions as files
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.gathering import gathered
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.notices import actions as notices
from tidtam.notices.actions import Told
from tidtam.notices.choices import NoticeKind
from tidtam.people.rules import NOTICE, AddressValues, NoticeValues, PersonValues
from tidtam.portal import sealing
from tidtam.portal.acting import acting_for, page_of
from tidtam.portal.actions import drafts, flood
from tidtam.portal.actions.drafts import OpenDraft
from tidtam.portal.choices import Counted, Relation
from tidtam.portal.rules import QUICKEST, read_neighbours


@transaction.atomic
def send(*, token: str, key: bytes, at: datetime) -> OpenDraft:
    """Send a draft once, however often it is asked; it then holds number and PIN for the page of the receipt.

    Errors: Missing; Busy; Problem of `assistance`, `people` and `files` with their fields.
    """
    with gathered():
        return _send(token, key, at)


def _send(token: str, key: bytes, at: datetime) -> OpenDraft:
    found = drafts.find(token, at=at, lock=True)
    if found.sent:
        return found
    if at - found.draft.made_at < QUICKEST:
        raise flood.Busy("portal.quick", _("ส่งเร็วเกินไป รอสักครู่แล้วกดส่งอีกครั้ง"))
    office = found.office
    flood.check(Counted.FILE, key=key, office=office.pk, at=at)
    with wall.lent(office.path):
        by = acting_for(office)
        intake = _intake(found, by, at)
        request = receive(office=office, intake=intake, by=by, at=at)
        pin = citizens.issue_ticket(request=request, by=by, at=at)
        tell_office(request, "filed", f"คำขอใหม่จากประชาชน เลขที่ {request.shown}", at)
    flood.note(Counted.FILE, key=key, office=office.pk, at=at)
    told = {"number": request.shown, "pin": pin, "at": at.timestamp()}
    drafts.end(found=found, sent=told, at=at, photos=bool(intake.evidence))
    return found


def tell_office(request: Request, what: str, title: str, at: datetime) -> None:
    """Tell the office that something waits, in Thai whatever the citizen reads: the number, never a name."""
    told = Told(
        office_id=request.office_id, scope_path=request.scope_path, kind=NoticeKind.WORK, title=title,
        url=page_of(request), key=f"portal.{what}.{request.public_id}.{at.timestamp():.0f}",
        audience=str(Permission.NEEDS_READ),
    )  # fmt: skip
    notices.tell([told], at=at)


def _intake(found: OpenDraft, by: Actor, at: datetime) -> Intake:
    words = found.words
    missing = next((step for step in ("place", "trouble", "you") if step not in words), "")
    if missing:
        raise Problem("portal.step_missing", _("ยังกรอกไม่ครบ กลับไปกรอกขั้นที่ขาดก่อน"), field=missing)
    place, trouble, you = words["place"], words["trouble"], words["you"]
    neighbours, _odd = read_neighbours(trouble.get("neighbours", ""))
    house = {"house_no": place.get("house_no", ""), "moo": place.get("moo", "")}
    return Intake(
        uuid=UUID(words["uuid"]), needs=tuple(Wanted(code) for code in trouble["needs"]), door=Source.WEB,
        asked_on=timezone.localdate(at), category=trouble["category"], person=person_of(you),
        addresses=(AddressValues(area=place["area"], kind="current", **house),),
        notice=NoticeValues(NOTICE, at), problem=_told(place, trouble, you),
        happened_on=date.fromisoformat(trouble["happened_on"]) if trouble.get("happened_on") else None,
        household=trouble.get("household"), vulnerable=tuple(trouble.get("vulnerable", ())), area=place["area"],
        affected=tuple(AffectedValues(one.name, one.house_no) for one in neighbours),
        evidence=_evidence(found, by, at), **house,
    )  # fmt: skip


def person_of(you: dict[str, Any]) -> PersonValues:
    """Return who asks, as it was typed; a number that was not told is no reason to turn anybody away."""
    number = you.get("id_number", "")
    return PersonValues(
        first_name=you["first_name"], last_name=you.get("last_name", ""), phone=you.get("phone", ""),
        id_kind="national" if number else "none", id_number=number,
        no_id_reason="" if number else "ไม่ได้แจ้งเลขบัตรตอนยื่นทางเว็บ",
    )  # fmt: skip


def _told(place: dict[str, Any], trouble: dict[str, Any], you: dict[str, Any]) -> str:
    """Return what happened in the citizen's words, with where to find the house and who wrote it for them."""
    lines = [trouble["what"]]
    if place.get("landmark"):
        lines.append(f"จุดสังเกต: {place['landmark']}")
    if you.get("proxy"):
        relation = Relation(you["proxy_relation"]).label if you.get("proxy_relation") else ""
        told = (you.get("proxy_name", ""), str(relation), you.get("proxy_phone", ""))
        lines.append("ยื่นแทนโดย " + " · ".join(one for one in told if one))
    return "\n\n".join(lines)[:4000]


def _evidence(found: OpenDraft, by: Actor, at: datetime) -> tuple[EvidenceValues, ...]:
    """Hand the draft's photos to the files of the office. Shape: a write per photo."""
    kept = []
    for number, photo in enumerate(found.draft.photos.all() if found.pictured else (), 1):
        content = sealing.unseal(photo.sealed, found.token)
        kept.append(keep_evidence(content, photo.ending, found.office, by, at, number))
    return tuple(kept)


def keep_evidence(content: bytes, ending: str, office: Any, by: Actor, at: datetime, number: int = 1) -> EvidenceValues:
    """Store a photo or document that was written anew, for an office."""
    name = f"หลักฐานจากผู้ขอ {number}.{ending}"
    file = files.store(office=office, content=content, name=name, by=by, at=at, personal=True)
    kind = EvidenceKind.DOCUMENT if ending == "pdf" else EvidenceKind.PHOTO
    return EvidenceValues(file, kind, Side.CITIZEN)
