from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, URLs and the one list of who listens to what."""

    name = "tidtam.config"
    label = "config"

    def ready(self) -> None:
        """Connect subscriptions once every room is there."""
        from tidtam.config import subscriptions

        subscriptions.connect()
