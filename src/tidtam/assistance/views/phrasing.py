"""How a request is said on a screen: its state, its owner, its steps, what happened. Pure but for translations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from tidtam.assistance.choices import ENDED, LIVE, Bucket, RequestState, Track
from tidtam.assistance.models import Request
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries import spoken
from tidtam.assistance.queries.lines import Line
from tidtam.assistance.queries.requests import Event
from tidtam.assistance.views.showing import baht_text
from tidtam.thai.dates import short_date
from tidtam.ui.shapes import Link, Moment, State

S = RequestState
_SHAPES: dict[str, State] = {
    S.RECEIVED: "due", S.VERIFYING: "due", S.REOPENED: "due", S.CHECKED: "upcoming", S.COMMITTEE: "upcoming",
    S.DECIDED: "upcoming", S.DELIVERING: "upcoming", S.HELPED: "done", S.ANNOUNCED: "done", S.CLOSED: "done",
}  # fmt: skip
VERB_ICONS = {
    "receive": "tray", "start_verifying": "list-checks", "check_item": "check-square", "appoint": "calendar-plus",
    "assign": "users-three", "amend": "pencil-simple", "note_duplicates": "copy", "send_to_committee": "users-three",
    "grant": "seal-check", "refer": "arrow-bend-up-right", "defer": "clock-counter-clockwise", "refuse": "x-circle",
    "deliver": "hand-heart", "announce": "signpost", "close": "check-circle", "withdraw": "arrow-u-up-left",
    "merge": "copy", "reopen": "arrow-counter-clockwise", "follow": "arrows-counter-clockwise", "evidence": "camera",
    "duplicates": "copy", "hand_over": "paper-plane-tilt", "escalate": "arrow-fat-line-up", "settle": "check",
    "void_delivery": "prohibit", "take_up": "hand-heart", "set_unmet": "hourglass-medium",
}  # fmt: skip


def shape_of(request: Request | Line, today: date) -> State | str:
    """Return the shape of the state; "" for what ended without help."""
    if is_late(request, today):
        return "late"
    return _SHAPES.get(request.state, "")


def is_late(request: Request | Line, today: date) -> bool:
    """Say whether the day of the next step has passed."""
    return request.state in LIVE and bool(request.due_on and request.due_on < today)


def age_text(days: int) -> str:
    """Say how long a request has waited."""
    return _("%(days)s วัน") % {"days": f"{days:,}"}


def owner_text(request: Request) -> str:
    """Say who answers for a request: the division, if it was given to one, and the office."""
    office = spoken(request.office)
    return f"{request.division} {office}" if request.division else office


def place_text(request: Request) -> str:
    """Say where it is: `48 หมู่ 6 ต.ตูม`."""
    parts = [request.house_no, _("หมู่ %(moo)s") % {"moo": request.moo} if request.moo else ""]
    if request.area:
        parts.append(_area_text(request.area.pk, request.area.name_th))
    return " ".join(part for part in parts if part)


def _area_text(code: str | None, name: str | None) -> str:
    if not code:
        return ""
    return f"{'แขวง' if code.startswith('10') else 'ต.'}{name}"


def rows_of(lines: Iterable[Line], owners: dict[int, str], today: date) -> list[dict[str, Any]]:
    """Return what the lines of the board or the register show; words that come again are translated once."""
    days, moo, said = _("%(days)s วัน"), _("หมู่ %(moo)s"), cache(_)
    states = {value: str(label) for value, label in RequestState.choices}
    found = []
    for line in lines:
        step, owner = asked.next_step(line), owners[line.office_id]
        place = [line.house_no, moo % {"moo": line.moo} if line.moo else "", _area_text(line.area_id, line.area)]
        found.append({
            "id": line.public_id, "shown": line.shown, "title": line.title, "person": line.person,
            "place": " ".join(part for part in place if part), "codes": line.codes, "unread": line.unread,
            "shape": shape_of(line, today), "state": states[line.state],
            "owner": f"{line.division} {owner}" if line.division else owner,
            "age": days % {"days": f"{asked.age(line, today):,}"},
            "step": said(step.words) if step else "", "due": step.due if step else None, "late": is_late(line, today),
        })  # fmt: skip
    return found


def steps(request: Request, days: int, *, may_announce: bool) -> list[Link]:
    """Return the way of a request as steps; those behind are done. A name that may not hang leaves that step out."""
    committee = request.track == Track.COMMITTEE
    hangs = may_announce or request.state == S.ANNOUNCED
    way: list[tuple[str, tuple[str, ...]]] = [
        (_("รับเรื่อง"), (S.RECEIVED, S.REOPENED)),
        (_("ตรวจข้อเท็จจริงและซ้ำซ้อน"), (S.VERIFYING,)),
        (_("คณะกรรมการ") if committee else _("พิจารณาช่วยเฉพาะหน้า"), (S.CHECKED, S.COMMITTEE)),
        (_("ช่วยเหลือ"), (S.DECIDED, S.DELIVERING)),
    ]
    if hangs:
        way.append((_("ปิดประกาศ %(days)s วัน") % {"days": days}, (S.HELPED, S.ANNOUNCED)))
    way.append((_("ปิดเรื่อง"), ENDED if hangs else (S.HELPED, *ENDED)))
    here = next((n for n, (_label, states) in enumerate(way) if request.state in states), 0)
    over = request.state in ENDED
    return [Link(label, done=n < here or (over and n == here), current=n == here) for n, (label, _s) in enumerate(way)]


BAR = ((Bucket.MET, "f3"), (Bucket.IN_PROGRESS, "f1"), (Bucket.UNMET, "f2"), (Bucket.WITHDRAWN, "f5"),
       (Bucket.NOT_ELIGIBLE, "f4"), (Bucket.MERGED, "f0"))  # fmt: skip


def bar(buckets: dict[str, int]) -> list[dict[str, Any]]:
    """Return the needs of a request as pieces of a bar of 1000, with a small gap between them."""
    total = sum(buckets.values())
    pieces, start = [], 0.0
    for bucket, css in BAR:
        count = buckets.get(bucket, 0)
        width = 1000 * count / total if total else 0
        piece = {"css": css, "label": str(Bucket(bucket).label), "count": count}
        if width:
            piece |= {"x": f"{start:.1f}", "width": f"{max(width - 3, 1):.1f}"}
        pieces.append(piece)
        start += width
    return pieces


def moments(events: list[Event], *, live: bool) -> list[Moment]:
    """Return the timeline, newest first, as the page draws it."""
    found = []
    for index, event in enumerate(events):
        parts = [event.detail, baht_text(event.amount), short_date(event.on) if event.on else "",
                 _("โดย %(name)s") % {"name": event.by} if event.by else ""]  # fmt: skip
        state = "now" if live and not index else "ok"
        icon = VERB_ICONS.get(event.kind, "clock")
        note = " · ".join(part for part in parts if part)
        found.append(Moment(str(event.words), event.at, icon, state, note))  # type: ignore[arg-type]  # one of the four
    return found


def main_verb(request: Request) -> str:
    """Return the one obvious next action of a state; "" when somebody else acts now, or all has ended."""
    step = asked.next_step(request)
    return step.verb if step else ""


def waits_for_decision(request: Request) -> bool:
    """Say whether the next act is a decision."""
    return request.state == S.COMMITTEE or (request.state == S.CHECKED and request.track == Track.IMMEDIATE)
