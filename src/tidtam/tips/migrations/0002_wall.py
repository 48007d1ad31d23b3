"""The wall of the lane: a unit sees its own tips and nobody else's; the tip process may put in and never look.

`tidtam_tips` serves the public pages. It inserts tips, files and contacts, reads public keys and the public tree of
offices, and finds one tip at a time by the keyed hash of its receipt, through functions that tell no sealed word but
what officers wrote to the informant.
"""

from django.db import migrations

from tidtam.kernel import wall

SCOPE = "nullif(current_setting('tidtam.scope', true), '')"
OWN = f"(scope_path = {SCOPE})"  # equal: neither the offices above nor those below
OWN_KEY = f"(role = 'escrow' OR scope_path = {SCOPE})"
TABLES = ("tips_tip", "tips_message", "tips_tipfile", "tips_sealedcontact", "tips_recipientkey")

LIMITS = """
ALTER TABLE tips_tip ADD CONSTRAINT tips_tip_official_says_province
    CHECK (NOT official OR area_id ~ '^[0-9]{2}$');
ALTER TABLE tips_tip ADD CONSTRAINT tips_tip_closed_on CHECK ((state = 'closed') = (closed_on IS NOT NULL));
REVOKE DELETE, TRUNCATE ON tips_tip, tips_message, tips_tipfile, tips_sealedcontact, tips_recipientkey, tips_daycount
    FROM tidtam_app;
"""

TIPS_ROLE = """
GRANT USAGE ON SCHEMA public TO tidtam_tips;
GRANT INSERT ON tips_tip, tips_tipfile, tips_sealedcontact TO tidtam_tips;
GRANT SELECT (id, role, office_id, scope_path, public_key, revoked_on) ON tips_recipientkey TO tidtam_tips;
GRANT SELECT (id, code, name_th, short_name, level, line, lgo_type, parent_id, path, province_id, district_id, valid_to)
    ON offices_office TO tidtam_tips;
CREATE POLICY tips_tip_in ON tips_tip FOR INSERT TO tidtam_tips WITH CHECK (state = 'new' AND closed_on IS NULL);
CREATE POLICY tips_tipfile_in ON tips_tipfile FOR INSERT TO tidtam_tips WITH CHECK (true);
CREATE POLICY tips_sealedcontact_in ON tips_sealedcontact FOR INSERT TO tidtam_tips WITH CHECK (true);
CREATE POLICY tips_recipientkey_out ON tips_recipientkey FOR SELECT TO tidtam_tips USING (revoked_on IS NULL);
"""

# A receipt that is wrong, one that expired and one whose tip was destroyed find the same nothing.
DOORS = """
CREATE FUNCTION tips_found(wanted bytea, today date) RETURNS TABLE
    (id uuid, scope_path text, office_id bigint, salt bytea, reply_key text, state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT t.id, t.scope_path, t.office_id, t.salt, t.reply_key, t.state FROM public.tips_tip t
WHERE t.lookup = wanted AND (t.closed_on IS NULL OR t.closed_on > today - 90) $$;

CREATE FUNCTION tips_said(wanted bytea, today date) RETURNS TABLE (number smallint, day date, sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT m.number, m.day, m.sealed FROM public.tips_tip t JOIN public.tips_message m ON m.tip_id = t.id
WHERE t.lookup = wanted AND (t.closed_on IS NULL OR t.closed_on > today - 90) AND m.sender = 'officer'
ORDER BY m.number $$;

CREATE FUNCTION tips_add(wanted bytea, today date, message uuid, how text, words bytea, for_keys uuid[])
RETURNS TABLE (tip_id uuid, scope_path text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    tip record;
    last int;
BEGIN
    SELECT t.id, t.scope_path INTO tip FROM public.tips_tip t
    WHERE t.lookup = wanted AND (t.closed_on IS NULL OR t.closed_on > today - 90) FOR UPDATE;
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

CREATE FUNCTION tips_day(which date) RETURNS TABLE (received bigint, added bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT (SELECT count(*) FROM public.tips_tip t WHERE t.day = which),
       (SELECT count(*) FROM public.tips_message m WHERE m.day = which AND m.sender = 'informant') $$;

CREATE FUNCTION tips_expire(today date) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    gone uuid[];
BEGIN
    SELECT array_agg(t.id) INTO gone FROM public.tips_tip t WHERE t.closed_on <= today - 90;
    DELETE FROM public.tips_sealedcontact c WHERE c.tip_id = ANY (gone);
    DELETE FROM public.tips_tipfile f WHERE f.tip_id = ANY (gone);
    DELETE FROM public.tips_message m WHERE m.tip_id = ANY (gone);
    DELETE FROM public.tips_tip t WHERE t.id = ANY (gone);
    RETURN coalesce(cardinality(gone), 0);
END $$;

-- The number of the transaction that wrote a row, and where in the table it lies, tell when within the day it came.
-- Once a night all rows of the days before are written anew, in the order of their random keys, by one transaction.
CREATE FUNCTION tips_blur(since date) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rewritten bigint := 0;
    one uuid;
BEGIN
    FOR one IN SELECT t.id FROM public.tips_tip t WHERE t.day >= since ORDER BY t.id FOR UPDATE LOOP
        UPDATE public.tips_tip SET day = day WHERE id = one;
        UPDATE public.tips_sealedcontact SET tip_id = tip_id WHERE tip_id = one;
        rewritten := rewritten + 1;
    END LOOP;
    FOR one IN SELECT m.id FROM public.tips_message m WHERE m.day >= since AND m.sender = 'informant' ORDER BY m.id LOOP
        UPDATE public.tips_message SET day = day WHERE id = one;
        rewritten := rewritten + 1;
    END LOOP;
    FOR one IN SELECT f.id FROM public.tips_tipfile f JOIN public.tips_tip t ON t.id = f.tip_id
        LEFT JOIN public.tips_message m ON m.id = f.message_id WHERE coalesce(m.day, t.day) >= since ORDER BY f.id LOOP
        UPDATE public.tips_tipfile SET number = number WHERE id = one;
    END LOOP;
    RETURN rewritten;
END $$;

REVOKE ALL ON FUNCTION tips_found, tips_said, tips_add, tips_day, tips_expire, tips_blur
    FROM PUBLIC, tidtam_app, tidtam_search;
GRANT EXECUTE ON FUNCTION tips_found, tips_said, tips_add TO tidtam_tips;
GRANT EXECUTE ON FUNCTION tips_day, tips_expire, tips_blur TO tidtam_app;
"""

SQL = (
    LIMITS
    + "".join(wall.protect(table, OWN_KEY if table == "tips_recipientkey" else OWN) for table in TABLES)
    + TIPS_ROLE
    + DOORS
)
BACK = "DROP FUNCTION tips_found, tips_said, tips_add, tips_day, tips_expire, tips_blur;"


class Migration(migrations.Migration):
    dependencies = [("tips", "0001_lane")]
    operations = [migrations.RunSQL(SQL, BACK)]
