"""Addresses of the assistance room."""

from __future__ import annotations

from django.urls import path

from tidtam.assistance.views import listing, need

app_name = "assistance"
urlpatterns = [
    path("", listing.needs, name="needs"),
    path("<str:public_id>/", need.need, name="need"),
    path("<str:public_id>/proof/", need.proof, name="proof"),
    path("<str:public_id>/<str:verb>/", need.move, name="move"),
]
