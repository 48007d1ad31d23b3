"""The search takes its own index whatever the planner knows, and finds it in order: no list of pending entries.

Pending entries are read by every scan, and a search makes a dozen. The path of the office is compared as an expression,
so that the index of paths, useless for a wide scope, is no temptation before the first ANALYZE.
"""

from django.db import migrations

from tidtam.kernel import wall

SQL = f"""
CREATE OR REPLACE FUNCTION people_candidates(wanted text, words int[], weights real[], probes int[], lim int)
RETURNS TABLE (person_id bigint, score real, folded text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
    WITH asked AS MATERIALIZED (
        SELECT a.word, a.weight, array_agg(a.probe) AS probes
        FROM unnest(words, weights, probes) AS a(word, weight, probe) GROUP BY a.word, a.weight
    ), hit AS (
        SELECT a.word, k.person_id, max(a.weight) AS weight
        FROM asked a JOIN public.people_personkey k ON k.keys && a.probes
        WHERE k.purpose = wanted AND {wall.inside("(k.scope_path || '')")}
        GROUP BY a.word, k.person_id
    ), best AS (
        SELECT h.person_id, sum(h.weight)::real AS score FROM hit h GROUP BY h.person_id
        ORDER BY 2 DESC, 1 LIMIT least(lim, 3000)
    )
    SELECT b.person_id, b.score, k.folded FROM best b JOIN public.people_personkey k USING (person_id)
    ORDER BY b.score DESC, b.person_id $$;
ALTER INDEX people_personkey_keys SET (fastupdate = off);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_wall")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
