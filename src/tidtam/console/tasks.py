"""What the console does by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.console.mapping import actions


@app.periodic(cron="* * * * *", periodic_id="console.fold_map")
@app.task(name="console.fold_map", queueing_lock="console.fold_map")
def fold_map(timestamp: int) -> None:
    """Fold what came to the map and what went."""
    actions.fold()
