from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_quick_search")]
    operations = [
        migrations.AddField("merge", "undone_reason", models.TextField(blank=True, default="")),
    ]
