"""Requests, the committee, deliveries, referrals, the citizen's side and the centre's own work."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import tidtam.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0002_ledger"),
        ("files", "0003_exports"),
        ("offices", "0001_offices"),
        ("people", "0004_undone_reason"),
        ("places", "0001_areas"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("place", models.CharField(max_length=200)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("condition", models.CharField(choices=[("1", "สมบูรณ์"), ("2", "ชำรุด"), ("3", "ไม่มี")], max_length=1)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("checked_on", models.DateField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SurveySheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("scope_path", models.TextField(db_collation="C")),
                ("on", models.DateField()),
                ("moo", models.CharField(blank=True, max_length=4)),
                ("team", models.CharField(max_length=300)),
                ("note_sealed", models.BinaryField(default=b"")),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("pin_hash", models.CharField(max_length=200)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("locked_until", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("administration", "ที่ทำการปกครองจังหวัด"),
                            ("health", "สำนักงานสาธารณสุขจังหวัด"),
                            ("welfare", "สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด"),
                            ("labour", "สำนักงานแรงงานจังหวัด"),
                            ("employment", "สำนักงานจัดหางานจังหวัด"),
                            ("skill", "สำนักงานพัฒนาฝีมือแรงงานจังหวัด"),
                            ("education", "สำนักงานศึกษาธิการจังหวัด"),
                            ("learning", "สำนักงานส่งเสริมการเรียนรู้จังหวัด"),
                            ("schools", "สำนักงานเขตพื้นที่การศึกษา"),
                            ("hospital", "โรงพยาบาล"),
                            ("shelter", "บ้านพักเด็กและครอบครัว"),
                            ("justice", "สำนักงานยุติธรรมจังหวัด"),
                            ("damrongtham", "ศูนย์ดำรงธรรม"),
                            ("red_cross", "เหล่ากาชาดจังหวัด"),
                            ("temple", "วัด คณะสงฆ์"),
                            ("district", "ที่ว่าการอำเภอ"),
                            ("lgo", "องค์กรปกครองส่วนท้องถิ่น"),
                            ("other", "หน่วยอื่น"),
                        ],
                        max_length=14,
                    ),
                ),
                ("name", models.TextField()),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("email", models.CharField(blank=True, max_length=254)),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        default=list,
                        size=None,
                    ),
                ),
                ("active", models.BooleanField(default=True)),
                ("checked_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "district",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("year", models.SmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("places", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "ร่าง"), ("posted", "ปิดประกาศอยู่"), ("taken_down", "ครบกำหนด ปลดแล้ว")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("posted_at", models.DateTimeField(null=True)),
                ("posted_by", models.BigIntegerField(null=True)),
                ("taken_down_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="Book",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField(default=0)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChannelRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("counter", "เคาน์เตอร์"),
                            ("phone", "โทรศัพท์"),
                            ("line", "ไลน์"),
                            ("web", "เว็บไซต์หรือคิวอาร์"),
                            ("mobile", "หน่วยเคลื่อนที่เร็ว"),
                            ("village_head", "ผู้ใหญ่บ้าน กำนัน"),
                            ("post", "ไปรษณีย์"),
                        ],
                        max_length=12,
                    ),
                ),
                ("works", models.BooleanField(default=True)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("checked_on", models.DateField(null=True)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
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
                (
                    "photo",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("year", models.SmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("meets_at", models.DateTimeField()),
                ("place", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "นัดประชุม"), ("held", "ประชุมแล้ว"), ("confirmed", "รับรองมติแล้ว")],
                        default="planned",
                        max_length=9,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.BigIntegerField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "minutes",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
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
            name="Attendee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("seq", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("position", models.CharField(blank=True, max_length=160)),
                (
                    "seat",
                    models.CharField(
                        choices=[
                            ("chair", "ประธาน"),
                            ("member", "กรรมการ"),
                            ("secretary", "กรรมการและเลขานุการ"),
                            ("assistant", "ผู้ช่วยเลขานุการ"),
                        ],
                        max_length=9,
                    ),
                ),
                ("present", models.BooleanField(null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendees",
                        to="assistance.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting_id", "seq"],
            },
        ),
        migrations.CreateModel(
            name="ReferenceRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("DISASTER", "สาธารณภัย"),
                            ("QOL", "ส่งเสริมและพัฒนาคุณภาพชีวิต"),
                            ("DISEASE", "ป้องกันและควบคุมโรคติดต่อ"),
                            ("FARMER", "เกษตรกรผู้มีรายได้น้อย"),
                        ],
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "track",
                    models.CharField(
                        choices=[("immediate", "ช่วยเฉพาะหน้า"), ("committee", "ผ่านคณะกรรมการ")], max_length=9
                    ),
                ),
                ("title", models.TextField()),
                ("clause", models.TextField(blank=True)),
                ("needs_committee", models.BooleanField(default=True)),
                ("announce_days", models.PositiveSmallIntegerField(default=15)),
                ("answer_days", models.PositiveSmallIntegerField(default=15)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("verified_on", models.DateField(null=True)),
                ("verified_by", models.BigIntegerField(null=True)),
                ("verified_source", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("category", "track", "version"), name="assistance_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="assistance_rule_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("announce_days__lte", 365)), name="assistance_rule_announce"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "kind",
                    models.CharField(
                        choices=[("referral", "ส่งต่อ"), ("escalation", "เกินกำลัง ส่งหน่วยเหนือ"), ("return", "ส่งกลับให้ตัดสิน")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "ส่งแล้ว ยังไม่เปิด"),
                            ("read", "เปิดอ่านแล้ว"),
                            ("acknowledged", "รับเรื่องแล้ว"),
                            ("asked", "ขอข้อมูลเพิ่ม"),
                            ("done", "ช่วยแล้ว"),
                            ("cannot", "ทำไม่ได้"),
                            ("not_ours", "ไม่ใช่งานของเรา"),
                            ("climbed", "ไม่ตอบ ส่งหน่วยเหนือแล้ว"),
                            ("recalled", "เรียกคืน"),
                            ("expired", "หมดอายุ"),
                        ],
                        default="sent",
                        max_length=12,
                    ),
                ),
                ("summary_sealed", models.BinaryField(default=b"")),
                ("generation", models.PositiveSmallIntegerField(default=1)),
                ("token_hash", models.BinaryField(null=True, unique=True)),
                ("pin_hash", models.CharField(blank=True, max_length=200)),
                ("pin_tries", models.PositiveSmallIntegerField(default=0)),
                ("browser_hash", models.BinaryField(null=True)),
                ("bound_at", models.DateTimeField(null=True)),
                ("once_hash", models.BinaryField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("answer_by", models.DateField()),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.BigIntegerField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=120)),
                ("answer_sealed", models.BinaryField(default=b"")),
                ("given", models.CharField(blank=True, max_length=200)),
                ("amount_baht", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("fund", models.CharField(blank=True, max_length=120)),
                ("done_on", models.DateField(null=True)),
                ("step", models.PositiveSmallIntegerField(default=1)),
                ("reminded_on", models.DateField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assistance.agency"
                    ),
                ),
                (
                    "climbed_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="climbed",
                        to="assistance.referral",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="assistance.need"
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
                    "proof",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "to_office",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Inbound",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("from_name", models.TextField()),
                ("from_number", models.CharField(blank=True, max_length=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[("referral", "ส่งต่อ"), ("escalation", "เกินกำลัง ส่งหน่วยเหนือ"), ("return", "ส่งกลับให้ตัดสิน")],
                        max_length=10,
                    ),
                ),
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
                ("summary_sealed", models.BinaryField(default=b"")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "ส่งแล้ว ยังไม่เปิด"),
                            ("read", "เปิดอ่านแล้ว"),
                            ("acknowledged", "รับเรื่องแล้ว"),
                            ("asked", "ขอข้อมูลเพิ่ม"),
                            ("done", "ช่วยแล้ว"),
                            ("cannot", "ทำไม่ได้"),
                            ("not_ours", "ไม่ใช่งานของเรา"),
                            ("climbed", "ไม่ตอบ ส่งหน่วยเหนือแล้ว"),
                            ("recalled", "เรียกคืน"),
                            ("expired", "หมดอายุ"),
                        ],
                        default="sent",
                        max_length=12,
                    ),
                ),
                ("answer_by", models.DateField()),
                ("received_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_sealed", models.BinaryField(default=b"")),
                ("answered_by", models.BigIntegerField(null=True)),
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
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inbound", to="assistance.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReferralMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "side",
                    models.CharField(
                        choices=[("citizen", "ผู้ขอ"), ("office", "หน่วยงาน"), ("agency", "หน่วยที่รับเรื่องต่อ")], max_length=8
                    ),
                ),
                ("words_sealed", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                (
                    "inbound",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="assistance.inbound",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="assistance.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("scope_path", models.TextField(db_collation="C")),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                (
                    "door",
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
                    "category",
                    models.CharField(
                        choices=[
                            ("DISASTER", "สาธารณภัย"),
                            ("QOL", "ส่งเสริมและพัฒนาคุณภาพชีวิต"),
                            ("DISEASE", "ป้องกันและควบคุมโรคติดต่อ"),
                            ("FARMER", "เกษตรกรผู้มีรายได้น้อย"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "track",
                    models.CharField(
                        choices=[("immediate", "ช่วยเฉพาะหน้า"), ("committee", "ผ่านคณะกรรมการ")], max_length=9
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("problem_sealed", models.BinaryField(default=b"")),
                ("wanted_sealed", models.BinaryField(default=b"")),
                ("help_before_sealed", models.BinaryField(default=b"")),
                ("happened_on", models.DateField(null=True)),
                ("household", models.PositiveSmallIntegerField(null=True)),
                (
                    "vulnerable",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("child", "เด็กเล็ก"),
                                ("elder", "ผู้สูงอายุ"),
                                ("disabled", "คนพิการ"),
                                ("bedridden", "ผู้ป่วยติดเตียง"),
                                ("pregnant", "หญิงตั้งครรภ์"),
                                ("alone", "อยู่คนเดียว"),
                            ],
                            max_length=9,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("moo", models.CharField(blank=True, max_length=4)),
                ("house_no", models.CharField(blank=True, max_length=30)),
                ("position_sealed", models.BinaryField(default=b"")),
                ("division", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "รับเรื่องแล้ว"),
                            ("verifying", "กำลังตรวจข้อเท็จจริง"),
                            ("checked", "ตรวจแล้ว รอพิจารณา"),
                            ("committee", "รอคณะกรรมการ"),
                            ("decided", "พิจารณาแล้ว รอช่วย"),
                            ("delivering", "กำลังช่วย"),
                            ("helped", "ช่วยครบแล้ว รอปิดประกาศ"),
                            ("announced", "ปิดประกาศอยู่"),
                            ("reopened", "เปิดเรื่องอีกครั้ง"),
                            ("closed", "ปิดเรื่องแล้ว"),
                            ("refused", "ไม่เข้าเกณฑ์"),
                            ("withdrawn", "ผู้ขอถอนเรื่อง"),
                            ("merged", "รวมกับคำขออื่น"),
                            ("handed", "ส่งต่อหน่วยอื่นทั้งเรื่อง"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "เห็นควรช่วยเหลือ"),
                            ("refused", "ไม่เข้าเกณฑ์"),
                            ("deferred", "เลื่อนพิจารณา"),
                            ("referred", "ส่งต่อหน่วยที่ทำได้"),
                        ],
                        max_length=8,
                    ),
                ),
                ("decided_on", models.DateField(null=True)),
                ("reason_sealed", models.BinaryField(default=b"")),
                ("appointment_at", models.DateTimeField(null=True)),
                ("appointment_sealed", models.BinaryField(default=b"")),
                ("next_step", models.CharField(blank=True, max_length=200)),
                ("due_on", models.DateField(null=True)),
                ("asked_on", models.DateField()),
                ("received_at", models.DateTimeField()),
                ("announced_until", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("reopened", models.PositiveSmallIntegerField(default=0)),
                ("version", models.IntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.area",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="assistance.request",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="people.person"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assistance.referencerule",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="referral",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referrals",
                to="assistance.request",
            ),
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "helped",
                    models.CharField(
                        choices=[("yes", "ช่วยได้"), ("partly", "ช่วยได้บางส่วน"), ("no", "ยังไม่ได้รับความช่วยเหลือ")],
                        max_length=6,
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(null=True)),
                ("words_sealed", models.BinaryField(default=b"")),
                ("at", models.DateTimeField()),
                ("again", models.BooleanField(default=False)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="assistance.request"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "side",
                    models.CharField(
                        choices=[("citizen", "ผู้ขอ"), ("office", "หน่วยงาน"), ("agency", "หน่วยที่รับเรื่องต่อ")], max_length=8
                    ),
                ),
                ("asks", models.BooleanField(default=False)),
                ("words_sealed", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="assistance.request"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HandedNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("at", models.DateTimeField()),
                (
                    "to_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handed", to="assistance.request"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("kind", models.CharField(choices=[("photo", "ภาพถ่าย"), ("document", "เอกสาร")], max_length=8)),
                (
                    "side",
                    models.CharField(
                        choices=[("citizen", "ผู้ขอ"), ("office", "หน่วยงาน"), ("agency", "หน่วยที่รับเรื่องต่อ")], max_length=8
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="assistance.request"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DuplicateCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                ("compared", models.PositiveIntegerField()),
                ("found", models.JSONField(default=list)),
                (
                    "concluded",
                    models.CharField(
                        choices=[
                            ("none", "ไม่พบคำขอที่คล้ายกัน"),
                            ("different", "พบ แต่เป็นคนละเรื่อง"),
                            ("same", "พบ และเป็นเรื่องเดียวกัน"),
                        ],
                        max_length=9,
                    ),
                ),
                ("note_sealed", models.BinaryField(default=b"")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicate_checks",
                        to="assistance.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("uuid", models.UUIDField(editable=False, unique=True)),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cash", "เงิน"),
                            ("goods", "สิ่งของ"),
                            ("service", "แรงงานหรือบริการ"),
                            ("training", "ฝึกอาชีพ"),
                        ],
                        max_length=8,
                    ),
                ),
                ("given", models.CharField(max_length=200)),
                ("amount_baht", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("fund", models.CharField(blank=True, max_length=120)),
                ("on", models.DateField()),
                ("urgent", models.BooleanField(default=False)),
                ("last", models.BooleanField(default=True)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("voided_at", models.DateTimeField(null=True)),
                ("void_sealed", models.BinaryField(default=b"")),
                ("version", models.IntegerField(default=1)),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="assistance.need"
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
                    "proof",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="assistance.request"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("identity", "ตรวจบัตร"),
                            ("address", "ที่อยู่ตรงกัน"),
                            ("photos", "ภาพความเสียหาย อย่างน้อย 2 ภาพ"),
                            ("position", "พิกัดบ้าน"),
                            ("facts", "สอบข้อเท็จจริงในพื้นที่"),
                            ("others", "ถามถึงความช่วยเหลือจากหน่วยอื่นแล้ว"),
                        ],
                        max_length=8,
                    ),
                ),
                ("done", models.BooleanField(default=True)),
                ("note_sealed", models.BinaryField(default=b"")),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="assistance.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AnnouncementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("seq", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("DISASTER", "สาธารณภัย"),
                            ("QOL", "ส่งเสริมและพัฒนาคุณภาพชีวิต"),
                            ("DISEASE", "ป้องกันและควบคุมโรคติดต่อ"),
                            ("FARMER", "เกษตรกรผู้มีรายได้น้อย"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "announcement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="assistance.announcement",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcement_lines",
                        to="assistance.request",
                    ),
                ),
            ],
            options={
                "ordering": ["announcement_id", "seq"],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("scope_path", models.TextField(db_collation="C")),
                ("seq", models.PositiveSmallIntegerField()),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "เห็นควรช่วยเหลือ"),
                            ("refused", "ไม่เข้าเกณฑ์"),
                            ("deferred", "เลื่อนพิจารณา"),
                            ("referred", "ส่งต่อหน่วยที่ทำได้"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason_sealed", models.BinaryField(default=b"")),
                ("granted_sealed", models.BinaryField(default=b"")),
                ("amount_baht", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("by", models.BigIntegerField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "meeting",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="assistance.meeting",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="assistance.request"
                    ),
                ),
            ],
            options={
                "ordering": ["meeting_id", "seq"],
            },
        ),
        migrations.CreateModel(
            name="Affected",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("seq", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("house_no", models.CharField(blank=True, max_length=30)),
                ("moo", models.CharField(blank=True, max_length=4)),
                ("note", models.CharField(blank=True, max_length=120)),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affected",
                        to="assistance.request",
                    ),
                ),
            ],
            options={
                "ordering": ["request_id", "seq"],
            },
        ),
        migrations.AddField(
            model_name="need",
            name="request",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="needs",
                to="assistance.request",
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                condition=models.Q(("request__isnull", False)), fields=["request"], name="assistance_need_request"
            ),
        ),
        migrations.AddField(
            model_name="signcheck",
            name="office",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
            ),
        ),
        migrations.AddField(
            model_name="signcheck",
            name="photo",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="surveysheet",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"),
        ),
        migrations.AddField(
            model_name="surveysheet",
            name="office",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="sheet",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="assistance.surveysheet",
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="ticket", to="assistance.request"
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(fields=("province", "kind", "name"), name="assistance_agency_once"),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(fields=["scope_path", "state", "to_on"], name="assistance_announcement_list"),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.UniqueConstraint(
                fields=("office", "year", "number"), name="assistance_announcement_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gte", models.F("from_on"))), name="assistance_announcement_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="book",
            constraint=models.UniqueConstraint(fields=("office", "year"), name="assistance_book_once"),
        ),
        migrations.AddConstraint(
            model_name="channelrow",
            constraint=models.UniqueConstraint(fields=("office", "kind"), name="assistance_channel_once"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["scope_path", "-meets_at"], name="assistance_meeting_list"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(fields=("office", "year", "number"), name="assistance_meeting_once"),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.UniqueConstraint(fields=("meeting", "seq"), name="assistance_attendee_once"),
        ),
        migrations.AddIndex(
            model_name="inbound",
            index=models.Index(fields=["scope_path", "state", "answer_by"], name="assistance_inbound_list"),
        ),
        migrations.AddConstraint(
            model_name="referralmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("inbound__isnull", True), ("referral__isnull", False)),
                    models.Q(("inbound__isnull", False), ("referral__isnull", True)),
                    _connector="OR",
                ),
                name="assistance_message_of_one",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["scope_path", "state", "answer_by"], name="assistance_referral_list"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("state__in", ["sent", "read", "acknowledged", "asked"])),
                fields=["answer_by"],
                name="assistance_referral_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["sent", "read", "acknowledged", "asked"])),
                fields=("need",),
                name="assistance_referral_live_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", False), ("to_office__isnull", True)),
                    models.Q(("agency__isnull", True), ("to_office__isnull", False)),
                    _connector="OR",
                ),
                name="assistance_referral_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_baht__isnull", True), ("amount_baht__gte", 0), _connector="OR"),
                name="assistance_referral_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("score__isnull", True), models.Q(("score__gte", 1), ("score__lte", 5)), _connector="OR"
                ),
                name="assistance_opinion_score",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["scope_path", "at"],
                name="assistance_message_new",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("request", "file"), name="assistance_evidence_once"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["scope_path", "on"], name="assistance_delivery_day"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_baht__isnull", True), ("amount_baht__gte", 0), _connector="OR"),
                name="assistance_delivery_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.UniqueConstraint(fields=("request", "code"), name="assistance_check_once"),
        ),
        migrations.AddConstraint(
            model_name="announcementline",
            constraint=models.UniqueConstraint(fields=("announcement", "request"), name="assistance_line_once"),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(fields=("meeting", "request"), name="assistance_item_once"),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_baht__isnull", True), ("amount_baht__gte", 0), _connector="OR"),
                name="assistance_item_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="affected",
            constraint=models.UniqueConstraint(fields=("request", "seq"), name="assistance_affected_once"),
        ),
        migrations.AddIndex(
            model_name="signcheck",
            index=models.Index(fields=["scope_path", "-checked_on"], name="assistance_sign_list"),
        ),
        migrations.AddIndex(
            model_name="surveysheet",
            index=models.Index(fields=["scope_path", "-on"], name="assistance_sheet_list"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["scope_path", "-year", "-number"], name="assistance_request_list"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["scope_path", "state", "asked_on"], name="assistance_request_board"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "received",
                            "verifying",
                            "checked",
                            "committee",
                            "reopened",
                            "decided",
                            "delivering",
                            "helped",
                            "announced",
                        ],
                    )
                ),
                fields=["scope_path", "asked_on"],
                name="assistance_request_live",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["area", "category", "asked_on"], name="assistance_request_like"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(fields=("office", "year", "number"), name="assistance_request_number"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state__in", ["closed", "refused", "withdrawn", "merged", "handed"]),
                    ),
                    models.Q(
                        ("closed_at__isnull", True),
                        (
                            "state__in",
                            [
                                "received",
                                "verifying",
                                "checked",
                                "committee",
                                "reopened",
                                "decided",
                                "delivering",
                                "helped",
                                "announced",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="assistance_request_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)),
                    _connector="OR",
                ),
                name="assistance_request_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="assistance_request_merged_other",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="assistance_request_counted"
            ),
        ),
    ]
