from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The exchange room."""

    name = "tidtam.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
