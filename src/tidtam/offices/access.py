"""Which offices and imports an actor may see."""

from __future__ import annotations

from django.db.models import QuerySet

from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Missing
from tidtam.offices import rules
from tidtam.offices.models import Office, OfficeImport


def visible_to(actor: Actor) -> QuerySet[Office]:
    """Return the offices of the actor's branch, closed ones too. Shape: one range scan on the path."""
    if not actor.scope:
        return Office.objects.none()
    return Office.objects.filter(path__gte=actor.scope, path__lt=actor.scope + "~")


def sees(actor: Actor, office: Office) -> bool:
    """Say whether the office lies in the actor's branch."""
    return bool(actor.scope) and rules.is_below(office.path, actor.scope)


def get_visible(actor: Actor, pk: int) -> Office:
    """Return the office with its parent and places. Errors: Missing outside the actor's branch."""
    office = visible_to(actor).select_related("parent", "province", "district").filter(pk=pk).first()
    if office is None:
        raise Missing("offices.office_missing", "ไม่พบหน่วยงานนี้ในขอบเขตหน่วยงานของคุณ")
    return office


def imports_visible_to(actor: Actor) -> QuerySet[OfficeImport]:
    """Return the actor's own imports, newest first; who answers for the whole tree sees everyone's."""
    if not actor.scope:
        return OfficeImport.objects.none()
    found = OfficeImport.objects.order_by("-created_at", "-pk")
    return found if actor.scope == ROOT else found.filter(created_by=actor.user_id)


def get_visible_import(actor: Actor, pk: int) -> OfficeImport:
    """Return the import. Errors: Missing when it is another person's."""
    this = imports_visible_to(actor).filter(pk=pk).first()
    if this is None:
        raise Missing("offices.import_missing", "ไม่พบการนำเข้านี้ในขอบเขตหน่วยงานของคุณ")
    return this
