from django.db import migrations, models

from tidtam.kernel import history


class Migration(migrations.Migration):
    """Keep what a line of the annex of movers said: it stands in reports that are signed."""

    dependencies = [("aftercare", "0015_rounds_by_day_and_office"), ("audit", "0003_old_rows")]

    operations = [
        migrations.AddField(
            model_name="handedover", name="version", field=models.PositiveIntegerField(default=1, db_default=1)
        ),
        migrations.RunSQL(
            history.keep("aftercare_handedover"),
            "DROP TRIGGER aftercare_handedover_keep_old ON aftercare_handedover",
        ),
    ]
