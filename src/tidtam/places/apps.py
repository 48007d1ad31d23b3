from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas with official codes."""

    name = "tidtam.places"
    label = "places"
    verbose_name = "พื้นที่"
    default_auto_field = "django.db.models.BigAutoField"
