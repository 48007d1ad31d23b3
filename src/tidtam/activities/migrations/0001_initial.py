"""Activities, their photos and knowledge used; knowledge sets, their files, shares and readers."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import tidtam.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0003_exports"),
        ("letters", "0005_hold"),
        ("offices", "0001_offices"),
        ("places", "0001_areas"),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("uuid", models.UUIDField(unique=True)),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "measure",
                    models.CharField(choices=[("welfare", "สาธารณสงเคราะห์ วัด–ชุมชน")], default="welfare", max_length=12),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("relief", "มอบสิ่งของ เงิน หรืออาหาร"),
                            ("housing", "ซ่อมสร้างที่อยู่อาศัย"),
                            ("care", "ดูแลผู้ป่วย ผู้สูงอายุ ผู้พิการ"),
                            ("learning", "เรียนรู้ ฝึกอาชีพ ทุนการศึกษา"),
                            ("farming", "เศรษฐกิจพอเพียง โคก หนอง นา"),
                            ("disaster", "ช่วยผู้ประสบภัย"),
                            ("place", "พัฒนาวัดและที่สาธารณะ"),
                            ("other", "อื่น ๆ"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("place", models.CharField(max_length=200)),
                ("place_key", models.CharField(max_length=200)),
                ("moo", models.CharField(blank=True, max_length=10)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("persons", models.PositiveIntegerField(default=0)),
                ("households", models.PositiveIntegerField(default=0)),
                (
                    "partners",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                ("budget_baht", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ("fund", models.CharField(blank=True, max_length=120)),
                ("given", models.CharField(blank=True, max_length=300)),
                ("model_area", models.BooleanField(default=False)),
                ("result", models.TextField(blank=True)),
                ("expansion", models.TextField(blank=True)),
                (
                    "knowledge",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("recorded", "บันทึกแล้ว"), ("voided", "ยกเลิกแล้ว")], default="recorded", max_length=8
                    ),
                ),
                ("void_reason", models.CharField(blank=True, max_length=300)),
                ("voided_at", models.DateTimeField(null=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="KnowledgeSet",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("title", models.CharField(max_length=200)),
                ("summary", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "letter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="letters.letter",
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
            ],
        ),
        migrations.CreateModel(
            name="KnowledgeRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("by", models.BigIntegerField()),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("opened_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
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
                    "knowledge",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reads",
                        to="activities.knowledgeset",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KnowledgeFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("document", "เอกสาร"), ("infographic", "อินโฟกราฟิก")],
                        default="document",
                        max_length=12,
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=255)),
                ("at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "stored",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "knowledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="activities.knowledgeset"
                    ),
                ),
            ],
            options={
                "ordering": ["role", "pk"],
            },
        ),
        migrations.CreateModel(
            name="KnowledgeShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "from_office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.office",
                    ),
                ),
                (
                    "knowledge",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="activities.knowledgeset",
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
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="activities.activity",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["activity_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Used",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="used",
                        to="activities.activity",
                    ),
                ),
                (
                    "knowledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="activities.knowledgeset"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["scope_path", "-on", "-id"], name="activities_list"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["measure", "on"], name="activities_month"),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("on")), _connector="OR"),
                name="activities_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(condition=models.Q(("budget_baht__gte", 0)), name="activities_budget"),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "recorded"), ("voided_at__isnull", True)),
                    models.Q(
                        ("state", "voided"), ("voided_at__isnull", False), models.Q(("void_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="activities_void_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="knowledgeread",
            index=models.Index(fields=["knowledge", "scope_path"], name="activities_read_scope"),
        ),
        migrations.AddConstraint(
            model_name="knowledgeread",
            constraint=models.UniqueConstraint(fields=("knowledge", "office", "by"), name="activities_read_once"),
        ),
        migrations.AddConstraint(
            model_name="knowledgefile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("knowledge", "role", "sha256"),
                name="activities_knowledge_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="knowledgefile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True), ("role", "infographic")),
                fields=("knowledge",),
                name="activities_one_infographic",
            ),
        ),
        migrations.AddIndex(
            model_name="knowledgeshare",
            index=models.Index(fields=["knowledge", "scope_path"], name="activities_share_scope"),
        ),
        migrations.AddIndex(
            model_name="knowledgeshare",
            index=models.Index(fields=["scope_path"], name="activities_share_list"),
        ),
        migrations.AddConstraint(
            model_name="knowledgeshare",
            constraint=models.UniqueConstraint(fields=("knowledge", "office"), name="activities_share_once"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("activity", "file"),
                name="activities_photo_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="used",
            constraint=models.UniqueConstraint(fields=("activity", "knowledge"), name="activities_used_once"),
        ),
    ]
