"""Addresses of the administration of offices."""

from __future__ import annotations

from django.urls import path

from tidtam.console.administering import imports, views

app_name = "offices_admin"
urlpatterns = [
    path("", views.offices, name="offices"),
    path("list.xlsx", views.offices_sheet, name="offices_sheet"),
    path("<int:pk>/", views.office, name="office"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/rename/", views.rename, name="rename"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/close/", views.close, name="close"),
    path("imports/", imports.history, name="imports"),
    path("imports/template.xlsx", imports.template, name="template"),
    path("imports/new/", imports.upload, name="upload"),
    path("imports/<int:pk>/", imports.checked, name="import"),
    path("imports/<int:pk>/errors.xlsx", imports.errors, name="errors"),
    path("imports/<int:pk>/apply/", imports.apply, name="apply"),
    path("imports/<int:pk>/undo/", imports.undo, name="undo"),
]
