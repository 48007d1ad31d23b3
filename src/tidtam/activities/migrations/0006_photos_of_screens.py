"""A print keeps how regular a pattern runs over the photo; a flag may ask whether it was taken from a screen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0005_near_photos")]
    operations = [
        migrations.AddField(model_name="print", name="weave", field=models.FloatField(null=True)),
        migrations.AlterField(
            model_name="flag",
            name="kind",
            field=models.CharField(
                choices=[
                    ("recycled", "ภาพคล้ายกับภาพที่ใช้แล้ว"),
                    ("elsewhere", "ถ่ายห่างจากที่จัด"),
                    ("other_day", "ถ่ายไม่ตรงวันที่จัด"),
                    ("screen", "อาจถ่ายจากหน้าจอ"),
                ],
                max_length=9,
            ),
        ),
    ]
