from django.db import migrations

from tidtam.kernel import wall

_SCOPED = ("series", "report", "edition", "cellrows", "cellcomment", "amendment", "answer")

FROZEN = """
CREATE FUNCTION reports_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is frozen: what was signed never changes', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
"""


# Where a branch moves, the wall of what was signed moves with it; nothing else of it does.
def _freeze_but_scope(table: str) -> str:
    same = "to_jsonb(OLD) - 'scope_path' IS DISTINCT FROM to_jsonb(NEW) - 'scope_path'"
    return (
        f"CREATE TRIGGER reports_{table}_frozen BEFORE UPDATE ON reports_{table} "
        f"FOR EACH ROW WHEN ({same}) EXECUTE FUNCTION reports_frozen();"
        f"CREATE TRIGGER reports_{table}_kept BEFORE DELETE ON reports_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION reports_frozen();"
    )


PUBLISHED = """
CREATE TRIGGER reports_templateversion_frozen BEFORE UPDATE ON reports_templateversion FOR EACH ROW
WHEN (OLD.state <> 'draft' AND (NEW.form IS DISTINCT FROM OLD.form OR NEW.valid_from <> OLD.valid_from
      OR NEW.state = 'draft'))
EXECUTE FUNCTION reports_frozen();
CREATE TRIGGER reports_templateversion_kept BEFORE DELETE ON reports_templateversion FOR EACH ROW
WHEN (OLD.state <> 'draft') EXECUTE FUNCTION reports_frozen();
"""

# Asked by anybody who holds the paper, before anybody is known: number, day, hash, who issued it; nothing of a person.
VERIFY = """
CREATE FUNCTION reports_verify(asked text)
RETURNS TABLE (number text, dated date, hash text, office text, title text, period_end date, edition int,
               newest int, voided boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.number, a.dated, a.hash, o.name_th, t.title, r.period_end, a.edition, r.edition,
           a.voided_at IS NOT NULL
    FROM reports_answer a
    JOIN reports_report r ON r.id = a.report_id
    JOIN offices_office o ON o.id = r.office_id
    JOIN reports_template t ON t.id = r.template_id
    WHERE a.code = asked
$$;
"""

SQL = (
    "".join(wall.protect(f"reports_{table}") for table in _SCOPED)
    + FROZEN
    + "".join(_freeze_but_scope(table) for table in ("edition", "cellrows", "cellcomment"))
    + PUBLISHED
    + VERIFY
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports"), ("audit", "0003_old_rows")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
