"""Invented referrals: a need sent to an agency by link, a browser that holds it, an office that is asked."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from tests.factories.actors import NOW
from tests.factories.assistance import clerk, request

from tidtam.assistance.actions import referrals
from tidtam.assistance.actions.referrals import Sent
from tidtam.assistance.models import Agency, Need
from tidtam.kernel import wall


def agency(kind: str = "skill", province: str = "30") -> Agency:
    """Return a partner of a province."""
    return Agency.objects.filter(kind=kind, province=province).order_by("name")[0]


def need(by: Any, code: str = "OCC", **more: Any) -> Need:
    """Return the one need of a new request."""
    return request(by, codes=(code,), **more).needs.get()


def sent(one: Need | None = None, by: Any = None, *, to: Any = None, at: Any = NOW, **more: Any) -> Sent:
    """Send a need to the provincial office of skill development, or to an office."""
    by = by or clerk()
    wall.enter(by.scope)
    one = one or need(by)
    whom = to if isinstance(to, dict) else {"agency": to or agency()}
    return referrals.send(need=one, summary="ขอฝึกอาชีพช่างไฟฟ้า", by=by, at=at, **(whom | more))


def press(token: str, browser: Client | None = None, **data: str) -> tuple[Client, Any]:
    """Press the button of a link in a browser; return both the browser and the answer."""
    browser = browser or Client()
    return browser, browser.post(f"/r/{token}/open/", data)


def once(text: str) -> str:
    """Return the number the next form of a page carries."""
    found = re.search(r'name="once" value="(\w+)"', text)
    assert found, text[:2000]
    return found[1]
