"""The two addresses of the database: for serving and for owning."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit

from tidtam.kernel.problem import Problem


@dataclass(frozen=True)
class Urls:
    """`app` serves (tidtam_app); `owner` migrates, dumps, restores (tidtam_owner), None on a node that only serves."""

    app: str = field(repr=False)
    owner: str | None = field(repr=False, default=None)

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
    """Return what `DATABASE_URL` and `DATABASE_OWNER_URL` say, None when the first is not set."""
    app = os.environ.get("DATABASE_URL", "").strip()
    return Urls(app=app, owner=os.environ.get("DATABASE_OWNER_URL", "").strip() or None) if app else None


def with_login(url: str, user: str, password: str | None) -> str:
    """Return `url` with another user and password; no password when it is None."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    return urlunsplit(parts._replace(netloc=f"{login}@{host}"))
