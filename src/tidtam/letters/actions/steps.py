"""Routing inside the office: propose (เสนอ), the head's order (สั่งการ), assign a division, done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.letters.choices import StepKind
from tidtam.letters.models import RegisterEntry, Step

NEEDS = {
    StepKind.PROPOSE: Permission.LETTERS_RECEIVE,
    StepKind.ORDER: Permission.LETTERS_ORDER,
    StepKind.ASSIGN: Permission.LETTERS_RECEIVE,
    StepKind.ACT: Permission.LETTERS_RECEIVE,
}


@transaction.atomic
def step(*, entry: RegisterEntry, kind: str, words: str, division: str = "", by: Actor, at: datetime) -> Step:
    """Add one step to a registered letter.

    Errors: NotAllowed; Problem without words, or without a division when assigning; Conflict before registering.
    """
    by.require(NEEDS[StepKind(kind)])
    entry = RegisterEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.number is None:
        raise Conflict("letters.step.not_registered", "ลงรับหนังสือก่อนจึงเสนอหรือสั่งการได้")
    if not words.strip():
        raise Problem("letters.step.words", "เขียนข้อความสั้น ๆ ว่าเสนอหรือสั่งการอะไร", field="words")
    if kind == StepKind.ASSIGN and not division.strip():
        raise Problem("letters.step.division", "เลือกกองหรือฝ่ายที่รับเรื่อง", field="division")
    made = Step.objects.create(
        entry=entry, scope_path=entry.scope_path, kind=kind, words=words.strip(), division=division.strip(),
        by_user_id=by.user_id, by_name=by.name, at=at,
    )  # fmt: skip
    changed = []
    if division.strip():
        entry.division = division.strip()
        changed.append("division")
    if kind == StepKind.ACT:
        entry.acted_at = at
        changed.append("acted_at")
    if changed:
        entry.version += 1
        entry.save(update_fields=[*changed, "version"])
    audit.record(f"letters.entry.{kind}", entry, by=by, at=at, fields=changed)
    return made
