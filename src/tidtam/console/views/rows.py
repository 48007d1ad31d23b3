"""From what was found to rows of the inbox: a verb, the words of the letter, a date, one button."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.console.queries import Inbox, LateBelow
from tidtam.console.views import plan_rows, report_rows, tip_rows
from tidtam.files.sentences import said
from tidtam.letters.choices import IntakeState, Urgency
from tidtam.letters.models import Intake, RegisterEntry
from tidtam.obligations.actions.reminders import behind_address
from tidtam.obligations.models import Duty
from tidtam.obligations.views import showing
from tidtam.ui.shapes import InboxRow, State
from tidtam.ui.templatetags.thai import thai_date

_FOLD = 3  # late periods of one obligation that stand one by one
_URGENT = (Urgency.MOST_URGENT, Urgency.VERY_URGENT, Urgency.URGENT)
_VERBS = ("ส่ง", "รายงาน", "จัด", "บันทึก", "ตรวจ", "ติดตาม", "แจ้ง", "ดำเนิน", "ประชุม", "คีย์", "สรุป", "รวบรวม")


def groups(found: Inbox, office_code: str, now: datetime) -> list[dict[str, Any]]:
    """Return the groups of the inbox in their order: overdue, to do now, still time."""
    care_late, care_due = care_rows(found)
    help_late, help_due = help_rows(found)
    plan_late, plan_due, plan_later = plan_rows.rows(found, now)
    report_late, report_due, report_later = report_rows.rows(found, now)
    late = care_late + help_late + plan_late + _late(found, office_code) + report_late
    late += [_below(one, found.today, office_code) for one in found.late_below]
    due = tip_rows.rows(found) + care_due + help_due + plan_due
    due += [_duty(one, found, office_code) for one in (*found.today_due, *found.returned)]
    due += [_confirm(one, now) for one in _urgent_first(found.to_confirm, lambda one: one.urgency or "")]
    due += [_register(one, now) for one in _urgent_first(found.to_register, lambda one: one.letter.urgency)]
    due += [_route(one, now) for one in _urgent_first(found.to_route, lambda one: one.letter.urgency)]
    due += [_duty(one, found, office_code) for one in found.near]
    due += report_due + [_review(one) for one in found.to_review]
    upcoming = plan_later + report_later + [_duty(one, found, office_code) for one in found.later]
    return [
        {"state": "late", "title": _late_title(found, late), "rows": late},
        {"state": "due", "title": _("ทำวันนี้"), "rows": due},
        {"state": "upcoming", "title": _("ยังมีเวลา"), "rows": upcoming},
    ]


def _late_title(found: Inbox, late: list[InboxRow]) -> str:
    """Name the first group: an alert is urgent from its first minute, and late only in the company of what is late."""
    if not found.care.alerts:
        return _("เลยกำหนด")
    return _("ด่วน") if len(late) == 1 else _("ด่วนและเลยกำหนด")


def _late(found: Inbox, office_code: str) -> list[InboxRow]:
    """Return what is late, oldest first; many periods of one obligation are its oldest and one row for the rest."""
    of: dict[int, list[Duty]] = {}
    for duty in found.overdue:
        of.setdefault(duty.obligation_id, []).append(duty)
    rows: list[InboxRow] = []
    for duty in found.overdue:
        periods = of[duty.obligation_id]
        if len(periods) <= _FOLD or duty is periods[0]:
            rows.append(_duty(duty, found, office_code))
        elif duty is periods[1]:
            rows.append(_rest(periods[1:], found.today, office_code))
    return rows


def _rest(duties: list[Duty], today: date, office_code: str) -> InboxRow:
    first, last = duties[0], duties[-1]
    obligation = first.obligation
    return InboxRow(
        title=_("อีก %(count)s งวดที่ค้าง %(title)s") % {"count": len(duties), "title": obligation.title},
        url=behind_address(office_code, obligation, first.due_on, until=last.due_on), icon="table", state="late",
        state_text=showing.state_text(first, today), action=_("ดูทุกงวด"),
        why=_("หนังสือ %(number)s") % {"number": obligation.letter.number} if obligation.letter.number else "",
        quote=obligation.quote, note=" – ".join(thai_date(one.due_on, "short") for one in (first, last)),
    )  # fmt: skip


def _urgent_first(rows: Iterable[Any], urgency: Any) -> list[Any]:
    order = {one: place for place, one in enumerate(_URGENT)}
    return sorted(rows, key=lambda row: order.get(urgency(row), len(order)))


def title_of(duty: Duty) -> str:
    """Say a duty as a thing to do, with its period."""
    title = duty.obligation.title
    title = title if title.startswith(_VERBS) else _("ส่ง %(title)s") % {"title": title}
    return " ".join(part for part in (title, showing.period_text(duty)) if part)


def _duty(duty: Duty, found: Inbox, office_code: str) -> InboxRow:
    obligation = duty.obligation
    returned = duty.state == "returned"
    state = showing.shape_of(duty, found.today)
    off = showing.off_text(duty, found.holidays, found.today)
    report = found.reports.of_duty(duty.pk)
    if report is not None:  # the duty is done by its report, so that is what is opened
        letter = _("หนังสือ %(number)s") % {"number": obligation.letter.number} if obligation.letter.number else ""
        return report_rows.own(report, found, why=letter, quote=obligation.quote, off=off)
    return InboxRow(
        title=_("แก้ %(title)s ที่ส่งคืน") % {"title": title_of(duty)} if returned else title_of(duty),
        url=showing.duty_url(duty, office_code), icon="arrow-u-up-left" if returned else "table", state=state,
        state_text=showing.state_text(duty, found.today), action=_("เปิดแก้") if returned else _("ส่งรายงาน"),
        why=_("หนังสือ %(number)s") % {"number": obligation.letter.number} if obligation.letter.number else "",
        quote=duty.comment if returned and duty.comment else obligation.quote,
        note=" · ".join(part for part in (thai_date(duty.due_on, "short weekday"), off) if part),
    )  # fmt: skip


def _below(late: LateBelow, today: date, office_code: str) -> InboxRow:
    obligation = late.obligation
    return InboxRow(
        title=_("%(count)s แห่งค้างส่ง %(title)s") % {"count": f"{late.offices:,}", "title": obligation.title},
        url=behind_address(office_code, obligation, late.due_on), icon="buildings", state="late",
        state_text=showing.late_text((today - late.due_on).days), action=_("ดูรายชื่อ"),
        why=_("หนังสือ %(number)s") % {"number": obligation.letter.number} if obligation.letter.number else "",
        quote=obligation.quote, note=thai_date(late.due_on, "short weekday"),
    )  # fmt: skip


def _confirm(intake: Intake, now: datetime) -> InboxRow:
    told: Any = intake  # the query adds what a row says
    reading, failed = intake.state == IntakeState.READING, intake.state == IntakeState.FAILED
    name = told.number or told.subject or intake.name
    if reading:
        why = _("ระบบกำลังอ่าน %(done)s จาก %(total)s หน้า") % {
            "done": intake.pages_done,
            "total": intake.pages_total or "–",
        }
    elif failed:
        why, state = said(intake.problem) or _("ระบบอ่านไม่ได้ กรอกเองได้"), _("อ่านไม่ได้")
    else:
        state = _("รอยืนยัน")
        why = _("ระบบอ่านแล้ว พบ %(duties)s หน้าที่ และ %(flags)s จุดที่ต้องดู") % {
            "duties": told.deadlines or 0, "flags": told.flags or 0,
        }  # fmt: skip
    url = showing.address("console:confirm", intake.public_id) or showing.address("letters:intake", intake.public_id)
    return InboxRow(
        title=_("ยืนยันหนังสือ %(name)s") % {"name": name}, url=url or "#", icon="envelope-simple-open",
        state="returned" if failed else "due", state_text=state,
        action=_("ดูความคืบหน้า") if reading else _("อ่านและยืนยัน"), why=why, quote=told.quote or "",
        note=waited(intake.taken_at, now), urgency=urgency_label(told.urgency),
    )  # fmt: skip


def _register(entry: RegisterEntry, now: datetime) -> InboxRow:
    letter = entry.letter
    origin = entry.via.office if entry.via else letter.issuer
    return InboxRow(
        title=_("ลงรับหนังสือ %(name)s") % {"name": letter.number or letter.title},
        url=showing.address("letters:entry", entry.public_id) or "#", icon="stamp", state="due",
        state_text=_("ส่งถึงแล้ว"), action=_("เปิดแล้วลงรับ"), why=_("จาก %(office)s") % {"office": origin},
        quote=letter.subject, note=waited(entry.delivered_at, now), urgency=urgency_label(letter.urgency),
    )  # fmt: skip


def _route(entry: RegisterEntry, now: datetime) -> InboxRow:
    letter = entry.letter
    return InboxRow(
        title=_("เสนอหนังสือรับที่ %(number)s: %(title)s") % {"number": entry.number, "title": letter.title},
        url=showing.address("letters:entry", entry.public_id) or "#", icon="signature", state="due",
        state_text=_("รอเสนอ"), action=_("เสนอ / สั่งการ"), why=letter.number, note=waited(entry.registered_at, now),
        urgency=urgency_label(letter.urgency),
    )  # fmt: skip


def _review(duty: Duty) -> InboxRow:
    return InboxRow(
        title=_("ตรวจรายงานของ %(office)s: %(title)s") % {"office": duty.office, "title": duty.obligation.title},
        url=showing.duty_url(duty, duty.office.code), icon="clipboard-text", state="done",
        state_text=_("ไม่มีการดำเนินงาน") if duty.state == "nil" else _("ส่งแล้ว"), action=_("ตรวจ"),
        why=showing.period_text(duty), quote=duty.obligation.quote,
        note=thai_date(duty.sent_on or duty.due_on, "short weekday"),
    )  # fmt: skip


def urgency_label(value: str | None) -> str:
    """Return the rubber stamp of a letter's urgency; "" for an ordinary one."""
    return str(Urgency(value).label) if value in _URGENT else ""


