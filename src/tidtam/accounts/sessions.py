"""Sessions in the database, as Django keeps them; every request reads one, so its query is kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as Store
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from tidtam.kernel.prepared import prepared


@prepared
def _live(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(Store):
    """Django's own store with one query of ours."""

    def _get_session_from_db(self) -> Session | None:
        found = _live(self.session_key or "", timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]
