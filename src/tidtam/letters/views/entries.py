"""A line of the register and its letter: read, register, route, pass on, void."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files.downloads import file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.letters import access, queries, rules
from tidtam.letters.actions import register as registering
from tidtam.letters.actions import relay as relaying
from tidtam.letters.actions import steps as routing
from tidtam.letters.choices import Direction, Secrecy, StepKind
from tidtam.letters.forms import STEP_NEEDS, ReasonForm, RegisterForm, RelayForm, SendForm, StepForm
from tidtam.letters.models import RegisterEntry
from tidtam.letters.views import rows
from tidtam.letters.views.answers import optional_url, page_of, waited
from tidtam.offices import queries as offices
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Moment

_STEP_ICONS = {
    StepKind.PROPOSE: "arrow-bend-up-right", StepKind.ORDER: "signature", StepKind.ASSIGN: "users-three",
    StepKind.ACT: "check-circle",
}  # fmt: skip


def _moments(entry: RegisterEntry, relays: list[RegisterEntry]) -> list[Moment]:
    told: list[tuple[datetime, Moment]] = []
    if entry.delivered_at:
        source = entry.via.office.name_th if entry.via else ""
        told.append((entry.delivered_at, Moment(_("ส่งถึง"), entry.delivered_at, "paper-plane-tilt", note=source)))
    if entry.opened_at and entry.delivered_at:
        told.append((entry.opened_at, Moment(_("เปิดอ่าน"), entry.opened_at, "eye")))
    if entry.registered_at:
        word = _("ลงรับ เลขรับ %(n)s") if entry.direction == Direction.IN else _("ออกเลขส่ง %(n)s")
        drawn = Moment(word % {"n": entry.number}, entry.registered_at, "stamp", note=entry.made_name)
        told.append((entry.registered_at, drawn))
    if entry.issued_at and entry.issued_at != entry.registered_at:
        told.append((entry.issued_at, Moment(_("ส่งแล้ว"), entry.issued_at, "paper-plane-tilt")))
    for step in queries.steps(entry):
        where = f"{step.division} · " if step.division else ""
        title = f"{StepKind(step.kind).label}: {step.words}"
        told.append((step.at, Moment(title, step.at, _STEP_ICONS[StepKind(step.kind)], note=f"{where}{step.by_name}")))
    for out in relays:
        if out.registered_at:
            link = reverse("letters:entry", args=[out.public_id])
            word = _("ส่งต่อ %(number)s") % {"number": out.letter.number}
            told.append((out.registered_at, Moment(word, out.registered_at, "arrow-right", url=link)))
    if entry.voided_at:
        told.append(
            (entry.voided_at, Moment(_("ยกเลิกเลข"), entry.voided_at, "prohibit", "now", note=entry.void_reason))
        )
    return [moment for _at, moment in sorted(told, key=lambda pair: pair[0])]


_PAGES = {"referral": "assistance:referral"}  # rooms that have letters written; this one knows only their addresses


def _about_url(entry: RegisterEntry) -> str:
    kind, _colon, key = entry.about.partition(":")
    return optional_url(_PAGES[kind], key) if kind in _PAGES and key else ""


def _duties_url(entry: RegisterEntry) -> str:
    return optional_url("obligations:of_letter", entry.letter.public_id)


def _context(request: OfficialRequest, entry: RegisterEntry, **forms: Any) -> dict[str, Any]:
    actor, now = request.actor, clock.now()
    own = entry.office_id == actor.office_id
    incoming = entry.direction == Direction.IN
    relays = list(queries.relays_of(entry)) if incoming else []
    counts = queries.delivery_counts([out.pk for out in (relays if incoming else [entry])])
    since = entry.delivered_at if entry.number is None else entry.registered_at
    waits = incoming and not entry.acted_at and not entry.voided_at and since is not None
    moments = _moments(entry, relays)
    routed = incoming and any(step.kind != StepKind.ACT for step in queries.steps(entry))
    live = own and not entry.voided_at
    letters = queries.carried_letters(entry.letter, actor)
    return {
        "entry": entry, "letter": entry.letter, "own": own, "incoming": incoming, "moments": moments,
        "confirmation": queries.confirmation_of(actor, entry) if incoming else None,
        "carried": letters, "relays": [(out, counts.get(out.pk, {})) for out in relays],
        "counts": counts.get(entry.pk), "duties_url": _duties_url(entry),
        "about_url": _about_url(entry),
        "urgency": rows.urgent_words(entry.letter.urgency), "secret": entry.letter.secrecy != Secrecy.NORMAL,
        "waited": waited(since, now) if waits and since else "",
        "late": bool(waits and since and not routed and rules.is_late_to_route(entry.letter.urgency, since, now)),
        "may_register": live and incoming and entry.number is None and actor.may(Permission.LETTERS_RECEIVE),
        "may_route": live and incoming and entry.number is not None,
        "may_relay": live and incoming and entry.number is not None and actor.may(Permission.LETTERS_RELAY),
        "may_send": live and not incoming and entry.state == "reserved" and actor.may(Permission.LETTERS_RECEIVE),
        "reserved": not incoming and entry.state == "reserved",
        "may_void": live and entry.number is not None and actor.may(Permission.LETTERS_RECEIVE),
        "steps": [(kind.value, kind.label) for kind in StepKind if actor.may(STEP_NEEDS[kind])],
        "divisions": queries.divisions(actor) if live else [],
        "mark_opened": own and incoming and entry.opened_at is None,
        "register_form": RegisterForm(), "step_form": StepForm(), "void_form": ReasonForm(),
        "send_form": SendForm(),
    } | forms  # fmt: skip


@needs(Permission.LETTERS_READ)
@require_safe
def entry(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a register line with its letter, its routing and where it was passed on to."""
    return show(request, access.get_entry(request.actor, public_id))


