"""Work of the activities room nobody waits for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.activities.actions import exporting, knowledge
from tidtam.activities.models import KnowledgeSet
from tidtam.files import making
from tidtam.files.models import Export
from tidtam.kernel.actor import Actor

QUIET = 15  # Units: minutes; whoever changes words and three files has told once


def defer_export(*, export: Export, by: Actor) -> None:
    """Queue the making of an export in the caller's transaction."""
    name = f"export-{export.pk}"
    make_export.configure(queueing_lock=name, lock=name).defer(export_id=export.pk, grant_id=by.grant_id)


def defer_telling(obj: Any, by: Actor, at: datetime) -> None:
    """Queue the notices of a set that was handed down, in the transaction that did it."""
    if isinstance(obj, KnowledgeSet):
        # No lock on the queue: what is handed on while a job runs needs another one, which tells nobody twice.
        tell_given.configure(lock=f"knowledge-{obj.pk}").defer(knowledge_id=obj.pk)


def defer_telling_anew(obj: Any, by: Actor, at: datetime) -> None:
    """Queue the notices of a set that was changed, for when nobody has changed it again for a while."""
    if isinstance(obj, KnowledgeSet):
        # A lock of its own: a job behind another of its lock waits until that one's time has come.
        job = tell_changed.configure(lock=f"knowledge-changed-{obj.pk}", schedule_in={"minutes": QUIET})
        job.defer(knowledge_id=obj.pk, version=obj.version)


@app.task(name="activities.tell_given", queue="activities")
def tell_given(knowledge_id: int) -> None:
    """Tell the offices that were given a set. Running twice tells nobody twice."""
    knowledge.tell_given(knowledge=knowledge_id, at=clock.now())


@app.task(name="activities.tell_changed", queue="activities")
def tell_changed(knowledge_id: int, version: int) -> None:
    """Tell the offices that opened an earlier version of a set. Running twice tells nobody twice."""
    knowledge.tell_changed(knowledge=knowledge_id, version=version, at=clock.now())


@app.task(name="activities.make_export", queue="activities")
def make_export(export_id: int, grant_id: int | None = None) -> None:
    """Write an export for the one who asked, if the right still holds. Running twice writes it once."""
    making.run(export_id=export_id, grant_id=grant_id, maker=exporting.make, at=clock.now())
