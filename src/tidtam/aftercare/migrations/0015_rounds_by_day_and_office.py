"""One index for rounds by day in every scope: the nation walks it through, a district steps from day to day.

It stands for the two there were. By office and then day a scope's rounds had all to be read and sorted for one page.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0014_keys")]
    operations = [
        migrations.RemoveIndex(model_name="round", name="aftercare_round_by_day"),
        migrations.RemoveIndex(model_name="round", name="aftercare_round_scope_due"),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(fields=["due_on", "scope_path", "case", "round_no"], name="aftercare_round_by_day"),
        ),
    ]
