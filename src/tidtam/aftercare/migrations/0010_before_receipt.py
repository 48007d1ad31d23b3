"""Rounds whose window was over before the person was received are counted apart: `round.before`, `nth.before`.

Everything else of the tally stays as migration 0004 says it; its functions are written again with this one kind more.
"""

from importlib import import_module

from django.db import migrations

tally = import_module("tidtam.aftercare.migrations.0004_tally")


def round_rows(source: str, sign: int) -> str:
    """Return the rows of rounds with the path they count for, and the end of their window."""
    return tally.round_rows(source, sign).replace("r.visited_on FROM", "r.visited_on, r.end_on FROM")


def rounds(rows: str) -> str:
    """Return the leaf counts of rounds, by half-month and by number."""
    was = "CASE WHEN x.state <> 'done' THEN x.state"
    counts = tally.rounds(rows)
    if was not in counts:
        raise ValueError("the tally of rounds is written otherwise")
    now = "CASE WHEN x.state = 'missed' AND x.end_on < c.enrolled_on THEN 'before' WHEN x.state <> 'done' THEN x.state"
    return counts.replace(was, now)


def again(sql: str) -> str:
    """Return the SQL that writes a function over the one there is, temporary tables named last as 0008 has it."""
    path = "search_path = pg_catalog, public"
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(path, f"{path}, pg_temp")


ALL = (rounds(round_rows("aftercare_round", 1)), *tally.ALL[1:])
SQL = [
    again(tally.function(f"round_{event.lower()}", rounds(tally.changes(round_rows, event)))) for event in tally.TABLES
]
SQL += [
    again(
        tally.function(
            "office", rounds(tally.moved(round_rows, "aftercare_round")),
            tally.visits(tally.moved(tally.visit_rows, "aftercare_visit")),
        )
    ).replace(
        "RETURN NULL; END IF;",
        "RETURN NULL; END IF;\n"
        "IF NOT EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (id) WHERE n.path <> o.path) THEN RETURN NULL; END IF;",
        1,
    ),
    again(tally.REBUILD).replace(
        "".join(tally.ADD.format(expanded=tally.EXPANDED.format(counts=one)) for one in tally.ALL),
        "".join(tally.ADD.format(expanded=tally.EXPANDED.format(counts=one)) for one in ALL),
    ),
    "SELECT aftercare_tally_rebuild();",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0009_appointment")]
    operations = [migrations.RunSQL("\n".join(SQL), migrations.RunSQL.noop)]
