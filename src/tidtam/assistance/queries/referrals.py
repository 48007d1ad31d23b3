"""Named reads of referrals: what was sent, what came in, who could be asked, what somebody asked may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from tidtam.assistance import access, notes
from tidtam.assistance.choices import REFERRAL_LIVE, AgencyKind, Code, ReferralState
from tidtam.assistance.models import Agency, Inbound, Need, Referral, ReferralMessage
from tidtam.assistance.queries.needs import detail, spoken
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.people import queries as people
from tidtam.people.models import Address

TABS = ("waiting", "back", "all")
_BACK = (ReferralState.CANNOT, ReferralState.NOT_OURS)
_ALONG = ("agency", "to_office__district", "to_office__province", "office", "need", "request")


def sent(actor: Actor, show: str = "waiting") -> QuerySet[Referral]:
    """Return what was given to others: with an answer due, come back undone, or all; the soonest due first."""
    rows = access.referrals(actor).select_related(*_ALONG)
    if show == "back":
        return rows.filter(state__in=_BACK, need__bucket="unmet").order_by("-answered_at", "-pk")
    if show == "all":
        return rows.order_by("-sent_at", "-pk")
    return rows.filter(state__in=REFERRAL_LIVE).order_by("answer_by", "pk")


def of(need: Need) -> list[Referral]:
    """Return the referrals of one need, newest first. Shape: one query."""
    along = ("agency", "to_office__district", "to_office__province", "need")
    return list(Referral.objects.filter(need=need).select_related(*along).order_by("-sent_at", "-pk"))


def incoming(actor: Actor, show: str = "waiting") -> QuerySet[Inbound]:
    """Return what others asked of the own office: waiting for an answer, or all."""
    rows = access.inbound(actor).select_related("office")
    if show == "waiting":
        return rows.filter(state__in=REFERRAL_LIVE).order_by("answer_by", "pk")
    return rows.order_by("-received_at", "-pk")


def waiting(actor: Actor) -> tuple[int, date | None]:
    """Return how much waits for an answer of the own office, and the first day it is due. Shape: one query."""
    due = list(incoming(actor).filter(office=actor.office_id).values_list("answer_by", flat=True)[:1000])
    return len(due), due[0] if due else None


def asked_for_more(actor: Actor) -> int:
    """Return how many of those asked want to know more. Shape: one query."""
    return access.referrals(actor).filter(state=ReferralState.ASKED, office=actor.office_id).count()


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the conversation, opened."""

    side: str
    words: str
    at: datetime


def conversation(*, referral: Referral | None = None, inbound: Inbound | None = None) -> list[Said]:
    """Return what was asked and replied, oldest first. Shape: one query."""
    side = {"referral": referral} if referral is not None else {"inbound": inbound}
    rows = ReferralMessage.objects.filter(**side)
    return [
        Said(one.side, notes.unseal_for(one.words_sealed, "referralmessage.words", one.public_id), one.at)
        for one in rows.order_by("at", "pk")
    ]


def said_to(row: Referral) -> list[Said]:
    """Return the conversation to the holder of a link; the wall is lent for it."""
    with wall.lent(row.scope_path):
        return conversation(referral=row)


def summary(row: Referral | Inbound) -> str:
    """Return what the one who is asked was told."""
    what = "referral.summary" if isinstance(row, Referral) else "inbound.summary"
    return notes.unseal_for(row.summary_sealed, what, row.public_id)


def answer(row: Referral | Inbound) -> str:
    """Return the words of the answer."""
    what = "referral.answer" if isinstance(row, Referral) else "inbound.answer"
    return notes.unseal_for(row.answer_sealed, what, row.public_id)


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody who was asked may see of the one it is about: no more than the help needs.

    `phone` is empty until they have taken it on. No name of the family, no number, no history.
    """

    what: str
    first_name: str
    place: str
    phone: str
    person_id: int
    sender: str
    sender_phone: str


def facts(row: Referral) -> Facts:
    """Return them; the wall is lent to the sender for it. Shape: 3 queries."""
    with wall.lent(row.scope_path):
        need = Need.objects.select_related("person", "office__district", "office__province").get(pk=row.need_id)
        home = Address.objects.filter(person=need.person_id).order_by("kind").select_related("area__parent").first()
        person = need.person
        phone = people.phone(person) if row.acknowledged_at is not None else ""
    return Facts(
        what=str(Code(need.code).label), first_name=person.first_name, place=_place(home), phone=phone,
        person_id=person.pk, sender=spoken(need.office), sender_phone=need.office.phone,
    )  # fmt: skip


def _place(home: Address | None) -> str:
    """Return village and tambon, never the house."""
    if home is None:
        return ""
    mark = _("แขวง") if home.area_id.startswith("10") else _("ตำบล")
    moo = _("หมู่ %(moo)s") % {"moo": home.moo} if home.moo else ""
    return " ".join(part for part in (moo, f"{mark}{home.area.name_th}") if part)


def behind(inbound: Inbound) -> Referral:
    """Return the sender's row of what lies before an office; the wall is lent for it. Shape: one query."""
    with wall.lent("1."):
        return Referral.objects.select_related("office").get(pk=inbound.referral_id)


def last_of(need: Need) -> str:
    """Return how a summary for somebody else may begin: the words that were noted with the need."""
    return detail(need)


def province_of(need: Need) -> str:
    """Return the province whose partners could help: where the person lives, else where the office stands."""
    area = Address.objects.filter(person=need.person_id).order_by("kind").values_list("area_id", flat=True).first()
    return str(area or need.office.province_id or "")[:2]


