"""People for one purpose each, addresses, caregivers, keys of the search, merges."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import tidtam.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audit", "0003_old_rows"),
        ("offices", "0001_offices"),
        ("places", "0001_areas"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(default=tidtam.kernel.ids.public_id, max_length=12, unique=True)),
                (
                    "purpose",
                    models.CharField(choices=[("aftercare", "ติดตามหลังฟื้นฟู"), ("help", "ขอความช่วยเหลือ")], max_length=9),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("title", models.TextField(blank=True, default="")),
                ("first_name", models.TextField()),
                ("last_name", models.TextField(blank=True, default="")),
                ("nickname", models.TextField(blank=True, default="")),
                (
                    "sex",
                    models.CharField(choices=[("1", "ชาย"), ("2", "หญิง"), ("9", "ไม่ระบุ")], default="9", max_length=1),
                ),
                ("birth_date", models.DateField(blank=True, null=True)),
                (
                    "birth_precision",
                    models.CharField(
                        choices=[("day", "รู้วัน เดือน ปี"), ("month", "รู้เดือนและปี"), ("year", "รู้เฉพาะปี")],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("nationality", models.CharField(default="TH", max_length=2)),
                (
                    "religion",
                    models.CharField(
                        blank=True,
                        choices=[("1", "พุทธ"), ("2", "อิสลาม"), ("3", "คริสต์"), ("9", "อื่น ๆ")],
                        default="",
                        max_length=1,
                    ),
                ),
                (
                    "id_kind",
                    models.CharField(
                        choices=[
                            ("national", "เลขประจำตัวประชาชน"),
                            ("passport", "หนังสือเดินทาง"),
                            ("none", "ไม่มีเลขประจำตัว"),
                        ],
                        max_length=8,
                    ),
                ),
                ("id_sealed", models.BinaryField(null=True)),
                ("id_hash", models.BinaryField(null=True)),
                ("no_id_reason", models.TextField(blank=True, default="")),
                ("phone_sealed", models.BinaryField(null=True)),
                ("phone_hash", models.BinaryField(null=True)),
                ("line_sealed", models.BinaryField(null=True)),
                ("contact_hours", models.TextField(blank=True, default="")),
                (
                    "marital_status",
                    models.CharField(
                        blank=True,
                        choices=[("1", "โสด"), ("2", "สมรส/อยู่ด้วยกัน"), ("3", "หม้าย"), ("4", "หย่า"), ("5", "แยกกันอยู่")],
                        default="",
                        max_length=1,
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0", "ไม่ได้เรียน"),
                            ("1", "ประถม"),
                            ("2", "ม.ต้น"),
                            ("3", "ม.ปลาย/ปวช."),
                            ("4", "ปวส./อนุปริญญา"),
                            ("5", "ป.ตรี"),
                            ("6", "สูงกว่า ป.ตรี"),
                        ],
                        default="",
                        max_length=1,
                    ),
                ),
                (
                    "occupation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("00", "ว่างงาน"),
                            ("01", "รับจ้างทั่วไป"),
                            ("02", "เกษตรกร"),
                            ("03", "ค้าขาย/อาชีพอิสระ"),
                            ("04", "ลูกจ้างเอกชน/โรงงาน"),
                            ("05", "ข้าราชการ/พนักงานรัฐ"),
                            ("06", "ประมง"),
                            ("07", "ขับรถ"),
                            ("08", "นักเรียน/นักศึกษา"),
                            ("09", "แม่บ้าน/พ่อบ้าน"),
                            ("10", "นักบวช"),
                            ("99", "อื่น ๆ"),
                        ],
                        default="",
                        max_length=2,
                    ),
                ),
                (
                    "income_band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0", "ไม่มีรายได้"),
                            ("1", "ต่ำกว่า 3,000"),
                            ("2", "3,000–5,999"),
                            ("3", "6,000–9,999"),
                            ("4", "10,000–14,999"),
                            ("5", "15,000 ขึ้นไป"),
                        ],
                        default="",
                        max_length=1,
                    ),
                ),
                ("notice_version", models.CharField(blank=True, default="", max_length=20)),
                ("notice_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="people.person",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("frozen", models.BinaryField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("by_grant", models.BigIntegerField(null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "loser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lost", to="people.person"
                    ),
                ),
                (
                    "winner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="won", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Caregiver",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("1", "บิดา"),
                            ("2", "มารดา"),
                            ("3", "คู่สมรส"),
                            ("4", "บุตร"),
                            ("5", "พี่น้อง"),
                            ("6", "ปู่ย่าตายาย"),
                            ("7", "ญาติอื่น"),
                            ("8", "นายจ้าง"),
                            ("9", "อื่น ๆ"),
                        ],
                        default="9",
                        max_length=1,
                    ),
                ),
                ("phone_sealed", models.BinaryField(null=True)),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="caregiver", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("registered", "ภูมิลำเนาตามทะเบียนบ้าน"), ("current", "ที่พักอาศัยปัจจุบัน")], max_length=10
                    ),
                ),
                ("house_no", models.TextField(blank=True, default="")),
                ("moo", models.TextField(blank=True, default="")),
                ("village", models.TextField(blank=True, default="")),
                ("soi", models.TextField(blank=True, default="")),
                ("road", models.TextField(blank=True, default="")),
                ("postcode", models.CharField(blank=True, default="", max_length=5)),
                ("position_sealed", models.BinaryField(null=True)),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="addresses", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "purpose",
                    models.CharField(choices=[("aftercare", "ติดตามหลังฟื้นฟู"), ("help", "ขอความช่วยเหลือ")], max_length=9),
                ),
                ("folded", models.TextField()),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="people_personkey_keys")],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["scope_path", "purpose"], name="people_person_scope"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["id_hash"], name="people_person_id_hash"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["phone_hash"], name="people_person_phone_hash"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("id_hash__isnull", True),
                        ("id_kind", "none"),
                        ("id_sealed__isnull", True),
                        models.Q(("no_id_reason", ""), _negated=True),
                    ),
                    models.Q(
                        ("id_hash__isnull", False),
                        ("id_kind__in", ["national", "passport"]),
                        ("id_sealed__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="people_person_identified",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="people_person_not_into_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("notice_at__isnull", True), ("notice_version", "")),
                    models.Q(models.Q(("notice_version", ""), _negated=True), ("notice_at__isnull", False)),
                    _connector="OR",
                ),
                name="people_person_notice_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)), fields=("loser",), name="people_merge_live_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.UniqueConstraint(fields=("person", "kind"), name="people_address_once"),
        ),
    ]
