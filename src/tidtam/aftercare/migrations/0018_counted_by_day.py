"""The live figures of a nation: visits are found by their day, and an index alone says which cases count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0017_passed_on")]
    operations = [
        migrations.RemoveIndex(model_name="case", name="aftercare_case_scope_ends"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["scope_path", "ends_on"],
                include=("id", "enrolled_on", "close_reason", "programme"),
                name="aftercare_case_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["visited_on", "scope_path"], name="aftercare_visit_by_day"),
        ),
    ]
