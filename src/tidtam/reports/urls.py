"""Addresses of the reports room."""

from __future__ import annotations

from django.urls import path

from tidtam.reports.views import (
    acting,
    answers,
    cell,
    dashboard,
    report,
    reports,
    series,
    signing,
    templates,
    timeliness,
    verify,
)

app_name = "reports"
urlpatterns = [
    path("reports/", reports.reports, name="reports"),
    path("reports/figures/", dashboard.figures, name="figures"),
    path("reports/timeliness/", timeliness.timeliness, name="timeliness"),
    path("reports/timeliness/remind/", timeliness.remind_many, name="remind"),
    path("reports/amend/<str:public_id>/", signing.amend, name="amend"),
    path("reports/amend/<str:public_id>/aside/", signing.set_aside, name="set_aside"),
    path("reports/out/", answers.outgoing, name="answers"),
    path("reports/out/<str:public_id>/", answers.sent, name="sent"),
    path("reports/out/<str:public_id>/finish/", answers.finish, name="finish"),
    path("reports/out/<str:public_id>/void/", answers.void, name="void"),
    path("reports/out/<str:public_id>/link/", answers.hand_over, name="hand_over"),
    path("reports/out/<str:public_id>/link/<str:link>/end/", answers.end_link, name="end_link"),
    path("reports/out/<str:public_id>/<str:what>/", answers.sent_file, name="sent_file"),
    path("reports/templates/", templates.templates, name="templates"),
    path("reports/templates/new/", templates.new, name="template_new"),
    path("reports/templates/start/", templates.start, name="template_start"),
    path("reports/templates/<str:public_id>/", templates.template, name="template"),
    path("reports/templates/<str:public_id>/draft/", templates.draft, name="template_draft"),
    path("reports/templates/<str:public_id>/<int:no>/", templates.edit, name="template_edit"),
    path("reports/templates/<str:public_id>/<int:no>/try/", templates.try_out, name="template_try"),
    path("reports/templates/<str:public_id>/<int:no>/publish/", templates.publish, name="template_publish"),
    path("reports/templates/<str:public_id>/used/<int:pk>/", series.series, name="series"),
    path("reports/templates/<str:public_id>/used/<int:pk>/days/", series.set_days, name="series_days"),
    path("reports/templates/<str:public_id>/used/<int:pk>/end/", series.end, name="series_end"),
    path("reports/<str:public_id>/", report.report, name="report"),
    path("reports/<str:public_id>/fill/", acting.fill, name="fill"),
    path("reports/<str:public_id>/nil/", acting.nil, name="nil"),
    path("reports/<str:public_id>/sign/", signing.sign, name="sign"),
    path("reports/<str:public_id>/unsign/", acting.unsign, name="unsign"),
    path("reports/<str:public_id>/send/", acting.send, name="send"),
    path("reports/<str:public_id>/accept/", acting.accept, name="accept"),
    path("reports/<str:public_id>/accept-below/", acting.accept_many, name="accept_many"),
    path("reports/<str:public_id>/back/", acting.send_back, name="back"),
    path("reports/<str:public_id>/cell/<str:code>/", cell.cell, name="cell"),
    path("reports/<str:public_id>/files/<str:kind>/", answers.file, name="file"),
    path("reports/<str:public_id>/answer/", answers.answer, name="answer"),
    path("v/", verify.ask, name="verify_ask"),
    path("v/take/<str:token>/", verify.link, name="link"),
    path("v/take/<str:token>/<str:what>/", verify.take, name="take"),
    path("v/<str:code>/", verify.verify, name="verify"),
]
