"""The wall of the aftercare room, and the rows whose past is kept because figures stand on them."""

from django.db import migrations

from tidtam.kernel import history, wall

WALLED = (
    "rosterimport", "case", "caseneed", "caseneedmove", "suspension", "planchange", "round", "missed", "visit",
    "assessment", "alert", "task", "message", "ticket", "teamorder", "teammembership", "transfer", "offer",
    "handedover",
)  # fmt: skip
SQL = "\n".join(
    [wall.protect(f"aftercare_{name}") for name in WALLED]
    + [
        wall.protect_sensitive("aftercare_screening"),
        history.keep("aftercare_case"),
        history.keep("aftercare_round", "case_id", "round_no"),
        history.keep("aftercare_visit", "case_id", "visit_no"),
        history.keep("aftercare_caseneed"),
        history.keep("aftercare_assessment"),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0001_initial"), ("audit", "0003_old_rows")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
