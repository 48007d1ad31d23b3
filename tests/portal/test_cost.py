"""What a submission costs: a bounded number of statements, and nothing held that another citizen waits for."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.portal.citizen import CODE, age, fill
from tests.trips import trips

pytestmark = pytest.mark.django_db


def test_a_submission_takes_a_known_number_of_statements_and_trips():
    citizen = Client()
    fill(citizen)
    age()
    with trips() as sent:
        assert citizen.post("/ask/new/check/").status_code == 302
    assert len(sent) <= 18, [one[:160] for one in sent]
    assert sum(one.count("; ") + 1 for one in sent) <= 40, sent  # texts may hold a few more of the sign


def test_the_public_pages_ask_the_database_little():
    citizen = Client()
    for path, most in (("/ask/", 6), (f"/ask/o/{CODE}/", 14), ("/ask/?in=301409", 16), ("/ask/privacy/", 5)):
        with CaptureQueriesContext(connection) as seen:
            citizen.get(path)
        assert len(seen) <= most, (path, [one["sql"][:90] for one in seen])
