"""Make and revoke secret calendar links; the secret itself is shown once and never kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import NotAllowed, Problem
from tidtam.obligations import access
from tidtam.obligations.models import CalendarFeed

_MOST = 10


@transaction.atomic
def make_feed(*, reminder_days: Sequence[int] = (), by: Actor, at: datetime) -> tuple[CalendarFeed, str]:
    """Make a calendar link for the grant worked under and return it with its secret.

    Errors: NotAllowed; Problem("obligations.feed_too_many").
    """
    by.require(Permission.OBLIGATIONS_READ)
    if by.user_id is None or by.grant_id is None or by.office_id is None:
        raise NotAllowed("obligations.feed_nobody", "ลิงก์ปฏิทินเป็นของคน ไม่ใช่ของระบบ")
    if access.own_feeds(by).filter(revoked_at__isnull=True).count() >= _MOST:
        raise Problem("obligations.feed_too_many", "มีลิงก์ปฏิทินที่ใช้อยู่หลายลิงก์แล้ว ยกเลิกลิงก์เก่าก่อน")
    token = secrets.token_urlsafe(32)
    days = sorted({day for day in reminder_days if 0 <= day <= 30}, reverse=True)
    feed = CalendarFeed.objects.create(
        user_id=by.user_id, grant_id=by.grant_id, office_id=by.office_id, token_hash=access.token_hash(token),
        made_at=at, reminder_days=days,
    )  # fmt: skip
    audit.record("obligations.feed.made", feed, by=by, at=at, fields=["token_hash", "reminder_days"])
    return feed, token


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: Actor, at: datetime) -> CalendarFeed:
    """Stop a calendar link; whoever still asks it gets nothing. Errors: Missing for anybody else's."""
    feed = access.get_own_feed(by, feed.pk)
    if feed.revoked_at is None:
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
        audit.record("obligations.feed.revoked", feed, by=by, at=at, fields=["revoked_at"])
    return feed
