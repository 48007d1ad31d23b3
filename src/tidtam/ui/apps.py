"""The look: design tokens, components, shell, gallery. No models."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Name the app for Django."""

    name = "tidtam.ui"
    verbose_name = "หน้าตา"

    def ready(self) -> None:
        """Say in Thai what the framework's own Thai leaves in English."""
        MaxLengthValidator.message = _("ยาวเกิน %(limit_value)d ตัวอักษร ที่พิมพ์มี %(show_value)d ย่อให้สั้นลง")
        ProhibitNullCharactersValidator.message = _("มีอักขระที่มองไม่เห็นและเก็บไม่ได้ พิมพ์ใหม่")
