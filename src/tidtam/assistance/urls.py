"""Addresses of the assistance room: needs under /needs/, requests and the centre under /help/."""

from __future__ import annotations

from django.urls import path

from tidtam.assistance.views import listing, need

app_name = "assistance"
urlpatterns = [
    path("needs/", listing.needs, name="needs"),
    path("needs/<str:public_id>/", need.need, name="need"),
    path("needs/<str:public_id>/proof/", need.proof, name="proof"),
    path("needs/<str:public_id>/<str:verb>/", need.move, name="move"),
]
