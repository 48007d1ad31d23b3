"""Addresses of the reports room."""

from __future__ import annotations

from django.urls import path

from tidtam.reports.views import reports, timeliness

app_name = "reports"
urlpatterns = [
    path("reports/", reports.reports, name="reports"),
    path("reports/timeliness/", timeliness.timeliness, name="timeliness"),
    path("reports/timeliness/remind/", timeliness.remind_many, name="remind"),
]
