"""Thai and Arabic digits."""

from __future__ import annotations

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def to_arabic(text: str) -> str:
    """Fold Thai digits to Arabic; every other character and the length stay."""
    return text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """Turn Arabic digits into Thai ones; every other character and the length stay."""
    return text.translate(_TO_THAI)
