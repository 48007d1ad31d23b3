import django.db.models.deletion
from django.db import migrations, models

import tidtam.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_hold"),
        ("offices", "0001_offices"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=255)),
                ("personal", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.grant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PageText",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("page", models.PositiveIntegerField()),
                ("start", models.PositiveIntegerField(default=0)),
                ("text", models.TextField(blank=True)),
                ("word_boxes", models.BinaryField(default=b"")),
                ("image", models.CharField(blank=True, max_length=64)),
                ("method", models.CharField(max_length=10)),
                ("confidence", models.FloatField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["file_id", "page"],
            },
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(fields=["scope_path", "-created_at"], name="files_stored_scope"),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(fields=["sha256"], name="files_stored_sha256"),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.UniqueConstraint(
                fields=("office", "sha256", "personal"), name="files_content_once_per_office"
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="files_size_positive"),
        ),
        migrations.AddConstraint(
            model_name="pagetext",
            constraint=models.UniqueConstraint(fields=("file", "page"), name="files_page_once"),
        ),
        migrations.AddConstraint(
            model_name="pagetext",
            constraint=models.CheckConstraint(condition=models.Q(("page__gte", 1)), name="files_page_from_one"),
        ),
    ]
