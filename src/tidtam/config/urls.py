"""Every address of the house."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("account/", include("tidtam.accounts.urls")),
]
