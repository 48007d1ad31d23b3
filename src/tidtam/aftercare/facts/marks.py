"""What tells that figures counted from records a moment ago still stand, so that they need not be counted again."""

from __future__ import annotations

from django.db.models import BigIntegerField, DecimalField, F, Func, Q, QuerySet, Sum

from tidtam.aftercare.facts.measures import inside
from tidtam.aftercare.models import CaseNeedMove, Tally
from tidtam.aftercare.models.tally import PROVINCE
from tidtam.kernel.prepared import prepared, totals

Mark = tuple[int, int]


def mark(path: str) -> Mark:
    """Return what becomes another when cases or needs change in a province below the nation or a department.

    A sum over the tally, which its triggers change with the records, and the newest move of a need. What moves inside a
    province shows nothing. Shape: two queries behind the wall that stands; ask before counting.
    """
    ((tallied,),) = _tallied(path)
    return int(tallied or 0), next(iter(_last_move()), 0)


@prepared
def _tallied(path: str) -> QuerySet[Tally, tuple[int]]:
    kinds = Q(measure__gte="enrolled", measure__lt="need/") | Q(measure__gte="status.", measure__lt="status/")
    each = Func(F("id"), F("n"), function="hashint8extended", output_field=BigIntegerField())
    rows = Tally.objects.filter(kinds, inside("node", path), tier=PROVINCE)
    return totals(rows, mark=Sum(each, output_field=DecimalField(max_digits=40, decimal_places=0)))


@prepared
def _last_move() -> QuerySet[CaseNeedMove, int]:
    return CaseNeedMove.objects.order_by("-pk").values_list("pk", flat=True)[:1]
