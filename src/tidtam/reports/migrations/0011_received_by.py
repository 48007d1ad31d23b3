"""Which office accepted a report: it stays named when the office below is moved to another branch."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_offices"), ("reports", "0010_presented")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="received_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="offices.office",
            ),
        ),
    ]
