"""Copy what a person asked for in a visit to the room of needs, and keep beside the case where it stands.

The need has its own person, in the register of those who ask for help at the district: no key, number or hash leads
back from there. Source: design §3.4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from tidtam.aftercare.actions import writing
from tidtam.aftercare.actions.live import Live
from tidtam.aftercare.models import CaseNeed, Visit
from tidtam.assistance import actions as assistance
from tidtam.assistance.actions.opening import Asked
from tidtam.assistance.choices import OPEN, Bucket, Source
from tidtam.assistance.models import Need
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.people import actions as people
from tidtam.people.choices import Purpose

_NEED = (
    "id",
    "case_id",
    "visit_no",
    "need_id",
    "code",
    "asked_on",
    "bucket",
    "answer",
    "owner",
    "scope_path",
    "version",
)
_MOVE = ("need_id", '"on"', "bucket", "scope_path")


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing asked for in one visit."""

    live: Live
    visit_no: int
    code: str
    detail: str
    asked_on: date
    at: datetime


def open_all(wishes: Sequence[Wish], *, by: Actor, at: datetime) -> int:
    """Open the needs of visits at the districts of their cases. Shape: needs opened.

    What is asked again while the same still waits is the same wish: it stands in the visit and opens nothing.
    """
    if not wishes:
        return 0
    fresh = _fresh(wishes)
    humans = _people(fresh, by, at)
    asked = [
        Asked(
            office=wish.live.district, person=humans[wish.live.case.pk], code=wish.code, asked_on=wish.asked_on,
            detail=wish.detail, source=Source.DISTRICT, at=wish.at,
        )
        for wish in fresh
    ]  # fmt: skip
    _mirror(list(zip(fresh, assistance.open_many(asked=asked, by=by, at=at), strict=True)))
    return len(fresh)


def untouched(case: int, visit_no: int, kept: Collection[str]) -> list[Need]:
    """Lock the needs of a visit that it no longer asks for and nobody has done anything about, lowest number first.

    Call before the case is locked: whoever handles a need takes it first and then its case. What another visit of the
    person asks for as well is still asked for.
    """
    rows = CaseNeed.objects.filter(case_id=case, visit_no=visit_no, bucket=Bucket.UNMET).exclude(code__in=kept)
    numbers = dict(rows.values_list("need_id", "code"))
    others = Visit.objects.filter(case_id=case).exclude(visit_no=visit_no).values_list("needs", flat=True)
    asked = {code for codes in others for code in codes} if numbers else set()
    wanted = [pk for pk, code in numbers.items() if code not in asked]
    if not wanted:
        return []
    with wall.lent(ROOT):
        found = Need.objects.select_for_update(of=("self",)).filter(pk__in=wanted, bucket=Bucket.UNMET, version=1)
        return list(found.filter(request=None).order_by("pk"))


def take_back(needs: Sequence[Need], *, by: Actor, at: datetime) -> None:
    """Withdraw needs as entered by mistake, told by the office that answers for them.

    Why a visit was corrected is as sensitive as the visit: it stays there.
    """
    for need in needs:
        office = by.as_office(need.office_id, need.scope_path)
        wide = replace(office, permissions=office.permissions | {Permission.NEEDS_MANAGE})
        with wall.lent(need.scope_path):
            assistance.withdraw(need=need, words=_("ลงผิด ผู้บันทึกแก้แล้ว"), by=wide, at=at)


def _fresh(wishes: Sequence[Wish]) -> list[Wish]:
    cases = {wish.live.case.pk for wish in wishes}
    rows = CaseNeed.objects.filter(case_id__in=cases, bucket__in=OPEN).values_list("case_id", "code")
    waiting, fresh = set(rows), []
    for wish in wishes:
        key = (wish.live.case.pk, wish.code)
        if key not in waiting:
            waiting.add(key)
            fresh.append(wish)
    return fresh


def _people(wishes: Iterable[Wish], by: Actor, at: datetime) -> dict[int, int]:
    """Return for each case the person who asks for help at its district, made when there is none yet."""
    lives = {wish.live.case.pk: wish.live for wish in wishes}
    numbers = dict(CaseNeed.objects.filter(case_id__in=lives).order_by("pk").values_list("need_id", "case_id"))
    known: dict[int, int] = {}
    if numbers:
        with wall.lent(ROOT):
            rows = Need.objects.filter(pk__in=numbers, person__merged_into=None)
            for need, human, path in rows.values_list("pk", "person_id", "person__scope_path"):
                if lives[numbers[need]].district.path == path:
                    known[numbers[need]] = human
    missing = {live.case.person_id: live.district for pk, live in lives.items() if pk not in known}
    if missing:
        copies = people.copy_many(people=missing, purpose=Purpose.HELP, by=by, at=at)
        known |= {pk: copies[live.case.person_id] for pk, live in lives.items() if pk not in known}
    return known


def _mirror(made: Sequence[tuple[Wish, Need]]) -> None:
    ids = writing.reserve("aftercare_caseneed", len(made))
    needs, moves = [], []
    for pk, (wish, need) in zip(ids, made, strict=True):
        case = wish.live.case
        needs.append(
            (
                pk, case.pk, wish.visit_no, need.pk, wish.code, wish.asked_on, Bucket.UNMET.value, "",
                str(wish.live.district), case.scope_path, 1,
            )
        )  # fmt: skip
        moves.append((pk, wish.asked_on, Bucket.UNMET.value, case.scope_path))
        case.open_needs += 1
    writing.insert("aftercare_caseneed", _NEED, needs)
    writing.insert("aftercare_caseneedmove", _MOVE, moves)
