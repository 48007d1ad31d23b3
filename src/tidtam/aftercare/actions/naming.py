"""Note that movers stood in the annex of a report, so that no later report names them again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tidtam import audit
from tidtam.aftercare.models import HandedOver
from tidtam.kernel.actor import Actor


@transaction.atomic
def named(*, path: str, until: date, by: Actor, at: datetime) -> int:
    """Note those handed over by a branch up to the last day of a period as named in its report. Shape: how many.

    The room that sends the report asks who may send it. Source: letter 001 item 3.
    """
    rows = HandedOver.objects.filter(
        scope_path__gte=path, scope_path__lt=path + "~", reported_on__isnull=True, handed_on__lte=until
    )
    count = rows.update(reported_on=until)
    if count:
        audit.record("aftercare.movers.named", ("aftercare.handedover", "many"), by=by, at=at, count=count)
    return count
