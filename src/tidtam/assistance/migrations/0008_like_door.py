"""The door of the duplicate check: that a like request stands at an office of the district, and its number there."""

from django.db import migrations

# As its owner, for the other registers lie beyond the wall. It answers for a request inside the caller's own wall
# alone, and tells office and number: no name, no house, no day, not even why the two are alike.
LIKE = """
CREATE FUNCTION assistance_like(wanted bigint) RETURNS TABLE (office_id bigint, year smallint, number int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
WITH asked AS (
    SELECT r.id, r.office_id, r.asked_on, coalesce(r.happened_on, r.asked_on) AS happened, r.category, r.area_id,
           btrim(translate(r.moo, '๐๑๒๓๔๕๖๗๘๙', '0123456789')) AS moo,
           btrim(translate(r.house_no, '๐๑๒๓๔๕๖๗๘๙', '0123456789')) AS house,
           p.id_hash, p.first_name, p.last_name, o.parent_id, o.district_id
    FROM public.assistance_request r
    JOIN public.people_person p ON p.id = r.person_id
    JOIN public.offices_office o ON o.id = r.office_id
    WHERE r.id = wanted
      AND r.scope_path >= nullif(current_setting('tidtam.scope', true), '')
      AND r.scope_path < nullif(current_setting('tidtam.scope', true), '') || '~'
), alike AS (
    SELECT r.id FROM asked a
    JOIN public.people_person p ON p.id_hash = a.id_hash AND p.purpose = 'help'
    JOIN public.assistance_request r ON r.person_id = p.id
    UNION
    SELECT r.id FROM asked a
    JOIN public.assistance_request r ON r.area_id = a.area_id AND a.house <> ''
        AND r.asked_on BETWEEN a.asked_on - 365 AND a.asked_on + 365
        AND btrim(translate(r.house_no, '๐๑๒๓๔๕๖๗๘๙', '0123456789')) = a.house
        AND btrim(translate(r.moo, '๐๑๒๓๔๕๖๗๘๙', '0123456789')) = a.moo
    JOIN public.people_person p ON p.id = r.person_id
    WHERE lower(p.first_name) = lower(a.first_name) AND lower(p.last_name) = lower(a.last_name)
       OR r.category = a.category AND abs(coalesce(r.happened_on, r.asked_on) - a.happened) <= 30
)
SELECT r.office_id, r.year, r.number
FROM asked a
JOIN alike l ON l.id <> a.id
JOIN public.assistance_request r ON r.id = l.id
JOIN public.offices_office o ON o.id = r.office_id
WHERE r.state NOT IN ('withdrawn', 'merged')
  AND r.asked_on BETWEEN a.asked_on - 365 AND a.asked_on + 365
  AND (r.office_id = a.office_id
       OR o.line = 'dla' AND o.level = 'lgo' AND (o.parent_id = a.parent_id OR o.district_id = a.district_id))
ORDER BY r.year DESC, r.office_id, r.number DESC
LIMIT 20 $$;
REVOKE ALL ON FUNCTION assistance_like FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assistance_like TO tidtam_app;
"""


class Migration(migrations.Migration):
    dependencies = [("assistance", "0007_referral_doors")]
    operations = [migrations.RunSQL(LIKE, "DROP FUNCTION assistance_like(bigint)")]
