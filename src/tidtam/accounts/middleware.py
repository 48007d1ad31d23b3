"""The gate: one transaction per request, opened for the scope of one grant; undeclared routes stay shut."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth import logout
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled, SerializationFailure

from tidtam import audit
from tidtam.accounts import access, actions, clock, rules
from tidtam.accounts.handlers import SEEN, STARTED
from tidtam.accounts.models import Grant, User
from tidtam.accounts.roles import ROLES
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem

SESSION_KEY = "grant"
# Views of libraries carry no mark of ours; their modules are declared here, with the reason.
LIBRARY_VIEWS = {
    "allauth": "public: the sign-in pages decide for themselves who may see them",
    "django.views.generic.base": "public: old addresses of the sign-in pages, which only redirect",
    "django.views.i18n": "public: switching the language tells nothing",
    "django.views.static": "public: files of the program, none of a user's",
}
# Pages of the library that have no place here: accounts are made, and passwords reset, by an administrator.
CLOSED = frozenset(
    {
        "account_signup", "account_email", "account_email_verification_sent", "account_confirm_email",
        "account_set_password", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done", "account_confirm_login_code",
    }
)  # fmt: skip
MOVED = {"usersessions_list": "accounts:sign_ins"}
TYPED_MOST = 100_000
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
            if response.status_code >= 400 and not _counts_attempts(request, response.status_code):
                transaction.set_rollback(True)
                after.append(partial(self._keep_read, request))  # a refused form was read all the same
            else:
                self._keep_read(request)
        if response.status_code >= 400 and after:
            with wall.scope("1."):
                for act in after:
                    act()
        return response

    @staticmethod
    def _keep_read(request: Any) -> None:
        audit.keep_read(request, by=getattr(request, "actor", NOBODY), at=clock.now())

    def _identify(self, request: Any) -> None:
        request.actor, request.grant, request.grants, request.grant_ended = NOBODY, None, [], False
        if request.user.is_authenticated and self._over(request):
            logout(request)
            messages.info(request, gettext("ไม่ได้ใช้งานนานเกินไป เข้าสู่ระบบอีกครั้งเพื่อทำต่อ"))
        if request.user.is_authenticated:
            request.grants = access.grants_of(request.user.pk, clock.today())
            used = request.session.get(SESSION_KEY)
            chosen = used or request.user.last_grant_id
            request.grant = next((g for g in request.grants if g.pk == chosen), next(iter(request.grants), None))
            if request.grant is not None:
                request.grant_ended = used is not None and used != request.grant.pk
                if used != request.grant.pk:
                    request.session[SESSION_KEY] = request.grant.pk
                request.actor = access.actor_of(request.grant, request.user)
        wall.enter(request.actor.scope, sensitive=request.actor.may(Permission.CARE_SCREENING))

    @staticmethod
    def _over(request: Any) -> bool:
        now = time.time()
        started = request.session.setdefault(STARTED, now)
        seen = request.session.setdefault(SEEN, now)
        if rules.lapsed(started=started, seen=seen, now=now):
            return True
        if now - seen > rules.TOUCH_SECONDS:
            request.session[SEEN] = now
            actions.touch_sign_in(session_key=request.session.session_key)
        return False

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Enforce the declaration before the view runs."""
        if any("\0" in str(value) for value in kwargs.values()):
            raise Http404  # the database knows no such text
        mark = declared(view)
        if mark is None:
            return problem_page(request, Problem("route.undeclared", "หน้านี้ยังไม่ได้ประกาศสิทธิ์"), 403)
        kind, what = mark
        if kind == "public":
            return _library_page(request)
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        if kind == "signed_in":
            return None
        if request.grant is None:
            return _no_longer(request) if typed(request) else HttpResponseRedirect(reverse("accounts:no_grant"))
        if request.grant_ended and request.method not in ("GET", "HEAD", "OPTIONS"):
            return _no_longer(request)
        if needs_second_factor(request):
            return HttpResponseRedirect(reverse("accounts:second_factor"))
        if not request.actor.may(Permission(what)):
            return problem_page(request, Problem("accounts.not_allowed", "บทบาทที่ใช้อยู่ไม่มีสิทธิ์เปิดหน้านี้"), 403)
        return None

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        """Turn a Problem no form caught into its page; everything is rolled back."""
        if isinstance(exception, Problem):
            return problem_page(request, exception, exception.status)
        if isinstance(exception.__cause__, (DeadlockDetected, SerializationFailure)):
            # Two acts on the same rows: the database let the other one through, this one left nothing.
            said = gettext("มีคนบันทึกเรื่องเดียวกันพร้อมกัน รายการนี้จึงยังไม่ได้บันทึก กดกลับแล้วลองอีกครั้ง")
            return problem_page(request, Conflict("database.crossed", said), 409)
        if isinstance(exception.__cause__, (LockNotAvailable, QueryCanceled)):
            # Too much at once: what waited longest for its turn is let go, and left nothing.
            said = gettext("ตอนนี้มีคนใช้พร้อมกันมาก รายการนี้จึงยังไม่ได้บันทึก รอสักครู่ กดกลับ แล้วลองอีกครั้ง")
            busy = problem_page(request, Problem("database.busy", said), 503)
            busy.headers["Retry-After"] = "30"
            return busy
        if isinstance(exception, (DataError, ValueError)) and "NUL" in str(exception):
            said = gettext("ข้อความมีอักขระที่บันทึกไม่ได้ ลบแล้วพิมพ์ใหม่")
            return problem_page(request, Problem("text.nul", said), 400)
        return None


