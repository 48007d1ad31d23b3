"""The joint centre's side of the duplicate check: both requests beside each other, for who may see both."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.choices import Code
from tidtam.assistance.models import Request
from tidtam.assistance.queries import likes
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries.folder import Folder
from tidtam.assistance.views import phrasing, showing, verbs
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.people import queries as people


@needs(Permission.NEEDS_JOINT)
@require_safe
def waiting(request: OfficialRequest) -> HttpResponse:
    """List the checks that found a like request, newest first."""
    found = likes.alike(request.actor)
    audit.note_read(request, [one.request.person_id for one in found], "assistance.likes")
    return render(request, "assistance/likes.html", {"checks": found})


@needs(Permission.NEEDS_JOINT)
@require_safe
def sides(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a request beside those like it, as far as they lie in the district's registers."""
    found = access.get_request(request.actor, public_id)
    others = likes.sides(request.actor, found)
    seen = [found, *(row for _like, row in others if row is not None)]
    audit.note_read(request, [one.person_id for one in seen], "assistance.likes")
    offered = verbs.offered(request.actor, found, clock.today(), verbs.seen(found))
    context = {
        "one": found, "here": _side(found),
        "others": [(like, _side(row) if row is not None else None) for like, row in others],
        "act": next((act for act in [*offered["main"], *offered["rest"]] if act["verb"] == "note_duplicates"), None),
    }  # fmt: skip
    return render(request, "assistance/likes_sides.html", context)


def _side(found: Request) -> dict[str, Any]:
    folder = Folder(found)
    return {
        "one": found, "place": phrasing.place_text(found), "owner": phrasing.owner_text(found),
        "masked": people.masked_id(found.person), "words": asked.words(found),
        "needs": [(Code(need.code).label, showing.state_text(need)) for need in folder.needs],
        "given": [(row, showing.baht_text(row.amount_baht)) for row in folder.standing],
    }  # fmt: skip
