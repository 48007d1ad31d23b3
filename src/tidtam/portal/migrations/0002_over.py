"""Count what comes from one place in a function that keeps its plans: five counts were planned with every form."""

from django.db import migrations

# With the rights of whoever asks. Each count stops at its limit, so a flood costs no more than what is allowed.
OVER = """
CREATE FUNCTION portal_over(
    asked text, place bytea, whose bigint, counts text[], since timestamptz[], most int[]
) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    seen int;
BEGIN
    FOR n IN 1 .. cardinality(most) LOOP
        IF counts[n] = 'place' THEN
            SELECT count(*) INTO seen FROM (SELECT FROM portal_attempt a WHERE a.kind = asked AND a.key = place
                                            AND a.at > since[n] LIMIT most[n]) s;
        ELSIF counts[n] = 'office' THEN
            SELECT count(*) INTO seen FROM (SELECT FROM portal_attempt a WHERE a.kind = asked AND a.office_id = whose
                                            AND a.at > since[n] LIMIT most[n]) s;
        ELSE
            SELECT count(*) INTO seen FROM (SELECT FROM portal_attempt a WHERE a.kind = asked
                                            AND a.at > since[n] LIMIT most[n]) s;
        END IF;
        IF seen >= most[n] THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [
        migrations.RunSQL(OVER, "DROP FUNCTION portal_over(text, bytea, bigint, text[], timestamptz[], int[])")
    ]
