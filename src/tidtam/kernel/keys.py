"""Foreign keys held set by set, for tables whose rows come by the hundred thousand.

PostgreSQL looks a foreign key up row by row, at the commit; for millions of rows that is as dear as writing them. Here
the rows of a statement are held against their parents at once, and the parents are locked as a foreign key locks them.
The field says `db_constraint=False`; ids of parents never change.
"""

from __future__ import annotations

_REFUSE = (
    "RAISE foreign_key_violation USING CONSTRAINT = '{name}', TABLE = '{table}', "
    "MESSAGE = '{table}.{column} names no row of {parent}, or one that goes';"
)
_HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$"


def by_set(table: str, **parents: str) -> str:
    """Return the SQL that lets columns of `table` name nothing but ids of their parents' rows.

    Rows inserted are held together, a row updated by itself when its column changes; a parent with rows stays.
    It works with its owner's rights: a parent may lie beyond the wall of whoever writes.
    """
    inserted = "".join(_INSERTED.format(column=column, parent=parent, refuse=_refuse(table, column, parent))
                       for column, parent in parents.items())  # fmt: skip
    parts = [
        f"CREATE FUNCTION {table}_keys() {_HEAD} BEGIN {inserted} RETURN NULL; END $$;"
        f"CREATE TRIGGER {table}_keys AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_keys();"
    ]
    for column, parent in parents.items():
        parts.append(_ONE.format(table=table, column=column, parent=parent, refuse=_refuse(table, column, parent),
                                 head=_HEAD, name=_name(table, column)))  # fmt: skip
    return "\n".join(parts)


def _name(table: str, column: str) -> str:
    return f"{table}_{column}_held"


def _refuse(table: str, column: str, parent: str) -> str:
    return _REFUSE.format(name=_name(table, column), table=table, column=column, parent=parent)


_INSERTED = """
    IF (SELECT count(*) FROM (SELECT FROM public.{parent} p WHERE p.id IN (SELECT n.{column} FROM new_rows n)
                              FOR KEY SHARE OF p) held)
        <> (SELECT count(DISTINCT n.{column}) FROM new_rows n)
    THEN {refuse} END IF;"""
_ONE = """
CREATE FUNCTION {name}() {head}
BEGIN
    PERFORM FROM public.{parent} p WHERE p.id = NEW.{column} FOR KEY SHARE OF p;
    IF NOT FOUND THEN {refuse} END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER UPDATE OF {column} ON {table} FOR EACH ROW
    WHEN (NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column}) EXECUTE FUNCTION {name}();
CREATE FUNCTION {name}_by() {head}
BEGIN
    IF EXISTS (SELECT FROM old_rows o JOIN public.{table} c ON c.{column} = o.id) THEN {refuse} END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name}_by AFTER DELETE ON {parent} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_by();"""
