"""The wall of the obligations room; the sequence of obligations."""

from django.db import migrations

from tidtam.kernel import wall

SEES = "EXISTS (SELECT 1 FROM obligations_bound b WHERE b.obligation_id = obligations_obligation.id)"
SQL = "\n".join(
    [wall.protect(f"obligations_{name}") for name in ("bound", "duty", "fulfilment")]
    + [
        wall.protect("obligations_obligation", SEES),
        "CREATE SEQUENCE obligations_obligation_id_seq OWNED BY obligations_obligation.id;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("obligations", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
