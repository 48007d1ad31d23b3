"""Whether the letter of an outgoing number was sent, what it is about in another room, and who drew the number."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What stands in the registers so far was relayed: drawn and sent at once.
SQL = "UPDATE letters_registerentry SET issued_at = registered_at WHERE direction = 'out';"


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("letters", "0005_hold")]
    operations = [
        migrations.AddField("registerentry", "issued_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "registerentry", "about", models.CharField(blank=True, db_default="", default="", max_length=60)
        ),
        migrations.AddField(
            "registerentry",
            "made_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            "registerentry", "made_name", models.CharField(blank=True, db_default="", default="", max_length=200)
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.AddIndex(
            "registerentry",
            models.Index(
                condition=models.Q(("about", ""), _negated=True), fields=["about"], name="letters_entry_about"
            ),
        ),
    ]
