"""The part of a work that runs in a process of its own, where the settings of its house are loaded."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator

from tidtam.demo.bench.lines import Line


def _work(name: str) -> Callable[[float], Iterator[Line]]:
    # Imported here: these modules need Django's settings, which the parent must never load.
    from tidtam.demo.bench import (
        backup,
        care,
        duties,
        help,
        map,
        pages,
        papers,
        photos,
        registrations,
        reports,
        reports_people,
        reports_sent,
        scope,
        tips,
    )

    return {
        "duties": duties.measure,
        "scope": scope.measure,
        "pages": pages.measure,
        "registrations": registrations.measure,
        "map": map.measure,
        "backup": backup.measure,
        "reports_exact": reports.measure,
        "reports_rollup": reports_people.measure_rollup,
        "reports_compile": reports_people.measure_compile,
        "reports_open": reports_people.measure_open,
        "reports_send": reports_sent.measure,
        "letter_pdf": papers.measure_letters,
        "photos": photos.measure,
        "tips": tips.measure,
        "answers_issue": papers.measure_issue,
        **care.works(),
        **help.works(),
    }[name]


def main(name: str) -> int:
    """Run one work and print its lines."""
    scale = float(os.environ.get("TIDTAM_BENCH_SCALE", "1"))
    import django

    django.setup()
    for found in _work(name)(scale):
        print(json.dumps(found, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
