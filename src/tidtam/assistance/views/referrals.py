"""What was given to others: send a need on, see what became of it, make its link anew, reply, recall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.actions import holding
from tidtam.assistance.actions import referrals as act
from tidtam.assistance.actions.referrals import Sent
from tidtam.assistance.choices import OPEN, REFERRAL_LIVE, Code
from tidtam.assistance.forms.referrals import RecallForm, ReplyForm, SendForm
from tidtam.assistance.models import Agency, Need, Referral
from tidtam.assistance.papers import letter as papers
from tidtam.assistance.queries import referrals as queries
from tidtam.assistance.queries import written
from tidtam.files.downloads import content_disposition, file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.letters import queries as letters
from tidtam.offices import queries as offices
from tidtam.offices.models import Office
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link

_PAGE = 50
_SHAPES = {
    "sent": "due", "read": "due", "acknowledged": "upcoming", "asked": "returned", "done": "done", "cannot": "returned",
    "not_ours": "returned",
}  # fmt: skip


def tabs(address: str, names: tuple[tuple[str, Any], ...], here: str) -> list[Link]:
    """Return the tabs of a list."""
    return [Link(str(label), f"{address}?show={name}", current=name == here) for name, label in names]


def row_of(one: Referral) -> dict[str, Any]:
    """Return what a line about a referral shows."""
    today = clock.today()
    return {
        "one": one, "to": holding.name_of(one.agency, one.to_office), "what": str(Code(one.need.code).label),
        "shape": _SHAPES.get(one.state, ""), "state": one.get_state_display(), "live": one.state in REFERRAL_LIVE,
        "late": one.state in REFERRAL_LIVE and one.answer_by < today, "linked": one.agency_id is not None,
        "no_link": one.agency_id is not None and one.token_hash is None and one.state in REFERRAL_LIVE,
        "over": one.expires_at is not None and one.expires_at <= clock.now(),
    }  # fmt: skip


@needs(Permission.NEEDS_READ)
@require_safe
def listing(request: OfficialRequest) -> HttpResponse:
    """Show what was given to others."""
    show = request.GET.get("show", "waiting")
    show = show if show in queries.TABS else "waiting"
    page = Paginator(queries.sent(request.actor, show), _PAGE).get_page(request.GET.get("page"))
    names = (("waiting", _("รอคำตอบ")), ("back", _("กลับมาให้ตัดสิน")), ("all", _("ทั้งหมด")))
    context = {
        "rows": [row_of(one) for one in page], "page": page, "tabs": tabs(reverse("assistance:referrals"), names, show),
        "show": show,
    }  # fmt: skip
    return render(request, "assistance/referrals.html", context)


def chosen(value: str) -> tuple[Agency | None, Office | None]:
    """Return who was chosen in a form: an agency or an office. Errors: Missing."""
    kind, _colon, key = value.partition(":")
    if kind == "a":
        return access.get_agency(key), None
    return None, offices.by_code(key)


@needs(Permission.NEEDS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Choose whom to ask about a need, and send it."""
    need = access.get_need(request.actor, public_id)
    groups = queries.options_for(need)
    first = groups[0].options[0].value if groups else ""
    start = {
        "to": first, "summary": queries.last_of(need), "working_days": holding.days_for(need), "how": "link",
    }  # fmt: skip
    form = SendForm(request.POST or None, groups=groups, initial=start)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            agency, office = chosen(data["to"])
            sent = act.send(
                need=need, agency=agency, office=office, summary=data["summary"], working_days=data["working_days"],
                letter=data["how"] == "letter", by=request.actor, at=clock.now(),
            )  # fmt: skip
        except Problem as problem:
            attach(form, problem)
            status = problem.status
        else:
            return _sent(request, sent)
    elif request.method == "POST":
        status = 422
    audit.note_read(request, [need.person_id], "assistance.need")
    context = {
        "need": need, "label": Code(need.code).label, "groups": groups, "form": form, "running": queries.live(need),
        "open": need.bucket in OPEN,
    }  # fmt: skip
    return render(request, "assistance/refer.html", context, status=status)


def _sent(request: OfficialRequest, sent: Sent) -> HttpResponse:
    """Show a new link once; without one lead to the referral."""
    row = sent.referral
    if not sent.token:
        messages.success(request, _("ส่งแล้ว รอคำตอบ"))
        return HttpResponseRedirect(reverse("assistance:referral", args=[row.public_id]))
    link = address_of(sent.token)
    context = {
        "row": row, "to": holding.name_of(row.agency, None), "link": link, "token": sent.token, "pin": sent.pin,
        "number": sent.number, "qr": papers.qr(link),
    }  # fmt: skip
    response = render(request, "assistance/referral_sent.html", context)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def address_of(token: str) -> str:
    """Return the address a link is given out as."""
    return settings.SITE_URL + reverse("assistance:link", args=[token])


