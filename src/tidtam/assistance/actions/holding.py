"""What every verb of a referral needs: both sides locked in one order, what both are told, who acts for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tidtam.assistance import access, notes
from tidtam.assistance.actions.ledger import Change, lock_requests
from tidtam.assistance.actions.receiving import visible
from tidtam.assistance.actions.verbs import move_many
from tidtam.assistance.choices import OPEN, Bucket, ReferralKind, ReferralState
from tidtam.assistance.models import Agency, Inbound, Need, Referral, ReferralMessage
from tidtam.assistance.queries import spoken
from tidtam.assistance.rules import answer_by
from tidtam.assistance.rules import referrals as rules
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system
from tidtam.kernel.ids import public_id
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.obligations import queries as duties
from tidtam.offices.models import Office

LINK = "link"  # the role of whoever holds a link
_LONGEST = 4000
_CLOSED: dict[str, str] = {
    ReferralState.RECALLED: "หน่วยงานที่ส่งเรียกเรื่องนี้คืนแล้ว ไม่ต้องทำต่อ",
    ReferralState.CLIMBED: "เรื่องนี้ส่งหน่วยเหนือไปแล้ว เพราะเลยกำหนดตอบ",
    ReferralState.ROUTED: "เรื่องนี้ส่งให้หน่วยอื่นไปแล้ว",
    ReferralState.EXPIRED: "ลิงก์ของเรื่องนี้หมดอายุแล้ว",
    ReferralState.DONE: "มีผู้แจ้งผลเรื่องนี้แล้วว่าช่วยแล้ว",
    ReferralState.CANNOT: "มีผู้แจ้งผลเรื่องนี้แล้วว่าทำไม่ได้",
    ReferralState.NOT_OURS: "มีผู้แจ้งแล้วว่าเรื่องนี้ไม่ใช่งานของหน่วยนี้",
}
# Notices are read on a lock screen: counts, never a name, a place or what was asked for.
WORDS = {
    "came": "มีเรื่องส่งมารอคำตอบจากเรา 1 เรื่อง",
    "asked": "หน่วยที่รับเรื่องขอข้อมูลเพิ่ม 1 เรื่อง",
    "answered": "มีคำตอบของเรื่องที่ส่งต่อ 1 เรื่อง",
    "replied": "ได้ข้อมูลเพิ่มของเรื่องที่ส่งมา 1 เรื่อง",
    "recalled": "มีเรื่องที่ผู้ส่งเรียกคืน 1 เรื่อง",
    "climbed": "เรื่องที่ส่งต่อเลยกำหนดตอบ ส่งหน่วยเหนือแล้ว 1 เรื่อง",
    "late": "เรื่องที่ส่งต่อยังไม่มีคำตอบ 1 เรื่อง",
    "routed": "มีผู้ชี้แล้วว่าเรื่องที่ส่งต่อเป็นงานของหน่วยใด 1 เรื่อง",
}


class Held(NamedTuple):
    """A referral with both sides locked: the need, the sender's row, and the row of the office asked if any."""

    referral: Referral
    need: Need
    inbound: Inbound | None


def hold(referral: int, verb: str) -> Held:
    """Lock everything a verb of a referral may change, in the order of the house. The wall must be lent.

    Errors: Missing; Conflict in the words that fit when it has come to an end meanwhile.
    """
    found = Referral.objects.filter(pk=referral).values_list("need_id", flat=True).first()
    if found is None:
        raise Missing("assistance.missing", "ไม่พบเรื่องส่งต่อนี้")
    need = lock_need(found)
    row = Referral.objects.select_for_update(of=("self",)).select_related(
        "office__district", "office__province", "to_office", "agency", "request"
    ).get(pk=referral)  # fmt: skip
    inbound = Inbound.objects.select_for_update(of=("self",)).select_related("office").filter(referral=row).first()
    if not rules.allowed(verb, row.state):
        said = _CLOSED.get(row.state, "เรื่องนี้ทำขั้นนี้ไปแล้ว")
        raise Conflict("assistance.referral.over", _(said), state=row.state)
    return Held(row, need, inbound)


