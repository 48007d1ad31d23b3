"""Names by sound: one fold for spellings that sound or look alike, and its frame of consonants."""

from __future__ import annotations

import re
from functools import lru_cache

from tidtam.thai.names import spelling_key

_NOT_LETTERS = re.compile(r"[^ก-ฮะ-ฺเ-ไa-z0-9]+")
_VOWELS = re.compile("[ะ-ฺเ-ไ]")


@lru_cache(maxsize=400_000)
def fold(word: str) -> str:
    """Return a word by sound, without blanks and marks."""
    return _NOT_LETTERS.sub("", spelling_key(word).lower())


@lru_cache(maxsize=400_000)
def frame(folded: str) -> str:
    """Return the consonants of a folded word: vowels are what ears and pens get wrong most."""
    return re.sub(r"(.)\1+", r"\1", _VOWELS.sub("", folded))
