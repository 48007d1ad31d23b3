"""The works about help at tiny sizes: each runs, prints what it promises, and finds nothing broken."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tidtam.config.postgres import Urls
from tidtam.demo import bench
from tidtam.demo.bench.help import ledger
from tidtam.demo.bench.shop import House, Shop

TINY = 0.003


@pytest.fixture
def lent(committed_db: tuple[str, str], tmp_path: Path) -> Iterator[Shop]:
    """Yield a shop whose one house is a database of this test, so that no server is made."""
    house = House(tmp_path, Urls(app=committed_db[0], owner=committed_db[1]), scale=TINY, given=True)
    with ExitStack() as stack:
        yield Shop(TINY, stack, lambda: house)


def test_random_operations_hold() -> None:
    with ExitStack() as stack:
        (found,) = ledger.measure(Shop(TINY, stack))
    assert json.dumps(found)
    assert found["value"] == 0 and found["n"] >= 3000
    assert {"deliver", "withdraw", "merge", "reopen", "need.hand_over", "need.settle"} <= set(found["done"])


@pytest.mark.parametrize("spoilt", ["bucket", "lost", "ended"])
def test_what_is_broken_is_found(spoilt: str) -> None:
    tale = ledger.Tale(random.Random(3))
    assert tale.holds()
    if spoilt == "bucket":
        tale.held[1, "met"] += 1
    elif spoilt == "lost":
        tale.mine.pop()
    else:
        tale.state = "closed"
    assert not tale.holds()


@pytest.mark.slow
def test_random_sequences_of_actions_break_nothing(lent: Shop) -> None:
    (found,) = lent.house().call("help_random")
    assert json.dumps(found)
    assert (found["value"], found["broken"], found["n"]) == (0, {}, 6)


@pytest.mark.slow
def test_the_works_of_help_run_on_one_province(lent: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDTAM_BENCH_PROVINCE", "30")
    found = {one["name"]: one for one in bench.WORKS["help_pages"](lent)}
    found |= {one["name"]: one for one in bench.WORKS["help_submit"](lent)}
    assert all(json.dumps(one) and one["name"] in bench.said(one) for one in found.values())
    exact = ("citizens.unbalanced", "help_submit.errors", "help_submit.not_once")
    assert [found[name]["value"] for name in exact] == [0, 0, 0]
    assert found["citizens.build"]["n"] > 30
    assert all(one["errors"] == 0 for one in found.values() if "errors" in one)
    # At this size a page is opened a handful of times; which pages those are is the throw of the dice.
    assert {"help_pages.board", "help_pages.register", "help_pages.request"} & set(found)
