from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The letters room."""

    name = "tidtam.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"
