"""Make people, give and end grants, switch the grant worked under."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from tidtam import audit
from tidtam.accounts import access, rules
from tidtam.accounts.models import Grant, User
from tidtam.accounts.roles import ROLES
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.offices.models import Office


@transaction.atomic
def create_user(
    *, username: str, name: str, email: str = "", password: str | None = None, by: Actor, at: datetime
) -> tuple[User, str]:
    """Make a person's account and return it with the first password, shown once.

    Errors: NotAllowed; Problem("accounts.username_taken").
    """
    by.require(Permission.GRANTS_MANAGE)
    username = username.strip().lower()
    if not rules.is_username(username):
        raise Problem("accounts.username_letters", "ชื่อผู้ใช้ใหม่ใช้ได้เฉพาะอักษรอังกฤษ ตัวเลข จุด และขีด", field="username")
    if User.objects.filter(username=username).exists():
        raise Problem("accounts.username_taken", "ชื่อผู้ใช้นี้มีอยู่แล้ว ลองเติมชื่อหน่วยงาน", field="username")
    password = password or secrets.token_urlsafe(12)
    user = User.objects.create_user(username, password, name=name.strip(), email=email.strip())
    audit.record("accounts.user.created", user, by=by, at=at, fields=["username", "name", "email"])
    return user, password


@transaction.atomic
def give(
    *,
    user: User,
    office: Office,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Grant:
    """Give `user` a role in an office inside the giver's scope.

    Errors: NotAllowed without the right or to oneself; Missing outside scope; Problem("accounts.role_unknown");
    Conflict when already held.
    """
    by.require(Permission.GRANTS_MANAGE)
    if by.user_id is not None and user.pk == by.user_id:
        raise NotAllowed("accounts.own_grant", "ให้สิทธิ์ตนเองไม่ได้ ให้ผู้ดูแลอีกคนทำ", field="username")
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("offices.missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ", field="office")
    if role not in ROLES:
        raise Problem("accounts.role_unknown", "เลือกบทบาทจากรายการ", field="role")
    if valid_to and valid_to < valid_from:
        raise Problem("accounts.dates", "วันสิ้นสุดต้องไม่มาก่อนวันเริ่ม", field="valid_to")
    if Grant.objects.filter(user=user, office=office, role=role, revoked_at__isnull=True).exists():
        raise Conflict("accounts.grant_exists", "ผู้ใช้นี้มีสิทธิ์นี้ในหน่วยงานนี้อยู่แล้ว", field="username")
    grant = Grant.objects.create(
        user=user, office=office, role=role, valid_from=valid_from, valid_to=valid_to, reason=reason
    )
    audit.record("accounts.grant.given", grant, by=by, at=at, fields=["role", "office"], reason=reason)
    return grant


@transaction.atomic
def revoke(*, grant: Grant, reason: str, by: Actor, at: datetime) -> Grant:
    """End a grant now; it stops working at the holder's next request. Errors: NotAllowed; Missing; Problem."""
    by.require(Permission.GRANTS_MANAGE)
    if not reason.strip():
        raise Problem("accounts.reason_missing", "บอกเหตุผลที่ยกเลิกสิทธิ์", field="reason")
    grant = Grant.objects.select_for_update(of=("self",)).select_related("office").get(pk=grant.pk)
    if not by.scope or not grant.office.path.startswith(by.scope):
        raise Missing("accounts.grant_missing", "ไม่พบสิทธิ์นี้")
    if grant.revoked_at is None:
        grant.revoked_at, grant.reason = at, reason.strip()
        grant.save(update_fields=["revoked_at", "reason"])
        audit.record("accounts.grant.revoked", grant, by=by, at=at, fields=["revoked_at"], reason=reason)
    return grant


@transaction.atomic
def limit(*, grant: Grant, valid_to: date, by: Actor, at: datetime) -> Grant:
    """Set the last day of a grant that still holds. Errors: NotAllowed; Missing outside scope; Problem of the day."""
    by.require(Permission.GRANTS_MANAGE)
    grant = Grant.objects.select_for_update(of=("self",)).select_related("office").get(pk=grant.pk)
    if not by.scope or not grant.office.path.startswith(by.scope):
        raise Missing("accounts.grant_missing", "ไม่พบสิทธิ์นี้")
    if valid_to < grant.valid_from:
        raise Problem("accounts.dates", "วันสิ้นสุดต้องไม่มาก่อนวันเริ่ม", field="valid_to")
    grant.valid_to = valid_to
    grant.save(update_fields=["valid_to"])
    audit.record("accounts.grant.limited", grant, by=by, at=at, fields=["valid_to"])
    return grant


@transaction.atomic
def take_up(*, user: User, grant: Grant, by: Actor, at: datetime) -> Grant:
    """Remember the grant a person now works under."""
    user.last_grant_id = grant.pk
    user.save(update_fields=["last_grant_id"])
    audit.record("accounts.grant.taken_up", grant, by=by, at=at)
    return grant


@transaction.atomic
def reset_password(*, user: User, by: Actor, at: datetime) -> str:
    """Give a person a new first password, shown once, and end every sign-in; the second factor stays.

    Errors: NotAllowed; Missing unless every live grant of the person lies in the actor's scope.
    """
    by.require(Permission.GRANTS_MANAGE)
    if not access.answers_for(by, user):
        raise Missing("accounts.person_missing", "รีเซ็ตได้เฉพาะผู้ใช้ที่สิทธิ์ทั้งหมดอยู่ในความรับผิดชอบของคุณ")
    password = secrets.token_urlsafe(12)
    user.set_password(password)  # Django signs a session with the password's hash, so every sign-in ends with it.
    user.save(update_fields=["password"])
    audit.record("accounts.password.reset", user, by=by, at=at, fields=["password"])
    return password


@transaction.atomic
def end_sign_ins(*, user: User, sign_ins: list[UserSession], by: Actor, at: datetime) -> int:
    """Sign the person out where `sign_ins` say; return how many ended."""
    ended = 0
    for row in sign_ins:
        if row.user_id == user.pk:
            row.end()
            ended += 1
    if ended:
        audit.record("accounts.sign_in.ended", user, by=by, at=at, count=ended)
    return ended


def touch_sign_in(*, session_key: str | None) -> None:
    """Remember that a sign-in is in use now; once a minute, and no deed of anybody's, so without an entry."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=timezone.now())
