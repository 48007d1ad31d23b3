from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit room."""

    name = "tidtam.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
