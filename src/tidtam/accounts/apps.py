from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts room."""

    name = "tidtam.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
