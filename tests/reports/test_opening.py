"""Open a figure: its rows as they were then, to those who may see them; others are counted."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.aftercare import district
from tests.factories import assistance as help_
from tests.factories import reports as make
from tests.factories.actors import actor, office
from tests.reports import line, world

from tidtam.activities.models import Activity
from tidtam.aftercare.facts import lgo
from tidtam.aftercare.models import Case, Visit
from tidtam.kernel import wall
from tidtam.kernel.problem import Missing
from tidtam.reports import access
from tidtam.reports.catalogue import R6
from tidtam.reports.facts import SOURCES
from tidtam.reports.queries.opening import Opened, open_cell
from tidtam.reports.rules.form import Form, Step

pytestmark = pytest.mark.django_db
WIDE = {"period_start": make.START.replace(year=2020), "period_end": make.END.replace(year=2030)}


def _open(code: str, role: str, report, cell: str, no: int | None = None, **more: int) -> Opened:
    by = actor(code, role)
    return open_cell(by, access.get_report(by, report.public_id), no, cell, **more)


def _cases(count: int = 3) -> list[Case]:
    wall.enter("1.")
    made = [district.case(office("DOPA-3014")) for _ in range(count)]
    for one in made:
        district.visit(one, 1, "F1")
    return made


def test_rows_are_shown_as_they_were_and_what_changed_is_marked() -> None:
    one, two, three = _cases()
    report = make.report("DOPA-3014", **WIDE)
    line.signed(report, *line.hands("DOPA-3014"))
    wall.enter("1.")
    Visit.objects.filter(case=one).update(result="N1")
    Visit.objects.filter(case=two).update(kind="extra")
    Visit.objects.filter(case=three).update(used="N")
    district.visit(three, 2, "F2")
    found = _open("DOPA-3014", "drug_recorder", report, "found")
    assert (found.value, found.total, found.seen, found.hidden) == (3, 3, 3, 0)
    lines = {one.key: one for one in found.lines}
    assert [row.cells[2][1] for row in lines.values()] == ["พบตัว ไม่กลับไปใช้"] * 3
    first, second, third = (lines[f"{case.pk}/1"] for case in (one, two, three))
    assert (first.gone, first.changed) == (True, [("ผล", "พบตัว ไม่กลับไปใช้", "ไม่พบตัว ติดต่อไม่ได้")])
    assert (second.gone, [field for field, _b, _n in second.changed]) == (True, ["ข้อมูลอื่นของรายการนี้"])
    assert not third.gone
    assert (found.gone_count, found.fresh_count, [row.key for row in found.fresh]) == (2, 1, [f"{three.pk}/2"])
    assert first.name == str(one.person)
    assert one.public_id in first.url
    assert sorted(found.people) == sorted(case.person_id for case in (one, two, three))


def test_a_row_about_nobody_is_called_by_its_title_and_money_is_read_with_commas() -> None:
    made = world.activities(random.Random(3))[0]
    Activity.objects.filter(pk=made.pk).update(budget_baht=Decimal("12500.50"))
    report = make.report(made.office.code, R6, name="R6", period_end=date(2026, 5, 31))
    found = _open(made.office.code, "lgo_clerk", report, "activities")
    line_ = next(one for one in found.lines if one.key == str(made.pk))
    said = dict(line_.cells)
    assert (found.heads[0], line_.name) == ("กิจกรรม", "แจกถุงยังชีพ")
    assert list(said) == list(found.heads[1:])
    assert (said["จำนวนเงิน (บาท)"], said["สถานที่"]) == ("12,500.50", made.place)


def test_a_page_of_many_rows_and_names_of_that_page_alone(django_assert_max_num_queries) -> None:
    _cases(5)
    report = make.report("DOPA-3014", **WIDE)
    line.signed(report, *line.hands("DOPA-3014"))
    with django_assert_max_num_queries(22):  # whatever the cell holds; the wall's scope is opened three times
        found = _open("DOPA-3014", "drug_recorder", report, "followed", offset=3, limit=10)
    assert (found.total, found.seen, len(found.lines), len(found.people)) == (5, 5, 2, 2)


def test_who_may_not_see_the_people_is_told_how_many_there_are() -> None:
    gone, _stays, _third = _cases()
    report = make.report("DOPA-3014", **WIDE)
    line.signed(report, *line.hands("DOPA-3014"))
    head = _open("DOPA-3014", "district_head", report, "found")
    assert (head.total, head.seen, list(head.lines), list(head.people)) == (3, 0, [], [])
    wall.enter("1.")
    name = str(gone.person)
    district.move_case(gone, office("DOPA-3101"))
    found = _open("DOPA-3014", "drug_recorder", report, "found")
    assert (found.total, found.hidden) == (3, 1)
    assert name not in {row.name for row in found.lines}


def test_a_local_government_sees_counts_and_never_the_people_signed_or_drafted() -> None:
    chance = random.Random(4)
    cases = world.followed(chance)
    world.asked(chance, cases)
    columns = tuple(
        make.column(
            one.code, measure=f"lgo.{one.code}", cumulative=one.cumulative, type=SOURCES[f"lgo.{one.code}"].type
        )
        for one in lgo.MEASURES
    )
    own = make.column("own", measure="help.amount", type=SOURCES["help.amount"].type)
    form: Form = replace(
        make.FORM, columns=(*columns, own), checks=(),
        levels=(Step(level="lgo", line="dla", days=(15, 30)), Step(level="department", line="dla")),
    )  # fmt: skip
    signed = make.report(world.LGO, form, name="TL", **WIDE)
    draft = make.report(world.LGO, form, name="TD", **WIDE)
    edition = line.signed(signed, *line.hands(world.LGO, "lgo_clerk", "lgo_head"))
    assert edition.values["asked"] not in (None, "0")
    by = help_.clerk(world.LGO)
    late = help_.granted(help_.request(by, at=office(world.LGO), serial=9500, codes=("HOU",), area="301409"), by)
    help_.help_all(late, by)
    wall.enter("1.")
    for need in late.needs.all():
        world.mirror(cases[0], need, chance)  # came after the signature
    for report, role in ((signed, "lgo_clerk"), (signed, "lgo_head"), (draft, "lgo_clerk")):
        for column in columns:
            found = _open(world.LGO, role, report, column.code)
            shown = (found.seen, list(found.lines), list(found.fresh), list(found.people))
            assert shown == (0, [], [], []), (column.code, role)
            assert found.total > 0 or column.code not in ("asked", "amount"), column.code
    # What it gave at its own counter it may read: nothing there says who is followed.
    assert _open(world.LGO, "lgo_clerk", signed, "own").people


def test_a_sum_adds_up_though_an_office_below_has_moved_away() -> None:
    _cases(2)
    near, far, up = line.province(**WIDE)
    coordinator, governor = line.hands("DOPA-30", "drug_coordinator", "province_head")
    line.accepted(near, *line.hands("DOPA-3014"), coordinator)
    line.accepted(far, *line.hands("DOPA-3015"), coordinator)
    line.sent(up, coordinator, governor)
    line.move(near, "DOPA-36")
    own = _open("DOPA-3014", "drug_recorder", near, "found")
    assert (own.seen, own.changed_count, [one.changed for one in own.lines]) == (2, 0, [[], []])  # moved, not changed
    found = _open("DOPA-30", "drug_coordinator", up, "found")
    assert [(part.report.pk, part.value, part.left) for part in found.parts] == [(far.pk, 0, False), (near.pk, 2, True)]
    assert found.value == 2


def test_a_sum_opens_to_the_reports_below_and_a_formula_to_its_terms() -> None:
    _cases(2)
    near, _far, up = line.province(**WIDE)
    coordinator, governor = line.hands("DOPA-30", "drug_coordinator", "province_head")
    line.accepted(near, *line.hands("DOPA-3014"), coordinator)
    line.signed(up, coordinator, governor)
    found = _open("DOPA-30", "drug_coordinator", up, "found")
    assert [(one.report.pk, one.edition, one.value) for one in found.parts] == [(near.pk, 1, 2)]
    assert (found.value, found.own, found.total) == (2, 0, 0)
    rate = _open("DOPA-30", "drug_coordinator", up, "rate")
    assert [(column.code, value) for column, value in rate.terms] == [("found", 2), ("followed", 2)]


def test_a_draft_opens_to_today_s_rows_and_an_unknown_cell_to_nothing() -> None:
    _cases(2)
    report = make.report("DOPA-3014", **WIDE)
    found = _open("DOPA-3014", "drug_recorder", report, "found")
    assert (found.edition, found.value, len(found.lines)) == (None, 2, 2)
    for cell, no in (("nothing", None), ("found", 7)):
        with pytest.raises(Missing):
            _open("DOPA-3014", "drug_recorder", report, cell, no)
