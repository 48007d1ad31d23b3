"""Named reads of needs: the owner's list, one need with its ledger, who could take it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from tidtam.assistance import access, notes
from tidtam.assistance.choices import COUNTED, OPEN, Bucket, Code
from tidtam.assistance.counting import bands, in_band, standing_on
from tidtam.assistance.models import Movement, Need
from tidtam.kernel.actor import Actor
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.people.models import Address

SHOWN = ("open", *Bucket.values)


def listing(
    actor: Actor, *, show: str = "open", code: str = "", age: int | None = None, today: date, path: str = ""
) -> QuerySet[Need]:
    """Return needs of one bucket, or all open ones, of one kind and one age band; those longest asked for first.

    Shape: person and office in the same query; along the index of scope, bucket and day.
    """
    rows = standing_on(actor, path, code=code if code in Code.values else "")
    rows = rows.filter(then__in=OPEN if show == "open" else [show])
    if age is not None:
        rows = rows.filter(in_band(*bands()[age], today))
    closed = show != "open" and show not in OPEN
    return rows.select_related("person", "office__district", "office__province").order_by(
        "-asked_on" if closed else "asked_on", "pk"
    )


def places(needs: list[Need]) -> dict[int, Address]:
    """Return where the persons of these needs live now, by person, with the names of the areas. Shape: one query."""
    rows = Address.objects.filter(person__in=[need.person_id for need in needs]).order_by("-kind")
    return {row.person_id: row for row in rows.select_related("area__parent__parent")}  # current after registered


def ledger(need: Need) -> list[Movement]:
    """Return what happened to a need, oldest first: the movements into a bucket. Shape: one query."""
    rows = need.movements.filter(delta=1).order_by("seq")
    return list(rows.select_related("office__district", "office__province"))


def detail(need: Need) -> str:
    """Return what was asked for, in the words it was noted in."""
    return notes.unseal(need.detail_sealed, need.public_id)


def answer(need: Need) -> str:
    """Return the words of the last answer."""
    return notes.unseal(need.answer_sealed, need.public_id)


def siblings(actor: Actor, need: Need) -> list[Need]:
    """Return the other needs of the same person that this one could be merged into. Shape: one query."""
    human = need.person.merged_into_id or need.person_id
    rows = access.needs(actor).filter(Q(person=human) | Q(person__merged_into=human), scope_path=need.scope_path)
    return list(rows.filter(bucket__in=COUNTED).exclude(pk=need.pk).order_by("asked_on", "pk"))


def receivers(need: Need) -> list[Office]:
    """Return the offices a need can be handed to: local governments and partners where the person lives, those above.

    Shape: nearest first; without an address, those of the district of the office answerable now. Two queries.
    """
    areas = Address.objects.filter(person=need.person_id).order_by("kind").values_list("area_id", flat=True)
    code = areas.first() or need.office.district_id or need.office.province_id or ""
    around = [code[:length] for length in (2, 4, 6, 8) if length <= len(code)]
    local = Q(line=Line.DLA, level=Level.LGO) | Q(line__in=[Line.AGENCY, Line.HEALTH]) | Q(line=Line.BANGKOK)
    public = Q(line=Line.DOPA, level__in=[Level.DISTRICT, Level.PROVINCE])
    rows = offices.standing().filter(local | public, areas__area_id__in=around).exclude(pk=need.office_id)
    found = list(rows.distinct().select_related("district", "province"))
    return sorted(found, key=lambda office: (_NEAR.get(office.level, 9), office.name_th))


_NEAR: dict[str, int] = {Level.LGO: 0, Level.DISTRICT: 1, Level.AGENCY: 2, Level.PROVINCE: 3}


def spoken(office: Office) -> str:
    """Return an office as it is called towards people who ask: the district office, never a centre within it.

    Shape: no query when district and province were selected along.
    """
    if office.line == Line.DOPA and office.district:
        return _("ที่ว่าการอำเภอ%(name)s") % {"name": office.district.name_th}
    if office.line == Line.DOPA and office.province:
        return _("ที่ทำการปกครองจังหวัด%(name)s") % {"name": office.province.name_th}
    return str(office)


def written(office: Office) -> str:
    """Return an office as a paper names it: in full and in Thai, the district office instead of a centre within it."""
    if office.line != Line.DOPA:
        return office.name_th
    with translation.override("th"):
        return spoken(office)
