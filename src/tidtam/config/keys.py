"""Secrets and sign-in providers of this installation; each secret is its own 0400 file, never in a backup."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from tidtam.config.postgres import data_dir, folder


def secret(name: str) -> str:
    """Return the secret `name` of the data folder, made at random the first time.

    Errors: Problem("database.folder_closed").
    """
    data = data_dir()
    folder.make(data)
    return folder.secret(data, name)


def oidc_apps() -> list[dict[str, Any]]:
    """Return the OpenID Connect providers of `oidc.json` in the data folder (a national ID, an office's own).

    Shape: [{"provider_id", "name", "client_id", "secret", "settings": {"server_url", "uid_field": "pid"}}].
    """
    path = data_dir() / "oidc.json"
    return json.loads(path.read_text()) if path.exists() else []


def origins(apps: list[dict[str, Any]]) -> list[str]:
    """Return the origins of the providers, each once: the only hosts a sign-in form may lead to."""
    parts = (urlsplit(app["settings"]["server_url"]) for app in apps)
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts})
