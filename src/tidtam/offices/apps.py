from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """The office tree."""

    name = "tidtam.offices"
    label = "offices"
    verbose_name = "หน่วยงาน"
    default_auto_field = "django.db.models.BigAutoField"
