"""Which local governments may answer for a place. Several are shown, none is picked for anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tidtam.assistance import access as assistance
from tidtam.assistance.choices import AnnouncementState
from tidtam.assistance.models import Announcement, AnnouncementLine, ChannelRow, ReferenceRule
from tidtam.kernel import wall
from tidtam.kernel.problem import Missing
from tidtam.offices.choices import Coverage, Level, LgoType, Line
from tidtam.offices.models import Office, OfficeArea
from tidtam.offices.queries import standing
from tidtam.places import queries as places
from tidtam.places.choices import AreaLevel
from tidtam.places.models import Area
from tidtam.portal.acting import acting_for

_TAMBON = 6  # digits of a subdistrict's code; a village's has two more


@dataclass(frozen=True, slots=True)
class Candidate:
    """A local government that may answer, and for which places."""

    office: Office
    places: tuple[str, ...]
    whole: bool  # of the tambon asked for
    villages: tuple[str, ...] = ()  # of that tambon, where the office answers for some of them


def doors() -> QuerySet[Office]:
    """Return the offices a citizen can ask: local governments, and in Bangkok its 50 districts."""
    local = Q(level=Level.LGO, line=Line.DLA) | Q(level=Level.DISTRICT, line=Line.BANGKOK)
    return standing().filter(local).select_related("district", "province")


def door(code: str) -> Office:
    """Errors: Missing for what is no local government."""
    found = doors().filter(code=code.upper()[:24]).first()
    if found is None:
        raise Missing("portal.office_missing", _("ไม่พบหน่วยงานนี้ ลองค้นด้วยชื่อตำบล"))
    return found


def tambons(text: str) -> list[Area]:
    """Return the subdistricts that fit what was typed, best first; a district or province stands for none of them."""
    found = places.search(text[:80], level=AreaLevel.SUBDISTRICT, limit=12)
    return [area for area in found if area.level == AreaLevel.SUBDISTRICT]


def named(text: str) -> list[Office]:
    """Return the local governments whose name holds what was typed."""
    words = text.split()
    if not words or max(map(len, words)) < 2:
        return []
    found = doors()
    for word in words[:4]:
        bare = word.removeprefix("อบต.").removeprefix("ทต.").removeprefix("ทม.").removeprefix("ทน.")
        found = found.filter(
            Q(name_th__icontains=bare) | Q(short_name__icontains=word) | Q(district__name_th=bare)
            | Q(province__name_th=bare)
        )  # fmt: skip
    return list(found.order_by("name_key")[:12])


def candidates(tambon: str) -> list[Candidate]:
    """Return who may answer for a tambon: whole first, then parts, the provincial administration left out."""
    around = [tambon[:n] for n in (4, 6) if n <= len(tambon)]
    near = Q(area_id__in=around)
    if len(tambon) == _TAMBON:  # an office may answer for some of its villages alone
        near |= Q(area_id__gt=tambon, area_id__lt=tambon + "~")
    ids = OfficeArea.objects.filter(near).values("office_id")
    found = list(doors().filter(pk__in=ids).exclude(lgo_type=LgoType.PAO).order_by("name_key"))
    served: dict[int, list[OfficeArea]] = {office.pk: [] for office in found}
    for row in OfficeArea.objects.filter(office__in=found).select_related("area").order_by("area_id"):
        served[row.office_id].append(row)
    made = []
    for office in found:
        areas = served[office.pk]
        here = [row for row in areas if row.area_id in around]
        whole = any(row.coverage == Coverage.WHOLE for row in here)
        inside = (row.area for row in areas if row.area_id.startswith(tambon) and len(row.area_id) > _TAMBON)
        villages = tuple(_village(area) for area in inside)
        wider = tuple(_said(row) for row in areas if len(row.area_id) <= _TAMBON)
        made.append(Candidate(office, wider[:8], whole, villages))
    return sorted(made, key=lambda one: not one.whole)


def _village(area: Area) -> str:
    """Say a village as people do, by its number first: the last two digits of its code."""
    return _("หมู่ %(moo)s %(name)s") % {"moo": int(area.code[_TAMBON:]), "name": area.name_th}


def _said(row: OfficeArea) -> str:
    return row.area.title if row.coverage == Coverage.WHOLE else _("%(area)s บางส่วน") % {"area": row.area.title}


def tambons_of(office: Office) -> list[Area]:
    """Return the subdistricts an office answers for, in code order; those of its district when it names no tambon."""
    codes = [row.area_id for row in office.areas.all()]
    inside = Q(pk__in=[code for code in codes if len(code) == 6])
    for code in codes:
        if len(code) < 6:
            inside |= Q(level=AreaLevel.SUBDISTRICT, pk__startswith=code)
    return list(
        Area.objects.filter(inside, level=AreaLevel.SUBDISTRICT).select_related("parent__parent").order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Centre:
    """What the page of a local government tells beside its name."""

    channels: list[ChannelRow]
    announced: int


def centre(office: Office, today: date) -> Centre:
    """Return the channels of a centre and how many announcements hang there. Shape: 2 queries."""
    with wall.lent(office.path):
        actor = acting_for(office)
        channels = list(assistance.channels(actor).filter(office=office, works=True).order_by("kind"))
        return Centre(channels, _up(office, today).count())


def _up(office: Office, today: date) -> QuerySet[Announcement]:
    return assistance.announcements(acting_for(office)).filter(
        office=office, state=AnnouncementState.POSTED, from_on__lte=today, to_on__gte=today
    )


def announced(office: Office, today: date) -> list[tuple[Announcement, list[AnnouncementLine]]]:
    """Return the announcements that hang today with their names; nothing before and nothing after. Shape: 2 queries."""
    with wall.lent(office.path):
        up = list(_up(office, today).order_by("-from_on", "-number").prefetch_related("lines"))
        return [(one, list(one.lines.all())) for one in up]


def rules(today: date) -> dict[str, ReferenceRule]:
    """Return the rule of reference of each category as it stands. Shape: one query."""
    found: dict[str, ReferenceRule] = {}
    for rule in assistance.reference_rules(today):
        found.setdefault(rule.category, rule)
    return found
