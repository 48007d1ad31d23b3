"""Addresses of the officers' desk; the public pages have a process and addresses of their own."""

from __future__ import annotations

from django.urls import path

from tidtam.tips.views import desk, desk_acts, desk_keys, desk_seconds

app_name = "tipdesk"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("agencies/", desk_keys.agencies, name="agencies"),
    path("agencies/<str:key>/end/", desk_keys.end_agency, name="end_agency"),
    path("counts/", desk_seconds.counts, name="counts"),
    path("escrow/", desk_seconds.holders, name="escrow"),
    path("escrow/ask/", desk_seconds.ask_escrow, name="ask_escrow"),
    path("escrow/<str:key>/", desk_seconds.decide_escrow, name="decide_escrow"),
    path("keys/", desk_keys.keys, name="keys"),
    path("keys/seal/", desk_keys.seal_anew, name="seal_anew"),
    path("keys/<str:key>/revoke/", desk_keys.revoke, name="revoke"),
    path("openings/", desk_seconds.openings, name="openings"),
    path("openings/<str:key>/", desk_seconds.decide, name="decide"),
    path("parts/<str:kind>/<str:key>/", desk.part, name="part"),
    path("<str:public_id>/", desk.tip, name="tip"),
    path("<str:public_id>/contact/", desk_acts.read_contact, name="read_contact"),
    path("<str:public_id>/hand-over/", desk_acts.hand_over, name="hand_over"),
    path("<str:public_id>/do/<str:verb>/", desk_acts.act, name="act"),
]
