"""Addresses of the tip process: one page, one script."""

from __future__ import annotations

from django.urls import path

from tidtam.tips.views import lane

urlpatterns = [path("", lane.page, name="page"), path("f.js", lane.script, name="script")]
handler400 = handler403 = handler404 = "tidtam.tips.views.lane.nothing"
handler500 = "tidtam.tips.views.lane.broken"
