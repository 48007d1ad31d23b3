"""Requests of one register that may be the same human's, who comes by another door as a new row of the register."""

from __future__ import annotations

from django.db.models import Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.choices import IN_WORK, RequestState
from tidtam.assistance.models import Request
from tidtam.kernel.prepared import prepared
from tidtam.people.models import Person

LIVE = (*IN_WORK, RequestState.DECIDED, RequestState.DELIVERING)  # what another request may be folded into
ROW, NUMBER, PHONE, NAME, HOUSE = "row", "number", "phone", "name", "house"
CERTAIN = (ROW, NUMBER)  # for the others a clerk says how they know
BY: dict[str, str | Promise] = {
    NUMBER: _("เลขบัตรเดียวกัน"), PHONE: _("เบอร์โทรเดียวกัน"), NAME: _("ชื่อเดียวกัน"), HOUSE: _("บ้านเดียวกัน"),
}  # fmt: skip


def same(one: Request, other: Request) -> str:
    """Return by what two requests of an office may be the same human's, "" when by nothing. Shape: no query.

    Two numbers that differ are two people, whatever else agrees.
    """
    a, b = one.person, other.person
    if (a.merged_into_id or a.pk) == (b.merged_into_id or b.pk):
        return ROW
    if a.id_hash and b.id_hash:
        return NUMBER if bytes(a.id_hash) == bytes(b.id_hash) else ""
    if a.phone_hash and b.phone_hash and bytes(a.phone_hash) == bytes(b.phone_hash):
        return PHONE
    if (a.first_name, a.last_name) == (b.first_name, b.last_name):
        return NAME
    return HOUSE if one.house_no and _house(one) == _house(other) else ""


def of(one: Request) -> list[Request]:
    """Return the other live requests of its office that may be the same human's. Shape: one query."""
    place = [str(one.area_id), one.moo, one.house_no] if one.area_id and one.house_no else []
    human = one.person.merged_into_id or one.person_id
    rows = _like(human, one.person_id, one.office_id, one.scope_path, *place)
    return [row for row in rows if row.pk != one.pk and same(one, row)]


def _house(one: Request) -> tuple[str | None, str, str]:
    return one.area_id, one.moo, one.house_no


@prepared
def _like(human: int, person: int, office: int, scope: str, *place: str) -> QuerySet[Request]:
    mine = Person.objects.filter(pk=person)
    alike = (
        Q(person=human) | Q(person__merged_into=human)
        | Q(person__id_hash=Subquery(mine.values("id_hash")[:1]))
        | Q(person__phone_hash=Subquery(mine.values("phone_hash")[:1]))
        | Q(person__first_name=Subquery(mine.values("first_name")[:1]),
            person__last_name=Subquery(mine.values("last_name")[:1]))
    )  # fmt: skip
    if place:
        area, moo, house_no = place
        alike |= Q(area=area, moo=moo, house_no=house_no)
    rows = Request.objects.filter(alike, office=office, scope_path=scope, state__in=LIVE)
    seen = ("title", "first_name", "last_name", "id_hash", "phone_hash", "merged_into")
    own = ("public_id", "year", "number", "title", "area", "moo", "house_no")
    return rows.select_related("person").only(*own, *(f"person__{name}" for name in seen)).order_by("pk")[:21]
