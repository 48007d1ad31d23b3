"""Who asks, put right: the name and the telephone number, as the requester said them or wrote to the office."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.forms.intake import RequesterForm
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.people import actions as people
from tidtam.people import queries
from tidtam.ui.forms import attach


@needs(Permission.NEEDS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def requester(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Correct the name or the number of who asks; the row as it was is kept."""
    found = access.get_request(request.actor, public_id)
    person = found.person
    audit.note_read(request, [person.pk], "assistance.request")
    start = {"title": person.title, "first_name": person.first_name, "last_name": person.last_name}
    first = start | {"phone": queries.phone(person), "version": person.version}
    form = RequesterForm(request.POST if request.method == "POST" else None, initial=first)
    status = 200
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        version = told.pop("version")
        try:
            values = replace(queries.values_of(person), **told)
            people.edit(person=person, values=values, version=version, by=request.actor, at=clock.now())
        except Missing:
            raise
        except Problem as problem:
            attach(form, problem)
            status = problem.status
        else:
            messages.success(request, _("แก้ข้อมูลผู้ขอแล้ว"))
            return HttpResponseRedirect(reverse("assistance:request", args=[public_id]))
    elif request.method == "POST":
        status = 422
    context = {"one": found, "form": form, "masked": queries.masked_id(person)}
    return render(request, "assistance/requester.html", context, status=status)
