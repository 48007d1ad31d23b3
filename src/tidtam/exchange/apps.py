from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The exchange room."""

    name = "tidtam.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the help centre ask whether a month was typed in, and cases take along what is typed of their visits."""
        from tidtam.aftercare.actions import moving
        from tidtam.assistance.actions import voiding
        from tidtam.exchange.queries import info

        voiding.typed_in.append(info.is_typed_in)
        moving.follows += ["exchange_bsortvisit", "exchange_bsortmark"]
