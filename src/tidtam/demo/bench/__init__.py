"""What `tidtam bench` measures, each work with a reference measured in the same run, because machines differ."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from tidtam.demo.bench import kill, ocr, papers, plan, reader, reported, rules
from tidtam.demo.bench.care import rules as care_rules
from tidtam.demo.bench.help import ledger as help_ledger
from tidtam.demo.bench.lines import Line, said
from tidtam.demo.bench.shop import Shop
from tidtam.kernel.problem import Problem

SHARED = 0.1  # the smallest scale of a run that is worth more than one house
__all__ = ["WORKS", "Line", "Shop", "run", "said"]


def _registrations(shop: Shop) -> Iterator[Line]:
    return shop.house().call("registrations", TIDTAM_POOL="60")


def _backup(shop: Shop) -> Iterator[Line]:
    return shop.house().call("backup")


def _duties(shop: Shop) -> Iterator[Line]:
    """Yield the lines of filling the nation; a run fills it once."""
    house = shop.nation()
    house.filled = True
    return house.call("duties")


def _on_the_nation(work: str) -> Callable[[Shop], Iterator[Line]]:
    def measure(shop: Shop) -> Iterator[Line]:
        if not shop.nation().filled:
            yield from _duties(shop)
        yield from shop.nation().call(work)

    return measure


def _people(shop: Shop) -> Iterator[Line]:
    """Yield the lines of building the nation of people under follow-up; a run builds it once."""
    house = shop.people()
    house.filled = True
    return house.call("nation", TIDTAM_BENCH_PREPARED=f"{house.prepared:.1f}")


def _on_the_people(work: str) -> Callable[[Shop], Iterator[Line]]:
    def measure(shop: Shop) -> Iterator[Line]:
        if not shop.people().filled:
            yield from _people(shop)
        yield from shop.people().call(work)

    return measure


def _care_random(shop: Shop) -> Iterator[Line]:
    """Yield what random testing of transfer and balance finds, by the rules alone and by the actions."""
    yield from care_rules.measure(shop)
    yield from shop.house().call("care_random")


def _reports_exact(shop: Shop) -> Iterator[Line]:
    """Yield how many signed figures did not recompute after random histories; a full run shares them among houses.

    Each house has a server of its own, so that every processor has one to itself.
    """
    many = min(2, os.cpu_count() or 1) if shop.scale > SHARED else 1
    houses = [shop.house() for _ in range(many)]
    with ThreadPoolExecutor(many) as workers:
        parts = workers.map(
            lambda place: list(houses[place].call("reports_exact", TIDTAM_BENCH_PART=f"{place}/{many}")), range(many)
        )
        yield from reported.together(list(parts))


def _photos(shop: Shop) -> Iterator[Line]:
    """Yield how well copies of photos are found, and how seldom new ones are taken for copies."""
    return shop.house().call("photos")


def _citizens(shop: Shop) -> Iterator[Line]:
    """Yield the lines of letting citizens ask, in the house of the people; a run does it once."""
    if not shop.people().filled:
        yield from _people(shop)
    shop.people().asked = True
    yield from shop.people().call("citizens")


def _on_the_citizens(work: str) -> Callable[[Shop], Iterator[Line]]:
    def measure(shop: Shop) -> Iterator[Line]:
        if not shop.people().asked:
            yield from _citizens(shop)
        yield from shop.people().call(work)

    return measure


def _map(shop: Shop) -> Iterator[Line]:
    """Yield what pictures of a million activities cost."""
    return shop.house().call("map")


def _tips(shop: Shop) -> Iterator[Line]:
    """Yield what a flood of tips and of guessed receipts does to both."""
    return shop.house().call("tips")


def _help_random(shop: Shop) -> Iterator[Line]:
    """Yield what random testing of the ledger of needs finds by the actions of requests."""
    return shop.house().call("help_random")


# Those that need no database first; `scope` and `pages` use the duties that `duties` made,
# the others the people that `nation` made; what changes them most stands last.
WORKS: dict[str, Callable[[Shop], Iterator[Line]]] = {
    "reader": reader.measure,
    "rules": rules.measure,
    "plan": plan.measure,
    "ocr": ocr.measure,
    "kill": kill.measure,
    "registrations": _registrations,
    "backup": _backup,
    "duties": _duties,
    "scope": _on_the_nation("scope"),
    "pages": _on_the_nation("pages"),
    "reports_send": _on_the_nation("reports_send"),
    "nation": _people,
    **{
        work: _on_the_people(work)
        for work in (
            "care_pages",
            "care_rounds",
            "people_search",
            "care_scope",
            "reports_rollup",
            "reports_compile",
            "reports_open",
            "visit_save",
            "roster",
        )
    },
    "citizens": _citizens,
    **{work: _on_the_citizens(work) for work in ("help_pages", "help_submit")},
    "care_random": _care_random,
    "reports_exact": _reports_exact,
    "map": _map,
    "letter_pdf": papers.letter_pdf,
    "photos": _photos,
    "tips": _tips,
    "answers_issue": papers.answers_issue,
    "help_ledger": help_ledger.measure,
    "help_random": _help_random,
}


def run(*names: str) -> Iterator[Line]:
    """Measure all works, or those named, in databases of their own that are gone afterwards; works of a run share them.

    Shape: each line as it is known. Errors: Problem("bench.unknown").
    """
    unknown = [name for name in names if name not in WORKS]
    if unknown:
        raise Problem("bench.unknown", f"ไม่มีงานวัดชื่อ {unknown[0]} ที่มีคือ {', '.join(WORKS)}", field="name")
    with Shop.open() as shop:
        for work in names or tuple(WORKS):
            yield from WORKS[work](shop)
