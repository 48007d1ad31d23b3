"""The wall on connections that are used again: after a transaction, after an error, and in a real pool."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from tests.factories.actors import actor, member
from tests.factories.letters import monthly, received

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT

CODES = ("DLA-3014", "DLA-3602")
THREADS, REQUESTS = 4, 40


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('tidtam.scope', true), '')")
        return str(cursor.fetchone()[0])


def lines() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM letters_registerentry")
        return int(cursor.fetchone()[0])


@pytest.fixture
def filled(committed_db: tuple[str, str]) -> dict[str, str]:
    """Commit one letter in each of two districts; return the scope by office code."""
    scopes = {}
    for code in CODES:
        with wall.scope(ROOT):
            clerk = actor(code, "district_recorder")
            received(clerk, code, monthly(), text=f"เรื่องของ {code} " * 60, number=f"นม 0023.26/ว {code[-4:]}")
        scopes[code] = clerk.scope
    return scopes


def test_the_scope_ends_with_its_transaction(filled):
    with wall.scope(ROOT):
        assert setting() == ROOT
        assert lines() == 2
    assert setting() == ""
    assert lines() == 0
    with pytest.raises(RuntimeError, match="only inside a transaction"):
        wall.enter(ROOT)
    with pytest.raises(ZeroDivisionError), wall.scope(filled["DLA-3014"]):
        raise ZeroDivisionError
    assert setting() == ""
    assert lines() == 0


def test_a_scope_inside_a_scope_ends_with_the_outer_one(filled):
    with wall.scope(filled["DLA-3014"]):
        assert lines() == 1
    with wall.scope(filled["DLA-3602"]):
        assert lines() == 1
    assert lines() == 0


@pytest.fixture
def pooled(filled: dict[str, str], settings: Any) -> Iterator[dict[str, str]]:
    """Give the application a real pool of two connections, fewer than there are threads."""
    settings.ROOT_URLCONF = "tests.kernel.wall_urls"
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    options["pool"] = {"min_size": 2, "max_size": 2, "timeout": 20}
    try:
        yield filled
    finally:
        connection.close()
        connection.close_pool()
        del options["pool"]


def test_no_scope_leaks_between_pooled_connections(pooled):
    Installation.objects.create(is_demo=True, as_of=date(2026, 5, 21))
    clock.forget()
    cookies = {}
    for code in CODES:
        client = Client()
        client.force_login(member(code, "district_head")[0])
        cookies[code] = client.cookies
    connection.close()

    def work(seed: int) -> list[tuple[str, list[str], list[int]]]:
        seen = []
        try:
            for n in range(REQUESTS):
                code = CODES[(n + seed) % 2]
                client = Client()
                client.cookies = cookies[code]
                answer = client.get("/everything/").json()
                seen.append((code, answer["paths"], answer["pids"]))
                connection.close()  # back to the pool, as after every request
                assert lines() == 0  # the connection another request has just used
                connection.close()
        finally:
            connections.close_all()
        return seen

    with ThreadPoolExecutor(THREADS) as threads:
        results = [row for found in threads.map(work, range(THREADS)) for row in found]
    assert len(results) == THREADS * REQUESTS
    assert {pid for _, _, pids in results for pid in pids}, "no line was seen at all"
    assert len({pid for _, _, pids in results for pid in pids}) <= 2, "the pool was not used"
    for code, paths, _ in results:
        assert paths == [pooled[code]]
