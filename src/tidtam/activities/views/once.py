"""The public id of what a form will make, drawn with its page: the form that is sent twice brings the same."""

from __future__ import annotations

from typing import Any

from django.core import signing

from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.ids import public_id

_SALT = "activities.once"


def drawn(request: OfficialRequest) -> str:
    """Return the id the form brings; a new one where it brings none, or one of another office's page."""
    try:
        told: Any = signing.loads(request.POST.get("once", ""), salt=_SALT)
    except signing.BadSignature:
        return public_id()
    office, key = told
    return str(key) if office == request.actor.office_id else public_id()


def sealed(request: OfficialRequest, key: str) -> str:
    """Return the id as a page holds it."""
    return signing.dumps([request.actor.office_id, key], salt=_SALT)
