"""The visits that must be typed into บสต., and what was said of each, behind the wall; nothing of them is deleted."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import tidtam.kernel.ids
from tidtam.kernel import wall

TABLES = ("bsortvisit", "bsortmark")
SQL = "".join(wall.protect(f"exchange_{table}") for table in TABLES) + "".join(
    f"REVOKE DELETE, TRUNCATE ON exchange_{table} FROM tidtam_app;" for table in TABLES
)
STATES = [
    ("pending", "รอคีย์"),
    ("keyed", "คีย์แล้ว"),
    ("error", "คีย์ไม่ผ่าน"),
    ("not_required", "ไม่ต้องคีย์"),
]
MARKS = [
    ("keyed", "คีย์แล้ว"),
    ("error", "คีย์ไม่ผ่าน"),
    ("not_required", "ไม่ต้องคีย์"),
    ("taken_back", "ยกเลิกที่บันทึกไว้"),
]
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
WAITING = Q(("held", False), Q(("state__in", ["pending", "error"]), ("changed_at__isnull", False), _connector="OR"))


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_activities"), ("aftercare", "0017_passed_on")]

    operations = [
        migrations.CreateModel(
            name="BsortVisit",
            fields=[
                ("id", ID.clone()),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("visit_no", models.PositiveIntegerField()),
                ("scope_path", models.TextField(db_collation="C")),
                ("since", models.DateTimeField()),
                ("held", models.BooleanField(default=False)),
                ("state", models.CharField(choices=STATES, default="pending", max_length=12)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("at", models.DateTimeField(null=True)),
                ("by", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, default="", max_length=200)),
                ("typed_sealed", models.BinaryField(default=b"")),
                ("changed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="aftercare.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "visit_no"), name="exchange_bsort_once"),
                    models.CheckConstraint(
                        condition=Q(("changed_at__isnull", True), ("state", "keyed"), _connector="OR"),
                        name="exchange_bsort_changed",
                    ),
                    models.CheckConstraint(
                        condition=Q(("state", "pending"), ("at__isnull", False), _connector="XOR"),
                        name="exchange_bsort_marked",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=WAITING, fields=["scope_path", "since", "id"], name="exchange_bsort_waiting"
                    ),
                    models.Index(fields=["scope_path", "at"], name="exchange_bsort_done"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BsortMark",
            fields=[
                ("id", ID.clone()),
                ("scope_path", models.TextField(db_collation="C")),
                ("what", models.CharField(choices=MARKS, max_length=12)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, default="", max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="aftercare.case"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="exchange.bsortvisit",
                    ),
                ),
            ],
            options={"ordering": ["line_id", "pk"]},
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
