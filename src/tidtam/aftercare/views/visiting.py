"""The form of a visit: written on a phone at somebody's door, kept there when the line breaks, corrected later."""

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
from tidtam.aftercare import access
from tidtam.aftercare.actions import assessing, telling_rights, visits
from tidtam.aftercare.choices import TaskKind, VisitState
from tidtam.aftercare.forms.again import ReasonForm, health_initial, initial_of
from tidtam.aftercare.forms.scales import HealthForm
from tidtam.aftercare.forms.visit import MOST_AREAS, MOVED, Names, VisitForm
from tidtam.aftercare.models import Case, Visit
from tidtam.aftercare.queries import cases
from tidtam.aftercare.queries.transfers import district_of
from tidtam.aftercare.rules.cases import MOVES
from tidtam.aftercare.views import saying
from tidtam.aftercare.views.today import POSITION
from tidtam.files import access as files
from tidtam.files.downloads import file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.places import queries as places
from tidtam.places.models import Area
from tidtam.ui.forms import attach

_ODD = "acknowledge_warnings"
_FIELDS = {
    "result": "found", "q2": "q2_1", "q9": "q9_1", "q8": "q8_1", "moved_to": "moved_query",
    "moved_to_area": "moved_to_area", "family": "family_relation",
}  # fmt: skip


