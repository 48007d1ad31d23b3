from django.apps import AppConfig


class SignsConfig(AppConfig):
    """The room of signs."""

    name = "tidtam.signs"
    label = "signs"
    default_auto_field = "django.db.models.BigAutoField"
