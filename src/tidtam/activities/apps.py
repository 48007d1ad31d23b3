from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """The room of activities."""

    name = "tidtam.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"
