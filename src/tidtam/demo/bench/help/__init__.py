"""Works about help: measured on the nation of people under follow-up plus the requests of its citizens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tidtam.demo.bench.lines import Line


def works() -> dict[str, Callable[[float], Iterator[Line]]]:
    """Return the works that run inside a house. Shape: imported here, for they need Django's settings."""
    from tidtam.demo.bench.help import asking, pages, random_actions, submitting

    return {
        "citizens": asking.measure, "help_pages": pages.measure, "help_submit": submitting.measure,
        "help_random": random_actions.measure,
    }  # fmt: skip
