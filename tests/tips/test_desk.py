"""The officers' desk: state table, keys, answers, hand-over, the sealed contact, the end of a tip."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from tests.factories import tips as make
from tests.factories.actors import NOW, actor, office

from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.notices.models import Notice
from tidtam.tips import access, sealing
from tidtam.tips.actions import answering, contact, escrow, handover, investigating, keys, screening, telling
from tidtam.tips.actions.moving import KEPT_DAYS, Decided, move
from tidtam.tips.choices import AgencyKind, Outcome, Path, State
from tidtam.tips.models import ContactOpening, HandOver, Message, SealedContact, Tip, TipFile
from tidtam.tips.queries import desk as queries
from tidtam.tips.queries import desk_keys, recipients
from tidtam.tips.transitions import TIP, verbs_from

pytestmark = pytest.mark.django_db


def verbs_of(tip: Tip) -> list[str]:
    rows = Entry.objects.filter(object_type="tips.tip", object_id=tip.public_id).order_by("at", "verb")
    return [row.verb.removeprefix("tips.tip.") for row in rows]


def test_every_verb_from_every_state():
    by = make.inspector()
    make.key(by)
    tip, _receipt = make.tip(quick=True)
    decided = {"close": Decided(outcome=Outcome.ACTED)}
    for state, (verb, rule) in product(State.values, TIP.items()):
        Tip.objects.filter(pk=tip.pk).update(state=state, closed_on=NOW.date() if state == State.CLOSED else None)
        if state in rule.sources:
            moved = move(tip=tip, verb=verb, by=by, at=NOW, decided=decided.get(verb))
            assert moved.state == (rule.target or state)
            assert (moved.closed_on is not None) == (moved.state == State.CLOSED)
        else:
            with pytest.raises(Conflict, match=r"tips\.tip\.bad_state"):
                move(tip=tip, verb=verb, by=by, at=NOW)
    assert verbs_from(State.CLOSED) == ["reopen", "extend", "answer"]
    for verb in TIP:
        with pytest.raises(NotAllowed):
            move(tip=tip, verb=verb, by=actor("MOI", "administrator", enter=False), at=NOW)


def test_screening_and_what_each_way_may_lead_to():
    by = make.inspector()
    make.key(by)
    tip, _receipt = make.tip(quick=True)
    other, _receipt = make.tip(quick=True)
    with pytest.raises(Problem, match=r"tips\.path_unknown"):
        screening.send_along(tip=tip, path="jail", by=by, at=NOW)
    police, health = (
        handover.add_agency(name=kind, kind=kind, public_key=str(_identity().to_public()), by=by, at=NOW)
        for kind in (AgencyKind.POLICE, AgencyKind.HEALTH)
    )
    sent = {"sha256": "a" * 64, "size": 900, "files": 1, "by": by, "at": NOW}
    screening.send_along(tip=tip, path=Path.TREATMENT, by=by, at=NOW)
    with pytest.raises(Problem, match=r"tips\.agency_not_for_this"), transaction.atomic():
        handover.hand_over(tip=tip, agency=police, **sent)
    assert Tip.objects.get(pk=tip.pk).state == State.SCREENED and not HandOver.objects.exists()
    made = handover.hand_over(tip=tip, agency=health, **sent)
    assert (made.number, made.sha256) == (1, "a" * 64)
    assert any("a" * 64 in entry.digest for entry in Entry.objects.filter(object_id=tip.public_id))
    with pytest.raises(Problem, match=r"tips\.duplicate_self"):
        screening.close_as_duplicate(tip=other, of=other.public_id, by=by, at=NOW)
    with pytest.raises(Problem, match=r"tips\.duplicate_missing"):
        screening.close_as_duplicate(tip=other, of="0" * 12, by=by, at=NOW)
    closed = screening.close_as_duplicate(tip=other, of=tip.public_id.upper(), by=by, at=NOW)
    assert closed.handling.duplicate_of == tip.public_id
    investigating.reopen(tip=other, by=by, at=NOW)
    assert Tip.objects.get(pk=other.pk).handling.outcome == ""
    assert sorted(verbs_of(tip)) == ["hand_over", "treat"]


def _identity():
    from pyrage import x25519

    return x25519.Identity.generate()


def test_keys_are_added_rotated_and_the_last_one_stays():
    one, two = make.inspector(name="ก"), make.inspector(name="ข")
    with pytest.raises(Problem, match=r"tips\.key_wrong"):
        keys.add(public_key="age1nonsense", label="", by=one, at=NOW)
    first, _private = make.key(one)
    with pytest.raises(Conflict, match=r"tips\.last_key"):
        keys.revoke(key=first, reason="เครื่องหาย", by=one, at=NOW)
    with pytest.raises(Conflict, match=r"tips\.key_known"), transaction.atomic():
        keys.add(public_key=first.public_key, label="", by=two, at=NOW)
    second, _private = make.key(two)
    with pytest.raises(Problem, match=r"tips\.reason_missing"):
        keys.revoke(key=first, reason=" ", by=two, at=NOW)
    keys.revoke(key=first, reason="ย้ายหน่วย", by=two, at=NOW)
    with pytest.raises(Missing):
        keys.revoke(key=first, reason="อีกครั้ง", by=two, at=NOW)
    assert [key.pk for key in recipients.keys_of(office("MOI").pk)] == [second.pk]
    elsewhere = make.inspector("DOPA-3014")
    with pytest.raises(Missing):
        access.get_key(elsewhere, second.pk)


def test_a_key_that_alone_opens_an_open_tip_stays_until_another_opens_it_too():
    one, two = make.inspector(), make.inspector()
    first, private = make.key(one)
    tip, _receipt = make.tip(files=(("webp", b"picture"),), quick=True)
    make.said_more(tip, "เห็นอีกครั้ง")
    other, _receipt = make.tip(contact="081-234-5678", quick=True)
    second, _private = make.key(two)
    for by in (one, two):
        with pytest.raises(Conflict, match=r"tips\.only_key") as refused:
            keys.revoke(key=first, reason="ย้ายหน่วย", by=by, at=NOW)
        assert "2 เรื่อง" in refused.value.message
    Tip.objects.filter(pk=other.pk).update(state=State.CLOSED, closed_on=NOW.date())
    left = [part for part in desk_keys.needing(one) if part.pk != other.pk]
    assert sorted(part.kind for part in left) == ["file", "message", "tip"]
    for part in left:
        with pytest.raises(Conflict, match=r"tips\.only_key"):
            keys.revoke(key=first, reason="ย้ายหน่วย", by=one, at=NOW)
        row = desk_keys.get_part(one, part.kind, part.pk)
        present = recipients.keys_of(tip.office_id)
        again = sealing.seal(sealing.unseal(row.sealed, private), recipients.public(present))
        was = hashlib.sha256(bytes(row.sealed)).hexdigest()
        ids = [key.pk for key in present]
        keys.seal_anew(kind=part.kind, pk=part.pk, was=was, sealed=again, keys=ids, by=one, at=NOW)
    keys.revoke(key=first, reason="ย้ายหน่วย", by=one, at=NOW)
    assert [key.pk for key in recipients.keys_of(tip.office_id)] == [second.pk]


def test_what_a_leaving_officer_could_read_is_sealed_anew_by_who_remains():
    one, two = make.inspector(), make.inspector()
    first, private = make.key(one)
    _second, other = make.key(two)
    tip, receipt = make.tip(files=(("webp", b"picture"),), contact="081-234-5678")
    make.said_more(tip, "เห็นอีกครั้งเมื่อวาน")
    sealed, ids = make.sealed_now(tip.office_id, "คนเดิมหรือไม่", tip.reply_key)
    answering.answer(tip=tip, sealed=sealed, keys=ids, by=one, at=NOW)
    assert desk_keys.needing(two) == [] and desk_keys.contacts_needing(two) == 0
    keys.revoke(key=first, reason="ย้ายหน่วย", by=two, at=NOW)
    left = desk_keys.needing(two)
    assert sorted(part.kind for part in left) == ["file", "message", "message", "tip"]
    assert desk_keys.contacts_needing(two) == 1
    for done, part in enumerate(left, 1):
        row = desk_keys.get_part(two, part.kind, part.pk)
        was = hashlib.sha256(bytes(row.sealed)).hexdigest()
        plain = sealing.unseal(row.sealed, other)
        again, ids = make.sealed_now(tip.office_id, "", *([part.reply] if part.reply else []))
        again = sealing.seal(
            plain, [*recipients.public(recipients.keys_of(tip.office_id)), *filter(None, [part.reply])]
        )
        told = {"kind": part.kind, "pk": part.pk, "by": two, "at": NOW}
        with pytest.raises(Conflict, match=r"tips\.sealed_meanwhile"):
            keys.seal_anew(**told, was="0" * 64, sealed=again, keys=ids)
        with pytest.raises(Problem, match=r"tips\.not_sealed"):
            keys.seal_anew(**told, was=was, sealed=plain, keys=ids)
        with pytest.raises(Conflict, match=r"tips\.keys_changed"):
            keys.seal_anew(**told, was=was, sealed=again, keys=[first.pk])
        keys.seal_anew(**told, was=was, sealed=again, keys=ids)
        assert len(desk_keys.needing(two)) == len(left) - done
    tip.refresh_from_db()
    assert make.read(tip.sealed, other)["text"] == make.WORDS
    with pytest.raises(Problem, match=r"tips\.damaged"):
        sealing.unseal(tip.sealed, private)
    informant = sealing.identity(receipt, bytes(tip.salt))
    asked = Message.objects.get(tip=tip, sender="officer")
    assert sealing.unseal(asked.sealed, informant).decode() == "คนเดิมหรือไม่"
    shut = SealedContact.objects.get(tip=tip)
    with pytest.raises(NotAllowed, match=r"tips\.contact_shut"):
        keys.seal_anew(kind="contact", pk=shut.pk, was="", sealed=b"", keys=[], by=two, at=NOW)


def test_an_answer_is_refused_unless_it_is_sealed_for_everybody_meant():
    by = make.inspector()
    make.key(by)
    tip, _receipt = make.tip(quick=True)
    sealed, ids = make.sealed_now(tip.office_id, "ถาม", tip.reply_key)
    short, _ids = make.sealed_now(tip.office_id, "ถาม")
    for wrong in (short, b"plain words", "ข้อความเปล่า".encode()):
        with pytest.raises(Problem, match=r"tips\.not_sealed"):
            answering.answer(tip=tip, sealed=wrong, keys=ids, by=by, at=NOW)
    make.key(make.inspector())
    with pytest.raises(Conflict, match=r"tips\.keys_changed"):
        answering.answer(tip=tip, sealed=sealed, keys=ids, by=by, at=NOW)
    assert not Message.objects.filter(tip=tip).exists()


def test_a_contact_opens_with_a_reason_and_another_person():
    asker, second = make.inspector(name="ผู้ขอ"), make.inspector(role="tip_second", name="ผู้ร่วม")
    _key, private = make.key(asker)
    tip, _receipt = make.tip(contact="ไลน์ somchai99")
    bare, _receipt = make.tip(quick=True)
    with pytest.raises(Missing, match=r"tips\.contact_missing"):
        contact.ask(tip=bare, why="danger", reason="ก", by=asker, at=NOW)
    for why, reason in (("", "ก"), ("danger", " ")):
        with pytest.raises(Problem, match=r"tips\.reason_missing"):
            contact.ask(tip=tip, why=why, reason=reason, by=asker, at=NOW)
    opening = contact.ask(tip=tip, why="danger", reason="มีผู้ถูกขู่", by=asker, at=NOW)
    with pytest.raises(Conflict, match=r"tips\.opening_waits"), transaction.atomic():
        contact.ask(tip=tip, why="danger", reason="อีกครั้ง", by=asker, at=NOW)
    for hour in (0, 1):
        with pytest.raises(NotAllowed, match=r"tips\.contact_shut"):
            contact.read(tip=tip, by=asker, at=NOW + timedelta(hours=hour))
    with pytest.raises(NotAllowed):
        contact.decide(opening=opening, agree=True, by=asker, at=NOW)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        ContactOpening.objects.filter(pk=opening.pk).update(state="agreed", second_by=asker.user_id, decided_at=NOW)
    contact.decide(opening=opening, agree=True, by=second, at=NOW)
    with pytest.raises(Conflict, match=r"tips\.opening_decided"):
        contact.decide(opening=opening, agree=False, by=make.inspector(role="tip_second"), at=NOW)
    with pytest.raises(NotAllowed):
        contact.read(tip=tip, by=second, at=NOW)
    with pytest.raises(NotAllowed, match=r"tips\.contact_shut"):
        contact.read(tip=tip, by=make.inspector(), at=NOW)  # another inspector did not ask
    assert sealing.unseal(contact.read(tip=tip, by=asker, at=NOW).sealed, private).decode() == "ไลน์ somchai99"
    with pytest.raises(NotAllowed):
        contact.read(tip=tip, by=asker, at=NOW + contact.OPEN_FOR)
    assert {"contact_asked", "contact_agreed", "contact_read"} <= set(verbs_of(tip))
    assert Notice.objects.filter(user=second.user_id, key__startswith="tips.opening").count() == 1


def test_the_escrow_key_needs_two_offices_and_everybody_of_the_unit_hears_of_it():
    by = make.inspector()
    make.key(by)
    holders = {code: make.inspector(code, "tip_escrow") for code in ("DOPA", "DLA", "MOI")}
    wall.enter(holders["MOI"].scope)
    private = _identity()
    offices = [office(code) for code in holders]
    with pytest.raises(Problem, match=r"tips\.escrow_three"):
        escrow.set_up(public_key=str(private.to_public()), offices=offices[:2], by=holders["MOI"], at=NOW)
    made = escrow.set_up(public_key=str(private.to_public()), offices=offices, by=holders["MOI"], at=NOW)
    tip, _receipt = make.tip(quick=True)
    assert made.pk in tip.sealed_for and make.read(tip.sealed, private)["text"] == make.WORDS
    use = escrow.ask(reason="กุญแจหายทั้งหน่วย", by=by, at=NOW)
    with pytest.raises(NotAllowed, match=r"tips\.escrow_not_held"):
        escrow.decide(use=use, agree=True, by=make.inspector("DOPA-30", "tip_escrow"), at=NOW)
    wall.enter(holders["DOPA"].scope)
    escrow.decide(use=use, agree=True, by=holders["DOPA"], at=NOW)
    for again in (holders["DOPA"], make.inspector("DOPA", "tip_escrow")):
        with pytest.raises(NotAllowed, match=r"tips\.four_eyes"):
            escrow.decide(use=use, agree=True, by=again, at=NOW)
    wall.enter(holders["DLA"].scope)
    agreed = escrow.decide(use=use, agree=True, by=holders["DLA"], at=NOW)
    assert (agreed.state, agreed.first.office.code, agreed.second.office.code) == ("agreed", "DOPA", "DLA")
    with pytest.raises(Conflict, match=r"tips\.escrow_decided"):
        escrow.decide(use=use, agree=False, by=holders["DLA"], at=NOW)
    wall.enter(by.scope)
    assert Notice.objects.filter(user=by.user_id, key__startswith=f"tips.escrow.{use.pk}").count() == 2


def test_notices_leave_at_fixed_hours_and_say_nothing():
    by, idle = make.inspector(), make.inspector("DOPA-3014")
    make.key(by)
    make.key(idle)
    wall.enter("1.")
    assert telling.tell_waiting(at=NOW) == 0
    for _ in range(3):
        make.tip(quick=True)
    wall.enter("1.")
    assert [telling.tell_waiting(at=NOW) for _ in range(2)] == [1, 0]
    said = Notice.objects.get(key__startswith="tips.waits")
    assert (said.user_id, said.body, said.url) == (by.user_id, "", "/tips/")
    assert not any(char.isdigit() for char in said.title)


def test_a_closed_tip_is_destroyed_after_its_time_unless_somebody_signed():
    by = make.inspector()
    make.key(by)
    kept, gone, open_ = (make.tip(quick=True, contact="081", files=(("pdf", b"%PDF"),))[0] for _ in range(3))
    for tip in (kept, gone):
        screening.send_along(tip=tip, path=Path.ENFORCEMENT, by=by, at=NOW)
        investigating.close(tip=tip, outcome=Outcome.UNFOUNDED, by=by, at=NOW)
    agency = handover.add_agency(
        name="สภ.", kind=AgencyKind.POLICE, public_key=str(_identity().to_public()), by=by, at=NOW
    )
    investigating.reopen(tip=gone, by=by, at=NOW)
    handover.hand_over(tip=gone, agency=agency, sha256="b" * 64, size=1, files=0, by=by, at=NOW)
    investigating.close(tip=gone, outcome=Outcome.AGENCY, by=by, at=NOW)
    day = NOW.date()
    for until, reason in ((day, "ก"), (day + timedelta(days=9999), "ก"), (day + timedelta(days=400), " ")):
        with pytest.raises(Problem):
            investigating.extend(tip=kept, until=until, reason=reason, by=by, at=NOW)
    investigating.extend(tip=kept, until=day + timedelta(days=400), reason="คดีอยู่ในศาล", by=by, at=NOW)

    def expire(today: date) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tips_expire(%s)", [today])
            return int(cursor.fetchone()[0])

    assert expire(day + timedelta(days=KEPT_DAYS - 1)) == 0
    assert expire(day + timedelta(days=KEPT_DAYS)) == 1
    assert set(Tip.objects.values_list("pk", flat=True)) == {kept.pk, open_.pk}
    for model in (TipFile, SealedContact, HandOver, ContactOpening):
        assert not model.objects.filter(tip_id=gone.pk).exists()
    assert expire(day + timedelta(days=400)) == 1
    assert Tip.objects.get().pk == open_.pk
    assert verbs_of(gone)[-1:] and queries.counts(by)["closed"] == 0
