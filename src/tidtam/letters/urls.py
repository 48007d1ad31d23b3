"""Addresses of the letters room."""

from __future__ import annotations

from django.urls import path

from tidtam.letters.views import desk, documents, entries, graph, issuing, registers, search

app_name = "letters"
urlpatterns = [
    path("", desk.letters, name="letters"),
    path("take-in/", desk.take_in, name="take_in"),
    path("documents/<str:public_id>/", documents.intake, name="intake"),
    path("documents/<str:public_id>/progress/", documents.progress, name="progress"),
    path("documents/<str:public_id>/again/", documents.read_again, name="read_again"),
    path("documents/<str:public_id>/discard/", documents.discard, name="discard"),
    path("documents/<str:public_id>/file/", documents.download, name="file"),
    path("documents/<str:public_id>/pages/<int:page>/", documents.page_image, name="page"),
    path("register/<str:direction>/", registers.register, name="register"),
    path("register/<str:direction>/sheet/", registers.sheet, name="register_sheet"),
    path("register/<str:direction>/paper/", registers.paper, name="register_paper"),
    path("entries/<str:public_id>/", entries.entry, name="entry"),
    path("entries/<str:public_id>/document/", entries.document, name="document"),
    path("entries/<str:public_id>/register/", entries.register_entry, name="register_entry"),
    path("entries/<str:public_id>/opened/", entries.opened, name="opened"),
    path("entries/<str:public_id>/send/", issuing.send, name="send"),
    path("entries/<str:public_id>/step/", entries.step, name="step"),
    path("entries/<str:public_id>/void/", entries.void, name="void"),
    path("entries/<str:public_id>/relay/", entries.relay, name="relay"),
    path("entries/<str:public_id>/stamp/", registers.stamp, name="stamp"),
    path("issue/", issuing.issue, name="issue"),
    path("search/", search.search, name="search"),
    path("letters/<str:public_id>/", graph.letter, name="letter"),
    path("letters/<str:public_id>/links/", graph.graph, name="graph"),
]
