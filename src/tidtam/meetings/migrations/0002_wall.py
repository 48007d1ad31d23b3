"""The wall around meetings; nothing that stands in minutes is deleted."""

from django.db import migrations

from tidtam.kernel import wall

SCOPED = ("meeting", "attendee", "pack", "item", "task")
KEPT = ("meeting", "pack", "task")
SQL = "".join(wall.protect(f"meetings_{table}") for table in SCOPED) + "".join(
    f"REVOKE DELETE, TRUNCATE ON meetings_{table} FROM tidtam_app;" for table in KEPT
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
