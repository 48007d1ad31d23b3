"""Many issue at once from one office's book: every number once, none left out, also when some are refused late."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from tests.factories.actors import NOW, office
from tests.reports.going_out import draft, ready

from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict
from tidtam.letters.models import Book
from tidtam.reports.actions import answering
from tidtam.reports.models import Answer

AT_ONCE = 24


@pytest.mark.slow
def test_many_issue_at_once_and_no_number_is_missing_or_twice(committed_db: tuple[str, str]) -> None:
    with transaction.atomic():
        report, clerk, _head = ready()
    made: list[int] = []
    wrong: list[BaseException] = []
    refused: list[int] = []
    start = threading.Barrier(AT_ONCE)

    def one(n: int) -> None:
        start.wait()
        try:
            with wall.scope(clerk.scope):
                letter = draft(report, addressee=f"หน่วยงานที่ {max(n, 1)}")  # two click the same
                answer = answering.reserve(report=report, letter=letter, by=clerk, at=NOW)
                if n % 8 == 7:  # one in eight is refused after its number was drawn
                    raise ZeroDivisionError
            made.append(answering.finish(answer=answer, by=clerk, at=NOW).entry.number)
        except ZeroDivisionError:
            pass
        except Conflict:
            refused.append(n)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(AT_ONCE)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong
    assert len(refused) == 1
    assert sorted(made) == list(range(1, 21))
    with wall.scope(clerk.scope):
        assert Book.objects.get(office=office("DOPA-3014"), direction="out", year=2026).last == 20
        assert len(set(Answer.objects.values_list("code", flat=True))) == 20
        assert not Answer.objects.filter(letter=None).exists()
