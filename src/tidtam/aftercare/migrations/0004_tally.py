"""Counts of aftercare per province and district, kept by statement-level triggers, readable behind their own wall.

Always equal to a recount of the rows: `SELECT aftercare_tally_rebuild()` writes the same again. A bulk load says
`SET LOCAL tidtam.tally = 'off'` and rebuilds once at its end, in the same transaction.
Rounds and visits count for `counted_office` once that is fixed, so no transfer moves them; until then, and for cases
and needs, for the office answerable now.
"""

import django.db.models.deletion
from django.db import migrations, models

from tidtam.kernel import wall

OPEN = "('unmet', 'in_progress')"
COUNTED = "('unmet', 'in_progress', 'met')"
# The number of a half-month; the 15th closes the first half, the month's end the second.
HALF = "(extract(year FROM {0}) * 24 + extract(month FROM {0}) * 2 - 2 + (extract(day FROM {0}) > 15)::int)::int"

# What a set of leaf counts (path, programme_id, measure, slot, n) adds to the province and the district above it.
# In Bangkok, one office with its districts, the province stands one step higher than in the line of the department.
EXPANDED = """
    SELECT t.tier, array_to_string(p.parts[1:t.last], '.') || '.' AS node, d.programme_id, d.measure, d.slot,
        sum(d.n)::int AS n
    FROM ({counts}) d
    CROSS JOIN LATERAL (SELECT string_to_array(rtrim(d.path, '.'), '.') AS parts) p
    CROSS JOIN LATERAL (SELECT CASE WHEN p.parts[2] = 'b' THEN 3 ELSE 4 END AS head) h
    CROSS JOIN LATERAL (
        SELECT 1 AS tier, least(cardinality(p.parts), h.head) AS last
        UNION ALL SELECT 2, h.head + 1 WHERE cardinality(p.parts) > h.head
    ) t
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(d.n) <> 0
"""
# Rows are written in one order, so that two bulk writers wait for each other and never lock crosswise.
ADD = """
    INSERT INTO public.aftercare_tally AS t (tier, node, programme_id, measure, slot, n)
    SELECT * FROM ({expanded}) e ORDER BY e.tier DESC, e.measure, e.node, e.slot, e.programme_id
    ON CONFLICT (tier, measure, node, slot, programme_id) DO UPDATE SET n = t.n + excluded.n;
"""


def round_rows(source: str, sign: int) -> str:
    """Return the rows of rounds with the path they count for."""
    return f"""SELECT {sign} AS sign, coalesce(o.path, r.scope_path) AS path, r.case_id, r.round_no, r.due_on, r.state,
        r.visited_on FROM {source} r LEFT JOIN offices_office o ON o.id = r.counted_office_id"""


def rounds(rows: str) -> str:
    """Return the leaf counts of rounds, by half-month and by number."""
    kind = "CASE WHEN x.state <> 'done' THEN x.state WHEN x.visited_on > x.due_on THEN 'late' ELSE 'on_time' END"
    return f"""
    SELECT b.path, b.programme_id, m.measure, m.slot, b.n FROM (
        SELECT x.path, c.programme_id, {HALF.format("x.due_on")} AS half, x.round_no::int AS nth, {kind} AS kind,
            sum(x.sign) AS n
        FROM ({rows}) x JOIN aftercare_case c ON c.id = x.case_id
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.sign) <> 0
    ) b CROSS JOIN LATERAL (VALUES
        ('round.' || b.kind, b.half),
        (CASE WHEN b.kind NOT IN ('planned', 'due') THEN 'nth.' || b.kind END, b.nth)
    ) m (measure, slot) WHERE m.measure IS NOT NULL"""


def visit_rows(source: str, sign: int) -> str:
    """Return the rows of visits that fill a round."""
    return f"""SELECT {sign} AS sign, o.path, v.case_id, v.round_no, v.visited_on, v.result
        FROM {source} v JOIN offices_office o ON o.id = v.counted_office_id WHERE v.kind = 'round'"""


