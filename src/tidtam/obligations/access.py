"""Which duties and obligations an actor may see. The wall repeats the answer below."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.letters.access import within
from tidtam.obligations.models import Bound, CalendarFeed, Duty, Obligation, Tally


def duties(actor: Actor) -> QuerySet[Duty]:
    """Return duties of the own office and the offices below."""
    return Duty.objects.filter(within(actor))


def get_duty(actor: Actor, obligation: str, office: str, due_on: date) -> Duty:
    """Find a duty by what names it. Errors: Missing outside scope."""
    found = (
        duties(actor)
        .filter(obligation__public_id=obligation, office__code=office, due_on=due_on)
        .select_related("obligation__letter", "obligation__owner_office", "office")
        .first()
    )
    if found is None:
        raise Missing("obligations.duty_missing", "ไม่พบหน้าที่นี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found


def obligations(actor: Actor) -> QuerySet[Obligation]:
    """Return obligations that bind, or are known to, an office in scope."""
    # One probe of the index per obligation; as EXISTS a wide scope would read every bound office.
    known = Bound.objects.filter(within(actor), obligation=OuterRef("pk")).order_by("scope_path").values("pk")[:1]
    return Obligation.objects.alias(known=Subquery(known)).filter(known__isnull=False)


def get_obligation(actor: Actor, public_id: str) -> Obligation:
    """Errors: Missing outside scope."""
    found = obligations(actor).filter(public_id=public_id).select_related("letter", "owner_office").first()
    if found is None:
        raise Missing("obligations.missing", "ไม่พบข้อนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found


def tallies(actor: Actor) -> QuerySet[Tally]:
    """Return the counted duties of the provinces and districts in scope."""
    return Tally.objects.filter(within(actor, "node"))


def own_feeds(actor: Actor) -> QuerySet[CalendarFeed]:
    """Return the actor's own calendar links of the grant worked under, newest first."""
    return CalendarFeed.objects.filter(user=actor.user_id, grant_id=actor.grant_id or 0).order_by("-made_at")


def get_own_feed(actor: Actor, pk: int) -> CalendarFeed:
    """Errors: Missing for anybody else's."""
    found = own_feeds(actor).filter(pk=pk).first()
    if found is None:
        raise Missing("obligations.feed_missing", "ไม่พบลิงก์ปฏิทินนี้")
    return found


def feed_of_token(token: str) -> CalendarFeed:
    """Find a live calendar link by its secret. Errors: Missing for unknown and revoked ones."""
    found = (
        CalendarFeed.objects.filter(token_hash=token_hash(token), revoked_at__isnull=True)
        .select_related("user", "office")
        .first()
    )
    if found is None:
        raise Missing("obligations.feed_missing", "ลิงก์ปฏิทินนี้ใช้ไม่ได้แล้ว")
    return found


def token_hash(token: str) -> str:
    """Return what is kept of a secret link."""
    return hashlib.sha256(token.encode()).hexdigest()
