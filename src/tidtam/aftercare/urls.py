"""Addresses of the aftercare room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "aftercare"
urlpatterns: list[URLPattern] = []
