"""Take up again the jobs of a worker that was killed: its locks would hold back every later job of the kind."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

TRIES = 5  # a job that kills its worker each time must not do so for ever


@app.periodic(cron="* * * * *", periodic_id="config")
@app.task(name="config.rescue", queue="config", queueing_lock="config-rescue", pass_context=True)
async def rescue(context: Any, timestamp: int) -> int:
    """Queue the jobs again whose worker gave no sign of life for half a minute; return how many were found."""
    manager = context.app.job_manager
    stalled = list(await manager.get_stalled_jobs())
    for job in stalled:
        if job.attempts >= TRIES:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # The same work waits in the queue already.
            await manager.finish_job(job, Status.FAILED, delete_job=False)
    return len(stalled)
