"""Every address of the house."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("account/", include("tidtam.accounts.urls")),
    path("ui/", include("tidtam.ui.urls")),
    path("letters/", include("tidtam.letters.urls")),
    path("duties/", include("tidtam.obligations.urls")),
    path("people/", include("tidtam.people.urls")),
    path("", include("tidtam.assistance.urls")),
    path("care/", include("tidtam.aftercare.urls")),
    path("activities/", include("tidtam.activities.urls")),
    path("", include("tidtam.signs.urls")),
    path("", include("tidtam.reports.urls")),
    path("tips/", include("tidtam.tips.urls_desk")),
    path("exchange/", include("tidtam.exchange.urls")),
    path("meetings/", include("tidtam.meetings.urls")),
    path("ask/", include("tidtam.portal.urls")),
    path("", include("tidtam.console.urls")),
]
