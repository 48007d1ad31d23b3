"""Many needs at once are what the same needs one by one would be."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from tests.assistance.desk import DISTRICT, commit, day, person, recorder
from tests.factories.actors import NOW, office

from tidtam.assistance import actions
from tidtam.assistance.actions import Asked, Change
from tidtam.assistance.actions.ledger import digest_of
from tidtam.assistance.models import Movement, Need
from tidtam.audit import actions as audit
from tidtam.audit.models import Entry
from tidtam.kernel.problem import Conflict, Problem

pytestmark = pytest.mark.django_db

ROW = (
    "code", "source", "bucket", "reason", "asked_on", "opened_at", "due_on", "next_step", "settled_on", "given",
    "amount_baht", "fund", "office_id", "scope_path", "version", "merged_into_id",
)  # fmt: skip
LINE = ("seq", "day", "at", "bucket", "delta", "reason", "office_id", "scope_path", "verb")


def asked() -> list[Asked]:
    where = office(DISTRICT)
    codes = ("HOU", "JOB", "EQP", "WEL")
    return [
        Asked(where, person(where, f"คน{n}").pk, code, day(30 - n), detail=f"ข้อ {n}", at=NOW)
        for n, code in enumerate(codes)
    ]


def rows(needs: list[Need]) -> list[tuple]:
    found = {row[0]: row[1:] for row in Need.objects.values_list("pk", *ROW)}
    lines: dict[int, list[tuple]] = {}
    for row in Movement.objects.order_by("need", "seq").values_list("need_id", *LINE):
        lines.setdefault(row[0], []).append(row[1:])
    return [(found[need.pk], lines[need.pk]) for need in needs]


def test_bulk_and_single_give_equal_rows_movements_and_digests():
    clerk = recorder()
    heard: list[tuple[str, object]] = []
    listener = lambda verb, obj, by, at: heard.append((verb, obj))  # noqa: E731  # removed below by its name
    audit.on_record(listener)
    try:
        many = actions.open_many(asked=asked(), by=clerk, at=NOW)
        settled = actions.settle_many(
            changes=[
                Change(one.pk, given="ข้าวสาร", amount=Decimal(500), fund="งบกลาง", on=day(n))
                for n, one in enumerate(many)
            ],
            by=clerk,
            at=NOW,
        )
    finally:
        audit._LISTENERS.remove(listener)
    single = []
    for one in asked():
        new = actions.open_need(
            office=one.office, person=Need._meta.get_field("person").related_model.objects.get(pk=one.person),
            code=one.code, asked_on=one.asked_on, detail=one.detail, by=clerk, at=NOW,
        )  # fmt: skip
        single.append(
            actions.settle(
                need=new, given="ข้าวสาร", amount=Decimal(500), fund="งบกลาง", on=day(len(single)), by=clerk, at=NOW
            )
        )
    commit()
    assert rows(many) == rows(single)
    batch = {e.reason: e for e in Entry.objects.filter(verb=actions.MOVED, object_id="batch")}
    assert {verb: e.count for verb, e in batch.items()} == {"open": 4, "settle": 4}
    said = ",".join(digest_of(one) for one in settled)
    assert batch["settle"].digest.split(":")[0] == hashlib.sha256(said.encode()).hexdigest()
    for one in single:
        [entry] = Entry.objects.filter(verb=actions.MOVED, object_id=str(one.pk), reason="settle")
        assert entry.digest.split(":")[0] == digest_of(one)
    told = [actions.needs_of(obj) for verb, obj in heard if verb == actions.MOVED]
    assert [[need.pk for need in needs] for needs in told] == [[one.pk for one in many]] * 2
    assert actions.needs_of(single[0]) == (single[0],)


def test_bulk_is_all_or_nothing():
    clerk = recorder()
    where = office(DISTRICT)
    fine, broken = asked()[0], Asked(where, 0, "HOU", day(3))
    with pytest.raises(Problem):
        actions.open_many(asked=[fine, broken], by=clerk, at=NOW)
    assert not Need.objects.exists()
    first, second = actions.open_many(asked=asked()[:2], by=clerk, at=NOW)
    actions.withdraw(need=second, by=clerk, at=NOW)
    with pytest.raises(Conflict):
        actions.move_many(verb="take_up", changes=[Change(first.pk), Change(second.pk)], by=clerk, at=NOW)
    assert Need.objects.get(pk=first.pk).bucket == "unmet"
    commit()
