from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts room."""

    name = "tidtam.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to sign-ins, so that each leaves its entry."""
        from tidtam.accounts import handlers

        handlers.connect()
