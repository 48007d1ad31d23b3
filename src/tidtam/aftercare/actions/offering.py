"""Offer people to other offices, one or many in the same statements, and tell whoever must act next.

`offer` is a bulk of one: it and `offer_all` leave equal rows, notices and entries. Source: domain facts 2.3, design N5.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction

from tidtam import audit
from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare import sealing
from tidtam.aftercare.actions import telling
from tidtam.aftercare.actions.locking import lock_cases
from tidtam.aftercare.choices import CaseStatus, Stage, TransferReason
from tidtam.aftercare.models import Case, Offer, Transfer
from tidtam.aftercare.queries import transfers as queries
from tidtam.aftercare.rules import transfer as rules
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.notices.choices import NoticeKind
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.people.choices import AddressKind
from tidtam.people.models import Address
from tidtam.places.models import Area

LIVING = (CaseStatus.REGISTERED, CaseStatus.ACTIVE, CaseStatus.SUSPENDED, CaseStatus.LOST)
_TAMBON = 6
_FIELDS = ("to_office", "reason", "new_area", "new_address", "note")
ProvinceOf = Callable[[Office], Office]


@dataclass(frozen=True, slots=True)
class Asked:
    """One person to be offered: to an office, or to whoever answers for an area."""

    case: Case
    at: datetime
    to_office: Office | None = None
    area: Area | None = None
    reason: str = TransferReason.MOVED
    new_address: str = ""
    note: str = ""


def offer(
    *, case: Case, to_office: Office | None = None, area: Area | None = None, reason: str = TransferReason.MOVED,
    new_address: str = "", note: str = "", by: Actor, at: datetime,
) -> Transfer:  # fmt: skip
    """Offer a case to another office: to the district of `area`, to a province whose district is unknown, or to a team.

    The offer lies before the receiver, or first before the two provinces it passes through.
    Errors: NotAllowed; Missing outside scope; Conflict aftercare.transfer_running, aftercare.case_over,
    aftercare.case_moved; Problem aftercare.no_receiver, aftercare.transfer_same, aftercare.transfer_to.
    """
    said = Asked(case, at, to_office=to_office, area=area, reason=reason, new_address=new_address, note=note)
    made = offer_all([said], by=by)[0]
    if isinstance(made, Problem):
        raise made
    return made


@transaction.atomic
def offer_all(asked: Sequence[Asked], *, by: Actor) -> list[Transfer | Problem]:
    """Offer many people, each once. Shape: in order, the transfer, or why there is none; the others are made.

    Errors: NotAllowed; what stops a single one is returned, as `offer` says.
    """
    by.require(Permission.CARE_TRANSFER)
    cases = lock_cases([one.case.pk for one in asked])
    running = queries.running(cases)
    province_of = cache(queries.province_of)
    receiver_of = cache(queries.receiver_of)
    answers: list[Transfer | Problem] = []
    for one in asked:
        try:
            case = _may_go(cases.get(one.case.pk), running, by)
            answers.append(_made(case, one, receiver_of, province_of, by))
        except Problem as problem:
            answers.append(problem)
    made = [one for one in answers if isinstance(one, Transfer)]
    Transfer.objects.bulk_create(made)
    _send(made, province_of)
    for transfer in made:
        audit.record("aftercare.transfer.offered", transfer, by=by, at=transfer.offered_at, fields=_FIELDS)
    return answers


def _may_go(case: Case | None, running: set[int], by: Actor) -> Case:
    if case is None:
        raise Conflict("aftercare.case_moved", "มีผู้โอนคนนี้ไปแล้ว โหลดหน้าใหม่เพื่อดูล่าสุด")
    if not case.scope_path.startswith(by.scope):
        raise Missing("aftercare.missing", "ไม่พบคนนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    if case.status not in LIVING:
        raise Conflict("aftercare.case_over", "ปิดเรื่องนี้ไปแล้ว จึงส่งต่อไม่ได้")
    if case.pk in running:
        raise Conflict("aftercare.transfer_running", "คนนี้มีการส่งต่อที่รออยู่แล้ว ดูได้ที่หน้าโอนย้าย")
    running.add(case.pk)
    return case


def _made(
    case: Case, asked: Asked, receiver_of: Callable[[str], Office], province_of: ProvinceOf, by: Actor
) -> Transfer:  # fmt: skip
    receiver = asked.to_office or (receiver_of(asked.area.code) if asked.area is not None else None)
    if receiver is None or not (queries.may_receive(receiver) or queries.is_province(receiver)):
        raise Problem("aftercare.transfer_to", "เลือกตำบล อำเภอ หรือจังหวัดปลายทาง", field="to_office")
    sender = case.office if receiver.level == Level.TEAM else queries.district_of(case.office)
    transfer = Transfer(
        case=case, from_office=sender, to_office=receiver, scope_path=sender.path, reason=asked.reason,
        stage=_first_stage(sender, receiver, province_of), new_area=asked.area, offered_at=asked.at,
        offered_by=by.grant_id, stage_since=asked.at,
    )  # fmt: skip
    row = transfer.public_id
    transfer.new_address_sealed = sealing.seal(asked.new_address, column="transfer.address", row=row)
    transfer.note_sealed = sealing.seal(asked.note, column="transfer.note", row=row)
    return transfer


def _first_stage(sender: Office, receiver: Office, province_of: ProvinceOf) -> str:
    provinces = (province_of(sender), province_of(receiver))
    if provinces[0] == provinces[1] and queries.is_province(receiver):
        return Stage.TO_PROVINCE  # the district is unknown: the province finds it
    begun = rules.offer(
        sender=sender.path, receiver=receiver.path, superior=rules.superior_of(sender.path, receiver.path),
        on=datetime.min.date(), from_province=provinces[0].path, to_province=provinces[1].path,
    )  # fmt: skip
    return begun.stage


def _send(made: Sequence[Transfer], province_of: ProvinceOf) -> None:
    """Lay offers before the offices that must act, and tell them."""
    shown = queries.summaries([(one.case, one.offered_at.astimezone(BANGKOK).date()) for one in made])
    with wall.lent(ROOT):
        laid = []
        for one in made:
            office = acting(one, province_of)
            # Where to, as far as the tambon: by it the receiver's team is proposed.
            summary = shown[one.case_id] | {"to_area": (one.new_area_id or "")[:_TAMBON]}
            laid.append(Offer(
                transfer=one, office=office, scope_path=office.path, from_name=str(one.from_office), stage=one.stage,
                summary=summary, offered_at=one.offered_at, stage_since=one.offered_at,
            ))  # fmt: skip
        Offer.objects.bulk_create(laid)
        for one in made:
            tell_next(one, one.offered_at, province_of)


def acting(transfer: Transfer, province_of: ProvinceOf = queries.province_of) -> Office:
    """Return the office before which a transfer lies; at the superior's the offer stays where it was seen."""
    if transfer.stage == Stage.FROM_PROVINCE:
        return province_of(transfer.from_office)
    if transfer.stage == Stage.TO_PROVINCE:
        return province_of(transfer.to_office)
    return transfer.to_office


