"""File a request in steps: place, trouble, photos, who asks, check and send, the receipt. Each step is kept at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.assistance.choices import Vulnerable
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import public
from tidtam.people.rules import NOTICE
from tidtam.places import queries as places
from tidtam.portal import papers
from tidtam.portal.actions import drafts, filing, flood
from tidtam.portal.actions.drafts import OpenDraft
from tidtam.portal.choices import CATEGORIES, URGENT, WANTED, Counted, Relation
from tidtam.portal.forms.filing import PlaceForm, TroubleForm, YouForm
from tidtam.portal.queries import finding
from tidtam.portal.rules import MOST_PHOTOS, PIN_SHOWN, read_neighbours
from tidtam.portal.views import doors
from tidtam.thai.dates import parse_date
from tidtam.ui.shapes import Link
from tidtam.ui.templatetags.thai import thai_date

_WHY = "a citizen without an account writes a request; what was typed opens only in their own browser"
_STEPS = (
    ("place", gettext_noop("พื้นที่")),
    ("trouble", gettext_noop("ความเดือดร้อน")),
    ("you", gettext_noop("ตัวคุณ")),
    ("check", gettext_noop("ตรวจและส่ง")),
)


def _steps(current: str) -> list[Link]:
    names = [name for name, _label in _STEPS]
    here = names.index(current)
    return [
        Link(f"{n + 1} {_(label)}", current=n == here, done=n < here) for n, (_name, label) in enumerate(_STEPS)
    ]  # fmt: skip


def _page(request: HttpRequest, step: str, office: Any, **context: Any) -> HttpResponse:
    """Show a step. With problems it is still 200: what was kept on the way must stay."""
    context |= {"links": _steps(step), "office": office, "urgent": URGENT}
    return render(request, f"portal/{context.pop('template', step)}.html", context)


def _live(request: HttpRequest) -> OpenDraft:
    """Return the draft that is still being written. Errors: Missing; Problem portal.sent."""
    found = doors.draft(request)
    if found.sent:
        raise Problem("portal.sent", _("คำขอนี้ส่งไปแล้ว ดูเลขคำขอได้จากใบรับเรื่อง"))
    return found


@public(_WHY)
@doors.door
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Ask where it is; the answer begins the draft, or moves the one this browser has to this office."""
    office = finding.door(code)
    areas = finding.tambons_of(office)
    try:
        held: OpenDraft | None = _live(request)
    except Problem:
        held = None
    if request.method != "POST":
        initial = held.words.get("place", {}) if held else {}
        asked = request.GET.get("in", "")
        if asked and "area" not in initial:
            initial = initial | {"area": asked}
        return _page(request, "place", office, form=PlaceForm(initial=initial, areas=areas))
    form = PlaceForm(request.POST, areas=areas)
    if not form.is_valid():
        return _page(request, "place", office, form=form)
    at, words = clock.now(), {"place": form.words()}
    if held is None:
        key = doors.key(request)
        flood.check(Counted.DRAFT, key=key, at=at)
        flood.note(Counted.DRAFT, key=key, at=at)
        held = drafts.begin(office=office, words=words, at=at)
    else:
        held = drafts.keep(token=held.token, words=words, at=at, office=office)
    return doors.keep_draft(doors.to("trouble"), held.token)


@public(_WHY)
@doors.door
@require_http_methods(["GET", "HEAD", "POST"])
def trouble(request: HttpRequest) -> HttpResponse:
    """Ask what happened and what would help."""
    held, today = _live(request), clock.today()
    if request.method == "POST":
        form = TroubleForm(request.POST, today=today)
        if form.is_valid():
            drafts.keep(token=held.token, words={"trouble": form.words()}, at=clock.now())
            return doors.to("photos")
    else:
        kept = dict(held.words.get("trouble", {}))
        if kept.get("happened_on"):
            kept["happened_on"] = thai_date(parse_date(kept["happened_on"]), "short")
        form = TroubleForm(initial=kept, today=today)
    chosen = form["category"].value()
    return _page(request, "trouble", held.office, form=form, kinds=CATEGORIES, chosen=chosen)


@public(_WHY)
@csrf_exempt
@doors.door
@require_http_methods(["GET", "HEAD", "POST"])
@doors.streamed
def photos(request: HttpRequest) -> HttpResponse:
    """Take in photos, each written anew and kept at once, so that a broken line loses one at most."""
    held = _live(request)
    problems: list[Problem] = []
    if request.method == "POST":
        at = clock.now()
        if (wanted := request.POST.get("drop", "")[:15]).isdecimal():
            drafts.drop_photo(token=held.token, pk=int(wanted), at=at)
            return doors.to("photos")
        problems = _take(request, held)
        if not problems:
            return doors.to("photos" if "more" in request.POST else "you")
    kept = drafts.photos(held)
    said = list(dict.fromkeys(one.message for one in problems))
    return _page(
        request, "trouble", held.office, template="photos", photos=kept, problems=said, room=MOST_PHOTOS - len(kept)
    )


