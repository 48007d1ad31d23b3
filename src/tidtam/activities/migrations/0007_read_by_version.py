"""Who read a knowledge set read one version of it; which one, the audit has noted of all who read before."""

from django.db import migrations, models

READ = """
    UPDATE activities_knowledgeread r SET version = e.version
    FROM (
        SELECT object_id, grant_id, max(object_version) AS version FROM audit_entry
        WHERE object_type = 'activities.knowledgeset' AND object_version IS NOT NULL
          AND verb IN ('activities.knowledge.opened', 'activities.knowledge.acknowledged')
        GROUP BY object_id, grant_id
    ) e
    WHERE e.object_id = r.knowledge_id::text AND e.grant_id = r.by
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_photos_of_screens"), ("audit", "0003_old_rows"), ("offices", "0001_offices")]
    operations = [
        migrations.AddField(model_name="knowledgeread", name="version", field=models.PositiveIntegerField(default=1)),
        migrations.RunSQL(READ, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="knowledgeread", name="activities_read_once"),
        migrations.AddConstraint(
            model_name="knowledgeread",
            constraint=models.UniqueConstraint(
                fields=["knowledge", "office", "by", "version"], name="activities_read_once"
            ),
        ),
    ]
