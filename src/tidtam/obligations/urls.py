"""Addresses of the obligations room."""

from __future__ import annotations

from django.urls import path

from tidtam.obligations.views import behind, calendar, duty, feeds, holidays, library

app_name = "obligations"
urlpatterns = [
    path("", calendar.calendar, name="calendar"),
    path("links/", feeds.feeds, name="feeds"),
    path("links/<int:pk>/revoke/", feeds.revoke, name="feed_revoke"),
    path("feed/<str:token>.ics", feeds.feed, name="feed"),
    path("behind/", behind.behind, name="behind"),
    path("library/", library.library, name="library"),
    path("library/of-letter/<str:public_id>/", library.of_letter, name="of_letter"),
    path("library/replaceable/", library.replaceable, name="replaceable"),
    path("library/<str:public_id>/", library.obligation, name="obligation"),
    path("library/<str:public_id>/check/", library.check, name="check"),
    path("library/<str:public_id>/end/", library.end, name="end"),
    path("library/<str:public_id>/announce/", library.announce, name="announce"),
    path("holidays/", holidays.holidays, name="holidays"),
    path("holidays/seed/", holidays.seed, name="holidays_seed"),
    path("holidays/<int:pk>/off/", holidays.switch_off, name="holiday_off"),
    path("<str:obligation>/<str:office>/<str:due_on>/", duty.duty, name="duty"),
    path("<str:obligation>/<str:office>/<str:due_on>/send/", duty.send, name="send"),
    path("<str:obligation>/<str:office>/<str:due_on>/review/", duty.review, name="review"),
    path("<str:obligation>/<str:office>/<str:due_on>/remind/", duty.remind, name="remind"),
    path("<str:obligation>/<str:office>/<str:due_on>/files/<str:public_id>/", duty.attachment, name="attachment"),
]
