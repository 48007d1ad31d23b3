"""Addresses of the letters room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "letters"
urlpatterns: list[URLPattern] = []
