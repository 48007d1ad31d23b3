from django.apps import AppConfig


class TipsConfig(AppConfig):
    """The room of tips."""

    name = "tidtam.tips"
    label = "tips"