def lock_need(pk: int) -> Need:
    """Lock the request of a need, then the need: before any referral of it."""
    rows = Need.objects.filter(pk=pk)
    lock_requests(rows)
    along = ("office__district", "office__province", "person", "request__rule")
    return rows.select_for_update(of=("self",)).select_related(*along).get()


def ended(state: str) -> str:
    """Return in one sentence why nothing is to be done any more."""
    return _CLOSED.get(state, "เรื่องนี้จบแล้ว ไม่ต้องทำอะไรต่อ")


def own(referral: Referral, by: Actor) -> None:
    """Let the sender act. Errors: NotAllowed; Missing outside scope."""
    by.require(Permission.NEEDS_MANAGE)
    if not access.referrals(by).filter(pk=referral.pk).exists():
        raise Missing("assistance.missing", "ไม่พบเรื่องส่งต่อนี้ในหน่วยงานที่คุณปฏิบัติอยู่")


def asked(referral: Referral, by: Actor) -> None:
    """Let the one who was asked act: the holder of a link, or an office for what lies in its own scope.

    Errors: NotAllowed; Missing.
    """
    by.require(Permission.NEEDS_ANSWER)
    if by.role != LINK and not access.inbound(by).filter(referral=referral.pk).exists():
        raise Missing("assistance.missing", "ไม่พบเรื่องที่ส่งมานี้ในหน่วยงานที่คุณปฏิบัติอยู่")


def holder(referral: Referral) -> Actor:
    """Return who acts through a link: nobody's name, confined to the office that made it."""
    rights = frozenset({Permission.NEEDS_ANSWER, Permission.NEEDS_MANAGE})
    door = system("ผู้ถือลิงก์ส่งต่อ")
    return replace(door, role=LINK, office_id=referral.office_id, scope=referral.scope_path, permissions=rights)


def for_owner(held: Held, by: Actor) -> Actor:
    """Return the actor that moves the owner's need by what another office answered; the entry keeps whose grant."""
    return replace(by, scope=held.referral.scope_path, permissions=by.permissions | {Permission.NEEDS_MANAGE})


def enter(held: Held, state: str, *fields: str, at: datetime) -> None:
    """Put both sides into a state and write them."""
    row, inbound = held.referral, held.inbound
    row.state, row.version = state, row.version + 1
    row.save(update_fields=["state", "version", *fields])
    if inbound is not None:
        inbound.state, inbound.version, inbound.answer_by = state, inbound.version + 1, row.answer_by
        if state == ReferralState.READ or (inbound.read_at is None and row.read_at is not None):
            inbound.read_at = row.read_at
        inbound.save(update_fields=["state", "version", "answer_by", "read_at"])


def due(referral_day: datetime, days: int) -> date:
    """Return the last day to answer what was sent now."""
    day = timezone.localdate(referral_day)
    holidays = duties.holiday_set(day, day + timedelta(days=3 * days + 40))
    return answer_by(day, days, holidays)


def days_for(need: Need) -> int:
    """Return in how many working days an answer is asked for: as the rule of reference of its request says."""
    rule = need.request.rule if need.request_id and need.request else None
    return rule.answer_days if rule is not None else rules.ANSWER_DAYS


def wait(need: Need, words: str, until: date, by: Actor, at: datetime) -> None:
    """Say on the need that it waits for another: taken up, with what is next and until when."""
    if need.bucket == Bucket.UNMET:
        move_many(verb="take_up", changes=[Change(need.pk, due_on=until, next_step=words[:200])], by=by, at=at)
    elif need.bucket in OPEN:
        Need.objects.filter(pk=need.pk).update(next_step=words[:200], due_on=until)


def name_of(agency: Agency | None, office: Office | None) -> str:
    """Return what the one who was asked is called."""
    return agency.name if agency is not None else spoken(office) if office is not None else ""


