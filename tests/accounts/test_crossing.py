"""Two acts that lock each other out: one is done, the other is told so, and nobody sees a broken page."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from psycopg.errors import DeadlockDetected, LockNotAvailable
from tests.factories.actors import member

from tidtam.accounts.access import actor_of
from tidtam.accounts.middleware import Gate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("cause", "status"), [(DeadlockDetected, 409), (LockNotAvailable, 503)])
def test_who_is_locked_out_is_told_so_and_gets_back_what_was_typed(cause, status):
    request = RequestFactory().post("/needs/x/settle/", {"given": "จักรเย็บผ้า"})
    request.user, request.grant = member("DOPA-3014", "drug_recorder")
    request.session, request.grants = {}, []
    request.actor = actor_of(request.grant, request.user)
    error = OperationalError("locked")
    error.__cause__ = cause()
    answer = Gate(lambda _request: None).process_exception(request, error)
    assert answer is not None and answer.status_code == status
    assert "จักรเย็บผ้า" in answer.content.decode()


def test_other_faults_of_the_database_are_not_hidden():
    assert Gate(lambda _request: None).process_exception(RequestFactory().get("/"), OperationalError("gone")) is None
