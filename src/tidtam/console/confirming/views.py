"""The confirmation: the document on one side, what was read on the other; nothing is live before the button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.console.confirming import forms, marks, page
from tidtam.console.confirming import values as v
from tidtam.files import queries as files
from tidtam.files.sentences import said
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.kernel.routes import needs
from tidtam.letters import access, queries
from tidtam.letters.actions import confirm as confirming
from tidtam.letters.actions import intake as intakes
from tidtam.letters.choices import IntakeState, Secrecy
from tidtam.letters.forms import TOP_SECRET
from tidtam.letters.models import Intake
from tidtam.letters.rules import is_old, number_key
from tidtam.obligations import queries as obligations
from tidtam.obligations.choices import Level
from tidtam.thai.dates import parse_date

_REPLACEABLE = 40


@needs(Permission.LETTERS_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a document with what was read, keep what the clerk types, confirm it."""
    intake = access.get_intake(request.actor, public_id)
    if intake.state in (IntakeState.READING, IntakeState.DISCARDED):
        return HttpResponseRedirect(reverse("letters:intake", args=[public_id]))
    base = v.from_reading(intake, intake.office, clock.today()) | (intake.draft or {})
    if request.method != "POST":
        if intake.state == IntakeState.CONFIRMED:
            return _already(request, intake)
        return _page(request, intake, base)
    values = v.from_post(request.POST, base)
    do, _sep, rest = request.POST.get("do", "preview").partition("|")
    try:
        if do == "confirm":
            return _confirm(request, intake, values)
        if do == "save":
            return _keep(request, intake, values)
        if do == "discard":
            return _discard(request, intake, values)
    except Conflict as conflict:
        return _moved_on(request, public_id, values, conflict)
    return _page(request, intake, _changed(values, do, rest, intake))


def _changed(values: v.Values, do: str, rest: str, intake: Intake) -> v.Values:
    """Return the controls after a button that only changes the form: add, take from the recital, fill in."""
    letters = v.letters_of(intake)
    main = int(values["main"]) if values.get("main", "").isdigit() else 0
    if do == "add":
        return v.add_duty(values, None, min(main, len(letters) - 1), letters, intake.text, intake.office.level)
    if do == "recital":
        index, _sep, which = rest.partition("|")
        if index.isdigit() and which.isdigit() and int(index) < len(letters):
            found = letters[int(index)].get("recital_deadlines") or []
            if int(which) < len(found):
                return v.add_duty(values, found[int(which)], int(index), letters, intake.text)
    if do == "fill":
        name, _sep, value = rest.partition("|")
        if name in values:
            return values | {name: value[: v.MAX_VALUE]}
    return values


def _version(values: v.Values, intake: Intake) -> int:
    text = values.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else intake.version


def _stamped(values: v.Values, request: OfficialRequest) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if name not in ("version", "reason")}
    return kept | {"kept_by": request.actor.name, "kept_at": clock.now().isoformat()}


def _confirm(request: OfficialRequest, intake: Intake, values: v.Values) -> HttpResponse:
    checked, errors = forms.read(intake, values, clock.today())
    if errors:
        return _page(request, intake, values, errors, status=422)
    checked.typed = _stamped(values, request)
    try:
        entry = confirming.confirm(
            intake=intake, checked=checked, version=_version(values, intake), by=request.actor, at=clock.now()
        )
    except Conflict:
        raise
    except Problem as problem:
        return _page(request, intake, values, {problem.field or "": _(problem.message)}, status=problem.status)
    messages.success(request, _("ยืนยันและลงรับแล้ว เลขรับ %(number)s") % {"number": entry.number})
    return HttpResponseRedirect(reverse("letters:entry", args=[entry.public_id]))


def _keep(request: OfficialRequest, intake: Intake, values: v.Values) -> HttpResponse:
    intakes.keep_draft(
        intake=intake,
        draft=_stamped(values, request),
        version=_version(values, intake),
        by=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("เก็บไว้แล้ว กลับมายืนยันได้จากรายการรอยืนยัน"))
    return HttpResponseRedirect(reverse("letters:letters"))


