"""Routes of the look: the gallery, the theme and language switches."""

from __future__ import annotations

from django.urls import path

from tidtam.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
]
