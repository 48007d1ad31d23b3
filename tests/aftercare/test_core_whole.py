"""All or nothing, and one at a time: a failure after every statement, two sendings at once, two acts on one case."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from tests.factories import aftercare as make
from tests.factories.actors import actor, office

from tidtam.aftercare.actions import cases, moving, visits
from tidtam.aftercare.models import (
    Alert,
    Case,
    CaseNeed,
    CaseNeedMove,
    Missed,
    Round,
    Screening,
    Suspension,
    Task,
    Visit,
)
from tidtam.assistance.models import Movement, Need
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.notices.models import Notice
from tidtam.people.models import Person

_TABLES = (
    Case, Round, Visit, Screening, Alert, Task, CaseNeed, CaseNeedMove, Suspension, Missed, Need, Movement, Person,
    Notice, Entry,
)  # fmt: skip


class _Broken(Exception):
    pass


@contextmanager
def _broken_after(count: int) -> Iterator[list[str]]:
    """Break the connection's next statement after `count` statements that wrote."""
    said: list[str] = []

    def wrap(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        text = str(sql)
        writes = text.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "WITH"))
        if writes and len(said) == count:
            raise _Broken(text[:80])
        result = execute(sql, params, many, context)
        if writes:
            said.append(text[:80])
        return result

    with connection.execute_wrapper(wrap):
        yield said


def _everything() -> dict[str, list[Any]]:
    with transaction.atomic():
        wall.enter(ROOT, sensitive=True)
        return {model.__name__: sorted(map(repr, model.objects.values_list())) for model in _TABLES}


def _fails_whole(act: Callable[[], object], by: Actor, *, most: int = 80) -> int:
    """Run an act with a failure after each of its writing statements; nothing may stay. Shape: how many there were."""
    before = _everything()
    for count in range(most):
        try:
            with transaction.atomic():
                wall.enter(by.scope)
                with _broken_after(count):
                    act()
                transaction.set_rollback(True)
                return count
        except _Broken:
            assert _everything() == before, f"half is left when statement {count + 1} breaks"
    raise AssertionError("the act never ended")


@pytest.fixture
def shop(committed_db: tuple[str, str]) -> Iterator[tuple[Actor, Actor, Case]]:
    """Yield a recorder, a health member of the team, and a committed case."""
    with transaction.atomic():
        wall.enter(ROOT)
        by = make.recorder(enter=False)
        member = make.team_actor(role="team_health", enter=False)
        wall.enter(ROOT)
        case = make.case(by, today=make.day(1))
    yield by, member, case


@pytest.mark.slow
def test_a_visit_is_whole_or_nothing(shop: tuple[Actor, Actor, Case]) -> None:
    _by, member, case = shop
    told = make.answers(
        make.day(15), "F2", needs=(("JOB", "ช่าง"), ("HOU", "")), q2=(True, True), q9=(1,) * 9, signs=("pacing",)
    )
    count = _fails_whole(lambda: visits.record(case=case, answers=told, by=member, at=make.at(make.day(24))), member)
    assert count >= 12


@pytest.mark.slow
def test_a_move_is_whole_or_nothing(shop: tuple[Actor, Actor, Case]) -> None:
    by, member, case = shop
    with transaction.atomic():
        wall.enter(member.scope)
        make.visit(case, make.day(15), member, q2=(False, False), needs=(("JOB", "ช่าง"),))
    with transaction.atomic():
        wall.enter(by.scope)
        make.visit(case, make.day(30), by, "J1", needs_declined=False)
    count = _fails_whole(lambda: moving.move_case(Case.objects.get(pk=case.pk), office("DOPA-3609")), by)
    assert count >= 15


@pytest.mark.slow
def test_a_new_plan_is_whole_or_nothing(shop: tuple[Actor, Actor, Case]) -> None:
    by, _member, case = shop
    assert _fails_whole(
        lambda: cases.correct_completion(
            case=case, completed_on=make.day(2), reason="พิมพ์ผิด", by=by, at=make.at(make.day(60))
        ),
        by,
    ) >= 4  # fmt: skip


