"""Own account: grants, sign-ins, second factor."""

from __future__ import annotations

from django.urls import path

from tidtam.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("grant/", views.switch_grant, name="switch_grant"),
    path("no-grant/", views.no_grant, name="no_grant"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("grants/", views.grants, name="grants"),
    path("grants/new/", views.new_grant, name="new_grant"),
    path("grants/<int:pk>/revoke/", views.revoke_grant, name="revoke_grant"),
    path("people/new/", views.new_user, name="new_user"),
]
