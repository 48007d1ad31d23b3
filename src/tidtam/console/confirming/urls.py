"""Addresses of the confirmation, part of the console's."""

from __future__ import annotations

from django.urls import path

from tidtam.console.confirming import views

urlpatterns = [
    path("confirm/<str:public_id>/", views.confirm, name="confirm"),
    path("rule/preview/", views.rule_preview, name="rule_preview"),
]