def show(request: OfficialRequest, found: RegisterEntry, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Return the page of a line, with a form that was refused."""
    context = _context(request, found, **forms)
    if found.via_id is not None and found.direction == Direction.OUT:
        deliveries = queries.deliveries(found)
        only = request.GET.get("only", "")
        if only == "unregistered":
            deliveries = deliveries.filter(number__isnull=True)
        context |= {"deliveries": page_of(deliveries, request, 100), "only": only}
    return render(request, "letters/entry.html", context, status=status)


@needs(Permission.LETTERS_RECEIVE)
@require_POST
def register_entry(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Register a delivered letter (ลงรับ)."""
    found, form = access.get_entry(request.actor, public_id), RegisterForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["received_on"]
        try:
            if day and day > clock.today():
                raise Problem("letters.received_in_future", _("วันที่รับต้องไม่เกินวันนี้"), field="received_on")
            registering.mark_opened(entry=found, by=request.actor, at=clock.now())
            done = registering.register(
                entry=found, received_on=day, received_time=form.cleaned_data["received_time"], by=request.actor,
                at=clock.now(),
            )  # fmt: skip
        except NotAllowed:
            raise
        except Problem as problem:
            attach(form, problem)
            found = access.get_entry(request.actor, public_id)
        else:
            messages.success(request, _("ลงรับแล้ว เลขรับ %(number)s") % {"number": done.number})
            return HttpResponseRedirect(reverse("letters:entry", args=[public_id]))
    return render(request, "letters/entry.html", _context(request, found, register_form=form), status=422)


@needs(Permission.LETTERS_READ)
@require_POST
def opened(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Note that the receiving office opened the letter; the page asks for it by itself, a GET changes nothing."""
    found = access.get_entry(request.actor, public_id)
    registering.mark_opened(entry=found, by=request.actor, at=clock.now())
    return HttpResponse(status=204)


@needs(Permission.LETTERS_READ)
@require_POST
def step(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Add one step of routing: propose, order, assign, done."""
    found, form = access.get_entry(request.actor, public_id), StepForm(request.POST)
    if found.office_id != request.actor.office_id:
        raise NotAllowed("letters.other_office", _("เสนอหรือสั่งการได้เฉพาะหนังสือของหน่วยงานที่ปฏิบัติอยู่"))
    if form.is_valid():
        try:
            registering.mark_opened(entry=found, by=request.actor, at=clock.now())
            made = routing.step(entry=found, by=request.actor, at=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("บันทึกแล้ว: %(what)s") % {"what": StepKind(made.kind).label})
            return HttpResponseRedirect(reverse("letters:entry", args=[public_id]))
    return render(request, "letters/entry.html", _context(request, found, step_form=form), status=422)


@needs(Permission.LETTERS_RECEIVE)
@require_POST
def void(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Void a number with a reason; it stays in the book."""
    found, form = access.get_entry(request.actor, public_id), ReasonForm(request.POST)
    if found.office_id != request.actor.office_id:
        raise NotAllowed("letters.other_office", _("ยกเลิกเลขได้เฉพาะทะเบียนของหน่วยงานที่ปฏิบัติอยู่"))
    if form.is_valid():
        try:
            registering.void(entry=found, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now())
        except NotAllowed:
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("ยกเลิกเลข %(number)s แล้ว เลขยังอยู่ในทะเบียน") % {"number": found.number})
            return HttpResponseRedirect(reverse("letters:entry", args=[public_id]))
    return render(request, "letters/entry.html", _context(request, found, void_form=form), status=422)


@needs(Permission.LETTERS_RELAY)
@require_http_methods(["GET", "HEAD", "POST"])
def relay(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Pass a letter to all or chosen offices below in one step."""
    found = access.get_entry(request.actor, public_id)
    if found.office_id != request.actor.office_id:
        raise NotAllowed("letters.other_office", _("ส่งต่อได้เฉพาะหนังสือของหน่วยงานที่ปฏิบัติอยู่"))
    words = _("เพื่อทราบและดำเนินการในส่วนที่เกี่ยวข้อง")
    form = RelayForm(request.POST) if request.method == "POST" else RelayForm(initial={"to": "all", "words": words})
    if request.method == "POST" and request.POST.get("do") != "find" and form.is_valid():
        try:
            out = _pass_on(request, found, form.cleaned_data)
        except NotAllowed:
            raise
        except Problem as problem:
            form.add_error("to" if problem.field == "offices" else None, _(problem.message))
        else:
            messages.success(request, _("ส่งต่อแล้ว เลขส่ง %(number)s") % {"number": out.letter.number})
            return HttpResponseRedirect(reverse("letters:entry", args=[out.public_id]))
    finding = request.POST.get("do") == "find"
    status = 422 if request.method == "POST" and not finding else 200
    return render(request, "letters/relay.html", _relay_context(request, found, form, finding), status=status)


def _chosen(request: OfficialRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("offices") if one.isascii() and one.isdigit() and len(one) < 18]


def _pass_on(request: OfficialRequest, entry: RegisterEntry, data: dict[str, Any]) -> RegisterEntry:
    everyone = offices.receiving(offices.directly_below(entry.office))
    some = offices.receiving(offices.below(entry.office)).filter(pk__in=_chosen(request))
    chosen = list(everyone if data["to"] == "all" else some)
    return relaying.relay(
        entry=entry, offices=chosen, words=data["words"], signer=data["signer"], by=request.actor, at=clock.now()
    )


def _relay_context(request: OfficialRequest, entry: RegisterEntry, form: RelayForm, finding: bool) -> dict[str, Any]:
    find, chosen = request.POST.get("find", "").strip()[:80], set(_chosen(request))
    direct = list(offices.receiving(offices.directly_below(entry.office)))
    named = offices.receiving(offices.listing(text=find, within=entry.office.path)).exclude(pk=entry.office_id)
    found = list(named[:60]) if find else direct
    ids = {one.pk for one in found}
    kept = list(offices.receiving(offices.below(entry.office)).filter(pk__in=chosen - ids)) if chosen - ids else []
    return {
        "entry": entry, "letter": entry.letter, "form": form, "find": find, "direct_count": len(direct),
        "offices": [*kept, *found], "chosen": chosen, "to": form["to"].value() if not finding or chosen else "some",
    }  # fmt: skip


@needs(Permission.LETTERS_READ)
@require_safe
def document(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send the scan that came with a relayed letter."""
    found = access.get_entry(request.actor, public_id)
    if found.document is None or found.office_id != request.actor.office_id:
        raise Missing("files.not_found", _("เรื่องนี้ไม่มีไฟล์"))
    return file_response(found.document)
