"""A district, its neighbour and their province, with reports that go up. Every verb runs behind its own wall."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.factories import reports as make
from tests.factories.actors import NOW, actor, office

from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system
from tidtam.offices.actions import tree
from tidtam.reports.actions import compiling, reviewing, signing
from tidtam.reports.models import Edition, Report

LATER = NOW + timedelta(hours=1)


def hands(code: str, clerk: str = "drug_recorder", head: str = "drug_chief") -> tuple[Actor, Actor]:
    """Return who compiles and who signs at an office."""
    return actor(code, clerk, enter=False), actor(code, head, enter=False)


def fresh(report: Report) -> Report:
    """Return the report as it is now."""
    wall.enter("1.")
    return Report.objects.select_related("office", "form", "template", "duty").get(pk=report.pk)


def opened(report: Report, clerk: Actor, **values: str) -> Report:
    """Open a report and type into it."""
    wall.enter(clerk.scope)
    report = compiling.open_up(report=report, by=clerk, at=NOW)
    return compiling.fill(report=report, values=values, by=clerk, at=NOW) if values else report


def signed(report: Report, clerk: Actor, head: Actor, **values: str) -> Edition:
    """Open, type and sign."""
    opened(report, clerk, **values)
    wall.enter(head.scope)
    return signing.sign(report=report, signature=make.SIGNATURE, by=head, at=NOW)


def sent(report: Report, clerk: Actor, head: Actor, **values: str) -> Report:
    """Open, type, sign and send."""
    signed(report, clerk, head, **values)
    wall.enter(head.scope)
    return signing.send(report=report, by=head, at=NOW)


def accepted(report: Report, clerk: Actor, head: Actor, above: Actor, **values: str) -> Report:
    """Bring a report up and have it accepted."""
    report = sent(report, clerk, head, **values)
    wall.enter(above.scope)
    return reviewing.accept(report=report, by=above, at=NOW)


def move(report: Report, parent: str) -> None:
    """Move the office of a report to another branch."""
    wall.enter("1.")
    tree.move(office=report.office, parent=office(parent), by=system("test"), at=NOW, reason="เปลี่ยนเขตปกครอง")


def province(**more: Any) -> tuple[Report, Report, Report]:
    """Make the reports of two districts and their province for one period."""
    near, far, up = (make.report(code, **more) for code in ("DOPA-3014", "DOPA-3015", "DOPA-30"))
    assert office("DOPA-3014").path.startswith(up.scope_path)
    return near, far, up
