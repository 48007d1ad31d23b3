"""The wall around people, old rows of a person, and the one door of the name search."""

from django.db import migrations

from tidtam.kernel import history, wall

# Array overlap is not leakproof, so behind the wall its index is idle: this function filters by the caller's scope.
# A probe is one number of one word of the question; of a word's probes the best counts, and the words add up.
CANDIDATES = f"""
CREATE FUNCTION people_candidates(wanted text, words int[], weights real[], probes int[], lim int)
RETURNS TABLE (person_id bigint, score real, folded text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
    WITH asked AS (
        SELECT a.word, a.weight, array_agg(a.probe) AS probes
        FROM unnest(words, weights, probes) AS a(word, weight, probe) GROUP BY a.word, a.weight
    ), hit AS (
        SELECT a.word, k.person_id, max(a.weight) AS weight
        FROM asked a JOIN public.people_personkey k ON k.keys && a.probes
        WHERE k.purpose = wanted AND {wall.inside("k.scope_path")}
        GROUP BY a.word, k.person_id
    ), best AS (
        SELECT h.person_id, sum(h.weight)::real AS score FROM hit h GROUP BY h.person_id
        ORDER BY 2 DESC, 1 LIMIT least(lim, 3000)
    )
    SELECT b.person_id, b.score, k.folded FROM best b JOIN public.people_personkey k USING (person_id)
    ORDER BY b.score DESC, b.person_id $$;
REVOKE ALL ON FUNCTION people_candidates FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_candidates TO tidtam_app;
"""
SQL = (
    "".join(wall.protect(f"people_{name}") for name in ("person", "address", "caregiver", "personkey", "merge"))
    + history.keep("people_person")
    + "CREATE INDEX people_personkey_scope ON people_personkey (scope_path);"
    "CREATE INDEX people_address_scope ON people_address (scope_path, area_id);"
    + CANDIDATES
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
