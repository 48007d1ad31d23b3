"""Keep the counts of the map: fold what changed, or count all anew. Neither is an act of anybody; no entry is left."""

from __future__ import annotations

from django.db import connection, transaction


@transaction.atomic
def fold() -> int:
    """Fold the changes since into the cells; return how many cells changed. Meant for a task of each minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT console_map_fold()")
        return int(cursor.fetchone()[0])


@transaction.atomic
def rebuild() -> int:
    """Count all points anew, after boundaries or points of areas changed; return how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT console_map_rebuild()")
        return int(cursor.fetchone()[0])
