"""The wall of the letters room, the sequence of letters, search and matching behind the wall."""

from django.db import migrations

from tidtam.kernel import wall

SEES = "EXISTS (SELECT 1 FROM letters_sight s WHERE s.letter_id = {})"
SQL = "\n".join(
    [
        wall.protect(f"letters_{name}")
        for name in ("intake", "sight", "registerentry", "confirmation", "deadline", "step")
    ]
    + [
        wall.protect("letters_letter", SEES.format("letters_letter.id")),
        wall.protect("letters_edge", SEES.format("letters_edge.source_id")),
        "CREATE SEQUENCE letters_letter_id_seq OWNED BY letters_letter.id;",
        "CREATE INDEX letters_letter_search ON letters_letter USING gin (search_text gin_trgm_ops);",
        "CREATE INDEX letters_letter_date ON letters_letter (date);",
        # ILIKE is not leakproof, so behind the wall its index is idle: this function filters by the caller's scope.
        f"""
        CREATE FUNCTION letters_search(patterns text[], lim int) RETURNS SETOF bigint
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
            SELECT l.id FROM public.letters_letter l
            WHERE l.search_text LIKE ALL (patterns) AND l.secrecy = 'normal'
              AND EXISTS (SELECT 1 FROM public.letters_sight s WHERE s.letter_id = l.id AND {wall.inside("s.scope_path")})
            ORDER BY l.date DESC NULLS LAST, l.id DESC LIMIT lim $$;
        -- Number, date and most of the text must agree: nobody learns of a letter by guessing its number.
        CREATE FUNCTION letters_match(key text, day date, words text) RETURNS bigint
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
            SELECT l.id FROM public.letters_letter l
            WHERE l.number_key = key AND l.date = day AND NOT l.is_stub AND l.secrecy = 'normal'
              AND length(words) > 200 AND public.similarity(left(l.search_text, 4000), words) > 0.5
            ORDER BY l.id LIMIT 1 $$;
        """,
    ]
)


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
