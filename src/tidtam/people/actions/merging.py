"""Merge two rows of one human, and undo it exactly.

A merge copies nothing: the loser keeps its row, its keys still find it, and it leads to the winner. So undoing is to
take the pointer away. What the clerk takes over from the loser (`take`) is put back from the frozen copy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.people import access, sealing
from tidtam.people.actions.changing import locked, refresh_keys
from tidtam.people.models import Address, Caregiver, Merge, Person, PersonKey

EVERY_WORD = 500
# What may be taken over, and the columns that belong together.
TAKEN: dict[str, tuple[str, ...]] = {
    "name": ("title", "first_name", "last_name"),
    "nickname": ("nickname",),
    "birth": ("birth_date", "birth_precision"),
    "sex": ("sex",),
    "contact_hours": ("contact_hours",),
    "id": ("id_kind", "id_sealed", "id_hash", "no_id_reason"),
    "phone": ("phone_sealed", "phone_hash"),
    "line": ("line_sealed",),
}
_SEALED = {"id_sealed": "id", "phone_sealed": "phone", "line_sealed": "line"}


@transaction.atomic
def merge(*, winner: Person, loser: Person, reason: str, by: Actor, at: datetime, take: Sequence[str] = ()) -> Merge:
    """Say that two rows are one human: the loser leads to the winner. `take` names values the winner takes over.

    Errors: NotAllowed without `people.merge`; Missing outside scope; Problem people.merge_*; Conflict when one of them
    is merged already.
    """
    by.require(Permission.PEOPLE_MERGE)
    if winner.pk == loser.pk:
        raise Problem("people.merge_itself", _("เลือกสองระเบียนที่ต่างกัน"), field="loser")
    if not reason.strip():
        raise Problem("people.merge_reason", _("ต้องระบุเหตุผล เช่น เลขบัตรตรงกัน ตรวจกับทะเบียนบ้านแล้ว"), field="reason")
    if unknown := set(take) - set(TAKEN):
        raise Problem("people.merge_take", _("เลือกจากรายการที่มี"), field="take", unknown=sorted(unknown))
    # Always the lower id first: two clerks merging the same pair wait for each other instead of blocking.
    both = {pk: locked(pk, by) for pk in sorted((winner.pk, loser.pk))}
    kept, lost = both[winner.pk], both[loser.pk]
    if kept.purpose != lost.purpose:
        raise Problem("people.merge_purpose", _("รวมได้เฉพาะระเบียนของงานเดียวกัน"), field="loser")
    frozen = json.dumps({"winner": snapshot(kept), "loser": snapshot(lost), "take": sorted(take)}, ensure_ascii=False)
    made = Merge(
        winner=kept, loser=lost, reason=reason.strip()[:EVERY_WORD], at=at, by_grant=by.grant_id,
        scope_path=kept.scope_path,
        frozen=sealing.seal(frozen, column="merge", row=f"{kept.public_id}/{lost.public_id}"),
    )  # fmt: skip
    made.save(force_insert=True)
    columns = _take_over(kept, lost, take)
    if columns:
        kept.save(update_fields=columns)
        refresh_keys(kept)
    lost.merged_into = kept
    lost.save(update_fields=["merged_into"])
    # The words of a reason stay with the merge, behind its wall: the chain of entries is read elsewhere and for ever.
    audit.record("people.person.merged", made, by=by, at=at, fields=["merged_into", "reason", *take],
                 digest=_digest(made.reason))  # fmt: skip
    return made


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _take_over(kept: Person, lost: Person, take: Sequence[str]) -> list[str]:
    columns = [column for name in take for column in TAKEN[name]]
    for column in columns:
        value = getattr(lost, column)
        if column in _SEALED:  # sealed for its own row: it is opened and sealed again
            text = sealing.unseal(value, column=_SEALED[column], row=lost.public_id)
            value = sealing.seal(text, column=_SEALED[column], row=kept.public_id)
        setattr(kept, column, value)
    return columns


@transaction.atomic
def unmerge(*, merge: Merge, reason: str, by: Actor, at: datetime) -> Merge:
    """Undo a merge exactly: the loser stands alone again, and what the winner took over is as it was.

    A value that somebody edited after the merge stays as it was edited.
    Errors: NotAllowed without `people.merge`; Missing; Conflict when it was undone; Problem people.merge_reason.
    """
    by.require(Permission.PEOPLE_MERGE)
    if not reason.strip():
        raise Problem("people.merge_reason", _("ต้องระบุเหตุผลที่แยกระเบียน"), field="reason")
    held = access.merges(by).select_for_update().get(pk=access.get_merge(by, merge.pk).pk)
    if held.undone_at is not None:
        raise Conflict("people.merge_undone", _("การรวมนี้ถูกยกเลิกไปแล้ว"))
    people = access.people(by).select_for_update().order_by("pk").in_bulk([held.winner_id, held.loser_id])
    kept, lost = people[held.winner_id], people[held.loser_id]
    frozen = json.loads(sealing.unseal(held.frozen, column="merge", row=f"{kept.public_id}/{lost.public_id}"))
    lost.merged_into = None
    lost.save(update_fields=["merged_into"])
    back = _give_back(kept, lost, frozen)
    if back:
        kept.save(update_fields=back)
        _restore_keys(kept, frozen["winner"], whole=len(back) == sum(len(TAKEN[n]) for n in frozen["take"]))
    held.undone_at, held.undone_reason = at, reason.strip()[:EVERY_WORD]
    held.save(update_fields=["undone_at", "undone_reason"])
    audit.record("people.person.unmerged", held, by=by, at=at, fields=["merged_into", "undone_reason"],
                 digest=_digest(held.undone_reason))  # fmt: skip
    return held


def _give_back(kept: Person, lost: Person, frozen: dict[str, Any]) -> list[str]:
    """Put the winner's own values back where they still are what the merge made of them."""
    back: list[str] = []
    for name in frozen["take"]:
        columns = TAKEN[name]
        if all(_same(kept, lost, column, frozen["loser"]["person"][column]) for column in columns):
            for column in columns:
                setattr(kept, column, _thawed(column, frozen["winner"]["person"][column]))
            back += columns
    return back


def _same(kept: Person, lost: Person, column: str, was: Any) -> bool:
    held = getattr(kept, column)
    if column in _SEALED:
        then = sealing.unseal(bytes.fromhex(was), column=_SEALED[column], row=lost.public_id) if was else ""
        return sealing.unseal(held, column=_SEALED[column], row=kept.public_id) == then
    return bool(_frozen(held) == was)


def snapshot(person: Person) -> dict[str, Any]:
    """Return every row of a person as JSON values: sealed columns stay sealed."""
    return {
        "person": _row(person),
        "addresses": [_row(one) for one in Address.objects.filter(person=person).order_by("kind")],
        "caregiver": [_row(one) for one in Caregiver.objects.filter(person=person)],
        "key": [_row(one) for one in PersonKey.objects.filter(person=person)],
    }


def _row(row: Any) -> dict[str, Any]:
    return {field.attname: _frozen(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _frozen(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _thawed(column: str, value: Any) -> Any:
    if column.endswith(("_sealed", "_hash")):
        return bytes.fromhex(value) if value else None
    return date.fromisoformat(value) if column == "birth_date" and value else value


def _restore_keys(kept: Person, was: dict[str, Any], *, whole: bool) -> None:
    """Put the keys back; when only some values went back, they are made anew."""
    if whole and was["key"]:
        PersonKey.objects.filter(person=kept).update(folded=was["key"][0]["folded"], keys=was["key"][0]["keys"])
    else:
        refresh_keys(kept)