def visits(rows: str) -> str:
    """Return the leaf counts of visits, by half-month and by number of the round."""
    return f"""
    SELECT b.path, b.programme_id, m.measure, m.slot, b.n FROM (
        SELECT x.path, c.programme_id, {HALF.format("x.visited_on")} AS half, x.round_no::int AS nth, x.result,
            sum(x.sign) AS n
        FROM ({rows}) x JOIN aftercare_case c ON c.id = x.case_id
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.sign) <> 0
    ) b CROSS JOIN LATERAL (VALUES ('visit.' || b.result, b.half), ('nth.' || b.result, b.nth)) m (measure, slot)"""


def case_rows(source: str, sign: int) -> str:
    """Return the cases that count; somebody who never was a case does not."""
    return f"""SELECT {sign} AS sign, scope_path AS path, programme_id, status, substance
        FROM {source} WHERE close_reason <> 'not_a_case'"""


def cases(rows: str) -> str:
    """Return the leaf counts of people enrolled, by status and substance."""
    return f"""
    SELECT b.path, b.programme_id, m.measure, 0 AS slot, b.n FROM (
        SELECT path, programme_id, status, substance, sum(sign) AS n FROM ({rows}) x
        GROUP BY 1, 2, 3, 4 HAVING sum(sign) <> 0
    ) b CROSS JOIN LATERAL (VALUES ('enrolled'), ('status.' || b.status), ('substance.' || b.substance)) m (measure)"""


def need_rows(source: str, sign: int) -> str:
    """Return the rows of needs."""
    return f"SELECT {sign} AS sign, id, case_id, scope_path, code, bucket FROM {source}"


def needs(rows: str, whole: str) -> str:
    """Return the leaf counts of needs, and of persons from all the needs (`whole`) of the cases concerned."""
    return f"""
    SELECT x.scope_path AS path, c.programme_id, 'need.' || x.bucket || '.' || x.code AS measure, 0 AS slot,
        sum(x.sign) AS n
    FROM ({rows}) x JOIN aftercare_case c ON c.id = x.case_id GROUP BY 1, 2, 3 HAVING sum(x.sign) <> 0
    UNION ALL
    SELECT p.path, c.programme_id, m.measure, 0, sum(p.sign * m.counts::int) FROM (
        SELECT sign, case_id, min(scope_path) AS path, bool_or(bucket IN {COUNTED}) AS asked,
            bool_or(bucket IN {OPEN}) AS waiting
        FROM ({whole}) w GROUP BY 1, 2
    ) p JOIN aftercare_case c ON c.id = p.case_id
    CROSS JOIN LATERAL (VALUES ('person.asked', p.asked), ('person.waiting', p.waiting)) m (measure, counts)
    GROUP BY 1, 2, 3"""


def function(name: str, *counts: str) -> str:
    """Return the SQL of a trigger's function.

    It runs as its owner because a team's wall does not reach the province's row; nobody else writes there.
    """
    body = "".join(ADD.format(expanded=EXPANDED.format(counts=one)) for one in counts)
    return f"""
    CREATE FUNCTION aftercare_tally_{name}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    BEGIN
        IF current_setting('tidtam.tally', true) = 'off' THEN RETURN NULL; END IF;
        {body}
        RETURN NULL;
    END $$;"""


TABLES = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def trigger(table: str, name: str, event: str) -> str:
    """Return the SQL of one trigger."""
    return f"""CREATE TRIGGER aftercare_tally_{name} AFTER {event} ON {table}
        REFERENCING {TABLES[event]} FOR EACH STATEMENT EXECUTE FUNCTION aftercare_tally_{name}();"""


def changes(rows, event: str) -> str:
    """Return the rows a statement added (+1) and took away (-1)."""
    parts = []
    if event in ("INSERT", "UPDATE"):
        parts.append(rows("new_rows", 1))
    if event in ("UPDATE", "DELETE"):
        parts.append(rows("old_rows", -1))
    return " UNION ALL ".join(parts)


