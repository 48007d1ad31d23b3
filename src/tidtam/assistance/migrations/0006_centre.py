"""What a centre decided for itself; how an announcement came down; a confirmed meeting stays as it is."""

import django.db.models.deletion
from django.db import migrations, models

from tidtam.kernel import wall

FROZEN = """
CREATE FUNCTION assistance_confirmed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject bigint;
BEGIN
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
CREATE TRIGGER assistance_meeting_stays BEFORE UPDATE OR DELETE ON assistance_meeting
    FOR EACH ROW EXECUTE FUNCTION assistance_confirmed_stays();
CREATE TRIGGER assistance_item_stays BEFORE INSERT OR UPDATE OR DELETE ON assistance_agendaitem
    FOR EACH ROW EXECUTE FUNCTION assistance_confirmed_stays();
CREATE TRIGGER assistance_attendee_stays BEFORE INSERT OR UPDATE OR DELETE ON assistance_attendee
    FOR EACH ROW EXECUTE FUNCTION assistance_confirmed_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("assistance", "0005_ticket_door"), ("offices", "0001_offices")]

    operations = [
        migrations.AddField("announcement", "taken_down_by", models.BigIntegerField(null=True)),
        migrations.AddField(
            "announcement",
            "down_reason",
            models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="CentreSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", models.TextField(db_collation="C")),
                ("announce_days", models.PositiveSmallIntegerField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("announce_days__gte", 1), ("announce_days__lte", 365)),
                        name="assistance_setting_days",
                    )
                ]
            },
        ),
        migrations.RunSQL(wall.protect("assistance_centresetting") + FROZEN, migrations.RunSQL.noop),
    ]
