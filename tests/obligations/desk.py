"""A signed-in officer at a desk, and a district whose letter has come down to its LGOs."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from tests.factories.actors import NOW, actor, member, office
from tests.factories.letters import monthly, received

from tidtam.accounts.access import actor_of
from tidtam.kernel import wall
from tidtam.letters.actions.relay import relay
from tidtam.obligations.models import Duty
from tidtam.offices.queries import directly_below


def lgo() -> str:
    return directly_below(office("DLA-3014")).filter(level="lgo").first().code


def enter(code: str, role: str = "lgo_clerk") -> tuple[Client, object]:
    user, grant = member(code, role)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    made = actor_of(grant, user)
    wall.enter(made.scope)
    return client, made


def prepared() -> tuple[Client, object, str]:
    """A district relays a letter with a monthly duty to an LGO whose clerk is signed in."""
    code = lgo()
    district = actor("DLA-3014", "district_recorder")
    entry = received(district, "DLA-3014", monthly(25), monthly(28, level="district"))
    relay(entry=entry, offices=list(directly_below(office("DLA-3014"))), words="แจ้ง", by=district, at=NOW)
    client, clerk = enter(code)
    return client, clerk, code


def page(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return plain(answer)


def plain(answer) -> str:
    """Return the page without the marks that hold office words together."""
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", answer.content.decode())


def url_of(duty: Duty, name: str = "duty") -> str:
    return reverse(f"obligations:{name}", args=[duty.obligation.public_id, duty.office.code, duty.due_on.isoformat()])
