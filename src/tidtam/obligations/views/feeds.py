"""Calendar links: made and revoked by their owner; read by a phone that has no session."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import access as accounts
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs, public
from tidtam.obligations import access, papers, queries
from tidtam.obligations.actions import feeds as actions
from tidtam.obligations.forms import FeedForm
from tidtam.obligations.models import CalendarFeed
from tidtam.obligations.views.showing import duty_url

_PER_HOUR = 60  # one link
_WRONG_PER_HOUR = 120  # one address


@needs(Permission.OBLIGATIONS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: OfficialRequest) -> HttpResponse:
    """List the own calendar links; make one and show its secret this once."""
    form, secret, status = FeedForm(request.POST if request.method == "POST" else None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            days = [int(day) for day in form.cleaned_data["reminders"]]
            try:
                _made, token = actions.make_feed(reminder_days=days, by=request.actor, at=clock.now())
            except Problem as problem:
                form.add_error(None, _(problem.message))
            else:
                secret = request.build_absolute_uri(reverse("obligations:feed", args=[token]))
                form, status = FeedForm(), 200
    context: dict[str, Any] = {"form": form, "secret": secret, "feeds": list(access.own_feeds(request.actor)[:50])}
    context["subscribe"] = secret.replace("https://", "webcal://").replace("http://", "webcal://")
    return render(request, "obligations/feeds.html", context, status=status)


@needs(Permission.OBLIGATIONS_READ)
@require_POST
def revoke(request: OfficialRequest, pk: int) -> HttpResponse:
    """Stop a link at once."""
    actions.revoke_feed(feed=access.get_own_feed(request.actor, pk), by=request.actor, at=clock.now())
    messages.success(request, _("ยกเลิกลิงก์แล้ว โทรศัพท์ที่ต่อไว้จะไม่ได้ข้อมูลใหม่"))
    return HttpResponseRedirect(reverse("obligations:feeds"))


@public("a phone's calendar has no session; the link itself is the secret, and it ends with its grant")
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the calendar behind a secret link, in the scope of the grant it was made under."""
    caller = str(request.META.get("REMOTE_ADDR", ""))
    if _over(f"feed-wrong:{caller}", _WRONG_PER_HOUR):
        return _later()
    try:
        found = access.feed_of_token(token)
        actor = _actor(found)
    except Missing:
        # Written after the refusal is rolled back, so that it counts.
        request.after_refusal.append(lambda: _count(f"feed-wrong:{caller}"))  # type: ignore[attr-defined]  # set by the gate
        raise
    if _over(f"feed:{found.pk}", _PER_HOUR):
        return _later()
    _count(f"feed:{found.pk}")
    wall.enter(actor.scope)
    duties = queries.feed_duties(actor, clock.today())
    text = papers.calendar(
        duties, name=_("หน้าที่ %(office)s") % {"office": found.office},
        host=urlsplit(settings.SITE_URL).hostname or "tidtam",
        addresses=[settings.SITE_URL + duty_url(duty, found.office.code) for duty in duties],
        reminder_days=found.reminder_days, at=clock.now(),
    )  # fmt: skip
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="duties.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _actor(found: CalendarFeed) -> Actor:
    """Return the actor of the grant the link was made under. Errors: Missing once the grant or the account ended."""
    grant = next((g for g in accounts.live_grants(found.user, clock.today()) if g.pk == found.grant_id), None)
    if grant is not None and found.user.is_active and grant.office_id == found.office_id:
        actor = accounts.actor_of(grant, found.user)
        if actor.may(Permission.OBLIGATIONS_READ):
            return actor
    raise Missing("obligations.feed_missing", "ลิงก์ปฏิทินนี้ใช้ไม่ได้แล้ว")


def _over(key: str, most: int) -> bool:
    return int(cache.get(key, 0)) >= most


def _count(key: str) -> None:
    if not cache.add(key, 1, 3600):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.add(key, 1, 3600)


def _later() -> HttpResponse:
    return HttpResponse("ขอถี่เกินไป ลองใหม่ใน 1 ชั่วโมง", status=429, content_type="text/plain; charset=utf-8",
                        headers={"Retry-After": "3600"})  # fmt: skip
