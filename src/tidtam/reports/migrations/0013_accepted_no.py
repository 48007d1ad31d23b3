"""Which edition the office above accepted last: what is sent after a return is compared with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_office_name")]

    operations = [
        migrations.AddField("report", "accepted_no", models.PositiveIntegerField(db_default=0, default=0)),
    ]
