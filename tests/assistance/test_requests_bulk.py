"""Many requests moved at once are what the same requests moved one by one would be."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.assistance.desk import commit
from tests.factories.actors import NOW, TODAY
from tests.factories.assistance import clerk, given, intake, lgo

from tidtam.assistance.actions import delivering, histories, requests
from tidtam.assistance.actions.following import digest_of
from tidtam.assistance.actions.requests import Step
from tidtam.assistance.models import Delivery, DuplicateCheck, Movement, Need, Request
from tidtam.audit.models import Entry, OldRow
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, NotAllowed, Problem

pytestmark = pytest.mark.django_db
OWN = {
    "id", "public_id", "uuid", "number", "person_id", "request_id", "need_id", "problem_sealed", "reason_sealed",
    "detail_sealed", "answer_sealed", "note_sealed",
}  # fmt: skip
END = NOW + timedelta(days=20)
# Verb → what each of the two requests says: one is helped and announced, the other refused one thing and withdrawn.
WAY: tuple[tuple[str, tuple[int, ...], dict[str, Any]], ...] = (
    ("start_verifying", (0, 1), {}),
    ("note_duplicates", (0, 1), {"compared": 14, "concluded": "none", "note": "ไม่พบ"}),
    ("send_to_committee", (0, 1), {}),
    ("defer", (0, 1), {"reason": "เอกสารไม่ครบ"}),
    ("grant", (0, 1), {"reason": "เห็นควร", "due_on": TODAY + timedelta(days=9)}),
    ("deliver", (0,), {}),
    ("announce", (0,), {"until": TODAY + timedelta(days=14)}),
    ("close", (0,), {"reason": "ช่วยครบ"}),
    ("withdraw", (1,), {"reason": "ไม่ขอแล้ว"}),
)


def received(by: Any, first: int) -> list[Request]:
    forms = [(lgo(), intake(first + n, ("HOU", "OCC"))) for n in range(2)]
    return requests.receive_many(intakes=forms, by=by, at=NOW)


def gifts(one: Request) -> list[Any]:
    money = {"kind": "cash", "given": "เงิน", "amount": Decimal(900), "fund": "งบกลาง"}
    first, second = Need.objects.filter(request=one).order_by("pk")
    return [given(first.pk, last=False), given(first.pk, **money), given(second.pk)]


def at_once(verb: str, told: list[Request], said: dict[str, Any], by: Any, at: Any) -> None:
    if verb == "deliver":
        delivering.deliver_many(given=[(one.pk, gift) for one in told for gift in gifts(one)], by=by, at=at)
    else:
        requests.go_many(verb=verb, steps=[Step(one.pk, **said) for one in told], by=by, at=at)


def one_by_one(verb: str, told: list[Request], said: dict[str, Any], by: Any, at: Any) -> None:
    for one in told:
        if verb == "deliver":
            for gift in gifts(one):
                delivering.deliver(request=one, given=gift, by=by, at=at)
        else:
            getattr(requests, verb)(request=one, by=by, at=at, **said)


def image(ones: list[Request]) -> list[Any]:
    """Return every row about the requests without its own numbers; sealed words only as filled or not."""
    found = []
    for one in ones:
        for model, key in (
            (Request, {"pk": one.pk}), (Need, {"request": one.pk}), (Delivery, {"request": one.pk}),
            (DuplicateCheck, {"request": one.pk}), (Movement, {"need__request": one.pk}),
        ):  # fmt: skip
            for row in model.objects.filter(**key).order_by("pk").values():
                sealed = {name: bool(value) for name, value in row.items() if name.endswith("_sealed")}
                found.append({name: value for name, value in row.items() if name not in OWN} | sealed)
        found.append(OldRow.objects.filter(relation="assistance_request", key=str(one.pk)).count())
    return found


def test_bulk_and_single_give_equal_rows_and_digests():
    by = clerk()
    moved = received(by, 21)
    requests.go_many(verb="start_verifying", steps=[Step(one.pk) for one in moved], by=by, at=NOW)
    requests.go_many(
        verb="note_duplicates", steps=[Step(one.pk, compared=1, concluded="none") for one in moved], by=by, at=NOW
    )
    requests.go_many(verb="send_to_committee", steps=[Step(one.pk) for one in moved], by=by, at=NOW)
    [told] = Entry.objects.filter(verb=requests.MOVED, reason="send_to_committee")
    said = ",".join(digest_of(Request.objects.get(pk=one.pk)) for one in moved)
    assert told.digest.split(":")[0] == hashlib.sha256(said.encode()).hexdigest()
    many, single = received(by, 1), received(by, 11)
    for verb, which, said in WAY:
        at = END if verb == "close" else NOW
        at_once(verb, [many[n] for n in which], said, by, at)
        one_by_one(verb, [single[n] for n in which], said, by, at)
    assert image(many) == image(single)
    assert [Request.objects.get(pk=one.pk).state for one in many] == ["closed", "withdrawn"]
    batch = Entry.objects.filter(verb=requests.MOVED, object_id="batch").values_list("reason", "count")
    assert {("start_verifying", 2), ("defer", 2), ("grant", 2)} <= set(batch)
    closed = Request.objects.get(pk=many[0].pk)
    [entry] = Entry.objects.filter(verb=requests.MOVED, object_id=str(closed.pk), reason="close")
    assert entry.digest.split(":")[0] == digest_of(closed)
    commit()


def test_bulk_is_all_or_nothing():
    by = clerk()
    one, two = received(by, 1)
    requests.withdraw(request=two, by=by, at=NOW)
    with pytest.raises(Conflict):
        requests.go_many(verb="start_verifying", steps=[Step(one.pk), Step(two.pk)], by=by, at=NOW)
    with pytest.raises(Conflict):
        requests.go_many(verb="start_verifying", steps=[Step(one.pk, version=one.version + 1)], by=by, at=NOW)
    with pytest.raises(Problem):
        requests.go_many(verb="note_duplicates", steps=[Step(one.pk)], by=by, at=NOW)
    assert Request.objects.get(pk=one.pk).state == "received"
    gift = given(Need.objects.filter(request=one).order_by("pk")[0].pk, urgent=True)
    first, again = delivering.deliver_many(given=[(one.pk, gift), (one.pk, gift)], by=by, at=NOW)
    assert first.pk == again.pk
    commit()


def story(n: int, by: Any) -> list[tuple[str, Any]]:
    """Return what befell the n-th request as `receive_with_history` is told it."""
    told: list[tuple[str, Any]] = []
    money = {"kind": "cash", "given": "เงิน", "amount": Decimal(900), "fund": "งบกลาง"}
    for verb, which, said in WAY:
        if n not in which:
            continue
        at = END if verb == "close" else NOW
        if verb == "deliver":
            told += [(verb, given(0, last=False)), (verb, given(0, **money)), (verb, given(1))]
        else:
            told.append((verb, Step(0, at=at, **said)))
    return told


def digests(ones: list[Request]) -> list[Any]:
    """Return what the audit was told of one request after the other: verbs and fields; the digests hold ids."""
    keys = [str(one.pk) for one in ones] + [str(need.pk) for one in ones for need in one.needs.order_by("pk")]
    rows = Entry.objects.filter(object_id__in=keys, verb__startswith="assistance.").order_by("object_type", "reason")
    return sorted((one.object_type, one.reason, sorted(one.fields), one.count) for one in rows)


def test_a_history_is_what_its_verbs_would_have_written():
    by = clerk()
    forms = [(lgo(), intake(50 + n, ("HOU", "OCC"))) for n in range(2)]
    single = [requests.receive(office=office, intake=form, by=by, at=NOW) for office, form in forms]
    for verb, which, said in WAY:
        one_by_one(verb, [single[n] for n in which], said, by, END if verb == "close" else NOW)
    at_once = [
        histories.receive_with_history(
            pasts=[histories.Past(lgo(), intake(60 + n, ("HOU", "OCC")), story(n, by))], by=by, at=NOW
        )[0]
        for n in range(2)
    ]
    plain = [[without_versions(row) for row in image([one])] for one in single]
    assert [[without_versions(row) for row in image([one])] for one in at_once] == plain
    assert digests(at_once) == digests(single) != []
    for one in at_once:
        held = Request.objects.get(pk=one.pk)
        assert held.version == 1 and not OldRow.objects.filter(relation="assistance_request", key=str(one.pk)).exists()
        last = Entry.objects.filter(verb=requests.MOVED, object_id=str(one.pk), reason__in=("close", "withdraw")).get()
        assert last.digest.split(":")[0] == digest_of(held)
    many = histories.receive_with_history(
        pasts=[histories.Past(lgo(), intake(70 + n, ("HOU", "OCC")), story(0, by)) for n in range(2)], by=by, at=NOW
    )
    [told] = Entry.objects.filter(verb=requests.MOVED, object_id="batch", reason="close", count=2)
    said = ",".join(digest_of(Request.objects.get(pk=one.pk)) for one in many)
    assert told.digest.split(":")[0] == hashlib.sha256(said.encode()).hexdigest()
    assert [one.number for one in many] == [single[-1].number + 3, single[-1].number + 4]
    commit()


def without_versions(row: Any) -> Any:
    """Return a row of `image` without what only a change writes: the version, and how many old rows there are."""
    return {k: v for k, v in row.items() if k != "version"} if isinstance(row, dict) else None


def test_a_history_that_cannot_be_is_refused_as_its_verb_would():
    by = clerk()
    form = intake(80, ("HOU",))
    told: list[tuple[list[tuple[str, Any]], type[Problem]]] = [
        ([("grant", Step(0, reason="เห็นควร"))], Conflict),
        ([("withdraw", Step(0)), ("close", Step(0, reason="x"))], Conflict),
        ([("deliver", given(0, urgent=True)), ("deliver", given(0, urgent=True))], Conflict),
        ([("start_verifying", Step(0)), ("note_duplicates", Step(0, concluded="?"))], Problem),
        ([("deliver", given(0, urgent=True, kind="cash"))], Problem),
    ]  # fmt: skip
    for deeds, wrong in told:
        with pytest.raises(wrong) as caught:
            histories.receive_with_history(
                pasts=[histories.Past(lgo(), intake(81, ("HOU",))), histories.Past(lgo(), form, deeds)], by=by, at=NOW
            )
        assert caught.value.details["row"] == 1
    with pytest.raises(NotAllowed):
        histories.receive_with_history(
            pasts=[histories.Past(lgo(), form, [("grant", Step(0, reason="x"))])],
            by=replace(by, permissions=by.permissions - {Permission.NEEDS_DECIDE}), at=NOW,
        )  # fmt: skip
