import django.db.models.deletion
from django.db import migrations, models

from tidtam.kernel import wall


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_wall")]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("words", models.CharField(blank=True, max_length=500)),
                ("by", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=200)),
                ("office", models.BigIntegerField()),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="reports.report"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "office", "on"), name="reports_reminder_daily")
                ],
            },
        ),
        migrations.RunSQL(wall.protect("reports_reminder"), migrations.RunSQL.noop),
    ]
