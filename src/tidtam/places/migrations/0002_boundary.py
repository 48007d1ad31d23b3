"""Outlines of areas, where an office loaded official boundaries."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_areas"),
    ]

    operations = [
        migrations.CreateModel(
            name="Boundary",
            fields=[
                (
                    "area",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="boundary",
                        serialize=False,
                        to="places.area",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "จังหวัด"),
                            ("district", "อำเภอ/เขต"),
                            ("subdistrict", "ตำบล/แขวง"),
                            ("village", "หมู่บ้าน"),
                        ],
                        max_length=12,
                    ),
                ),
                ("shape", models.JSONField()),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["level", "area"], name="places_boundary_level")],
            },
        ),
    ]
