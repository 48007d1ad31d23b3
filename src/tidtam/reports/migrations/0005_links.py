"""Links by which papers that went out are taken, and a code that also knows when its number was cancelled."""

import django.db.models.deletion
from django.db import migrations, models

import tidtam.kernel.ids
from tidtam.kernel import wall

# Asked by anybody who holds the paper, before anybody is known: number, day, hash, who issued it; nothing of a person.
# A number cancelled in the register is cancelled here, whichever page it was cancelled on.
VERIFY = """
DROP FUNCTION reports_verify(text);
CREATE FUNCTION reports_verify(asked text)
RETURNS TABLE (number text, dated date, hash text, office text, title text, period_start date, period_end date,
               edition int, newest int, voided boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.number, a.dated, a.hash, o.name_th, t.title, r.period_start, r.period_end, a.edition, r.edition,
           a.voided_at IS NOT NULL OR e.voided_at IS NOT NULL
    FROM reports_answer a
    JOIN reports_report r ON r.id = a.report_id
    JOIN offices_office o ON o.id = r.office_id
    JOIN reports_template t ON t.id = r.template_id
    LEFT JOIN letters_registerentry e ON e.id = a.entry_id
    WHERE a.code = asked
$$;
"""
# A link is followed before anybody is known; who holds its token (checked with a key) is told where it lies.
LINK = """
CREATE FUNCTION reports_link(asked text) RETURNS TABLE (link bigint, path text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT l.id, l.scope_path FROM reports_answerlink l WHERE l.public_id = asked
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_prepared"), ("letters", "0006_issuing")]

    operations = [
        migrations.CreateModel(
            name="AnswerLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tidtam.kernel.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("scope_path", models.TextField(db_collation="C")),
                ("to", models.EmailField(max_length=254)),
                ("by", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("taken", models.PositiveIntegerField(default=0)),
                ("taken_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="reports.answer"
                    ),
                ),
            ],
            options={"ordering": ["-at", "-pk"]},
        ),
        migrations.RunSQL(wall.protect("reports_answerlink"), migrations.RunSQL.noop),
        migrations.RunSQL(VERIFY + LINK, migrations.RunSQL.noop),
    ]