def whole_needs(event: str) -> str:
    """Return all needs of the cases a statement touched, as they are and (-1) as they were before it."""
    affected, known = [], []
    if event in ("INSERT", "UPDATE"):
        affected.append("SELECT case_id FROM new_rows")
        known.append("SELECT id FROM new_rows")
    if event in ("UPDATE", "DELETE"):
        affected.append("SELECT case_id FROM old_rows")
    inside = f"case_id IN ({' UNION '.join(affected)})"
    others = f" AND id NOT IN ({known[0]})" if known else ""
    before = need_rows(f"aftercare_caseneed WHERE {inside}{others}", -1)
    if event != "INSERT":
        before += f" UNION ALL {need_rows('old_rows', -1)}"
    return f"{need_rows(f'aftercare_caseneed WHERE {inside}', 1)} UNION ALL {before}"


def moved(rows, table: str) -> str:
    """Return the rows of offices whose path changed, at the old path (-1) and at the new one (+1)."""
    changed = "SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE n.path <> o.path"
    source = f"(SELECT * FROM {table} WHERE counted_office_id IN ({changed}))"
    was = rows(source, -1).replace("offices_office", "old_rows")
    now = rows(source, 1).replace("offices_office", "new_rows")
    return f"{was} UNION ALL {now}"


ALL = (
    rounds(round_rows("aftercare_round", 1)),
    visits(visit_rows("aftercare_visit", 1)),
    cases(case_rows("aftercare_case", 1)),
    needs(need_rows("aftercare_caseneed", 1), need_rows("aftercare_caseneed", 1)),
)
REBUILD = f"""
    CREATE FUNCTION aftercare_tally_rebuild() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET work_mem = '128MB' AS $$
    DECLARE written bigint;
    BEGIN
        LOCK TABLE aftercare_case, aftercare_caseneed, aftercare_round, aftercare_visit IN SHARE MODE;
        DELETE FROM aftercare_tally;
        {"".join(ADD.format(expanded=EXPANDED.format(counts=one)) for one in ALL)}
        SELECT count(*) INTO written FROM aftercare_tally;
        RETURN written;
    END $$;
    REVOKE ALL ON FUNCTION aftercare_tally_rebuild() FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION aftercare_tally_rebuild() TO tidtam_app;"""

SQL = []
for _event in TABLES:
    _low = _event.lower()
    for _table, _rows, _counts in (
        ("round", round_rows, rounds), ("visit", visit_rows, visits), ("case", case_rows, cases),
    ):  # fmt: skip
        SQL.append(function(f"{_table}_{_low}", _counts(changes(_rows, _event))))
        SQL.append(trigger(f"aftercare_{_table}", f"{_table}_{_low}", _event))
    SQL.append(function(f"need_{_low}", needs(changes(need_rows, _event), whole_needs(_event))))
    SQL.append(trigger("aftercare_caseneed", f"need_{_low}", _event))
SQL += [
    function(
        "office", rounds(moved(round_rows, "aftercare_round")), visits(moved(visit_rows, "aftercare_visit"))
    ).replace(
        "RETURN NULL; END IF;",
        "RETURN NULL; END IF;\n"
        "IF NOT EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (id) WHERE n.path <> o.path) THEN RETURN NULL; END IF;",
        1,
    ),
    trigger("offices_office", "office", "UPDATE"),
    REBUILD,
    wall.protect("aftercare_tally", wall.inside("node")),
    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON aftercare_tally FROM tidtam_app;",
    "SELECT aftercare_tally_rebuild();",
]


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0003_order_tambons"), ("offices", "0001_offices")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier", models.SmallIntegerField()),
                ("node", models.TextField(db_collation="C")),
                ("measure", models.TextField(db_collation="C")),
                ("slot", models.IntegerField()),
                ("n", models.IntegerField()),
                (
                    "programme",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="aftercare.programme",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=["tier", "measure", "node", "slot", "programme"], name="aftercare_tally_once"
            ),
        ),
        migrations.RunSQL("\n".join(SQL), migrations.RunSQL.noop),
    ]
