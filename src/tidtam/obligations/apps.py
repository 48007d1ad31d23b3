from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    """The obligations room."""

    name = "tidtam.obligations"
    label = "obligations"
    default_auto_field = "django.db.models.BigAutoField"
