"""The verbs of a need: take up, settle, say why not yet, withdraw, refuse, merge, reopen; single and many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance.actions import proofs
from tidtam.assistance.actions.following import follow
from tidtam.assistance.actions.ledger import Change, batches, day_of, lock, record, write
from tidtam.assistance.choices import COUNTED, Reason
from tidtam.assistance.models import Need
from tidtam.assistance.transitions import NEED
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.people.models import Person

_FIELDS = {
    "settle": ("bucket", "reason", "settled_on", "given", "amount_baht", "fund", "proof"),
    "merge": ("bucket", "reason", "merged_into"),
}


def fields_of(verb: str) -> tuple[str, ...]:
    """Return the names of the fields a verb of a need changes, for the audit."""
    return _FIELDS.get(verb, ("bucket", "reason"))


@transaction.atomic
def move_many(*, verb: str, changes: Sequence[Change], by: Actor, at: datetime, led: bool = False) -> list[Need]:
    """Move needs by one verb, set by set, with one audit entry per office and batch. All or none.

    Their requests follow them; `led` says that a verb of the request moves them and settles its state itself.
    Shape: the needs in the order of the changes. Not for `open`, `hand_over` and `escalate`.
    Errors: NotAllowed; Missing; Conflict; Problem as the single verbs.
    """
    moved: list[Need] = []
    for batch in batches(changes):
        needs = lock(batch, verb, by)
        for need, one in zip(needs, batch, strict=True):
            check(need, one, verb, at)
        write(needs, batch, verb, at)
        record(needs, verb, fields=fields_of(verb), by=by, at=at)
        if not led:
            follow({need.request_id for need in needs}, by=by, at=at)
        moved += needs
    return moved


def settle_many(*, changes: Sequence[Change], by: Actor, at: datetime) -> list[Need]:
    """Note many needs as met, as `settle` would. Errors: as `move_many`."""
    return move_many(verb="settle", changes=changes, by=by, at=at)


def take_up(
    *, need: Need, due_on: date | None = None, next_step: str = "", version: int | None = None, by: Actor, at: datetime
) -> Need:
    """Begin to help, with a next step and its day. Errors: NotAllowed; Missing; Conflict."""
    return _one("take_up", need, Change(need.pk, version, due_on=due_on, next_step=next_step), by, at)


@transaction.atomic
def settle(
    *,
    need: Need,
    given: str,
    on: date,
    amount: Decimal | None = None,
    fund: str = "",
    proof: StoredFile | None = None,
    content: bytes = b"",
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Need:
    """Note a need as met: what was given, how much, from which fund, on which day. Units: baht.

    `content` is a photo or PDF that shows it; it is kept as a proof, written anew.
    Errors: NotAllowed; Missing; Conflict; Problem assistance.given_missing, assistance.bad_day, assistance.bad_amount,
    and of a file that is no proof.
    """
    by.require(NEED["settle"].permission)
    if content:
        proof = proofs.keep(need=need, content=content, by=by, at=at)
    change = Change(need.pk, version, on=on, given=given, amount=amount, fund=fund, proof=proof)
    return _one("settle", need, change, by, at)


def set_unmet(*, need: Need, reason: str, words: str = "", version: int | None = None, by: Actor, at: datetime) -> Need:
    """Say why a need is not met yet. Errors: NotAllowed; Missing; Conflict; Problem assistance.reason_missing."""
    return _one("set_unmet", need, Change(need.pk, version, reason=reason, words=words), by, at)


def withdraw(*, need: Need, words: str = "", version: int | None = None, by: Actor, at: datetime) -> Need:
    """Note that the person no longer asks. Errors: NotAllowed; Missing; Conflict."""
    return _one("withdraw", need, Change(need.pk, version, words=words), by, at)


def refuse(*, need: Need, words: str, version: int | None = None, by: Actor, at: datetime) -> Need:
    """Note that the need is not eligible, and why. Errors: NotAllowed; Missing; Conflict; Problem."""
    return _one("refuse", need, Change(need.pk, version, words=words), by, at)


def merge(*, need: Need, into: Need, version: int | None = None, by: Actor, at: datetime) -> Need:
    """Fold a need asked for twice into the other one of the same person.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.merge_other.
    """
    return _one("merge", need, Change(need.pk, version, into=into), by, at)


def reopen(*, need: Need, words: str = "", version: int | None = None, by: Actor, at: datetime) -> Need:
    """Open a closed need again; what was given stays in its old row. Errors: NotAllowed; Missing; Conflict."""
    return _one("reopen", need, Change(need.pk, version, words=words), by, at)


def _one(verb: str, need: Need, change: Change, by: Actor, at: datetime) -> Need:
    return move_many(verb=verb, changes=[change], by=by, at=at)[0]


def check(need: Need, one: Change, verb: str, at: datetime) -> None:
    """Hold what a need changes to against what its verb asks for. Errors: Problem with its field."""
    asks = NEED[verb].asks
    if "given" in asks and not one.given.strip():
        raise Problem("assistance.given_missing", "บอกว่าช่วยอะไรไป เช่น ถุงยังชีพ 1 ชุด", field="given")
    if "on" in asks and not need.asked_on <= day_of(one, at) <= (one.at or at).astimezone(BANGKOK).date():
        raise Problem("assistance.bad_day", "วันที่ช่วยต้องไม่ก่อนวันที่ขอ และไม่เลยวันนี้", field="on")
    if one.amount is not None and not 0 <= one.amount < Decimal(10) ** 10:
        raise Problem("assistance.bad_amount", "จำนวนเงินต้องเป็นศูนย์ขึ้นไป", field="amount")
    if "reason" in asks and (one.reason not in Reason.values or (one.reason == Reason.OTHER and not one.words.strip())):
        raise Problem(
            "assistance.reason_missing", "เลือกเหตุที่ยังช่วยไม่ได้ ถ้าเป็นเหตุอื่นให้เขียนบอก",
            field="words" if one.reason == Reason.OTHER else "reason",
        )  # fmt: skip
    if "words" in asks and not one.words.strip():
        raise Problem("assistance.words_missing", "บอกเหตุผลให้ผู้ขอเข้าใจได้", field="words")
    if "into" in asks:
        _check_merge(need, one.into)


def _check_merge(need: Need, into: Need | None) -> None:
    fine = (
        into is not None and into.pk != need.pk and into.bucket in COUNTED
        and into.scope_path == need.scope_path and _human(into.person_id) == _human(need.person_id)
    )  # fmt: skip
    if not fine:
        raise Problem("assistance.merge_other", "รวมได้เฉพาะกับคำขออื่นของคนเดียวกันที่หน่วยงานเดียวกันดูแลอยู่", field="into")


def _human(person: int) -> int:
    """Return the row that stands for the human, after a merge of two rows."""
    return Person.objects.filter(pk=person).values_list("merged_into", flat=True).first() or person
