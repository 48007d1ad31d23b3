"""People who sign in, the grants they act under, and what this installation is."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from tidtam.accounts.roles import ROLES
from tidtam.offices.models import Office


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mail and user name are compared byte for byte after lower-casing."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; without a password it is unusable until one is set."""
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by the lower-cased user name."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in. Rights come from grants alone."""

    classification = {
        "id": "plain", "username": "plain", "email": "personal", "name": "personal", "language": "plain",
        "is_active": "plain", "date_joined": "plain", "password": "personal", "last_login": "plain",
        "last_grant_id": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    username = models.CharField("ชื่อผู้ใช้", max_length=150, unique=True)
    email = models.EmailField("อีเมล", blank=True)
    name = models.CharField("ชื่อ-สกุล", max_length=200)
    language = models.CharField(max_length=5, default="th")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    last_grant_id = models.BigIntegerField(null=True)  # the grant last worked under, taken up again at sign-in

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Return the name as printed."""
        return self.name

    @property
    def initials(self) -> str:
        """Return the first letters of name and surname for the avatar."""
        return "".join(part.lstrip("เแโใไ")[:1] for part in self.name.split()[:2])


class Grant(models.Model):
    """One role in one office for one person, between two dates. Never deleted, only ended."""

    classification = {
        "id": "plain", "user": "plain", "office": "plain", "role": "plain", "valid_from": "plain", "valid_to": "plain",
        "revoked_at": "plain", "reason": "plain",
    }  # fmt: skip

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="grant_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["user", "office", "role"], condition=Q(revoked_at__isnull=True), name="grant_live_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{ROLES[self.role].title} {self.office}"

    def valid_on(self, day: date) -> bool:
        """Say whether the grant holds on `day`."""
        return self.revoked_at is None and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Installation(models.Model):
    """The one row that says what this database is. Demo once, demo for ever (a trigger holds that)."""

    classification = {"id": "plain", "is_demo": "plain", "as_of": "plain", "created_at": "plain"}

    id = models.SmallIntegerField(primary_key=True, default=1)
    is_demo = models.BooleanField(default=False)
    as_of = models.DateField(null=True)  # the demo's own clock: this day at `created_at`
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="installation_one_row"),
            models.CheckConstraint(
                condition=Q(is_demo=True) | Q(as_of__isnull=True), name="installation_clock_is_demo"
            ),
        ]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "real"
