"""What a digest and a block hash cover. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tidtam.audit.models import Entry

GENESIS = "0" * 64


def digest_of(values: dict[str, Any]) -> str:
    """Return the SHA-256 of an entry's columns in canonical JSON."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def canonical(entry: Entry, content_digest: str) -> dict[str, Any]:
    """Return the columns an entry's digest covers."""
    return {
        "uuid": str(entry.uuid),
        "at": entry.at.astimezone(UTC).isoformat(),
        "user": entry.user_id,
        "grant": entry.grant_id,
        "scope": entry.scope_path,
        "verb": entry.verb,
        "type": entry.object_type,
        "id": entry.object_id,
        "version": entry.object_version,
        "fields": list(entry.fields),
        "reason": entry.reason,
        "count": entry.count,
        "content": content_digest,
    }


def block_hash(previous: str, number: int, digests: Iterable[str]) -> str:
    """Return the hash that chains block `number` to the one before it."""
    chained = hashlib.sha256(f"{previous}\n{number}\n".encode())
    for digest in digests:
        chained.update(digest.encode() + b"\n")
    return chained.hexdigest()