def tell_next(transfer: Transfer, at: datetime, province_of: ProvinceOf = queries.province_of) -> None:
    """Tell whoever must act now, or the sender how it ended: that something waits, never who."""
    stage = transfer.stage
    words = {Stage.SUPERIOR: "decide", Stage.ACCEPTED: "accepted", Stage.KEPT: "kept"}.get(Stage(stage), "offer")
    office, audience, route = acting(transfer, province_of), Permission.CARE_ROUTE, "transfers"
    if stage == Stage.SUPERIOR:
        superior = rules.superior_of(transfer.from_office.path, transfer.to_office.path)
        office, audience, route = offices.by_path(superior), Permission.CARE_DECIDE, "transfers_deciding"
    elif stage in (Stage.ACCEPTED, Stage.KEPT):
        office, audience = queries.district_of(transfer.from_office), Permission.CARE_TRANSFER
    elif stage == Stage.RECEIVER:
        office, audience = queries.district_of(transfer.to_office), Permission.CARE_TRANSFER
    telling.tell_up(
        office, words, f"{transfer.public_id}:{stage}", kind=NoticeKind.HANDING, audience=audience,
        url=telling.address(route), at=at,
    )  # fmt: skip


def offer_elsewhere(*, case: Case, by: Actor, at: datetime) -> Transfer | None:
    """Offer a case to the home district when its person lives outside the district that enrolled it; else None.

    Called as a roster is applied, so that nobody is followed by a district where they do not live.
    """
    home = Address.objects.filter(person_id=case.person_id, kind=AddressKind.CURRENT).select_related("area").first()
    area = home.area if home else case.area
    district = queries.district_of(case.office)
    if area is None or len(area.code) < _TAMBON or area.code.startswith(str(district.district_id)):
        return None
    if queries.live_of(case) is not None:
        return None
    return offer(case=case, area=area, reason=TransferReason.LIVES_ELSEWHERE, by=by, at=at)
