from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The console room."""

    name = "tidtam.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
