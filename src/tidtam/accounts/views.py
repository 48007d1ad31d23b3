"""Pages of one's own account, and of people and their rights."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import access, actions, clock, queries
from tidtam.accounts.forms import GrantForm, RevokeForm
from tidtam.accounts.middleware import SESSION_KEY, needs_second_factor
from tidtam.accounts.models import Grant
from tidtam.accounts.roles import ROLES
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs, signed_in
from tidtam.ui.forms import attach

PER_PAGE = 50


@signed_in("everyone sees the own account, also before any right is given")
@require_safe
def account(request: Any) -> HttpResponse:
    """Show what protects the own account and under which rights one works."""
    context = {
        "factors": queries.factors_of(request.user),
        "grants": [(g, ROLES[g.role].label, g == request.grant) for g in request.grants],
        "sign_in_count": len(queries.sign_ins(request.user)),
    }
    return render(request, "accounts/account.html", context)


@signed_in("choosing among one's own rights needs none of them")
@require_POST
def switch_grant(request: Any) -> HttpResponse:
    """Work under another of one's own grants from now on."""
    wanted = request.POST.get("grant", "")
    grant = next((g for g in request.grants if str(g.pk) == wanted), None)
    if grant is None:
        raise Missing("accounts.grant_missing", gettext("สิทธิ์นี้ใช้ไม่ได้แล้ว เลือกหน่วยงานจากรายการที่ด้านบน"))
    request.session[SESSION_KEY] = grant.pk
    actions.take_up(user=request.user, grant=grant, by=access.actor_of(grant, request.user), at=clock.now())
    return HttpResponseRedirect(_next(request))


def _next(request: HttpRequest) -> str:
    # Only a path of our own host: an open redirect would lend our name to any page on the net.
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else "/"


@signed_in("it explains that there is no right yet")
@require_safe
def no_grant(request: Any) -> HttpResponse:
    """Explain what to do without any right that holds today."""
    if request.grant is not None:
        return redirect("/")
    return render(request, "accounts/no_grant.html")


@signed_in("it explains why a second factor is missing")
@require_safe
def second_factor(request: Any) -> HttpResponse:
    """Explain that the role needs a second factor, and where to set it up."""
    if request.grant is not None and not needs_second_factor(request):
        return redirect("accounts:account")
    role = ROLES[request.grant.role] if request.grant else None
    context = {
        "role_title": role.label if role else "", "passkey": role is not None and role.passkey,
        "has_passkey": bool(queries.factors_of(request.user).passkeys),
    }  # fmt: skip
    return render(request, "accounts/second_factor.html", context)


@signed_in("own sign-ins are one's own")
@require_safe
def sign_ins(request: Any) -> HttpResponse:
    """List where one is signed in."""
    rows = [(row, row.session_key == request.session.session_key) for row in queries.sign_ins(request.user)]
    return render(request, "accounts/sign_ins.html", {"rows": rows})


@signed_in("own sign-ins are one's own")
@require_POST
def end_sign_in(request: Any, pk: int) -> HttpResponse:
    """End one of the own sign-ins; the present one ends by signing out."""
    row = access.get_own_sign_in(request.user, pk)
    if row.session_key == request.session.session_key:
        return redirect("account_logout")
    actions.end_sign_ins(user=request.user, sign_ins=[row], by=request.actor, at=clock.now())
    messages.success(request, gettext("ออกจากเครื่องนั้นแล้ว"))
    return redirect("accounts:sign_ins")


@signed_in("own sign-ins are one's own")
@require_POST
def end_other_sign_ins(request: Any) -> HttpResponse:
    """End every own sign-in but the present one."""
    others = [row for row in queries.sign_ins(request.user) if row.session_key != request.session.session_key]
    count = actions.end_sign_ins(user=request.user, sign_ins=others, by=request.actor, at=clock.now())
    messages.success(request, gettext("ออกจากเครื่องอื่นแล้ว %(count)s แห่ง") % {"count": count})
    return redirect("accounts:sign_ins")


@needs(Permission.GRANTS_MANAGE)
@require_safe
def grants(request: Any) -> HttpResponse:
    """List who may do what in the offices of the scope."""
    text, ended = request.GET.get("find", "")[:100].strip(), request.GET.get("ended") == "1"
    found = queries.grants(request.actor, text=text, ended=ended, day=clock.today())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(g, ROLES[g.role].label, g.valid_on(clock.today())) for g in page]
    context = {"page": page, "rows": rows, "text": text, "ended": ended}
    return render(request, "accounts/grants.html", context)


@needs(Permission.GRANTS_MANAGE)
def give_grant(request: Any) -> HttpResponse:
    """Give a right to someone new or to someone with an account."""
    form = GrantForm(request.POST or None, by=request.actor, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            given, password = _give(form, request)
        except Problem as problem:
            attach(form, problem)
        else:
            return _told(request, given, password)
    return render(request, "accounts/give_grant.html", {"form": form}, status=422 if form.errors else 200)


def _give(form: GrantForm, request: Any) -> tuple[Grant, str]:
    values, at = form.cleaned_data, clock.now()
    person, password = form.person, ""
    if person is None:
        person, password = actions.create_user(
            username=values["username"], name=values["name"], email=values["email"], by=request.actor, at=at
        )
    given = actions.give(
        user=person, office=values["office"], role=values["role"], valid_from=values["valid_from"],
        valid_to=values["valid_to"], reason=values["reason"], by=request.actor, at=at,
    )  # fmt: skip
    return given, password


def _told(request: Any, given: Grant, password: str) -> HttpResponse:
    if password:
        return render(request, "accounts/password.html", {"grant": given, "password": password})
    messages.success(request, gettext("ให้สิทธิ์ %(name)s แล้ว") % {"name": given.user.name})
    return redirect("accounts:grants")


@needs(Permission.GRANTS_MANAGE)
@require_safe
def grant(request: Any, pk: int) -> HttpResponse:
    """Show one right, with the forms that end it or set a new password."""
    return _grant_page(request, access.get_managed_grant(request.actor, pk), RevokeForm())


@needs(Permission.GRANTS_MANAGE)
@require_POST
def revoke_grant(request: Any, pk: int) -> HttpResponse:
    """End a right now, with a reason."""
    held = access.get_managed_grant(request.actor, pk)
    form = RevokeForm(request.POST)
    if form.is_valid():
        try:
            actions.revoke(grant=held, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now())
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, gettext("ยกเลิกสิทธิ์ของ %(name)s แล้ว มีผลทันที") % {"name": held.user.name})
            return redirect("accounts:grants")
    return _grant_page(request, held, form)


def _grant_page(request: Any, held: Grant, form: RevokeForm) -> HttpResponse:
    context = {
        "grant": held,
        "role_title": ROLES[held.role].label if held.role in ROLES else held.role,
        "holds": held.valid_on(clock.today()),
        "form": form,
        "may_reset": access.answers_for(request.actor, held.user),
    }
    return render(request, "accounts/grant.html", context, status=422 if form.errors else 200)


@needs(Permission.GRANTS_MANAGE)
@require_POST
def reset_password(request: Any, pk: int) -> HttpResponse:
    """Set a new first password for the holder of a right, shown once."""
    held = access.get_managed_grant(request.actor, pk)
    password = actions.reset_password(user=held.user, by=request.actor, at=clock.now())
    return render(request, "accounts/password.html", {"grant": held, "password": password})
