from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The portal room."""

    name = "tidtam.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
