"""Signs, what was found at them, scans of a day."""

import django.db.models.deletion
from django.db import migrations, models

import tidtam.kernel.ids
import tidtam.signs.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0003_exports"),
        ("offices", "0001_offices"),
        ("places", "0002_boundary"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("uuid", models.UUIDField(unique=True)),
                ("code", models.CharField(default=tidtam.signs.rules.code, editable=False, max_length=8, unique=True)),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hall", "ศาลากลางจังหวัด/ศูนย์ราชการจังหวัด"),
                            ("district", "ที่ว่าการอำเภอ"),
                            ("headman", "ที่ทำการกำนัน ผู้ใหญ่บ้าน"),
                            ("lgo", "ที่ทำการ อปท."),
                            ("other", "สถานที่อื่นที่เหมาะสม"),
                        ],
                        max_length=8,
                    ),
                ),
                ("place", models.CharField(max_length=200)),
                (
                    "size",
                    models.CharField(
                        choices=[("label", "แผ่นเล็ก 8 ป้ายต่อ A4"), ("a4", "โปสเตอร์ A4"), ("vinyl", "ไวนิล 120 × 80 ซม.")],
                        default="vinyl",
                        max_length=8,
                    ),
                ),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "วางแผน"),
                            ("printed", "พิมพ์แล้ว"),
                            ("installed", "ติดตั้งแล้ว"),
                            ("damaged", "ชำรุด"),
                            ("lost", "หาย"),
                            ("expired", "หมดอายุ"),
                            ("removed", "ถอดแล้ว"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("printed_at", models.DateTimeField(null=True)),
                ("installed_on", models.DateField(null=True)),
                ("expires_on", models.DateField(null=True)),
                (
                    "found",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("installed", "ติดตั้ง"),
                            ("right", "ถูกต้อง อ่านได้ สแกนได้"),
                            ("damaged", "ชำรุดหรือซีดจาง"),
                            ("dead", "QR สแกนไม่ได้หรือถูกปิดทับ"),
                            ("copied", "QR ไปอยู่ที่อื่น หรือถูกแปะ QR อื่นทับ"),
                            ("lost", "ไม่พบป้าย"),
                        ],
                        max_length=10,
                    ),
                ),
                ("checked_on", models.DateField(null=True)),
                ("copied", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                ("by", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.office",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScanDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("on", models.DateField()),
                ("n", models.PositiveIntegerField(default=0)),
                (
                    "sign",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signs.sign"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "found",
                    models.CharField(
                        choices=[
                            ("installed", "ติดตั้ง"),
                            ("right", "ถูกต้อง อ่านได้ สแกนได้"),
                            ("damaged", "ชำรุดหรือซีดจาง"),
                            ("dead", "QR สแกนไม่ได้หรือถูกปิดทับ"),
                            ("copied", "QR ไปอยู่ที่อื่น หรือถูกแปะ QR อื่นทับ"),
                            ("lost", "ไม่พบป้าย"),
                        ],
                        max_length=10,
                    ),
                ),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("metres", models.PositiveIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("by", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "photo",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "sign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="signs.sign",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="sign",
            index=models.Index(fields=["scope_path", "-id"], name="signs_list"),
        ),
        migrations.AddIndex(
            model_name="sign",
            index=models.Index(fields=["scope_path", "state", "area", "kind"], name="signs_coverage"),
        ),
        migrations.AddIndex(
            model_name="sign",
            index=models.Index(
                condition=models.Q(("expires_on__isnull", False)), fields=["expires_on"], name="signs_expiry"
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("installed", "damaged", "lost", "expired")), _negated=True),
                    models.Q(("installed_on__isnull", False), ("photo__isnull", False)),
                    _connector="OR",
                ),
                name="signs_hangs_with_photo",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="signs_whole_position",
            ),
        ),
        migrations.AddIndex(
            model_name="scanday",
            index=models.Index(fields=["scope_path", "on"], name="signs_scans"),
        ),
        migrations.AddConstraint(
            model_name="scanday",
            constraint=models.UniqueConstraint(fields=("sign", "on"), name="signs_scan_day"),
        ),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(fields=["sign", "-id"], name="signs_checks"),
        ),
    ]
