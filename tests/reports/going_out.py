"""A report that went up, and the letter it goes out with, as the house drafts it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.factories.actors import TODAY
from tests.reports import line

from tidtam.kernel import wall
from tidtam.reports.models import Report
from tidtam.reports.papers.covering import covering
from tidtam.reports.queries import answering as read


def ready(code: str = "DOPA-3014") -> tuple[Report, Any, Any]:
    """Return a report that went up, who compiles and who signs."""
    near, _far, _up = line.province()
    clerk, head = line.hands(code)
    report = line.fresh(line.sent(near, clerk, head, volunteers="3"))
    wall.enter(clerk.scope)
    return report, clerk, head


def draft(report: Report, **other: Any) -> Any:
    """Return the letter as it is drafted, with other values where told."""
    told = read.told(report, read.edition_of(report))
    made = covering(told, receiver=read.receiver(report), demanded=None, today=TODAY)
    return replace(made, **({"addressee": "ผู้ว่าราชการจังหวัดนครราชสีมา"} | other))
