"""What sign-in leaves behind: each success and each failure becomes one audit entry of the same request."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth_signals
from django.db.models.signals import post_delete, post_save

from tidtam import audit
from tidtam.accounts import actions, clock, queries
from tidtam.accounts.models import User
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor

STARTED, SEEN = "signed_in_at", "seen_at"


def _self(user: User | None) -> Actor:
    """Return the actor of what a person does before any grant; it holds no permission."""
    return Actor(
        user_id=user.pk if user else None, grant_id=None, office_id=None, scope=ROOT, role="self",
        name=user.name if user else "",
    )  # fmt: skip


def _record(verb: str, user: User | None, fields: tuple[str, ...] = ()) -> None:
    target: Any = user if user is not None else (User._meta.label_lower, "unknown")
    audit.record(verb, target, by=_self(user), at=clock.now(), fields=fields)


def signed_in(sender: Any, request: Any, user: User, **other: Any) -> None:
    """Record a sign-in and start its clock."""
    request.session[STARTED] = request.session[SEEN] = time.time()
    _record("accounts.sign_in.made", user)


def signed_out(sender: Any, request: Any, user: User | None, **other: Any) -> None:
    """Record a sign-out."""
    if user is not None:
        _record("accounts.sign_in.left", user)


def refused(sender: Any, credentials: dict[str, Any], **other: Any) -> None:
    """Record a refused password; a user name nobody has is not kept, people type passwords there."""
    _record("accounts.sign_in.refused", queries.person(str(credentials.get("username") or "")))


def code_refused(sender: Any, user: User, **other: Any) -> None:
    """Record a refused code of a second factor."""
    _record("accounts.second_factor.refused", user)


def factor_kept(sender: Any, instance: Any, created: bool, **other: Any) -> None:
    """Record a new second factor. The library tells only after the commit; the row's own signal stays inside it."""
    if created:
        _record("accounts.second_factor.added", instance.user, (str(instance.type),))


def others_leave(sender: Any, request: Any, user: User, authenticator: Authenticator, **other: Any) -> None:
    """End the person's other sign-ins when a second factor is added: they were opened with the password alone."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    others = [row for row in queries.sign_ins(user) if row.session_key != request.session.session_key]
    with wall.scope(ROOT):  # the library tells after the commit, outside the gate's transaction
        actions.end_sign_ins(user=user, sign_ins=others, by=_self(user), at=clock.now())


def factor_removed(sender: Any, instance: Any, **other: Any) -> None:
    """Record a second factor taken away."""
    _record("accounts.second_factor.removed", instance.user, (str(instance.type),))


def password_changed(sender: Any, user: User, **other: Any) -> None:
    """Record a changed password."""
    _record("accounts.password.changed", user, ("password",))


def connect() -> None:
    """Listen to what the sign-in library tells."""
    auth_signals.user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    auth_signals.user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")
    auth_signals.user_login_failed.connect(refused, dispatch_uid="accounts.refused")
    mfa_signals.authentication_failed.connect(code_refused, dispatch_uid="accounts.code_refused")
    mfa_signals.authenticator_added.connect(others_leave, dispatch_uid="accounts.others_leave")
    post_save.connect(factor_kept, sender=Authenticator, dispatch_uid="accounts.factor_kept")
    post_delete.connect(factor_removed, sender=Authenticator, dispatch_uid="accounts.factor_removed")
    account_signals.password_changed.connect(password_changed, dispatch_uid="accounts.password_changed")
