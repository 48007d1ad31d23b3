"""Thai sort keys and the reading of a place name as a clerk types it. Pure functions."""

from __future__ import annotations

import re
from typing import NamedTuple

from tidtam.places.choices import AreaLevel
from tidtam.thai.digits import to_arabic

_LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
_MARKS = re.compile("[็-๎ๆฯ]")
_NOT_MARKS = re.compile("[^็-๎ๆฯ]")


def th_key(text: str) -> str:
    """Return the key by which Thai text sorts code point by code point (as in the dictionary).

    Source: the SQL function `th_key` of the database; the two are tested to be equal.
    """
    turned = _LEADING_VOWEL.sub(r"\2\1", text)
    return _MARKS.sub("", turned) + " " + _NOT_MARKS.sub("!", turned)


class Wanted(NamedTuple):
    """One word of a place search; `level` is known when the clerk wrote จ. อ. ต. before it."""

    name: str
    level: str | None


_PREFIXES = (
    ("จังหวัด", AreaLevel.PROVINCE),
    ("จ.", AreaLevel.PROVINCE),
    ("กิ่งอำเภอ", AreaLevel.DISTRICT),
    ("อำเภอ", AreaLevel.DISTRICT),
    ("อ.", AreaLevel.DISTRICT),
    ("เขต", AreaLevel.DISTRICT),
    ("ตำบล", AreaLevel.SUBDISTRICT),
    ("ต.", AreaLevel.SUBDISTRICT),
    ("แขวง", AreaLevel.SUBDISTRICT),
)
_PREFIX = re.compile("|".join(re.escape(prefix) for prefix, _ in _PREFIXES))
_LEVEL_OF = dict(_PREFIXES)
_GAP_AFTER_PREFIX = re.compile(rf"(?:(?<=\s)|^)({_PREFIX.pattern})\s+")


def wanted(text: str) -> list[Wanted]:
    """Split what was typed into names, smallest place first as Thai addresses are written.

    Shape: `ต.ตูม อ.ปักธงชัย` gives [("ตูม", subdistrict), ("ปักธงชัย", district)].
    """
    text = _GAP_AFTER_PREFIX.sub(r"\1", to_arabic(text).strip())
    found = []
    for word in text.split():
        match = _PREFIX.match(word)
        rest = word[match.end() :] if match else word
        if match and rest:
            found.append(Wanted(rest, _LEVEL_OF[match[0]]))
        else:
            found.append(Wanted(word, None))
    return found


def title(level: str, name: str, *, in_bangkok: bool = False) -> str:
    """Write the name with its kind: จังหวัดชัยภูมิ, อำเภอเทพสถิต, เขตดุสิต, ตำบลตูม, แขวงดุสิต."""
    if level == AreaLevel.PROVINCE:
        return name if in_bangkok else f"จังหวัด{name}"
    if level == AreaLevel.DISTRICT:
        return f"{'เขต' if in_bangkok else 'อำเภอ'}{name}"
    if level == AreaLevel.SUBDISTRICT:
        return f"{'แขวง' if in_bangkok else 'ตำบล'}{name}"
    return name
