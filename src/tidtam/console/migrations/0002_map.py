"""Points and cells of the map behind the wall, kept by statement-level triggers of the tables they come from.

Always equal to a recount: `SELECT console_map_rebuild()` writes the same again. The triggers run as their owner, because
a local government's wall does not reach the counts of its whole line. A writer only adds rows of its own (a point and
a change), so two writers never wait for each other; the cells are folded from the changes by a task of its own.
"""

from django.db import migrations

from tidtam.kernel import wall

TABLES = ("mappoint", "mapcell", "mapchange")
# layer: table, what is shown of it, its columns (id, scope, area, latitude, longitude, day, kind).
SOURCES = {
    1: ("activities_activity", "r.state = 'recorded'", "r.area_id, r.latitude, r.longitude, r.\"on\", r.kind"),
    2: ("assistance_request", "r.merged_into_id IS NULL",
        "r.area_id, NULL::float, NULL::float, r.asked_on, r.category"),
    3: ("aftercare_case", "r.status <> 'closed'", "r.area_id, NULL::float, NULL::float, r.enrolled_on, ''::text"),
    4: ("signs_sign", "r.state = 'installed'", "r.area_id, r.latitude, r.longitude, r.installed_on, r.kind"),
}  # fmt: skip
NAMES = {1: "activity", 2: "request", 3: "case", 4: "sign"}

CELL = """
CREATE FUNCTION console_map_x(lon float) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT least(65535, greatest(0, floor((lon + 180) / 360 * 65536)))::int';
CREATE FUNCTION console_map_y(lat float) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT least(65535, greatest(0,
        floor((1 - ln(tan(radians(lat)) + 1 / cos(radians(lat))) / pi()) / 2 * 65536)))::int';
CREATE FUNCTION console_map_line(path text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT substring(path FROM '^[^.]+[.](?:[^.]+[.]){0,2}') COLLATE "C" $$;
"""


def points(layer: int, rows: str) -> str:
    """Return the points of rows: the thing's own position, else the middle of its tambon, district or province."""
    _table, shown, columns = SOURCES[layer]
    return f"""
    SELECT {layer} AS layer, s.id AS ref, s.scope_path, s.area, console_map_x(s.lon) AS x, console_map_y(s.lat) AS y,
        s.month, s.kind
    FROM (
        SELECT t.id, t.scope_path, t.area, coalesce(t.lat, p.lat) AS lat, coalesce(t.lon, p.lon) AS lon, t.kind,
            (extract(year FROM t.day) * 12 + extract(month FROM t.day) - 1)::int AS month
        FROM (
            SELECT r.id, r.scope_path, coalesce(v.area, o.district_id, o.province_id) AS area, v.lat, v.lon, v.day,
                v.kind
            FROM {rows} r
            CROSS JOIN LATERAL (SELECT {columns}) v (area, lat, lon, day, kind)
            LEFT JOIN offices_office o ON v.area IS NULL AND o.id = r.office_id
            WHERE {shown}
        ) t
        LEFT JOIN LATERAL (
            SELECT a.lat, a.lon FROM places_areapoint a
            WHERE t.lat IS NULL AND a.area_id IN (t.area, left(t.area, 4), left(t.area, 2))
            ORDER BY length(a.area_id) DESC LIMIT 1
        ) p ON true
        WHERE t.area IS NOT NULL AND t.day IS NOT NULL
    ) s WHERE s.lat IS NOT NULL"""


def change(source: str, sign: int) -> str:
    """Return the SQL that notes points that came or went."""
    return f"""
    INSERT INTO public.console_mapchange (layer, scope_path, district, x, y, month, kind, n)
    SELECT c.layer, console_map_line(c.scope_path), rpad(left(c.area, 4), 4, '0')::int, c.x, c.y, c.month, c.kind, {sign}
    FROM {source} c;"""


def function(layer: int) -> str:
    """Return the SQL of one source's trigger function: what changed nothing on the map writes nothing."""
    add = f"""
        WITH came AS (
            INSERT INTO public.console_mappoint (layer, ref, scope_path, area, x, y, tile, month, kind)
            SELECT n.layer, n.ref, n.scope_path, n.area, n.x, n.y, (n.x >> 6) * 1024 + (n.y >> 6), n.month, n.kind
            FROM ({points(layer, "{rows}")}) n
            RETURNING layer, scope_path, area, x, y, month, kind
        ) {change("came", 1)}"""
    drop = f"""
        WITH went AS (
            DELETE FROM public.console_mappoint p USING {{ids}} d
            WHERE p.layer = {layer} AND p.ref = d.id
            RETURNING p.layer, p.scope_path, p.area, p.x, p.y, p.month, p.kind
        ) {change("went", -1)}"""
    shown, columns = SOURCES[layer][1:]
    said = f"ROW(r.scope_path, {columns}, {shown})"
    moved = f"""(
            SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
            WHERE {said.replace("r.", "n.")} IS DISTINCT FROM {said.replace("r.", "o.")}
        )"""
    return f"""
    CREATE FUNCTION console_map_{NAMES[layer]}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF current_setting('tidtam.map', true) = 'off' THEN RETURN NULL; END IF;
        IF TG_OP = 'INSERT' THEN {add.format(rows="new_rows")}
        ELSIF TG_OP = 'DELETE' THEN {drop.format(ids="old_rows")}
        ELSE
            {drop.format(ids=moved)}
            {add.format(rows=f"(SELECT w.* FROM new_rows w WHERE w.id IN {moved})")}
        END IF;
        RETURN NULL;
    END $$;"""


TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def triggers(layer: int) -> str:
    """Return the SQL of the triggers of one source."""
    table, name = SOURCES[layer][0], NAMES[layer]
    return "".join(
        f"CREATE TRIGGER console_map_{name}_{event.lower()} AFTER {event} ON {table} REFERENCING {TRANSITIONS[event]}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION console_map_{name}();"
        for event in TRANSITIONS
    )


# Each change counts in its district (grid 0) and in the cells of grids 4 to 11; written in one order.
SPREAD = """
    INSERT INTO public.console_mapcell AS t (grid, layer, x, y, scope_path, month, kind, n, sum_x, sum_y)
    SELECT g.grid, d.layer, CASE WHEN g.grid = 0 THEN d.district ELSE d.x >> (16 - g.grid) END,
        CASE WHEN g.grid = 0 THEN 0 ELSE d.y >> (16 - g.grid) END, d.scope_path, d.month, d.kind,
        sum(d.n)::int, sum(d.n * d.x::bigint), sum(d.n * d.y::bigint)
    FROM {source} d CROSS JOIN (VALUES (0), (4), (5), (6), (7), (8), (9), (10), (11)) g (grid)
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(d.n) <> 0 OR sum(d.n * d.x::bigint) <> 0 OR sum(d.n * d.y::bigint) <> 0
    ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (grid, layer, x, y, scope_path, month, kind)
    DO UPDATE SET n = t.n + excluded.n, sum_x = t.sum_x + excluded.sum_x, sum_y = t.sum_y + excluded.sum_y;
"""
FOLD = f"""
    CREATE FUNCTION console_map_fold() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET work_mem = '64MB' AS $$
    DECLARE folded bigint;
    BEGIN
        PERFORM pg_advisory_xact_lock(7312041);
        WITH gone AS (DELETE FROM public.console_mapchange RETURNING *) {SPREAD.format(source="gone")}
        GET DIAGNOSTICS folded = ROW_COUNT;
        IF folded > 0 THEN DELETE FROM public.console_mapcell WHERE n = 0; END IF;
        RETURN folded;
    END $$;
"""
REBUILD = f"""
    CREATE FUNCTION console_map_rebuild() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET work_mem = '128MB' AS $$
    DECLARE written bigint;
    BEGIN
        PERFORM pg_advisory_xact_lock(7312041);
        LOCK TABLE {", ".join(table for table, _s, _c in SOURCES.values())} IN SHARE MODE;
        DELETE FROM public.console_mapchange; DELETE FROM public.console_mapcell; DELETE FROM public.console_mappoint;
        INSERT INTO public.console_mappoint (layer, ref, scope_path, area, x, y, tile, month, kind)
        SELECT n.layer, n.ref, n.scope_path, n.area, n.x, n.y, (n.x >> 6) * 1024 + (n.y >> 6), n.month, n.kind
        FROM ({" UNION ALL ".join(points(layer, table) for layer, (table, _s, _c) in SOURCES.items())}) n;
        GET DIAGNOSTICS written = ROW_COUNT;
        {
    SPREAD.format(
        source='''(SELECT layer, console_map_line(scope_path) AS scope_path,
            rpad(left(area, 4), 4, '0')::int AS district, x, y, month, kind, 1 AS n FROM public.console_mappoint)'''
    )
}
        RETURN written;
    END $$;
"""
GRANTS = "".join(
    f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name}() TO tidtam_app;"
    for name in ("console_map_fold", "console_map_rebuild")
) + "".join(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON console_{table} FROM tidtam_app;" for table in TABLES)
SQL = (
    CELL
    + "".join(wall.protect(f"console_{table}") for table in TABLES)
    + "".join(function(layer) + triggers(layer) for layer in SOURCES)
    + FOLD
    + REBUILD
    + GRANTS
    + "SELECT console_map_rebuild();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("console", "0001_points"), ("activities", "0002_wall"), ("assistance", "0003_requests"),
        ("aftercare", "0001_initial"), ("signs", "0002_wall"), ("places", "0001_areas"), ("offices", "0001_offices"),
    ]  # fmt: skip
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
