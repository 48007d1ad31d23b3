"""Sheets for the systems of others and their lines, behind the wall; nothing of them is deleted."""

import django.db.models.deletion
from django.db import migrations, models

import tidtam.kernel.ids
from tidtam.kernel import wall

SYSTEMS = [("info", "INFO ระบบข้อมูลกลาง อปท.")]
STATES = [("open", "ยังคีย์ไม่ครบ"), ("done", "คีย์ครบแล้ว"), ("nil", "ไม่มีรายการ")]
TABLES = ("keytask", "keyrow")
SQL = "".join(wall.protect(f"exchange_{table}") for table in TABLES) + "".join(
    f"REVOKE DELETE, TRUNCATE ON exchange_{table} FROM tidtam_app;" for table in TABLES
)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("offices", "0001_offices")]

    operations = [
        migrations.CreateModel(
            name="KeyTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("system", models.CharField(choices=SYSTEMS, max_length=10)),
                ("period", models.DateField()),
                ("state", models.CharField(choices=STATES, default="open", max_length=4)),
                ("done_at", models.DateTimeField(null=True)),
                ("by", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(default=1)),
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
            options={
                "indexes": [models.Index(fields=["scope_path", "system", "period"], name="exchange_task_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("office", "system", "period"), name="exchange_task_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("done_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="exchange_task_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("code", models.CharField(max_length=24)),
                ("value", models.DecimalField(decimal_places=2, max_digits=16)),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.BigIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="exchange.keytask"
                    ),
                ),
            ],
            options={
                "ordering": ["task_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("task", "code"),
                        name="exchange_row_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
