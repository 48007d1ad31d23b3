"""Addresses of the activities room."""

from __future__ import annotations

from django.urls import path

from tidtam.activities.views import activity, knowledge, listing

app_name = "activities"
urlpatterns = [
    path("", listing.activities, name="activities"),
    path("new/", activity.new, name="new"),
    path("export/", listing.new_export, name="new_export"),
    path("exports/", listing.exports, name="exports"),
    path("exports/<str:public_id>/", listing.export_file, name="export_file"),
    path("knowledge/", knowledge.knowledge, name="knowledge"),
    path("knowledge/new/", knowledge.new, name="new_set"),
    path("knowledge/<str:public_id>/", knowledge.one, name="set"),
    path("knowledge/<str:public_id>/acknowledge/", knowledge.acknowledge, name="acknowledge"),
    path("knowledge/<str:public_id>/edit/", knowledge.edit, name="edit_set"),
    path("knowledge/<str:public_id>/files/<int:pk>/", knowledge.file, name="set_file"),
    path("knowledge/<str:public_id>/files/<int:pk>/remove/", knowledge.remove_file, name="remove_set_file"),
    path("knowledge/<str:public_id>/readers/", knowledge.readers, name="readers"),
    path("knowledge/<str:public_id>/share/", knowledge.share, name="share"),
    path("<str:public_id>/", activity.activity, name="activity"),
    path("<str:public_id>/edit/", activity.edit, name="edit"),
    path("<str:public_id>/photos/", activity.add_photos, name="add_photos"),
    path("<str:public_id>/photos/<int:pk>/", activity.photo, name="photo"),
    path("<str:public_id>/photos/<int:pk>/remove/", activity.remove_photo, name="remove_photo"),
    path("<str:public_id>/void/", activity.void, name="void"),
]
