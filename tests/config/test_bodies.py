"""A form that is larger than any the house knows is refused before it is read."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories.actors import member

from tidtam.config import bodies

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/signs/new/", "/activities/new/", "/accounts/login/"])
def test_two_gigabytes_are_refused_unread(path):
    officer = Client(enforce_csrf_checks=True)
    officer.force_login(member("DOPA-3014", "drug_recorder")[0])
    for page in (officer, Client(enforce_csrf_checks=True)):
        # The body that is announced never comes: reading any of it would fail.
        refused = page.post(path, {"x": "y"}, CONTENT_LENGTH=str(2 * 1024**3))
        assert refused.status_code == 413, path
        assert "200 MB" in refused.content.decode() and refused.headers["Connection"] == "close"


def test_what_is_somewhat_too_much_is_read_to_its_end_and_answered(monkeypatch):
    monkeypatch.setattr(bodies, "MOST", 100_000)
    sent = {"photo": SimpleUploadedFile("a.jpg", b"\xff" * 200_000)}
    refused = Client().post("/signs/new/", sent)
    assert refused.status_code == 413 and refused.wsgi_request.read() == b""
    assert Client().post("/signs/new/", {"photo": SimpleUploadedFile("a.jpg", b"\xff" * 50_000)}).status_code != 413
