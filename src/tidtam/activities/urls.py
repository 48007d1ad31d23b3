"""Addresses of the activities room."""

from __future__ import annotations

from django.urls import path

from tidtam.activities.views import activity, inspections, knowledge, listing, plan, projects

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
    path("flags/", listing.flags, name="flags"),
    path("inspections/", inspections.inspections, name="inspections"),
    path("inspections/new/", inspections.new, name="new_inspection"),
    path("inspections/<str:public_id>/", inspections.inspection, name="inspection"),
    path("inspections/<str:public_id>/<int:seq>/answer/", inspections.answer, name="answer_finding"),
    path("inspections/<str:public_id>/<int:seq>/close/", inspections.close, name="close_finding"),
    path("plan/", plan.plan, name="plan"),
    path("plan/areas/", plan.areas, name="areas"),
    path("plan/areas/<int:pk>/", plan.settle, name="settle_area"),
    path("plan/below/", plan.below, name="plan_below"),
    path("plan/targets/", plan.targets, name="targets"),
    path("projects/", projects.projects, name="projects"),
    path("projects/new/", projects.new, name="new_project"),
    path("projects/<str:public_id>/", projects.project, name="project"),
    path("projects/<str:public_id>/edit/", projects.edit, name="edit_project"),
    path("projects/<str:public_id>/end/", projects.end, name="end_project"),
    path("projects/<str:public_id>/tell/", projects.tell, name="tell_project"),
    path("<str:public_id>/", activity.activity, name="activity"),
    path("<str:public_id>/edit/", activity.edit, name="edit"),
    path("<str:public_id>/flags/<int:pk>/", activity.answer_flag, name="answer_flag"),
    path("<str:public_id>/flags/<int:pk>/seen/", listing.see_flag, name="see_flag"),
    path("<str:public_id>/photos/", activity.add_photos, name="add_photos"),
    path("<str:public_id>/photos/<int:pk>/", activity.photo, name="photo"),
    path("<str:public_id>/photos/<int:pk>/remove/", activity.remove_photo, name="remove_photo"),
    path("<str:public_id>/void/", activity.void, name="void"),
]
