"""Exports: what was taken out, by whom and what for."""

import django.db.models.deletion
from django.db import migrations, models

import tidtam.kernel.ids
from tidtam.kernel import wall


class Migration(migrations.Migration):
    dependencies = [("files", "0002_wall"), ("accounts", "0001_initial"), ("offices", "0001_offices")]
    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("user_id", models.BigIntegerField()),
                ("what", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=200)),
                ("purpose", models.CharField(max_length=300)),
                ("asked", models.JSONField(default=dict)),
                ("kind", models.CharField(default="xlsx", max_length=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "รอทำ"),
                            ("running", "กำลังทำ"),
                            ("ready", "พร้อมดาวน์โหลด"),
                            ("failed", "ทำไม่สำเร็จ"),
                            ("dropped", "หมดอายุแล้ว"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("problem", models.CharField(blank=True, default="", max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField()),
                ("taken", models.PositiveIntegerField(default=0)),
                (
                    "grant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.grant"
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
        migrations.AddIndex(
            model_name="export", index=models.Index(fields=["user_id", "-asked_at"], name="files_export_user")
        ),
        migrations.RunSQL(wall.protect("files_export"), migrations.RunSQL.noop),
    ]
