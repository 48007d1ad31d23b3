"""Which documents an actor may see: those of its office and of the offices below."""

from __future__ import annotations

from django.db.models import QuerySet

from tidtam.files.models import Export, PageText, StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing


def visible_to(actor: Actor) -> QuerySet[StoredFile]:
    """Return the documents inside the actor's scope; none without a scope."""
    if not actor.scope:
        return StoredFile.objects.none()
    return StoredFile.objects.filter(scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")


def get_visible(actor: Actor, public_id: str) -> StoredFile:
    """Return one document. Errors: Missing when it does not exist or lies outside the actor's scope."""
    found = visible_to(actor).filter(public_id=public_id).first()
    if found is None:
        raise Missing("files.not_found", "ไม่พบไฟล์นี้")
    return found


def get_page(actor: Actor, public_id: str, page: int) -> PageText:
    """Return one page of a document. Errors: Missing as `get_visible`, or when it has no such page."""
    found = PageText.objects.filter(file=get_visible(actor, public_id), page=page).first()
    if found is None:
        raise Missing("files.not_found", "ไม่พบหน้านี้ของไฟล์")
    return found


def exports(actor: Actor) -> QuerySet[Export]:
    """Return what the actor took out under this right, newest first; nobody sees another's, not even above."""
    if not actor.scope or actor.user_id is None:
        return Export.objects.none()
    return Export.objects.filter(
        user_id=actor.user_id, grant=actor.grant_id, scope_path=actor.scope
    ).order_by("-asked_at", "-id")  # fmt: skip


def get_export(actor: Actor, public_id: str) -> Export:
    """Return one export of the actor's own. Errors: Missing."""
    found = exports(actor).filter(public_id=public_id).first()
    if found is None:
        raise Missing("files.not_found", "ไม่พบไฟล์นี้ หรือเป็นไฟล์ของผู้อื่น")
    return found
