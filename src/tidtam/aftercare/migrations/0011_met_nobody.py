"""Draw a round somebody went for and met nobody as itself, also in what stands already."""

from django.db import migrations

# The letter of each round filled by such a visit; whatever a case becomes later is worked out with it.
SQL = """
UPDATE aftercare_case c SET strip = s.strip
FROM (
    SELECT r.case_id, string_agg(
        CASE WHEN r.state = 'done' AND v.result IN ('N1', 'C1') THEN 'n' ELSE substr(k.strip, r.round_no, 1) END,
        '' ORDER BY r.round_no) AS strip
    FROM aftercare_round r JOIN aftercare_case k ON k.id = r.case_id
    LEFT JOIN aftercare_visit v ON v.case_id = r.case_id AND v.visit_no = r.visit_no
    GROUP BY r.case_id
) s
WHERE s.case_id = c.id AND length(s.strip) = length(c.strip) AND s.strip <> c.strip;
"""


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0010_before_receipt")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
