"""What holds the ledger: the balance of each need at every commit, append-only movements, old rows, the wall."""

from django.db import migrations

from tidtam.kernel import history, wall

# The functions run as their owner: a need handed to another branch lies beyond the sender's wall when the commit comes.
# Movements are never changed, so it is enough to hold each new one against its neighbours: +1 and −1 in turn from 1
# without a gap; a −1 leaves what the +1 before it entered, not earlier; the next +1 stands at the same instant; the
# last is a +1 into the need's own bucket and office. So, now and at every instant before, the sums of a need are 1 in
# one bucket and 0 in every other.
BALANCE = """
CREATE FUNCTION assistance_check_movement() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1
    FROM public.assistance_movement m
    JOIN public.assistance_need n ON n.id = m.need_id AND n.scope_path = m.scope_path
    LEFT JOIN public.assistance_movement p ON p.need_id = m.need_id AND p.seq = m.seq - 1
    LEFT JOIN public.assistance_movement x ON x.need_id = m.need_id AND x.seq = m.seq + 1
    WHERE m.id = NEW.id AND CASE
        WHEN m.delta = 1 THEN (m.seq = 1 OR p.delta = -1 AND p.day = m.day AND p.at = m.at)
            AND (x.seq IS NOT NULL OR m.bucket = n.bucket AND m.office_id = n.office_id)
        ELSE p.delta = 1 AND p.bucket = m.bucket AND p.office_id = m.office_id AND p.day <= m.day AND p.at <= m.at
            AND x.seq IS NOT NULL
    END;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'movement %/% does not balance', NEW.need_id, NEW.seq
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_need_balance';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER assistance_movement_balance
    AFTER INSERT OR UPDATE ON assistance_movement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assistance_check_movement();

CREATE FUNCTION assistance_check_need() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1
    FROM public.assistance_need n
    CROSS JOIN LATERAL (
        SELECT l.* FROM public.assistance_movement l WHERE l.need_id = n.id ORDER BY l.seq DESC LIMIT 1
    ) m
    WHERE n.id = NEW.id AND m.delta = 1 AND m.bucket = n.bucket AND m.office_id = n.office_id
        AND NOT EXISTS (
            SELECT 1 FROM public.assistance_movement o WHERE o.need_id = n.id AND o.scope_path <> n.scope_path
        );
    IF NOT FOUND THEN
        RAISE EXCEPTION 'need % is not where its movements say', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_need_balance';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER assistance_need_balance
    AFTER INSERT OR UPDATE OF bucket, office_id, scope_path ON assistance_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assistance_check_need();
"""
# Confidentiality by shape: a need leads to a row of the purpose `help`, never to one of another purpose.
PERSON = """
CREATE FUNCTION assistance_check_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM public.people_person p WHERE p.id = NEW.person_id AND p.purpose = 'help';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'need % is about a person of another purpose', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_need_person';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER assistance_need_person
    AFTER INSERT OR UPDATE OF person_id ON assistance_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assistance_check_person();
"""
RIGHTS = """
REVOKE DELETE, TRUNCATE ON assistance_need FROM tidtam_app;
REVOKE UPDATE, DELETE, TRUNCATE ON assistance_movement FROM tidtam_app;
GRANT UPDATE (scope_path) ON assistance_movement TO tidtam_app;
"""
SQL = (
    BALANCE
    + PERSON
    + RIGHTS
    + wall.protect("assistance_need")
    + wall.protect("assistance_movement")
    + history.keep("assistance_need")
)


class Migration(migrations.Migration):
    dependencies = [("assistance", "0001_initial"), ("audit", "0003_old_rows")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
