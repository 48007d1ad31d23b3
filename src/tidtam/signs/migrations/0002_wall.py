"""The wall around signs; old rows are kept; nothing is deleted; the one function that counts a scan."""

from django.db import migrations

from tidtam.kernel import history, wall

TABLES = ("sign", "check", "scanday")
# Whoever scans has no scope and is nobody: the function finds the sign, counts the day, and says nothing.
SCANNED = """
CREATE FUNCTION signs_scanned(code text, day date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public.signs_scanday AS d (sign_id, scope_path, "on", n)
    SELECT s.id, s.scope_path, $2, 1 FROM public.signs_sign s WHERE s.code = $1 AND s.state <> 'removed'
    ON CONFLICT (sign_id, "on") DO UPDATE SET n = d.n + 1, scope_path = excluded.scope_path;
$$;
REVOKE ALL ON FUNCTION signs_scanned(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION signs_scanned(text, date) TO tidtam_app;
"""
SQL = (
    "".join(wall.protect(f"signs_{table}") for table in TABLES)
    + history.keep("signs_sign")
    + SCANNED
    + "".join(f"REVOKE DELETE, TRUNCATE ON signs_{table} FROM tidtam_app;" for table in TABLES)
)


class Migration(migrations.Migration):
    dependencies = [("signs", "0001_signs"), ("audit", "0003_old_rows")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
