"""Hold the keys of rounds, visits, health answers and the ledger set by set: they come by the hundred thousand."""

import django.db.models.deletion
from django.db import migrations, models

from tidtam.kernel import keys

CASE, OFFICE = "aftercare.case", "offices.office"
FIELDS = (
    ("round", "case", CASE, {"related_name": "rounds"}),
    ("round", "counted_office", OFFICE, {"related_name": "+", "null": True}),
    ("missed", "case", CASE, {"related_name": "missed"}),
    ("missed", "office", OFFICE, {"related_name": "+"}),
    ("visit", "case", CASE, {"related_name": "visit_rows"}),
    ("visit", "counted_office", OFFICE, {"related_name": "+"}),
    ("screening", "case", CASE, {"related_name": "screenings"}),
)
SQL = "\n".join((
    keys.by_set("aftercare_round", case_id="aftercare_case", counted_office_id="offices_office"),
    keys.by_set("aftercare_missed", case_id="aftercare_case", office_id="offices_office"),
    keys.by_set("aftercare_visit", case_id="aftercare_case", counted_office_id="offices_office"),
    keys.by_set("aftercare_screening", case_id="aftercare_case"),
))  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0013_marks")]
    operations = [
        *(
            migrations.AlterField(
                model_name=model,
                name=name,
                field=models.ForeignKey(
                    to=to, on_delete=django.db.models.deletion.PROTECT, db_index=False, db_constraint=False, **more
                ),
            )
            for model, name, to, more in FIELDS
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
