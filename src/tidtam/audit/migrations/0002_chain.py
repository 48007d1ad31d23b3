"""The columns only the database writes, insert-only rights, and the wall for reading."""

from django.db import migrations

from tidtam.kernel import wall

SQL = f"""
ALTER TABLE audit_entry
    ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_entry_xid ON audit_entry (xid);
CREATE INDEX audit_entry_seq ON audit_entry (seq);
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_entry_wall ON audit_entry FOR SELECT USING {wall.inside()};
CREATE POLICY audit_entry_write ON audit_entry FOR INSERT WITH CHECK (true);
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, audit_block, audit_sealed FROM tidtam_app;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
