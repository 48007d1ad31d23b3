"""Marking reports keeps its plans: made anew with every need that moved, they cost more than the marking itself."""

from django.db import migrations

QUICK = """
CREATE OR REPLACE FUNCTION reports_touch(paths text[], since date, at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
DECLARE
    marked int;
BEGIN
    WITH held AS (
        SELECT r.id FROM reports_report r JOIN reports_templateversion v ON v.id = r.form_id
        WHERE r.office_id IN (
                SELECT part::bigint FROM unnest(paths) p, regexp_split_to_table(substr(p, 3), '[.]') part
                WHERE part ~ '^[0-9]+$')
          AND r.period_end >= since AND r.touched_at IS NULL AND r.state IN ('sent', 'accepted', 'amended')
          AND v.form #>> '{levels,0,level}' = r.level
        -- One that somebody holds is left: who amends or reviews it compares it anyway, and so does the night.
        ORDER BY r.id FOR NO KEY UPDATE OF r SKIP LOCKED),
    touched AS (
        UPDATE reports_report r SET touched_at = at FROM held WHERE r.id = held.id RETURNING 1)
    SELECT count(*)::int INTO marked FROM touched;
    RETURN marked;
END $$;
CREATE OR REPLACE FUNCTION reports_touch_visit(asked_case bigint, asked_no int, slack int, at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    paths text[];
    since date;
BEGIN
    SELECT ARRAY[v.scope_path, o.path], v.visited_on - slack INTO paths, since
    FROM aftercare_visit v JOIN offices_office o ON o.id = v.counted_office_id
    WHERE v.case_id = asked_case AND v.visit_no = asked_no;
    RETURN CASE WHEN FOUND THEN reports_touch(paths, since, $4) END;
END $$;
CREATE OR REPLACE FUNCTION reports_touch_needs(asked bigint[], at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    paths text[];
    since date;
BEGIN
    paths := ARRAY(SELECT n.scope_path FROM assistance_need n WHERE n.id = ANY(asked)
                   UNION SELECT c.scope_path FROM aftercare_caseneed c WHERE c.need_id = ANY(asked));
    SELECT min(m.day) INTO since FROM (SELECT DISTINCT ON (need_id) day FROM assistance_movement
                                       WHERE need_id = ANY(asked) ORDER BY need_id, seq DESC) m;
    RETURN reports_touch(paths, since, $2);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_draft")]

    operations = [migrations.RunSQL(QUICK, migrations.RunSQL.noop)]
