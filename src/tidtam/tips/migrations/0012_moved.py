"""When a unit moves in the tree, what is routed to it goes along: its wall opens for its own path alone.

The move itself runs with the wall open for the whole tree, where no row of a tip is seen and none may be changed.
"""

from django.db import migrations

TABLES = (
    "recipientkey", "tip", "message", "tipfile", "sealedcontact", "handling", "contactopening", "agency", "handover",
)  # fmt: skip
SQL = (
    """
CREATE FUNCTION tips_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
"""
    + "".join(
        f"    UPDATE public.tips_{table} SET scope_path = NEW.path WHERE scope_path = OLD.path;\n" for table in TABLES
    )
    + """    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION tips_moved FROM PUBLIC, tidtam_app, tidtam_search;
CREATE TRIGGER tips_moved AFTER UPDATE ON offices_office FOR EACH ROW
    WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION tips_moved();
"""
)


class Migration(migrations.Migration):
    dependencies = [("tips", "0011_desk_wall"), ("offices", "0001_offices")]
    operations = [migrations.RunSQL(SQL, "DROP TRIGGER tips_moved ON offices_office; DROP FUNCTION tips_moved")]
