import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models

# Sorts Thai with the C collation and without ICU; `tidtam.places.rules.th_key` is its twin in Python.
TH_KEY = r"""
CREATE OR REPLACE FUNCTION th_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
 SELECT regexp_replace(regexp_replace(t, '([เ-ไ])([ก-ฮ])', '\2\1', 'g'), '[็-๎ๆฯ]', '', 'g') || ' ' ||
        regexp_replace(regexp_replace(t, '([เ-ไ])([ก-ฮ])', '\2\1', 'g'), '[^็-๎ๆฯ]', '!', 'g')
$$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        # The sort key of Thai names comes before the first column that is generated from it.
        migrations.RunSQL(TH_KEY, "DROP FUNCTION IF EXISTS th_key(text)"),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("code", models.CharField(max_length=8, primary_key=True, serialize=False)),
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
                ("name_th", models.TextField()),
                ("name_en", models.TextField(blank=True, default="")),
                ("letters", models.CharField(blank=True, default="", max_length=2)),
                (
                    "postal_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5), blank=True, default=list, size=None
                    ),
                ),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name_th"), function="th_key"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.area",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="AreaPoint",
            fields=[
                (
                    "area",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="point",
                        serialize=False,
                        to="places.area",
                    ),
                ),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("south", models.FloatField()),
                ("west", models.FloatField()),
                ("north", models.FloatField()),
                ("east", models.FloatField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lat__gte", models.F("south")),
                            ("lat__lte", models.F("north")),
                            ("lon__gte", models.F("west")),
                            ("lon__lte", models.F("east")),
                        ),
                        name="places_point_inside_box",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="area",
            index=models.Index(fields=["level", "name_key"], name="places_area_level_key"),
        ),
        migrations.AddIndex(
            model_name="area",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["name_th"], name="places_area_name_trgm", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code__regex", "^[0-9]{2}$"), ("level", "province")),
                    models.Q(("code__regex", "^[0-9]{4}$"), ("level", "district")),
                    models.Q(("code__regex", "^[0-9]{6}$"), ("level", "subdistrict")),
                    models.Q(("code__regex", "^[0-9]{8}$"), ("level", "village")),
                    _connector="OR",
                ),
                name="places_area_code_fits_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "province"), ("parent__isnull", True)),
                    (
                        "parent_id",
                        django.db.models.functions.text.Left(
                            "code",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.functions.text.Length("code"), "-", models.Value(2)
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="places_area_parent_fits_code",
            ),
        ),
    ]
