"""What stands inside the seal of a tip: a small JSON that the browser and the server write alike."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

MOST_WORDS = 20_000
MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
HEADER = b"age-encryption.org/v1\n"


@dataclass(frozen=True, slots=True)
class Said:
    """What an informant said. `unit` is the accused's office in words, `happens` one of now, often, past or ''."""

    kind: str
    official: bool
    unit: str
    area: str
    place: str
    happens: str
    when: str
    text: str


def packed(said: Said) -> bytes:
    """Return the words as they are sealed."""
    return json.dumps({"v": 1} | asdict(said), ensure_ascii=False).encode()


def unpacked(raw: bytes) -> Said:
    """Return what `packed` was given; what a browser left out is ''."""
    found = json.loads(raw)
    return Said(
        official=bool(found.get("official")),
        **{name: str(found.get(name) or "") for name in ("kind", "unit", "area", "place", "happens", "when", "text")},
    )


def sealed_for(sealed: bytes) -> int:
    """Return for how many X25519 keys a ciphertext says it was sealed; 0 for anything else."""
    if not sealed.startswith(HEADER):
        return 0
    head, mark, _body = sealed[:8192].partition(b"\n--- ")
    return head.count(b"\n-> X25519 ") if mark else 0
