"""The addresses of the database: for serving, for owning, for the tip process."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit

from tidtam.kernel.problem import Problem


@dataclass(frozen=True)
class Urls:
    """`app` serves (tidtam_app); `owner` migrates, dumps, restores (tidtam_owner), None on a node that only serves.

    `tips` is the tip process's own (tidtam_tips), None where no tip process runs.
    """

    app: str = field(repr=False)
    owner: str | None = field(repr=False, default=None)
    tips: str | None = field(repr=False, default=None)

    def tips_or_refuse(self) -> str:
        """Return the tip process's URL.

        Errors: Problem("database.tips_missing") when only `DATABASE_URL` is set.
        """
        if self.tips is None:
            raise Problem(
                "database.tips_missing",
                "ช่องทางแจ้งเบาะแสต้องใช้ผู้ใช้ฐานข้อมูลของตัวเอง ให้กำหนด DATABASE_TIPS_URL · set DATABASE_TIPS_URL",
            )
        return self.tips

    def owner_or_refuse(self) -> str:
        """Return the owner's URL.

        Errors: Problem("database.owner_missing") when only `DATABASE_URL` is set.
        """
        if self.owner is None:
            raise Problem(
                "database.owner_missing",
                "คำสั่งนี้ต้องใช้สิทธิ์เจ้าของฐานข้อมูล ให้กำหนด DATABASE_OWNER_URL (ผู้ใช้ tidtam_owner) · set DATABASE_OWNER_URL",
            )
        return self.owner


def from_environment() -> Urls | None:
    """Return what `DATABASE_URL`, `DATABASE_OWNER_URL` and `DATABASE_TIPS_URL` say, None when none serves."""
    app, owner, tips = (
        os.environ.get(name, "").strip() or None for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_TIPS_URL")
    )
    app = app or tips  # a machine with the tip process alone
    return Urls(app=app, owner=owner, tips=tips) if app else None


def with_login(url: str, user: str, password: str | None) -> str:
    """Return `url` with another user and password; no password when it is None."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    return urlunsplit(parts._replace(netloc=f"{login}@{host}"))
