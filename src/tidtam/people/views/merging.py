"""Merge two rows of one human, and undo it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.people import access, actions, queries
from tidtam.people.forms import FindForm, MergeForm, UnmergeForm
from tidtam.people.models import Person
from tidtam.ui.forms import attach

_MOST = 8


@needs(Permission.PEOPLE_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show who may be the same human as this row, find others by what is typed, and merge the chosen one into it."""
    person = access.get_person(request.actor, public_id)
    finding, chosen = "find" in request.POST, request.POST.get("loser", "")
    sought = FindForm(request.POST if finding else None)
    twins = queries.twins_of(request.actor, person)
    found = _found(request, person, sought, chosen, {twin.person.pk for twin in twins})
    shown = [*(twin.person.pk for twin in twins), *(match.person.pk for match in found)]
    audit.note_read(request, [person.pk, *shown], "merge")
    form = MergeForm(request.POST if request.method == "POST" and not finding else None)
    status = 422 if finding and sought.errors else 200
    if request.method == "POST" and not finding:
        status = 422
        try:
            if form.is_valid():
                if not chosen:
                    raise Problem("people.merge_nobody", _("เลือกระเบียนที่เป็นคนเดียวกันก่อน"))
                actions.merge(
                    winner=person, loser=access.get_person(request.actor, chosen), by=request.actor, at=clock.now(),
                    reason=form.cleaned_data["reason"], take=form.cleaned_data["take"],
                )  # fmt: skip
                messages.success(request, _("รวมระเบียนแล้ว แยกกลับได้ที่หน้านี้"))
                return HttpResponseRedirect(reverse("people:person", args=[person.public_id]))
        except Problem as problem:
            attach(form, problem)
    context = {
        "person": person, "twins": [*twins, *found], "form": form, "masked": queries.masked_id(person),
        "sought": sought, "nobody": finding and sought.is_valid() and not found, "chosen": chosen,
    }  # fmt: skip
    return render(request, "people/merge.html", context, status=status)


def _found(
    request: OfficialRequest, person: Person, sought: FindForm, chosen: str, shown: set[int]
) -> list[queries.Match]:  # fmt: skip
    """Return the people typed words find, and whom the clerk chose of them before; never the row itself or a twin."""
    found: list[queries.Match] = []
    if sought.is_valid():
        found = queries.search(request.actor, sought.cleaned_data["text"], purpose=person.purpose, limit=_MOST)
    elif chosen:
        found = [queries.Match(access.get_person(request.actor, chosen), 0.0)]
    return [one for one in found if one.person.pk not in shown | {person.pk} and one.person.merged_into_id is None]


@needs(Permission.PEOPLE_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def unmerge(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Undo a merge with a reason."""
    person = access.get_person(request.actor, public_id)
    held = access.get_merge(request.actor, pk)
    if person.pk not in (held.winner_id, held.loser_id):
        raise Http404
    audit.note_read(request, [held.winner_id, held.loser_id], "merge")
    form = UnmergeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.unmerge(merge=held, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now())
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("แยกระเบียนแล้ว"))
            return HttpResponseRedirect(reverse("people:person", args=[person.public_id]))
    context = {"form": form, "person": person, "held": held}
    return render(request, "people/unmerge.html", context, status=422 if request.method == "POST" else 200)