def _counts_attempts(request: HttpRequest, status: int) -> bool:
    """Say whether a refused answer must stand: the sign-in pages count tries and record them in this transaction."""
    match = request.resolver_match
    return status < 500 and match is not None and match.func.__module__.startswith("allauth.")


def _library_page(request: Any) -> HttpResponse | None:
    name = request.resolver_match.url_name if request.resolver_match else None
    if name in CLOSED:
        raise Http404
    if name in MOVED:
        return HttpResponseRedirect(reverse(MOVED[name]))
    return None


def _ask_to_sign_in(request: Any) -> HttpResponse:
    """Lead to the sign-in page and back; a form already typed is shown, so that nothing is lost."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.headers.get("Referer", "/")
    url = f"{reverse('account_login')}?next={quote(back, safe='/')}"
    if not typed(request):
        return HttpResponseRedirect(url)
    problem = Problem("accounts.signed_out", gettext("คุณออกจากระบบแล้ว เข้าสู่ระบบอีกครั้ง แล้วนำข้อความด้านล่างไปวางต่อ"))
    return problem_page(request, problem, 403, url=url, action=gettext("เข้าสู่ระบบ"))


def _no_longer(request: Any) -> HttpResponse:
    """Refuse what was sent under a right that ended meanwhile; it must not be done for another office instead."""
    said = gettext("สิทธิ์ที่ใช้อยู่สิ้นสุดแล้ว ยังไม่มีการบันทึก คัดลอกข้อความด้านล่างเก็บไว้ แล้วแจ้งผู้ดูแลของหน่วยงาน")
    if request.grant is not None:
        said = gettext("สิทธิ์ที่ใช้อยู่สิ้นสุดแล้ว ยังไม่มีการบันทึก ตอนนี้คุณปฏิบัติหน้าที่ของ %(office)s ตรวจก่อนทำใหม่") % {
            "office": request.grant.office.name_th
        }
    return problem_page(request, Problem("accounts.grant_ended", said), 403, url="/", action=gettext("กลับหน้าแรก"))


def needs_second_factor(request: Any) -> bool:
    """Say whether the grant's role demands a second factor the person does not have; a demo demands none.

    A role that demands a passkey demands that this sign-in was made, or proven again, with one.
    """
    role = ROLES[request.grant.role]
    if clock.is_demo() or not role.reads_people:
        return False
    from allauth.account.authentication import get_authentication_records
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import is_mfa_enabled

    if not role.passkey:
        return not is_mfa_enabled(request.user)
    passkey = Authenticator.Type.WEBAUTHN
    used = any(one.get("type") == passkey for one in get_authentication_records(request, request.user))
    return not (used and is_mfa_enabled(request.user, types=[passkey]))


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the texts of a refused form, so that its page can give them back; never a secret."""
    if request.method != "POST":
        return []
    said: list[tuple[str, str]] | None = getattr(request, "said", None)
    if said is not None:  # the view knows what its fields are called
        return said
    found, room = [], TYPED_MOST
    for name, values in request.POST.lists():
        if name == "csrfmiddlewaretoken" or "password" in name or name in ("code", "credential", "next", "grant"):
            continue
        text = "\n".join(value for value in values if isinstance(value, str) and value.strip())[:room]
        if text:
            found.append((name, text))
            room -= len(text)
    return found


def problem_page(
    request: HttpRequest, problem: Problem, status: int, *, url: str = "", action: str = ""
) -> HttpResponse:
    """Answer a problem as a page with what to do next, and with what was typed."""
    said = Problem(problem.code, gettext(problem.message))
    context = {"problem": said, "status": status, "url": url, "action": action, "typed": typed(request)}
    return render(request, "console/problem.html", context, status=status)
