"""Works about follow-up: measured on the synthetic nation of one programme year, built once per run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tidtam.demo.bench.lines import Line


def works() -> dict[str, Callable[[float], Iterator[Line]]]:
    """Return the works that run inside a house. Shape: imported here, for they need Django's settings."""
    from tidtam.demo.bench.care import building, pages, random_actions, roster, rounds, saving, scope, searching

    return {
        "nation": building.measure,
        "care_pages": pages.measure,
        "care_rounds": rounds.measure,
        "people_search": searching.measure,
        "care_scope": scope.measure,
        "visit_save": saving.measure,
        "roster": roster.measure,
        "care_random": random_actions.measure,
    }