@needs(Permission.NEEDS_READ)
@require_safe
def one(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a referral."""
    return _page(request, access.get_referral(request.actor, public_id))


def _page(request: OfficialRequest, row: Referral, *, status: int = 200, **forms: Any) -> HttpResponse:
    audit.note_read(request, [row.need.person_id], "assistance.referral")
    may = request.actor.may(Permission.NEEDS_MANAGE)
    context = {
        "row": row, "shown": row_of(row), "label": Code(row.need.code).label, "summary": queries.summary(row),
        "answer": queries.answer(row), "said": queries.conversation(referral=row), "may": may,
        "person": row.need.person, "letters": letters.issued_about(request.actor, act.about(row)),
        "may_letters": request.actor.may(Permission.LETTERS_READ),
        "reply": ReplyForm(auto_id="reply_%s"), "recall": RecallForm(auto_id="recall_%s"),
        "again": may and row.state in ("cannot", "not_ours", "recalled") and row.need.bucket in OPEN
        and queries.live(row.need) is None,
    } | forms  # fmt: skip
    return render(request, "assistance/referral.html", context, status=status)


def _act(
    request: OfficialRequest, public_id: str, name: str, form: Any, work: Callable[[Referral], Any], told: str
) -> HttpResponse:
    row = access.get_referral(request.actor, public_id)
    if not form.is_valid():
        return _page(request, row, status=422, **{name: form})
    try:
        work(row)
    except Problem as problem:
        attach(form, problem)
        fresh = access.get_referral(request.actor, public_id)
        return _page(request, fresh, status=problem.status, **{name: form})
    messages.success(request, told)
    return HttpResponseRedirect(reverse("assistance:referral", args=[public_id]))


@needs(Permission.NEEDS_MANAGE)
@require_POST
def reply(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Answer a question."""
    form = ReplyForm(request.POST, auto_id="reply_%s")

    def work(row: Referral) -> Any:
        return act.reply(referral=row, words=form.cleaned_data["words"], by=request.actor, at=clock.now())

    return _act(request, public_id, "reply", form, work, _("ส่งคำตอบแล้ว"))


@needs(Permission.NEEDS_MANAGE)
@require_POST
def recall(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take it back."""
    form = RecallForm(request.POST, auto_id="recall_%s")

    def work(row: Referral) -> Any:
        return act.recall(referral=row, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now())

    return _act(request, public_id, "recall", form, work, _("เรียกคืนแล้ว"))


@needs(Permission.NEEDS_MANAGE)
@require_POST
def renew(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Make a new link or letter; the old one is dead."""
    row = access.get_referral(request.actor, public_id)
    letter = request.POST.get("how") == "letter"
    return _sent(request, act.renew(referral=row, letter=letter, by=request.actor, at=clock.now()))


@needs(Permission.NEEDS_MANAGE)
@require_POST
def letter(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Print the letter of a link just made; its secrets come from the page that shows them once."""
    row = access.get_referral(request.actor, public_id)
    token, pin = request.POST.get("token", "")[:100], request.POST.get("pin", "")[:6]
    fits = row.token_hash is not None and bytes(row.token_hash) == act.digest(token)
    if not fits or not row.pin_hash or act.pin_hash(row, pin) != row.pin_hash or row.expires_at is None:
        raise Missing("assistance.referral.letter", _("หนังสือฉบับนี้ใช้ไม่ได้แล้ว ออกหนังสือใหม่จากหน้าเรื่องส่งต่อ"))
    office, line = row.office, act.print_letter(referral=row, by=request.actor, at=clock.now())
    with translation.override("th"):  # the letter is a Thai paper, whoever prints it
        to, what = holding.name_of(row.agency, None), str(Code(row.need.code).label)
    made = papers.referral_letter(
        office=written(office), number=line.letter.number, address=office.address, phone=office.phone,
        position=office.head_title, to=to, what=what,
        day=line.letter.date or clock.today(), answer_by=row.answer_by, until=row.expires_at.astimezone().date(),
        link=address_of(token), pin=pin, replaces=letters.replaced(line.letter),
    )  # fmt: skip
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition(f"หนังสือส่งต่อ {row.public_id}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs(Permission.NEEDS_READ)
@require_safe
def proof(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send what the agency showed of its help."""
    row = access.get_referral(request.actor, public_id)
    if row.proof is None:
        raise Missing("files.not_found", _("เรื่องนี้ไม่มีไฟล์"))
    audit.note_read(request, [row.need.person_id], "assistance.proof")
    return file_response(row.proof)


def panel(need: Need) -> list[dict[str, Any]]:
    """Return the lines of the panel on the page of a need."""
    return [row_of(found) for found in queries.of(need=need)]
