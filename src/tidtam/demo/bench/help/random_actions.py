"""Random histories of requests through the actions, on PostgreSQL: each step is held against the rules."""

from __future__ import annotations

import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection, transaction

from tidtam.assistance import access
from tidtam.assistance import actions as assistance
from tidtam.assistance.actions import delivering, requests, voiding
from tidtam.assistance.actions.delivering import Given
from tidtam.assistance.choices import OPEN, Reason
from tidtam.assistance.models import Delivery, Need, Request
from tidtam.assistance.rules import allowed
from tidtam.assistance.transitions import NEED, REQUEST
from tidtam.demo.bench import nation
from tidtam.demo.bench.help.asking import UNBALANCED
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.nation import acting, moment
from tidtam.demo.bench.shop import PGBENCH
from tidtam.demo.nation import asking
from tidtam.demo.nation.asking import Seat
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Problem
from tidtam.offices.queries import by_code, lgos_of_district

SEQUENCES, STEPS, CHUNK, SEED = 2_000, 8, 50, 69_412
DISTRICT, LGOS, TRIES = "3014", 3, 8
BEGUN = date(2025, 10, 31)
_WITH_REASON = ("grant", "refer", "refuse", "defer", "close", "withdraw", "reopen")
# What must not be found of one request; %(request)s is its id.
_OF_A_REQUEST = {
    "ended_with_an_open_need": "SELECT EXISTS (SELECT 1 FROM assistance_request r JOIN assistance_need n ON"
    " n.request_id = r.id WHERE r.id = %(request)s AND n.bucket IN ('unmet', 'in_progress') AND r.state IN"
    " ('closed', 'refused', 'withdrawn', 'merged', 'handed', 'helped', 'announced'))",
    "live_without_one": "SELECT EXISTS (SELECT 1 FROM assistance_request r WHERE r.id = %(request)s AND r.state NOT IN"
    " ('closed', 'refused', 'withdrawn', 'merged', 'handed', 'helped', 'announced') AND NOT EXISTS (SELECT 1 FROM"
    " assistance_need n WHERE n.request_id = r.id AND n.bucket IN ('unmet', 'in_progress')))",
    "needs_lost": "SELECT (SELECT count(*) FROM assistance_need n WHERE n.request_id = %(request)s) + (SELECT count(*)"
    " FROM assistance_handedneed h WHERE h.request_id = %(request)s) < (SELECT CASE WHEN r.state = 'merged' THEN 0"
    " ELSE 1 END FROM assistance_request r WHERE r.id = %(request)s)",
    "met_and_never_given": "SELECT EXISTS (SELECT 1 FROM assistance_need n WHERE n.request_id = %(request)s AND"
    " n.bucket = 'met' AND n.settled_on IS NULL)",
    # A need is given its last once for each time it was settled; reopened, it may be settled and given again.
    "paid_twice": "SELECT EXISTS (SELECT 1 FROM assistance_delivery d WHERE d.request_id = %(request)s AND d.last"
    " GROUP BY d.need_id HAVING count(*) > (SELECT count(*) FROM assistance_movement m WHERE m.need_id = d.need_id"
    " AND m.bucket = 'met' AND m.delta = 1))",
    "elsewhere": "SELECT EXISTS (SELECT 1 FROM assistance_request r JOIN offices_office o ON o.id = r.office_id JOIN"
    " people_person p ON p.id = r.person_id WHERE r.id = %(request)s AND (o.path <> r.scope_path OR p.scope_path <>"
    " r.scope_path OR p.purpose <> 'help'))",
}  # fmt: skip
_OF_ALL = {
    "ledgers": UNBALANCED,
    "numbers": "SELECT count(*) FROM (SELECT office_id, year FROM assistance_request GROUP BY 1, 2"
    " HAVING count(*) <> max(number) OR min(number) <> 1) s",
    # What was ever asked is what stands in some bucket of some office now.
    "asked_is_the_sum": "SELECT abs((SELECT count(*) FROM assistance_movement WHERE seq = 1) - (SELECT sum(delta) FROM"
    " assistance_movement)) + abs((SELECT count(*) FROM assistance_need) - (SELECT sum(delta) FROM"
    " assistance_movement))",
}  # fmt: skip


