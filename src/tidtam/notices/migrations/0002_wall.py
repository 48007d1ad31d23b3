"""The wall of the notices room."""

from django.db import migrations

from tidtam.kernel import wall

SQL = "\n".join(wall.protect(f"notices_{name}") for name in ("notice", "delivery"))


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notices")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
