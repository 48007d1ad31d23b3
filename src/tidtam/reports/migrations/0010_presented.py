"""When a report was put before its signer; what waits to be read by an office above is found without a scan."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_touch_quickly")]

    operations = [
        migrations.AddField(model_name="report", name="presented_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("state__in", ("sent", "amended"))),
                fields=["scope_path"],
                name="reports_report_waiting",
            ),
        ),
    ]
