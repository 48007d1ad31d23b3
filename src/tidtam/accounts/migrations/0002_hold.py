"""Demo once, demo for ever; grants are never deleted; the cache table that counts sign-in attempts."""

from django.db import migrations

SQL = """
CREATE FUNCTION accounts_installation_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.is_demo AND NOT NEW.is_demo) OR OLD.as_of IS DISTINCT FROM NEW.as_of THEN
        RAISE EXCEPTION 'what an installation is stays for ever';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_installation_hold BEFORE UPDATE OR DELETE ON accounts_installation
    FOR EACH ROW EXECUTE FUNCTION accounts_installation_hold();
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_installation FROM tidtam_app;
REVOKE DELETE, TRUNCATE ON accounts_grant FROM tidtam_app;
CREATE TABLE accounts_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX accounts_cache_expires ON accounts_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
