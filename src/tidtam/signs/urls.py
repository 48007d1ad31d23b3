"""Addresses of the signs room. `/s/<code>` is what a QR code says: short, so that the code stays coarse."""

from __future__ import annotations

from django.urls import path

from tidtam.signs.views import forward, onsite, register, sign

app_name = "signs"
urlpatterns = [
    path("s/<str:code>", forward.forward, name="forward"),
    path("s/<str:code>/", forward.forward, name="forward_slash"),
    path("signs/", register.signs, name="signs"),
    path("signs/check/", onsite.find, name="find"),
    path("signs/coverage/", register.coverage, name="coverage"),
    path("signs/new/", sign.new, name="new"),
    path("signs/plan/", register.plan, name="plan"),
    path("signs/print/", register.print_signs, name="print"),
    path("signs/quiet/", register.quiet, name="quiet"),
    path("signs/<str:public_id>/", sign.sign, name="sign"),
    path("signs/<str:public_id>/check/", onsite.check, name="check"),
    path("signs/<str:public_id>/checks/<int:pk>/", onsite.check_photo, name="check_photo"),
    path("signs/<str:public_id>/edit/", sign.edit, name="edit"),
    path("signs/<str:public_id>/install/", onsite.install, name="install"),
    path("signs/<str:public_id>/photo/", sign.photo, name="photo"),
    path("signs/<str:public_id>/remove/", sign.remove, name="remove"),
]