def waited(since: datetime | None, now: datetime) -> str:
    """Say how long something waits."""
    if since is None:
        return ""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("รอมา %(n)s นาที", "รอมา %(n)s นาที", minutes) % {"n": minutes}
    hours, days = minutes // 60, minutes // (60 * 24)
    if days < 1:
        return ngettext("รอมา %(n)s ชั่วโมง", "รอมา %(n)s ชั่วโมง", hours) % {"n": hours}
    return ngettext("รอมา %(n)s วัน", "รอมา %(n)s วัน", days) % {"n": days}


def care_rows(found: Inbox) -> tuple[list[InboxRow], list[InboxRow]]:
    """Return what of follow-up waits, by count and without names: alerts before everything, then what is due."""
    care, today = found.care, found.today
    late: list[InboxRow] = []
    due: list[InboxRow] = []

    def row(count: int, title: str, action: str, url: str, icon: str, state: State, text: str, why: str) -> InboxRow:
        said = title % {"count": f"{count:,}"}
        return InboxRow(said, showing.address(url) or "#", icon, state, text, action, why=why)

    if care.alerts:
        since = thai_date(care.alerts_since, "short") if care.alerts_since else ""
        late.append(
            row(care.alerts, _("มีเรื่องด่วน %(count)s เรื่อง ยังไม่มีใครรับทราบ"), _("รับทราบและดู"), "aftercare:alerts",
                "siren", "late", _("รอรับทราบ"), _("ตั้งแต่ %(day)s เตือนซ้ำทุกชั่วโมง") % {"day": since})
        )  # fmt: skip
    if care.tasks:
        overdue = care.tasks_oldest is not None and care.tasks_oldest < today
        text = showing.late_text((today - care.tasks_oldest).days) if overdue and care.tasks_oldest else _("วันนี้")
        (late if overdue else due).append(
            row(care.tasks, _("มีงานประเมินวันนี้ %(count)s งาน") if care.tasks == care.tasks_health
                else _("มีงานถึงกำหนด %(count)s งาน"), _("ดูงาน"), "aftercare:tasks", "list-checks",
                "late" if overdue else "due", text, _("เกิดจากการเยี่ยม"))
        )  # fmt: skip
    for count, title, action, url, icon, state, text, why in (
        (care.returned, _("แก้บันทึกการเยี่ยม %(count)s รายการที่ส่งคืน"), _("เปิดแก้"), "aftercare:today", "arrow-u-up-left",
         "returned", _("ส่งคืนแก้"), _("อำเภออ่านแล้ว")),
        (care.offers, _("มีเรื่องรอรับช่วงต่อ %(count)s เรื่อง"), _("ดูและรับ"), "aftercare:transfers", "arrows-left-right",
         "due", _("รอเรา"), _("ตอบภายใน 7 วันทำการ")),
        (care.decisions, _("มีเรื่องรอชี้ขาด %(count)s เรื่อง"), _("ดูและชี้ขาด"), "aftercare:transfers_deciding",
         "seal-check", "due", _("รอชี้ขาด"), _("ปลายทางไม่รับ หรือไม่มีใครตอบ")),
        (care.to_review, _("ตรวจบันทึกการเยี่ยม %(count)s รายการ"), _("ตรวจ"), "aftercare:review", "clipboard-text",
         "due", _("รอตรวจรับ"), _("ทีมส่งมาแล้ว")),
        (care.questions, _("มีคำถามใหม่ %(count)s คน"), _("อ่านและตอบ"), "aftercare:questions", "chat-text",
         "due", _("ยังไม่อ่าน"), _("ระหว่างทีมกับอำเภอ")),
        (care.tickets, _("อำเภอแจ้งติดปัญหาระบบ %(count)s เรื่อง"), _("ดูและตอบ"), "aftercare:tickets", "wrench",
         "due", _("รอจังหวัดตอบ"), _("ระบบกลางที่อำเภอใช้ไม่ได้")),
    ):  # fmt: skip
        if count:
            due.append(row(count, title, action, url, icon, cast("State", state), text, why))
    if found.keying.n and found.keying.oldest:
        behind = (today - found.keying.oldest).days
        text = _("เก่าสุด %(n)s วัน") % {"n": f"{behind:,}"} if behind else _("วันนี้")
        due.append(
            row(found.keying.n, _("คีย์ บสต. %(count)s ครั้ง"), _("คีย์"), "exchange:bsort", "keyboard", "due", text,
                _("ตรวจรับแล้ว"))
        )  # fmt: skip
    return late, due


