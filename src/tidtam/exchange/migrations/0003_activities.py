"""Two more sheets: activities for MOI Drugs GIS and for NISPA."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_moi_gis")]

    operations = [
        migrations.AlterField(
            model_name="keytask",
            name="system",
            field=models.CharField(
                choices=[
                    ("info", "INFO ระบบข้อมูลกลาง อปท."),
                    ("moi_gis", "MOI Drugs GIS ระบบสารสนเทศกลางเพื่อการแก้ไขปัญหายาเสพติด"),
                    ("moi_acts", "MOI Drugs GIS กิจกรรม"),
                    ("nispa", "NISPA ระบบสารสนเทศยาเสพติดจังหวัด"),
                ],
                max_length=10,
            ),
        ),
    ]
