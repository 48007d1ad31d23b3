"""The tally of duties per province and district, kept by statement-level triggers, readable behind its own wall."""

import django.db.models.deletion
from django.db import migrations, models

from tidtam.kernel import wall

# The delta of a statement, summed before it touches the tally: a thousand rows of one district cost one update.
# The function runs as its owner because a clerk's wall does not reach the district's row; nobody else writes there.
COUNTED = """
    SELECT t.tier, array_to_string(p.parts[1:t.last], '.') || '.' AS node, d.obligation_id, d.due_on,
        sum(sign * (d.state IN ('sent', 'nil', 'accepted') AND d.sent_on <= d.due_on)::int) AS on_time,
        sum(sign * (d.state IN ('sent', 'nil', 'accepted') AND d.sent_on > d.due_on)::int) AS late,
        sum(sign * (d.state = 'open')::int) AS open,
        sum(sign * (d.state = 'returned')::int) AS returned
    FROM ({rows}) d
    CROSS JOIN LATERAL (SELECT string_to_array(rtrim(d.scope_path, '.'), '.') AS parts) p
    CROSS JOIN LATERAL (
        SELECT 1 AS tier, least(cardinality(p.parts), 4) AS last
        UNION ALL SELECT 2, 5 WHERE cardinality(p.parts) >= 5
    ) t
    WHERE d.state NOT IN ('excused', 'superseded')
    GROUP BY 1, 2, 3, 4
"""
COLUMNS = "obligation_id, scope_path, due_on, state, sent_on"
NEW = f"SELECT 1 AS sign, {COLUMNS} FROM new_rows"
OLD = f"SELECT -1 AS sign, {COLUMNS} FROM old_rows"


def trigger(name: str, event: str, tables: str, rows: str) -> str:
    """Return the SQL of one trigger with its function."""
    # Rows are written in one order, so that two bulk writers wait for each other and never lock crosswise.
    return f"""
    CREATE FUNCTION obligations_tally_{name}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    BEGIN
        INSERT INTO public.obligations_tally AS t
            (tier, node, obligation_id, due_on, on_time, late, open, returned)
        SELECT * FROM ({COUNTED.format(rows=rows)}) c
        WHERE c.on_time <> 0 OR c.late <> 0 OR c.open <> 0 OR c.returned <> 0
        ORDER BY c.obligation_id, c.due_on, c.tier DESC, c.node
        ON CONFLICT (tier, node, due_on, obligation_id) DO UPDATE SET
            on_time = t.on_time + excluded.on_time, late = t.late + excluded.late,
            open = t.open + excluded.open, returned = t.returned + excluded.returned;
        RETURN NULL;
    END $$;
    CREATE TRIGGER obligations_tally_{name} AFTER {event} ON obligations_duty
        REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION obligations_tally_{name}();
    """


SQL = "\n".join(
    [
        trigger("insert", "INSERT", "NEW TABLE AS new_rows", NEW),
        trigger("update", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows", f"{NEW} UNION ALL {OLD}"),
        trigger("delete", "DELETE", "OLD TABLE AS old_rows", OLD),
        # Duties made before the tally stood.
        "INSERT INTO obligations_tally (tier, node, obligation_id, due_on, on_time, late, open, returned) "
        + COUNTED.format(rows=f"SELECT 1 AS sign, {COLUMNS} FROM obligations_duty")
        + ";",
        wall.protect("obligations_tally", wall.inside("node")),
        "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON obligations_tally FROM tidtam_app;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("obligations", "0002_wall")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier", models.SmallIntegerField()),
                ("node", models.TextField(db_collation="C")),
                ("due_on", models.DateField()),
                ("on_time", models.IntegerField(default=0)),
                ("late", models.IntegerField(default=0)),
                ("open", models.IntegerField(default=0)),
                ("returned", models.IntegerField(default=0)),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="obligations.obligation"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["obligation", "due_on"], name="obligation_tally_obligation"),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=["tier", "node", "due_on", "obligation"], name="obligation_tally_once"
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("state__in", ["sent", "nil"])),
                fields=["office", "sent_at"],
                name="obligation_duty_to_review",
            ),
        ),
        # A standing duty is checked by each office it binds, not once for all.
        migrations.RemoveField(model_name="obligation", name="checked_on"),
        migrations.AddField(model_name="bound", name="checked_on", field=models.DateField(null=True)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
