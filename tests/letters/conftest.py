"""A signed-in browser without script, and offices of ปักธงชัย."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.factories.actors import NOW, TODAY, actor, member, office

from tidtam.accounts import clock
from tidtam.offices.queries import directly_below

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def demo_day() -> None:
    """Mark the database as a demo whose day is the factories' day: no second factor is asked."""
    from tidtam.accounts.models import Installation

    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()
    assert NOW.date() == TODAY


@pytest.fixture
def lgo(db: None) -> str:
    """Return the code of an LGO of ปักธงชัย."""
    return str(directly_below(office("DLA-3014")).filter(level="lgo").first().code)


@pytest.fixture
def signed_in(demo_day: None) -> Callable[..., Client]:
    """Return a maker of signed-in clients."""

    def make(code: str, role: str = "lgo_clerk", name: str = "กานดา ศรีประทุม") -> Client:
        user, _grant = member(code, role, name)
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    assert actor
    return make
