"""Addresses of the exchange room."""

from __future__ import annotations

from django.urls import path

from tidtam.exchange.views import info, unmet

app_name = "exchange"
urlpatterns = [
    path("", info.sheet, name="info"),
    path("below/", info.below, name="info_below"),
    path("nil/", info.nil, name="info_nil"),
    path("sheet/", info.take, name="info_sheet"),
    path("sheet/<str:public_id>/", info.fetch, name="info_file"),
    path("tick/<str:code>/", info.tick, name="info_tick"),
    path("undo/<str:code>/", info.undo, name="info_undo"),
    path("unmet/", unmet.unmet, name="unmet"),
]
