"""What a sender wrote for the receiver reaches the receiver: with the hand-over, in the receiver's own row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0016_handed_versions")]
    operations = [
        migrations.AddField("offer", name, models.BinaryField(default=b"", db_default=b""))
        for name in ("new_address_sealed", "note_sealed")
    ]
