"""A request withdrawn while the committee decides, one sheet sent twice in the same second, one line typed by two."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import uuid4

from tests.factories.actors import NOW, TODAY

from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict


def together(works: Sequence[Callable[[], str]]) -> list[str]:
    """Run works in threads that start at the same instant; return what each said, sorted."""
    from django.db import connection

    said: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], str]) -> None:
        try:
            start.wait(60)
            said.append(work())
        except Conflict:
            said.append("conflict")
        except BaseException as fault:
            said.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def test_the_centre_at_once(committed_db):
    from django.db import transaction
    from tests.factories import assistance as made

    from tidtam.assistance.actions import meetings, requests, surveying
    from tidtam.assistance.models import Meeting, Request, SurveySheet
    from tidtam.assistance.queries import checking
    from tidtam.exchange.actions import typing
    from tidtam.exchange.models import KeyRow
    from tidtam.exchange.rules import current

    with transaction.atomic():
        by = made.clerk()
        office = made.lgo()
        rows = [
            requests.send_to_committee(request=made.checked(made.request(by, serial=n), by), by=by, at=NOW)
            for n in (1, 2, 3, 4)
        ]
        seat = meetings.Member("สมพร ดีงาม", "chair", "", True)  # who came
        one = meetings.call(
            office=office, meets_at=NOW - timedelta(hours=2), place="ห้องประชุม", members=[seat],
            waiting=[row.pk for row in rows], by=by, at=NOW,
        )  # fmt: skip
        meetings.change(meeting=one, meets_at=one.meets_at, place=one.place, members=[seat], by=by, at=NOW)
        said = [meetings.Decided(item.pk, "granted", "เห็นควร", "สังกะสี") for item in one.items.order_by("-seq")]

    def decide() -> str:
        with wall.scope(by.scope):
            told = meetings.decide(meeting=one, decided=said, by=by, at=NOW)
        return f"{told.noted} + {len(told.passed_over)}"

    def withdraw() -> str:
        with wall.scope(by.scope):
            requests.withdraw(request=rows[0], by=by, at=NOW)
        return "withdrawn"

    found = together([decide, decide, withdraw])
    # Whoever came first: the four are decided once; the one withdrawn is withdrawn before or after it was decided.
    assert found in (["0 + 0", "4 + 0", "withdrawn"], ["0 + 0", "3 + 1", "withdrawn"], ["0 + 1", "3 + 1", "withdrawn"])
    with wall.scope(by.scope):
        assert Request.objects.get(pk=rows[0].pk).state == "withdrawn"
        assert Meeting.objects.get().items.exclude(decision="").count() in (3, 4)

    day = surveying.Day(uuid=uuid4(), on=TODAY, area="301409", team="สมศรี (อสม.)")
    houses = [surveying.Household(uuid=uuid4(), name="นางทองดี มีสุข", needs=("HOU",))]

    def send() -> str:
        with wall.scope(by.scope):
            sheet, made_now = surveying.save(office=office, day=day, households=houses, by=by, at=NOW)
            return f"{sheet.pk} {[one.pk for one in made_now]}"

    assert len(set(together([send] * 3))) == 1
    with wall.scope(by.scope):
        assert SurveySheet.objects.count() == 1 and Request.objects.count() == 5

    def tick() -> str:
        with wall.scope(by.scope):
            typing.tick(office=office, period=current(TODAY), code="persons", by=by, at=NOW)
        return "typed"

    assert together([tick] * 3) == ["conflict", "conflict", "typed"]
    with wall.scope(by.scope):
        assert KeyRow.objects.count() == 1 and checking.check().holds
