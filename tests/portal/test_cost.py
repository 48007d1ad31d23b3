"""What a submission costs: a bounded number of statements, and nothing held that another citizen waits for."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.portal.citizen import CODE, age, fill

pytestmark = pytest.mark.django_db


def test_a_submission_takes_a_bounded_number_of_statements():
    citizen = Client()
    fill(citizen)
    age()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert citizen.post("/ask/new/check/").status_code == 302
    assert len(seen) <= 90


def test_the_public_pages_ask_the_database_little():
    citizen = Client()
    for path, most in (("/ask/", 6), (f"/ask/o/{CODE}/", 14), ("/ask/?in=301409", 16), ("/ask/privacy/", 5)):
        with CaptureQueriesContext(connection) as seen:
            citizen.get(path)
        assert len(seen) <= most, (path, [one["sql"][:90] for one in seen])
