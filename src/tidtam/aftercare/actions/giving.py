"""Give people to teams: all of a district by the tambon they live in, or those chosen by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.aftercare import access
from tidtam.aftercare.actions import cases
from tidtam.aftercare.queries import teams as queries
from tidtam.aftercare.queries.transfers import offered_to_teams
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.offices.models import Office


@transaction.atomic
def give_by_tambon(*, district: Office, by: Actor, at: datetime, tambon: str = "") -> int:
    """Give everybody a district still holds itself to the team of their tambon, where it stands. Shape: people given.

    Errors: NotAllowed; Problem("aftercare.nobody_waits") when there is nobody to give.
    """
    by.require(Permission.CARE_MANAGE)
    given = 0
    for share in queries.shares(by, district):
        if share.team is None or (tambon and share.tambon and share.tambon.code != tambon):
            continue
        offered = offered_to_teams(share.case_ids)  # a team is asked already: it answers first
        waiting = list(access.cases(by).filter(pk__in=[pk for pk in share.case_ids if pk not in offered]))
        cases.assign(cases=waiting, office=share.team, by=by, at=at)
        given += len(waiting)
    if not given:
        raise Problem("aftercare.nobody_waits", _("ไม่มีคนที่รอทีมแล้ว อาจมีคนมอบไปก่อน"))
    return given


@transaction.atomic
def give(*, case_ids: Sequence[str], district: Office, team: Office, by: Actor, at: datetime) -> int:
    """Give chosen people of a district (by their public ids) to one of its teams. Shape: people given.

    Errors: NotAllowed; Missing when one of them is not there any more; Problem("aftercare.nobody_chosen").
    """
    by.require(Permission.CARE_MANAGE)
    if not case_ids:
        raise Problem("aftercare.nobody_chosen", _("เลือกอย่างน้อยหนึ่งคน"), field="case")
    inside = access.cases(by).filter(scope_path__gte=district.path, scope_path__lt=district.path + "~")
    chosen = list(inside.filter(public_id__in=set(case_ids)))
    if len(chosen) != len(set(case_ids)):
        raise Missing("aftercare.missing", _("บางคนไม่อยู่ในอำเภอนี้แล้ว เปิดหน้านี้ใหม่แล้วเลือกอีกครั้ง"))
    cases.assign(cases=chosen, office=team, by=by, at=at)
    return len(chosen)