def _take(request: HttpRequest, held: OpenDraft) -> list[Problem]:
    """Keep the files sent. Shape: a Problem for each that could not be. Errors: Busy."""
    at, key = clock.now(), doors.key(request)
    if not request.FILES and not getattr(request, "portal_refused", ()):
        return []
    flood.check(Counted.PHOTO, key=key, at=at)
    made, problems = doors.sent_files(request)
    flood.note(Counted.PHOTO, key=key, at=at, times=max(len(request.FILES.getlist("photos")), 1))
    for content, ending in made:
        try:
            drafts.add_photo(token=held.token, content=content, ending=ending, at=at)
        except Problem as problem:
            problems.append(problem)
    return problems


@public(_WHY)
@doors.door
@require_http_methods(["GET", "HEAD", "POST"])
def you(request: HttpRequest) -> HttpResponse:
    """Ask who asks; a number or a phone is nobody's duty."""
    held, today = _live(request), clock.today()
    if request.method == "POST":
        form = YouForm(request.POST, today=today)
        if form.is_valid():
            drafts.keep(token=held.token, words={"you": form.words()}, at=clock.now())
            return doors.to("check")
    else:
        kept = dict(held.words.get("you", {}))
        form = YouForm(initial=kept | {"proxy": kept.get("proxy") or "self"}, today=today)
    return _page(request, "you", held.office, form=form, version=NOTICE)


@public(_WHY)
@doors.door
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show everything once more, and send it."""
    problem: Problem | None = None
    if request.method == "POST":
        if request.POST.get("website"):  # no human fills a field they cannot see
            raise flood.Busy("portal.busy", _("ส่งไม่สำเร็จ รอสักครู่แล้วลองใหม่"))
        try:
            token = request.COOKIES.get(doors.DRAFT, "")[:100]
            filing.send(token=token, key=doors.key(request), at=clock.now())
            return doors.to("sent")
        except flood.Busy:
            raise
        except Problem as found:
            problem = found
    held = doors.draft(request)
    if held.sent:
        return doors.to("sent")
    for step in ("place", "trouble", "you"):
        if step not in held.words:
            return doors.to(step, *([held.office.code] if step == "place" else []))
    return _page(request, "check", held.office, problem=_(problem.message) if problem else "", **_summary(held))


def _summary(held: OpenDraft) -> dict[str, Any]:
    words = held.words
    place, trouble = words["place"], words["trouble"]
    day = parse_date(trouble["happened_on"]) if trouble.get("happened_on") else None
    neighbours, _odd = read_neighbours(trouble.get("neighbours", ""))
    return {
        "place": place, "area": places.by_code(place["area"]), "trouble": trouble, "you": words["you"], "day": day,
        "kind": next(one.label for one in CATEGORIES if one.value == trouble["category"]),
        "needs": [WANTED[code] for code in trouble["needs"]], "neighbours": neighbours,
        "vulnerable": [Vulnerable(one).label for one in trouble.get("vulnerable", ())],
        "relation": Relation(words["you"]["proxy_relation"]).label if words["you"].get("proxy_relation") else "",
        "photos": drafts.photos(held),
    }  # fmt: skip


def _receipt(request: HttpRequest) -> tuple[OpenDraft, dict[str, Any]]:
    """Return the draft and what it became, while the PIN may still be shown. Errors: Missing."""
    held = doors.draft(request)
    sent = held.sent
    if sent is None or clock.now().timestamp() - sent["at"] > PIN_SHOWN.total_seconds():
        raise Missing("portal.receipt_gone", _("รหัสแสดงไว้ 15 นาทีหลังส่งคำขอเท่านั้น ถ้าไม่ได้จดไว้ ติดต่อเจ้าหน้าที่"))
    return held, sent


@public(_WHY)
@doors.door
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Show the number and the PIN, for a quarter of an hour and in this browser only."""
    held, told = _receipt(request)
    until = datetime.fromtimestamp(told["at"], UTC) + PIN_SHOWN
    return render(
        request, "portal/sent.html", {"office": held.office, "sent": told, "until": until, "urgent": URGENT}
    )  # fmt: skip


@public(_WHY)
@doors.door
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Return the receipt as a PDF to print or to keep, while the PIN may be shown."""
    held, told = _receipt(request)
    address = f"{settings.SITE_URL.rstrip('/')}/ask/o/{held.office.code}/follow/"
    made = papers.receipt(held.office, told["number"], told["pin"], thai_date(clock.today()), address)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="receipt.pdf"'
    return response


@public(_WHY)
@doors.door
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed, or the receipt that was written down."""
    token = request.COOKIES.get(doors.DRAFT, "")[:100]
    drafts.drop(token=token)
    response = doors.to("home")
    doors.forget(response, doors.DRAFT)
    return response
