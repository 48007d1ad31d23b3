"""Programmes and cohorts: what their plans stand on is fixed once somebody is followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.aftercare.rosters import applied, checked, client_of, row, sheet, url
from tests.factories.actors import NOW, actor, office

from tidtam.aftercare import access
from tidtam.aftercare.actions import programmes
from tidtam.aftercare.actions.programmes import CohortValues, ProgrammeValues
from tidtam.aftercare.models import Cohort, Programme
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem

pytestmark = pytest.mark.django_db
VALUES = ProgrammeValues("CARE-2570", "โครงการปี 2570", 2570)


def values_of(cohort: Cohort, **other: Any) -> CohortValues:
    values = CohortValues(
        cohort.programme, cohort.number, cohort.owner, cohort.centre_name, cohort.training_from, cohort.completed_on
    )
    return replace(values, **other)


def test_the_department_makes_a_programme_and_nobody_below(cohort: Cohort) -> None:
    department = actor("DOPA", "drug_department")
    made = programmes.make_programme(values=VALUES, by=department, at=NOW)
    assert (made.rounds, made.interval_days, made.window_days, made.closing_before, made.closing_after) == (
        24, 15, 7, 7, 30,
    )  # fmt: skip
    with pytest.raises(Problem, match="programme_taken"):
        programmes.make_programme(values=VALUES, by=department, at=NOW)
    with pytest.raises(NotAllowed):
        programmes.make_programme(values=VALUES, by=actor("DOPA-3014", "drug_recorder"), at=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": " "}, "code"),
        ({"name": ""}, "name"),
        ({"fiscal_year_be": 2026}, "fiscal_year_be"),
        ({"window_days": 8}, "window_days"),
        ({"rounds": 61}, "rounds"),
        ({"closing_after": 400}, "closing_after"),
    ],
)
def test_a_programme_whose_plan_cannot_be_is_refused(db: None, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as caught:
        programmes.make_programme(values=replace(VALUES, **wrong), by=actor("DOPA", "drug_department"), at=NOW)
    assert caught.value.field == field and not Programme.objects.filter(code=VALUES.code).exists()


def test_a_programme_somebody_is_followed_in_keeps_its_plan(cohort: Cohort, recorder: Actor) -> None:
    applied(checked(sheet([row(1)]), cohort, recorder), recorder)
    department = actor("DOPA", "drug_department")
    values = ProgrammeValues("CARE-2569", "ชื่อใหม่", 2569, urine_enabled=True)
    edited = programmes.edit_programme(programme=cohort.programme, values=values, by=department, at=NOW)
    assert (edited.name, edited.urine_enabled, edited.version) == ("ชื่อใหม่", True, 2)
    with pytest.raises(Conflict) as caught:
        programmes.edit_programme(
            programme=cohort.programme, values=replace(values, interval_days=30), by=department, at=NOW
        )
    assert caught.value.field == "interval_days"


def test_the_day_of_completion_is_fixed_once_somebody_is_enrolled(cohort: Cohort, recorder: Actor) -> None:
    moved = values_of(cohort, completed_on=date(2026, 4, 1))
    assert programmes.edit_cohort(cohort=cohort, values=moved, by=recorder, at=NOW).completed_on == date(2026, 4, 1)
    applied(checked(sheet([row(1)]), cohort, recorder), recorder)
    again = values_of(cohort, completed_on=date(2026, 4, 2))
    with pytest.raises(Conflict) as caught:
        programmes.edit_cohort(cohort=cohort, values=again, by=recorder, at=NOW)
    assert caught.value.field == "completed_on" and "แก้วันจบ" in caught.value.message
    renamed = values_of(Cohort.objects.get(), centre_name="ศูนย์ใหม่")
    assert programmes.edit_cohort(cohort=cohort, values=renamed, by=recorder, at=NOW).centre_name == "ศูนย์ใหม่"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": 0}, "number"),
        ({"centre_name": " "}, "centre_name"),
        ({"completed_on": date(2026, 3, 1)}, "completed_on"),
        ({"completed_on": date(2027, 12, 31)}, "completed_on"),
        ({"training_from": date(1483, 3, 16)}, "training_from"),
        ({"number": 1}, "number"),  # taken
    ],
)
def test_a_cohort_that_cannot_be_is_refused(cohort: Cohort, recorder: Actor, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as caught:
        programmes.make_cohort(values=values_of(cohort, **{"number": 2, **wrong}), by=recorder, at=NOW)
    assert caught.value.field == field and Cohort.objects.count() == 1


def test_a_district_uses_the_cohorts_of_its_province_and_none_of_its_neighbours(cohort: Cohort) -> None:
    province = actor("DOPA-30", "drug_recorder")
    of_province = programmes.make_cohort(
        values=values_of(cohort, owner=office("DOPA-30"), number=7), by=province, at=NOW
    )
    district = actor("DOPA-3014", "drug_recorder")
    assert set(access.cohorts(district)) == {cohort, of_province}
    with pytest.raises(Missing):
        programmes.edit_cohort(cohort=of_province, values=values_of(of_province), by=district, at=NOW)
    neighbour = actor("DOPA-3015", "drug_recorder")
    assert set(access.cohorts(neighbour)) == {of_province}
    with pytest.raises(Missing):
        programmes.make_cohort(values=values_of(cohort, number=9), by=neighbour, at=NOW)


def test_the_pages(cohort: Cohort) -> None:
    department = client_of("DOPA", "drug_department")
    assert department.get(url("programmes")).status_code == 200
    form = {
        "code": "care-2570", "name": "โครงการปี 2570", "fiscal_year_be": "2570", "rounds": "24", "interval_days": "15",
        "window_days": "8", "closing_before": "7", "closing_after": "30",
    }  # fmt: skip
    wrong = department.post(url("new_programme"), form)
    assert wrong.status_code == 422 and "ไม่ซ้อน" in wrong.content.decode()
    assert department.post(url("new_programme"), {**form, "window_days": "7"}).status_code == 302
    made = Programme.objects.get(code="CARE-2570")
    assert "7" in department.get(url("programme", made.pk)).content.decode()
    changed = {**form, "window_days": "5", "version": "1"}
    assert department.post(url("programme", made.pk), changed).status_code == 302
    stale = department.post(url("programme", made.pk), {**changed, "window_days": "3"})
    assert stale.status_code == 422 and 'value="3"' in stale.content.decode()
    assert Programme.objects.get(pk=made.pk).window_days == 5
    assert department.get(url("programme", 10**9)).status_code == 404
    recorder = client_of("DOPA-3014")
    assert recorder.get(url("programmes")).status_code == 403
    assert "รุ่นที่ 1" in recorder.get(url("cohorts")).content.decode()
    new = {
        "programme": str(made.pk), "owner": "DOPA-3014", "number": "2", "centre_name": "ศูนย์",
        "training_from": "16 มี.ค. 69",
        "completed_on": "๓๑ มีนาคม ๒๕๖๙",
    }  # fmt: skip
    answer = recorder.post(url("new_cohort"), new)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    with wall.scope("1."):
        second = Cohort.objects.get(number=2)
    page = recorder.get(url("cohort", second.public_id)).content.decode()
    assert "ยังไม่มีคนจากรุ่นนี้" in page
    edited = recorder.post(url("edit_cohort", second.public_id), {**new, "completed_on": "1 มี.ค. 69", "version": "1"})
    assert edited.status_code == 422 and "วันจบต้องไม่มาก่อนวันเริ่ม" in edited.content.decode()
    first = recorder.post(url("edit_cohort", second.public_id), {**new, "centre_name": "ศูนย์หนึ่ง", "version": "1"})
    assert first.status_code == 302
    late = {**new, "centre_name": "ศูนย์สอง", "version": "1"}
    stale = recorder.post(url("edit_cohort", second.public_id), late)
    text = stale.content.decode()
    assert stale.status_code == 422 and "มีคนแก้ข้อมูลนี้" in text and 'value="ศูนย์สอง"' in text
    assert 'name="version" value="2"' in text and "ดูฉบับล่าสุด" in text
    assert "ศูนย์หนึ่ง" in recorder.get(url("edit_cohort", second.public_id)).content.decode()
    assert recorder.post(url("edit_cohort", second.public_id), {**late, "version": "2"}).status_code == 302
    assert "ศูนย์สอง" in recorder.get(url("edit_cohort", second.public_id)).content.decode()
    stranger = client_of("DOPA-3609")
    assert stranger.get(url("cohort", second.public_id)).status_code == 404
    assert stranger.get(url("edit_cohort", second.public_id)).status_code == 404
