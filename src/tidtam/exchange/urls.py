"""Addresses of the exchange room."""

from __future__ import annotations

from django.urls import path

from tidtam.exchange.views import activities, bsort, gis, info, unmet

app_name = "exchange"
urlpatterns = [
    path("", info.sheet, name="info"),
    path("activities/<str:system>/", activities.sheet, name="acts"),
    path("activities/<str:system>/sheet/", activities.take, name="acts_sheet"),
    path("activities/<str:system>/sheet/<str:public_id>/", activities.fetch, name="acts_file"),
    path("activities/<str:system>/tick/<str:code>/", activities.tick, name="acts_tick"),
    path("activities/<str:system>/undo/<str:code>/", activities.undo, name="acts_undo"),
    path("below/", info.below, name="info_below"),
    path("gis/", gis.sheet, name="gis"),
    path("gis/below/", gis.below, name="gis_below"),
    path("gis/sheet/", gis.take, name="gis_sheet"),
    path("gis/sheet/<str:public_id>/", gis.fetch, name="gis_file"),
    path("gis/tick/<str:code>/", gis.tick, name="gis_tick"),
    path("gis/undo/<str:code>/", gis.undo, name="gis_undo"),
    path("nil/", info.nil, name="info_nil"),
    # A notice by e-mail shows its address: this one does not say which system, nor why somebody is visited.
    path("queue/", bsort.queue, name="bsort"),
    path("queue/below/", bsort.below, name="bsort_below"),
    path("queue/<str:public_id>/", bsort.line, name="bsort_line"),
    path("queue/<str:public_id>/<str:verb>/", bsort.mark, name="bsort_mark"),
    path("sheet/", info.take, name="info_sheet"),
    path("sheet/<str:public_id>/", info.fetch, name="info_file"),
    path("tick/<str:code>/", info.tick, name="info_tick"),
    path("undo/<str:code>/", info.undo, name="info_undo"),
    path("unmet/", unmet.unmet, name="unmet"),
]
