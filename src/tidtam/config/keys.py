"""Where the data lives and the secrets beside it, each in its own 0400 file, never in a backup."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any


def data_folder() -> Path:
    """Return TIDTAM_DATA, else the default of the account (root: /var/lib/tidtam)."""
    stated = os.environ.get("TIDTAM_DATA")
    if stated:
        return Path(stated).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/tidtam")
    return Path.home() / ".local/share/tidtam"


def secret(name: str, *, folder: Path | None = None) -> str:
    """Return the secret `name`, making it (256 bits, 0400) at the first call."""
    path = (folder or data_folder()) / "keys" / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:  # another process was first
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()


def oidc_apps() -> list[dict[str, Any]]:
    """Return the OpenID Connect providers of `oidc.json` in the data folder (a national ID, an office's own).

    Shape: [{"provider_id", "name", "client_id", "secret", "settings": {"server_url", "uid_field": "pid"}}].
    """
    path = data_folder() / "oidc.json"
    return json.loads(path.read_text()) if path.exists() else []
