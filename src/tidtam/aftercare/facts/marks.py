"""What tells that figures counted a moment ago still stand, so that they need not be counted again."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet, Sum

from tidtam.aftercare.facts.measures import inside
from tidtam.aftercare.models import Mark
from tidtam.kernel.prepared import prepared


def read(path: str) -> dict[str, int]:
    """Return province -> a number that is another one after every change of what is counted there.

    Triggers draw it in the transaction of the change. Read it before counting: what is counted later is never older.
    Shape: one query; provinces at or below a path, and inside the wall that stands.
    """
    return dict(_read(path))


@prepared
def _read(path: str) -> QuerySet[Mark, tuple[str, int]]:
    rows = Mark.objects.filter(inside("node", path)).order_by()
    return rows.values_list("node").annotate(total=Sum("n"))


def tidy() -> None:
    """Add up the marks of connections that are gone, once a day; nothing that stands on them changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT aftercare_mark_tidy()")
