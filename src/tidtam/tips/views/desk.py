"""The officers' desk: the list of the unit's tips, one tip, its ciphertexts. Everything is opened in the browser."""

from __future__ import annotations

import base64
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.kernel.routes import needs
from tidtam.tips.actions import contact, reading
from tidtam.tips.actions.moving import KEPT_DAYS
from tidtam.tips.choices import Kind, State
from tidtam.tips.forms import desk as forms
from tidtam.tips.models import Tip
from tidtam.tips.queries import desk as queries
from tidtam.tips.queries import desk_keys, lane
from tidtam.tips.queries.desk import Past, Whole
from tidtam.tips.transitions import MAY_RECEIVE, TIP, verbs_from
from tidtam.ui.shapes import Link, Moment

PER_PAGE = 30
_SAID = {
    "enforce": "arrow-bend-up-right", "treat": "hand-heart", "duplicate": "copy", "insufficient": "question",
    "investigate": "magnifying-glass", "hand_over": "paper-plane-tilt", "close": "check-circle",
    "reopen": "arrow-counter-clockwise", "extend": "calendar-plus", "answer": "chat-text", "contact_asked": "lock-key",
    "contact_agreed": "check", "contact_refused": "x-circle", "contact_read": "envelope-simple-open",
}  # fmt: skip


def _label(view: str) -> str:
    return {"new": _("รอคัดกรอง"), "work": _("กำลังดำเนินการ"), "closed": _("ปิดแล้ว")}[view]


@needs(Permission.TIPS_READ)
@require_safe
def desk(request: OfficialRequest) -> HttpResponse:
    """List the tips routed to the unit."""
    view = request.GET.get("view", "new")
    view = view if view in queries.VIEWS else "new"
    counts = queries.counts(request.actor)
    page = Paginator(queries.listing(request.actor, view), PER_PAGE).get_page(request.GET.get("page"))
    keys = desk_keys.lines(request.actor, clock.today())
    context = {
        "page": page, "view": view, "counts": counts,
        "tabs": [Link(f"{_label(one)} {counts[one]}", f"?view={one}", one == view) for one in queries.VIEWS],
        "has_key": any(line.mine and line.key.active for line in keys), "alone": any(line.only for line in keys),
        "needing": len(desk_keys.needing(request.actor)), "soon_gone": queries.soon_gone(request.actor, clock.now()),
        "uses": desk_keys.uses(request.actor)[:1], "days": KEPT_DAYS, "today": clock.today(),
    }  # fmt: skip
    return render(request, "tips/desk/list.html", context)


@needs(Permission.TIPS_READ)
@require_safe
def tip(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show one tip, shut; the officer's browser opens it."""
    found = queries.whole(request.actor, public_id)
    reading.opened(tip=found.tip, by=request.actor, at=clock.now())
    return page(request, found)


def page(request: OfficialRequest, found: Whole, *, status: int = 200, **forms_: Any) -> HttpResponse:
    """Show the page of a tip, with a form that was refused in its place."""
    state = found.tip.state
    may_screen = request.actor.may(Permission.TIPS_SCREEN)
    path = found.handling.path if found.handling else ""
    since = clock.now() - contact.OPEN_FOR
    context = {
        "one": found, "tip": found.tip, "path": path, "may_screen": may_screen,
        "verbs": {verb: True for verb in verbs_from(state) if request.actor.may(TIP[verb].permission)},
        "keys": [{"id": str(key.pk), "key": key.public_key} for key in found.keys],
        "agencies": [one for one in found.agencies if one.kind in MAY_RECEIVE.get(path, frozenset())],
        "moments": [_moment(past) for past in queries.history(found.tip)],
        "contact_open": queries.may_read_contact(found.openings, request.actor, since),
        "happens": {"now": _("กำลังเกิดขึ้นตอนนี้"), "often": _("เกิดเป็นประจำ"), "past": _("เกิดขึ้นแล้ว")},
        "areas": lane.names_in(str(found.tip.area_id)[:2]),
        "kinds": {one.value: str(one.label) for one in Kind},
        "path_form": forms.PathForm(), "duplicate_form": forms.DuplicateForm(), "close_form": forms.CloseForm(),
        "extend_form": forms.ExtendForm(), "contact_form": forms.ContactForm(), **forms_,
        "closed": state == State.CLOSED, "sealed": _b64(found.tip.sealed),
        "said": [(one, _b64(one.sealed), [f for f in found.files if f.message_id == one.pk]) for one in found.messages],
        "own_files": [file for file in found.files if file.message_id is None],
    }  # fmt: skip
    return render(request, "tips/desk/tip.html", context, status=status)


def _b64(sealed: bytes | memoryview) -> str:
    return base64.b64encode(bytes(sealed)).decode()


def _moment(past: Past) -> Moment:
    said = {
        "contact_asked": _("ขอเปิดซองติดต่อ"), "contact_agreed": _("ผู้ร่วมอนุมัติให้เปิดซอง"),
        "contact_refused": _("ผู้ร่วมอนุมัติไม่ให้เปิดซอง"), "contact_read": _("เปิดอ่านซองติดต่อ"),
    }  # fmt: skip
    title = said.get(past.verb) or (_(TIP[past.verb].told) if past.verb in TIP else past.verb)
    note = " · ".join(one for one in (past.who, past.reason) if one)
    return Moment(title, past.at, _SAID.get(past.verb, "clock"), note=note)


@needs(Permission.TIPS_READ)
@require_safe
def part(request: OfficialRequest, kind: str, key: str) -> HttpResponse:
    """Send one ciphertext of the unit; of a contact nothing, two people open that."""
    if kind == "contact":
        raise Missing("tips.part_missing", _("ไม่พบส่วนนี้"))
    found = desk_keys.get_part(request.actor, kind, forms.uuid_of(key))
    reading.fetched(tip=found if isinstance(found, Tip) else found.tip, by=request.actor, at=clock.now())
    return sealed_answer(bytes(found.sealed))


def sealed_answer(sealed: bytes) -> HttpResponse:
    """Answer with a ciphertext that no browser opens by itself."""
    response = HttpResponse(sealed, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = 'attachment; filename="sealed.age"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def address(tip: Tip) -> str:
    """Return the address of a tip's page."""
    return reverse("tipdesk:tip", args=[tip.public_id])
