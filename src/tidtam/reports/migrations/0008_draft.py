"""Keep a letter as it was decided while its number is reserved and its papers are not made yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_annex")]
    operations = [
        migrations.AddField(model_name="answer", name="draft", field=models.JSONField(db_default={}, default=dict)),
    ]
