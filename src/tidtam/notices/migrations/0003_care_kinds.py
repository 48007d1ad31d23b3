"""Kinds of notices of the aftercare room; the column itself does not change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_wall")]
    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ahead", "ใกล้ถึงกำหนด"),
                    ("soon", "อีกสองวันทำการ"),
                    ("today", "ครบกำหนดวันนี้"),
                    ("before_off", "ส่งก่อนวันหยุด"),
                    ("late_below", "หน่วยใต้สังกัดค้างส่ง"),
                    ("reminder", "หน่วยเหนือเตือน"),
                    ("urgent", "เรื่องด่วนรอรับทราบ"),
                    ("visits", "นัดเยี่ยม"),
                    ("handing", "รอรับช่วงต่อ"),
                    ("waiting", "คำขอที่ยังรอ"),
                    ("work", "งานที่ต้องทำ"),
                ],
                max_length=12,
            ),
        ),
    ]