@needs(Permission.CARE_VISIT)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show the form of a visit; keep what was sent. A second sending of the same uuid leads to the first visit."""
    found = access.get_case(request.actor, public_id, bare=request.method == "POST")
    audit.note_read(request, [found.person_id], "visit")
    form = _form(request, found)
    if request.method == "POST" and not form.is_valid():
        _days_beside(form, found, request)
    elif request.method == "POST":
        try:
            visit = visits.record(case=found, answers=form.answers(), by=request.actor, at=clock.now())
        except Problem as problem:
            _beside(form, problem)
        else:
            if form.cleaned_data.get("notice_given"):
                telling_rights.tell(case=found, by=request.actor, at=clock.now())
            return _led(request, reverse("aftercare:visit", args=[found.public_id, visit.visit_no]) + "?saved=1")
    return _page(request, found, form)


def _form(request: OfficialRequest, found: Case, **kwargs: Any) -> VisitForm:
    day, sent = clock.today(), request.method == "POST"
    data = (request.POST, request.FILES) if sent else ()
    me = [request.actor.name] if request.actor.name else []
    notice = "initial" not in kwargs and _asks_notice(request, found)  # of a visit corrected it was asked before
    initial, areas = kwargs.pop("initial", {"visitors": me}), kwargs.pop("areas", [])
    people = Names(initial["visitors"], lambda: cases.visitors(request.actor, day))
    return VisitForm(
        *data, today=day, health=request.actor.may(Permission.CARE_HEALTH), urine=found.programme.urine_enabled,
        areas=_areas(request.POST) if sent else areas, people=people,
        here=_here(request, found), notice=notice, initial=initial, interval=found.programme.interval_days, **kwargs,
    )  # fmt: skip


def _here(request: OfficialRequest, found: Case) -> str:
    """Return the code of the district that answers, as the action judges a move by; nothing else asks for it."""
    return (district_of(found.office).district_id or "") if request.POST.get("found") == MOVED else ""


def _asks_notice(request: OfficialRequest, found: Case) -> bool:
    """Say whether the form asks if the person knows how the data is protected: until somebody told them."""
    if request.method == "POST":
        return "notice_asked" in request.POST
    return found.person.notice_at is None


def _areas(data: Any) -> list[Area]:
    """Return the subdistricts and districts to choose from: those the words find, and the one chosen before."""
    words, chosen = data.get("moved_query", "")[:80].strip(), data.get("moved_to_area", "")
    found = [area for area in places.search(words, limit=12) if len(area.pk) > 2] if words else []
    # One more than is offered tells that there are more; what is only alike is not more of the same.
    more = len(found) > MOST_AREAS and found[MOST_AREAS].name_th.startswith(found[0].name_th)
    del found[MOST_AREAS + more :]
    if chosen and all(area.pk != chosen for area in found[:MOST_AREAS]):
        try:
            found.insert(0, places.by_code(chosen[:8]))
        except Missing:
            return found
    return found


def _beside(form: VisitForm, problem: Problem) -> None:
    """Put a problem of the action beside the question it belongs to; what is only odd is to be acknowledged."""
    found = [one for one in problem.details.get("findings", ()) if one.hard or problem.field == _ODD]
    for one in found:
        name = _ODD if problem.field == _ODD else _FIELDS.get(one.field, one.field)
        attach(form, Problem(problem.code, one.said(_), field=name))
    if not found:
        attach(form, Problem(problem.code, problem.message, field=_FIELDS.get(problem.field or "", problem.field)))


def _days_beside(form: VisitForm, found: Case, request: OfficialRequest, instead_of: Visit | None = None) -> None:
    """Say what is wrong with the days together with what else is to be mended, not after it."""
    day, next_on = form.day_read, form.cleaned_data.get("next_on")
    wrong = visits.day_findings(
        case=found, visited_on=day, next_on=next_on, by=request.actor, today=clock.today(), instead_of=instead_of
    ) if day else []  # fmt: skip
    for one in wrong:
        if one.hard:
            attach(form, Problem(f"aftercare.visit.{one.code}", one.said(_), field=one.field))


def _led(request: OfficialRequest, url: str) -> HttpResponse:
    """Lead on: a plain form is redirected, the script that sent it is told where to go."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _page(
    request: OfficialRequest, found: Case, form: VisitForm, visit: Visit | None = None, reason: ReasonForm | None = None
) -> HttpResponse:
    day = clock.today()
    todo = cases.round_to_do(request.actor, found, day)
    after = cases.round_after(request.actor, found, day)
    number = visit.round_no if visit else todo.round_no if todo else None
    context: dict[str, Any] = {
        "case": found, "form": form, "nick": saying.nick(found.person), "todo": todo, "after": after, "today": day,
        "number": number, "visit": visit, "reason": reason, "health": form.health_right,
        "day_read": form.day_read if _ODD in form.errors else None,
        "comment": cases.comment_of(visit) if visit else "", "grant": request.actor.grant_id,
        "changed": bool(reason and reason.seen), "lost_photo": bool(request.FILES), "parts": _parts(form),
        "before": _before(found),
        "district_phone": district_of(found.office).phone,
        "q9": [form[f"q9_{n}"] for n in range(1, 10)] if form.health_right else [],
        "q8": [form[f"q8_{n}"] for n in range(1, 9)] if form.health_right else [],
    }  # fmt: skip
    status = 422 if form.is_bound and (form.errors or (reason and reason.errors)) else 200
    response = render(request, "aftercare/visit_form.html", context, status=status)
    response.headers["Permissions-Policy"] = POSITION
    return response


def _before(found: Case) -> str:
    return saying.last_words(found)


# Which questions stand in which part: the summary of errors leads to the part, the steps show which part is wrong.
_PARTS = (
    ("found", _("ผลการพบ"), ("found", "not_found_why", "missing", "next_in", "moved_query", "moved_to_area",
                             "moved_far", "moved_to_text", "other")),
    ("use", _("การใช้สาร"), ("substances", "days_used", "craving", "urine", "urine_substances", "medication")),
    ("mind", _("ใจและครอบครัว"), ("q2_1", "q2_2", "signs", "family_relation", "violence")),
    ("life", _("ที่อยากได้"), ("housing", "occupation", "income", "health", "needs", "needs_declined")),
    ("close", _("สรุป"), ("counselling", "note", "day", "visited_on", "mode", "next_on", "photo", "visitors",
                           "notice_given")),
)  # fmt: skip


def _parts(form: VisitForm) -> list[dict[str, Any]]:
    def part_of(name: str) -> str:
        prefix = name.split("_", maxsplit=1)[0]
        return {"q9": "mind", "q8": "mind", "need": "life"}.get(prefix, "")

    return [
        {"key": key, "label": _(label),
         "wrong": form.is_bound and any(name in form.errors for name in names + tuple(
             one for one in form.fields if part_of(one) == key))}
        for key, label, names in _PARTS
    ]  # fmt: skip


