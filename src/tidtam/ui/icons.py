"""The icons a page may use: Phosphor paths, chosen by name. `npm run icons` writes the file beside this one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import cast


@cache
def icon_paths() -> dict[str, str]:
    """Return the path of every icon by name; a name ending in `-f` is the filled form.

    Source: Phosphor Icons 2.1 (MIT, see NOTICE).
    """
    return cast("dict[str, str]", json.loads(Path(__file__).with_name("icons.json").read_text(encoding="utf-8")))
