"""Work `nation`: a programme year of the whole nation through the rooms' own bulk actions, audit on."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

from tidtam.aftercare import facts
from tidtam.audit import actions as audit
from tidtam.audit import queries
from tidtam.demo.bench.care.house import settle_down
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.nation import moment
from tidtam.demo.bench.shop import PGBENCH
from tidtam.demo.nation import allotment
from tidtam.demo.nation.build import AS_OF, Built, build
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system

SEED = 1
LIMIT, OTHER = Limit(300), Limit(600)
REFERENCE = Reference(PGBENCH, "tps", 0)


def measure(scale: float) -> Iterator[Line]:
    """Yield seconds of the people's year, seconds of all else, the four figures against the letter, the audit chain."""
    began = time.perf_counter()
    province = os.environ.get("TIDTAM_BENCH_PROVINCE", "")
    built = build(
        seed=SEED, as_of=AS_OF, province=province, scale=scale, say=lambda text: print(text, file=sys.stderr)
    )  # fmt: skip
    whole = time.perf_counter() - began
    yield _of_people(built)
    prepared = float(os.environ.get("TIDTAM_BENCH_PREPARED", "0"))
    yield line(
        "nation.all_else", "seconds", prepared + whole - built.seconds, n=len(built.provinces), reference=REFERENCE,
        limit=OTHER, areas_and_offices_seconds=round(prepared, 1),
        teams_and_cohorts_seconds=round(whole - built.seconds, 1),
    )  # fmt: skip
    settle_down()
    yield _figures(scale, province)
    yield _chain()


def _of_people(built: Built) -> Line:
    return line(
        "nation.build", "seconds", built.seconds, n=built.rows, reference=REFERENCE, limit=LIMIT,
        rows_per_second=round(built.rows / max(built.seconds, 0.001)), people=built.people, cases=built.cases,
        rounds=built.rounds, visits=built.visits, needs=built.needs, inventing_seconds=round(built.inventing, 1),
    )  # fmt: skip


def _figures(scale: float, province: str) -> Line:
    """Count the four figures from records; they must be the letter's, of less than the nation its shares."""
    wanted = [round(one * scale) for one in (allotment.TO_FOLLOW, allotment.ASKED, allotment.HELPED)]
    if province:
        share = allotment.shares(scale)[province]
        wanted = [share.to_follow, share.asked, share.helped]
    wanted.append(wanted[1] - wanted[2])
    began = time.perf_counter()
    with wall.scope(ROOT):
        found = facts.national(system("การวัด"), ROOT, AS_OF).as_json()
    seconds = time.perf_counter() - began
    off = sum(abs(one - other) for one, other in zip(found.values(), wanted, strict=True))
    return line(
        "nation.figures", "people off", off, n=found["to_follow"], reference=REFERENCE, limit=Limit(0), **found,
        wanted=wanted, seconds=round(seconds, 2),
    )  # fmt: skip


def _chain() -> Line:
    """Seal what is fresh and verify the whole chain of the audit."""
    began = time.perf_counter()
    while audit.seal(at=moment(AS_OF), everything=True):
        pass
    verdict = queries.verify()
    return line(
        "nation.audit_faults", "faults", len(verdict.faults) + verdict.unsealed, n=verdict.entries,
        reference=REFERENCE, limit=Limit(0), blocks=verdict.blocks, seconds=round(time.perf_counter() - began, 1),
    )  # fmt: skip
