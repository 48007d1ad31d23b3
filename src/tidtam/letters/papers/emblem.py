"""The Garuda on a letter: a picture the office provides, for the house brings none along.

Source: the regulation on saraban work: 3 cm high on an outside letter, 1.5 cm on a memo.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

HEIGHTS = {"external": 3.0, "memo": 1.5}  # Units: cm
MOST = 2_000_000  # bytes; it stands in every letter
_NAMES = ("garuda.svg", "garuda.png")
_PNG = b"\x89PNG\r\n\x1a\n"


def emblem() -> bytes | None:
    """Return the picture named by TIDTAM_GARUDA, else `garuda.svg` or `.png` of the data folder; None without any.

    A file that is no SVG and no PNG, or too large, counts as none: the place stays free and no letter fails.
    """
    named = str(getattr(settings, "GARUDA", "") or "")
    places = [Path(named)] if named else [Path(settings.DATA) / name for name in _NAMES]
    for path in places:
        if path.is_file():
            state = path.stat()
            return _read(str(path), state.st_mtime_ns, state.st_size)
    return None


@lru_cache(maxsize=4)
def _read(path: str, _changed: int, size: int) -> bytes | None:
    if size > MOST:
        return None
    content = Path(path).read_bytes()
    return content if is_png(content) or b"<svg" in content[:4096] else None


def is_png(picture: bytes) -> bool:
    """Say whether a picture is a PNG, which a word processor takes; an SVG goes into a PDF alone."""
    return picture.startswith(_PNG)
