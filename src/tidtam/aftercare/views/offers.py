"""Words and rows of transfers, shared by their pages."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare.choices import Stage
from tidtam.aftercare.models import Transfer
from tidtam.aftercare.queries import transfers as queries
from tidtam.aftercare.queries.transfers import Waiting
from tidtam.aftercare.rules.transfer import ESCALATE_AFTER, REMIND_AFTER
from tidtam.aftercare.views.saying import address
from tidtam.assistance.choices import Code
from tidtam.kernel.problem import Missing
from tidtam.obligations.queries import holiday_set
from tidtam.people.choices import Sex
from tidtam.places.models import Area
from tidtam.places.queries import by_code, place_line
from tidtam.ui.shapes import InboxRow, State
from tidtam.ui.templatetags.thai import thai_date

_REACH = timedelta(days=90)


def holidays(today: date) -> frozenset[date]:
    """Return the holidays a waiting can span."""
    return holiday_set(today - _REACH, today + _REACH)


def who(summary: dict[str, Any]) -> str:
    """Say whom an offer is about without naming them: sex and ages."""
    sex = str(Sex(summary.get("sex") or Sex.UNKNOWN).label) if summary.get("sex") != Sex.UNKNOWN else _("ไม่ระบุเพศ")
    age = summary.get("age")
    return _("%(sex)s อายุ %(age)s ปี") % {"sex": sex, "age": age} if age else sex


def where(summary: dict[str, Any], which: str = "area") -> str:
    """Say the tambon of an offer, or with `to_area` the one it goes to; "" when it is unknown."""
    try:
        return place_line(by_code(summary[which])) if summary.get(which) else ""
    except Missing:
        return ""


def standing(stage: str, *, own: bool) -> str:
    """Say who looks after the person now, and whether the reader has anything to do."""
    if stage == Stage.ACCEPTED:
        return _("รับช่วงแล้ว ปลายทางดูแลต่อตั้งแต่วันที่รับ")
    if stage in (Stage.KEPT, Stage.WITHDRAWN):
        return _("ต้นทางดูแลต่อ การเสนอโอนนี้จบแล้ว")
    if stage == Stage.SUPERIOR:
        return _("ต้นทางยังดูแลอยู่จนกว่าผู้บังคับบัญชาร่วมจะชี้ขาด")
    return _("ต้นทางยังดูแลอยู่") if own else _("ต้นทางยังดูแลอยู่ หน่วยงานของท่านยังไม่ต้องทำอะไร")


def day_of(summary: dict[str, Any], name: str) -> date | None:
    """Return a day of a summary."""
    text = summary.get(name)
    return date.fromisoformat(text) if text else None


def needs_said(summary: dict[str, Any]) -> str:
    """Say what the person asked for and still waits for."""
    labels = dict(Code.choices)
    parts = [
        f"{labels.get(code, code)} {count}" if count > 1 else str(labels.get(code, code))
        for code, count in (summary.get("needs") or {}).items()
    ]
    return ", ".join(parts)


def facts(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a summary as label and words, in the order a receiver asks."""
    rows = [
        (_("เพศและช่วงอายุ"), who(summary)), (_("พื้นที่เดิม"), where(summary) or "–"),
        (_("ย้ายไป"), where(summary, "to_area")),
        (_("จบโครงการ"), thai_date(day_of(summary, "completed_on"))),
        (_("ครบหนึ่งปี"), thai_date(day_of(summary, "ends_on"))),
        (_("เยี่ยมแล้ว"), _("%(done)s ครั้ง ขาด %(missed)s ครั้ง") % {
            "done": summary.get("rounds_done", 0), "missed": summary.get("rounds_missed", 0)}),
        (_("ขอไว้ ยังรอ"), needs_said(summary) or _("ไม่มี")),
        (_("ต้องระวังเป็นพิเศษ"), _("มี ดูรายละเอียดได้หลังรับ") if summary.get("risk") else _("ไม่มี")),
    ]  # fmt: skip
    return [(label, words) for label, words in rows if words]


