from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_reminders")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="prepared_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(model_name="report", name="prepared_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="report", name="touched_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("touched_at__isnull", False)), fields=["touched_at"], name="reports_report_touched"
            ),
        ),
    ]
