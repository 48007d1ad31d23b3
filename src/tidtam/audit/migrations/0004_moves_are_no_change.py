"""A row that follows its office to another branch says what it said: no version of it is kept, none is raised."""

from django.db import migrations

KEEP = """
CREATE OR REPLACE FUNCTION audit_keep_old() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    part text;
    name text := '';
BEGIN
    IF was - 'scope_path' = to_jsonb(NEW) - 'scope_path' THEN
        RETURN NEW;
    END IF;
    FOREACH part IN ARRAY TG_ARGV LOOP
        name := name || CASE WHEN name = '' THEN '' ELSE '/' END || (was ->> part);
    END LOOP;
    INSERT INTO public.audit_oldrow (relation, key, version, scope_path, row, replaced_at)
    VALUES (TG_TABLE_NAME, name, OLD.version, OLD.scope_path, was, clock_timestamp());
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_old_rows")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
