from django.apps import AppConfig


class AftercareConfig(AppConfig):
    """The aftercare room."""

    name = "tidtam.aftercare"
    label = "aftercare"
    default_auto_field = "django.db.models.BigAutoField"
