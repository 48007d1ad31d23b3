"""A search in a small scope reads the people of the scope, not everybody who sounds alike in the country.

The index of keys knows nothing of offices: it found thousands of the nation and threw away all but a district's few, and
a name nobody there has asks for the faint keys as well, which tens of thousands share. Up to `NEAR` people are read
through the index of paths and joined by their keys; above that the index of keys is quicker.
"""

from django.db import migrations

from tidtam.kernel import wall

NEAR = 2_000
HEAD = """(wanted text, words int[], weights real[], probes int[], lim int)
RETURNS TABLE (person_id bigint, score real, folded text)"""
BEST = """
    SELECT b.person_id, b.score, b.folded FROM best b
    WHERE b.score >= 0.4 * (SELECT max(top.score) FROM best top)
    ORDER BY b.score DESC, b.person_id LIMIT least(lim, 3000)"""
SQL = f"""
ALTER FUNCTION people_candidates RENAME TO people_candidates_far;
CREATE FUNCTION people_candidates_near {HEAD}
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off SET jit = off
AS $$
    WITH asked AS MATERIALIZED (
        SELECT a.word, a.probe, max(a.weight) AS weight
        FROM unnest(words, weights, probes) AS a(word, weight, probe) GROUP BY a.word, a.probe
    ), hit AS (
        SELECT k.person_id, max(a.weight) AS weight, max(k.folded) AS folded
        FROM public.people_personkey k CROSS JOIN LATERAL unnest(k.keys) AS own(key) JOIN asked a ON a.probe = own.key
        WHERE k.purpose = wanted AND {wall.inside("k.scope_path")}
        GROUP BY k.person_id, a.word
    ), best AS MATERIALIZED (
        SELECT h.person_id, sum(h.weight)::real AS score, max(h.folded) AS folded FROM hit h GROUP BY h.person_id
    ){BEST} $$;
CREATE FUNCTION people_candidates {HEAD}
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF (SELECT count(*) FROM (
        SELECT 1 FROM public.people_personkey k WHERE {wall.inside("k.scope_path")} LIMIT {NEAR + 1}
    ) few) <= {NEAR} THEN
        RETURN QUERY SELECT * FROM public.people_candidates_near(wanted, words, weights, probes, lim);
    ELSE
        RETURN QUERY SELECT * FROM public.people_candidates_far(wanted, words, weights, probes, lim);
    END IF;
END $$;
REVOKE ALL ON FUNCTION people_candidates, people_candidates_near FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_candidates, people_candidates_near TO tidtam_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_search_floor")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
