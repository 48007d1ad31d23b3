"""Visits to be typed into บสต.: the queue, one of them side by side, what came of it; how districts are behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare.models import Visit
from tidtam.aftercare.queries import cases
from tidtam.aftercare.views import saying
from tidtam.exchange import access
from tidtam.exchange.actions import bsort as acting
from tidtam.exchange.forms import ExcusedForm, KeyedForm, RefusedForm, TakenBackForm
from tidtam.exchange.models import BsortVisit
from tidtam.exchange.queries import bsort as queries
from tidtam.exchange.queries import copied
from tidtam.exchange.rules import typed_by
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.obligations.queries import holiday_set
from tidtam.people import queries as people
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link

_PAGE = 50
PURPOSE = "keying"  # in the log of who read a person's data
FORMS: dict[str, type[forms.Form]] = {
    "keyed": KeyedForm, "error": RefusedForm, "skip": ExcusedForm, "back": TakenBackForm,
}  # fmt: skip
ACTS: dict[str, Callable[..., BsortVisit]] = {
    "keyed": acting.key, "error": acting.refuse, "skip": acting.excuse, "back": acting.take_back,
}  # fmt: skip


@needs(Permission.CARE_REVIEW)
@require_safe
def queue(request: OfficialRequest) -> HttpResponse:
    """List what waits to be typed, the longest first; or what was typed, the latest first."""
    show = "done" if request.GET.get("show") == "done" else "waiting"
    found = queries.counted(request.actor)
    rows = queries.waiting(request.actor) if show == "waiting" else queries.finished(request.actor)
    pages = Paginator(rows, _PAGE)
    if show == "waiting":
        pages.count = found.n
    page = pages.get_page(request.GET.get("page"))
    lines = list(page)
    visits, late = queries.visits_of(request.actor, lines), _late(lines)
    audit.note_read(request, [one.case.person_id for one in lines], PURPOSE)
    base = reverse("exchange:bsort")
    context = {
        "page": page, "show": show, "found": found, "today": clock.today(),
        "days": _days(found.oldest, clock.today()) if found.oldest else 0,
        "rows": [_row(one, visits[one.pk], one.pk in late) for one in lines if one.pk in visits],
        "tabs": [
            Link(_("รอคีย์ %(n)s") % {"n": f"{found.n:,}"}, base, current=show == "waiting"),
            Link(_("คีย์แล้ว"), f"{base}?show=done", current=show == "done"),
        ],
        "first": lines[0] if lines and show == "waiting" else None,
    }  # fmt: skip
    return render(request, "exchange/bsort.html", context)


def _days(since: date, today: date) -> int:
    return max(0, (today - since).days)


def _day(line: BsortVisit) -> date:
    return line.since.astimezone(clock.BANGKOK).date()


def _row(line: BsortVisit, visit: Visit, late: bool) -> dict[str, Any]:
    name, days = saying.full_name(line.case.person), _days(_day(line), clock.today())
    return {"line": line, "visit": visit, "name": name, "days": days, "late": late}


def _late(lines: Sequence[BsortVisit]) -> set[int]:
    """Return the ids of those that wait beyond the next working day. Shape: one query, or none."""
    waiting = {one.pk: _day(one) for one in lines if one.waits}
    if not waiting:
        return set()
    today = clock.today()
    holidays = holiday_set(min(waiting.values()), today + timedelta(days=14))
    return {pk for pk, since in waiting.items() if today > typed_by(since, holidays)}


@needs(Permission.CARE_REVIEW)
@require_safe
def line(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show one visit beside what is typed of it, each field to be copied."""
    return _page(request, access.get_bsort(request.actor, public_id))


