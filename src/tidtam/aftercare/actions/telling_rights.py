"""Note that a person was told, at a visit, how the data about them is protected."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from tidtam.aftercare.models import Case
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.people import actions as people
from tidtam.people.rules.values import NOTICE, NoticeValues


@transaction.atomic
def tell(*, case: Case, by: Actor, at: datetime) -> None:
    """Note the privacy notice that stands as given today, unless one was given before.

    Whoever visits tells it, and needs no right to change the register. Errors: NotAllowed; Missing.
    """
    by.require(Permission.CARE_VISIT)
    if case.person.notice_at is not None:
        return
    wide = replace(by, permissions=by.permissions | {Permission.PEOPLE_REGISTER})
    people.give_notice(person=case.person, notice=NoticeValues(version=NOTICE, at=at), by=wide, at=at)
