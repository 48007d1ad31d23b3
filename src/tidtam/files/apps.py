from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The files room."""

    name = "tidtam.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