def _discard(request: OfficialRequest, intake: Intake, values: v.Values) -> HttpResponse:
    try:
        intakes.discard(intake=intake, reason=values.get("reason", ""), by=request.actor, at=clock.now())
    except Conflict:
        raise
    except Problem as problem:
        return _page(request, intake, values, {problem.field or "": _(problem.message)}, status=problem.status)
    messages.success(request, _("เก็บออกจากรายการแล้ว ยังเปิดดูย้อนหลังได้"))
    return HttpResponseRedirect(reverse("letters:letters"))


def _already(request: OfficialRequest, intake: Intake) -> HttpResponse:
    entry = queries.entry_of_intake(request.actor, intake)
    if entry is None:
        return HttpResponseRedirect(reverse("letters:intake", args=[intake.public_id]))
    return HttpResponseRedirect(reverse("letters:entry", args=[entry.public_id]))


def _moved_on(request: OfficialRequest, public_id: str, mine: v.Values, conflict: Conflict) -> HttpResponse:
    """Show what the other clerk changed beside what this one typed; nothing typed is lost."""
    intake = access.get_intake(request.actor, public_id)
    base = v.from_reading(intake, intake.office, clock.today())
    theirs = base | (intake.draft or {})
    moved = {
        "message": conflict.message,
        "who": theirs.get("kept_by", ""),
        "differences": page.differences(mine, theirs, len(v.letters_of(intake))),
        "entry": queries.entry_of_intake(request.actor, intake) if intake.state == IntakeState.CONFIRMED else None,
        "closed": intake.state in (IntakeState.CONFIRMED, IntakeState.DISCARDED),
    }
    return _page(request, intake, mine, moved=moved, status=409)


def _page(
    request: OfficialRequest,
    intake: Intake,
    values: v.Values,
    errors: dict[str, str] | None = None,
    *,
    moved: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, errors = request.actor, errors or {}
    letters = v.letters_of(intake)
    numbers = [values.get(f"l{i}-number", "") for i in range(len(letters))]
    cited = [
        line.split(" ลงวันที่")[0] for i in range(len(letters)) for line in values.get(f"l{i}-references", "").splitlines()
    ]
    registered = queries.registered_by_number(actor, [*numbers, *cited])
    built = page.Builder(
        intake, intake.office, values=values, errors=errors, today=clock.today(), registered=registered
    )
    pages = files.pages_of(intake.file) if intake.file else []
    pictures = [(one, marks.rects(one, built.marks)) for one in pages if one.image]
    main_key = number_key(numbers[built.main]) if numbers else ""
    seen = registered.get(main_key) if main_key else None
    context = {
        "intake": intake, "page": built, "values": values, "errors": errors, "moved": moved,
        "lines": marks.lines(intake.text, built.marks), "pictures": pictures, "cut": len(intake.text) > marks.MAX_TEXT,
        "levels": Level.choices, "secrecies": [*Secrecy.choices, TOP_SECRET],
        "version": intake.version if moved or not values.get("version") else values["version"],
        "replaceable": obligations.replaceable(actor)[:_REPLACEABLE],
        "old": built.received_on is not None and is_old(built.received_on, clock.today()),
        "today": clock.today(), "same_number": seen,
        "earlier_entry": queries.entry_of_intake(actor, intake.same_as) if intake.same_as else None,
        "may_keep": actor.may(Permission.LETTERS_RECEIVE),
        "warnings": [said(one) for one in (intake.reading or {}).get("warnings") or []],
        "error_links": _error_links(errors, built),
    }  # fmt: skip
    return render(request, "console/confirm.html", context, status=status)


def _error_links(errors: dict[str, str], built: page.Builder) -> list[tuple[str, str]]:
    where = {row.name: row.key for block in built.blocks for row in (*block.first, *block.rest)}
    where |= {"received_on": built.received.key, "received_time": built.received.key}
    for duty in built.duties:
        where |= {f"{duty.prefix}-{name}": duty.key for name in duty.values}
    return [
        (f"#f{where[name]}" if name in where else f"#{name}" if name else "", text) for name, text in errors.items()
    ]


@needs(Permission.LETTERS_CONFIRM)
@require_safe
def rule_preview(request: OfficialRequest) -> HttpResponse:
    """Answer the next dates of a rule being typed; the page gives the same without script."""
    prefix = request.GET.get("p", "")[:20]
    values = {name: str(text)[:600] for name, text in request.GET.items()}
    received = parse_date(values["received_on"]) if values.get("received_on") else None
    found = page.duty_preview(values, prefix, None, received, clock.today())
    return render(request, "console/_rule_preview.html", {"preview": found})
