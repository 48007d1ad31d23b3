"""What the extraction said, in the language of the page: it speaks Thai, is stored, and is shown later."""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import gettext

from tidtam.files.extract.problems import SENTENCES


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return a pattern per sentence that carries values."""
    found = []
    for sentence in SENTENCES:
        parts = re.split(r"\{(\w+)\}", sentence)
        if len(parts) > 1:
            said = "".join(f"(?P<{one}>.*?)" if n % 2 else re.escape(one) for n, one in enumerate(parts))
            found.append((re.compile(said), sentence))
    return found


def said(text: str) -> str:
    """Return a sentence of the extraction in the reader's language, its values kept; other words as they are."""
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(text):
            return gettext(sentence).format(**found.groupdict())
    return gettext(text) if text else ""
