"""Two people act at once, at random, a hundred times: one office answers at every instant, and no sum changes. N5."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import connection, connections
from tests.factories import aftercare as made
from tests.factories.actors import NOW, actor, office

from tidtam.aftercare import access
from tidtam.aftercare.actions import cases as case_actions
from tidtam.aftercare.actions import transfers, visits
from tidtam.aftercare.choices import Stage
from tidtam.aftercare.models import Case
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Problem
from tidtam.places.models import Area

DISTRICTS = ("3014", "3015", "3016")
SEQUENCES, STEPS, CASES = 100, 3, 4
_COUNTS = """
    SELECT count(*), count(DISTINCT c.id), coalesce(sum(r.n), 0), count(*) FILTER (WHERE o.path <> c.scope_path),
           coalesce(sum(r.apart), 0), coalesce(sum(v.apart), 0), coalesce(sum(t.live), 0),
           count(*) FILTER (WHERE p.scope_path <> c.scope_path)
    FROM aftercare_case c JOIN offices_office o ON o.id = c.office_id JOIN people_person p ON p.id = c.person_id
    CROSS JOIN LATERAL (SELECT count(*) AS n, count(*) FILTER (WHERE r.scope_path <> c.scope_path) AS apart
                        FROM aftercare_round r WHERE r.case_id = c.id) r
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE v.scope_path <> c.scope_path) AS apart
                        FROM aftercare_visit v WHERE v.case_id = c.id) v
    CROSS JOIN LATERAL (SELECT (count(*) FILTER (WHERE t.stage IN
                        ('from_province', 'to_province', 'receiver', 'superior')) > 1)::int AS live
                        FROM aftercare_transfer t WHERE t.case_id = c.id) t
"""


class World:
    """Three districts with a team each, their province, and what one person may try."""

    def __init__(self) -> None:
        with wall.scope(ROOT):
            self.people: list[Actor] = [made.recorder(f"DOPA-{code}", enter=False) for code in DISTRICTS]
            self.people.append(actor("DOPA-30", "drug_coordinator", enter=False))
            for code in DISTRICTS:
                made.team(f"{code}01")
        self.cases = []
        with wall.scope(self.people[0].scope):
            self.cases = [made.case(self.people[0], "301401").pk for _ in range(CASES)]
        self.days = dict.fromkeys(self.cases, 15)

    def act(self, dice: random.Random, n: int) -> str:
        """Do one random thing; what is refused leaves nothing."""
        by, pk = dice.choice(self.people), dice.choice(self.cases)
        verb = dice.choice(("offer", "offer", "accept", "accept", "reject", "decide", "withdraw", "visit", "assign"))
        at = NOW + timedelta(seconds=n)
        try:
            with wall.scope(by.scope):
                return verb if getattr(self, verb)(by, pk, dice, at) else "nothing"
        except Problem as problem:
            return problem.code

    def offer(self, by: Actor, pk: int, dice: random.Random, at: Any) -> bool:
        """Offer a case the actor sees to any district."""
        case = access.cases(by).filter(pk=pk).first()
        area = Area.objects.get(pk=f"{dice.choice(DISTRICTS)}01")
        return case is not None and bool(transfers.offer(case=case, area=area, by=by, at=at))

    def _row(self, by: Actor, stage: str, dice: random.Random) -> Any:
        rows = list(access.offers(by).filter(stage=stage))
        return dice.choice(rows) if rows else None

    def accept(self, by: Actor, pk: int, dice: random.Random, at: Any) -> bool:
        """Accept an offer that lies before the actor."""
        row = self._row(by, Stage.RECEIVER, dice)
        return row is not None and bool(transfers.accept(offer=row, by=by, at=at))

    def reject(self, by: Actor, pk: int, dice: random.Random, at: Any) -> bool:
        """Reject an offer that lies before the actor."""
        row = self._row(by, Stage.RECEIVER, dice)
        return row is not None and bool(transfers.reject(offer=row, reason="ไม่ใช่คนที่นี่", by=by, at=at))

    def decide(self, by: Actor, pk: int, dice: random.Random, at: Any) -> bool:
        """Decide as the superior."""
        row = self._row(by, Stage.SUPERIOR, dice)
        verb = dice.choice(("receiver", "keep", "other"))
        to = office(f"DOPA-{dice.choice(DISTRICTS)}")
        return row is not None and bool(transfers.decide(offer=row, verb=verb, office=to, by=by, at=at))

    def withdraw(self, by: Actor, pk: int, dice: random.Random, at: Any) -> bool:
        """Take a running offer back."""
        rows = list(access.transfers(by).filter(stage=Stage.RECEIVER))
        return bool(rows) and bool(transfers.withdraw(transfer=dice.choice(rows), by=by, at=at))

    def visit(self, by: Actor, pk: int, dice: random.Random, at: Any) -> bool:
        """Save a visit while others move the case."""
        case = access.cases(by).filter(pk=pk).first()
        on = made.day(dice.randint(8, 50))
        return case is not None and bool(visits.record(case=case, answers=made.answers(on), by=by, at=at))

    def assign(self, by: Actor, pk: int, dice: random.Random, at: Any) -> bool:
        """Give a case to the district's team."""
        case = access.cases(by).filter(pk=pk).select_related("office").first()
        if case is None or by is self.people[-1]:
            return False
        code = next(code for one, code in zip(self.people, DISTRICTS, strict=False) if one is by)
        case_actions.assign(cases=[case], office=made.team(f"{code}01"), by=by, at=at)
        return True


def _standing() -> tuple[int, ...]:
    with wall.scope(ROOT), connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return tuple(int(value) for value in cursor.fetchone())


def test_one_office_answers_whatever_two_people_do_at_once(committed_db):
    world = World()
    expected = (CASES, CASES, 24 * CASES, 0, 0, 0, 0, 0)
    assert _standing() == expected
    done: dict[str, int] = {}
    over, seen = threading.Event(), []

    def watch() -> None:
        try:
            while not over.wait(0.05):
                seen.append(_standing())
        finally:
            connections.close_all()

    def run(seed: int) -> list[str]:
        dice = random.Random(seed)
        try:
            return [world.act(dice, seed * 10 + n) for n in range(STEPS)]
        finally:
            connections.close_all()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with ThreadPoolExecutor(2) as pool:
            for sequence in range(SEQUENCES):
                for result in pool.map(run, (2 * sequence, 2 * sequence + 1)):
                    for one in result:
                        done[one] = done.get(one, 0) + 1
                assert _standing() == expected, sequence
    finally:
        over.set()
        watcher.join()
    assert set(seen) == {expected}
    assert {"offer", "accept", "reject", "decide", "withdraw", "visit", "assign"} <= set(done), done
    with wall.scope(ROOT):
        assert Case.objects.count() == CASES
