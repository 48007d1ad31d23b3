"""Keep the counts of the map: fold what changed, or count all anew. Neither is an act of anybody; no entry is left."""

from __future__ import annotations

from django.db import connection, transaction


@transaction.atomic
def fold() -> int:
    """Fold the changes since into the cells; return how many cells changed. Meant for a task of each minute."""
    return _counted("console_map_fold")


@transaction.atomic
def rebuild() -> int:
    """Count all points anew, after boundaries or points of areas changed; return how many there are."""
    return _counted("console_map_rebuild")


def _counted(function: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # a million points take longer than any page may
        cursor.execute(f"SELECT {function}()")
        return int(cursor.fetchone()[0])
