"""The wall of the officers' half, and how long a closed tip is kept: what was decided, else 90 days.

`tips_found`, `tips_said`, `tips_add` and `tips_expire` are those of 0002 but for that condition.
"""

from django.db import migrations

from tidtam.kernel import wall

OWN = "(scope_path = nullif(current_setting('tidtam.scope', true), ''))"
SCOPED = ("tips_handling", "tips_contactopening", "tips_agency", "tips_handover")
KEPT = ", ".join((*SCOPED, "tips_escrowholder", "tips_escrowuse", "tips_monthcount"))

DOORS = """
CREATE FUNCTION tips_kept(tip uuid, closed date, today date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
SELECT closed IS NULL
    OR coalesce((SELECT h.keep_until FROM public.tips_handling h WHERE h.tip_id = tip), closed + 90) > today $$;

CREATE OR REPLACE FUNCTION tips_found(wanted bytea, today date) RETURNS TABLE
    (id uuid, scope_path text, office_id bigint, salt bytea, reply_key text, state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT t.id, t.scope_path, t.office_id, t.salt, t.reply_key, t.state FROM public.tips_tip t
WHERE t.lookup = wanted AND public.tips_kept(t.id, t.closed_on, today) $$;

CREATE OR REPLACE FUNCTION tips_said(wanted bytea, today date) RETURNS TABLE (number smallint, day date, sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT m.number, m.day, m.sealed FROM public.tips_tip t JOIN public.tips_message m ON m.tip_id = t.id
WHERE t.lookup = wanted AND public.tips_kept(t.id, t.closed_on, today) AND m.sender = 'officer'
ORDER BY m.number $$;

CREATE OR REPLACE FUNCTION tips_add(wanted bytea, today date, message uuid, how text, words bytea, for_keys uuid[])
RETURNS TABLE (tip_id uuid, scope_path text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    tip record;
    last int;
BEGIN
    SELECT t.id, t.scope_path INTO tip FROM public.tips_tip t
    WHERE t.lookup = wanted AND public.tips_kept(t.id, t.closed_on, today) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT coalesce(max(m.number), 0) INTO last FROM public.tips_message m WHERE m.tip_id = tip.id;
    IF last >= 200 THEN
        RETURN;
    END IF;
    INSERT INTO public.tips_message (id, tip_id, scope_path, number, day, sender, sealed_in, sealed, sealed_for)
    VALUES (message, tip.id, tip.scope_path, last + 1, today, 'informant', how, words, for_keys);
    RETURN QUERY SELECT tip.id, tip.scope_path;
END $$;

CREATE OR REPLACE FUNCTION tips_expire(today date) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    gone uuid[];
BEGIN
    SELECT array_agg(t.id) INTO gone FROM public.tips_tip t WHERE NOT public.tips_kept(t.id, t.closed_on, today);
    DELETE FROM public.tips_contactopening o WHERE o.tip_id = ANY (gone);
    DELETE FROM public.tips_handover h WHERE h.tip_id = ANY (gone);
    DELETE FROM public.tips_handling h WHERE h.tip_id = ANY (gone);
    DELETE FROM public.tips_sealedcontact c WHERE c.tip_id = ANY (gone);
    DELETE FROM public.tips_tipfile f WHERE f.tip_id = ANY (gone);
    DELETE FROM public.tips_message m WHERE m.tip_id = ANY (gone);
    DELETE FROM public.tips_tip t WHERE t.id = ANY (gone);
    RETURN coalesce(cardinality(gone), 0);
END $$;

-- The tips of a month by district, those about officials left out: the wall hides them from every single unit.
CREATE FUNCTION tips_month(since date, until date) RETURNS TABLE (district text, count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT left(t.area_id, 4), count(*) FROM public.tips_tip t
WHERE t.day >= since AND t.day < until AND NOT t.official AND length(t.area_id) >= 4 GROUP BY 1 $$;

REVOKE ALL ON FUNCTION tips_kept, tips_month FROM PUBLIC, tidtam_app, tidtam_search;
GRANT EXECUTE ON FUNCTION tips_month TO tidtam_app;
"""

SQL = (
    "".join(wall.protect(table, OWN) for table in SCOPED)
    + f"REVOKE DELETE, TRUNCATE ON {KEPT} FROM tidtam_app;"
    + "REVOKE UPDATE ON tips_monthcount, tips_handover, tips_escrowholder FROM tidtam_app;"
    + DOORS
)


class Migration(migrations.Migration):
    dependencies = [("tips", "0010_desk")]
    operations = [migrations.RunSQL(SQL, "DROP FUNCTION tips_month, tips_kept CASCADE;")]
