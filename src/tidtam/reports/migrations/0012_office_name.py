"""What an office was called when it signed: a paper of an edition bears that name, whatever the office is called now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_received_by")]

    operations = [
        migrations.AddField("edition", "office_name", models.TextField(blank=True, db_default="", default="")),
        migrations.AddField("edition", "office_short", models.TextField(blank=True, db_default="", default="")),
    ]
