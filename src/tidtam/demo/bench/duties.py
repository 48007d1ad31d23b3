"""Work `duties`: a year of duties for every local government under eight rules, audit on, through the action."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import connections

from tidtam.demo.bench import nation
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.shop import PGBENCH
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.letters.actions.confirm import CheckedDeadline
from tidtam.obligations.actions import duties
from tidtam.obligations.models import Bound, Duty
from tidtam.offices.queries import by_code

LIMIT = Limit(60)


def measure(scale: float) -> Iterator[Line]:
    """Yield seconds for the year's duties, then for one circular relayed to all, then for the answers to the past."""
    nation.found_demo()
    offices = max(10, round(nation.OFFICES * scale))
    entry = nation.circular(1)
    nation.pass_down(entry, scale)
    began = time.perf_counter()
    made = nation.bind(entry.letter, nation.DAYS, offices)
    bound = time.perf_counter() - began
    began = time.perf_counter()
    rows = 0
    for obligation in made:
        with wall.scope(ROOT):
            rows += duties.generate(obligation=obligation, until=nation.YEAR[1], at=nation.moment(nation.AS_OF))
    seconds = time.perf_counter() - began
    reference = Reference(PGBENCH, "tps", 0)
    yield line(
        "duties.generate", "seconds", seconds, n=rows, reference=reference, limit=LIMIT,
        rows_per_second=round(rows / seconds), offices=offices, rules=len(made), binding_seconds=round(bound, 1),
    )  # fmt: skip
    yield _relay(reference, scale)
    began = time.perf_counter()
    sent = nation.answer_past()
    seconds = time.perf_counter() - began
    yield line(
        "duties.send_many", "seconds", seconds, n=sent, reference=reference, rows_per_second=round(sent / seconds)
    )
    # A province with a register of its own, so that few letters do not stand for many.
    nation.delivered(by_code(nation.CODE["province"]), max(5, round(400 * scale)))
    _settle()


def _relay(reference: Reference, share: float) -> Line:
    """Relay one circular with one rule to all offices below: delivery, binding, thirteen months of duties, audit."""
    rule = nation.monthly(7)
    asked = CheckedDeadline(title="รายงานภายในวันที่ 7 ของเดือน", rule=rule.to_json(), from_level="lgo", quote="วันที่ 7")
    entry = nation.circular(2, deadlines=[asked])
    with wall.scope(ROOT):
        before = Duty.objects.count()
    began = time.perf_counter()
    offices = nation.pass_down(entry, share)
    seconds = time.perf_counter() - began
    with wall.scope(ROOT):
        rows, bound = Duty.objects.count() - before, Bound.objects.filter(obligation__letter=entry.letter).count()
    return line("duties.relay", "seconds", seconds, n=rows, reference=reference, offices=offices, bound=bound)


def _settle() -> None:
    """Do what autovacuum does within the hour, so that plans stand on figures."""
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
