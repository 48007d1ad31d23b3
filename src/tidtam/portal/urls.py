"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from tidtam.portal.views import filing, finding, following

app_name = "portal"
urlpatterns = [
    path("", finding.home, name="home"),
    path("privacy/", finding.privacy, name="privacy"),
    path("language/<str:to>/", finding.language, name="language"),
    path("o/<str:code>/", finding.office, name="office"),
    path("o/<str:code>/announced/", finding.announced, name="announced"),
    path("o/<str:code>/poster.<str:kind>", finding.poster, name="poster"),
    path("o/<str:code>/new/", filing.place, name="place"),
    path("o/<str:code>/follow/", following.follow, name="follow"),
    path("new/trouble/", filing.trouble, name="trouble"),
    path("new/photos/", filing.photos, name="photos"),
    path("new/you/", filing.you, name="you"),
    path("new/check/", filing.check, name="check"),
    path("new/sent/", filing.sent, name="sent"),
    path("new/receipt.pdf", filing.receipt, name="receipt"),
    path("new/drop/", filing.drop, name="drop"),
    path("mine/", following.mine, name="mine"),
    path("mine/say/", following.say, name="say"),
    path("mine/data/", following.data, name="data"),
    path("mine/withdraw/", following.withdraw, name="withdraw"),
    path("mine/opinion/", following.opinion, name="opinion"),
    path("mine/leave/", following.leave, name="leave"),
]
