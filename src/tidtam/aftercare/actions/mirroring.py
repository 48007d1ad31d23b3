"""Follow what happens in rooms below: where a need stands now, which rows are one human, where somebody lives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from tidtam.aftercare.models import Case
from tidtam.aftercare.queries.today import TAMBON
from tidtam.assistance.choices import OPEN, Reason
from tidtam.audit.models import OldRow
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.kernel.problem import Conflict
from tidtam.people.choices import AddressKind
from tidtam.people.models import Address, Person

# The answer says what a team may tell the person; the sealed words of whoever handles the need stay there.
_FOLLOW = """
    WITH now AS (
        SELECT c.id, c.case_id, c.scope_path, c.bucket AS was, n.bucket, coalesce(nullif(o.short_name, ''), o.name_th)
            AS owner, CASE WHEN n.bucket = 'met' THEN n.given ELSE coalesce(w.words, '') END AS answer, m.day,
            CASE WHEN n.bucket <> ALL(%(open)s) THEN coalesce(n.settled_on, m.day) END AS closed_on
        FROM aftercare_caseneed c
        JOIN assistance_need n ON n.id = c.need_id
        JOIN offices_office o ON o.id = n.office_id
        CROSS JOIN LATERAL (
            SELECT day FROM assistance_movement v WHERE v.need_id = n.id ORDER BY v.seq DESC LIMIT 1
        ) m
        LEFT JOIN unnest(%(codes)s::text[], %(words)s::text[]) AS w(code, words)
            ON w.code = n.reason AND n.bucket = 'unmet'
        WHERE c.need_id = ANY(%(needs)s)
    ), told AS (
        UPDATE aftercare_caseneed c
        SET bucket = now.bucket, owner = now.owner, answer = now.answer, closed_on = now.closed_on
        FROM now WHERE c.id = now.id
    )
    INSERT INTO aftercare_caseneedmove (need_id, "on", bucket, scope_path)
    SELECT id, day, bucket, scope_path FROM now WHERE was <> bucket ORDER BY id
"""
_COUNT = """
    UPDATE aftercare_case c SET open_needs = s.n
    FROM (
        SELECT a.case_id, count(*) FILTER (WHERE a.bucket = ANY(%(open)s)) AS n
        FROM aftercare_caseneed a
        WHERE a.case_id = ANY(ARRAY(SELECT case_id FROM aftercare_caseneed WHERE need_id = ANY(%(needs)s)))
        GROUP BY a.case_id
    ) s WHERE c.id = s.case_id AND c.open_needs <> s.n
"""


def follow_needs(needs: Sequence[int]) -> None:
    """Bring the mirrored needs of those numbers to where they stand, with the day they came there. Shape: 3 statements.

    The need is handled by offices beyond the wall of its case: the wall is lent, and nothing of the case is shown.
    """
    if not needs:
        return
    reasons = [reason for reason in Reason if reason != Reason.WAITING]
    values: dict[str, Any] = {
        "needs": list(needs), "open": [str(bucket) for bucket in OPEN], "codes": [str(one) for one in reasons],
        "words": [str(one.label) for one in reasons],
    }  # fmt: skip
    with wall.lent(ROOT), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id FROM aftercare_case c WHERE c.id IN "
            "(SELECT case_id FROM aftercare_caseneed WHERE need_id = ANY(%(needs)s)) ORDER BY c.id FOR UPDATE",
            values,
        )
        if not cursor.rowcount:
            return
        cursor.execute(_FOLLOW, values)
        cursor.execute(_COUNT, values)


def join_cases(*, winner: int, loser: int) -> None:
    """Let the cases of the loser of a merge belong to the winner.

    Errors: Conflict when both are followed in one programme, or by different offices.
    """
    moved = _cases(loser)
    if not moved:
        return
    kept = {case.programme_id for case in _cases(winner) if case.close_reason != "not_a_case"}
    if any(case.programme_id in kept and case.close_reason != "not_a_case" for case in moved):
        said = _("ทั้งสองคนอยู่ในโครงการเดียวกัน ปิดเรื่องที่ลงผิดด้วยเหตุ “ไม่เคยผ่านโครงการ” ก่อน แล้วรวมอีกครั้ง")
        raise Conflict("aftercare.merge_two_cases", said)
    path = Person.objects.values_list("scope_path", flat=True).get(pk=winner)
    if any(case.scope_path != path for case in moved):
        said = _("สองคนนี้อยู่คนละทีม มอบให้ทีมเดียวกันก่อน แล้วรวมอีกครั้ง")
        raise Conflict("aftercare.merge_two_offices", said)
    Case.objects.filter(pk__in=[case.pk for case in moved]).update(person_id=winner)


def part_cases(*, winner: int, loser: int) -> None:
    """Give the cases that a merge took from the loser back to it."""
    held = {str(case.pk): case.pk for case in _cases(winner)}
    taken = OldRow.objects.filter(relation="aftercare_case", key__in=held, row__person_id=loser)
    Case.objects.filter(pk__in=[held[key] for key in taken.values_list("key", flat=True)]).update(person_id=loser)


def follow_address(person: int) -> None:
    """Let a case that knew no subdistrict say it once the address is written; one elsewhere changes nothing."""
    unknown = Q(area=None) | Q(digits__lt=TAMBON)
    cases = Case.objects.annotate(digits=Length("area_id")).filter(unknown, person_id=person)
    for pk, district in list(cases.order_by("pk").values_list("pk", "area_id")):
        homes = Address.objects.filter(person_id=person, kind=AddressKind.CURRENT)
        for home in homes.filter(area__code__startswith=district or ""):
            Case.objects.filter(pk=pk).update(area_id=home.area_id, moo=home.moo[:10])


def _cases(person: int) -> list[Case]:
    return list(Case.objects.select_for_update().filter(person_id=person).order_by("pk"))
