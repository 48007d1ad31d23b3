"""The numbers that find a person: of each word its fold, the fold short of one letter, its frame, its ends.

A number is 32 bits, signed, as PostgreSQL's integer. Two words within one slip of each other share one; words further
apart still share a frame or an end more often than not.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from tidtam.people.matching.folding import fold, frame

NEAR, FRAME, FRAME_NEAR, ENDS, BEGINNING = 0.8, 0.65, 0.45, 0.35, 0.25
GLUED, PLACE, PIECE = 0.9, 0.35, 0.9
Hash = Callable[[str], bytes]


@lru_cache(maxsize=1_000_000)
def number(kind: str, text: str) -> int:
    """Return the number of a key: of its kind (one letter) and its text."""
    value = zlib.crc32(f"{kind}{text}".encode())
    return value - (1 << 32) if value >= 1 << 31 else value


def short_of_one(text: str) -> set[str]:
    """Return the text with each letter left out in turn."""
    return {text[:i] + text[i + 1 :] for i in range(len(text))}


@lru_cache(maxsize=300_000)
def of_word(word: str) -> tuple[tuple[float, int], ...]:
    """Return the keys of one word of a name with the weight each has when a question shares it."""
    folded = fold(word)
    if not folded:
        return ()
    # A slip in a short word leaves little that is its own, and a long word says more than a short one.
    whole = 0.7 + 0.05 * min(len(folded), 8)
    near = whole * (NEAR if len(folded) > 4 else 0.7 if len(folded) == 4 else 0.5)
    found = {number("w", folded): whole}
    if len(folded) >= 3:
        for shorter in short_of_one(folded):
            found.setdefault(number("w", shorter), near)
    bones = frame(folded)
    if len(bones) >= 2:
        found.setdefault(number("f", bones), whole * (FRAME if len(bones) > 3 else 0.55 if len(bones) == 3 else 0.4))
    if len(bones) >= 4:
        for shorter in short_of_one(bones):
            found.setdefault(number("f", shorter), whole * FRAME_NEAR)
    if len(folded) >= 3:
        found.setdefault(number("b", folded[:3]), BEGINNING)
    if len(folded) >= 4:
        found.setdefault(number("b", folded[:4]), ENDS)
        found.setdefault(number("e", folded[-4:]), ENDS)
    return tuple((weight, key) for key, weight in found.items())


@lru_cache(maxsize=300_000)
def faint_of(word: str) -> frozenset[int]:
    """Return those keys of a word that say little: of its frame, its beginning and its end."""
    folded = fold(word)
    sure = {number("w", text) for text in (folded, *short_of_one(folded))}
    return frozenset(key for _, key in of_word(word)) - sure


def of_person(
    first: str, last: str, nickname: str, places: Iterable[str] = (), numbers: Sequence[tuple[str, str]] = (),
    keyed: Hash | None = None,
) -> tuple[str, list[int]]:  # fmt: skip
    """Return the folded name and the keys of a person.

    `places` are names of tambon, district, province; `numbers` are (kind, digits) of identifiers, of which pieces are
    kept under the keyed hash, so that nobody reads digits from them.
    """
    words = [word for name in (first, last, nickname) for word in name.split()]
    found: set[int] = {key for word in words for _, key in of_word(word)}
    parts = [fold(part) for name in (first, last) for part in name.split()]
    folded = " ".join(part for part in parts if part)
    if len(parts) > 1:
        found.add(number("g", "".join(parts)))
    for place in places:
        if place:
            found.add(number("p", fold(place)))
    if keyed is not None:
        for kind, digits in numbers:
            found.update(of_number(kind, digits, keyed))
    return folded, sorted(found)


def of_number(kind: str, digits: str, keyed: Hash) -> set[int]:
    """Return the keys kept of an identifier: five digits from every second place, and the last four.

    Any six digits in a row hold one of these fives.
    """
    return _pieces(kind, digits, keyed, step=2)


def _pieces(kind: str, digits: str, keyed: Hash, *, step: int) -> set[int]:
    if len(digits) < 5:
        return set()
    pieces = {digits[i : i + 5] for i in range(0, len(digits) - 4, step)} | {f"-{digits[-4:]}"}
    return {_keyed(f"piece:{kind}:{piece}", keyed) for piece in pieces}


def of_asked_number(digits: str, keyed: Hash) -> set[int]:
    """Return the keys of digits somebody asks for, of whatever kind; `x` stands for a hidden digit."""
    found: set[int] = set()
    for kind in ("id", "phone"):
        for part in digits.split("x"):
            found |= _pieces(kind, part, keyed, step=1)
        if len(tail := digits.rpartition("x")[2]) >= 4:
            found.add(_keyed(f"piece:{kind}:-{tail[-4:]}", keyed))
    return found


def _keyed(text: str, keyed: Hash) -> int:
    return int.from_bytes(keyed(text)[:4], "big", signed=True)
