"""Points and cells of the map."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MapCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("grid", models.PositiveSmallIntegerField()),
                (
                    "layer",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "กิจกรรม"), (2, "คำขอรับความช่วยเหลือ"), (3, "ผู้ที่กำลังติดตาม"), (4, "ป้ายแจ้งเบาะแส")]
                    ),
                ),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("scope_path", models.TextField(db_collation="C")),
                ("month", models.IntegerField()),
                ("kind", models.CharField(blank=True, max_length=24)),
                ("n", models.IntegerField()),
                ("sum_x", models.BigIntegerField()),
                ("sum_y", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grid", "layer", "x", "y", "scope_path", "month", "kind"),
                        include=("n", "sum_x", "sum_y"),
                        name="console_cell_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MapChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "layer",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "กิจกรรม"), (2, "คำขอรับความช่วยเหลือ"), (3, "ผู้ที่กำลังติดตาม"), (4, "ป้ายแจ้งเบาะแส")]
                    ),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("district", models.IntegerField()),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("month", models.IntegerField()),
                ("kind", models.CharField(blank=True, max_length=24)),
                ("n", models.SmallIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["layer"], name="console_change_layer")],
            },
        ),
        migrations.CreateModel(
            name="MapPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "layer",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "กิจกรรม"), (2, "คำขอรับความช่วยเหลือ"), (3, "ผู้ที่กำลังติดตาม"), (4, "ป้ายแจ้งเบาะแส")]
                    ),
                ),
                ("ref", models.BigIntegerField()),
                ("scope_path", models.TextField(db_collation="C")),
                ("area", models.CharField(db_collation="C", max_length=8)),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("tile", models.IntegerField()),
                ("month", models.IntegerField()),
                ("kind", models.CharField(blank=True, max_length=24)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["layer", "tile"],
                        include=("x", "y", "month", "kind", "scope_path"),
                        name="console_point_tile",
                    ),
                    models.Index(
                        fields=["layer", "scope_path"],
                        include=("x", "y", "month", "kind", "area"),
                        name="console_point_scope",
                    ),
                    models.Index(
                        fields=["layer", "area"], include=("month", "kind", "scope_path"), name="console_point_area"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("layer", "ref"), name="console_point_once")],
            },
        ),
    ]
