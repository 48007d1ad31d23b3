"""Addresses of the meetings room."""

from __future__ import annotations

from django.urls import path

from tidtam.meetings.views import meetings, one, tasks

app_name = "meetings"
urlpatterns = [
    path("", meetings.meetings, name="meetings"),
    path("announce/", meetings.announce, name="announce"),
    path("new/", meetings.new, name="new"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<str:public_id>/", tasks.task, name="task"),
    path("tasks/<str:public_id>/finish/", tasks.finish, name="finish"),
    path("tasks/<str:public_id>/drop/", tasks.drop, name="drop"),
    path("<str:public_id>/", one.meeting, name="meeting"),
    path("<str:public_id>/edit/", meetings.edit, name="edit"),
    path("<str:public_id>/off/", one.call_off, name="call_off"),
    path("<str:public_id>/pack/", one.pack, name="pack"),
    path("<str:public_id>/items/", one.item, name="new_item"),
    path("<str:public_id>/items/<int:seq>/", one.item, name="item"),
    path("<str:public_id>/items/<int:seq>/ask/", one.ask, name="ask"),
    path("<str:public_id>/confirm/", one.confirm, name="confirm"),
    path("<str:public_id>/minutes/", one.minutes, name="minutes"),
]
