"""The one door by which a requester without an account finds their request: office, year and number."""

from django.db import migrations

# As its owner: before the number and the PIN are known to fit, no wall can be open. It tells nothing but where to ask.
TICKET = """
CREATE FUNCTION assistance_ticket_of(wanted_office bigint, wanted_year int, wanted_number int)
RETURNS TABLE (request_id bigint, pin_hash varchar, tries smallint, locked_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.request_id, t.pin_hash, t.tries, t.locked_until
    FROM public.assistance_request r JOIN public.assistance_ticket t ON t.request_id = r.id
    WHERE r.office_id = wanted_office AND r.year = wanted_year AND r.number = wanted_number $$;
REVOKE ALL ON FUNCTION assistance_ticket_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assistance_ticket_of TO tidtam_app;
"""


class Migration(migrations.Migration):
    dependencies = [("assistance", "0004_requests_held")]
    operations = [migrations.RunSQL(TICKET, migrations.RunSQL.noop)]