@needs(Permission.CARE_VISIT)
@require_POST
def tambons(request: OfficialRequest) -> HttpResponse:
    """Offer the subdistricts and districts that the words typed so far may mean: a piece of the form."""
    areas = _areas({"moved_query": request.POST.get("moved_query", "")})
    form = VisitForm(today=clock.today(), areas=areas)
    return render(request, "aftercare/_tambons.html", {"form": form, "asked": True})


@needs(Permission.CARE_READ)
@require_safe
def visit(request: OfficialRequest, public_id: str, visit_no: int) -> HttpResponse:
    """Show one visit: what was answered, what the recorder said; after saving, what follows from it."""
    return visit_page(request, access.get_visit(request.actor, public_id, visit_no))


def visit_page(
    request: OfficialRequest, found: Visit, *, typed: str = "", wrong: Problem | None = None
) -> HttpResponse:
    """Return the page of a visit as it stands now, with the comment that was typed and what was wrong."""
    audit.note_read(request, [found.case.person_id], "visit")
    actor, day = request.actor, clock.today()
    screening = cases.screening_of(actor, found)
    saved = request.GET.get("saved") == "1"
    follows = cases.follows(actor, found) if saved else None
    stands = saying.no_more_rounds(found.case)
    context = {
        "visit": found, "case": found.case, "nick": saying.nick(found.case.person), "saved": saved,
        "moved": saying.moved_area(found) if found.result in MOVES else "",
        "rows": saying.visit_rows(found, cases.note_of(found), cases.moved_to_of(found)),
        "health": saying.health_rows(screening), "comment": cases.comment_of(found), "today": day,
        "may_edit": _may_correct(request, found), "may_review": actor.may(Permission.CARE_REVIEW),
        "may_health": _may_add_health(request, found, screening), "stands": stands,
        "after": None if stands else cases.round_after(actor, found.case, day),
        "follows": follows, "team": not access.reads_everything(actor),
        "may_visit": actor.may(Permission.CARE_VISIT),
        "task_labels": {kind.value: saying.task_label(kind.value, actor) for kind in TaskKind},
        "standing": [saying.need_label(one.code) for one in follows.standing] if follows else [],
        "typed": typed, "wrong": _(wrong.message) if wrong else "", "beside": bool(wrong and wrong.field == "comment"),
        "close_url": saying.close_url(actor, found.case, found.result),
    }  # fmt: skip
    return render(request, "aftercare/visit.html", context, status=wrong.status if wrong else 200)


@needs(Permission.CARE_READ)
@require_safe
def photo(request: OfficialRequest, public_id: str, visit_no: int) -> HttpResponse:
    """Send the photo of a visit to who may read the visit. Errors: Missing outside scope, and without a photo."""
    found = access.get_visit(request.actor, public_id, visit_no)
    row = files.visible_to(request.actor).filter(pk=found.photo_id).first() if found.photo_id else None
    if row is None:
        raise Missing("files.not_found", _("การเยี่ยมครั้งนี้ไม่มีภาพ"))
    audit.note_read(request, [found.case.person_id], "visit.photo")
    return file_response(row)


def _may_correct(request: OfficialRequest, found: Visit) -> bool:
    """Say whether the page offers correcting: a returned visit to its team, any visit to the recorder."""
    actor = request.actor
    if actor.may(Permission.CARE_REVIEW):
        return True
    return actor.may(Permission.CARE_VISIT) and found.state == VisitState.RETURNED


def _may_add_health(request: OfficialRequest, found: Visit, screening: Any) -> str:
    """Say which scale the page offers to go on with: "q9", "q8" or none."""
    return assessing.asks(screening, found) if request.actor.may(Permission.CARE_HEALTH) else ""


