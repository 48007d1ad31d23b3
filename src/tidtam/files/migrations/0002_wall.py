"""The wall round documents; a page is seen by whoever sees its document."""

from django.db import migrations

from tidtam.kernel import wall

PAGE = "EXISTS (SELECT 1 FROM files_storedfile f WHERE f.id = files_pagetext.file_id)"
SQL = wall.protect("files_storedfile") + wall.protect("files_pagetext", PAGE)


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
