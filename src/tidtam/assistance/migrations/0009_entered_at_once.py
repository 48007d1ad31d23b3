"""Hold new movements against the ledger set by set: a batch of a hundred thousand asks one question, not each its own."""

from django.db import migrations

# At the end of the statement, not at the commit: a need's row is written before its movements, always. What is held is
# what `assistance_check_movement` holds, which stays for a changed row. The planner's other ways are shut, because a
# plan made while the tables were small would be kept when they are not; every look-up is one by a key.
SQL = """
CREATE FUNCTION assistance_check_entered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE
    wrong record;
BEGIN
    SELECT m.need_id, m.seq INTO wrong
    FROM fresh m
    LEFT JOIN public.assistance_need n ON n.id = m.need_id AND n.scope_path = m.scope_path
    LEFT JOIN public.assistance_movement p ON p.need_id = m.need_id AND p.seq = m.seq - 1
    LEFT JOIN public.assistance_movement x ON x.need_id = m.need_id AND x.seq = m.seq + 1
    WHERE coalesce(CASE
        WHEN m.delta = 1 THEN (m.seq = 1 OR p.delta = -1 AND p.day = m.day AND p.at = m.at)
            AND n.id IS NOT NULL AND (x.seq IS NOT NULL OR m.bucket = n.bucket AND m.office_id = n.office_id)
        ELSE n.id IS NOT NULL AND p.delta = 1 AND p.bucket = m.bucket AND p.office_id = m.office_id
            AND p.day <= m.day AND p.at <= m.at AND x.seq IS NOT NULL
    END, false) IS NOT TRUE
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'movement %/% does not balance', wrong.need_id, wrong.seq
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_need_balance';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER assistance_movement_entered AFTER INSERT ON assistance_movement
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION assistance_check_entered();
DROP TRIGGER assistance_movement_balance ON assistance_movement;
CREATE CONSTRAINT TRIGGER assistance_movement_balance AFTER UPDATE ON assistance_movement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assistance_check_movement();
"""


class Migration(migrations.Migration):
    dependencies = [("assistance", "0008_like_door")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
