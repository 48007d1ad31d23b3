"""Whose keys a tip is sealed for, and which offices hold keys at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tidtam.offices.models import Office
from tidtam.tips.choices import KeyRole
from tidtam.tips.models import RecipientKey, Tip
from tidtam.tips.rules.routing import Asked, Unit, route

# What the tip process may read of an office and of a key: no more, or PostgreSQL refuses.
_OFFICE = ("id", "code", "path", "level", "line", "province_id", "district_id")
_KEY = ("id", "role", "office_id", "scope_path", "public_key", "revoked_on")


def unit_of(row: tuple[int, str, str, str, str, str | None, str | None]) -> Unit:
    """Return an office's columns as routing sees them."""
    pk, code, path, level, line, province, district = row
    return Unit(pk, code, path, level, line, province or "", district or "")


def standing_unit(code: str) -> Unit | None:
    """Return the standing office with this code; None when there is none."""
    row = Office.objects.filter(code=code, valid_to__isnull=True).values_list(*_OFFICE).first()
    return unit_of(row) if row else None


def held_units() -> list[Unit]:
    """Return the standing offices with an active officer's key. Shape: as the tip process; 1 query."""
    with_keys = RecipientKey.objects.filter(role=KeyRole.OFFICER, revoked_on__isnull=True).values("office_id")
    rows = Office.objects.filter(pk__in=with_keys, valid_to__isnull=True).values_list(*_OFFICE)
    return [unit_of(row) for row in rows]


def routed(asked: Asked) -> Unit | None:
    """Return the unit that will read a tip; None when nobody unconcerned holds a key."""
    return route(asked, held_units())


def keys_of(office_id: int) -> list[RecipientKey]:
    """Return the active keys of a unit's officers and of the escrow, officers' first. Shape: 1 query."""
    found = RecipientKey.objects.filter(revoked_on__isnull=True).only(*_KEY).order_by("-role", "id")
    return [key for key in found if key.role == KeyRole.ESCROW or key.office_id == office_id]


def keys_named(ids: Collection[str]) -> list[RecipientKey]:
    """Return those of the keys with these ids that are active. Shape: 1 query."""
    found = RecipientKey.objects.filter(revoked_on__isnull=True).only(*_KEY).order_by("-role", "id")
    return [key for key in found if str(key.pk) in ids]


def escrow_stands() -> bool:
    """Say whether three offices hold a key that opens tips. Shape: 1 query."""
    return RecipientKey.objects.filter(role=KeyRole.ESCROW, revoked_on__isnull=True).exists()


def recipients(tip: Tip) -> list[RecipientKey]:
    """Return the keys that may open a tip today, wherever it was sealed: its unit's officers' and the escrow's."""
    return keys_of(tip.office_id)


def public(keys: Iterable[RecipientKey]) -> list[str]:
    """Return the public keys as age writes them."""
    return [key.public_key for key in keys]
