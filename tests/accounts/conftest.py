"""People who sign in through the pages, with the throttle's memory empty before each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from tests.factories.actors import member


@pytest.fixture(autouse=True)
def _calm(db: None) -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture
def head(db):
    """Return (user, grant) of a head: a role that reads no identified people, so no second factor is asked."""
    return member("DLA-3014", "district_head", "สมชาย ใจดี")


@pytest.fixture
def browser() -> Client:
    """Return a client that keeps cookies and checks CSRF as a browser would have to."""
    return Client(HTTP_USER_AGENT="Test/1.0")


@pytest.fixture
def demo(db):
    """Mark the database as a demo on 21 May 2026: no second factor is asked."""
    from datetime import date

    from tidtam.accounts import clock
    from tidtam.accounts.models import Installation

    Installation.objects.create(is_demo=True, as_of=date(2026, 5, 21))
    clock.forget()
    yield
    clock.forget()
