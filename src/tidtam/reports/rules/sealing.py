"""The hash of what is signed: canonical JSON, SHA-256. Anybody can compute it again from the JSON that goes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def canonical(what: Mapping[str, Any]) -> bytes:
    """Return JSON with sorted keys, no spaces, numbers as decimal words, times in UTC."""
    return json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return said(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot be signed: {value!r}")


def said(value: Decimal) -> str:
    """Return a number as it is signed: no exponent, no zeros after the point. Shape: "214", "0.5"."""
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


def digest(what: Mapping[str, Any]) -> str:
    """Return the hash of what is signed. Shape: 64 hexadecimal digits."""
    return hashlib.sha256(canonical(what)).hexdigest()


def rows_digest(keys: list[str], versions: list[int]) -> str:
    """Return the hash of the rows behind one cell, so that the signature covers them."""
    return hashlib.sha256("\n".join(f"{k} {v}" for k, v in zip(keys, versions, strict=True)).encode()).hexdigest()
