"""A confirmed meeting stays as it is, and follows its office to another branch."""

from django.db import migrations

STAYS = """
CREATE OR REPLACE FUNCTION assistance_confirmed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject bigint;
    moving CONSTANT text[] := '{scope_path,version}';
BEGIN
    -- Its office was moved; the row's version was raised before this runs.
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
        RETURN NEW;
    END IF;
    IF TG_TABLE_NAME = 'assistance_meeting' THEN
        IF OLD.state = 'confirmed' THEN
            RAISE EXCEPTION 'meeting % is confirmed', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_meeting_confirmed';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    subject := CASE TG_OP WHEN 'INSERT' THEN NEW.meeting_id ELSE OLD.meeting_id END;
    PERFORM 1 FROM public.assistance_meeting m WHERE m.id = subject AND m.state = 'confirmed';
    IF FOUND THEN
        RAISE EXCEPTION 'meeting % is confirmed', subject
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_meeting_confirmed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("assistance", "0010_sets")]

    operations = [migrations.RunSQL(STAYS, migrations.RunSQL.noop)]
