"""Addresses of the confirmation, part of the console's."""

from __future__ import annotations

from django.urls import path

from tidtam.console.confirming import views

# Under /letters/: it is a place of that room, though it needs the rules of the room above.
urlpatterns = [
    path("letters/confirm/<str:public_id>/", views.confirm, name="confirm"),
    path("letters/rule/", views.rule_preview, name="rule_preview"),
]
