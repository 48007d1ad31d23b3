"""Who is followed in a programme, by the number of their identity card: one human in two rows is counted twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from tidtam.aftercare.models import Case
from tidtam.aftercare.rules.cases import ENDED
from tidtam.aftercare.rules.findings import mark as _
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor

ELSEWHERE = _("มีหน่วยงานอื่นติดตามคนนี้ในโครงการเดียวกันแล้ว ให้จังหวัดประสานโอนมา ไม่ต้องลงทะเบียนซ้ำ")
Key = tuple[bytes, int]  # the keyed hash of a number, and the programme


@dataclass(slots=True)
class Followed:
    """Who has a case in scope, and who has a running one beyond it: of those the bare answer alone."""

    here: set[Key] = field(default_factory=set)
    elsewhere: set[Key] = field(default_factory=set)


def by_number(
    hashes: Collection[bytes], programmes: Collection[int], by: Actor, *, running: bool = False
) -> Followed:  # fmt: skip
    """Return which of the keyed hashes are followed in which programmes; `running` leaves out who is done with here.

    Shape: 1 query however many hashes. Who and where do not cross the wall.
    """
    found = Followed()
    if not hashes:
        return found
    with wall.lent(ROOT):
        cases = Case.objects.filter(programme_id__in=list(programmes), person__id_hash__in=list(hashes))
        rows = list(
            cases.exclude(close_reason="not_a_case").values_list(
                "person__id_hash", "programme_id", "scope_path", "status"
            )
        )
    for number, programme, path, status in rows:
        key, mine = (bytes(number or b""), programme), bool(by.scope) and path.startswith(by.scope)
        if status not in ENDED or (mine and not running):
            (found.here if mine else found.elsewhere).add(key)
    return found
