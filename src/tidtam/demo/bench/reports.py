"""Work `reports_exact`: figures are signed amid random histories; after the rest each must recompute exactly.

A history is signed once and goes on in several sequences, each checked at its end; then it is taken back, so that the
next begins with an empty house.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from tidtam.aftercare.models import Case
from tidtam.assistance.models import Need
from tidtam.demo.bench import nation
from tidtam.demo.bench.care.world import COMPLETED, DISTRICTS, PROVINCE, World
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.nation import acting, moment
from tidtam.demo.bench.shop import PGBENCH
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code
from tidtam.reports.actions import amending, compiling, reviewing, signing
from tidtam.reports.actions.freezing import Signature
from tidtam.reports.catalogue import R2, R4
from tidtam.reports.models import Edition, Report, Template, TemplateVersion
from tidtam.reports.queries.verifying import verify_all
from tidtam.reports.rules.form import Form

SEQUENCES, PARTS, BEFORE, AFTER, CHUNK, SEED = 2_000, 4, 8, 4, 20, 20_240_229
_SIGNED = Signature(position="ผู้วัด", reason="ข้อมูลมาหลังส่ง")


def measure(scale: float) -> Iterator[Line]:
    """Yield how many signed cells did not recompute, and how long one edition takes."""
    nation.found_demo()
    place, _slash, houses = os.environ.get("TIDTAM_BENCH_PART", "0/1").partition("/")
    histories = max(1, round(SEQUENCES * scale / PARTS / int(houses)))
    world, dice = World(), random.Random(SEED + int(place))  # noqa: S311 (repeatable histories, no secret)
    forms = {code: _form(code, form) for code, form in (("XR2", R2), ("XR4", R4))}
    found: Counter[str] = Counter()
    began, checking = time.perf_counter(), 0.0
    for number in range(1, histories + 1):
        with transaction.atomic():
            checking += _history(world, dice, forms, found)
            transaction.set_rollback(True)
        if number % CHUNK == 0 or number == histories:
            print(
                f"reports_exact {number * PARTS}/{histories * PARTS} {time.perf_counter() - began:.0f} s",
                file=sys.stderr,
            )
    yield line(
        "reports_exact.cells", "cells that differ", found["faults"], n=found["cells"],
        reference=Reference(PGBENCH, "tps", 0), limit=Limit(0), sequences=histories * PARTS, editions=found["editions"],
        amended=found["amended"], seconds=round(time.perf_counter() - began, 1),
        milliseconds_an_edition=round(checking * 1000 / max(1, found["editions"]), 1), seed=SEED,
    )  # fmt: skip


def _form(code: str, form: Form) -> TemplateVersion:
    at = moment(COMPLETED)
    made, _new = Template.objects.get_or_create(code=code, defaults={"title": f"วัด {code}", "made_at": at})
    return TemplateVersion.objects.get_or_create(
        template=made, no=1,
        defaults={
            "state": "published", "form": form.to_json(), "valid_from": date(2020, 1, 1), "made_at": at,
            "published_at": at,
        },
    )[0]  # fmt: skip


def _history(world: World, dice: random.Random, forms: dict[str, TemplateVersion], found: Counter[str]) -> float:
    """Live a history around signatures; return the seconds verifying took."""
    world.begin(dice)
    for _ in range(BEFORE):
        world.act(dice)
    signed, seconds = _sign_all(world, forms), 0.0
    for part in range(PARTS):
        for _ in range(AFTER):
            world.act(dice)
        if part == PARTS // 2:
            found["amended"] += sum(_amend(world, report) for report in signed)
        seconds += _check(found)
    return seconds


def _check(found: Counter[str]) -> float:
    began = time.perf_counter()
    with wall.scope(ROOT):
        verdict = verify_all()
    found.update(editions=verdict.editions, cells=verdict.cells, faults=len(verdict.faults))
    for report, no, fault in verdict.faults:
        print(f"reports_exact {report} {no} {fault.cell} {fault.words}", file=sys.stderr)
    return time.perf_counter() - began


def _sign_all(world: World, forms: dict[str, TemplateVersion]) -> list[Report]:
    """Sign, send and accept the report of who follows, sign the one of the province, and that of who helps."""
    with wall.scope(ROOT):
        path = Case.objects.values_list("scope_path", flat=True).get(pk=world.case)
        districts = [one for code in DISTRICTS if path.startswith((one := by_code(f"DOPA-{code}")).path)]
        province = by_code(PROVINCE)
        helpers = list(Office.objects.filter(pk__in=Need.objects.values("office"), level="lgo")[:1])
    signed = [_send(world, forms["XR2"], office) for office in districts]
    with wall.scope(ROOT):
        reviewing.accept_many(reports=signed, by=acting(province), at=world.at)
    signed.append(_send(world, forms["XR2"], province))
    return [*signed, *(_send(world, forms["XR4"], office) for office in helpers)]


def _send(world: World, form: TemplateVersion, office: Office) -> Report:
    by = acting(office)
    with wall.scope(ROOT):
        made = Report.objects.create(
            template=form.template, form=form, office=office, scope_path=office.path, level=office.level,
            period_start=COMPLETED, period_end=world.today + timedelta(days=15), due_on=world.today,
        )  # fmt: skip
    with wall.scope(office.path):
        compiling.open_up(report=made, by=by, at=world.at)
        signing.sign_and_send(report=made, signature=_SIGNED, by=by, at=world.at)
    return made


def _amend(world: World, report: Report) -> int:
    """Amend a report if anything came late; return how many new editions that made."""
    by = acting(report.office)
    with wall.scope(ROOT):
        proposal = amending.detect(report=report, at=world.at)
        if proposal is None:
            return 0
        before = Edition.objects.filter(report=report).count()
        amending.make(amendment=proposal, signature=_SIGNED, by=by, at=world.at)
        return Edition.objects.filter(report=report).count() - before
