"""An order says whose teams it sets up."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0002_wall")]

    operations = [
        migrations.AddField(
            model_name="teamorder",
            name="tambons",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=6), default=list, size=None
            ),
        ),
    ]
