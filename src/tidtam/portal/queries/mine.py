"""A request as its requester sees it: plain words, what comes next, what was said, what can still be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.assistance import access
from tidtam.assistance.choices import IN_WORK, Bucket, Track, Vulnerable
from tidtam.assistance.choices import RequestState as S
from tidtam.assistance.models import Need, ReferenceRule, Request
from tidtam.assistance.queries import citizens, spoken
from tidtam.assistance.queries import requests as found
from tidtam.assistance.queries.citizens import Said
from tidtam.assistance.queries.folder import Folder
from tidtam.kernel import wall
from tidtam.kernel.problem import Missing
from tidtam.offices.models import Office
from tidtam.people import queries as people
from tidtam.portal.acting import acting_for
from tidtam.portal.choices import WANTED
from tidtam.ui.shapes import Moment

# What a state means to who asked. Nothing here promises anything.
STATES = {
    S.RECEIVED: gettext_lazy("รับเรื่องแล้ว รอเจ้าหน้าที่ตรวจ"),
    S.VERIFYING: gettext_lazy("เจ้าหน้าที่กำลังตรวจข้อเท็จจริง"),
    S.CHECKED: gettext_lazy("ตรวจแล้ว รอพิจารณา"),
    S.COMMITTEE: gettext_lazy("รอคณะกรรมการพิจารณา"),
    S.DECIDED: gettext_lazy("พิจารณาแล้ว กำลังเตรียมดำเนินการ"),
    S.DELIVERING: gettext_lazy("กำลังดำเนินการช่วยเหลือ"),
    S.HELPED: gettext_lazy("ช่วยเหลือแล้ว"),
    S.ANNOUNCED: gettext_lazy("ช่วยเหลือแล้ว อยู่ระหว่างปิดประกาศรายชื่อ"),
    S.REOPENED: gettext_lazy("เปิดเรื่องอีกครั้ง รอเจ้าหน้าที่ตรวจ"),
    S.CLOSED: gettext_lazy("ปิดเรื่องแล้ว"),
    S.REFUSED: gettext_lazy("พิจารณาแล้ว ยังช่วยเรื่องนี้ไม่ได้"),
    S.WITHDRAWN: gettext_lazy("ถอนเรื่องแล้ว"),
    S.MERGED: gettext_lazy("รวมกับคำขออื่นของคุณแล้ว"),
    S.HANDED: gettext_lazy("ส่งต่อให้หน่วยงานอื่นแล้ว"),
}
_NEED = {
    Bucket.UNMET: gettext_lazy("รออยู่"),
    Bucket.IN_PROGRESS: gettext_lazy("กำลังดำเนินการ"),
    Bucket.MET: gettext_lazy("ช่วยแล้ว"),
    Bucket.WITHDRAWN: gettext_lazy("ถอนแล้ว"),
    Bucket.NOT_ELIGIBLE: gettext_lazy("ยังช่วยไม่ได้"),
    Bucket.MERGED: gettext_lazy("รวมกับคำขออื่น"),
}
_ENDED_WELL = (S.HELPED, S.ANNOUNCED, S.CLOSED)


@dataclass(frozen=True, slots=True)
class Data:
    """What the office keeps of the requester."""

    name: str
    masked_id: str
    phone: str
    place: str
    happened_on: object
    household: int | None
    problem: str
    wanted: str
    help_before: str
    vulnerable: list[str]
    neighbours: list[str]
    photos: int
    notice: str


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything the page of a request shows; plain values, read inside the wall."""

    request: Request
    state: str
    moments: list[Moment]
    needs: list[tuple[str, str]]
    messages: list[Said]
    question: Said | None
    reason: str
    rule: ReferenceRule | None
    refused: bool
    handed: list[str]
    merged: str
    may_withdraw: bool
    may_judge: bool
    judged: bool
    appointment: datetime | None
    appointment_words: str


def mine(office: Office, request: int, at: datetime) -> Mine:
    """Return a request for its requester. Errors: Missing. Shape: about 12 queries."""
    with wall.lent(office.path):
        one = _one(office, request)
        words = found.words(one)
        messages = citizens.said(Folder(one))
        needs = list(one.needs.order_by("pk"))
        along = ("to_office__district", "to_office__province")  # a drug centre is called by its district office
        handed = [spoken(row.to_office) for row in one.handed.select_related(*along)]
        upcoming = one.appointment_at if one.appointment_at and one.appointment_at >= at else None
        return Mine(
            request=one, state=str(STATES[S(one.state)]), moments=_moments(one, needs, upcoming, words.appointment),
            needs=[_need(need) for need in needs], messages=messages,
            question=next((said for said in messages if said.asks and said.side == "office"), None),
            reason=words.reason if one.decision or one.closed_at else "", rule=one.rule,
            refused=one.state == S.REFUSED, handed=handed,
            merged=one.merged_into.shown if one.merged_into else "",
            may_withdraw=one.state in (*IN_WORK, S.DECIDED, S.DELIVERING),
            may_judge=one.state in (*_ENDED_WELL, S.REFUSED, S.WITHDRAWN, S.DELIVERING),
            judged=one.opinions.exists(), appointment=upcoming, appointment_words=words.appointment,
        )  # fmt: skip


