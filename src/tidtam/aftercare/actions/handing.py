"""What happens at the instant of a hand-over: the row the sender keeps, the needs, and everything of the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare import sealing
from tidtam.aftercare.actions import moving
from tidtam.aftercare.choices import CaseStatus
from tidtam.aftercare.models import Assessment, Case, CaseNeed, HandedOver, Offer, Transfer
from tidtam.aftercare.queries import transfers as queries
from tidtam.assistance import actions as assistance
from tidtam.assistance.choices import OPEN as OPEN_BUCKETS
from tidtam.assistance.choices import Source
from tidtam.assistance.models import Need
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.offices.models import Office
from tidtam.people import actions as people
from tidtam.people.choices import AddressKind
from tidtam.people.rules import AddressValues

_DISTRICT, _TAMBON = 4, 6


def hand(*, case: Case, transfer: Transfer, office: Office, by: Actor, at: datetime) -> HandedOver:
    """Move a case and all that belongs to it to another office, and leave the sender a frozen row.

    Call with the case row locked and the wall lent to what stands above both sides; the caller writes the audit entry.
    """
    wide = replace(by, scope=ROOT, permissions=frozenset(Permission))
    today = at.astimezone(BANGKOK).date()
    kept = _kept(case, transfer, office, today)
    kept.save(force_insert=True)
    _hand_needs(case, queries.district_of(transfer.from_office), queries.district_of(office), wide, at)
    moving.move_case(case, office)
    _take_new_address(case, transfer, office, wide, at)
    _pass_on(case, transfer)
    return kept


def _kept(case: Case, transfer: Transfer, office: Office, today: date) -> HandedOver:
    kept = HandedOver(
        transfer=transfer, case_id_was=case.pk, from_office=transfer.from_office, to_office=office,
        scope_path=transfer.scope_path, new_area=transfer.new_area, summary=queries.summary(case, today),
        handed_on=today,
    )  # fmt: skip
    address = sealing.unseal(transfer.new_address_sealed, column="transfer.address", row=transfer.public_id)
    kept.name_sealed = sealing.seal(str(case.person), column="handed.name", row=kept.public_id)
    kept.new_address_sealed = sealing.seal(address, column="handed.address", row=kept.public_id)
    return kept


def _hand_needs(case: Case, sender: Office, receiver: Office, wide: Actor, at: datetime) -> None:
    """Hand open needs the sending district itself answers for to the receiving one; what an agency has stays there."""
    if sender == receiver:
        return
    numbers = CaseNeed.objects.filter(case=case, bucket__in=OPEN_BUCKETS).values_list("need_id", flat=True)
    needs = Need.objects.filter(pk__in=list(numbers), office=sender, source=Source.DISTRICT, bucket__in=OPEN_BUCKETS)
    for need in needs.select_related("office", "person").order_by("pk"):
        assistance.hand_over(need=need, office=receiver, by=wide, at=at)


def _take_new_address(case: Case, transfer: Transfer, office: Office, wide: Actor, at: datetime) -> None:
    """Write the address the sender named as where the person lives now; without one the old address stays.

    Of a move known to the district alone the case says the district, until somebody writes the address.
    """
    area = transfer.new_area
    if area is None:
        return
    if len(area.code) < _TAMBON:
        district = area.code if len(area.code) == _DISTRICT else queries.district_of(office).district_id
        Case.objects.filter(pk=case.pk).update(area_id=district, moo="")
        case.refresh_from_db()
        return
    text = sealing.unseal(transfer.new_address_sealed, column="transfer.address", row=transfer.public_id)
    values = AddressValues(area=area.code[:_TAMBON], kind=AddressKind.CURRENT, house_no=text)
    people.set_address(person=case.person, values=values, by=wide, at=at)
    Case.objects.filter(pk=case.pk).update(area=area, moo="")
    case.refresh_from_db()


def _pass_on(case: Case, transfer: Transfer) -> None:
    """Give the receiver, in the receiver's own row, the way to the case and what the sender wrote."""
    words = {
        name: sealing.unseal(getattr(transfer, f"{name}_sealed"), column=f"transfer.{column}", row=transfer.public_id)
        for name, column in (("new_address", "address"), ("note", "note"))
    }
    offer = Offer.objects.only("public_id", "summary").get(transfer=transfer)
    sealed = {
        f"{name}_sealed": sealing.seal(text, column=f"offer.{name}", row=offer.public_id)
        for name, text in words.items()
    }
    Offer.objects.filter(pk=offer.pk).update(summary=offer.summary | {"case": case.public_id}, **sealed)


def tell_outcome(*, case: Case, at: datetime) -> int:
    """Write how a case ended into what earlier offices kept of it. Shape: rows told."""
    outcome, on = str(case.close_reason), case.closed_on
    if case.status == CaseStatus.COMPLETED:
        assessment = Assessment.objects.filter(case=case).first()
        outcome, on = (assessment.outcome, assessment.assessed_on) if assessment else (CaseStatus.COMPLETED.value, None)
    if outcome and on is None:
        on = at.astimezone(BANGKOK).date()
    # A case opened again has no outcome yet.
    return HandedOver.objects.filter(case_id_was=case.pk).update(outcome=outcome, outcome_on=on if outcome else None)
