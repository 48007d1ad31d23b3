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
    , score AS (
        SELECT s.person_id, sum(s.weight)::real AS score
        FROM (SELECT f.person_id, max(f.weight) AS weight FROM sure f GROUP BY f.person_id, f.word) s
        GROUP BY s.person_id
    ), settled AS MATERIALIZED (
        SELECT coalesce(max(s.score), 0) >= enough
            AND count(*) FILTER (WHERE s.score >= 0.4 * (SELECT max(top.score) FROM score top)) >= page AS is_so
        FROM score s
    )"""
BEST = """
    , best AS MATERIALIZED (
        SELECT w.person_id, sum(w.weight)::real AS score, max(w.folded) AS folded
        FROM (
            SELECT h.person_id, max(h.weight) AS weight, max(h.folded) AS folded FROM hit h GROUP BY h.person_id, h.word
        ) w GROUP BY w.person_id
    )
    SELECT b.person_id, b.score, b.folded FROM best b
    WHERE b.score >= 0.4 * (SELECT max(top.score) FROM best top)
    ORDER BY b.score DESC, b.person_id LIMIT least(lim, 3000)"""


def held(which: str) -> str:
    """Return the people in scope who hold one of the keys asked for, by the index of keys."""
    return f"""SELECT k.person_id, a.word, a.weight, k.folded
        FROM asked a JOIN public.people_personkey k ON k.keys && a.probes
        WHERE {which} AND k.purpose = wanted AND {wall.inside("(k.scope_path || '')")}"""


SQL = f"""
DROP FUNCTION people_candidates, people_candidates_near, people_candidates_far;
CREATE FUNCTION people_candidates_far {HEAD}
LANGUAGE sql {LIKE} SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
    {ASKED}, sure AS MATERIALIZED (
        {held("a.firm")}
    ){SETTLED}, hit AS (
        SELECT * FROM sure UNION ALL
        {held("NOT a.firm AND NOT (SELECT s.is_so FROM settled s)")}
    ){BEST} $$;
CREATE FUNCTION people_candidates_near {HEAD}
LANGUAGE sql {LIKE} SET jit = off AS $$
    {ASKED}, probe AS MATERIALIZED (
        SELECT a.word, a.weight, a.firm, unnest(a.probes) AS probe FROM asked a
    ), own AS MATERIALIZED (
        SELECT k.person_id, p.word, p.weight, p.firm, k.folded
        FROM public.people_personkey k CROSS JOIN LATERAL unnest(k.keys) AS held(key) JOIN probe p ON p.probe = held.key
        WHERE k.purpose = wanted AND {wall.inside("k.scope_path")}
    ), sure AS (SELECT * FROM own o WHERE o.firm){SETTLED}, hit AS (
        SELECT * FROM own o WHERE o.firm OR NOT (SELECT s.is_so FROM settled s)
    ){BEST} $$;
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
