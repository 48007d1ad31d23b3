"""Let no function that passes the wall look into a session's temporary tables before those of the house.

PostgreSQL searches `pg_temp` first unless it is named; named last, a temporary table called as one of ours is not taken
for it. All functions of the house are set alike.
"""

from django.db import migrations

SQL = """
DO $$
DECLARE one regprocedure;
BEGIN
    FOR one IN SELECT oid::regprocedure FROM pg_proc
        WHERE prosecdef AND pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', one);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("aftercare", "0007_rounds_by_day"),
        ("assistance", "0002_ledger"),
        ("audit", "0003_old_rows"),
        ("letters", "0005_hold"),
        ("obligations", "0005_fewer_indexes"),
        ("people", "0002_wall"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
