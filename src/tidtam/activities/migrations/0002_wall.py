"""The wall around activities and knowledge sets; old rows of activities are kept; nothing that is shown is deleted."""

from django.db import migrations

from tidtam.kernel import history, wall

SCOPED = ("activity", "used", "photo", "knowledgeshare", "knowledgeread")
KEPT = ("activity", "photo", "knowledgeset", "knowledgefile", "knowledgeshare", "knowledgeread")
# A set is seen through a share in scope, and written by those in whose scope its owner's own share lies.
SEES = "EXISTS (SELECT 1 FROM activities_knowledgeshare s WHERE s.knowledge_id = {})"
OWNS = (
    "EXISTS (SELECT 1 FROM activities_knowledgeshare s WHERE s.knowledge_id = activities_knowledgeset.id"
    " AND s.office_id = activities_knowledgeset.office_id)"
)
OWNS_FILE = (
    "EXISTS (SELECT 1 FROM activities_knowledgeset k JOIN activities_knowledgeshare s"
    " ON s.knowledge_id = k.id AND s.office_id = k.office_id WHERE k.id = activities_knowledgefile.knowledge_id)"
)


def seen_and_owned(table: str, sees: str, owns: str) -> str:
    """Return the SQL of a table that many may read and its owner writes."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_wall ON {table} FOR SELECT USING ({sees});"
        f"CREATE POLICY {table}_new ON {table} FOR INSERT WITH CHECK ({owns});"
        f"CREATE POLICY {table}_own ON {table} FOR UPDATE USING ({owns}) WITH CHECK ({owns});"
    )


SQL = (
    "CREATE SEQUENCE activities_knowledgeset_id_seq OWNED BY activities_knowledgeset.id;"
    + "".join(wall.protect(f"activities_{table}") for table in SCOPED)
    + seen_and_owned("activities_knowledgeset", SEES.format("activities_knowledgeset.id"), OWNS)
    + seen_and_owned("activities_knowledgefile", SEES.format("activities_knowledgefile.knowledge_id"), OWNS_FILE)
    + history.keep("activities_activity")
    + "".join(f"REVOKE DELETE, TRUNCATE ON activities_{table} FROM tidtam_app;" for table in KEPT)
)


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial"), ("audit", "0003_old_rows")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
