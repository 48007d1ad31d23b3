"""Own account: grants, sign-ins, second factor; and the administrator's pages of people and rights."""

from __future__ import annotations

from django.urls import path

from tidtam.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("grant/", views.switch_grant, name="switch_grant"),
    path("no-grant/", views.no_grant, name="no_grant"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("sign-ins/", views.sign_ins, name="sign_ins"),
    path("sign-ins/others/end/", views.end_other_sign_ins, name="end_other_sign_ins"),
    path("sign-ins/<int:pk>/end/", views.end_sign_in, name="end_sign_in"),
    path("people/", views.grants, name="grants"),
    path("people/new/", views.give_grant, name="give_grant"),
    path("people/grants/<int:pk>/", views.grant, name="grant"),
    path("people/grants/<int:pk>/revoke/", views.revoke_grant, name="revoke_grant"),
    path("people/grants/<int:pk>/password/", views.reset_password, name="reset_password"),
]
