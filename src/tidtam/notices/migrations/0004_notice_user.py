from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_care_kinds"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField(
            "notice", "user",
            models.ForeignKey(
                null=True, on_delete=CASCADE, related_name="+", db_index=False, to=settings.AUTH_USER_MODEL
            ),
        )
    ]  # fmt: skip
