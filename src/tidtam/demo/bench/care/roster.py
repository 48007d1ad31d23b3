"""Work `roster`: ten thousand people of one district taken in from a sheet, through check and the room's own job."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Iterator
from datetime import date

import xlsxwriter

from tidtam.accounts import access, clock
from tidtam.accounts.models import Grant
from tidtam.aftercare import tasks
from tidtam.aftercare.actions import programmes, rosters
from tidtam.aftercare.models import Case, Cohort, Programme, RosterImport, Round, Transfer
from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.nation import BY, moment
from tidtam.demo.bench.shop import PGBENCH
from tidtam.demo.nation.build import AS_OF
from tidtam.demo.nation.names import person_name
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.offices.queries import by_code
from tidtam.places.choices import AreaLevel
from tidtam.places.queries import children
from tidtam.thai.national_id import synthetic

LIMIT = Limit(60)
ROWS, SEED, SERIAL = 10_000, 14, 7_000_000_000
DISTRICT, NEXT = ("3014", "ปักธงชัย"), ("3025", "วังน้ำเขียว")
COMPLETED = date(2023, 9, 29)
HEADER = (
    "ลำดับ", "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "สกุล", "ชื่อเล่น", "วันเกิด", "หมู่", "ตำบล", "อำเภอ", "จังหวัด", "โทรศัพท์",
)  # fmt: skip


def measure(scale: float) -> Iterator[Line]:
    """Yield the seconds from the file's arrival until its last person has a plan; one in fifty lives elsewhere."""
    rows = max(20, round(ROWS * scale))
    content, (actor, grant), cohort = sheet(rows), _recorder(), _cohort()
    began = time.perf_counter()
    with wall.scope(actor.scope):
        roster = rosters.check(
            content=content, name="รายชื่อ.xlsx", cohort=cohort, by=actor, at=clock.now(), today=clock.today()
        )
    checked = time.perf_counter() - began
    with wall.scope(actor.scope):
        rosters.start_apply(roster=roster, chosen={}, by=actor, at=clock.now())
    tasks.apply_roster(roster_id=roster.pk, office_id=roster.office_id, grant_id=grant)
    seconds = time.perf_counter() - began
    with wall.scope(ROOT):
        roster = RosterImport.objects.get(pk=roster.pk)
        cases = Case.objects.filter(roster=roster)
        made, offers = cases.count(), Transfer.objects.filter(case__in=cases).count()
        rounds = Round.objects.filter(case__in=cases).count()
    yield line(
        "roster.import", "seconds", seconds, n=rows, reference=Reference(PGBENCH, "tps", 0), limit=LIMIT,
        rows_per_second=round(rows / seconds), check_seconds=round(checked, 1), valid=roster.valid, cases=made,
        rounds=rounds, offers=offers, state=roster.state, missing=rows - made, kilobytes=round(len(content) / 1000),
    )  # fmt: skip


def sheet(rows: int) -> bytes:
    """Return a workbook of invented people."""
    dice = random.Random(SEED)  # noqa: S311 (the same rows on every run)
    places = {
        code: [area.name_th for area in children(code) if area.level == AreaLevel.SUBDISTRICT]
        for code, _name in (DISTRICT, NEXT)
    }
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "constant_memory": True}) as book:
        page = book.add_worksheet("รายชื่อ")
        page.write_row(0, 0, HEADER)
        for number in range(1, rows + 1):
            code, district = NEXT if number % 50 == 0 else DISTRICT
            title, first, last, nickname = person_name(dice, male=dice.random() < 0.9)
            born = f"{dice.randint(1, 28)}/{dice.randint(1, 12)}/{dice.randint(2505, 2547)}"
            page.write_row(number, 0, (
                number, synthetic(SERIAL + number), title, first, last, nickname, born, str(dice.randint(1, 14)),
                dice.choice(places[code]), district, "นครราชสีมา", f"08{dice.randint(0, 99_999_999):08d}",
            ))  # fmt: skip
    return buffer.getvalue()


def _recorder() -> tuple[Actor, int]:
    office = by_code(f"DOPA-{DISTRICT[0]}")
    (user,) = house.people([(office, "drug_recorder")], "roster")
    with wall.scope(ROOT):
        grant = Grant.objects.select_related("office").get(user=user)
    return access.actor_of(grant, user), grant.pk


def _cohort() -> Cohort:
    office = by_code(f"DOPA-{DISTRICT[0]}")
    with wall.scope(ROOT):
        programme = Programme.objects.order_by("-fiscal_year_be")[0]
        number = Cohort.objects.filter(programme=programme, owner=office).count() + 1
        values = programmes.CohortValues(
            programme=programme, number=number, owner=office, centre_name="ศูนย์ฟื้นฟูสภาพทางสังคมอำเภอปักธงชัย",
            training_from=date(2023, 9, 14), completed_on=COMPLETED,
        )  # fmt: skip
        return programmes.make_cohort(values=values, by=BY, at=moment(AS_OF, 7))
