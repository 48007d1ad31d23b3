"""Count many rounds or visits at once in a fraction of the time: by half-month and by number apart, district by district.

What is counted stays as migrations 0004 and 0010 say it; the functions of the triggers are written again.
"""

from importlib import import_module

from django.db import migrations

tally = import_module("tidtam.aftercare.migrations.0004_tally")
before = import_module("tidtam.aftercare.migrations.0010_before_receipt")

# The half-month as 0004 counts it, in numbers the processor knows.
HALF = "(date_part('year', {0}) * 24 + date_part('month', {0}) * 2 - 2 + (date_part('day', {0}) > 15)::int)::int"
KIND = """CASE WHEN x.state = 'missed' AND x.end_on < c.enrolled_on THEN 'before' WHEN x.state <> 'done' THEN x.state
            WHEN x.visited_on > x.due_on THEN 'late' ELSE 'on_time' END"""
# Nothing below the district has a count of its own, so its path is cut before anything is added up.
DISTRICT = (
    "coalesce(substring(x.path FROM CASE WHEN split_part(x.path, '.', 2) = 'b' THEN '^(?:[^.]*[.]){4}' "
    "ELSE '^(?:[^.]*[.]){5}' END), x.path)"
)


def visit_rows(source: str, sign: int) -> str:
    """Return the rows of visits; those that fill no round have no result.

    The kind is no condition: the planner would take few rows for granted and look up each one's case by itself.
    """
    return f"""SELECT {sign} AS sign, o.path, v.case_id, v.round_no, v.visited_on,
        CASE WHEN v.kind = 'round' THEN v.result END AS result
        FROM {source} v JOIN offices_office o ON o.id = v.counted_office_id"""


def apart(rows: str, day: str, kind: str) -> str:
    """Return how many rows of a kind each district has in a programme: per half-month (nth NULL) and per number."""
    return f"""
        SELECT path, programme_id, half, nth, kind, sum(sign) AS n FROM (
            SELECT {DISTRICT} AS path, c.programme_id, {HALF.format(day)} AS half, x.round_no::int AS nth,
                {kind} AS kind, x.sign
            FROM ({rows}) x JOIN aftercare_case c ON c.id = x.case_id
        ) y GROUP BY GROUPING SETS ((path, programme_id, kind, half), (path, programme_id, kind, nth))
        HAVING sum(sign) <> 0"""


def rounds(rows: str) -> str:
    """Return the counts of rounds, by half-month and by number."""
    return f"""
    SELECT b.path, b.programme_id, CASE WHEN b.nth IS NULL THEN 'round.' ELSE 'nth.' END || b.kind AS measure,
        coalesce(b.nth, b.half) AS slot, b.n
    FROM ({apart(rows, "x.due_on", KIND)}) b WHERE b.nth IS NULL OR b.kind NOT IN ('planned', 'due')"""


def visits(rows: str) -> str:
    """Return the counts of visits that fill a round, by half-month and by number of the round."""
    return f"""
    SELECT b.path, b.programme_id, CASE WHEN b.nth IS NULL THEN 'visit.' ELSE 'nth.' END || b.kind AS measure,
        coalesce(b.nth, b.half) AS slot, b.n
    FROM ({apart(rows, "x.visited_on", "x.result")}) b WHERE b.kind IS NOT NULL"""


UNMOVED = """RETURN NULL; END IF;
IF NOT EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (id) WHERE n.path <> o.path) THEN RETURN NULL; END IF;"""
SQL = []
for _event in tally.TABLES:
    for _name, _counts in (
        ("round", rounds(tally.changes(before.round_rows, _event))),
        ("visit", visits(tally.changes(visit_rows, _event))),
    ):
        SQL.append(before.again(tally.function(f"{_name}_{_event.lower()}", _counts)))
SQL.append(
    before.again(
        tally.function(
            "office", rounds(tally.moved(before.round_rows, "aftercare_round")),
            visits(tally.moved(visit_rows, "aftercare_visit")),
        )
    ).replace("RETURN NULL; END IF;", UNMOVED, 1)
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0011_met_nobody")]
    operations = [migrations.RunSQL("\n".join(SQL), migrations.RunSQL.noop)]
