"""Rosters and orders with commits that stay: a job, a right that ends meanwhile, two recorders at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from tests.aftercare.rosters import checked, make_cohort, row, sheet
from tests.aftercare.test_teams import order_of
from tests.factories.actors import NOW, member, office

from tidtam.accounts import access as accounts
from tidtam.accounts.models import Grant
from tidtam.aftercare import tasks
from tidtam.aftercare.actions import applying, rosters, teams
from tidtam.aftercare.models import Case, TeamMembership, TeamOrder
from tidtam.kernel import wall
from tidtam.offices.models import Office


def at_once(*works: Callable[[], object]) -> list[str]:
    """Run works in threads of their own; return the codes of their problems."""
    problems: list[str] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as problem:
            problems.append(getattr(problem, "code", repr(problem)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_the_job_runs_in_its_own_transactions_and_says_why_it_stopped(
    committed_db: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 4)
    with wall.scope("1."):
        cohort = make_cohort()
        user, grant = member("DOPA-3014", "drug_recorder")
    by = accounts.actor_of(grant, user)
    with wall.scope(by.scope):
        roster = checked(sheet([row(n) for n in range(1, 11)]), cohort, by)
        rosters.start_apply(roster=roster, chosen={}, by=by, at=NOW)
    call = {"roster_id": roster.pk, "office_id": roster.office_id, "grant_id": grant.pk}
    Grant.objects.filter(pk=grant.pk).update(valid_to=date(2020, 2, 1))
    tasks.apply_roster(**call)
    with wall.scope(by.scope):
        roster.refresh_from_db()
        assert roster.state == "failed" and "สิทธิ์" in roster.problem and not Case.objects.exists()
    Grant.objects.filter(pk=grant.pk).update(valid_to=None)
    with wall.scope(by.scope):
        rosters.start_apply(roster=roster, chosen={}, by=by, at=NOW)
    assert at_once(lambda: tasks.apply_roster(**call), lambda: tasks.apply_roster(**call)) == []
    with wall.scope(by.scope):
        roster.refresh_from_db()
        assert (roster.state, roster.done, Case.objects.count()) == ("applied", 10, 10)


def test_two_recorders_begin_one_import_once(committed_db: tuple[str, str]) -> None:
    with wall.scope("1."):
        cohort = make_cohort()
    people = [accounts.actor_of(grant, user) for user, grant in (member("DOPA-3014", "drug_recorder") for _ in "12")]
    content = sheet([row(1)])
    with wall.scope(people[0].scope):
        one = checked(content, cohort, people[0])
        other = checked(content, cohort, people[1])

    def begin(number: int) -> Callable[[], object]:
        def work() -> None:
            with wall.scope(people[number].scope):
                rosters.start_apply(roster=(one, other)[number], chosen={}, by=people[number], at=NOW)

        return work

    assert at_once(begin(0), begin(1)) == ["aftercare.roster_twice"]


def test_two_recorders_at_once_make_each_team_once(committed_db: tuple[str, str]) -> None:
    people = [accounts.actor_of(grant, user) for user, grant in (member("DOPA-3014", "drug_recorder") for _ in "12")]

    def work(number: int) -> Callable[[], object]:
        def order() -> None:
            with wall.scope(people[number].scope):
                made = order_of(f"{number}/2569")
                teams.make_order(office=office("DOPA-3014"), order=made, by=people[number], at=NOW)

        return order

    # The second finds the members named already: it is told so, and nothing of its order stands.
    assert at_once(work(0), work(1)) == ["aftercare.member_twice"]
    with wall.scope("1."):
        assert TeamOrder.objects.count() == 1 and TeamMembership.objects.count() == 2
        assert Office.objects.filter(level="team").count() == 2
