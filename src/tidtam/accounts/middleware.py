"""The gate: one transaction per request, opened for the scope of one grant; undeclared routes stay shut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tidtam.accounts import access, clock
from tidtam.accounts.models import Grant, User
from tidtam.accounts.roles import ROLES
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem

SESSION_KEY = "grant"
# Views of libraries carry no mark of ours; their modules are declared here, with the reason.
LIBRARY_VIEWS = {
    "allauth": "public: the sign-in pages decide for themselves who may see them",
    "django.views.i18n": "public: switching the language tells nothing",
    "django.views.static": "public: files of the program, none of a user's",
}
NOBODY = Actor(user_id=None, grant_id=None, office_id=None, scope="", role="", name="")


class OfficialRequest(HttpRequest):
    """A request after the gate: `actor` is set, and `grant` when the person has one."""

    actor: Actor
    grant: Grant | None
    grants: list[Grant]
    user: User


def declared(view: Any) -> tuple[str, Any] | None:
    """Return what a view declares: ("needs", permission), ("public" | "signed_in", why), or None."""
    view = getattr(view, "view_class", None) or view
    for mark in ("needs", "public", "signed_in"):
        found = getattr(view, mark, None)
        if found:
            return mark, found
    module = getattr(view, "__module__", "")
    for prefix, why in LIBRARY_VIEWS.items():
        if module == prefix or module.startswith(prefix + "."):
            return "public", why
    return None


class Gate:
    """Sets `request.actor`, opens the wall, enforces what the route declares, and turns Problems into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Run the request in one transaction; refused and failed requests leave nothing behind but their trace."""
        after: list[Callable[[], None]] = []
        request.after_refusal = after  # type: ignore[attr-defined]  # read by views that must leave a trace
        with transaction.atomic():
            self._identify(request)
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        if response.status_code >= 400 and after:
            with wall.scope("1."):
                for act in after:
                    act()
        return response

    def _identify(self, request: Any) -> None:
        request.actor, request.grant, request.grants = NOBODY, None, []
        if request.user.is_authenticated:
            request.grants = list(access.live_grants(request.user, clock.today()))
            chosen = request.session.get(SESSION_KEY) or request.user.last_grant_id
            request.grant = next((g for g in request.grants if g.pk == chosen), next(iter(request.grants), None))
            if request.grant is not None:
                request.actor = access.actor_of(request.grant, request.user)
        wall.enter(request.actor.scope)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Enforce the declaration before the view runs."""
        mark = declared(view)
        if mark is None:
            return problem_page(request, Problem("route.undeclared", "หน้านี้ยังไม่ได้ประกาศสิทธิ์"), 403)
        kind, what = mark
        if kind == "public":
            return None
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('account_login')}?next={request.get_full_path()}")
        if kind == "signed_in":
            return None
        if request.grant is None:
            return HttpResponseRedirect(reverse("accounts:no_grant"))
        if _needs_second_factor(request):
            return HttpResponseRedirect(f"{reverse('accounts:second_factor')}")
        if not request.actor.may(Permission(what)):
            return problem_page(request, Problem("accounts.not_allowed", "บทบาทที่ใช้อยู่ไม่มีสิทธิ์เปิดหน้านี้"), 403)
        return None

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        """Turn a Problem no form caught into its page; everything is rolled back."""
        if isinstance(exception, Problem):
            return problem_page(request, exception, exception.status)
        return None


def _needs_second_factor(request: Any) -> bool:
    if clock.is_demo() or not ROLES[request.grant.role].reads_people:
        return False
    from allauth.mfa.utils import is_mfa_enabled

    return not is_mfa_enabled(request.user)


def problem_page(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    """Answer a problem as a page (or a fragment for HTMX) with what to do next."""
    return render(request, "console/problem.html", {"problem": problem, "status": status}, status=status)
