"""The forms the house brings: their columns, levels, days, and checks that hold on any records."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from tests.factories.actors import NOW, office
from tests.reports import world

from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.obligations.rules import due_dates
from tidtam.reports import catalogue, facts
from tidtam.reports.actions import templates
from tidtam.reports.models import Template, TemplateVersion
from tidtam.reports.rules.days import faults, slack, slots
from tidtam.reports.rules.form import CheckKind, Form, Kind, Type, failures


def test_every_form_reads_back_and_asks_for_figures_that_are_counted() -> None:
    for entry in catalogue.CATALOGUE:
        assert Form.from_json(entry.form.to_json()) == entry.form
        for column in entry.form.columns:
            if column.kind is Kind.FACT:
                told = facts.source(column.measure)
                assert (column.type, column.cumulative) == (told.type, told.cumulative), column


@pytest.mark.parametrize("code", ["R2", "R4", "R6", "R7"])
def test_each_level_has_a_slot_for_every_due_day_of_the_rule(code: str) -> None:
    form = catalogue.BY_CODE[code].form
    first, last = date(2024, 1, 1), date(2028, 12, 31)
    due = due_dates(form.rule, first, last)
    before = None
    for step in form.levels[:-1]:
        made = list(slots(form, step, first, last))
        assert len(made) == len(due)
        for one, following in pairwise(made):
            assert (following.start - one.end).days == 1
        if before:
            assert min(slack(low, high) for low, high in zip(before, made, strict=True)) >= 0
        before = made


@pytest.mark.parametrize("code", ["R2", "R4", "R6", "R7"])
def test_no_day_of_the_catalogue_is_one_that_cannot_be(code: str) -> None:
    form = catalogue.BY_CODE[code].form
    assert faults(form.levels, form.rule.days) == []


def test_the_district_of_r4_has_no_slack_and_the_local_government_is_asked_for_two_days_before() -> None:
    form = catalogue.R4
    lgo, district, province = (
        list(slots(form, step, date(2024, 2, 1), date(2024, 2, 29))) for step in form.levels[:-1]
    )
    assert slack(lgo[0], district[0]) == 0
    assert (district[0].due_on - (lgo[0].target_on or district[0].due_on)).days == 2
    assert (district[0].due_on, province[0].due_on) == (date(2024, 2, 25), date(2024, 2, 29))


def test_the_issued_columns_of_r2_stand_in_their_order_with_a_name_annex() -> None:
    form = catalogue.R2
    codes = [one.code for one in form.columns if not one.code.startswith("asked_")]
    assert codes == [
        "total", "owed", "followed", "found", "not_found", "no_relapse", "relapse", "re_treated", "jailed", "deceased",
        "moved_within", "moved_out", "otherwise", "asked", "helped", "waiting", "escalated", "problems",
    ]  # fmt: skip
    assert form.annex == "movers"
    assert {one.kind for one in form.checks} >= {CheckKind.EQUAL, CheckKind.AT_MOST, CheckKind.NEVER_FALLS}


@pytest.mark.parametrize(
    ("form", "running"), [(catalogue.R2, ("total", "asked", "helped")), (catalogue.R4, ("asked", "helped"))]
)
def test_who_asked_and_who_was_helped_never_fall_without_a_note(form: Form, running: tuple[str, ...]) -> None:
    zero = {one.code: None if one.type is Type.TEXT else Decimal(0) for one in form.columns}
    for fallen in running:
        failed = failures(form, zero, before=zero | {fallen: Decimal(3)}, notes={})
        assert [one.cells for one in failed] == [(fallen,)]
        assert failures(form, zero, before=zero | {fallen: Decimal(3)}, notes={fallen: "โอนให้อำเภออื่น"}) == []
    assert all(one.cumulative for one in form.columns if one.code in running)


@pytest.mark.django_db
def test_no_check_of_the_catalogue_fails_on_records() -> None:
    chance = random.Random(21)
    world.asked(chance, world.followed(chance))
    world.activities(chance)
    wall.enter("1.")
    start, end = date(2026, 2, 1), date(2026, 5, 31)
    for entry in catalogue.CATALOGUE:
        found = facts.leaves(entry.form.measures, "1.", start, end)
        for path in (office("DOPA-30").path, office("DLA-30").path, office(world.LGO).path):
            totals = facts.total(found, entry.form.measures, path)
            values = {one.code: totals[one.measure] for one in entry.form.columns if one.measure}
            assert not failures(entry.form, values), (entry.code, path)


@pytest.mark.django_db
def test_the_catalogue_is_loaded_once_and_touches_nothing_that_is_there() -> None:
    wall.enter("1.")
    assert {one.code for one in Template.objects.all()} >= {"R2", "R4", "R6", "R7"}
    Template.objects.filter(code="R7").update(title="ชื่อใหม่")
    assert templates.load_catalogue(by=system("test"), at=NOW) == 0
    assert Template.objects.get(code="R7").title == "ชื่อใหม่"
    assert TemplateVersion.objects.filter(template__code="R2").get().value == catalogue.R2
