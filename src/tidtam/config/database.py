"""How Django reaches PostgreSQL: as `tidtam_app` always, as the owner only for commands that migrate or restore."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


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
