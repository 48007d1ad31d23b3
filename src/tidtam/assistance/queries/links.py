"""The two doors by which a browser without an account finds the one referral it holds the secret of."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from tidtam.assistance.choices import REFERRAL_LIVE


class Behind(NamedTuple):
    """Where a referral lies: its id, the path of the office that sent it, its state. Nothing of its content."""

    referral: int
    path: str
    state: str


def by_token(digest: bytes) -> Behind | None:
    """Return what a link leads to."""
    return _one("SELECT referral_id, path, state FROM assistance_link(%s)", [digest])


def by_browser(key: str, digest: bytes) -> Behind | None:
    """Return what this browser opened under this name."""
    return _one("SELECT referral_id, path, state FROM assistance_link_seat(%s, %s)", [key, digest])


def running_of(needs: list[int]) -> list[tuple[int, int, int]]:
    """Return (referral, need, office) of what runs of these needs, in the open scope. Shape: one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, need_id, office_id FROM assistance_referral WHERE need_id = ANY(%s) AND state = ANY(%s) "
            "ORDER BY id",
            [needs, list(REFERRAL_LIVE)],
        )
        return [(referral, need, office) for referral, need, office in cursor.fetchall()]


def _one(sql: str, values: list[str | bytes]) -> Behind | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return Behind(*row) if row else None
