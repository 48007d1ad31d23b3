"""The wall around activities and knowledge: two local governments and their own sets, every table, every filter."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from tests.factories import activities as make
from tests.factories.actors import NOW, office
from tests.kernel.test_wall import SCOPED, _filters, _getters
from tests.kernel.test_wall_care import own_rows_alone, stopped

from tidtam.activities.actions import inspecting, planning, recording
from tidtam.activities.actions import knowledge as sets
from tidtam.activities.actions.inspecting import Found, Visit
from tidtam.activities.models import Activity, Flag, Inspection, KnowledgeFile, KnowledgeSet, Photo, Project
from tidtam.activities.rules import ProjectValues
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing

pytestmark = pytest.mark.django_db
OURS = [model for model in SCOPED if model._meta.app_label == "activities"]
FILTERS = [f for f in _filters() if f.__module__ == "tidtam.activities.access"]


def side(code: str, area: str) -> Actor:
    """Make a row of everything an office keeps; its own branch was given a set by an office directly above it."""
    above = make.actor(code.replace("LGO-", "DLA-")[:8], "district_recorder")
    shared = make.knowledge(above, above_code(code), f"ชุดของ {code}")
    sets.add_file(knowledge=shared, content=f"คู่มือ {code} ".encode() * 9, name="คู่มือ.txt", by=above, at=NOW)
    sets.share(knowledge=shared, levels=["lgo"], by=above, at=NOW)
    by = make.clerk(code)
    one = make.activity(by, code, area=area, knowledge=(shared.public_id,))
    recording.add_photos(activity=one, contents=[make.photo(len(code) + int(area[-1]))], by=by, at=NOW)
    sets.note_read(knowledge=shared, acknowledge=True, by=by, at=NOW)
    planned(by, code)
    Flag.objects.create(photo=Photo.objects.get(activity=one), scope_path=by.scope, kind="recycled", at=NOW)
    return replace(by)


def planned(by: Actor, code: str) -> None:
    """Make what an office plans and what an inspector found there."""
    all_ = replace(by, permissions=frozenset(Permission))
    place = office(code)
    told = ProjectValues("โครงการ", "prevention", NOW.date(), NOW.date(), "own")
    planning.make(office=place, values=told, by=all_, at=NOW)
    goals = {"year": 2026, "measure": "prevention", "kind": "", "counted": "times", "goals": {place: 3}}
    planning.set_targets(**goals, by=all_, at=NOW)
    from_above = replace(all_, office_id=office(above_code(code)).pk)
    visit = Visit(NOW.date(), "ผู้ตรวจ", "ตำแหน่ง", "สรุป", (Found("advise", "ควรเพิ่ม"),))
    inspecting.record(office=place, visit=visit, by=from_above, at=NOW)


def above_code(code: str) -> str:
    return f"DLA-{code[4:8]}"


@pytest.fixture
def two() -> tuple[Actor, Actor]:
    return side(make.LGO, make.AREA), side("LGO-360904", "360904")


def test_each_sees_its_own_rows_and_moves_none_out(two: Any) -> None:
    assert len(OURS) == 11
    for model in OURS:
        own_rows_alone(model._meta.db_table, *two)


def test_sets_and_files_are_seen_through_the_own_share(two: Any) -> None:
    here, there = two
    for scope, other in ((here, there), (there, here)):
        wall.enter(scope.scope)
        assert KnowledgeSet.objects.count() == KnowledgeFile.objects.count() == 1
        seen = KnowledgeSet.objects.get()
        assert seen.office.path != scope.scope
        wall.enter(other.scope)
        assert not KnowledgeSet.objects.filter(pk=seen.pk).exists()
    wall.enter("")
    assert not KnowledgeSet.objects.exists()
    assert not KnowledgeFile.objects.exists()


def test_a_forgotten_filter_is_stopped(two: Any, monkeypatch: Any) -> None:
    assert {f.__name__ for f in FILTERS} == {
        "activities", "photos", "used", "shares", "reads", "knowledge", "knowledge_files", "flags", "projects",
        "targets", "inspections", "findings",
    }  # fmt: skip
    for f in FILTERS:
        stopped(f, *two, monkeypatch)


def test_a_known_number_opens_nothing_of_others(two: Any) -> None:
    here, there = two
    wall.enter(there.scope)
    numbers = [
        row
        for model in (Activity, KnowledgeSet, Project, Inspection)
        for row in model.objects.values_list("public_id", flat=True)
    ]
    assert len(numbers) == 4
    wide = replace(here, scope=ROOT, permissions=frozenset(Permission))
    wall.enter(here.scope)
    for f in _getters():
        for number, asker in product(numbers, (here, wide)):
            with pytest.raises(Missing):
                f(asker, number)


def test_an_office_above_is_no_owner_of_what_it_sees(two: Any) -> None:
    here, _there = two
    assert office(make.LGO).path == here.scope
    wall.enter(here.scope)
    assert KnowledgeFile.objects.update(name="อื่น") == 0
