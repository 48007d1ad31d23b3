"""Go on with 9Q and 8Q of a visit whose two questions worried: the work of health staff, who need not visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare.actions import keeping, telling, writing
from tidtam.aftercare.actions.locking import lock_case
from tidtam.aftercare.choices import TaskKind, TaskState
from tidtam.aftercare.models import Alert, Case, Screening, Task, Visit
from tidtam.aftercare.rules import screening as rules
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.notices.choices import NoticeKind
from tidtam.offices.choices import Level

_COLUMNS = ("q9", "q9_total", "q8", "q8_total")


@transaction.atomic
def assess(
    *, visit: Visit, q9: Sequence[int | None], q8: Sequence[int | None] = (), broken_off: bool = False, by: Actor,
    at: datetime,
) -> Visit:  # fmt: skip
    """Add 9Q, and 8Q where 9Q asks for it, to a visit; what alarms is told at once, with items open the task stays.

    `broken_off` says that somebody knows of the items left open.
    Errors: NotAllowed without `aftercare.health`; Conflict when the case has moved or somebody assessed it meanwhile;
    Problem of `q9_…` or `q8_…`, and aftercare.no_health when nothing of the visit asks for it.
    """
    by.require(Permission.CARE_HEALTH)
    case = lock_case(visit.case_id)
    row = Visit.objects.get(case_id=case.pk, visit_no=visit.visit_no)
    with wall.sensitive():
        known = Screening.objects.filter(case_id=case.pk, visit_no=row.visit_no).first()
        asked = _asked(known, row)
        if known is None or not asked:
            raise Conflict("aftercare.no_health", _("ครั้งนี้ไม่มีข้อที่ต้องถามต่อ หรือมีผู้ประเมินไปแล้ว"))
        told = rules.Answers(tuple(known.q2), tuple(q9 or known.q9), tuple(q8), tuple(known.signs), _violence(row))
        judged = rules.assess(told, has_health_right=True)
        _refuse(judged, broken_off)
        keeping.keep_screening(case.pk, row.visit_no, at)
        values = (writing.array(told.q9), judged.q9_total, writing.array(told.q8), judged.q8_total)
        writing.update("aftercare_screening", ("case_id", "visit_no"), _COLUMNS, [(case.pk, row.visit_no, *values)])
    fresh = _alarm(case, row, judged.alerts, at)
    if not judged.ask:
        _finish(case, row, by, at)
    audit.record(
        "aftercare.visit.assessed", ("aftercare.visit", f"{case.pk}/{row.visit_no}"), by=by, at=at, fields=("q9", "q8"),
        digest=writing.digest([str(row.uuid), told.q9, told.q8]),
    )  # fmt: skip
    if fresh:
        district = case.office.parent if case.office.level == Level.TEAM and case.office.parent else case.office
        telling.tell_up(
            district, "alert", f"{case.public_id}:{row.visit_no}:{fresh[0]}", kind=NoticeKind.URGENT, at=at,
            audience=Permission.CARE_ALERT, url=telling.address("alerts"),
        )  # fmt: skip
    return row


def asks(screening: Screening | None, visit: Visit) -> str:
    """Say which scale a visit still asks for: "q9", "q8" or none."""
    return _asked(screening, visit)


def _asked(known: Screening | None, visit: Visit) -> str:
    if known is None:
        return ""
    told = rules.Answers(tuple(known.q2), tuple(known.q9), tuple(known.q8), tuple(known.signs), _violence(visit))
    return rules.assess(told, has_health_right=True).ask


def _violence(visit: Visit) -> bool:
    return bool((visit.family or {}).get("violence"))


def _refuse(judged: rules.Screened, broken_off: bool) -> None:
    for one in judged.findings:
        if not (broken_off and one.code == "partial"):
            raise Problem(f"aftercare.visit.{one.code}", one.said(_), field=one.field)
    if judged.q9_total is None and judged.ask == "q9" and not broken_off:
        raise Problem("aftercare.visit.partial", _("ถามแล้วเลือกคำตอบ"), field="q9_1")


def _alarm(case: Case, visit: Visit, kinds: Sequence[str], at: datetime) -> list[str]:
    """Raise what was not raised by this visit before. Shape: the new kinds."""
    known = set(Alert.objects.filter(case=case, visit_no=visit.visit_no).values_list("kind", flat=True))
    fresh = [kind for kind in kinds if kind not in known]
    for kind in fresh:
        Alert.objects.create(
            case=case, visit_no=visit.visit_no, kind=kind, scope_path=case.scope_path, raised_at=at, told_at=at
        )
    if fresh:
        case.open_alerts = Alert.objects.filter(case=case, acknowledged_at__isnull=True).count()
        case.save(update_fields=["open_alerts"])
    return fresh


def _finish(case: Case, visit: Visit, by: Actor, at: datetime) -> None:
    """End the health tasks of this visit and of those before it; a later visit's stays."""
    for task in Task.objects.select_for_update().filter(case=case, kind=TaskKind.HEALTH, state=TaskState.OPEN):
        if task.visit_no is None or task.visit_no <= visit.visit_no:
            task.state, task.done_at, task.done_by = TaskState.DONE, at, by.grant_id
            task.save(update_fields=["state", "done_at", "done_by"])
            audit.record("aftercare.task.done", task, by=by, at=at, fields=("state",))
