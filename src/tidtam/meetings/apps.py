"""The meetings room."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Meetings of the drug centres."""

    name = "tidtam.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"
