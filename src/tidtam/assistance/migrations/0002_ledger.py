"""What holds the ledger: the balance of each need at every commit, append-only movements, old rows, the wall."""

from django.db import migrations

from tidtam.kernel import history, wall

# It runs as its owner: a need handed to another branch lies beyond the sender's wall when the commit comes.
# Per need: movements numbered from 1 without a gap, +1 and −1 in turn; a −1 leaves what the +1 before it entered; the
# next +1 stands at the same instant; the last is a +1 into the need's own bucket and office. So the sums are 1 in the
# current bucket and 0 in every other, now and at every instant before.
SQL = (
    """
CREATE FUNCTION assistance_check_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    which bigint;
    holds boolean;
BEGIN
    IF TG_TABLE_NAME = 'assistance_need' THEN
        which := NEW.id;
    ELSE
        which := NEW.need_id;
    END IF;
    SELECT coalesce(bool_and(
            m.seq = m.number AND m.delta = CASE WHEN m.number % 2 = 1 THEN 1 ELSE -1 END
            AND m.scope_path = n.scope_path
            AND CASE
                WHEN m.number = 1 THEN true
                WHEN m.number % 2 = 0 THEN m.bucket = m.left_bucket AND m.office_id = m.left_office
                    AND m.day >= m.left_day AND m.at >= m.left_at
                ELSE m.day = m.left_day AND m.at = m.left_at
            END
            AND CASE WHEN m.number = m.lines THEN
                m.delta = 1 AND m.bucket = n.bucket AND m.office_id = n.office_id
            ELSE true END
        ), false)
    INTO holds
    FROM public.assistance_need n
    JOIN (
        SELECT l.*, row_number() OVER w AS number, count(*) OVER () AS lines, lag(l.bucket) OVER w AS left_bucket,
            lag(l.office_id) OVER w AS left_office, lag(l.day) OVER w AS left_day, lag(l.at) OVER w AS left_at
        FROM public.assistance_movement l WHERE l.need_id = which WINDOW w AS (ORDER BY l.seq)
    ) m ON true
    WHERE n.id = which;
    IF NOT holds THEN
        RAISE EXCEPTION 'the movements of need % do not balance', which
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_need_balance';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER assistance_need_balance
    AFTER INSERT OR UPDATE OF bucket, office_id, scope_path ON assistance_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assistance_check_balance();
CREATE CONSTRAINT TRIGGER assistance_movement_balance
    AFTER INSERT OR UPDATE ON assistance_movement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assistance_check_balance();
CREATE FUNCTION assistance_check_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.people_person p WHERE p.id = NEW.person_id AND p.purpose = 'help') THEN
        RAISE EXCEPTION 'need % is about a person of another purpose', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_need_person';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER assistance_need_person
    AFTER INSERT OR UPDATE OF person_id ON assistance_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assistance_check_person();
REVOKE DELETE, TRUNCATE ON assistance_need FROM tidtam_app;
REVOKE UPDATE, DELETE, TRUNCATE ON assistance_movement FROM tidtam_app;
GRANT UPDATE (scope_path) ON assistance_movement TO tidtam_app;
"""
    + wall.protect("assistance_need")
    + wall.protect("assistance_movement")
    + history.keep("assistance_need")
)


class Migration(migrations.Migration):
    dependencies = [("assistance", "0001_initial"), ("audit", "0003_old_rows")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
