"""The same wall before obligations, asked so that the answer is one probe of an index.

As EXISTS the planner reads the whole table of bound offices for a wide scope (20 ms with 64,000 rows); ordered and cut
after one row it takes the index of obligation and path.
"""

from django.db import migrations

FIRST = (
    "(SELECT b.id FROM obligations_bound b WHERE b.obligation_id = obligations_obligation.id"
    " ORDER BY b.scope_path LIMIT 1) IS NOT NULL"
)
BEFORE = "EXISTS (SELECT 1 FROM obligations_bound b WHERE b.obligation_id = obligations_obligation.id)"


def policy(condition: str) -> str:
    """Return the SQL that sets the condition of the wall."""
    return f"ALTER POLICY obligations_obligation_wall ON obligations_obligation USING ({condition}) WITH CHECK ({condition})"


class Migration(migrations.Migration):
    dependencies = [("obligations", "0003_tally")]
    operations = [migrations.RunSQL(policy(FIRST), policy(BEFORE))]
