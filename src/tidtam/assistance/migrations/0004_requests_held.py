"""What holds the requests: no ended request with an open need, old rows, the wall, nothing deleted."""

from django.db import migrations

from tidtam.kernel import history, wall

# Deferred: verbs move the request and its needs one after the other. As their owner, for a need handed to another
# branch lies beyond the sender's wall when the commit comes. A need and its request stand in one office's scope.
ENDED = "'closed', 'refused', 'withdrawn', 'merged', 'handed'"
CHECKS = f"""
CREATE FUNCTION assistance_check_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.assistance_request r
    JOIN public.people_person p ON p.id = r.person_id AND p.purpose = 'help' AND p.scope_path = r.scope_path
    WHERE r.id = NEW.id AND NOT EXISTS (
        SELECT 1 FROM public.assistance_need n WHERE n.request_id = r.id AND (
            n.scope_path <> r.scope_path
            OR r.state IN ({ENDED}, 'helped', 'announced') AND n.bucket IN ('unmet', 'in_progress')
        )
    );
    IF NOT FOUND THEN
        RAISE EXCEPTION 'request % does not stand as its needs say', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_request_ended';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER assistance_request_ended
    AFTER INSERT OR UPDATE OF state, scope_path, person_id ON assistance_request
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assistance_check_request();

CREATE FUNCTION assistance_check_need_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.assistance_need n
    LEFT JOIN public.assistance_request r ON r.id = n.request_id
    WHERE n.id = NEW.id AND (n.request_id IS NULL OR r.scope_path = n.scope_path AND r.office_id = n.office_id
        AND NOT (r.state IN ({ENDED}, 'helped', 'announced') AND n.bucket IN ('unmet', 'in_progress')));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'need % is open in an ended request', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_request_ended';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER assistance_need_request
    AFTER INSERT OR UPDATE OF bucket, office_id, scope_path, request_id ON assistance_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.request_id IS NOT NULL)
    EXECUTE FUNCTION assistance_check_need_request();
"""
SCOPED = (
    "affected", "agendaitem", "announcement", "announcementline", "attendee", "channelrow", "check", "delivery",
    "duplicatecheck", "evidence", "handedneed", "inbound", "meeting", "message", "opinion", "referral",
    "referralmessage", "request", "signcheck", "surveysheet", "ticket",
)  # fmt: skip
KEPT = ("request", "delivery", "agendaitem")
STAYS = ("request", "delivery", "duplicatecheck", "handedneed", "referral", "inbound", "opinion", "referralmessage")
SQL = (
    CHECKS
    + "".join(wall.protect(f"assistance_{table}") for table in SCOPED)
    + "".join(history.keep(f"assistance_{table}") for table in KEPT)
    + "".join(f"REVOKE DELETE, TRUNCATE ON assistance_{table} FROM tidtam_app;" for table in STAYS)
)


class Migration(migrations.Migration):
    dependencies = [("assistance", "0003_requests"), ("audit", "0003_old_rows")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
