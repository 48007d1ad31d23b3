"""Seal the audit entries every second; clear the finished jobs that leaves behind."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from procrastinate import builtin_tasks
from procrastinate.contrib.django import app

from tidtam.audit import actions


# Five fields and a sixth for seconds. Nothing waits behind a slow run: one sealing at most is queued.
@app.periodic(cron="* * * * * */1", periodic_id="audit")
@app.task(name="audit.seal", queue="audit", queueing_lock="audit-seal", lock="audit-seal")
def seal(timestamp: int) -> None:
    """Seal what is fresh and old enough; a second run finds nothing."""
    actions.seal(at=timezone.now())


@app.periodic(cron="*/10 * * * *", periodic_id="audit")
@app.task(name="audit.clear_jobs", queue="audit", queueing_lock="audit-clear", lock="audit-clear", pass_context=True)
async def clear_jobs(context: Any, timestamp: int) -> None:
    """Remove jobs that ended an hour ago or earlier: a sealing each second would fill the table."""
    await builtin_tasks.remove_old_jobs(context, max_hours=1, queue="audit", remove_failed=False)
    await builtin_tasks.remove_old_jobs(context, max_hours=24 * 14, remove_failed=True, remove_cancelled=True)