@needs(Permission.CARE_VISIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, public_id: str, visit_no: int) -> HttpResponse:
    """Correct a visit with a reason; the old answers stay in the old row."""
    found = access.get_visit(request.actor, public_id, visit_no)
    audit.note_read(request, [found.case.person_id], "visit")
    if not _may_correct(request, found):
        raise Problem("aftercare.not_returned", _("ทีมแก้ได้เมื่ออำเภอส่งคืน ถ้าพบที่ผิด ให้บอกอำเภอส่งคืนก่อน"))
    screening = cases.screening_of(request.actor, found)
    initial = initial_of(found, screening, cases.answers_of(found, screening), clock.today())
    case = found.case = access.get_case(request.actor, public_id)
    areas = [found.moved_to] if found.moved_to else []
    form = _form(request, case, initial=initial, areas=areas, keeps_health=screening is None)
    reason = ReasonForm(request.POST if request.method == "POST" else None, initial={"version": found.version})
    if request.method == "POST" and not (form.is_valid() & reason.is_valid()):
        _days_beside(form, case, request, found)
    elif request.method == "POST":
        try:
            visits.correct(visit=found, answers=form.answers(), reason=reason.cleaned_data["reason"], by=request.actor,
                           at=clock.now(), version=reason.cleaned_data["version"])  # fmt: skip
        except Problem as problem:
            _beside(form, problem)
            reason.seen = problem.details.get("version")
        else:
            return _led(request, reverse("aftercare:visit", args=[public_id, visit_no]) + "?saved=1")
    return _page(request, case, form, found, reason)


@needs(Permission.CARE_HEALTH)
@require_http_methods(["GET", "HEAD", "POST"])
def health(request: OfficialRequest, public_id: str, visit_no: int) -> HttpResponse:
    """Go on with 9Q, and 8Q when it asks for it, after a visit whose 2Q said yes: it need not be one's own visit."""
    found = access.get_visit(request.actor, public_id, visit_no)
    audit.note_read(request, [found.case.person_id], "health")
    screening = cases.screening_of(request.actor, found)
    if not _may_add_health(request, found, screening):
        said = _("ครั้งนี้ไม่มีข้อที่ต้องถามต่อ หรือมีผู้ประเมินไปแล้ว")
        raise Problem("aftercare.no_health", said)
    known = tuple(screening.q9) if screening and assessing.asks(screening, found) == "q8" else ()
    # What was answered before it was broken off; whether it is broken off again is asked anew.
    start = health_initial(screening) | {"broken_off": False}
    form = HealthForm(request.POST if request.method == "POST" else None, known=known, initial=start)
    kept = False
    if request.method == "POST":
        done, here = form.is_valid(), reverse("aftercare:health", args=[public_id, visit_no])
        try:
            # What alarms is kept even while other items are open: it alarms at once.
            if done or form.alarms or (form.is_whole_q9 and not known):
                assessing.assess(visit=found, q9=form.q9, q8=form.q8, broken_off=form.is_part, by=request.actor,
                                 at=clock.now())  # fmt: skip
                kept = True
        except Problem as problem:
            if problem.status == 409:
                raise
            attach(form, Problem(problem.code, problem.message, field=_FIELDS.get(problem.field or "", problem.field)))
        else:
            if done:
                more = form.wants_q8 and not form.q8 and not form.cleaned_data["broken_off"]
                return HttpResponseRedirect(here if more else _after_health(request, found))
    context = {"visit": found, "case": found.case, "nick": saying.nick(found.case.person), "form": form, "known": known,
               "district_phone": district_of(found.case.office).phone, "kept": kept and form.alarms}  # fmt: skip
    # A page refused undoes all it did: what was kept goes out as a page that is right.
    return render(request, "aftercare/health.html", context, status=422 if form.errors and not kept else 200)


def _after_health(request: OfficialRequest, found: Visit) -> str:
    """Return where to go on: the visit, or the tasks when the visit was shown for its task alone."""
    if access.visits_of(request.actor, found.case).filter(visit_no=found.visit_no).exists():
        return reverse("aftercare:visit", args=[found.case.public_id, found.visit_no]) + "?saved=1"
    messages.success(request, _("บันทึกผลประเมินแล้ว"))
    return reverse("aftercare:tasks")