def _one(office: Office, request: int) -> Request:
    rows = access.requests(acting_for(office)).select_related(
        "office", "person", "rule", "merged_into", "area__parent__parent"
    )
    one = rows.filter(pk=request).first()
    if one is None:
        raise Missing("portal.shut", _("ไม่พบคำขอนี้"))
    return one


def _need(need: Need) -> tuple[str, str]:
    return str(WANTED.get(need.code) or need.get_code_display()), str(_NEED[Bucket(need.bucket)])


def _moments(one: Request, needs: list[Need], upcoming: datetime | None, words: str) -> list[Moment]:
    """Return what happened, then what is still to come, in the order of days."""
    made = [Moment(_("รับเรื่องแล้ว"), one.received_at, "check")]
    if one.state not in (S.RECEIVED, S.WITHDRAWN) and not upcoming and one.state == S.VERIFYING:
        made.append(Moment(_("เจ้าหน้าที่กำลังตรวจข้อเท็จจริง"), one.since, "hourglass-medium", "now"))
    if upcoming:
        made.append(Moment(_("นัดหมาย"), upcoming, "calendar-check", "now", words))
    if one.decided_on:
        made.append(Moment(_("พิจารณาแล้ว"), one.decided_on, "check"))
    given = [(row.on, row.given, row.need_id) for row in one.deliveries.filter(voided_at=None).order_by("on", "pk")]
    own = {need for _on, _words, need in given}
    given += [(need.settled_on, need.given, need.pk) for need in needs if need.settled_on and need.pk not in own]
    for on, what, _need_id in sorted(given, key=lambda row: row[0]):
        made.append(Moment(_("ได้รับความช่วยเหลือ"), on, "hand-heart", "ok", what))
    if one.reopened and one.state == S.REOPENED:
        made.append(Moment(_("เปิดเรื่องอีกครั้ง"), one.since, "arrow-counter-clockwise", "now"))
    if one.closed_at:
        made.append(Moment(str(STATES[S(one.state)]), one.closed_at, "check"))
        return made
    return made + _ahead(one)


def _ahead(one: Request) -> list[Moment]:
    checking = Moment(_("เจ้าหน้าที่ตรวจข้อเท็จจริง"), _("อาจโทรหรือไปดูที่บ้าน"), "clipboard-text", "to")
    decided = (
        Moment(_("คณะกรรมการพิจารณา"), _("จะแจ้งผลพร้อมเหตุผล"), "users-three", "to")
        if one.track == Track.COMMITTEE
        else Moment(_("พิจารณา"), _("จะแจ้งผลพร้อมเหตุผล"), "users-three", "to")
    )
    if one.state in (S.RECEIVED, S.REOPENED):
        return [checking, decided]
    if one.state in (S.VERIFYING, S.CHECKED, S.COMMITTEE):
        return [decided]
    return []


def data(office: Office, request: int) -> Data:
    """Return what the office keeps of a requester, for themselves; the number stays masked. Errors: Missing."""
    with wall.lent(office.path):
        one = _one(office, request)
        person, told = one.person, found.words(one)
        place = " ".join(
            part for part in (one.house_no, _("หมู่ %(moo)s") % {"moo": one.moo} if one.moo else "", _place(one)) if part
        )
        return Data(
            name=f"{person.title}{person.first_name} {person.last_name}".strip(), masked_id=people.masked_id(person),
            phone=people.phone(person), place=place, happened_on=one.happened_on, household=one.household,
            problem=told.problem, wanted=told.wanted, help_before=told.help_before,
            vulnerable=[str(Vulnerable(code).label) for code in one.vulnerable],
            neighbours=[f"{row.name} {row.house_no}".strip() for row in one.affected.all()],
            photos=one.evidence.filter(side="citizen").count(), notice=person.notice_version,
        )  # fmt: skip


def _place(one: Request) -> str:
    here, parts = one.area, []
    while here is not None:
        parts.append(here.title)
        here = here.parent
    return " ".join(parts)
