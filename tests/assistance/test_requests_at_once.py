"""Twenty counters at one book in the same second: every number once, none missing; two at one request: one is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from tests.factories.actors import NOW

from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict


def _together(count: int, work: Callable[[int], str]) -> list[str]:
    """Run `work` in so many threads that start at the same instant; return what each said."""
    from django.db import connection

    said: list[str] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            start.wait(60)
            said.append(work(number))
        except Conflict:
            said.append("conflict")
        except BaseException as fault:
            said.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_twenty_counters_leave_no_gap(committed_db):
    from django.db import transaction
    from tests.factories.assistance import clerk, given, intake, lgo

    from tidtam.assistance.actions import delivering, requests
    from tidtam.assistance.models import Book, Delivery, Need, Request

    with transaction.atomic():
        by = clerk()
        office = lgo()
    forms = [intake(serial) for serial in range(20)]
    forms[7] = replace(forms[7], area="999999")  # refused in the midst

    def receive(number: int) -> str:
        try:
            with wall.scope(by.scope):
                return str(requests.receive(office=office, intake=forms[number], by=by, at=NOW).number)
        except Exception as fault:
            return getattr(fault, "code", repr(fault))

    said = _together(20, receive)
    assert sorted(said) == sorted([*map(str, range(1, 20)), "assistance.area_unknown"])
    assert len(set(_together(4, lambda _number: receive(0)))) == 1  # the same form four times
    with wall.scope(by.scope):
        assert Request.objects.count() == Need.objects.count() == 19
        assert Book.objects.get(office=office).last == 19
        one = Request.objects.get(number=1)
        need = Need.objects.get(request=one)

    def pay(_number: int) -> str:
        with wall.scope(by.scope):
            delivering.deliver(request=one, given=given(need.pk, urgent=True), by=by, at=NOW)
        return "paid"

    assert sorted(_together(3, pay)) == ["conflict", "conflict", "paid"]

    def give_up(number: int) -> str:
        with wall.scope(by.scope):
            if number:
                requests.withdraw(request=two, by=by, at=NOW)
            else:
                requests.refuse(request=two, reason="ไม่เข้าเกณฑ์", by=by, at=NOW)
        return "done"

    with wall.scope(by.scope):
        assert Delivery.objects.count() == 1
        two = requests.start_verifying(request=Request.objects.get(number=2), by=by, at=NOW)
        two = requests.note_duplicates(request=two, compared=1, concluded="none", by=by, at=NOW)
    assert sorted(_together(2, give_up)) == ["conflict", "done"]
