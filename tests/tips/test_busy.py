"""A crowd answers 503 and a page that can be sent again as it was: sealed by who sealed before."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.test import RequestFactory
from tests.factories import tips as make

from tidtam.tips import gates
from tidtam.tips.rules import receipts
from tidtam.tips.views import lane as pages

pytestmark = pytest.mark.django_db


def test_a_crowd_takes_nobody_the_keys_to_seal_with(settings, monkeypatch):
    settings.TIPS_ONION = ""
    kept, _private = make.key(make.inspector())
    monkeypatch.setattr(gates, "guesses", gates.Pace(0.001, queue=0))
    gates.guesses.take()
    told = {"do": "add", "receipt": receipts.new(), "text": "", "sealed": "YWdl", "for": f"{kept.pk},nonsense"}
    answer = pages.page(RequestFactory().post("/", told))
    assert answer.status_code == 503
    [said] = re.findall(r'data-keys="([^"]*)"', answer.content.decode())
    assert json.loads(html.unescape(said)) == [{"id": str(kept.pk), "key": kept.public_key}]
