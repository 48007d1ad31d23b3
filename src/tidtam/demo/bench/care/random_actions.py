"""The same random histories through the actions, on PostgreSQL: after each one the rows are held against the rules."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection

from tidtam.aftercare import facts
from tidtam.aftercare.actions import rounds
from tidtam.demo.bench import nation
from tidtam.demo.bench.care.world import COMPLETED, World
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.nation import BY, moment
from tidtam.demo.bench.shop import PGBENCH
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT

SEQUENCES, STEPS, CHUNK, SEED = 2_000, 8, 50, 20_231_115

# What must not be found of one case. One state per round is kept by the key (case, round); here all 24 stand.
_OF_A_CASE = {
    "rounds": "SELECT count(*) <> 24 OR count(DISTINCT round_no) <> 24 FROM aftercare_round WHERE case_id = %(case)s",
    "round_states": "SELECT EXISTS (SELECT 1 FROM aftercare_round WHERE case_id = %(case)s AND"
    " state NOT IN ('planned', 'due', 'done', 'missed', 'excused'))",
    "round_by_its_visit": "SELECT EXISTS (SELECT 1 FROM aftercare_round r WHERE r.case_id = %(case)s"
    " AND r.state = 'done' AND NOT EXISTS (SELECT 1 FROM aftercare_visit v WHERE v.case_id = r.case_id"
    " AND v.visit_no = r.visit_no AND v.visited_on = r.visited_on))",
    "missed_in_ledger": "SELECT EXISTS (SELECT 1 FROM aftercare_round r WHERE r.case_id = %(case)s"
    " AND r.state = 'missed' AND NOT EXISTS (SELECT 1 FROM aftercare_missed m WHERE m.case_id = r.case_id"
    " AND m.round_no = r.round_no))",
    "one_office": "SELECT o.path <> c.scope_path OR p.scope_path <> c.scope_path FROM aftercare_case c"
    " JOIN offices_office o ON o.id = c.office_id JOIN people_person p ON p.id = c.person_id WHERE c.id = %(case)s",
    "rows_apart": "SELECT EXISTS (SELECT 1 FROM (SELECT scope_path FROM aftercare_round WHERE case_id = %(case)s"
    " UNION ALL SELECT scope_path FROM aftercare_visit WHERE case_id = %(case)s UNION ALL"
    " SELECT scope_path FROM aftercare_caseneed WHERE case_id = %(case)s) r"
    " WHERE scope_path <> (SELECT scope_path FROM aftercare_case WHERE id = %(case)s))",
    "one_offer": "SELECT count(*) > 1 FROM aftercare_transfer WHERE case_id = %(case)s AND stage IN"
    " ('from_province', 'to_province', 'receiver', 'superior')",
    "visit_once": "SELECT count(*) <> count(DISTINCT uuid) FROM aftercare_visit WHERE case_id = %(case)s",
    "counters": "SELECT c.rounds_done <> (SELECT count(*) FROM aftercare_round WHERE case_id = c.id AND state = 'done')"
    " OR c.rounds_missed <> (SELECT count(*) FROM aftercare_round WHERE case_id = c.id AND state = 'missed')"
    " FROM aftercare_case c WHERE c.id = %(case)s",
    "needs_mirrored": "SELECT EXISTS (SELECT 1 FROM aftercare_caseneed m JOIN assistance_need n ON n.id = m.need_id"
    " WHERE m.case_id = %(case)s AND m.bucket <> n.bucket)",
}  # fmt: skip
_LEDGERS = """
    SELECT count(*) FROM assistance_need n WHERE (
        SELECT count(*) FROM (
            SELECT m.bucket, m.office_id FROM assistance_movement m WHERE m.need_id = n.id
            GROUP BY 1, 2 HAVING sum(m.delta) <> 0
        ) s WHERE s.bucket = n.bucket AND s.office_id = n.office_id
    ) <> 1 OR (SELECT sum(m.delta) FROM assistance_movement m WHERE m.need_id = n.id) <> 1
"""
# Districts and their province, of every measure that is counted.
_SUMS = """
    SELECT count(*) FROM (
        SELECT measure, slot, sum(n) FILTER (WHERE tier = 1) AS whole, sum(n) FILTER (WHERE tier = 2) AS parts
        FROM aftercare_tally GROUP BY 1, 2
    ) s WHERE coalesce(whole, 0) <> coalesce(parts, 0)
"""
_FOUR = """
    SELECT count(*) FILTER (WHERE enrolled), count(*) FILTER (WHERE asked),
        count(*) FILTER (WHERE asked AND NOT waiting)
    FROM (
        SELECT c.close_reason <> 'not_a_case' AS enrolled,
            c.close_reason <> 'not_a_case' AND bool_or(n.bucket IN ('unmet', 'in_progress', 'met')) AS asked,
            bool_or(n.bucket IN ('unmet', 'in_progress')) AS waiting
        FROM aftercare_case c LEFT JOIN aftercare_caseneed n ON n.case_id = c.id GROUP BY c.id
    ) s
"""


def measure(scale: float) -> Iterator[Line]:
    """Yield how many invariants were found broken after random sequences of actions."""
    nation.found_demo()
    sequences = max(4, round(SEQUENCES * scale))
    world, dice = World(), random.Random(SEED)  # noqa: S311 (repeatable histories, no secret)
    done, broken, last = Counter[str](), Counter[str](), COMPLETED
    began = time.perf_counter()
    for number in range(1, sequences + 1):
        case = world.begin(dice)
        for _ in range(STEPS):
            done[world.act(dice)] += 1
            broken.update(of_case(case))
        last = max(last, world.today)
        if number % CHUNK == 0 or number == sequences:
            broken.update(of_all(last))
            print(f"care_random {number}/{sequences} {time.perf_counter() - began:.0f} s", file=sys.stderr)
    yield line(
        "care_random.actions", "invariants broken", broken.total(), n=sequences, reference=Reference(PGBENCH, "tps", 0),
        limit=Limit(0), steps=sequences * STEPS, seconds=round(time.perf_counter() - began, 1), seed=SEED,
        done=dict(sorted(done.items())), broken=dict(broken),
    )  # fmt: skip


def of_case(case: int) -> list[str]:
    """Return the names of what is broken of a case."""
    whole = " UNION ALL ".join(f"SELECT '{name}', ({asked})" for name, asked in _OF_A_CASE.items())
    with wall.scope(ROOT), connection.cursor() as cursor:
        cursor.execute(whole, {"case": case})
        return [name for name, wrong in cursor.fetchall() if wrong]


def of_all(today: date) -> list[str]:
    """Bring every case to a day; return the names of what is broken of all: ledgers, sums, the four figures."""
    with wall.scope(ROOT, sensitive=True):
        day = today + timedelta(days=1)
        rounds.tick(today=day, at=moment(day, 1), by=BY)
    found = []
    with wall.scope(ROOT), connection.cursor() as cursor:
        for name, asked in (("ledgers", _LEDGERS), ("districts_sum_to_province", _SUMS)):
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                found.append(name)
        cursor.execute(_FOUR)
        follow, asked, helped = cursor.fetchone()
        figure = facts.national(BY, ROOT, day)
    if (figure.to_follow, figure.asked, figure.helped, figure.waiting) != (follow, asked, helped, asked - helped):
        found.append("four_figures")
    return found
