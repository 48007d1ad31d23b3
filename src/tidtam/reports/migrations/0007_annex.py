from django.db import migrations, models


class Migration(migrations.Migration):
    """Editions signed from now on cover their annex; those signed before keep the scheme they were signed by."""

    dependencies = [("reports", "0006_touch")]

    operations = [
        migrations.AddField(model_name="edition", name="annex", field=models.JSONField(null=True)),
        migrations.AddField(
            model_name="edition", name="scheme", field=models.PositiveSmallIntegerField(default=1, db_default=1)
        ),
        migrations.AlterField(
            model_name="edition", name="scheme", field=models.PositiveSmallIntegerField(default=2, db_default=2)
        ),
    ]
