"""Two people at once on one need or one person: the later one waits, and nobody runs into the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import connection, connections, transaction
from tests.factories import aftercare as made
from tests.factories import people
from tests.factories.actors import NOW, TODAY

from tidtam.aftercare.actions import transfers
from tidtam.aftercare.models import Case, Offer
from tidtam.assistance import actions as assistance
from tidtam.assistance.models import Need
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.people import actions as persons
from tidtam.people.models import Person
from tidtam.places.models import Area


def _offered(by: Actor) -> Case:
    with wall.scope(by.scope):
        case = made.case(by)
        made.visit(case, TODAY, by, needs=(("JOB", "ช่าง"),), arrives=NOW)
        transfers.offer(case=case, area=Area.objects.get(pk="301501"), by=by, at=NOW)
    return case


def _someone_waits() -> None:
    """Return once another session waits for a row."""
    for _ in range(400):
        with wall.scope(ROOT), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def _beside(first: Callable[[], object], second: Callable[[], object], then: Callable[[], object], scope: str) -> None:
    """Run `first` and, in the same transaction once `second` waits for it elsewhere, `then`; all must go through."""
    wrong: list[BaseException] = []

    def other() -> None:
        try:
            second()
        except BaseException as error:  # told to the test below
            wrong.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)
    watcher_saw = threading.Event()

    def watch() -> None:
        try:
            _someone_waits()
            watcher_saw.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        wall.enter(scope)
        first()
        thread.start()
        watcher = threading.Thread(target=watch)
        watcher.start()
        assert watcher_saw.wait(30)
        then()
    thread.join()
    watcher.join()
    assert not wrong, wrong


def test_settling_a_need_while_its_person_is_taken_over_makes_one_wait_for_the_other(committed_db):
    by, there = made.recorder(enter=False), made.recorder("DOPA-3015", enter=False)
    case = _offered(by)

    def accept() -> None:
        with wall.scope(there.scope):
            transfers.accept(offer=Offer.objects.get(), by=there, at=NOW)

    def settle() -> None:
        assistance.settle(need=Need.objects.get(), on=TODAY, given="ฝึกช่าง", by=by, at=NOW)

    _beside(lambda: Need.objects.select_for_update().get(), accept, settle, by.scope)
    with wall.scope(ROOT):
        assert Need.objects.get().bucket == "met" and Need.objects.get().office.code == "DOPA-3014"
        assert Case.objects.get(pk=case.pk).office.code == "DOPA-3015" and Case.objects.get(pk=case.pk).open_needs == 0


def test_merging_people_while_one_is_taken_over_makes_one_wait_for_the_other(committed_db):
    by, there = made.recorder(enter=False), made.recorder("DOPA-3015", enter=False)
    case = _offered(by)
    with wall.scope(by.scope):
        twin = people.person(by, case.office.code, 77)

    def accept() -> None:
        with wall.scope(there.scope):
            transfers.accept(offer=Offer.objects.get(), by=there, at=NOW)

    def merge() -> None:
        winner = Person.objects.get(pk=case.person_id)
        persons.merge(winner=winner, loser=twin, reason="คนเดียวกัน", by=by, at=NOW)
        # What subscribers of a merge do when the loser has cases.
        Case.objects.select_for_update().get(pk=case.pk)

    lock = lambda: Person.objects.select_for_update(no_key=True).get(pk=case.person_id)  # noqa: E731
    _beside(lock, accept, merge, by.scope)
    with wall.scope(ROOT):
        assert Case.objects.get(pk=case.pk).office.code == "DOPA-3015"
        assert Person.objects.get(pk=twin.pk).scope_path == Case.objects.get(pk=case.pk).scope_path