def measure(scale: float) -> Iterator[Line]:
    """Yield how many invariants were found broken after random sequences of actions."""
    nation.found_demo()
    sequences = max(4, round(SEQUENCES * scale))
    world, dice = World(), random.Random(SEED)  # noqa: S311 (repeatable histories, no secret)
    done, broken, began = Counter[str](), Counter[str](), time.perf_counter()
    for number in range(1, sequences + 1):
        world.begin(number, dice)
        for _ in range(STEPS):
            done[world.act(dice)] += 1
            broken.update(of_request(world.request))
        if number % CHUNK == 0 or number == sequences:
            broken.update(of_all())
            passed = time.perf_counter() - began
            print(f"help_random {number}/{sequences} {passed:.0f} s {dict(broken) or ''}", file=sys.stderr)
    yield line(
        "help_ledger.actions", "invariants broken", broken.total(), n=sequences, reference=Reference(PGBENCH, "tps", 0),
        limit=Limit(0), steps=sequences * STEPS, seconds=round(time.perf_counter() - began, 1), seed=SEED,
        done=dict(sorted(done.items())), broken=dict(broken),
    )  # fmt: skip


def of_request(request: int) -> list[str]:
    """Return the names of what is broken of a request."""
    whole = " UNION ALL ".join(f"SELECT '{name}', coalesce(({asked}), false)" for name, asked in _OF_A_REQUEST.items())
    with wall.scope(ROOT), connection.cursor() as cursor:
        cursor.execute(whole, {"request": request})
        return [name for name, wrong in cursor.fetchall() if wrong]


def of_all() -> list[str]:
    """Return the names of what is broken of all requests: ledgers, numbers, the sum of what was asked."""
    found = []
    with wall.scope(ROOT), connection.cursor() as cursor:
        for name, asked in _OF_ALL.items():
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                found.append(name)
    return found


