"""Statements sent together are the statements that were written, in their order, and fail where they would have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from tests.trips import trips

from tidtam.kernel import wall
from tidtam.kernel.gathering import gathered
from tidtam.kernel.rows import insert

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _table(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE told (no int UNIQUE, words text) ON COMMIT DROP")
    yield


def told() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT no, words FROM told ORDER BY no")
        return list(cursor.fetchall())


def put(*numbers: int) -> None:
    insert("told", ("no", "words"), [(number, "100% %s") for number in numbers])


@contextmanager
def step() -> Iterator[None]:
    with transaction.atomic():
        yield


def test_everything_arrives_in_order_and_in_few_trips() -> None:
    with trips() as seen, gathered():
        wall.enter("1.")
        with step():
            put(1)
            with step():
                put(2, 3)
        assert told() == [(1, "100% %s"), (2, "100% %s"), (3, "100% %s")]
        with wall.lent("1.2."), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('tidtam.scope')")
            assert cursor.fetchone() == ("1.2.",)
        put(4)
    # All that was put, with the rows; the scope before and the scope now; what is left.
    assert len(seen) == 4
    assert [number for number, _words in told()] == [1, 2, 3, 4]


def test_an_error_takes_all_of_the_block_back() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), gathered():
        put(1)
        raise ZeroDivisionError
    with pytest.raises(IntegrityError), transaction.atomic(), gathered():
        put(1, 1)
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic(), gathered():
        put(1)
        with pytest.raises(ZeroDivisionError), step():  # no savepoint inside: nothing more may be written
            put(2)
            raise ZeroDivisionError
        put(3)
    assert told() == []
    put(5)
    with pytest.raises(ZeroDivisionError), step():  # and outside there are savepoints again
        put(6)
        raise ZeroDivisionError
    assert len(told()) == 1


def test_what_cannot_wait_is_sent_by_itself() -> None:
    with gathered(), connection.cursor() as cursor:
        put(1)
        cursor.execute("INSERT INTO told VALUES (%(no)s, 'b')", {"no": 2})
        cursor.executemany("INSERT INTO told VALUES (%s, 'c')", [(3,), (4,)])
        cursor.execute("INSERT INTO told VALUES (5, 'd') RETURNING no")
        assert cursor.fetchall() == [(5,)]
        with gathered():
            insert("told", ("no", "words"), [(number, "many") for number in range(10, 90)])
        cursor.execute("UPDATE told SET words = 'e' WHERE no > 9")
        assert cursor.rowcount == 80
    assert [number for number, _words in told()][:6] == [1, 2, 3, 4, 5, 10]
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchall() == [(1,)]
