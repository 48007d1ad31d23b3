"""Which needs, requests and rows around them an actor may see. The wall repeats the answer below."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tidtam.assistance.models import (
    Agency,
    Announcement,
    ChannelRow,
    Delivery,
    Evidence,
    Inbound,
    Meeting,
    Message,
    Movement,
    Need,
    ReferenceRule,
    Referral,
    Request,
    SignCheck,
    SurveySheet,
)
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared
from tidtam.kernel.problem import Missing

Row = TypeVar("Row", bound=Model)


def within(actor: Actor, path: str = "") -> Q:
    """Return the explicit scope filter: inside the actor's scope and, if given, inside `path` as well."""
    if not actor.scope:
        return Q(pk__in=[])
    if path.startswith(actor.scope):
        low = path
    elif actor.scope.startswith(path):
        low = actor.scope
    else:
        return Q(pk__in=[])
    return Q(scope_path__gte=low, scope_path__lt=low + "~")


def needs(actor: Actor) -> QuerySet[Need]:
    """Return the needs the own office and the offices below answer for."""
    return Need.objects.filter(within(actor))


def movements(actor: Actor) -> QuerySet[Movement]:
    """Return the ledger of those needs."""
    return Movement.objects.filter(within(actor))


def get_need(actor: Actor, public_id: str) -> Need:
    """Errors: Missing outside scope."""
    along = ("office__district", "office__province", "person", "request", "merged_into", "proof")
    found = needs(actor).filter(public_id=public_id).select_related(*along).first()
    if found is None:
        raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found


def _one(rows: QuerySet[Row], public_id: str, said: str, *along: str) -> Row:
    found = rows.filter(public_id=public_id).select_related(*along).first()
    if found is None:
        raise Missing("assistance.missing", said)
    return found


def requests(actor: Actor) -> QuerySet[Request]:
    """Return the requests in the registers of the own office and the offices below."""
    return Request.objects.filter(within(actor))


def get_request(actor: Actor, public_id: str) -> Request:
    """Errors: Missing outside scope."""
    found = _request(actor, public_id)
    if not found:
        raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found[0]


@prepared
def _request(actor: Actor, number: str) -> QuerySet[Request]:
    # No more beside it than every page of it shows: planning a join of ten tables takes longer than running it.
    return requests(actor).filter(public_id=number).select_related("office", "person", "rule", "area")


def deliveries(actor: Actor) -> QuerySet[Delivery]:
    """Return the help given by the own office and the offices below."""
    return Delivery.objects.filter(within(actor))


def evidence(actor: Actor) -> QuerySet[Evidence]:
    """Return the photos and documents of requests in scope."""
    return Evidence.objects.filter(within(actor))


def messages(actor: Actor) -> QuerySet[Message]:
    """Return what requesters in scope and their offices said to each other."""
    return Message.objects.filter(within(actor))


def meetings(actor: Actor) -> QuerySet[Meeting]:
    """Return the committee's meetings in scope."""
    return Meeting.objects.filter(within(actor))


def get_meeting(actor: Actor, public_id: str) -> Meeting:
    """Errors: Missing outside scope."""
    return _one(meetings(actor), public_id, "ไม่พบการประชุมนี้ในหน่วยงานที่คุณปฏิบัติอยู่", "office", "minutes")


def announcements(actor: Actor) -> QuerySet[Announcement]:
    """Return the announcements in scope."""
    return Announcement.objects.filter(within(actor))


def get_announcement(actor: Actor, public_id: str) -> Announcement:
    """Errors: Missing outside scope."""
    return _one(announcements(actor), public_id, "ไม่พบประกาศนี้ในหน่วยงานที่คุณปฏิบัติอยู่", "office")


def referrals(actor: Actor) -> QuerySet[Referral]:
    """Return what the own office and the offices below gave to others to do."""
    return Referral.objects.filter(within(actor))


def get_referral(actor: Actor, public_id: str) -> Referral:
    """Errors: Missing outside scope."""
    along = ("office", "need__person", "request", "agency", "to_office")
    return _one(referrals(actor), public_id, "ไม่พบเรื่องส่งต่อนี้ในหน่วยงานที่คุณปฏิบัติอยู่", *along)


def inbound(actor: Actor) -> QuerySet[Inbound]:
    """Return what others asked the own office and the offices below to do."""
    return Inbound.objects.filter(within(actor))


def get_inbound(actor: Actor, public_id: str) -> Inbound:
    """Errors: Missing outside scope."""
    return _one(inbound(actor), public_id, "ไม่พบเรื่องที่ส่งมานี้ในหน่วยงานที่คุณปฏิบัติอยู่", "office")


def sheets(actor: Actor) -> QuerySet[SurveySheet]:
    """Return the mobile teams' sheets in scope."""
    return SurveySheet.objects.filter(within(actor))


def get_sheet(actor: Actor, public_id: str) -> SurveySheet:
    """Errors: Missing outside scope."""
    return _one(sheets(actor), public_id, "ไม่พบใบสำรวจนี้ในหน่วยงานที่คุณปฏิบัติอยู่", "office", "area")


def sign_checks(actor: Actor) -> QuerySet[SignCheck]:
    """Return the rounds of the signs in scope."""
    return SignCheck.objects.filter(within(actor))


def channels(actor: Actor) -> QuerySet[ChannelRow]:
    """Return the ways people reach the centres in scope."""
    return ChannelRow.objects.filter(within(actor))


def agencies(province: str) -> QuerySet[Agency]:
    """Return the partners of a province (two digits) that are still there; everybody may read them."""
    return Agency.objects.filter(province=province, active=True).order_by("kind", "name")


def get_agency(public_id: str) -> Agency:
    """Errors: Missing."""
    return _one(Agency.objects.all(), public_id, "ไม่พบหน่วยงานนี้ในทำเนียบ", "office", "province")


def reference_rules(on: date) -> QuerySet[ReferenceRule]:
    """Return the rules of reference that stand on a day, the newest version of each first."""
    standing = ReferenceRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
    return standing.order_by("category", "track", "-version")
