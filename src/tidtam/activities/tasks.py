"""Work of the activities room nobody waits for."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.activities.actions import exporting
from tidtam.files import making
from tidtam.files.models import Export
from tidtam.kernel.actor import Actor


def defer_export(*, export: Export, by: Actor) -> None:
    """Queue the making of an export in the caller's transaction."""
    name = f"export-{export.pk}"
    make_export.configure(queueing_lock=name, lock=name).defer(export_id=export.pk, grant_id=by.grant_id)


@app.task(name="activities.make_export", queue="activities")
def make_export(export_id: int, grant_id: int | None = None) -> None:
    """Write an export for the one who asked, if the right still holds. Running twice writes it once."""
    making.run(export_id=export_id, grant_id=grant_id, maker=exporting.make, at=clock.now())
