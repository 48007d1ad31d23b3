"""Addresses of the console."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tidtam.console.confirming.urls import urlpatterns as confirming
from tidtam.console.mapping import views as mapping
from tidtam.console.views import home, notices, overview

app_name = "console"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("overview/", overview.overview, name="overview"),
    path("map/", mapping.page, name="map"),
    path("map/cells.json", mapping.cells, name="map_cells"),
    path("map/outlines.json", mapping.outlines, name="map_outlines"),
    path("map/things.json", mapping.things, name="map_things"),
    path("map/told.json", mapping.told, name="map_told"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/<str:public_id>/", notices.open_notice, name="notice_open"),
    *confirming,
    path("offices/", include("tidtam.console.administering.urls")),
]
