"""Pages of transfers: what waits for us, what we offered, one offer, what a superior decides, what was handed over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access
from tidtam.aftercare.actions import transfers as actions
from tidtam.aftercare.choices import CaseStatus, CloseReason, Outcome, Stage, TransferReason
from tidtam.aftercare.forms.transfers import AcceptForm, DecideForm, ForwardForm, OfferForm, RejectForm
from tidtam.aftercare.models import Case, Offer, Transfer
from tidtam.aftercare.queries import transfers as queries
from tidtam.aftercare.views import offers
from tidtam.aftercare.views.saying import address
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.people.choices import Purpose
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link

_PAGE = 50


def _tabs(request: OfficialRequest, here: str) -> list[Link]:
    actor = request.actor
    links = []
    if actor.may(Permission.CARE_TRANSFER):
        count = queries.incoming_count(actor)
        links += [
            Link(_("รอเรา %(count)s") % {"count": count}, reverse("aftercare:transfers"), here == "in"),
            Link(_("เราส่งออก"), reverse("aftercare:transfers_out"), here == "out"),
        ]
    if actor.may(Permission.CARE_DECIDE):
        links.append(Link(_("รอชี้ขาด"), reverse("aftercare:transfers_deciding"), here == "deciding"))
    if actor.may(Permission.CARE_TRANSFER):
        links.append(Link(_("ส่งมอบแล้ว"), reverse("aftercare:handed"), here == "handed"))
    return links


@needs(Permission.CARE_TRANSFER)
@require_safe
def incoming(request: OfficialRequest) -> HttpResponse:
    """List the offers that wait for the own office, with the working day each is at."""
    today = clock.today()
    found = queries.incoming(request.actor, today, offers.holidays(today))
    context = {"tabs": _tabs(request, "in"), "rows": offers.rows(found), "here": "in"}
    return render(request, "aftercare/transfers.html", context)


@needs(Permission.CARE_TRANSFER)
@require_safe
def outgoing(request: OfficialRequest) -> HttpResponse:
    """List what the own office offered and what still runs."""
    today = clock.today()
    page = Paginator(queries.outgoing(request.actor), _PAGE).get_page(request.GET.get("page"))
    audit.note_read(request, [one.case.person_id for one in page.object_list], Purpose.AFTERCARE)
    rows = offers.outgoing_rows(page.object_list, today, offers.holidays(today))
    for row in rows:
        row["may_withdraw"] = "withdraw" in actions.may(request.actor, row["transfer"])
    context = {"tabs": _tabs(request, "out"), "out": rows, "page": page, "here": "out"}
    return render(request, "aftercare/transfers.html", context)


@needs(Permission.CARE_DECIDE)
@require_safe
def deciding(request: OfficialRequest) -> HttpResponse:
    """List what the own office decides as the common superior of both sides."""
    today = clock.today()
    found = queries.deciding(request.actor, today, offers.holidays(today))
    context = {"tabs": _tabs(request, "deciding"), "rows": offers.rows(found, "decide"), "here": "deciding"}
    return render(request, "aftercare/transfers.html", context)


@needs(Permission.CARE_TRANSFER)
@require_safe
def handed(request: OfficialRequest) -> HttpResponse:
    """List what was handed over, where to, and how it ended."""
    page = Paginator(queries.handed(request.actor), _PAGE).get_page(request.GET.get("page"))
    audit.note_read(request, queries.people_of(page.object_list), Purpose.AFTERCARE)
    rows = [{"row": row, "move": queries.move_row(row), "outcome": _outcome(row.outcome)} for row in page.object_list]
    context = {"tabs": _tabs(request, "handed"), "handed": rows, "page": page, "here": "handed"}
    return render(request, "aftercare/transfers.html", context)


def _outcome(code: str) -> str:
    labels = {**dict(CaseStatus.choices), **dict(CloseReason.choices), **dict(Outcome.choices)}
    return str(labels.get(code, ""))


# Offer --------------------------------------------------------------------------------------------------------------
@needs(Permission.CARE_TRANSFER)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Offer a person to another district: search the place, say the new address, send."""
    case = access.get_case(request.actor, public_id)
    if request.method != "POST":
        area, text = queries.told_by_visit(request.actor, case, request.GET.get("visit", ""))
        initial = {"place": area.name_th if area else "", "area": area.code if area else "", "new_address": text}
        return _offer_page(request, case, OfferForm(initial=initial, found=[area] if area else []))
    found = offers.found_areas(request.POST)
    form = OfferForm(request.POST, found=found)
    if not form.is_valid():
        return _offer_page(request, case, form, 422)
    area = offers.chosen_area(form, found)
    if "find" in request.POST or area is None:
        return _ask_place(form, lambda: _offer_page(request, case, form), "find" in request.POST, bool(found))
    try:
        made = actions.offer(
            case=case, area=area, reason=TransferReason.MOVED, new_address=form.cleaned_data["new_address"],
            note=form.cleaned_data["note"], by=request.actor, at=clock.now(),
        )  # fmt: skip
    except Problem as problem:
        attach(form, Problem(problem.code, problem.message, field="place"))
        return _offer_page(request, case, form, problem.status)
    messages.success(request, _("เสนอโอนไปยัง %(office)s แล้ว") % {"office": made.to_office})
    return HttpResponseRedirect(reverse("aftercare:transfers_out"))


