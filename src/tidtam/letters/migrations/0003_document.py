"""The scan that comes with a relayed letter."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0002_wall"), ("letters", "0002_wall")]
    operations = [
        migrations.AddField(
            model_name="registerentry",
            name="document",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        )
    ]