class World:
    """Three local governments of a district, their clerks, and the request at hand."""

    def __init__(self) -> None:
        with wall.scope(ROOT):
            self.offices = list(lgos_of_district(DISTRICT)[:LGOS])
            self.district = by_code(f"DLA-{DISTRICT}")
        self.clerks: list[Actor] = [acting(office) for office in self.offices]
        self.request, self.place, self.today, self.last = 0, 0, BEGUN, 0
        self.serial = count(60_000_000_000)
        self.sent: list[Given] = []

    @property
    def at(self) -> datetime:
        """Return the instant of the step."""
        return moment(self.today, 10)

    def begin(self, number: int, dice: random.Random) -> int:
        """Take somebody's request in at one of the offices; seldom a second one of the same person."""
        self.today, self.sent, before = BEGUN, [], self.request
        again = before and dice.random() < 0.3
        self.place = self.place if again else dice.randrange(LGOS)
        office, by = self.offices[self.place], self.clerks[self.place]
        seat = Seat(office.pk, office.code, (f"{DISTRICT}01",))
        told = asking.invent(SEED, seat, number, next(self.serial), BEGUN).intake
        more: dict[str, Any] = {"asked_on": BEGUN, "at": self.at, "happened_on": None}
        with wall.scope(by.scope):
            if again:
                more |= {"person": None, "person_id": Request.objects.values_list("person", flat=True).get(pk=before)}
            intake = asking.again(told, **more)
            self.last = before if again else 0
            self.request = requests.receive(office=office, intake=intake, by=by, at=self.at).pk
        return self.request

    def act(self, dice: random.Random) -> str:
        """Let days pass, then do one thing at random; return what was done, or why it was refused."""
        self.today += timedelta(days=dice.choice((0, 0, 1, 3, 16)))
        for _ in range(TRIES):
            said = self._try(dice)
            if said != "nothing":
                break
        return said

    def _try(self, dice: random.Random) -> str:
        by = self.clerks[self.place] if dice.random() < 0.95 else dice.choice(self.clerks)
        try:
            with wall.scope(by.scope), transaction.atomic():
                one = access.requests(by).select_related("office").filter(pk=self.request).first()
                if one is None:
                    return "nothing"
                if dice.random() < 0.25:
                    return self._need(one, by, dice)
                fitting = [verb for verb in REQUEST if allowed(verb, one.state, one.track)]
                verb = dice.choice(fitting if fitting and dice.random() < 0.9 else list(REQUEST))
                if verb == "receive":
                    return "nothing"
                return verb if self._verb(verb, one, by, dice) else "nothing"
        except Problem as problem:
            return problem.code

    def _verb(self, verb: str, one: Request, by: Actor, dice: random.Random) -> bool:
        told: dict[str, Any] = {"request": one, "by": by, "at": self.at}
        if verb == "deliver":
            return self._deliver(one, by, dice)
        if verb == "void_delivery":
            given = Delivery.objects.filter(request=one).order_by("-pk").first()
            if given is None:
                return False
            return bool(voiding.void_delivery(delivery=given, reason="กรอกผิดคน", note="แก้ในเดือนถัดไป", **told))
        if verb == "merge":
            into = access.requests(by).filter(pk=self.last).first()
            return into is not None and bool(requests.merge(into=into, **told))
        more: dict[str, dict[str, Any]] = {
            "check_item": {"code": dice.choice(("identity", "address", "photos"))}, "appoint": {"when": self.at},
            "assign": {"division": "กองสวัสดิการสังคม"}, "note_duplicates": {"compared": 14, "concluded": "none"},
            "amend": {"title": "ขอความช่วยเหลือ", "category": "QOL", "track": dice.choice(("immediate", "committee"))},
            "announce": {"until": self.today + timedelta(days=14)},
        }  # fmt: skip
        more |= {verb: {"reason": "ตามที่ประชุม"} for verb in _WITH_REASON}
        return bool(getattr(requests, verb)(**told, **more.get(verb, {})))

    def _deliver(self, one: Request, by: Actor, dice: random.Random) -> bool:
        if self.sent and dice.random() < 0.2:  # the same form once more
            return bool(delivering.deliver(request=one, given=dice.choice(self.sent), by=by, at=self.at))
        need = Need.objects.filter(request=one, bucket__in=OPEN).order_by("pk").first()
        if need is None:
            return False
        cash = dice.random() < 0.4
        given = Given(
            uuid=uuid.UUID(int=dice.getrandbits(128), version=4), need=need.pk, kind="cash" if cash else "goods",
            given="เงินสงเคราะห์" if cash else "ถุงยังชีพ 1 ชุด", amount=Decimal(1500) if cash else None,
            fund="งบช่วยเหลือประชาชน" if cash else "", on=self.today, last=dice.random() < 0.75,
            urgent=dice.random() < 0.3,
        )  # fmt: skip
        self.sent.append(given)
        return bool(delivering.deliver(request=one, given=given, by=by, at=self.at))

    def _need(self, one: Request, by: Actor, dice: random.Random) -> str:
        need = dice.choice(list(Need.objects.filter(request=one).order_by("pk")) or [None])
        verb = dice.choice([verb for verb in NEED if verb != "open"])
        if need is None or need.bucket not in NEED[verb].sources:
            return "nothing"
        told: dict[str, Any] = {"need": need, "by": by, "at": self.at}
        more: dict[str, dict[str, Any]] = {
            "settle": {"given": "ช่วยตามที่ขอ", "on": self.today}, "set_unmet": {"reason": Reason.NO_BUDGET},
            "refuse": {"words": "ไม่เข้าเกณฑ์"}, "hand_over": {"office": dice.choice(self.offices)},
            "merge": {"into": Need.objects.filter(person=need.person_id).exclude(pk=need.pk).first()},
        }  # fmt: skip
        getattr(assistance, verb)(**told, **more.get(verb, {}))
        return f"need.{verb}"
