"""What a row said before it changed: kept by a trigger for the tables that reports stand on, and the log of reads."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from tidtam.kernel import wall

# The trigger writes as its owner: after a hand-over the old row still lies in the scope it came from.
SQL = """
CREATE FUNCTION audit_keep_old() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    part text;
    name text := '';
BEGIN
    FOREACH part IN ARRAY TG_ARGV LOOP
        name := name || CASE WHEN name = '' THEN '' ELSE '/' END || (was ->> part);
    END LOOP;
    INSERT INTO public.audit_oldrow (relation, key, version, scope_path, row, replaced_at)
    VALUES (TG_TABLE_NAME, name, OLD.version, OLD.scope_path, was, clock_timestamp());
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
REVOKE INSERT, DELETE, TRUNCATE, UPDATE ON audit_oldrow FROM tidtam_app;
GRANT UPDATE (scope_path) ON audit_oldrow TO tidtam_app;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_read FROM tidtam_app;
ALTER TABLE audit_read ENABLE ROW LEVEL SECURITY;
""" + wall.protect("audit_oldrow") + (
    f"CREATE POLICY audit_read_wall ON audit_read FOR SELECT USING {wall.inside()};"
    "CREATE POLICY audit_read_write ON audit_read FOR INSERT WITH CHECK (true);"
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain")]
    operations = [
        migrations.CreateModel(
            name="OldRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("relation", models.TextField()),
                ("key", models.TextField()),
                ("version", models.IntegerField()),
                ("scope_path", models.TextField(db_collation="C")),
                ("row", models.JSONField()),
                ("replaced_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["relation", "key", "version"], name="audit_oldrow_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Read",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("grant_id", models.BigIntegerField(null=True)),
                ("scope_path", models.TextField(db_collation="C")),
                ("route", models.TextField()),
                ("purpose", models.TextField()),
                ("people", django.contrib.postgres.fields.ArrayField(models.BigIntegerField())),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["people"], name="audit_read_people"),
                    models.Index(fields=["user_id", "at"], name="audit_read_user_at"),
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