def help_rows(found: Inbox) -> tuple[list[InboxRow], list[InboxRow]]:
    """Return what other offices wait for from this one, by count and without names: late, and to do now."""
    late: list[InboxRow] = []
    due: list[InboxRow] = []
    if found.asked_of_us and found.asked_first:
        behind = found.asked_first < found.today
        text = showing.late_text((found.today - found.asked_first).days) if behind else _("รอคำตอบจากเรา")
        title = _("มีเรื่องส่งมารอคำตอบจากเรา %(count)s เรื่อง") % {"count": f"{found.asked_of_us:,}"}
        why = _("เรื่องแรกตอบภายใน %(day)s") % {"day": thai_date(found.asked_first, "short")}
        url = showing.address("assistance:inbounds") or "#"
        row = InboxRow(title, url, "tray", "late" if behind else "due", text, _("ดูและตอบ"), why=why)
        (late if behind else due).append(row)
    if found.wanting_more:
        title = _("หน่วยที่รับเรื่องต่อถามกลับมา %(count)s เรื่อง") % {"count": f"{found.wanting_more:,}"}
        url = showing.address("assistance:referrals") or "#"
        why = _("เขารอข้อมูลจากเรา")
        due.append(InboxRow(title, url, "question", "due", _("รอเราตอบ"), _("ดูและตอบ"), why=why))
    return late, due
