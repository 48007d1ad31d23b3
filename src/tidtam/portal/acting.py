"""Who acts when a citizen does something: the door itself, inside the wall of the one office it leads to."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from tidtam.assistance.models import Request
from tidtam.kernel.actor import Actor, system
from tidtam.offices.models import Office


def acting_for(office: Office) -> Actor:
    """Return the actor of a citizen's own act, confined to one office; nobody's name and no grant stand behind it."""
    return replace(system("ประชาชน"), office_id=office.pk, scope=office.path)


def page_of(request: Request) -> str:
    """Return the address of a request's page for the office that answers it."""
    return reverse("assistance:request", args=[request.public_id])
