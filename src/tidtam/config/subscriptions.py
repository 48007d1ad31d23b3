"""Who listens to which verb. `at_once` runs in the same transaction; `later` defers a job in it (ids only)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tidtam.audit import actions as audit
from tidtam.kernel.actor import Actor

Handler = Callable[[Any, Actor, datetime], None]
AT_ONCE: dict[str, list[Handler]] = {}
LATER: dict[str, list[Handler]] = {}


def _fill() -> None:
    """Name the handlers here and nowhere else."""
    from tidtam.activities import tasks as activities
    from tidtam.aftercare import handlers as aftercare
    from tidtam.assistance import handlers as assistance
    from tidtam.exchange import handlers as exchange
    from tidtam.obligations import handlers as obligations
    from tidtam.reports import handlers as reports

    AT_ONCE.update(
        {
            "activities.activity.changed": [reports.activity_noted],
            "activities.activity.recorded": [reports.activity_noted],
            "activities.activity.voided": [reports.activity_noted],
            "aftercare.case.closed": [aftercare.case_ended, reports.case_changed],
            "aftercare.case.completed": [aftercare.case_ended],
            "aftercare.case.reopened": [aftercare.case_ended, reports.case_changed],
            "aftercare.case.replanned": [exchange.case_replanned, reports.case_changed],
            "aftercare.case.resumed": [reports.case_changed],
            "aftercare.case.suspended": [reports.case_changed],
            "aftercare.visit.accepted": [exchange.visit_accepted],
            "aftercare.visit.corrected": [reports.visit_corrected, exchange.visit_corrected],
            "aftercare.visit.recorded": [reports.visit_noted],
            "aftercare.visit.returned": [exchange.visit_returned],
            "assistance.need.moved": [assistance.need_moved, aftercare.need_moved, reports.need_moved],
            "letters.letter.confirmed": [obligations.letter_confirmed],
            "letters.letter.relayed": [obligations.letter_relayed],
            "letters.entry.registered": [obligations.entry_registered],
            "people.person.address_set": [aftercare.address_set],
            "people.person.merged": [aftercare.person_merged],
            "people.person.unmerged": [aftercare.person_unmerged],
        }
    )
    LATER["activities.knowledge.shared"] = [activities.defer_telling]
    for verb in ("changed", "file_added", "file_removed"):
        LATER[f"activities.knowledge.{verb}"] = [activities.defer_telling_anew]


def tell(verb: str, obj: Any, by: Actor, at: datetime) -> None:
    """Tell the subscribers of `verb`."""
    for handler in AT_ONCE.get(verb, ()):
        handler(obj, by, at)
    for defer in LATER.get(verb, ()):
        defer(obj, by, at)


def connect() -> None:
    """Fill the lists and listen to the audit room."""
    _fill()
    audit.on_record(tell)
