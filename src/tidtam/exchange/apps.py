from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The exchange room."""

    name = "tidtam.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the help centre ask whether a month was typed in before it takes help back."""
        from tidtam.assistance.actions import voiding
        from tidtam.exchange.queries import info

        voiding.typed_in.append(info.is_typed_in)
