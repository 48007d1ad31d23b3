"""How a letter stands to others: its links drawn by date, and the same as a table."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.letters import access, queries
from tidtam.letters.views.drawing import draw


@needs(Permission.LETTERS_READ)
@require_safe
def letter(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Go to the own register line of a letter, else show its links: it was cited, or came with another."""
    found = access.get_letter(request.actor, public_id)
    lines = queries.entries_of_letters(request.actor, [found.pk]).get(found.pk, [])
    own = next((line for line in lines if line.office_id == request.actor.office_id and not line.voided_at), None)
    if own is not None:
        return HttpResponseRedirect(reverse("letters:entry", args=[own.public_id]))
    return HttpResponseRedirect(reverse("letters:graph", args=[public_id]))


@needs(Permission.LETTERS_READ)
@require_safe
def graph(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show the letters linked to one letter with the days each hop took."""
    found = access.get_letter(request.actor, public_id)
    nodes, hops = queries.graph(found)
    visible = {one.pk for one in access.letters(request.actor).filter(pk__in=[node.pk for node in nodes])}
    nodes = [node for node in nodes if node.pk in visible]
    hops = [hop for hop in hops if hop.source.pk in visible and hop.target.pk in visible]
    context = {
        "letter": found, "drawing": draw(nodes, hops, found), "hops": hops, "nodes": nodes,
        "entries": queries.entries_of_letters(request.actor, [found.pk]).get(found.pk, []),
        "flags": queries.flags_of(request.actor, found),
    }  # fmt: skip
    return render(request, "letters/graph.html", context)
