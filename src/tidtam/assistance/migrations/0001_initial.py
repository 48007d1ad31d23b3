"""Needs and their movements."""

import django.db.models.deletion
from django.db import migrations, models

import tidtam.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0002_wall"),
        ("offices", "0001_offices"),
        ("people", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("OCC", "ฝึกอาชีพ/พัฒนาทักษะ"),
                            ("JOB", "จัดหางาน/มีงานทำ"),
                            ("CAP", "เงินทุน/อุปกรณ์ประกอบอาชีพ"),
                            ("EDU", "การศึกษา"),
                            ("MED", "รักษาพยาบาล/สุขภาพกาย"),
                            ("MEN", "สุขภาพจิต"),
                            ("WEL", "สงเคราะห์/สวัสดิการ/เบี้ยยังชีพ"),
                            ("HOU", "ที่อยู่อาศัย/ซ่อมบ้าน"),
                            ("DOC", "เอกสาร/ทะเบียนราษฎร/บัตร"),
                            ("LEG", "กฎหมาย/หนี้"),
                            ("FAM", "ครอบครัว/เด็ก/ผู้พึ่งพิง"),
                            ("REL", "ที่พึ่งทางใจ/วัด"),
                            ("EQP", "ถุงยังชีพ/ของใช้จำเป็น"),
                            ("OTH", "อื่น ๆ"),
                        ],
                        max_length=3,
                    ),
                ),
                ("detail_sealed", models.BinaryField(default=b"")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("district", "อำเภอ"),
                            ("counter", "เคาน์เตอร์"),
                            ("phone", "โทรศัพท์"),
                            ("web", "เว็บไซต์"),
                            ("survey", "การสำรวจ"),
                            ("letter", "หนังสือ"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "bucket",
                    models.CharField(
                        choices=[
                            ("unmet", "ยังไม่ได้"),
                            ("in_progress", "กำลังช่วย"),
                            ("met", "ช่วยแล้ว"),
                            ("withdrawn", "ขอถอน"),
                            ("not_eligible", "ไม่เข้าเกณฑ์"),
                            ("merged", "รวมกับคำขออื่น"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("waiting", "รอรับเรื่อง"),
                            ("no_budget", "ยังไม่มีงบประมาณ"),
                            ("beyond", "เกินกำลัง"),
                            ("no_provider", "ยังไม่มีหน่วยงานที่ทำได้"),
                            ("unreached", "ติดต่อไม่ได้"),
                            ("other", "เหตุอื่น"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answer_sealed", models.BinaryField(default=b"")),
                ("asked_on", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("due_on", models.DateField(null=True)),
                ("next_step", models.CharField(blank=True, max_length=200)),
                ("settled_on", models.DateField(null=True)),
                ("given", models.TextField(blank=True)),
                ("amount_baht", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("fund", models.CharField(blank=True, max_length=120)),
                ("version", models.IntegerField(default=1)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="people.person"
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="assistance.need",
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
            name="Movement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "need",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="assistance.need",
                    ),
                ),
                ("seq", models.IntegerField()),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "bucket",
                    models.CharField(
                        choices=[
                            ("unmet", "ยังไม่ได้"),
                            ("in_progress", "กำลังช่วย"),
                            ("met", "ช่วยแล้ว"),
                            ("withdrawn", "ขอถอน"),
                            ("not_eligible", "ไม่เข้าเกณฑ์"),
                            ("merged", "รวมกับคำขออื่น"),
                        ],
                        max_length=12,
                    ),
                ),
                ("delta", models.SmallIntegerField()),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("waiting", "รอรับเรื่อง"),
                            ("no_budget", "ยังไม่มีงบประมาณ"),
                            ("beyond", "เกินกำลัง"),
                            ("no_provider", "ยังไม่มีหน่วยงานที่ทำได้"),
                            ("unreached", "ติดต่อไม่ได้"),
                            ("other", "เหตุอื่น"),
                        ],
                        max_length=12,
                    ),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("verb", models.CharField(max_length=10)),
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
                "ordering": ["need_id", "seq"],
            },
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["scope_path", "bucket", "asked_on"], name="assistance_need_list"),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                condition=models.Q(("bucket__in", ["unmet", "in_progress"])),
                fields=["scope_path", "asked_on"],
                name="assistance_need_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bucket", "unmet"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("bucket", "unmet"), _negated=True), ("reason", "")),
                    _connector="OR",
                ),
                name="assistance_unmet_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bucket", "met"), ("settled_on__isnull", False), models.Q(("given", ""), _negated=True)),
                    models.Q(
                        models.Q(("bucket", "met"), _negated=True),
                        ("amount_baht__isnull", True),
                        ("fund", ""),
                        ("given", ""),
                        ("settled_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="assistance_met_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bucket", "merged"), ("merged_into__isnull", False)),
                    models.Q(models.Q(("bucket", "merged"), _negated=True), ("merged_into__isnull", True)),
                    _connector="OR",
                ),
                name="assistance_merged_into",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="assistance_merged_other"
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled_on__isnull", True), ("settled_on__gte", models.F("asked_on")), _connector="OR"
                ),
                name="assistance_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_baht__isnull", True), ("amount_baht__gte", 0), _connector="OR"),
                name="assistance_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                condition=models.Q(("delta", 1)), fields=["scope_path", "day"], name="assistance_movement_in"
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.UniqueConstraint(fields=("need", "seq"), name="assistance_movement_once"),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(("delta__in", [-1, 1])), name="assistance_movement_delta"
            ),
        ),
    ]