def waited(days: int, most: int = 0, *, today: bool) -> str:
    """Say how many working days something waits, of how many at most; the day it came counts as none."""
    if not days:
        return _("ตั้งแต่วันนี้") if today else _("วันหยุด ยังไม่นับวัน")
    if most:
        return _("วันทำการที่ %(day)s จาก %(most)s") % {"day": days, "most": most}
    return _("วันทำการที่ %(day)s") % {"day": days}


def waiting_state(waiting: Waiting) -> tuple[State, str]:
    """Return the shape and the words of how long an offer waits."""
    days = waiting.days
    if waiting.offer.stage == Stage.SUPERIOR:
        return "late", _("รอชี้ขาด %(since)s") % {"since": waited(days, today=waiting.since_today)}
    said = waited(days, ESCALATE_AFTER, today=waiting.since_today)
    if days >= ESCALATE_AFTER:
        return "late", said
    return ("due", said) if days >= REMIND_AFTER else ("upcoming", said)


def rows(found: Iterable[Waiting], route: str = "offer_in") -> list[InboxRow]:
    """Return waiting offers as rows: whom, from where, how long, one button."""
    found = list(found)
    # Where the sender's row shows the receiving office, that says where to.
    places = queries.places_to(one.offer for one in found if one.transfer is None)
    return [_row(one, route, places.get(one.offer.summary.get("to_area", ""), "")) for one in found]


def _row(waiting: Waiting, route: str, to: str) -> InboxRow:
    offer, summary = waiting.offer, waiting.offer.summary
    state, text = waiting_state(waiting)
    asked = len(summary.get("needs") or {})
    parts = [
        _("ย้ายไป %(place)s") % {"place": to} if to else "",
        _("จาก %(office)s") % {"office": offer.from_name},
        _("เยี่ยมแล้ว %(done)s ขาด %(missed)s") % {
            "done": summary.get("rounds_done", 0), "missed": summary.get("rounds_missed", 0)},
        _("ขอไว้ %(count)s เรื่อง") % {"count": asked} if asked else "",
        _("ต้องระวังเป็นพิเศษ") if summary.get("risk") else "",
    ]  # fmt: skip
    actions = {Stage.RECEIVER: _("ดูและรับ"), Stage.SUPERIOR: _("ดูและชี้ขาด")}
    return InboxRow(
        title=" · ".join(part for part in (who(summary), where(summary)) if part),
        url=address(f"aftercare:{route}", offer.public_id) or "#", icon="arrows-left-right", state=state,
        state_text=text, action=actions.get(Stage(offer.stage), _("ดูและส่งต่อ")), why=" · ".join(filter(None, parts)),
        note=_("ถึง %(office)s") % {"office": waiting.transfer.to_office} if waiting.transfer else "",
    )  # fmt: skip


def outgoing_rows(found: Iterable[Transfer], today: date, off: frozenset[date]) -> list[dict[str, Any]]:
    """Return what was offered with how long it waits."""
    out = []
    for transfer in found:
        days = queries.waiting_days(transfer.stage_since, today, off)
        late = transfer.stage == Stage.SUPERIOR or days >= ESCALATE_AFTER
        out.append(
            {
                "transfer": transfer,
                "waited": waited(days, today=transfer.stage_since.astimezone(BANGKOK).date() == today),
                "state": "late" if late else "due" if days >= REMIND_AFTER else "upcoming",
            }
        )  # fmt: skip
    return out


def found_areas(data: Any) -> list[Area]:
    """Return the places a form asks for by words, and the one already chosen."""
    text, chosen = str(data.get("place", "")).strip()[:80], str(data.get("area", "")).strip()
    found = queries.areas_named(text) if text else []
    if chosen and all(area.code != chosen for area in found):
        with suppress(Missing):
            found.append(by_code(chosen))
    return found


def chosen_area(form: Any, found: list[Area]) -> Area | None:
    """Return the chosen place, or the only one the words can mean."""
    code = form.cleaned_data.get("area")
    by = {area.code: area for area in found}
    if code:
        return by.get(code)
    return found[0] if len(found) == 1 else None
