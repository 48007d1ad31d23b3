"""A second system of others: MOI Drugs GIS."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="keytask",
            name="system",
            field=models.CharField(
                choices=[
                    ("info", "INFO ระบบข้อมูลกลาง อปท."),
                    ("moi_gis", "MOI Drugs GIS ระบบสารสนเทศกลางเพื่อการแก้ไขปัญหายาเสพติด"),
                ],
                max_length=10,
            ),
        ),
    ]
