"""Hold the keys of movements, needs and help, and what is checked of fresh needs, set by set: they come in masses."""

import django.db.models.deletion
from django.db import migrations, models

from tidtam.kernel import keys

NEED, OFFICE, REQUEST = "assistance.need", "offices.office", "assistance.request"
FIELDS = (
    ("movement", "need", NEED, {"related_name": "movements"}),
    ("movement", "office", OFFICE, {"related_name": "+"}),
    ("need", "office", OFFICE, {"related_name": "+"}),
    ("delivery", "office", OFFICE, {"related_name": "+"}),
)
# A movement's need is looked up with its balance (0009), and needs are never deleted by anybody but the owner.
GUARD = """
CREATE FUNCTION assistance_need_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM gone o JOIN public.assistance_movement m ON m.need_id = o.id) THEN
        RAISE foreign_key_violation USING CONSTRAINT = 'assistance_movement_need_held',
            MESSAGE = 'a need with movements stays';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER assistance_need_moved AFTER DELETE ON assistance_need REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION assistance_need_moved();
"""
# What was asked of each fresh need by itself at the commit is asked of all of them when they come: a person is there
# before the need, and a request before its needs. That a need has movements is still asked at the commit.
ENTERED = """
CREATE FUNCTION assistance_check_fresh_needs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wrong bigint;
BEGIN
    SELECT n.id INTO wrong FROM fresh n
    LEFT JOIN public.people_person p ON p.id = n.person_id AND p.purpose = 'help'
    WHERE p.id IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'need % is about a person of another purpose', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_need_person';
    END IF;
    SELECT n.id INTO wrong FROM fresh n
    LEFT JOIN public.assistance_request r ON r.id = n.request_id AND r.scope_path = n.scope_path
        AND r.office_id = n.office_id
        AND NOT (r.state IN ('closed', 'refused', 'withdrawn', 'merged', 'handed', 'helped', 'announced')
            AND n.bucket IN ('unmet', 'in_progress'))
    WHERE n.request_id IS NOT NULL AND r.id IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'need % is open in an ended request', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_request_ended';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER assistance_need_entered AFTER INSERT ON assistance_need REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION assistance_check_fresh_needs();
DROP TRIGGER assistance_need_person ON assistance_need;
CREATE CONSTRAINT TRIGGER assistance_need_person AFTER UPDATE OF person_id ON assistance_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assistance_check_person();
DROP TRIGGER assistance_need_request ON assistance_need;
CREATE CONSTRAINT TRIGGER assistance_need_request
    AFTER UPDATE OF bucket, office_id, scope_path, request_id ON assistance_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.request_id IS NOT NULL)
    EXECUTE FUNCTION assistance_check_need_request();
"""
SQL = "\n".join((
    keys.by_set("assistance_movement", office_id="offices_office"),
    keys.by_set("assistance_need", office_id="offices_office"),
    keys.by_set("assistance_delivery", office_id="offices_office"),
    GUARD, ENTERED,
))  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("assistance", "0009_entered_at_once")]
    operations = [
        *(
            migrations.AlterField(
                model_name=model,
                name=name,
                field=models.ForeignKey(
                    to=to, on_delete=django.db.models.deletion.PROTECT, db_index=False, db_constraint=False, **more
                ),
            )
            for model, name, to, more in FIELDS
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
