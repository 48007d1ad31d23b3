"""When the end of a case became known: rounds whose window ended before were missed, those after are excused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0004_tally")]
    operations = [
        migrations.AddField(model_name="case", name="closed_at", field=models.DateTimeField(null=True)),
    ]