def kept_name(agency: Agency | None, office: Office | None) -> str:
    """Return the same for a row: in Thai, whatever language the one who acts reads."""
    with translation.override("th"):
        return name_of(agency, office)


def make(
    need: Need, *, agency: Agency | None, office: Office | None, kind: str, summary: str, days: int, step: int = 1,
    after: Referral | None = None, by: Actor, at: datetime,
) -> Referral:  # fmt: skip
    """Write a referral of a locked need, its row before the office asked, and the telling. The wall must be lent."""
    name = public_id()
    row = Referral.objects.create(
        public_id=name, office=need.office, scope_path=need.scope_path, request_id=need.request_id, need=need,
        kind=kind, agency=agency, to_office=office, answer_by=due(at, days), sent_at=at, sent_by=by.grant_id,
        summary_sealed=notes.seal_for(summary, "referral.summary", name), climbed_from=after, step=step,
    )  # fmt: skip
    if office is not None:
        _lay_before(row, need, office, summary, at)
    return row


def _lay_before(row: Referral, need: Need, office: Office, summary: str, at: datetime) -> None:
    name = public_id()
    Inbound.objects.create(
        public_id=name, referral=row, office=office, scope_path=office.path, from_name=kept_name(None, need.office),
        from_number=need.request.shown if need.request else "", kind=row.kind, code=need.code,
        summary_sealed=notes.seal_for(summary, "inbound.summary", name), answer_by=row.answer_by, received_at=at,
    )  # fmt: skip
    say(office, "came", row, url=f"/help/inbound/{name}/", audience=Permission.NEEDS_ANSWER, at=at)


def speak(held: Held, words: str, side: str, by: Actor, at: datetime) -> None:
    """Write a question or an answer on both sides. Errors: Problem assistance.words_missing, assistance.long."""
    text = visible(words)
    if not text:
        raise Problem("assistance.words_missing", "เขียนข้อความสั้น ๆ ก่อนส่ง", field="words")
    if len(text) > _LONGEST:
        raise Problem("assistance.long", "เขียนสั้นลงหน่อย ไม่เกิน 4,000 ตัวอักษร", field="words")
    sides: list[tuple[Referral | None, Inbound | None, str]] = [(held.referral, None, held.referral.scope_path)]
    if held.inbound is not None:
        sides.append((None, held.inbound, held.inbound.scope_path))
    for referral, inbound, path in sides:
        name = public_id()
        ReferralMessage.objects.create(
            public_id=name, referral=referral, inbound=inbound, scope_path=path, side=side, at=at, by=by.grant_id,
            words_sealed=notes.seal_for(text, "referralmessage.words", name),
        )  # fmt: skip


def say(office: Office, what: str, referral: Referral, *, url: str, audience: Permission, at: datetime) -> None:
    """Tell an office that something happened to a referral, in neutral words."""
    told = Told(
        office_id=office.pk, scope_path=office.path, kind=NoticeKind.WAITING, url=url, title=WORDS[what],
        key=f"referral:{what}:{referral.public_id}:{referral.version}", audience=str(audience),
    )  # fmt: skip
    with wall.lent(office.path):
        tell([told], at=at)


def tell_owner(held: Held, what: str, at: datetime) -> None:
    """Tell the office that sent it."""
    url = f"/help/referrals/{held.referral.public_id}/"
    say(held.referral.office, what, held.referral, url=url, audience=Permission.NEEDS_READ, at=at)


def tell_asked(held: Held, what: str, at: datetime) -> None:
    """Tell the office that was asked; who has only a link sees it there."""
    if held.inbound is not None:
        url = f"/help/inbound/{held.inbound.public_id}/"
        say(held.inbound.office, what, held.referral, url=url, audience=Permission.NEEDS_ANSWER, at=at)


def kind_for(need: Need, office: Office | None) -> str:
    """Return whether an office is asked as a superior or as any other."""
    above = office is not None and (
        need.scope_path.startswith(office.path) or office.level in ("district", "province", "department")
    )
    return ReferralKind.ESCALATION if above else ReferralKind.REFERRAL
