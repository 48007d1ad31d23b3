"""Every signed cell recomputes bit-exact, whatever happens to the records later; whoever changes a row is found."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pypdfium2 as pdfium
import pytest
from django.db import transaction
from tests.factories import reports as make
from tests.factories.actors import NOW, office
from tests.reports import line, world
from tests.reports.edits import edit

from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Problem
from tidtam.offices.actions.tree import rename_or_retype
from tidtam.reports.actions import signing
from tidtam.reports.facts.sources import SOURCES
from tidtam.reports.models import CellRows, Edition, Report
from tidtam.reports.papers import data
from tidtam.reports.papers.paper import report_pdf
from tidtam.reports.queries import answering, figures
from tidtam.reports.queries.verifying import verify_all, verify_edition
from tidtam.reports.rules.form import Column, Form, Kind, Step

pytestmark = pytest.mark.django_db
WIDE = {"period_start": date(2026, 1, 1), "period_end": date(2026, 5, 31)}


def _form(group: str, line_: str, *levels: str) -> Form:
    columns = tuple(
        Column(code=code.replace(".", "_").lower(), label=code, kind=Kind.FACT, measure=code, type=one.type)
        for code, one in SOURCES.items() if one.group == group
    )  # fmt: skip
    steps = [Step(level=one, line=line_, days=(15, 30)) for one in levels[:-1]]
    return replace(make.FORM, columns=columns, checks=(), levels=(*steps, Step(level=levels[-1], line=line_)))


def _signed(seed: int) -> random.Random:
    """Sign reports of every figure there is over a world made by chance."""
    chance = random.Random(seed)
    cases = world.followed(chance, people=4)
    world.asked(chance, cases, (world.LGO,))
    world.activities(chance)
    wall.enter("1.")
    hands = line.hands("DOPA-3014")
    line.signed(make.report("DOPA-3014", _form("aftercare", "dopa", "district", "province"), **WIDE), *hands)
    for group in ("lgo", "help", "welfare"):
        report = make.report(world.LGO, _form(group, "dla", "lgo", "department"), name=f"T{group}", **WIDE)
        line.signed(report, *line.hands(world.LGO, "lgo_clerk", "lgo_head"))
    wall.enter("1.")
    return chance


@pytest.mark.parametrize("seed", range(5))
def test_signed_cells_recompute_after_random_edits(seed: int) -> None:
    """A hundred sequences: twenty from each world, each taken back at its end."""
    chance, done = _signed(seed), Counter[str]()
    for _sequence in range(20):
        with transaction.atomic():
            done.update(edit(chance) for _ in range(6))
            found = verify_all()
            assert (found.editions, found.faults) == (4, [])
            transaction.set_rollback(True)
    assert len(done) > 5


def test_a_sum_recomputes_from_its_children_and_its_own_rows() -> None:
    chance = random.Random(1)
    world.followed(chance, ("DOPA-3014", "DOPA-3015", "DOPA-30"))
    near, far, up = line.province(form=make.FORM, **WIDE)
    coordinator, governor = line.hands("DOPA-30", "drug_coordinator", "province_head")
    line.accepted(near, *line.hands("DOPA-3014"), coordinator)
    line.accepted(far, *line.hands("DOPA-3015"), coordinator)
    edition = line.signed(up, coordinator, governor)
    wall.enter("1.")
    assert verify_edition(Edition.objects.select_related("report__template", "form").get(pk=edition.pk)) == []


def test_what_is_sealed_is_the_json_that_goes_out() -> None:
    from tidtam.reports.queries.sealed import payload
    from tidtam.reports.rules.sealing import digest

    report = make.report("DOPA-3014")
    edition = line.signed(report, *line.hands("DOPA-3014"), volunteers="4")
    wall.enter("1.")
    kept = Edition.objects.select_related("report__template", "form").get(pk=edition.pk)
    told = json.loads(json.dumps(payload(kept.report, kept, CellRows.objects.filter(edition=kept)), ensure_ascii=False))
    assert digest(told) == kept.hash


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 5, 16), date(2026, 5, 31)), (date(2024, 2, 16), date(2024, 2, 29)),
        (date(2026, 2, 16), date(2026, 2, 28)), (date(2024, 2, 29), date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_the_last_day_of_a_month_belongs_to_its_period(start: date, end: date) -> None:
    from tests.aftercare import district
    from tests.factories.actors import office

    wall.enter("1.")
    case = district.case(office("DOPA-3014"), completed=date(2024, 1, 31) if start.year == 2024 else date(2026, 1, 31))
    for no, day in ((1, start), (2, end)):
        made = district.visit(case, no)
        type(made).objects.filter(case=case, visit_no=made.visit_no).update(visited_on=day)
    report = make.report("DOPA-3014", period_start=start, period_end=end, due_on=end)
    edition = line.signed(report, *line.hands("DOPA-3014"))
    assert edition.values["followed"] == "2"
    nxt = make.report(
        "DOPA-3014", period_start=date.fromordinal(end.toordinal() + 1), period_end=date(2027, 1, 1), due_on=end
    )
    assert figures.figures(nxt, nxt.form.value).values["followed"] == 0
    if nxt.period_start > NOW.date():  # what is not yet cannot be said
        with pytest.raises(Problem) as refused:
            line.signed(nxt, *line.hands("DOPA-3014"))
        assert refused.value.code == "reports.period_to_come"


def test_an_office_that_changed_its_kind_keeps_its_one_report() -> None:
    chance = random.Random(2)
    world.activities(chance)
    report = make.report(world.LGO, _form("welfare", "dla", "lgo", "department"), name="Twelfare", **WIDE)
    hands = line.hands(world.LGO, "lgo_clerk", "lgo_head")
    first = line.signed(report, *hands)
    wall.enter("1.")
    rename_or_retype(
        office=office(world.LGO), lgo_type="SUBM", valid_from=date(2026, 5, 10), by=system("test"), at=NOW,
        reason="ยกฐานะ",
    )  # fmt: skip
    assert verify_all().holds
    signing.unsign(report=report, by=hands[0], at=NOW)
    assert line.signed(report, *hands).values == first.values


def test_the_paper_of_an_edition_bears_the_names_of_its_day() -> None:
    near, _far, up = line.province(**WIDE)
    coordinator, governor = line.hands("DOPA-30", "drug_coordinator", "province_head")
    line.accepted(near, *line.hands("DOPA-3014"), coordinator)
    line.sent(up, coordinator, governor)
    wall.enter("1.")
    before = [_papers(near), _papers(up)]
    for n, one in enumerate((near.office, up.office)):
        rename_or_retype(
            office=one, name_th=f"หน่วยงานใหม่ {n}", short_name=f"ใหม่ {n}", valid_from=date(2026, 5, 10),
            by=system("test"), at=NOW, reason="เปลี่ยนชื่อ",
        )  # fmt: skip
    assert [_papers(near), _papers(up)] == before
    assert verify_all().holds


def _papers(report: Report) -> list[str]:
    """Return what the CSV, the JSON and the PDF of a report say."""
    told = answering.told(line.fresh(report), answering.edition_of(line.fresh(report)))
    with pdfium.PdfDocument(report_pdf(told)) as paper:
        words = "\n".join(page.get_textpage().get_text_range() for page in paper)
    return [data.as_csv(told).decode(), data.as_json(told).decode(), words]