def _together(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads of their own connections, begun at one instant. Shape: result or exception of each."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)  # type: ignore[var-annotated]

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            found[number] = act()  # type: ignore[call-overload]
        except Exception as error:  # whatever ends a thread is what the test looks at
            found[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found  # type: ignore[return-value]


def _as(by: Actor, act: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        with transaction.atomic():
            wall.enter(by.scope)
            return act()

    return run


@pytest.mark.slow
def test_one_uuid_from_two_telephones_is_one_visit(shop: tuple[Actor, Actor, Case]) -> None:
    _by, member, case = shop
    for n in range(1, 6):
        told = make.answers(make.day(15 * n), needs=(("JOB", "ช่าง"),))

        def send(told: visits.Answers = told, n: int = n) -> object:
            return visits.record(case=case, answers=told, by=member, at=make.at(make.day(15 * n))).visit_no

        assert _together(_as(member, send), _as(member, send)) == [n, n]
    with transaction.atomic():
        wall.enter(ROOT)
        assert Visit.objects.count() == 5 and CaseNeed.objects.count() == 1
        assert Round.objects.filter(case=case, state="done").count() == 5


@pytest.mark.slow
def test_two_members_at_one_door_are_one_done_and_one_extra(shop: tuple[Actor, Actor, Case]) -> None:
    _by, member, case = shop
    told = [make.answers(make.day(15)) for _n in range(2)]
    acts = [
        _as(member, lambda one=one: visits.record(case=case, answers=one, by=member, at=make.at(make.day(15))))  # type: ignore[misc]
        for one in told
    ]
    assert all(isinstance(one, Visit) for one in _together(*acts))
    with transaction.atomic():
        wall.enter(ROOT)
        assert sorted(Visit.objects.values_list("kind", flat=True)) == ["extra", "round"]
        assert sorted(Visit.objects.values_list("visit_no", flat=True)) == [1, 2]


@pytest.mark.slow
def test_a_visit_being_saved_and_a_move_exclude_each_other(shop: tuple[Actor, Actor, Case]) -> None:
    by, member, case = shop
    with transaction.atomic():
        wall.enter(ROOT)
        other = make.team("301401")

    def move() -> object:
        return cases.assign(cases=[Case.objects.get(pk=case.pk)], office=other, by=by, at=make.at(make.day(15)))

    def visit() -> object:
        return visits.record(case=case, answers=make.answers(make.day(15)), by=member, at=make.at(make.day(15)))

    moved, visited = _together(_as(by, move), _as(member, visit))
    assert moved == 1
    with transaction.atomic():
        wall.enter(ROOT)
        paths = {row.scope_path for row in (*Round.objects.filter(case=case), *Visit.objects.filter(case=case))}
        assert paths == {other.path} == {Case.objects.get(pk=case.pk).scope_path}
        if isinstance(visited, Visit):
            assert Visit.objects.get(case=case).counted_office.code == "TEAM-301409"
        else:
            assert "moved" in str(visited) and not Visit.objects.filter(case=case).exists()


@pytest.mark.django_db
def test_every_act_keeps_within_the_wall_even_without_its_filter() -> None:
    """The explicit filter removed, the wall alone still stops an office from writing beyond its scope."""
    by = make.recorder()
    case = make.case(by, today=make.day(1))
    stranger = replace(actor("DOPA-3609", "drug_recorder"), scope=ROOT)  # the filter lets everything through
    with pytest.raises(Exception, match="moved"):
        visits.record(case=case, answers=make.answers(make.day(15)), by=stranger, at=make.at(make.day(15)))
    with pytest.raises(Exception, match="moved"):
        cases.close(case=case, reason="refused", note="", on=make.day(15), by=stranger, at=make.at(make.day(15)))
    wall.enter(by.scope)
    assert Case.objects.get(pk=case.pk).status == "active" and not Visit.objects.exists()
