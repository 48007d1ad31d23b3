"""The look: design tokens, components, shell, gallery. No models."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Name the app for Django."""

    name = "tidtam.ui"
    verbose_name = "หน้าตา"
