"""Keep what a row said before it changed, for the tables whose rows stand behind reported figures.

Source: design §3.5. Such a table has `version` and `scope_path`; the trigger raises the version and writes the row as
it was to `audit_oldrow` (relation, key, version).
"""

from __future__ import annotations


def keep(table: str, *key: str) -> str:
    """Return the SQL that keeps old rows of `table`, named by the columns of its primary key."""
    columns = ", ".join(f"'{column}'" for column in key or ("id",))
    return (
        f"CREATE TRIGGER {table}_keep_old BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION audit_keep_old({columns});"
    )
