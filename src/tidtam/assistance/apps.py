from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """The assistance room."""

    name = "tidtam.assistance"
    label = "assistance"
    default_auto_field = "django.db.models.BigAutoField"
