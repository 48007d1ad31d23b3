"""A search asks the firm keys and, only where they leave something open, the faint ones, in one statement.

They were two: a name nobody in the scope bears looked its firm keys up twice, and had read more than the nation had.
"""

from django.db import migrations

from tidtam.kernel import wall

NEAR = 2_000  # as migration 0006
HEAD = """(
    wanted text, words int[], weights real[], probes int[], firm boolean[], enough real, page int, lim int
) RETURNS TABLE (person_id bigint, score real, folded text)"""
CALL = "wanted, words, weights, probes, firm, enough, page, lim"
LIKE = "STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off"
ASKED = """
    WITH asked AS MATERIALIZED (
        SELECT a.word, a.weight, a.firm, array_agg(a.probe) AS probes
        FROM unnest(words, weights, probes, firm) AS a(word, weight, probe, firm) GROUP BY a.word, a.weight, a.firm
    )"""
# `settled`: somebody fits in every word by firm keys alone, and the page is full (`asking.enough`).
SETTLED = """
    , score AS MATERIALIZED (
        SELECT s.person_id, sum(s.weight)::real AS score, max(s.folded) AS folded FROM sure s GROUP BY s.person_id
    ), settled AS MATERIALIZED (
        SELECT coalesce(max(s.score), 0) >= enough AND (
            page = 0 OR count(*) FILTER (WHERE s.score >= 0.4 * (SELECT max(top.score) FROM score top)) >= page
        ) AS is_so
        FROM score s
    )"""
BEST = """
    , best AS MATERIALIZED (
        SELECT s.* FROM score s WHERE (SELECT t.is_so FROM settled t) UNION ALL
        SELECT w.person_id, sum(w.weight)::real, max(w.folded)
        FROM (
            SELECT h.person_id, max(h.weight) AS weight, max(h.folded) AS folded FROM hit h GROUP BY h.person_id, h.word
        ) w
        WHERE NOT (SELECT t.is_so FROM settled t) GROUP BY w.person_id
    )
    SELECT b.person_id, b.score, b.folded FROM best b
    WHERE b.score >= 0.4 * (SELECT max(top.score) FROM best top)
    ORDER BY b.score DESC, b.person_id LIMIT least(lim, 3000)"""
FAR = f"""
        FROM asked a JOIN public.people_personkey k ON k.keys && a.probes
        WHERE k.purpose = wanted AND {wall.inside("(k.scope_path || '')")}"""


SQL = f"""
DROP FUNCTION people_candidates, people_candidates_near, people_candidates_far;
CREATE FUNCTION people_candidates_far {HEAD}
LANGUAGE sql {LIKE} SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
    {ASKED}, sure AS MATERIALIZED (
        SELECT k.person_id, a.word, max(a.weight) AS weight, max(k.folded) AS folded{FAR} AND a.firm
        GROUP BY k.person_id, a.word
    ){SETTLED}, hit AS (
        SELECT * FROM sure UNION ALL
        SELECT k.person_id, a.word, a.weight, k.folded{FAR} AND NOT a.firm
    ){BEST} $$;
CREATE FUNCTION people_candidates_near {HEAD}
LANGUAGE sql {LIKE} SET jit = off AS $$
    {ASKED}, probe AS MATERIALIZED (
        SELECT a.word, a.weight, a.firm, unnest(a.probes) AS probe FROM asked a
    ), own AS MATERIALIZED (
        SELECT k.person_id, p.word, p.weight, p.firm, k.folded
        FROM public.people_personkey k CROSS JOIN LATERAL unnest(k.keys) AS held(key) JOIN probe p ON p.probe = held.key
        WHERE k.purpose = wanted AND {wall.inside("k.scope_path")}
    ), sure AS (
        SELECT o.person_id, o.word, max(o.weight) AS weight, max(o.folded) AS folded
        FROM own o WHERE o.firm GROUP BY o.person_id, o.word
    ){SETTLED}, hit AS (SELECT * FROM own){BEST} $$;
CREATE FUNCTION people_candidates {HEAD}
LANGUAGE plpgsql {LIKE} AS $$
BEGIN
    IF (SELECT count(*) FROM (
        SELECT 1 FROM public.people_personkey k WHERE {wall.inside("k.scope_path")} LIMIT {NEAR + 1}
    ) few) <= {NEAR} THEN
        RETURN QUERY SELECT * FROM public.people_candidates_near({CALL});
    ELSE
        RETURN QUERY SELECT * FROM public.people_candidates_far({CALL});
    END IF;
END $$;
REVOKE ALL ON FUNCTION people_candidates, people_candidates_near, people_candidates_far FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_candidates, people_candidates_near, people_candidates_far TO tidtam_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_keys_at_once")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