def _ask_place(form: Any, page: Any, searching: bool, any_found: bool) -> HttpResponse:
    """Show the page again with what was found; a place is missing still."""
    if not any_found:
        form.add_error("place", _("ไม่พบพื้นที่ชื่อนี้ ลองพิมพ์ชื่ออำเภอหรือจังหวัด"))
    elif not searching:
        form.add_error("area", _("เลือกพื้นที่ที่ตรงหนึ่งแห่ง"))
    response: HttpResponse = page()
    response.status_code = 200 if searching and any_found else 422
    return response


def _offer_page(request: OfficialRequest, case: Case, form: OfferForm, status: int = 200) -> HttpResponse:
    audit.note_read(request, [case.person_id], Purpose.AFTERCARE)
    live = queries.live_of(case)
    context = {
        "case": case, "person": case.person, "form": form, "live": live,
        "summary": offers.facts(queries.summary(case, clock.today())),
    }  # fmt: skip
    return render(request, "aftercare/offer.html", context, status=status)


@needs(Permission.CARE_TRANSFER)
@require_POST
def withdraw(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take an offer back before anybody accepted it."""
    if queries.is_handed(request.actor, public_id):  # the page stood open while the other side took over
        messages.warning(request, _("ปลายทางรับไปแล้ว ถอนคืนไม่ได้ ดูได้ที่ ส่งมอบแล้ว"))
        return HttpResponseRedirect(reverse("aftercare:handed"))
    actions.withdraw(transfer=access.get_transfer(request.actor, public_id), by=request.actor, at=clock.now())
    messages.success(request, _("ถอนการเสนอโอนแล้ว หน่วยงานของท่านดูแลต่อ"))
    return HttpResponseRedirect(reverse("aftercare:transfers_out"))


# One offer ----------------------------------------------------------------------------------------------------------
@needs(Permission.CARE_TRANSFER)
@require_safe
def offer_in(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show what is offered: a summary without names, and what this office may do."""
    return _offer_in(request, access.get_offer(request.actor, public_id))


@needs(Permission.CARE_TRANSFER)
@require_POST
def accept(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take a person over, for the district or one of its teams."""
    found = access.get_offer(request.actor, public_id)
    form = AcceptForm(request.POST, offices=_choices(found))
    if not form.is_valid():
        return _offer_in(request, found, accepting=form, status=422)
    try:
        case = actions.accept(
            offer=found, office=queries.office_of(form.cleaned_data["office"]), by=request.actor, at=clock.now()
        )
    except Problem as problem:
        attach(form, problem)
        return _offer_in(request, access.get_offer(request.actor, public_id), accepting=form, status=problem.status)
    messages.success(request, _("รับช่วงดูแลแล้ว"))
    # What the sender wrote is read once before anybody goes there.
    told = any(queries.passed_on(access.get_offer(request.actor, public_id)).values())
    url = reverse("aftercare:offer_in", args=[public_id]) if told else address("aftercare:case", case.public_id)
    return HttpResponseRedirect(url or reverse("aftercare:transfers"))


@needs(Permission.CARE_TRANSFER)
@require_POST
def reject(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say why this office does not take it; the common superior decides."""
    found = access.get_offer(request.actor, public_id)
    form = RejectForm(request.POST)
    try:
        if form.is_valid():
            actions.reject(offer=found, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now())
    except Problem as problem:
        attach(form, problem)
    if form.errors:
        return _offer_in(request, found, rejecting=form, status=422)
    messages.success(request, _("แจ้งว่าไม่รับแล้ว ผู้บังคับบัญชาร่วมจะชี้ขาด"))
    return HttpResponseRedirect(reverse("aftercare:transfers"))


@needs(Permission.CARE_ROUTE)
@require_POST
def forward(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send an offer on as one of the two provinces, to another district if need be."""
    found = access.get_offer(request.actor, public_id)
    areas = offers.found_areas(request.POST)
    form = ForwardForm(request.POST, found=areas)
    if not form.is_valid():
        return _offer_in(request, found, forwarding=form, status=422)
    area = offers.chosen_area(form, areas)
    typed = bool(request.POST.get("place", "").strip())
    if "find" in request.POST or (typed and area is None):
        return _ask_place(
            form, lambda: _offer_in(request, found, forwarding=form), "find" in request.POST, bool(areas)
        )  # fmt: skip
    try:
        to = queries.receiver_of(area.code) if area else None
        actions.forward(offer=found, to=to, by=request.actor, at=clock.now())
    except Problem as problem:
        attach(form, Problem(problem.code, problem.message, field="place"))
        return _offer_in(request, found, forwarding=form, status=problem.status)
    messages.success(request, _("ส่งต่อแล้ว"))
    return HttpResponseRedirect(reverse("aftercare:transfers"))


def _choices(found: Offer) -> list[tuple[str, str]]:
    district = queries.district_of(found.office)
    teams = queries.teams_of(district)
    chosen = [(team.code, str(team)) for team in teams]
    return [(district.code, _("%(office)s (ยังไม่มอบทีม)") % {"office": district}), *chosen]


def _offer_in(
    request: OfficialRequest, found: Offer, *, accepting: Any = None, rejecting: Any = None, forwarding: Any = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    today = clock.today()
    waiting = queries.get_waiting(request.actor, found.public_id, today, offers.holidays(today))
    state, text = offers.waiting_state(waiting)
    own = found.office.path == request.actor.scope or queries.district_of(found.office).path == request.actor.scope
    receiving = found.stage == Stage.RECEIVER and own
    choices = _choices(found) if receiving else []
    transfer = queries.transfer_in_scope(request.actor, found)
    case = queries.taken_over(request.actor, found) if found.stage == Stage.ACCEPTED else None
    if case is not None:
        audit.note_read(request, [case.person_id], Purpose.AFTERCARE)
    guess = queries.team_for(found.office, queries.area_to(found)) if receiving else ""
    context = {
        "offer": found, "summary": offers.facts(found.summary), "strip": found.summary.get("strip", ""),
        "title": offers.who(found.summary), "state": state, "state_text": text, "stage": found.get_stage_display(),
        "accepting": (accepting or AcceptForm(offices=choices, initial={"office": guess or choices[0][0]}))
        if receiving
        else None,
        "rejecting": (rejecting or RejectForm()) if receiving else None,
        "forwarding": (forwarding or ForwardForm())
        if own and found.stage in (Stage.FROM_PROVINCE, Stage.TO_PROVINCE) and request.actor.may(Permission.CARE_ROUTE)
        else None,
        "open_reject": "reject" in request.GET, "may_reroute": found.stage == Stage.TO_PROVINCE,
        "transfer": transfer, "now": offers.standing(found.stage, own=own), "case": case,
        "passed_on": queries.passed_on(found) if case is not None else {},
        "decide": found.stage == Stage.SUPERIOR
        and transfer is not None
        and request.actor.may(Permission.CARE_DECIDE)
        and queries.is_superior(request.actor, transfer),
    }  # fmt: skip
    return render(request, "aftercare/offer_in.html", context, status=status)


# The superior -------------------------------------------------------------------------------------------------------
@needs(Permission.CARE_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Decide who answers for a person two offices could not agree on."""
    found = access.get_offer(request.actor, public_id)
    if request.method != "POST":
        return _decide_page(request, found, DecideForm())
    areas = offers.found_areas(request.POST)
    form = DecideForm(request.POST, found=areas)
    if "find" in request.POST:
        form.full_clean()
        form.errors.clear()
        return _ask_place(form, lambda: _decide_page(request, found, form), True, bool(areas))
    if not form.is_valid():
        return _decide_page(request, found, form, 422)
    verb, area = form.cleaned_data["verb"], offers.chosen_area(form, areas)
    if verb == "other" and area is None:
        return _ask_place(form, lambda: _decide_page(request, found, form), False, bool(areas))
    try:
        actions.decide(
            offer=found, verb=verb, office=queries.receiver_of(area.code) if verb == "other" and area else None,
            note=form.cleaned_data["note"], by=request.actor, at=clock.now(),
        )  # fmt: skip
    except Problem as problem:
        attach(form, Problem(problem.code, problem.message, field="place" if verb == "other" else "verb"))
        return _decide_page(request, found, form, problem.status)
    messages.success(request, _("ชี้ขาดแล้ว ทั้งสองฝ่ายได้รับแจ้ง"))
    return HttpResponseRedirect(reverse("aftercare:transfers_deciding"))


def _decide_page(request: OfficialRequest, found: Offer, form: DecideForm, status: int = 200) -> HttpResponse:
    transfer: Transfer | None = queries.transfer_in_scope(request.actor, found)
    today = clock.today()
    waiting = queries.get_waiting(request.actor, found.public_id, today, offers.holidays(today))
    state, text = offers.waiting_state(waiting)
    open_now = found.stage == Stage.SUPERIOR and transfer is not None and queries.is_superior(request.actor, transfer)
    context = {
        "offer": found, "transfer": transfer, "summary": offers.facts(found.summary), "form": form, "state": state,
        "state_text": text, "title": offers.who(found.summary), "strip": found.summary.get("strip", ""),
        "reason": queries.decision_words(transfer) if transfer else "", "open_now": open_now,
    }  # fmt: skip
    return render(request, "aftercare/decide.html", context, status=status)