def _page(
    request: OfficialRequest, found: BsortVisit, typed: tuple[str, forms.Form] | None = None,
    wrong: Problem | None = None,
) -> HttpResponse:  # fmt: skip
    actor, case = request.actor, found.case
    visit = queries.visit_of(actor, found)
    audit.note_read(request, [case.person_id], PURPOSE)
    fields = copied.fields_of(found, visit)
    screening = cases.screening_of(actor, visit)  # none without the right
    with override("th"):
        health = [value for _label, value in saying.health_rows(screening)]
    labels = [label for label, _value in saying.health_rows(screening)]
    since = _day(found)
    context = {
        "line": found, "case": case, "visit": visit, "name": saying.full_name(case.person),
        "groups": [(label, rows) for key, label in copied.GROUPS if (rows := [f for f in fields if f.group == key])],
        "health": list(zip(labels, health, strict=True)),
        "differs": any(one.old is not None for one in fields), "marks": queries.marks_of(found),
        "since": since, "days": _days(since, clock.today()), "late": bool(_late([found])),
        "forms": _forms(found, visit, typed), "bad": typed[0] if typed else "",
        "wrong": _(wrong.message) if wrong else "", "masked": people.masked_id(case.person),
        # Without a number of the case บสต. finds somebody only by the identity number; with one nobody needs it.
        "identity": people.id_number(case.person)
        if not case.bsort_no and actor.may(Permission.PEOPLE_REGISTER) else "",
        "ticket": f"{reverse('aftercare:new_ticket')}?system=bsort" if actor.may(Permission.CARE_MANAGE) else "",
    }  # fmt: skip
    return render(request, "exchange/bsort_line.html", context, status=wrong.status if wrong else 422 if typed else 200)


def _forms(found: BsortVisit, visit: Visit, typed: tuple[str, forms.Form] | None) -> dict[str, forms.Form]:
    initial = {"seen": visit.version, "number": found.case.bsort_no}
    made = {verb: form(auto_id=f"{verb}_%s", initial=initial) for verb, form in FORMS.items()}
    if typed:
        made[typed[0]] = typed[1]
    return made


@needs(Permission.CARE_REVIEW)
@require_POST
def mark(request: OfficialRequest, public_id: str, verb: str) -> HttpResponse:
    """Note what came of a visit, and go on to the next; what was taken back stays open."""
    found = access.get_bsort(request.actor, public_id)
    if verb not in FORMS:
        raise Missing("exchange.no_such_verb", "ไม่มีหน้านี้")
    form = FORMS[verb](request.POST, auto_id=f"{verb}_%s")
    if not form.is_valid():
        return _page(request, found, (verb, form))
    try:
        ACTS[verb](line=found, by=request.actor, at=clock.now(), **form.cleaned_data)
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        if problem.field in form.fields:
            attach(form, problem)
            return _page(request, found, (verb, form))
        # The page shows the visit as it stands now, what changed marked.
        return _page(request, access.get_bsort(request.actor, public_id), wrong=problem)
    if verb == "back":
        messages.success(request, _("ยกเลิกแล้ว บันทึกนี้กลับมารอคีย์"))
        return HttpResponseRedirect(reverse("exchange:bsort_line", args=[public_id]))
    said = {"keyed": _("บันทึกว่าคีย์แล้ว"), "error": _("บันทึกว่าคีย์ไม่ผ่าน ยังอยู่ในคิว"), "skip": _("บันทึกว่าไม่ต้องคีย์")}
    messages.success(request, said[verb])
    after = queries.next_of(request.actor, found) if verb != "error" else None
    return HttpResponseRedirect(
        reverse("exchange:bsort_line", args=[after.public_id]) if after else reverse("exchange:bsort")
    )


@needs(Permission.CARE_ROUTE)
@require_safe
def below(request: OfficialRequest) -> HttpResponse:
    """Show the province how many wait in each district and how long the oldest, without a name."""
    found = queries.by_district(request.actor)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    rows = [(one, _days(one.waiting.oldest, today) if one.waiting.oldest else 0) for one in page]
    context = {
        "page": page, "rows": rows, "total": sum(one.waiting.n for one in found), "districts": len(found),
        "errors": sum(one.waiting.errors for one in found),
    }  # fmt: skip
    return render(request, "exchange/bsort_below.html", context)
