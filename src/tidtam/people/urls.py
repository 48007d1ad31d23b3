"""Addresses of the people room. Nothing personal stands in them: searches are posted, people are random ids."""

from __future__ import annotations

from django.urls import path

from tidtam.people.views import desk, log, merging, person

app_name = "people"
urlpatterns = [
    path("", desk.search, name="search"),
    path("new/", desk.new, name="new"),
    path("<slug:public_id>/", person.show, name="person"),
    path("<slug:public_id>/edit/", person.edit, name="edit"),
    path("<slug:public_id>/address/<slug:which>/", person.address, name="address"),
    path("<slug:public_id>/caregiver/", person.caregiver, name="caregiver"),
    path("<slug:public_id>/notice/", person.notice, name="notice"),
    path("<slug:public_id>/merge/", merging.choose, name="merge"),
    path("<slug:public_id>/unmerge/<int:pk>/", merging.unmerge, name="unmerge"),
    path("<slug:public_id>/reads/", log.show, name="reads"),
    path("<slug:public_id>/reads.pdf", log.paper, name="reads_pdf"),
]
