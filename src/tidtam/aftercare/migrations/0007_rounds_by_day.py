"""An index that lists every round by day, so that the first page of millions costs what one page does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0006_screening_earlier")]
    operations = [
        migrations.AddIndex(
            model_name="round",
            index=models.Index(fields=["due_on", "case", "round_no"], name="aftercare_round_by_day"),
        ),
    ]
