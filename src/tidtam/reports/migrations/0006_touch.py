from django.db import migrations

# A team that records a visit does not see the report of its district, so the wall is passed by functions that write one
# thing: that a report is to be compared. One statement, for it happens with every visit.
TOUCH = """
CREATE FUNCTION reports_touch(paths text[], since date, at timestamptz) RETURNS int
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
    SELECT count(*)::int FROM touched
$$;
CREATE FUNCTION reports_touch_visit(asked_case bigint, asked_no int, slack int, at timestamptz) RETURNS int
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT reports_touch(ARRAY[v.scope_path, o.path], v.visited_on - slack, at)
    FROM aftercare_visit v JOIN offices_office o ON o.id = v.counted_office_id
    WHERE v.case_id = asked_case AND v.visit_no = asked_no
$$;
CREATE FUNCTION reports_touch_needs(asked bigint[], at timestamptz) RETURNS int
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT reports_touch(
        ARRAY(SELECT n.scope_path FROM assistance_need n WHERE n.id = ANY(asked)
              UNION SELECT c.scope_path FROM aftercare_caseneed c WHERE c.need_id = ANY(asked)),
        (SELECT min(m.day) FROM (SELECT DISTINCT ON (need_id) day FROM assistance_movement
                                 WHERE need_id = ANY(asked) ORDER BY need_id, seq DESC) m), at)
$$;
"""
GONE = """
DROP FUNCTION reports_touch_needs(bigint[], timestamptz);
DROP FUNCTION reports_touch_visit(bigint, int, int, timestamptz);
DROP FUNCTION reports_touch(text[], date, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_links"),
        ("aftercare", "0001_initial"),
        ("assistance", "0001_initial"),
    ]

    operations = [migrations.RunSQL(TOUCH, GONE)]
