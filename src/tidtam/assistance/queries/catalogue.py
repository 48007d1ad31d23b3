"""Named reads of what everybody may read: provinces with partners, rules of reference and who has read them."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.accounts.models import Grant
from tidtam.assistance.models import ReferenceRule
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.offices.models import Office
from tidtam.places.choices import AreaLevel
from tidtam.places.models import Area


def provinces() -> list[Area]:
    """Return the provinces in Thai order. Shape: one query."""
    return list(Area.objects.filter(level=AreaLevel.PROVINCE).order_by("name_key"))


def province_of(actor: Actor) -> str:
    """Return the province the actor's office stands in; "" above one."""
    found = Office.objects.filter(pk=actor.office_id or 0).values_list("province_id", flat=True).first()
    return str(found or "")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule of reference, and who has read its text."""

    rule: ReferenceRule
    reader: str


def rules() -> list[RuleRow]:
    """Return the rules, by category and track, the newest version first. Shape: two queries."""
    rows = list(ReferenceRule.objects.order_by("category", "track", "-version"))
    ids = {one.verified_by for one in rows if one.verified_by is not None}
    names = dict(Grant.objects.filter(pk__in=ids).values_list("pk", "user__name")) if ids else {}
    return [RuleRow(one, names.get(one.verified_by or 0, "")) for one in rows]


def get_rule(pk: int) -> ReferenceRule:
    """Errors: Missing."""
    found = ReferenceRule.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("assistance.missing", "ไม่พบระเบียบนี้")
    return found
