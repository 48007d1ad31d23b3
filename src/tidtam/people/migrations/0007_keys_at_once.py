"""The keys of many people enter the index of searches together, those of one soon after.

Each key by itself (`fastupdate = off`, migration 0003) cost half a millisecond a person. A search reads what waits a
dozen times, so little may wait: the app's role holds the list to 128 kB (`config.postgres.roles`), some hundred
people; who registers hundreds raises it for the transaction and settles it at the end.
"""

from django.db import migrations

SQL = """
ALTER INDEX people_personkey_keys SET (fastupdate = on);
CREATE FUNCTION people_settle_keys() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT gin_clean_pending_list('public.people_personkey_keys'::regclass) $$;
REVOKE ALL ON FUNCTION people_settle_keys FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_settle_keys TO tidtam_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_search_near")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
