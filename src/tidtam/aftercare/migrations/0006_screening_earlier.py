"""What was answered before a correction stays beside the answer, behind the same wall."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0005_closed_at")]
    operations = [
        migrations.AddField(model_name="screening", name="earlier", field=models.JSONField(default=list)),
    ]
