"""Two people act on one request at the same instant, two hundred times: one result, ledgers that hold, no deadlock."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import connection, connections, transaction
from tests.factories.actors import NOW, TODAY

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.kernel.problem import Problem

ROUNDS = 200
UNBALANCED = """
    SELECT count(*) FROM assistance_need n WHERE (
        SELECT count(*) FROM (
            SELECT m.bucket, m.office_id FROM assistance_movement m WHERE m.need_id = n.id
            GROUP BY 1, 2 HAVING sum(m.delta) <> 0
        ) s WHERE s.bucket = n.bucket AND s.office_id = n.office_id
    ) <> 1 OR (SELECT sum(m.delta) FROM assistance_movement m WHERE m.need_id = n.id) <> 1
"""
UNFIT = """
    SELECT count(*) FROM assistance_request r WHERE (r.state IN
        ('closed', 'refused', 'withdrawn', 'merged', 'handed', 'helped', 'announced')) = EXISTS (
        SELECT 1 FROM assistance_need n WHERE n.request_id = r.id AND n.bucket IN ('unmet', 'in_progress'))
"""
Act = Callable[[], Any]


def test_two_at_once_come_to_one_result(committed_db):
    from tests.factories.actors import office
    from tests.factories.assistance import clerk, given, intake, lgo

    from tidtam.assistance import actions
    from tidtam.assistance.actions import delivering, requests
    from tidtam.assistance.actions.requests import Step
    from tidtam.assistance.models import Delivery, HandedNeed, Need, Request

    with transaction.atomic():
        by, here = clerk(), lgo()
    there = office("LGO-301401") if _stands("LGO-301401") else office("DLA-3014")
    with wall.scope(by.scope), transaction.atomic():
        first = requests.receive_many(
            intakes=[(here, intake(n, ("HOU", "OCC"), track="immediate")) for n in range(ROUNDS)], by=by, at=NOW
        )
        twins = requests.receive_many(
            intakes=[(here, intake(person_id=one.person_id, track="immediate")) for one in first], by=by, at=NOW
        )
        begun = [Step(one.pk) for one in (*first, *twins)]
        requests.go_many(verb="start_verifying", steps=begun, by=by, at=NOW)
        steps = [Step(one.pk, compared=1, concluded="none") for one in (*first, *twins)]
        requests.go_many(verb="note_duplicates", steps=steps, by=by, at=NOW)
        needs: dict[int, list[Need]] = {}
        for need in Need.objects.select_related("office").order_by("pk"):
            needs.setdefault(need.request_id or 0, []).append(need)
    later = NOW + timedelta(seconds=1)

    def deliver(one: Request, place: int = 0) -> Act:
        return lambda: delivering.deliver(request=one, given=given(needs[one.pk][place].pk), by=by, at=later)

    def pairs(one: Request, twin: Request) -> list[tuple[str, Act, Act]]:
        told: dict[str, Any] = {"request": one, "by": by, "at": later}
        need: dict[str, Any] = {"need": needs[one.pk][0], "by": by, "at": later}
        return [
            ("deliver deliver", deliver(one), deliver(one)),
            ("withdraw grant", lambda: requests.withdraw(**told), lambda: requests.grant(reason="เห็นควร", **told)),
            ("merge deliver", lambda: requests.merge(into=twin, **told), deliver(one)),
            ("merge deliver twin", lambda: requests.merge(into=twin, **told), deliver(twin)),
            ("merge merge", lambda: requests.merge(into=twin, **told),
             lambda: requests.merge(request=twin, into=one, by=by, at=later)),
            ("refer hand_over", lambda: requests.refer(reason="เกินกำลัง", **told),
             lambda: actions.hand_over(office=there, **need)),
            ("settle hand_over", lambda: actions.settle(given="ช่วยแล้ว", on=TODAY, **need),
             lambda: actions.hand_over(office=there, **need)),
            ("settle refuse", lambda: actions.settle(given="ช่วยแล้ว", on=TODAY, **need),
             lambda: requests.refuse(reason="ไม่เข้าเกณฑ์", **told)),
        ]  # fmt: skip

    said: dict[str, set[tuple[str, str]]] = {}
    dice = random.Random(7)
    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            found = pairs(first[number], twins[number])
            name, one, two = found[number % len(found)]
            start = threading.Barrier(2)
            works = [(one, dice.random() * 0.004), (two, dice.random() * 0.004)]
            jobs = [pool.submit(_run, act, by.scope, start, wait) for act, wait in works]
            said.setdefault(name, set()).add((jobs[0].result(), jobs[1].result()))
    assert {word for pair in said.values() for both in pair for word in both} <= {
        "done", "assistance.delivery.done", "assistance.request.bad_state", "assistance.need.bad_state",
        "assistance.merge_other", "assistance.missing",
    }, said  # fmt: skip
    for name in ("deliver deliver", "merge merge", "settle hand_over", "settle refuse"):
        assert all(both.count("done") == 1 for both in said[name]) or name == "settle refuse", (name, said[name])
    with wall.scope(ROOT), connection.cursor() as cursor:
        for asked in (UNBALANCED, UNFIT):
            cursor.execute(asked)
            assert cursor.fetchone()[0] == 0, asked
        paid = Delivery.objects.values_list("need", flat=True)
        assert len(paid) == len(set(paid)) > 0
        assert HandedNeed.objects.exists()
        assert Need.objects.count() == 3 * ROUNDS


def _stands(code: str) -> bool:
    from tidtam.offices.models import Office

    return Office.objects.filter(code=code).exists()


def _run(act: Act, scope: str, start: threading.Barrier, wait: float) -> str:
    try:
        start.wait(60)
        threading.Event().wait(wait)
        with wall.scope(scope):
            act()
        return "done"
    except Problem as problem:
        return problem.code
    except BaseException as fault:  # a deadlock is an OperationalError
        return repr(fault)
    finally:
        connections.close_all()
