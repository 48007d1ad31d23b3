"""One need: what, for whom, what happened, and the verbs its state allows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access, actions, queries
from tidtam.assistance.actions import entering
from tidtam.assistance.choices import ICONS, OPEN, PROVIDERS, Bucket, Code
from tidtam.assistance.forms import FORMS, RegisterForm
from tidtam.assistance.models import Need
from tidtam.assistance.rules import answers_citizens
from tidtam.assistance.transitions import NEED
from tidtam.assistance.views import showing
from tidtam.files.downloads import file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.offices import queries as offices
from tidtam.people import queries as people
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link

_MAIN: dict[str, str] = {Bucket.UNMET: "take_up", Bucket.IN_PROGRESS: "settle"}


@needs(Permission.NEEDS_READ)
@require_safe
def need(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a need."""
    return _page(request, access.get_need(request.actor, public_id))


@needs(Permission.NEEDS_READ)
@require_safe
def proof(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send what shows that help was given."""
    found = access.get_need(request.actor, public_id)
    if found.proof is None:
        raise Missing("files.not_found", _("เรื่องนี้ไม่มีไฟล์"))
    audit.note_read(request, [found.person_id], "assistance.proof")
    return file_response(found.proof)


@needs(Permission.NEEDS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: OfficialRequest, public_id: str, verb: str) -> HttpResponse:
    """Move a need by one verb of the state table."""
    found = access.get_need(request.actor, public_id)
    if verb not in FORMS:
        raise Missing("assistance.no_such_verb", "ไม่มีหน้านี้")
    here = reverse("assistance:need", args=[public_id])
    if request.method != "POST":
        return HttpResponseRedirect(here)
    if _led(request, found, verb):
        assert found.request is not None
        said = _("รายการนี้อยู่ในคำขอ %(number)s บันทึกผลที่หน้าคำขอ ซึ่งผ่านการพิจารณาก่อน")
        if verb == "hand_over":
            said = _("รายการนี้อยู่ในคำขอ %(number)s ส่งต่อจากหน้าคำขอ ผู้ขอจะได้ติดตามต่อได้")
        raise Conflict("assistance.need.led", said % {"number": found.request.shown})
    form = _form(request, found, verb, bound=True)
    if not form.is_valid():
        return _page(request, found, verb=verb, form=form, status=422)
    try:
        moved = _act(request, found, verb, form.cleaned_data)
    except Problem as problem:
        fresh = access.get_need(request.actor, public_id)
        if problem.status == 409:
            form.data = form.data.copy()
            form.data["version"] = str(fresh.version)
        attach(form, problem)
        return _page(request, fresh, verb=verb, form=form, status=problem.status)
    messages.success(request, _(NEED[verb].told))
    inside = request.actor.scope and moved.scope_path.startswith(request.actor.scope)
    return HttpResponseRedirect(here if inside else reverse("assistance:needs"))


@needs(Permission.NEEDS_MANAGE)
@require_POST
def register(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take a need that came by itself into the register, so that it goes the way of a request."""
    found = access.get_need(request.actor, public_id)
    form: Any = RegisterForm(request.POST, auto_id="register_%s")
    if not form.is_valid():
        return _page(request, found, verb="register", form=form, status=422)
    try:
        made = entering.register(need=found, **form.cleaned_data, by=request.actor, at=clock.now())
    except Missing:
        raise
    except Problem as problem:
        fresh = access.get_need(request.actor, public_id)
        form.data = form.data.copy()
        form.data["version"] = str(fresh.version)
        attach(form, problem)
        return _page(request, fresh, verb="register", form=form, status=problem.status)
    messages.success(request, _("รับเข้าทะเบียนแล้ว เลขที่ %(number)s") % {"number": made.shown})
    return HttpResponseRedirect(reverse("assistance:request", args=[made.public_id]))


def _registering(request: OfficialRequest, found: Need, verb: str, form: Any) -> Any:
    """Return the form that takes a need into the register; None where it has a request, has ended or is no one's."""
    if verb == "register":
        return form
    here = answers_citizens(found.office.level, found.office.line)
    fits = found.request_id is None and found.bucket in OPEN and here
    if not fits or not request.actor.may(Permission.NEEDS_MANAGE):
        return None
    return RegisterForm(initial={"version": found.version}, auto_id="register_%s")


def _act(request: OfficialRequest, found: Need, verb: str, data: dict[str, Any]) -> Need:
    """Call the action of a verb with what its form gave."""
    given: dict[str, Any] = dict(data) | {"need": found, "by": request.actor, "at": clock.now()}
    if verb == "hand_over":
        given["office"] = offices.by_code(given["office"])
    if verb == "merge":
        given["into"] = access.get_need(request.actor, given["into"])
    if verb == "settle":
        upload = given.pop("proof")
        given["content"] = upload.read() if upload else b""
    act: Any = getattr(actions, verb)
    moved: Need = act(**given)
    return moved


def _form(request: OfficialRequest, found: Need, verb: str, *, bound: bool) -> Any:
    more: dict[str, Any] = {"auto_id": f"{verb}_%s"}
    if verb == "hand_over":
        more["offices"] = [(office.code, queries.spoken(office)) for office in queries.receivers(found)]
    if verb == "merge":
        siblings = queries.siblings(request.actor, found)
        more["needs"] = [(one.public_id, f"{Code(one.code).label} · {showing.state_text(one)}") for one in siblings]
    if bound:
        return FORMS[verb](request.POST, request.FILES, **more)
    start = {"version": found.version, "on": clock.today(), "next_step": found.next_step, "due_on": found.due_on}
    return FORMS[verb](initial=start, **more)


def _led(request: OfficialRequest, found: Need, verb: str) -> bool:
    """Say whether only the request a need belongs to may say so: what is given or refused is decided on first."""
    if found.request_id is None:
        return False
    if verb == "hand_over":  # whoever asked follows the request: a referral leaves the need in it
        return True
    if verb == "withdraw":  # what was given in part stays given
        return found.deliveries.filter(voided_at=None).exists()
    return verb == "settle" or (verb == "refuse" and not request.actor.may(Permission.NEEDS_DECIDE))


def _verbs(request: OfficialRequest, found: Need, verb: str, form: Any) -> list[dict[str, Any]]:
    """Return the verbs of the state table that fit, each with its form; the one just refused stays open."""
    shown = []
    for name in FORMS:
        fits = found.bucket in NEED[name].sources and request.actor.may(NEED[name].permission)
        if (not fits and name != verb) or _led(request, found, name):
            continue
        made = form if name == verb else _form(request, found, name, bound=False)
        if name == "merge" and not made.fields["into"].choices:
            continue
        shown.append(
            {
                "verb": name, "label": _(NEED[name].label), "icon": showing.DOTS[name], "form": made,
                "main": name == _MAIN.get(found.bucket), "open": name == verb,
                "url": reverse("assistance:move", args=[found.public_id, name]),
            }
        )  # fmt: skip
    return shown


def _page(
    request: OfficialRequest, found: Need, *, verb: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    audit.note_read(request, [found.person_id], "assistance.need")
    today = clock.today()
    home = queries.places([found]).get(found.person_id)
    verbs = _verbs(request, found, "" if verb == "register" else verb, form)
    context = {
        "need": found, "label": Code(found.code).label, "icon": ICONS[found.code], "today": today,
        "provider": PROVIDERS[found.code], "detail": queries.detail(found), "answer": queries.answer(found),
        "state": showing.state_text(found), "shape": showing.shape_of(found), "age": showing.age_text(found, today),
        "home": showing.home_text(home, short=False), "owner": queries.spoken(found.office),
        "moments": showing.moments(queries.ledger(found)), "crumbs": [Link(_("คำขอ"), reverse("assistance:needs"))],
        "registering": _registering(request, found, verb, form),
        "main": [one for one in verbs if one["main"]], "rest": [one for one in verbs if not one["main"]],
        "into": found.merged_into, "amount": showing.baht_text(found.amount_baht),
        "phone": people.phone(found.person) if request.actor.may(Permission.NEEDS_MANAGE) else "",
        "late": found.bucket in OPEN and bool(found.due_on and found.due_on < today),
    }  # fmt: skip
    return render(request, "assistance/need.html", context, status=status)
