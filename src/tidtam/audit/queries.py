"""Read the chain: verify it, list entries of an object or a scope."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import connection, transaction

from tidtam.audit.models import Entry, Read
from tidtam.audit.rules import GENESIS, block_hash, canonical, digest_of
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT


@dataclass
class Verdict:
    """What `verify` found. `faults` are sentences; empty means the chain holds."""

    blocks: int = 0
    entries: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether nothing was found."""
        return not self.faults


def _entry_faults(entry: Entry) -> bool:
    content, _, stated = entry.digest.rpartition(":")
    return digest_of(canonical(entry, content)) != stated


@transaction.atomic
def verify() -> Verdict:
    """Recompute every digest and every block; any changed, removed, added or reordered row is a fault.

    Shape: one pass over blocks and entries, constant memory per block.
    """
    wall.enter(ROOT)
    verdict = Verdict()
    previous, expected = GENESIS, 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, count, previous, hash FROM audit_block ORDER BY id")
        blocks = cursor.fetchall()
    for number, count, said_previous, said_hash in blocks:
        sealed = list(
            Entry.objects.raw(
                "SELECT e.* FROM audit_sealed s JOIN audit_entry e ON e.uuid = s.entry_id "
                "WHERE s.block_id = %s ORDER BY s.position",
                [number],
            )
        )
        verdict.blocks += 1
        verdict.entries += len(sealed)
        if number != expected:
            verdict.faults.append(f"บล็อก {expected} หายไป")
        if said_previous != previous:
            verdict.faults.append(f"บล็อก {number} ไม่ต่อกับบล็อกก่อนหน้า")
        if len(sealed) != count:
            verdict.faults.append(f"บล็อก {number} มี {len(sealed)} รายการ แต่ปิดผนึกไว้ {count}")
        if block_hash(said_previous, number, (entry.digest for entry in sealed)) != said_hash:
            verdict.faults.append(f"บล็อก {number} ถูกแก้ไข")
        verdict.faults.extend(f"รายการ {e.uuid} ในบล็อก {number} ถูกแก้ไข" for e in sealed if _entry_faults(e))
        previous, expected = said_hash, number + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_entry e WHERE NOT EXISTS"
            " (SELECT 1 FROM audit_sealed s WHERE s.entry_id = e.uuid)"
        )
        verdict.unsealed = cursor.fetchone()[0]
    return verdict


def reads_of(person_id: int, *, limit: int = 1000) -> list[Read]:
    """Return who was shown a person's data, newest first, in whatever office they sat. Shape: 1 query.

    Other offices' rows lie beyond the caller's wall, so a wider scope is lent for this one question; the caller has
    checked `people.read_log` and that the person is in scope. Errors: RuntimeError outside a transaction.
    """
    with wall.lent(ROOT):
        return list(Read.objects.filter(people__contains=[person_id]).order_by("-at", "-id")[:limit])
