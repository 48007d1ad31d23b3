"""Thai dictionary order as a key that plain code-point comparison sorts rightly."""

from __future__ import annotations

import re

_LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
_MARKS = re.compile("[็-๎ๆฯ]")
_NOT_MARKS = re.compile("[^็-๎ๆฯ]")


def th_key(text: str) -> str:
    """Return the sort key: leading vowels after their consonant, tone marks only as a tie-break.

    Equal to the SQL function `th_key`, so that lists sorted here and in the database agree.
    """
    swapped = _LEADING_VOWEL.sub(r"\2\1", text)
    return _MARKS.sub("", swapped) + " " + _NOT_MARKS.sub("!", swapped)
