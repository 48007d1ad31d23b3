"""Transfers: who may act, one responsible office at every instant, what each side sees, what moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories import aftercare as made
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.aftercare import access
from tidtam.aftercare.actions import cases, reminders, transfers
from tidtam.aftercare.choices import Stage
from tidtam.aftercare.models import Case, HandedOver, Offer, Round, Transfer
from tidtam.aftercare.queries import transfers as queries
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.notices.models import Notice
from tidtam.places.models import Area

pytestmark = pytest.mark.django_db
CLOCK = system("clock")


def enter(by):
    wall.enter(by.scope)
    return by


def area(code: str) -> Area:
    return Area.objects.get(pk=code)


def offered(by, code: str = "301501", **other):
    case = made.case(by)
    return case, transfers.offer(case=case, area=area(code), by=by, at=NOW, **other)


def offer_of(transfer: Transfer, by) -> Offer:
    enter(by)
    return access.offers(by).get(transfer_id=transfer.pk)


def test_between_districts_of_one_province_the_sender_answers_until_the_receiver_accepts():
    sender, receiver = made.recorder(), made.recorder("DOPA-3015")
    enter(sender)
    case, transfer = offered(sender, new_address="88/1 บ้านใหม่", note="โทรหาแม่ก่อน")
    assert (transfer.stage, transfer.to_office.code) == (Stage.RECEIVER, "DOPA-3015")
    assert Case.objects.get(pk=case.pk).office.code == "TEAM-301409"
    row = offer_of(transfer, receiver)
    assert "สมชาย" not in str(row.summary) and row.summary["completed_on"] == "2026-03-31"
    assert not Case.objects.filter(pk=case.pk).exists(), "the receiver sees the summary alone"
    taken = transfers.accept(offer=row, by=receiver, at=NOW)
    assert taken.office.code == "DOPA-3015"
    assert Case.objects.get(pk=case.pk).area_id == "301501"
    assert Round.objects.filter(case=case).count() == 24
    enter(sender)
    assert not Case.objects.filter(pk=case.pk).exists()
    kept = HandedOver.objects.get()
    move = queries.move_row(kept)
    assert "สมชาย" in move.name and move.new_address.startswith("88/1 บ้านใหม่ ตำบล")
    assert [one.handed.pk for one in queries.moves_for_report(office("DOPA-3014"), TODAY, TODAY)] == [kept.pk]
    assert Transfer.objects.get(pk=transfer.pk).stage == Stage.ACCEPTED


def test_between_provinces_both_provinces_send_it_on_and_the_second_may_choose_another_district():
    sender, first, second = made.recorder(), *(actor(code, "drug_coordinator") for code in ("DOPA-30", "DOPA-36"))
    receiver = made.recorder("DOPA-3610")
    enter(sender)
    case, transfer = offered(sender, "360901")
    assert transfer.stage == Stage.FROM_PROVINCE
    with pytest.raises(Missing):
        enter(second)
        access.get_offer(second, Offer.objects.values_list("public_id", flat=True).first() or "none")
    row = offer_of(transfer, first)
    transfers.forward(offer=row, by=first, at=NOW)
    with pytest.raises((Conflict, NotAllowed)):
        transfers.forward(offer=row, by=first, at=NOW)
    row = offer_of(transfer, second)
    assert row.stage == Stage.TO_PROVINCE and row.office.code == "DOPA-36"
    with pytest.raises(Problem):
        transfers.forward(offer=row, to=office("DOPA-3014"), by=second, at=NOW)
    transfers.forward(offer=row, to=office("DOPA-3610"), by=second, at=NOW)
    row = offer_of(transfer, receiver)
    assert transfers.accept(offer=row, by=receiver, at=NOW).office.code == "DOPA-3610"
    enter(actor("DOPA", "drug_department"))
    flows = queries.flows(actor("DOPA", "drug_department"), TODAY, TODAY)
    assert [(one["from"], one["to"], one["people"]) for one in flows] == [("30", "36", 1)]
    assert case.pk


def test_an_unknown_district_is_found_by_the_province():
    sender, province = made.recorder(), actor("DOPA-30", "drug_coordinator")
    enter(sender)
    _case, transfer = offered(sender, "30")
    assert transfer.stage == Stage.TO_PROVINCE
    row = offer_of(transfer, province)
    with pytest.raises(Problem) as told:
        transfers.forward(offer=row, by=province, at=NOW)
    assert told.value.field == "to_office"
    transfers.forward(offer=row, to=office("DOPA-3015"), by=province, at=NOW)
    assert offer_of(transfer, made.recorder("DOPA-3015")).stage == Stage.RECEIVER


@pytest.mark.parametrize(("verb", "to", "answers"), [
    ("receiver", None, "DOPA-3015"), ("keep", None, "TEAM-301409"), ("other", "DOPA-3016", "DOPA-3016"),
])  # fmt: skip
def test_after_a_rejection_the_common_superior_decides(verb, to, answers):
    sender, receiver = made.recorder(), made.recorder("DOPA-3015")
    province = actor("DOPA-30", "drug_coordinator")
    enter(sender)
    case, transfer = offered(sender)
    row = offer_of(transfer, receiver)
    with pytest.raises(Problem):
        transfers.reject(offer=row, reason=" ", by=receiver, at=NOW)
    transfers.reject(offer=row, reason="บ้านอยู่คนละฝั่งถนน", by=receiver, at=NOW)
    with pytest.raises((Conflict, NotAllowed)):
        transfers.accept(offer=row, by=receiver, at=NOW)
    enter(sender)
    with pytest.raises((Conflict, NotAllowed)):
        transfers.withdraw(transfer=transfer, by=sender, at=NOW)
    row = offer_of(transfer, province)
    assert [one.offer.pk for one in queries.deciding(province, TODAY, frozenset())] == [row.pk]
    transfers.decide(offer=row, verb=verb, office=office(to) if to else None, by=province, at=NOW)
    wall.enter(ROOT)
    assert Case.objects.get(pk=case.pk).office.code == answers
    assert Transfer.objects.get(pk=transfer.pk).stage == (Stage.KEPT if verb == "keep" else Stage.ACCEPTED)


def test_only_the_office_whose_turn_it_is_may_act():
    sender, province = made.recorder(), actor("DOPA-30", "drug_coordinator")
    enter(sender)
    case, transfer = offered(sender)
    row = offer_of(transfer, province)
    for act in (transfers.accept, lambda **kw: transfers.reject(reason="x", **kw)):
        with pytest.raises(NotAllowed):
            act(offer=row, by=province, at=NOW)
    enter(sender)
    with pytest.raises(Conflict) as told:
        transfers.offer(case=case, area=area("301601"), by=sender, at=NOW)
    assert told.value.code == "aftercare.transfer_running"
    transfers.withdraw(transfer=transfer, by=sender, at=NOW)
    assert queries.live_of(case) is None
    with pytest.raises(Problem):
        transfers.offer(case=case, area=area("301409"), by=sender, at=NOW)


def test_nobody_answers_within_seven_working_days_and_the_superior_gets_it():
    sender = made.recorder()
    enter(sender)
    _case, transfer = offered(sender)
    wall.enter(ROOT)
    for days, stage in ((2, Stage.RECEIVER), (6, Stage.RECEIVER), (20, Stage.SUPERIOR), (21, Stage.SUPERIOR)):
        reminders.remind_transfers(by=CLOCK, at=NOW + timedelta(days=days))
        assert Transfer.objects.get(pk=transfer.pk).stage == stage
    told = list(Notice.objects.order_by("id").values_list("office__code", "key"))
    kinds = [(code, key.split(":")[1]) for code, key in told]
    assert kinds.count(("DOPA-3015", "offer")) == 1 and kinds.count(("DOPA-3015", "offer3")) == 1
    assert ("DOPA-30", "decide") in kinds


def test_who_lives_elsewhere_is_offered_home():
    sender = made.recorder()
    home = made.case(sender, "301409")
    assert transfers.offer_elsewhere(case=home, by=sender, at=NOW) is None
    away = made.case(sender, "301501", place=office("DOPA-3014"))
    made_offer = transfers.offer_elsewhere(case=away, by=sender, at=NOW)
    assert made_offer is not None and made_offer.to_office.code == "DOPA-3015"
    assert made_offer.reason == "lives_elsewhere"


def test_teams_of_one_district_and_the_city_have_their_superiors():
    district = made.recorder()
    case = made.case(district)
    other = made.team("301401")
    transfer = transfers.offer(case=case, to_office=other, reason="team", by=district, at=NOW)
    row = access.offers(district).get(transfer_id=transfer.pk)
    assert transfers.accept(offer=row, by=district, at=NOW).office == other
    bangkok = transfers.rules.superior_of(office("BKK-1001").path, office("DOPA-3014").path)
    assert bangkok == office("MOI").path
    assert queries.province_of(office("BKK-1001")).code == "LGO-1000"
    assert queries.receiver_of("100101").code == "BKK-1001"


def test_how_it_ended_flows_back_to_who_handed_it_over():
    sender, receiver = made.recorder(), made.recorder("DOPA-3015")
    enter(sender)
    case, transfer = offered(sender)
    taken = transfers.accept(offer=offer_of(transfer, receiver), by=receiver, at=NOW)
    from tidtam.aftercare.actions import cases

    cases.close(case=taken, reason="deceased", note="ทะเบียนราษฎร", on=TODAY, by=receiver, at=NOW)
    enter(sender)
    kept = HandedOver.objects.get(case_id_was=case.pk)
    assert (kept.outcome, kept.outcome_on) == ("deceased", date(2026, 5, 21))


def test_closing_takes_a_running_offer_back():
    sender = made.recorder()
    enter(sender)
    case, transfer = offered(sender)
    from tidtam.aftercare.actions import cases

    cases.close(case=case, reason="deceased", note="", on=TODAY, by=sender, at=NOW)
    assert Transfer.objects.get(pk=transfer.pk).stage == Stage.WITHDRAWN
    wall.enter(ROOT)
    assert Offer.objects.get(transfer=transfer).stage == Stage.WITHDRAWN


def test_while_a_team_is_asked_the_case_goes_to_no_other_team():
    made.team("301404")
    by = made.recorder()
    case = made.case(by)
    transfer = transfers.offer(case=case, to_office=office("TEAM-301404"), by=by, at=NOW)
    with pytest.raises(Conflict) as told:
        cases.assign(cases=[case], office=office("DOPA-3014"), by=by, at=NOW)
    assert told.value.code == "aftercare.transfer_running"
    assert cases.assign(cases=[case], office=office("TEAM-301409"), by=by, at=NOW) == 1, "it stays where it is"
    transfers.withdraw(transfer=transfer, by=by, at=NOW)
    assert cases.assign(cases=[case], office=office("DOPA-3014"), by=by, at=NOW) == 1
