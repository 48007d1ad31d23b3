import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
from django.db import migrations, models

import tidtam.offices.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_areas"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="OfficeImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("filename", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("checked", "ตรวจแล้ว"), ("applied", "นำเข้าแล้ว"), ("undone", "เลิกทำแล้ว")],
                        default="checked",
                        max_length=8,
                    ),
                ),
                ("rows", models.JSONField(default=list)),
                ("errors", models.JSONField(default=list)),
                ("changes", models.JSONField(default=list)),
                ("created_by", models.BigIntegerField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=24, unique=True)),
                ("name_th", models.TextField()),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name_th"), function="th_key"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                ("short_name", models.TextField(blank=True, default="")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("ministry", "กระทรวง"),
                            ("department", "กรม"),
                            ("province", "จังหวัด"),
                            ("district", "อำเภอ/เขต"),
                            ("lgo", "อปท."),
                            ("team", "ชุดปฏิบัติการ"),
                            ("agency", "หน่วยงานภาคี"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "line",
                    models.CharField(
                        choices=[
                            ("root", "ส่วนกลาง"),
                            ("dopa", "สายปกครอง"),
                            ("dla", "สายท้องถิ่น"),
                            ("health", "สายสาธารณสุข"),
                            ("agency", "หน่วยงานภาคี"),
                            ("bangkok", "กรุงเทพมหานคร"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "lgo_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PAO", "องค์การบริหารส่วนจังหวัด"),
                            ("CITY", "เทศบาลนคร"),
                            ("TOWN", "เทศบาลเมือง"),
                            ("SUBM", "เทศบาลตำบล"),
                            ("TAO", "องค์การบริหารส่วนตำบล"),
                            ("SPEC", "รูปแบบพิเศษ"),
                        ],
                        default="",
                        max_length=4,
                    ),
                ),
                ("path", models.TextField(db_collation="C")),
                ("letter_prefix", models.CharField(blank=True, default="", max_length=40)),
                ("address", models.TextField(blank=True, default="")),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("head_title", models.TextField(blank=True, default="")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("national", "โครงสร้างส่วนกลาง"),
                            ("demo", "ข้อมูลสาธิต"),
                            ("import", "นำเข้าจากไฟล์"),
                            ("manual", "บันทึกเอง"),
                        ],
                        default="manual",
                        max_length=8,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.area",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="offices.office",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.area",
                    ),
                ),
            ],
            options={
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="OfficeArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "coverage",
                    models.CharField(choices=[("whole", "ทั้งพื้นที่"), ("part", "บางส่วน")], default="whole", max_length=5),
                ),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="areas", to="offices.office"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OfficeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_th", models.TextField()),
                ("short_name", models.TextField(blank=True, default="")),
                (
                    "lgo_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PAO", "องค์การบริหารส่วนจังหวัด"),
                            ("CITY", "เทศบาลนคร"),
                            ("TOWN", "เทศบาลเมือง"),
                            ("SUBM", "เทศบาลตำบล"),
                            ("TAO", "องค์การบริหารส่วนตำบล"),
                            ("SPEC", "รูปแบบพิเศษ"),
                        ],
                        default="",
                        max_length=4,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="offices.office"
                    ),
                ),
            ],
            options={
                "ordering": ["office_id", "valid_from"],
            },
        ),
        migrations.AddIndex(
            model_name="office",
            index=models.Index(fields=["line", "level", "name_key"], name="offices_office_line_level_key"),
        ),
        migrations.AddIndex(
            model_name="office",
            index=models.Index(fields=["letter_prefix"], name="offices_office_letter_prefix"),
        ),
        migrations.AddIndex(
            model_name="office",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["name_th"], name="offices_office_name_trgm", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(fields=("path",), name="offices_office_path_unique"),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(("path__regex", "^1\\.([a-z]\\.([0-9]+\\.)*)?$")), name="offices_office_path_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("line", "root"), ("path", "1.")),
                    models.Q(("line", "dopa"), ("path__startswith", "1.d.")),
                    models.Q(("line", "dla"), ("path__startswith", "1.l.")),
                    models.Q(("line", "health"), ("path__startswith", "1.h.")),
                    models.Q(("line", "agency"), ("path__startswith", "1.a.")),
                    models.Q(("line", "bangkok"), ("path__startswith", "1.b.")),
                    _connector="OR",
                ),
                name="offices_office_line_fits_path",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "lgo"), ("lgo_type__in", ["PAO", "CITY", "TOWN", "SUBM", "TAO", "SPEC"])),
                    models.Q(models.Q(("level", "lgo"), _negated=True), ("lgo_type", "")),
                    _connector="OR",
                ),
                name="offices_office_lgo_has_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="offices_office_validity",
            ),
        ),
        migrations.AddConstraint(
            model_name="officearea",
            constraint=models.UniqueConstraint(fields=("office", "area"), name="offices_officearea_once"),
        ),
        migrations.AddConstraint(
            model_name="officeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="offices_version_validity",
            ),
        ),
        migrations.AddConstraint(
            model_name="officeversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        tidtam.offices.models._ValidDays(
                            "valid_from", "valid_to", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                    ("office", "="),
                ],
                name="offices_version_no_overlap",
            ),
        ),
    ]