def _order() -> Case:
    """Return the order of the kinds: as the letter and the list of needs name them."""
    places = (When(kind=kind, then=Value(n)) for n, kind in enumerate(AgencyKind.values))
    return Case(*places, output_field=IntegerField())


def agencies_for(need: Need) -> tuple[list[Agency], list[Agency]]:
    """Return the partners that serve such a need, nearest first, and the others. Shape: 2 queries."""
    area = Address.objects.filter(person=need.person_id).order_by("kind").values_list("area_id", flat=True).first()
    code = str(area or need.office.district_id or need.office.province_id or "")
    rows = access.agencies(code[:2]).filter(Q(district=None) | Q(district=code[:4]))
    found: list[Agency] = list(rows.select_related("office").order_by(_order(), "name"))
    fits = [one for one in found if need.code in one.codes]
    return fits, [one for one in found if need.code not in one.codes]


def superiors(need: Need) -> list[Office]:
    """Return the offices above that can be asked when it is beyond the own strength, nearest first.

    Of the own line up to the province (above a district of Bangkok stands Bangkok), then the district office and the
    province of the civil administration.
    """
    above = reversed(offices.ancestors(need.office))
    own = [one for one in above if one.level in (Level.DISTRICT, Level.PROVINCE) or one.line == Line.BANGKOK]
    code = str(need.office.district_id or need.office.province_id or "")
    other: Iterable[Office] = ()
    if code and need.office.line != Line.DOPA:
        other = offices.offices_of_area(code, line=Line.DOPA).filter(level__in=[Level.DISTRICT, Level.PROVINCE])
    seen = {one.pk for one in own} | {need.office_id}
    found = [*own, *(one for one in other if one.pk not in seen)]
    ids = [one.pk for one in found]
    named = {one.pk: one for one in Office.objects.filter(pk__in=ids).select_related("district", "province")}
    return [named[pk] for pk in ids]


def called(office: Office) -> str:
    """Return an office as it is called towards others who help: the joint centre, the district, the province."""
    if office.line == Line.DLA and office.level == Level.DISTRICT:
        return _("ศูนย์ปฏิบัติการร่วม %(name)s") % {"name": office}
    return spoken(office)


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who can be asked. `value` is `a:<agency>` or `o:<office code>`; `linked`: reached by link or letter."""

    value: str
    name: str
    note: str = ""
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Those who can be asked, under one head; `apart` stands folded."""

    title: str
    options: list[Option]
    apart: bool = False


def _agencies(found: Iterable[Agency]) -> list[Option]:
    return [
        Option(
            f"a:{one.public_id}", one.name, one.phone or ("" if one.office_id else _("ยังไม่มีเบอร์ในทำเนียบ")),
            linked=one.office_id is None,
        )
        for one in found
    ]  # fmt: skip


def _offices(found: Iterable[Office]) -> list[Option]:
    return [Option(f"o:{one.code}", called(one), one.phone) for one in found]


def options_for(need: Need) -> list[Group]:
    """Return who could be asked about a need: those that serve it first, those above, the rest."""
    fits, rest = agencies_for(need)
    above = superiors(need)
    taken = {one.office_id for one in fits if one.office_id}
    groups = [
        Group(_("หน่วยที่มักช่วยเรื่องนี้ได้"), _agencies(fits)),
        Group(_("เกินกำลัง ส่งหน่วยเหนือ"), _offices(one for one in above if one.pk not in taken)),
        Group(_("หน่วยอื่นในจังหวัด"), _agencies(rest), apart=True),
    ]
    return [group for group in groups if group.options]


def routes_for(inbound: Inbound) -> list[Group]:
    """Return to whom the office asked could send it on: partners of the need, the offices above it, those beside."""
    row = behind(inbound)
    with wall.lent(row.scope_path):
        need = Need.objects.select_related("office").get(pk=row.need_id)
        fits, rest = agencies_for(need)
    mine = inbound.office
    above = [one for one in reversed(offices.ancestors(mine)) if one.level in (Level.DISTRICT, Level.PROVINCE)]
    beside = offices.standing().filter(line=Line.DLA, level=Level.LGO, district=mine.district_id or "-")
    taken = {mine.pk, row.office_id}
    groups = [
        Group(_("หน่วยที่มักช่วยเรื่องนี้ได้"), _agencies(one for one in fits if one.office_id not in taken)),
        Group(_("เกินกำลัง ส่งหน่วยเหนือ"), _offices(above)),
        Group(_("อปท. อื่นในอำเภอ"), _offices(one for one in beside if one.pk not in taken), apart=True),
        Group(_("หน่วยอื่นในจังหวัด"), _agencies(one for one in rest if one.office_id not in taken), apart=True),
    ]
    return [group for group in groups if group.options]


def live(need: Need) -> Referral | None:
    """Return what runs of a need now. Shape: one query."""
    return Referral.objects.filter(need=need, state__in=REFERRAL_LIVE).first()


def catalogue(*, province: str, code: str = "", kind: str = "", text: str = "") -> QuerySet[Agency]:
    """Return the partners of a province; the offices of districts last."""
    rows = Agency.objects.filter(province=province).select_related("province", "district", "office")
    if code in Code.values:
        rows = rows.filter(codes__contains=[code])
    if kind in AgencyKind.values:
        rows = rows.filter(kind=kind)
    if text.strip():
        rows = rows.filter(name__icontains=text.strip()[:100])
    return rows.order_by("-active", _order(), "name")
