"""Which signs an actor may see: those of the own office and of the offices below. The wall repeats the answer."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.signs.models import Check, ScanDay, Sign
from tidtam.signs.rules import read_code


def within(actor: Actor) -> Q:
    """Return the explicit scope filter: it gives the fast plan, the wall gives the certainty."""
    if not actor.scope:
        return Q(pk__in=[])
    return Q(scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")


def signs(actor: Actor) -> QuerySet[Sign]:
    """Return the signs of the own office and of the offices below."""
    return Sign.objects.filter(within(actor))


def get_sign(actor: Actor, public_id: str) -> Sign:
    """Errors: Missing outside scope."""
    found = signs(actor).filter(public_id=public_id).select_related("office", "area__parent__parent", "photo").first()
    if found is None:
        raise Missing("signs.missing", "ไม่พบป้ายนี้ในหน่วยงานของคุณและหน่วยงานในสังกัด")
    return found


def get_by_code(actor: Actor, text: str) -> Sign:
    """Return the sign of a code read on site. Errors: Missing for one that is not in the own register."""
    found = signs(actor).filter(code=read_code(text) or "-").select_related("office", "area__parent__parent").first()
    if found is None:
        raise Missing("signs.code_missing", "ไม่พบรหัสนี้ในทะเบียนของหน่วยงานคุณ ถ้าป้ายติดอยู่ในพื้นที่ อาจเป็นป้ายปลอม", field="code")
    return found


def checks(actor: Actor) -> QuerySet[Check]:
    """Return what was found at those signs."""
    return Check.objects.filter(within(actor))


def get_check(actor: Actor, public_id: str, pk: int) -> Check:
    """Return a check that has a photo. Errors: Missing."""
    found = checks(actor).filter(sign=get_sign(actor, public_id), pk=pk, photo__isnull=False)
    one = found.select_related("photo").first()
    if one is None:
        raise Missing("files.not_found", "ไม่พบภาพนี้")
    return one


def scans(actor: Actor) -> QuerySet[ScanDay]:
    """Return the scans a day of those signs."""
    return ScanDay.objects.filter(within(actor))
