"""Many requests moved at once are what the same requests moved one by one would be."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.assistance.desk import commit
from tests.factories.actors import NOW, TODAY
from tests.factories.assistance import clerk, given, intake, lgo

from tidtam.assistance.actions import delivering, requests
from tidtam.assistance.actions.following import digest_of
from tidtam.assistance.actions.requests import Step
from tidtam.assistance.models import Delivery, DuplicateCheck, Movement, Need, Request
from tidtam.audit.models import Entry, OldRow
from tidtam.kernel.problem import Conflict, Problem

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
