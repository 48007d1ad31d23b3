"""Notices to named persons only: that there is something, never what, of whom or how much."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.accounts.models import Grant
from tidtam.accounts.roles import ROLES
from tidtam.kernel import wall
from tidtam.kernel.permissions import Permission
from tidtam.notices import actions as notices
from tidtam.notices.actions import Told
from tidtam.notices.choices import NoticeKind
from tidtam.offices.models import Office
from tidtam.tips.actions.moving import day_of
from tidtam.tips.choices import KeyRole, Sender, State
from tidtam.tips.models import Message, RecipientKey, Tip


def tell(*, office_id: int, permission: Permission, title: str, url: str, key: str, at: datetime) -> int:
    """Tell each person of an office whose right holds today. Shape: how many notices were new."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    day = day_of(at)
    people = (
        Grant.objects.filter(office=office_id, role__in=roles, revoked_at__isnull=True, valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .values_list("user_id", flat=True)
        .distinct()
    )
    return sum(tell_person(office_id=office_id, user_id=user, title=title, url=url, key=key, at=at) for user in people)


def tell_person(*, office_id: int, user_id: int, title: str, url: str, key: str, at: datetime) -> int:
    """Tell one person of an office. Shape: 1 when it is new."""
    path = Office.objects.values_list("path", flat=True).get(pk=office_id)
    told = Told(
        office_id=office_id, scope_path=path, kind=NoticeKind.WORK, title=title, url=url, key=f"{key}.{user_id}",
        user_id=user_id,
    )  # fmt: skip
    with wall.lent(path):
        return notices.tell([told], at=at)


def tell_waiting(*, at: datetime) -> int:
    """Tell the key holders of each unit that something waits to be read; at fixed hours, whatever came when.

    Shape: how many notices were new; one for each person and run, the same whether one tip waits or a hundred.
    """
    made = 0
    for office in Office.objects.filter(pk__in=_units()):
        with wall.lent(office.path):
            holders = _holders(office.path) if _waits(office.path) else set()
        for holder in holders:
            made += tell_person(
                office_id=office.pk, user_id=holder, title=_("มีเรื่องรออ่านในช่องทางแจ้งเบาะแส"),
                url=reverse("tipdesk:desk"), key=f"tips.waits.{office.pk}.{at:%Y%m%d%H}", at=at,
            )  # fmt: skip
    return made


def _units() -> list[int]:
    """Return the offices with somebody who may read tips: the wall hides from a task which of them have any."""
    roles = [role.code for role in ROLES.values() if Permission.TIPS_READ in role.permissions]
    grants = Grant.objects.filter(role__in=roles, revoked_at__isnull=True)
    return list(grants.values_list("office", flat=True).distinct())


def _holders(path: str) -> set[int]:
    keys = RecipientKey.objects.filter(scope_path=path, role=KeyRole.OFFICER, revoked_on__isnull=True)
    return {holder for holder in keys.values_list("holder", flat=True) if holder is not None}


def _waits(path: str) -> bool:
    later = Message.objects.filter(tip=OuterRef("tip"), number__gt=OuterRef("number"))
    last = Message.objects.filter(tip=OuterRef("pk"), sender=Sender.INFORMANT).exclude(Exists(later))
    return Tip.objects.filter(scope_path=path).filter(Q(state=State.NEW) | Exists(last)).exists()
