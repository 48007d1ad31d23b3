from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo room."""

    name = "tidtam.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
