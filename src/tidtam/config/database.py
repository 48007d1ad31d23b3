"""How Django reaches PostgreSQL: as `tidtam_app` always, as the owner only for commands that migrate or restore."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tidtam.kernel.problem import Problem


def _alias(url: str, *, pool: bool) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if pool:
        options["pool"] = {"min_size": 1, "max_size": int(os.environ.get("TIDTAM_POOL", "12")), "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": False,  # the gate opens the transaction: the wall must stand before any query
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": pool,  # a pooled connection outlives the server: try it before a request fails on it
        "OPTIONS": options,
    }


def django_database(data: Path) -> dict[str, Any]:
    """Return DATABASES: `default` is the app role; `owner` stands there only when TIDTAM_OWNER=1 asks for it."""
    app, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if not app:
        from tidtam.config.postgres import urls_without_starting

        urls = urls_without_starting(data)
        app, owner = urls.app, urls.owner
    databases = {"default": _alias(app, pool=os.environ.get("TIDTAM_TESTING") != "1")}
    if owner and os.environ.get("TIDTAM_OWNER") == "1":
        databases["owner"] = _alias(owner, pool=False)
    return databases


def tips_database(data: Path) -> dict[str, Any]:
    """Return DATABASES of the tip process: its own role and nothing else. Errors: Problem database.tips_missing."""
    from tidtam.config.postgres import urls_without_starting

    return {"default": _alias(urls_without_starting(data).tips_or_refuse(), pool=True)}


def refuse_unfit() -> None:
    """Refuse a `DATABASE_URL` that passes the wall or leads to a database nobody prepared. Needs Django.

    Errors: Problem database.passes_wall, database.not_prepared.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper OR r.rolbypassrls OR coalesce(pg_has_role(r.oid, c.relowner, 'MEMBER'), false), c.oid "
            "FROM pg_roles r LEFT JOIN pg_class c ON c.oid = to_regclass('audit_entry') WHERE r.rolname = current_user"
        )
        passes, made = cursor.fetchone()
    if passes:
        raise Problem(
            "database.passes_wall",
            "DATABASE_URL ต้องเป็นของ tidtam_app ผู้ใช้นี้ข้ามการแยกข้อมูลของหน่วยงานได้ ดู tidtam init-db · not the app's role",
        )
    if made is None:
        raise Problem("database.not_prepared", "ฐานข้อมูลนี้ยังไม่ได้เตรียม ให้รัน tidtam init-db ก่อน · run tidtam init-db")
