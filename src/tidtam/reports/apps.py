from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The reports room."""

    name = "tidtam.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
