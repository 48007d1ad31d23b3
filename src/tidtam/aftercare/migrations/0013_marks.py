"""Marks that tell of each province whether anything counted of it has changed, written with the change itself.

One row per province and connection, with a number drawn anew at every change: so no writer waits for another, and
their sum is another one after every commit and never an earlier one again, in whatever order transactions end.
"""

from django.db import migrations, models

from tidtam.kernel import wall

PROVINCE = r"'^1\.(?:b\.[0-9]+|[ac-z]\.[0-9]+\.[0-9]+)\.'"
# What each event leaves behind, and the transition tables that name it.
EVENTS = {
    "INSERT": ("NEW TABLE AS new_rows", ("new_rows",)),
    "UPDATE": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", ("old_rows", "new_rows")),
    "DELETE": ("OLD TABLE AS old_rows", ("old_rows",)),
}
# The tally tells of rounds and visits; the two others also of what adds up to the same there: days, and who waits.
TABLES = {"aftercare_tally": "node", "aftercare_case": "scope_path", "aftercare_caseneed": "scope_path"}


def marking(table: str, column: str, event: str) -> str:
    """Return the SQL of the trigger of a table and its function, which runs as its owner: nobody else writes marks."""
    declared, rows = EVENTS[event]
    name = f"{table.replace('aftercare_', 'aftercare_mark_')}_{event.lower()}"
    places = " UNION ".join(
        f"SELECT coalesce(substring({column} FROM {PROVINCE}), {column}) AS node FROM {one}" for one in rows
    )
    return f"""
    CREATE FUNCTION {name}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        INSERT INTO public.aftercare_mark AS m (node, backend, n)
        SELECT p.node, pg_backend_pid(), nextval('public.aftercare_mark_n') FROM (
            SELECT DISTINCT node FROM ({places}) r
        ) p ON CONFLICT (node, backend) DO UPDATE SET n = excluded.n;
        RETURN NULL;
    END $$;
    CREATE TRIGGER {name} AFTER {event} ON {table}
        REFERENCING {declared} FOR EACH STATEMENT EXECUTE FUNCTION {name}();"""


# Rows of connections that are gone become one, with their sum: what stands on the marks still stands.
TIDY = """
    CREATE FUNCTION aftercare_mark_tidy() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF current_setting('tidtam.scope', true) IS DISTINCT FROM '1.' THEN RETURN; END IF;
        IF NOT pg_try_advisory_xact_lock(hashtext('aftercare_mark_tidy')) THEN RETURN; END IF;
        WITH gone AS (
            DELETE FROM public.aftercare_mark
            WHERE backend <> 0 AND backend NOT IN (SELECT pid FROM pg_stat_activity) RETURNING node, n
        )
        INSERT INTO public.aftercare_mark AS m (node, backend, n) SELECT node, 0, sum(n) FROM gone GROUP BY node
        ON CONFLICT (node, backend) DO UPDATE SET n = m.n + excluded.n;
    END $$;
    REVOKE ALL ON FUNCTION aftercare_mark_tidy() FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION aftercare_mark_tidy() TO tidtam_app;"""

SQL = [
    "CREATE SEQUENCE aftercare_mark_n;",
    wall.protect("aftercare_mark", wall.inside("node")),
    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON aftercare_mark FROM tidtam_app;",
    "ALTER TABLE aftercare_mark SET (fillfactor = 50);",
    *(marking(table, column, event) for table, column in TABLES.items() for event in EVENTS),
    f"""INSERT INTO aftercare_mark (node, backend, n) SELECT node, 0, nextval('aftercare_mark_n') FROM (
        SELECT DISTINCT node FROM aftercare_tally WHERE tier = 1
        UNION SELECT DISTINCT coalesce(substring(scope_path FROM {PROVINCE}), scope_path) FROM aftercare_case
    ) p;""",
    TIDY,
]
UNDO = [
    *(
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"
        for table in TABLES
        for event in EVENTS
        for name in (f"{table.replace('aftercare_', 'aftercare_mark_')}_{event.lower()}",)
    ),
    "DROP FUNCTION aftercare_mark_tidy();",
    "DROP SEQUENCE aftercare_mark_n;",
]


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0012_quick_tally")]
    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "node", "backend", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("node", models.TextField(db_collation="C")),
                ("backend", models.IntegerField()),
                ("n", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL("\n".join(SQL), "\n".join(UNDO)),
    ]
