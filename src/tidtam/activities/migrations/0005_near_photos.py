"""The door to like photos gives the bits of the near ones, so that who asks can frame his photo anew and confirm."""

from django.db import migrations

# As its owner, for the photos of other offices lie beyond the wall. Whoever asks must hold the photo, and is given for
# each near one the office, the day and 256 signs of its frequencies: no title, no place, no picture. The page tells one.
LIKE = """
DROP FUNCTION activities_like_photo(text[], text[], int[], int[], int[], int[], text, bigint, int, int);
CREATE FUNCTION activities_like_photos(
    roughs text[], fines text[], n0 int[], n1 int[], n2 int[], n3 int[], digest text, own bigint, most_rough int,
    most_fine int
) RETURNS TABLE (office text, held_on date, exact boolean, fine text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
WITH near AS (
    SELECT p.file_id, p.sha256, p.rough, p.fine FROM public.activities_print p
    WHERE nullif(current_setting('tidtam.scope', true), '') IS NOT NULL
      AND (p.q0 = ANY(n0) OR p.q1 = ANY(n1) OR p.q2 = ANY(n2) OR p.q3 = ANY(n3))
    UNION ALL
    SELECT p.file_id, p.sha256, p.rough, p.fine FROM public.activities_print p
    WHERE nullif(current_setting('tidtam.scope', true), '') IS NOT NULL AND p.sha256 = digest
), alike AS (
    SELECT n.file_id, n.fine, n.sha256 = digest AS exact, (
        SELECT min(bit_count(n.fine # w.fine::bit(256))) FROM unnest(roughs, fines) AS w(rough, fine)
        WHERE bit_count(n.rough # w.rough::bit(64)) <= most_rough
    ) AS apart FROM near n
)
SELECT o.name_th, a."on", l.exact, l.fine::text FROM alike l
JOIN public.activities_photo h ON h.file_id = l.file_id AND h.removed_at IS NULL AND h.activity_id <> own
JOIN public.activities_activity a ON a.id = h.activity_id AND a.state = 'recorded'
JOIN public.offices_office o ON o.id = a.office_id
WHERE l.exact OR l.apart <= most_fine
ORDER BY l.exact DESC, l.apart, a."on", a.id
LIMIT 24 $$;
REVOKE ALL ON FUNCTION activities_like_photos FROM PUBLIC;
GRANT EXECUTE ON FUNCTION activities_like_photos TO tidtam_app;
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0004_doors_and_areas")]
    operations = [migrations.RunSQL(LIKE, migrations.RunSQL.noop)]
