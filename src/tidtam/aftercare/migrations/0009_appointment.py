"""Keep the day agreed on at the latest visit beside the case, so that nobody who is expected then is forgotten."""

from django.db import migrations, models

# Of one day, whoever found somebody counts as the later, as in `rules.course.order`.
SQL = """
UPDATE aftercare_case c SET appointment_on = v.next_on
FROM (
    SELECT DISTINCT ON (case_id) case_id, next_on FROM aftercare_visit
    ORDER BY case_id, visited_on DESC, (result <> 'N1') DESC, uuid DESC
) v
WHERE v.case_id = c.id AND v.next_on IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0008_temp_last")]
    operations = [
        migrations.AddField(model_name="case", name="appointment_on", field=models.DateField(null=True)),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["scope_path", "appointment_on"],
                name="aftercare_case_appointment",
                condition=models.Q(appointment_on__isnull=False),
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),  # last: rows touched before would hold the index back
    ]
